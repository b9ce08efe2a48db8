"""The inbox: every event is entered in the store, once, before Slack is told that it arrived."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from bot.models import Asking
from bot.phrasebook import phrasebook
from bot.slack.allowance import Allowance, Allowed
from bot.slack.card import notice
from bot.slack.desk import Desk
from bot.slack.events import Event, Kind, read_event
from bot.slack.text import clip, read_question
from bot.store.jobs import Job, Key, Receipt

_MOST_WAITING = 20_000  # jobs of this process; what does not fit gets a plain word
_RECENT = 1_000  # messages just entered
_log = logging.getLogger(__name__)


class Intake:
    """Decides for each event whether it is for the bot, and enters what is owed for it."""

    def __init__(
        self,
        desk: Desk,
        *,
        open_home: Callable[[str], Awaitable[None]],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        """`open_home` draws a person's App Home; `spawn` lets a coroutine run beside."""
        self._config, self._me, self._store, self._outbox = desk.config, desk.me, desk.store, desk.outbox
        self._answerer, self._api, self._people = desk.answerer, desk.api, desk.people
        self._open_home, self._spawn = open_home, spawn
        self._entering: dict[tuple[Key, str, str, bool], asyncio.Future[None]] = {}
        self._allowance = Allowance(desk.config.slack.questions_per_minute)

    async def take(self, body: Mapping[str, Any]) -> None:
        """Take in the payload of an event. When this returns, what is owed for it is in the store. Never raises."""
        event: Event | None = None
        try:
            event = read_event(body, self._me)
            if event is not None:
                await self._take(event)
        except Exception as error:  # whatever the payload holds, the next one is taken in
            error_id = secrets.token_hex(4)
            _log.exception("an event could not be taken in", exc_info=error, extra={"error_id": error_id})
            if event is not None and event.addressed:
                self._spawn(self._apologise(event, error_id))

    async def _take(self, event: Event) -> None:
        match event.kind:
            case Kind.HOME:
                self._spawn(_awaited(self._open_home(event.user)))
            case Kind.MESSAGES_TAB:
                await self._welcome(event)
            case Kind.DELETION:
                key = Key(event.team, event.channel, event.ts)
                job = Job(key, event.revision, {"kind": "removal"})
                if await self._store.withdraw(job):
                    self._outbox.put(job)
            case Kind.EDIT:
                await self._enter(event, "", create=False)
            case Kind.MESSAGE:
                only = await self._concerns(event)
                if only is not None:
                    await self._enter(event, only, create=True)

    async def _concerns(self, event: Event) -> str | None:
        """None when a message is not for the bot; else which answers are wanted: all (""), `found` or `sure` ones."""
        settings = self._config.slack
        channel = settings.channel(event.channel)
        if event.outside and not settings.outsiders:
            return None
        if event.direct:
            return ""
        if channel.answers == "off":
            return None
        if event.addressed:
            return ""
        if event.to_others:
            return None
        if event.thread_ts and event.thread_ts != event.ts:
            return await self._follows(event) if settings.follow_ups else None
        if channel.answers == "sure":
            asking = self._answerer.engine.how_asked(self._question(event), follows=False)
            return "sure" if asking is Asking.YES else None
        return None

    async def _follows(self, event: Event) -> str | None:
        thread = await self._store.thread(event.team, event.channel, event.thread_ts)
        if thread is None:
            return None
        same = thread.person == self._people.hashed(event.team, event.user)
        asking = self._answerer.engine.how_asked(self._question(event), follows=True, same_person=same)
        return {Asking.YES: "", Asking.PERHAPS: "found"}.get(asking)

    async def _enter(self, event: Event, only: str, *, create: bool) -> None:
        key = Key(event.team, event.channel, event.ts)
        question = self._question(event)
        work: dict[str, Any] | None = self._work(event, question, only)
        if create and not only:
            work = self._within_limits(event, key, work)
        if work is None:
            return
        job = Job(key, event.revision, work)
        # Slack tells of one mention twice (`message` and `app_mention`): the second waits for the first, and costs no more.
        name = (key, event.revision, question, create)
        entering = self._entering.get(name)
        if entering is not None and not (entering.done() and entering.exception()):
            await asyncio.shield(entering)
            return
        entering = asyncio.ensure_future(self._receive(job, question, create=create))
        self._entering[name] = entering
        if len(self._entering) > _RECENT:
            del self._entering[next(iter(self._entering))]
        await entering

    async def _receive(self, job: Job, question: str, *, create: bool) -> None:
        fingerprint = self._people.fingerprint(question)
        receipt = await self._store.receive(job, fingerprint, edited=bool(job.revision), create=create)
        if receipt is not Receipt.KNOWN:
            self._outbox.put(job)

    def _work(self, event: Event, question: str, only: str) -> dict[str, Any]:
        channel = self._config.slack.channel(event.channel)
        return {
            "kind": "question",
            "text": question,
            "thread_ts": event.thread_ts or event.ts,
            "in_thread": bool(event.thread_ts),
            "user": event.user,
            "direct": event.direct,
            "surface": _surface(event),
            "private": channel.visibility == "private" and not event.direct,
            "language": channel.language,
            "only": only,
            "since": event.ts,
            "received": time.time(),
        }

    def _within_limits(self, event: Event, key: Key, work: dict[str, Any] | None) -> dict[str, Any] | None:
        """`work`, or a plain word where its asker asks too much or the queue is full, or None when that was said already."""
        person = self._people.hashed(event.team, event.user)
        said = "slack.too_busy" if len(self._outbox) >= _MOST_WAITING else "slack.too_many"
        full = said == "slack.too_busy"
        allowed = self._allowance.tell_once(person) if full else self._allowance.take(person, key)
        if allowed is Allowed.YES:
            return work
        if allowed is Allowed.NO:
            return None
        message = notice(phrasebook(self._config.answers.language).say(said))
        thread_ts = event.thread_ts or event.ts
        return {"kind": "message", "text": message.text, "blocks": list(message.blocks), "thread_ts": thread_ts}

    async def _welcome(self, event: Event) -> None:
        if event.outside or not event.channel:
            return
        work = {"kind": "welcome", "since": f"{time.time() - 60:.6f}"}
        job = Job(Key(event.team, event.channel, "welcome"), "", work)
        if await self._store.receive(job, "") is Receipt.NEW:
            self._outbox.put(job)
        language = self._config.answers.language
        book = phrasebook(language)
        prompts = [{"title": clip(q, 60), "message": clip(q, 300)} for q in self._answerer.engine.suggest(language)]
        if prompts:
            method, title = "assistant.threads.setSuggestedPrompts", book.say("slack.prompts_title")
            self._spawn(self._api.decorate(method, channel_id=event.channel, title=title, prompts=prompts))

    async def _apologise(self, event: Event, error_id: str) -> None:
        said = notice(phrasebook(self._config.answers.language).say("slack.apology", error=error_id))
        where = {"channel": event.channel, "thread_ts": event.thread_ts or event.ts}
        await self._api.decorate("chat.postMessage", text=said.text, **where)

    def _question(self, event: Event) -> str:
        return read_question(event.text, self._me.user)


def _surface(event: Event) -> str:
    """How a question was put, as the store calls it."""
    if event.direct:
        return "direct"
    if event.addressed:
        return "mention"
    return "follow_up" if event.thread_ts and event.thread_ts != event.ts else "unasked"


async def _awaited(something: Awaitable[None]) -> None:
    await something
