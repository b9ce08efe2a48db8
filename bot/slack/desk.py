"""What the listeners share: the parts of the bot, and the ways in which something is shown to the one who pressed or typed."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
from bot.slack.text import clip
from bot.slack.windows import notice_window, search_window
from bot.store.jobs import Job, Key, Receipt
from bot.store.store import Store

_SOON = 2.0  # seconds that a window waits for a post before it says that it is on its way
_NOT_A_MEMBER = ("not_in_channel", "channel_not_found", "is_archived")
_log = logging.getLogger(__name__)


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
        if text(mapping(body, "view"), "type") == "modal":
            await self.open(body, notice_window(said, self.language))
        elif container.get("is_ephemeral") and text(body, "response_url"):
            await self.api.respond(text(body, "response_url"), replace_original=False, **private(words))
        elif channel:
            thread_ts = ident(container, "thread_ts") or ident(mapping(body, "message"), "thread_ts") or None
            where = {"channel": channel, "user": user_of(body), "thread_ts": thread_ts}
            await self.api.decorate("chat.postEphemeral", text=words.text, blocks=list(words.blocks), **where)

    async def post(
        self, body: Body, channel: str, name: str, message: Message, *, thread_ts: str = "", since: str
    ) -> Outcome | None:
        """Post through the outbox, once for each `name`; None when it was posted before.

        `since` is a Slack timestamp: nothing older can be the post, if it must be looked for.
        """
        if not channel:
            return Refused("channel_not_found")
        key = Key(self.team(body), channel, name)
        blocks = [{**message.blocks[0], "block_id": f"{key.team}/{channel}/{name}"[:255]}, *message.blocks[1:]]
        work = {"kind": "message", "text": message.text, "blocks": blocks, "thread_ts": thread_ts, "since": since}
        job = Job(key, "", work)
        if await self.store.receive(job, "") is Receipt.KNOWN:
            return None
        try:
            return await asyncio.wait_for(asyncio.shield(self.outbox.put(job)), _SOON)
        except TimeoutError:
            return Done()

    def outcome(self, outcome: Outcome | None, done: str, language: str) -> str:
        """What came of a post, in words: `done` where it was posted."""
        book = phrasebook(language)
        if outcome is None or isinstance(outcome, Done):
            return done
        if isinstance(outcome, Refused) and outcome.error in _NOT_A_MEMBER:
            return book.say("slack.not_in_channel")
        return book.say("slack.not_delivered")

    def refusal(self, body: Body) -> str:
        """Why nothing is done for the one who pressed or typed, or ""."""
        book, settings, channel = phrasebook(self.language), self.config.slack, channel_of(body)
        teams = {text(body, "user_team"), text(mapping(body, "user"), "team_id"), team_of(body)} - {""}
        shared = body.get("is_ext_shared_channel") or mapping(body, "channel").get("is_ext_shared")
        if not settings.outsiders and (shared or teams - {self.me.team}):
            return book.say("slack.outside")
        if settings.channel(channel).answers == "off" and not channel.startswith("D"):
            return book.say("slack.off")
        return ""

    def apology(self, error: Exception) -> str:
        """A word to the person about an error nobody foresaw; the log has it under the same id."""
        error_id = secrets.token_hex(4)
        _log.exception("something pressed or typed failed", exc_info=error, extra={"error_id": error_id})
        return phrasebook(self.language).say("slack.apology", error=error_id)

    def ask(self, question: str, surface: Surface) -> Answer:
        """The answer to a question that is put outside any talk; it is counted. Raises what the engine raises."""
        begun, verdict, language = time.perf_counter(), FAILED, self.language
        try:
            answer = self.answerer.ask(question)
            verdict, language = answer.status.value, answer.language
            return answer
        finally:
            self.metrics.answered(Asked(surface, verdict, language, time.perf_counter() - begun))

    def ask_again(self, kept: Body) -> tuple[Answer, list[str]]:
        """The answer that a button stands under, and its thread: the same question over the same texts, the same answer."""
        thread = [topic for topic in kept.get("t") or [] if isinstance(topic, str)]
        return self.answerer.ask(text(kept, "q"), thread), thread

    def card(self, answer: Answer, thread: Sequence[str] = (), *, votes: bool = False) -> Message:
        """The card of an answer in a window or a private message."""
        return self.answerer.card(answer, thread, votes=votes)

    def search_window(self, language: str) -> Block:
        """The window to search in, with an example from the texts."""
        examples = self.answerer.engine.suggest(language)
        return search_window(language, examples[0] if examples else "")


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
