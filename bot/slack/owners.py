"""What those who own the texts see in their App Home, and what they do there: the gap list, what people said, the state of the texts."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

from bot.phrasebook import Phrasebook
from bot.reports.digest import tell_feedback
from bot.reports.gap_table import told_day, told_reasons, topic_name
from bot.reports.gaps import STATES, Group
from bot.reports.learned import Learned, read_learned
from bot.reports.text_state import tell_texts
from bot.slack.blocks import Block, actions, button, context, divider, header, line, pack, rich_text, span
from bot.slack.desk import Desk
from bot.slack.payload import Body, text, user_of
from bot.slack.text import clip
from bot.store.weeks import week_begins, weeks_back

_WEEKS = 4  # that are looked back on, with this one
_GROUPS = 5
_SAID = 5
_PROBLEMS = 8  # of the texts
_LINE = 400  # characters
_FRESH = 20.0  # seconds for which the list is not read anew, unless it was changed here
_log = logging.getLogger(__name__)


class Owners:
    """The owners' part of the App Home."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._read: tuple[float, float, Learned] | None = None  # when, since when, what

    def owns(self, user: str) -> bool:
        """Whether a person owns the texts."""
        return user in self._desk.config.slack.owners

    async def blocks(self, book: Phrasebook) -> list[Block]:
        """Their part; where the list cannot be read, it says so."""
        state = tell_texts(self._desk.answerer.engine.library, book, most=_PROBLEMS)
        texts = [header(book.say("digest.texts")), _listed(state)]
        try:
            since, learned = await self._learned()
        except Exception as error:  # the rest of the App Home does not depend on it
            _log.exception("the gap list cannot be read", exc_info=error)
            return [*texts, context(book.say("slack.home_gaps_failed")), divider()]
        return [*texts, *_gaps(learned, since, book), divider()]

    async def mark(self, body: Body, kept: dict[str, Any]) -> None:
        """Mark a group as mended or dismissed, for an owner who pressed that."""
        desk, user, state, topic = self._desk, user_of(body), text(kept, "s"), text(kept, "g")
        if self.owns(user) and topic and state in STATES:
            await desk.store.gaps.mark(topic, state, desk.people.hashed(desk.team(body), user))
            self._read = None

    async def _learned(self) -> tuple[float, Learned]:
        now = time.time()
        if self._read is None or not 0 <= now - self._read[0] < _FRESH:
            since = week_begins(weeks_back(now, _WEEKS)[0])
            self._read = now, since, await read_learned(self._desk.store, since=since, weeks=_WEEKS)
        return self._read[1:]


def _gaps(learned: Learned, since: float, book: Phrasebook) -> Iterator[Block]:
    yield header(book.say("slack.home_gaps"))
    yield _listed(
        [
            book.say("slack.home_week", week=one.week, questions=one.questions, silence=one.silence, helpful=one.helpful, wrong=one.wrong)
            for one in reversed(learned.weeks)
        ]
    )  # fmt: skip
    groups = learned.gaps.groups
    for number, group in enumerate(groups[:_GROUPS]):
        yield from _group(group, number, book)
    if not groups:
        yield context(book.say("digest.no_gaps"))
    elif len(groups) > _GROUPS:
        yield context(book.say("digest.more", count=len(groups) - _GROUPS))
    if learned.open_handovers:
        yield context(book.say("digest.handovers", count=learned.open_handovers))
    if any(group.said for group in groups):
        yield rich_text(line(span(book.say("slack.home_feedback"), bold=True)))
        yield _listed([*tell_feedback(learned, book, most=_SAID)])
    yield context(book.say("slack.home_gaps_hint", date=told_day(since)))


def _group(group: Group, number: int, book: Phrasebook) -> Iterator[Block]:
    topic = clip(book.say("slack.home_gap", topic=topic_name(group, book), number=group.number), _LINE)
    told = book.say("slack.home_gap_told", reasons=told_reasons(group, book), newest=told_day(group.newest))
    yield rich_text(line(span(f"{topic}\n", bold=True), span(told)))
    yield actions(
        *(
            button(book.say(f"slack.home_{state}"), f"gap_{state}_{number}", pack({"g": group.key, "s": state}))
            for state in STATES
        )
    )


def _listed(lines: list[str]) -> Block:
    return rich_text(*(line(span(f"• {clip(one, _LINE)}\n")) for one in lines))
