"""The gap list: questions that the texts, or the bot, did not answer well, grouped by what they were about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.reports.topics import Concept, Topic, find_topic
from bot.store.asked import Complaint, Gap, Mark, Tally
from bot.store.weeks import week_name, week_of

REASONS = ("silence", "low", "wrong")
STATES = ("mended", "dismissed")  # what an owner may make of a group; it is hidden then, until it comes again
_SHOWN = 20  # complaints and examples that a group keeps, the newest


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of an answer: why it is wrong ("" where that was not told), what is right, about which question ("" for one
    that is not recorded), when (seconds since 1970)."""

    reason: str
    said: str
    question: str
    at: float


@dataclass(frozen=True, slots=True)
class Example:
    """One question of a group: its id, and its text ("" unless full texts are kept)."""

    id: str
    at: float
    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The questions about one topic, since it was marked last.

    `key` is what it is marked by, `names` what its concepts are called (none for questions of which no word is kept). `reasons` counts
    REASONS (one question may have several), `why` the reasons of complaints ("" for none given), `weeks` the questions of each week
    (2025-W07), `withheld` those with words that are not kept. `newest` is in seconds since 1970.
    """

    key: str
    names: tuple[str, ...]
    number: int
    withheld: int
    newest: float
    reasons: Mapping[str, int]
    why: Mapping[str, int]
    weeks: Mapping[str, int]
    said: tuple[Said, ...] = ()
    examples: tuple[Example, ...] = ()
    mark: Mark | None = None  # what it was marked as before it came again


@dataclass(frozen=True, slots=True)
class GapList:
    """All groups, the largest first, and how many are hidden by a mark."""

    groups: tuple[Group, ...]
    hidden: int

    @property
    def number(self) -> int:
        """How many questions are in them."""
        return sum(group.number for group in self.groups)


@dataclass(slots=True)
class _Gathered:
    """A group while it is counted."""

    concepts: tuple[Concept, ...]
    spelt: list[Counter[str]]
    number: int = 0
    withheld: int = 0
    newest: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    weeks: Counter[int] = field(default_factory=Counter)
    said: list[Said] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)


def moments(marks: Mapping[str, Mark]) -> list[float]:
    """The moments that tallies must be told apart by, so that what came before a mark is known from what came after."""
    return sorted({mark.at for mark in marks.values()})


def group_gaps(
    tallies: Iterable[Tally], wrong: Iterable[Gap], marks: Mapping[str, Mark], *, newest: Sequence[Gap] = ()
) -> GapList:
    """Group what the store counted with the `moments` of `marks`; `newest` are gaps to take examples from."""
    cuts = {at: number for number, at in enumerate(moments(marks), 1)}
    groups: dict[str, _Gathered] = {}
    hidden: set[str] = set()

    def into(topic: Topic, *, again: bool) -> _Gathered | None:
        if not again:
            hidden.add(topic.key)
            return None
        if topic.key not in groups:
            groups[topic.key] = _Gathered(topic.concepts, [Counter() for _ in topic.concepts])
        return groups[topic.key]

    for tally in tallies:
        topic = find_topic(tally.words, tally.language)
        mark = marks.get(topic.key)
        group = into(topic, again=mark is None or tally.after >= cuts[mark.at])
        if group is not None:
            _count(group, topic, tally.number, tally.week, tally.newest)
            group.reasons["silence"] += tally.silence
            group.reasons["low"] += tally.low
    for gap in wrong:
        topic = find_topic(gap.words, gap.language)
        mark = marks.get(topic.key)
        later = [one for one in gap.complaints if mark is None or one.at > mark.at]
        counted = (mark is None or gap.at > mark.at) and gap.reasons != ("wrong",)  # among the tallies already
        group = into(topic, again=bool(later))
        if group is None:
            continue
        if not counted:
            _count(group, topic, 1, week_of(gap.at), max(one.at for one in later))
        group.reasons["wrong"] += 1
        group.why.update(one.reason for one in later)
        group.said += [_said(one, gap.id) for one in later if one.said]
    for gap in newest:
        topic = find_topic(gap.words, gap.language)
        mark = marks.get(topic.key)
        last = max((gap.at, *(one.at for one in gap.complaints)))
        if topic.key in groups and gap.id and (mark is None or last > mark.at):
            groups[topic.key].examples.append(Example(gap.id, gap.at, gap.text, gap.reasons))
    told = [_told(key, group, marks.get(key)) for key, group in groups.items()]
    told.sort(key=lambda group: (-group.number, -group.newest, group.key))
    return GapList(tuple(told), len(hidden - set(groups)))


def find_group(groups: Iterable[Group], typed: str) -> Group | None:
    """The group that somebody means: by its key, or by words in either language that come down to it."""
    by_key = {group.key: group for group in groups}
    if typed in by_key:
        return by_key[typed]
    entries = [entry.strip() for entry in typed.split(",") if entry.strip()]
    return next(
        (by_key[one.key] for one in (find_topic(entries, lang) for lang in ("sv", "en")) if one.key in by_key), None
    )


def _count(group: _Gathered, topic: Topic, number: int, week: int, newest: float) -> None:
    group.number += number
    group.withheld += number if topic.withheld else 0
    group.weeks[week] += number
    group.newest = max(group.newest, newest)
    for spelt, concept in zip(group.spelt, topic.concepts, strict=True):
        spelt[concept.name] += number


def _said(complaint: Complaint, question: str) -> Said:
    return Said(complaint.reason, complaint.said, question, complaint.at)


def _told(key: str, group: _Gathered, mark: Mark | None) -> Group:
    # Of the spellings of a word that is in no concept, the commonest is shown, and of equal ones the shortest.
    names = tuple(min(spelt, key=lambda name: (-spelt[name], len(name), name)) for spelt in group.spelt)
    return Group(
        key=key,
        names=names,
        number=group.number,
        withheld=group.withheld,
        newest=group.newest,
        reasons={reason: group.reasons[reason] for reason in REASONS},
        why=dict(group.why.most_common()),
        weeks={week_name(week): number for week, number in sorted(group.weeks.items())},
        said=tuple(sorted(group.said, key=lambda one: -one.at)[:_SHOWN]),
        examples=tuple(sorted(group.examples, key=lambda one: -one.at)[:_SHOWN]),
        mark=mark,
    )
