"""What the listeners share: the parts of the bot, and the ways in which something is shown to the one who pressed or typed."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.config import Config
from bot.models import Answer
from bot.phrasebook import phrasebook
from bot.slack.answerer import Answerer
from bot.slack.api import Done, Outcome, Refused, SlackApi
from bot.slack.blocks import MOST_TEXT, Block, line, person, rich_text, span
from bot.slack.card import Message, notice
from bot.slack.events import Me
from bot.slack.metrics import FAILED, Asked, Metrics, Surface
from bot.slack.outbox import Outbox
from bot.slack.payload import Body, channel_of, ident, mapping, team_of, text, user_of
from bot.slack.people import People
from bot.slack.places import own_place
from bot.slack.text import clip
from bot.slack.windows import notice_window, search_window
from bot.store.jobs import Job, Key, Receipt
from bot.store.store import Store

_SOON = 1.2  # seconds that a window waits for a post, or for the store, before it says that it is on its way
_POSTS = "posts"  # stands for the channel of what is posted to those whom the store is not to name
_NOT_A_MEMBER = ("not_in_channel", "channel_not_found", "is_archived")
T = TypeVar("T")
Ack = Callable[..., Awaitable[None]]  # how something pressed, typed or sent is acknowledged
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given outside any talk, where it counts as given, and how it was asked for."""

    answer: Answer
    place: Key
    surface: Surface


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the bot in Slack, and what is done with them in answer to a person."""

    config: Config
    me: Me
    store: Store
    outbox: Outbox
    answerer: Answerer
    api: SlackApi
    people: People
    metrics: Metrics

    @property
    def language(self) -> str:
        """The language where nothing shows another."""
        return self.config.answers.language

    def team(self, body: Body) -> str:
        """The workspace where something was done."""
        return team_of(body) or self.me.team

    async def open(self, body: Body, view: Block) -> None:
        """Open a window; over the one in which a button was pressed, if it was in one."""
        if not ident(body, "trigger_id"):
            return
        inside = text(mapping(body, "view"), "type") == "modal"
        method = "views.push" if inside else "views.open"
        await self.api.decorate(method, trigger_id=ident(body, "trigger_id"), view=view)

    async def tell(self, body: Body, said: str) -> None:
        """Say something to the one who pressed, where it was pressed."""
        container, channel, words = mapping(body, "container"), channel_of(body), notice(said)
        if text(mapping(body, "view"), "type") in ("modal", "home"):
            await self.open(body, notice_window(said, self.language))
        elif container.get("is_ephemeral") and text(body, "response_url"):
            await self.api.respond(text(body, "response_url"), replace_original=False, **private(words))
        elif channel:
            thread_ts = ident(container, "thread_ts") or ident(mapping(body, "message"), "thread_ts") or None
            where = {"channel": channel, "user": user_of(body), "thread_ts": thread_ts}
            await self.api.decorate("chat.postEphemeral", text=words.text, blocks=list(words.blocks), **where)

    async def post(self, body: Body, channel: str, name: str, message: Message, **how: str) -> Outcome | None:
        """The same as `enter`, and what came of it; Done where that takes longer than Slack waits."""
        if not channel:
            return Refused("channel_not_found")
        posting = await self.enter(body, channel, name, message, **how)
        if posting is None:
            return None
        try:
            return await asyncio.wait_for(asyncio.shield(posting), _SOON)
        except TimeoutError:
            return Done()

    async def enter(
        self,
        body: Body,
        channel: str,
        name: str,
        message: Message,
        *,
        thread_ts: str = "",
        since: str = "",
        **then: str,
    ) -> asyncio.Future[Outcome] | None:
        """Post to a channel or person through the outbox, once for each `name`; None when it was posted before.

        `since` is a Slack timestamp: nothing older can be the post, if it must be looked for. `then` says what is noted of a
        hand-over once it is posted: `handover` that this is it, `closes` that this resolves it, `by` whom.
        """
        key = Key(self.team(body), _POSTS, name)
        blocks = [{**message.blocks[0], "block_id": f"{key.team}/{_POSTS}/{name}"[:255]}, *message.blocks[1:]]
        work = {"kind": "message", "text": message.text, "blocks": blocks, "to": channel, "thread_ts": thread_ts}
        job = Job(key, "", {**work, "since": since or a_minute_ago(), **then})
        if await self.store.receive(job, "") is Receipt.KNOWN:
            return None
        return self.outbox.put(job)

    def outcome(self, outcome: Outcome | None, done: str, language: str) -> str:
        """What came of a post, in words: `done` where it was posted."""
        book = phrasebook(language)
        if outcome is None or isinstance(outcome, Done):
            return done
        if isinstance(outcome, Refused) and outcome.error in _NOT_A_MEMBER:
            return book.say("slack.not_in_channel")
        return book.say("slack.not_delivered")

    def refusal(self, body: Body, *, anywhere: bool = False) -> str:
        """Why nothing is done for the one who pressed or typed, or ""; with `anywhere`, also in channels where nothing is answered."""
        book, settings, channel = phrasebook(self.language), self.config.slack, channel_of(body)
        teams = {text(body, "user_team"), text(mapping(body, "user"), "team_id"), team_of(body)} - {""}
        shared = body.get("is_ext_shared_channel") or mapping(body, "channel").get("is_ext_shared")
        if not settings.outsiders and (shared or teams - {self.me.team}):
            return book.say("slack.outside")
        if settings.channel(channel).answers == "off" and not channel.startswith("D") and not anywhere:
            return book.say("slack.off")
        return ""

    def apology(self, error: Exception) -> str:
        """A word to the person about an error nobody foresaw; the log has it under the same id."""
        error_id = secrets.token_hex(4)
        _log.exception("something pressed or typed failed", exc_info=error, extra={"error_id": error_id})
        return phrasebook(self.language).say("slack.apology", error=error_id)

    def ask(self, body: Body, question: str, surface: Surface) -> Given:
        """The answer to a question that is put outside any talk; it is counted. Raises what the engine raises."""
        begun, verdict, language = time.perf_counter(), FAILED, self.language
        try:
            answer = self.answerer.ask(question)
            verdict, language = answer.status.value, answer.language
            return Given(answer, own_place(body, self.team(body), surface), surface)
        finally:
            self.metrics.answered(Asked(surface, verdict, language, time.perf_counter() - begun))

    async def record(self, body: Body, given: Given) -> None:
        """Record a question that was answered, as far as the configuration wants it recorded."""
        question = self.answerer.record(given.answer, given.surface)
        if question is not None:
            await self.store.questions.put(given.place, replace(question, person=self.person(body)))

    def person(self, body: Body) -> str:
        """The one who pressed or typed, as the store knows people."""
        return self.people.hashed(self.team(body), user_of(body))

    async def soon(self, doing: Coroutine[Any, Any, T], otherwise: T, *, seconds: float = _SOON) -> T:
        """What comes of something, or `otherwise` where that takes longer than Slack waits; it is then done nevertheless."""
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(doing)), seconds)
        except TimeoutError:
            return otherwise

    def ask_again(self, kept: Body) -> tuple[Answer, list[str]]:
        """The answer that a button stands under, and its thread: the same question over the same texts, the same answer."""
        thread = [topic for topic in kept.get("t") or [] if isinstance(topic, str)]
        return self.answerer.ask(text(kept, "q"), thread), thread

    def card(
        self,
        answer: Answer,
        thread: Sequence[str] = (),
        *,
        channel: str = "",
        place: Key | None = None,
        votes: bool = False,
    ) -> Message:
        """The card of an answer in a window or a private message."""
        return self.answerer.card(answer, thread, channel=channel, place=place, votes=votes)

    def search_window(self, language: str) -> Block:
        """The window to search in, with an example from the texts."""
        examples = self.answerer.engine.suggest(language)
        return search_window(language, examples[0] if examples else "")


def a_minute_ago() -> str:
    """As one of Slack's timestamps."""
    return f"{time.time() - 60:.6f}"


def private(message: Message) -> dict[str, Any]:
    """A message that its reader alone sees, as Slack takes it in an acknowledgement or at a response_url."""
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}


def signed(card: Message, said: str, user: str, question: str = "") -> Message:
    """A card that somebody shared: it says who, and what was asked."""
    words = [span(f"{said} "), person(user) if user else span("?"), *([span(f": {question}")] if question else [])]
    head = f"{said} <@{user}>\n"
    return Message(
        head + clip(card.text, MOST_TEXT - len(head)), (*card.blocks[:1], rich_text(line(*words)), *card.blocks[1:])
    )
