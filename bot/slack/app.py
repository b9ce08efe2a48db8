"""The bot in Slack: its parts put together, kept alive, and ended in order."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Config
from bot.engine import Engine
from bot.errors import UserError
from bot.fresh import KeptEngine, watch
from bot.phrasebook import phrasebook, tell
from bot.slack.answerer import Answerer
from bot.slack.api import Done, Redraw, Refused, SlackApi
from bot.slack.buttons import Buttons
from bot.slack.connections import Connections
from bot.slack.desk import Desk
from bot.slack.digest import Posted, WeeklyDigest
from bot.slack.events import Me
from bot.slack.feedback import Feedback
from bot.slack.handovers import Handovers
from bot.slack.intake import Intake
from bot.slack.keeping import Keeping
from bot.slack.logs import set_up_logs
from bot.slack.lookups import Lookups
from bot.slack.metrics import Metrics
from bot.slack.outbox import Outbox
from bot.slack.people import load_people
from bot.slack.plainer import redraw
from bot.slack.privacy import Privacy
from bot.slack.watching import Watched
from bot.slack.web import GOODBYE, Listener, operations_port, slack_pages
from bot.store.failures import StorageError
from bot.store.store import Store

_DEFAULT_API = "https://slack.com/api/"
_BEAT = 1.0  # seconds between signs of life
_LOOK_BACK = 15  # beats between looks for what this process left lying
_TIDY = 10  # beats after which texts of questions leave the database's files, too; six times as many where there is much to do
_SWEEP = 3_600.0  # seconds between looks for what is old
_LAST_CALLS = 6.0  # seconds for what is under way when the process is ended
_TOLD_EACH = 100  # texts between words of progress
_DEAF = 1  # exit code when Slack cannot be heard, so that whoever started the bot starts it anew
_log = logging.getLogger(__name__)


def run_slack(config: Config, knowledge: Path | None, *, plain: bool = False) -> int:
    """Join Slack with the tokens of the environment and answer until the process is ended; return its exit code.

    With `plain`, what is sent is drawn with plainer blocks, for a page that knows no others. Raises UserError when Slack
    refuses the tokens or cannot be reached.
    """
    set_up_logs(config.operations.log_level)
    config = replace(config, knowledge=knowledge or config.knowledge)
    kept = KeptEngine(config, progress=_tell_progress)
    _tell_problems(kept.engine)
    watch(kept, _tell_swap)
    return asyncio.run(Slack(config, kept, redraw=redraw if plain else dict).run())


def _tell_progress(read: int, of: int) -> None:
    if read == of or read % _TOLD_EACH == 0:
        _log.info("texts are read", extra={"read": read, "of": of})


def _tell_swap(engine: Engine) -> None:
    _tell_problems(engine)
    documents, statements = len(engine.library.documents), len(engine.statements)
    _log.info("the texts have changed", extra={"documents": documents, "statements": statements})


def _tell_problems(engine: Engine) -> None:
    for problem in engine.library.problems:
        if problem.severe:
            told = tell(problem, phrasebook("en"))
            _log.warning("a text cannot be read", extra={"file": problem.file, "reason": told, "kept": problem.kept})


class Slack:
    """The parts of the bot in Slack."""

    def __init__(self, config: Config, kept: KeptEngine, *, redraw: Redraw) -> None:
        self._config, self._kept, self._redraw = config, kept, redraw
        self._metrics = Metrics()
        self._beside: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()

    async def run(self) -> int:
        """Join, answer until SIGTERM or SIGINT, finish what was begun, and return the exit code."""
        for ending in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(ending, self._stop.set)
        token, address = os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL") or _DEFAULT_API
        api = SlackApi(token, address, self._metrics, redraw=self._redraw)
        store = None
        try:
            me = await _who_am_i(api, address)
            store = Store(self._config.store.url, owner=secrets.token_hex(8), keeps=self._config.store.questions)
            return await self._serve(api, store, me, token, address)
        finally:
            await api.close()
            if store is not None:
                store.close()

    async def _serve(self, api: SlackApi, store: Store, me: Me, token: str, address: str) -> int:
        people = load_people(self._config.state)
        answerer = Answerer(lambda: self._kept.engine, self._config)
        outbox = Outbox(store, api, answerer, people, self._metrics)
        desk = Desk(self._config, me, store, outbox, answerer, api, people, self._metrics)
        feedback, handovers, keeping, own = Feedback(desk), Handovers(desk), Keeping(desk), Privacy(desk)
        more = {"vote": feedback.vote, "person": handovers.ask, "reply": handovers.reply, "resolve": handovers.resolve}
        buttons = Buttons(desk, {**more, "keep": keeping.keep, "forget": own.forget})
        intake = Intake(desk, open_home=buttons.open_home, spawn=self._spawn)
        app = _bolt_app(intake, me, token, address)
        for part in (
            feedback,
            handovers,
            keeping,
            Lookups(desk),
            buttons,
        ):  # in this order: the last ones listen to the rest
            part.register(app)
        door: Connections | Listener
        deaf: Callable[[], Coroutine[Any, Any, object]]
        settings = self._config.slack
        watched = Watched(self._kept, outbox, store)
        if settings.mode == "http":
            pages = slack_pages(app, watched.look, self._metrics)
            door = Listener("slack.port", settings.host, settings.port, pages)
            deaf = self._stop.wait
        else:
            door = Connections(
                app,
                os.environ["SLACK_APP_TOKEN"],
                address,
                self._metrics,
                count=settings.connections,
                take=intake.take,
                redraw=self._redraw,
            )
            deaf = door.watch
            watched = replace(watched, connections=door)
        digest = WeeklyDigest(desk)
        async with operations_port(self._config.operations.port, watched.look, self._metrics):
            return await self._keep_open(door, deaf, store, outbox, digest)

    async def _keep_open(
        self,
        door: Connections | Listener,
        deaf: Callable[[], Coroutine[Any, Any, object]],
        store: Store,
        outbox: Outbox,
        digest: WeeklyDigest,
    ) -> int:
        """Take in what comes through `door` until the process is ended or `deaf` returns; return the exit code."""
        await store.beat()
        beating = asyncio.create_task(self._keep(store, outbox, digest))
        watching: asyncio.Task[Any] | None = None
        try:
            await door.open()
            documents, statements = len(self._kept.engine.library.documents), len(self._kept.engine.statements)
            _log.info(
                "joined Slack",
                extra={"mode": self._config.slack.mode, "documents": documents, "statements": statements},
            )
            watching = asyncio.create_task(deaf())
            stopping = asyncio.create_task(self._stop.wait())
            await asyncio.wait({watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            return 0 if self._stop.is_set() else _DEAF
        finally:
            if watching is not None:
                watching.cancel()
            with suppress(TimeoutError):
                await asyncio.wait_for(door.close(), GOODBYE)
            await outbox.drain(_LAST_CALLS)
            beating.cancel()
            await store.leave()
            _log.info("left Slack")

    async def _keep(self, store: Store, outbox: Outbox, digest: WeeklyDigest) -> None:
        """Give signs of life, take over what dead processes left, pick up what was left lying, forget what is old, and post the
        digest when it is due."""
        beats = 0
        while True:
            try:
                await store.beat()
                left = await store.take_over()
                if beats % _LOOK_BACK == 0:
                    left += await store.owed()
                for job in left:
                    outbox.put(job)
                if beats % int(_SWEEP / _BEAT) == 0:
                    with suppress(StorageError):  # told already
                        await store.sweep(self._config.store.days)
                self._spawn(digest.look())
                if beats % _TIDY == 0 and (len(outbox) == 0 or beats % (6 * _TIDY) == 0):
                    await store.tidy()
            except Exception as error:  # the next beat tries again
                _log.exception("housekeeping failed", exc_info=error)
            beats += 1
            await asyncio.sleep(_BEAT)

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)


async def post_digest(config: Config, knowledge: Path | None) -> Posted:
    """Post this week's digest without joining Slack, unless it was posted. Raises UserError as joining does."""
    token, address = os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL") or _DEFAULT_API
    kept, metrics = KeptEngine(config, knowledge), Metrics()
    api, store = SlackApi(token, address, metrics), None
    try:
        me = await _who_am_i(api, address)
        store = Store(config.store.url, owner=secrets.token_hex(8), keeps=config.store.questions)
        await store.beat()
        answerer = Answerer(lambda: kept.engine, config)
        people = load_people(config.state)
        outbox = Outbox(store, api, answerer, people, metrics)
        desk = Desk(config, me, store, outbox, answerer, api, people, metrics)
        posted = await WeeklyDigest(desk).post(time.time())
        await outbox.drain(_LAST_CALLS)
        await store.leave()
        return posted
    finally:
        await api.close()
        if store is not None:
            store.close()


def _bolt_app(intake: Intake, me: Me, token: str, address: str) -> AsyncApp:
    """The Bolt app: it checks signatures, hands the events of HTTP mode to the inbox before they are acknowledged, and
    finds the listener of everything else."""

    async def authorize() -> AuthorizeResult:
        # Known from the start: Bolt's own look-up would acknowledge, and so lose, what comes while Slack fails.
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot, bot_token=token
        )  # fmt: skip

    quiet = logging.getLogger("slack_bolt")
    app = AsyncApp(
        logger=quiet,
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET") or secrets.token_hex(16),
        client=AsyncWebClient(base_url=address),
        authorize=authorize,
        ignoring_self_events_enabled=False,  # the inbox knows its own messages; it must see when they are deleted
    )

    @app.use
    async def inbox(body: dict[str, Any], next_: Any) -> BoltResponse | None:
        if body.get("type") == "event_callback" or "event" in body:
            await intake.take(body)
            return BoltResponse(status=200)
        await next_()
        return None

    return app


async def _who_am_i(api: SlackApi, address: str) -> Me:
    outcome = await api.call("auth.test")
    if isinstance(outcome, Done):
        found = {name: str(outcome.data.get(name) or "") for name in ("team_id", "user_id", "bot_id", "user")}
        return Me(found["team_id"], found["user_id"], found["bot_id"], found["user"])
    error = getattr(outcome, "error", "limited")
    if isinstance(outcome, Refused) or error in ("invalid_auth", "not_authed", "account_inactive", "token_revoked"):
        raise UserError(f"SLACK_BOT_TOKEN: Slack refuses it ({error})")
    raise UserError(f"{address}: Slack cannot be reached ({error})")
