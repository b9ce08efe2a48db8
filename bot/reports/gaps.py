"""The gap list: questions that the texts, or the bot, did not answer well, grouped by what they were about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.reports.topics import Concept, Topic, find_topic
from bot.store.asked import Gap, Mark, Tally
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
    grouping = _Grouping(marks)
    for tally in tallies:
        grouping.add(tally)
    for gap in wrong:
        grouping.complain(gap)
    for gap in newest:
        grouping.illustrate(gap)
    return grouping.told()


def find_group(groups: Iterable[Group], typed: str) -> Group | None:
    """The group that somebody means: by its key, or by words in either language that come down to it."""
    by_key = {group.key: group for group in groups}
    if typed in by_key:
        return by_key[typed]
    entries = [entry.strip() for entry in typed.split(",") if entry.strip()]
    return next(
        (by_key[one.key] for one in (find_topic(entries, lang) for lang in ("sv", "en")) if one.key in by_key), None
    )


class _Grouping:
    """Groups while they are counted. What came before a group's mark is left out."""

    def __init__(self, marks: Mapping[str, Mark]) -> None:
        self._marks = marks
        self._cuts = {at: number for number, at in enumerate(moments(marks), 1)}
        self._groups: dict[str, _Gathered] = {}
        self._seen: set[str] = set()
        self._spelt: dict[str, Counter[str]] = defaultdict(Counter)  # how often each concept was called what

    def add(self, tally: Tally) -> None:
        """Add questions with silence or a low margin."""
        topic = find_topic(tally.words, tally.language)
        mark = self._marks.get(topic.key)
        self._seen.add(topic.key)
        if mark is None or tally.after >= self._cuts[mark.at]:
            group = self._count(topic, tally.number, tally.week, newest=tally.newest)
            group.reasons["silence"] += tally.silence
            group.reasons["low"] += tally.low

    def complain(self, gap: Gap) -> None:
        """Add a question whose answer was called wrong. If it had silence or a low margin, it is counted already."""
        topic = find_topic(gap.words, gap.language)
        since = self._since(topic)
        self._seen.add(topic.key)
        later = [one for one in gap.complaints if one.at > since]
        if not later:
            return
        counted = gap.at > since and gap.reasons != ("wrong",)
        latest = max(one.at for one in later)
        group = self._count(topic, 0 if counted else 1, week_of(gap.at), newest=latest)
        group.reasons["wrong"] += 1
        group.why.update(one.reason for one in later)
        group.said += [Said(one.reason, one.said, gap.id, one.at) for one in later if one.said]

    def illustrate(self, gap: Gap) -> None:
        """Take a question as an example of its group."""
        topic = find_topic(gap.words, gap.language)
        last = max((gap.at, *(one.at for one in gap.complaints)))
        if topic.key in self._groups and gap.id and last > self._since(topic):
            self._groups[topic.key].examples.append(Example(gap.id, gap.at, gap.text, gap.reasons))

    def told(self) -> GapList:
        """All groups, and how many are hidden."""
        # Of the spellings of a word that is in no concept, the commonest is shown, and of equal ones the shortest.
        names = {
            key: min(found, key=lambda name: (-found[name], len(name), name)) for key, found in self._spelt.items()
        }
        told = [_told(key, group, names, self._marks.get(key)) for key, group in self._groups.items()]
        told.sort(key=lambda group: (-group.number, -group.newest, group.key))
        return GapList(tuple(told), len(self._seen - set(self._groups)))

    def _since(self, topic: Topic) -> float:
        mark = self._marks.get(topic.key)
        return mark.at if mark else float("-inf")

    def _count(self, topic: Topic, number: int, week: int, *, newest: float) -> _Gathered:
        group = self._groups.get(topic.key)
        if group is None:
            group = self._groups[topic.key] = _Gathered(topic.concepts)
        group.number += number
        group.withheld += number if topic.withheld else 0
        group.weeks[week] += number
        group.newest = max(group.newest, newest)
        for concept in topic.concepts:
            self._spelt[concept.key][concept.name] += number
        return group


def _told(key: str, group: _Gathered, names: Mapping[str, str], mark: Mark | None) -> Group:
    """A group as it is told; of the spellings of a word, `names` has the commonest, and of equal ones the shortest."""
    return Group(
        key=key,
        names=tuple(names[concept.key] for concept in group.concepts),
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
