"""From a job to what is posted for it: the engine is asked, and the card is made."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bot.config import Config
from bot.engine import Engine
from bot.models import Answer, Status
from bot.phrasebook import LANGUAGES, phrasebook
from bot.slack.blocks import context
from bot.slack.card import Message, answer_card, notice, suggestions
from bot.slack.metrics import FAILED, Asked, Surface
from bot.slack.text import clip_escaped
from bot.store.asked import Question

_SURE = 0.95  # the least score of an answer that nobody asked the bot for: of twenty such, nineteen were right
_UNSURE_NOTES = ("role_mismatch", "corrected_spelling", "disagreement")
_LOW_NOTES = ("role_mismatch", "disagreement")
_SURFACES = {  # as the store calls them
    Surface.CHANNEL: "mention",
    Surface.DIRECT: "direct",
    Surface.COMMAND: "command",
    Surface.SEARCH: "search",
    Surface.SHORTCUT: "shortcut",
    Surface.SUGGESTION: "suggested",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is posted, if anything, what its thread remembers of it, and what is counted where it answers a question."""

    message: Message | None
    topic: str = ""
    asked: Asked | None = None
    question: Question | None = None  # what is recorded of it, but for the person


class Answerer:
    """Asks the engine and makes the cards.

    On the event loop itself: an answer takes a millisecond or two, and handing each to a thread and back takes as long again.
    """

    def __init__(self, engine: Callable[[], Engine], config: Config) -> None:
        """`engine` gives the engine that is in use now."""
        self._engine, self._config = engine, config
        self._cached = lru_cache(maxsize=512)(_ask)
        self._asked = engine()
        for language in LANGUAGES:  # what is made at first need is made before anyone waits for it
            for question in self.engine.suggest(language):
                self.ask(question)

    @property
    def engine(self) -> Engine:
        """The engine that is in use now."""
        return self._engine()

    def ask(self, question: str, thread: Sequence[str] = (), language: str = "") -> Answer:
        """The engine's answer; `language` is that of the answer where the question does not show one."""
        engine = self.engine
        if engine is not self._asked:  # what an engine said goes with it
            self._cached.cache_clear()
            self._asked = engine
        return self._cached(engine, question, tuple(thread), language)

    def card(self, answer: Answer, thread: Sequence[str] = (), *, channel: str = "", **options: Any) -> Message:
        """The card of an answer given in a channel ("" for none), with the buttons that this installation has."""
        contact = self.engine.contact(answer, channel)
        named = (contact.name if contact else "") or self._config.contact
        return answer_card(answer, thread=thread, person=contact is not None, contact=named, **options)

    def record(self, answer: Answer, surface: Surface | str, thread: Sequence[str] = ()) -> Question | None:
        """What is handed to the store of a question that was answered, in a thread with these topics, but for the person; None for what
        is no question."""
        if answer.status is Status.HELP:
            return None
        words = self.engine.topic_words(answer.question, thread)
        asked_as = _SURFACES[surface] if isinstance(surface, Surface) else surface
        return Question(asked_as, answer.language, answer.status, is_low(answer), words, answer.question)

    def reply(self, work: Mapping[str, Any], topics: Sequence[str], *, channel: str, block_id: str) -> Reply:
        """What is to be posted in a channel for a job's `work`. An error nobody foresaw becomes an apology with an id that the log has."""
        begun = time.perf_counter()
        try:
            return self._reply(work, topics, channel, block_id)
        except Exception as error:
            error_id = secrets.token_hex(4)
            _log.exception("an answer failed", exc_info=error, extra={"error_id": error_id})
            book = phrasebook(self._config.answers.language)
            question = work.get("kind") == "question"
            spent = time.perf_counter() - begun
            asked = Asked(_surface(work), FAILED, self._config.answers.language, spent) if question else None
            return Reply(notice(book.say("slack.apology", error=error_id)), asked=asked)

    def _reply(self, work: Mapping[str, Any], topics: Sequence[str], channel: str, block_id: str) -> Reply:
        if work["kind"] == "welcome":
            return Reply(self.welcome())
        if work["kind"] == "message":
            return Reply(Message(work["text"], tuple(work["blocks"])))
        question, language = str(work["text"]), str(work.get("language") or "")
        begun = time.perf_counter()
        answer = self.ask(question, topics, language)
        asked = Asked(_surface(work), answer.status, answer.language, time.perf_counter() - begun)
        if not _wanted(answer, str(work.get("only") or "")):
            return Reply(None)
        card = self.card(answer, topics, channel=channel, votes=not work.get("private"), block_id=block_id)
        if work.get("echo"):  # a suggested question: the talk shows what was asked
            said = phrasebook(answer.language).say("slack.asked", question=question)
            card = Message(
                f"{clip_escaped(said, 2_100)}\n{card.text}", (*card.blocks[:1], context(said), *card.blocks[1:])
            )
        recorded = self.record(answer, str(work.get("surface") or "") or _surface(work), topics)
        return Reply(card, self.engine.keep_topic(question), asked, recorded)

    def welcome(self) -> Message:
        """The first message in a direct talk, with questions to try."""
        language = self._config.answers.language
        said = notice(phrasebook(language).say("slack.welcome"))
        questions = self.engine.suggest(language)
        text = "\n".join([said.text, *(clip_escaped(f"• {question}", 500) for question in questions)])
        return replace(said, text=text, blocks=(*said.blocks, *suggestions(questions)))


def is_low(answer: Answer) -> bool:
    """Whether the margin of an answer was low: something is asserted that the question may not have meant, or not in its role."""
    if answer.status is Status.NOT_FOUND or answer.listing:
        return False
    scores = [decision.score for decision in answer.decisions] or [found.score for found in answer.passages]
    return any(note in answer.notes for note in _LOW_NOTES) or not scores or scores[0] < _SURE


def _ask(engine: Engine, question: str, thread: tuple[str, ...], language: str) -> Answer:
    return engine.ask(question, thread, language=language)


def _surface(work: Mapping[str, Any]) -> Surface:
    if work.get("echo"):
        return Surface.SUGGESTION
    return Surface.DIRECT if work.get("direct") else Surface.CHANNEL


def _wanted(answer: Answer, only: str) -> bool:
    """Whether an answer is posted: always when the bot was asked; else only `found` ones, or those that are `sure`."""
    if only == "found":
        return answer.status in (Status.ANSWERED, Status.PASSAGES) or answer.note is not None
    if only == "sure":
        doubtful = any(note in answer.notes for note in _UNSURE_NOTES) or bool(answer.unknown_words)
        return answer.status is Status.ANSWERED and not doubtful and answer.decisions[0].score >= _SURE
    return True
