"""The weekly digest for those who own the texts: what the last whole week was like, as headed lists of lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.engine import Library
from bot.phrasebook import Phrasebook
from bot.reports.gap_table import told_reasons, told_why, topic_name
from bot.reports.learned import Learned, read_learned
from bot.reports.text_state import tell_texts
from bot.store.asked import Week
from bot.store.store import Store
from bot.store.weeks import week_begins, week_name, weeks_back

DRAWN = 12  # whole weeks in the picture
_TOP = 7  # topics
_SAID = 5  # complaints
_PROBLEMS = 5  # problems of the texts
_NUMBERS = ("questions", "silence", "low", "helpful", "wrong")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and the lines under it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of a week (2025-W07): parts, a last word on where there is more, and the weeks that are drawn, the oldest first."""

    week: str
    title: str
    parts: tuple[Part, ...]
    more: str
    weeks: tuple[Week, ...]

    @property
    def text(self) -> str:
        """All of it as plain text."""
        blocks = [self.title, *("\n".join([part.title, *(f"• {line}" for line in part.lines)]) for part in self.parts)]
        return "\n\n".join([*blocks, self.more])


async def write_digest(store: Store, library: Library, book: Phrasebook, *, at: float) -> Digest:
    """The digest of the last week that was over at a time (seconds since 1970), with topics and words up to now."""
    before, now = weeks_back(at, 2)
    learned = await read_learned(store, since=week_begins(before), weeks=DRAWN + 1)
    whole = tuple(week for week in learned.weeks if week.week < week_name(now))[-DRAWN:]
    parts = (
        Part(book.say("digest.numbers"), tuple(_numbers(whole[-1], whole[-2], book))),
        Part(book.say("digest.gaps"), tuple(tell_gaps(learned, book, most=_TOP))),
        Part(book.say("digest.feedback"), tuple(tell_feedback(learned, book, most=_SAID))),
        Part(book.say("digest.texts"), tuple(tell_texts(library, book, most=_PROBLEMS))),
    )
    week = whole[-1].week
    return Digest(week, book.say("digest.title", week=week), parts, book.say("digest.how"), whole)


def tell_gaps(learned: Learned, book: Phrasebook, *, most: int) -> Iterator[str]:
    """The topics that were missed most, a line each, and how many questions wait for a person."""
    groups = learned.gaps.groups
    for group in groups[:most]:
        yield book.say(
            "digest.gap", topic=topic_name(group, book), number=group.number, reasons=told_reasons(group, book)
        )
    if not groups:
        yield book.say("digest.no_gaps")
    elif len(groups) > most:
        yield book.say("digest.more", count=len(groups) - most)
    if learned.open_handovers:
        yield book.say("digest.handovers", count=learned.open_handovers)


def tell_feedback(learned: Learned, book: Phrasebook, *, most: int) -> Iterator[str]:
    """What people said is wrong, and what is right, the newest first."""
    said = [(one, group) for group in learned.gaps.groups for one in group.said]
    said.sort(key=lambda pair: -pair[0].at)
    for one, group in said[:most]:
        told = book.say("digest.complaint", reason=told_why(one.reason, book), said=one.said)
        yield book.say("digest.about", told=told, topic=topic_name(group, book)) if group.names else told
    if not said:
        yield book.say("digest.no_feedback")


def _numbers(week: Week, before: Week, book: Phrasebook) -> Iterator[str]:
    for name in _NUMBERS:
        count, change = getattr(week, name), getattr(week, name) - getattr(before, name)
        told = f"{change:+d}".replace("-", "−") if change else book.say("digest.same")
        yield book.say("digest.number", name=book.of("digest_names", name), count=count, change=told)
