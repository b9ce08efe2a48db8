"""What changed between two sets of texts in who does what: responsibilities added, removed, moved, or changed in role or condition."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.engine import Library
from bot.language.words import key, words
from bot.models import Document, Standing, Statement
from bot.yamlfile import as_mapping, as_text, read_yaml

KINDS = ("moved", "role", "condition", "removed", "added", "reworded")  # in the order in which they are told
_AMOUNT = re.compile(r"\d+(?:[ .,]\d+)*")
_LIMITS = Path(__file__).with_name("diff.yaml")


@dataclass(frozen=True, slots=True)
class Change:
    """One responsibility that changed, with its statements before and after (None where there is none).

    `kinds` are those of KINDS that hold, the first one being what it is told as; `similarity` is that of the two matters, 0 to 1.
    """

    kinds: tuple[str, ...]
    old: Statement | None
    new: Statement | None
    similarity: float = 0.0

    @property
    def kind(self) -> str:
        """What the change is told as."""
        return self.kinds[0]


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A text that came or went (one of the two is None), or whose standing changed."""

    old: Document | None
    new: Document | None


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed, in the order in which it is told; `same` counts the responsibilities that did not."""

    documents: tuple[DocumentChange, ...]
    changes: tuple[Change, ...]
    same: int


def compare(old: Library, new: Library) -> Difference:
    """Return what changed from `old` to `new` in the statements of texts that are not superseded or revoked."""
    before, after = _statements(old), _statements(new)
    pairs = _equal(before, after)
    paired_old, paired_new = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
    left = [s for s in before if id(s) not in paired_old]
    right = [s for s in after if id(s) not in paired_new]
    changes = []
    for one, other, similarity in _alike(left, right):
        paired_old.add(id(one))
        paired_new.add(id(other))
        changes.append(Change(_aspects(one, other), one, other, round(similarity, 3)))
    changes += [Change(("reworded",), a, b, 1.0) for a, b in pairs if a.passage.text != b.passage.text]
    changes += [Change(("added",), None, s) for s in right if id(s) not in paired_new]
    changes += [Change(("removed",), s, None) for s in left if id(s) not in paired_old]
    changes.sort(key=_order)
    return Difference(_documents(old, new), tuple(changes), len(pairs))


def _order(change: Change) -> tuple[int, str, str, tuple[str, int]]:
    one = change.old or change.new
    assert one is not None
    names = [s.actor.name if s and s.actor else "" for s in (change.old, change.new)]
    return KINDS.index(change.kind), names[0] or names[1], names[1], one.passage.key


def _statements(library: Library) -> list[Statement]:
    """What bodies do by the texts that count; the texts of a folder that others of it have replaced do not."""
    gone = (Standing.SUPERSEDED, Standing.REVOKED)
    counted = [d for d in library.documents if d.info.standing not in gone] or library.documents
    return [s for d in counted for s in d.statements if s.actor is not None and not s.past]


def _equal(before: Sequence[Statement], after: Sequence[Statement]) -> list[tuple[Statement, Statement]]:
    """The pairs that say the same, those of the same file first."""
    waiting: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for statement in after:
        waiting[_identity(statement)].append(statement)
    pairs = []
    for statement in before:
        same = waiting.get(_identity(statement))
        if same:
            best = next((s for s in same if s.passage.citation.file == statement.passage.citation.file), same[0])
            same.remove(best)
            pairs.append((statement, best))
    return pairs


def _identity(statement: Statement) -> tuple[object, ...]:
    return (_bodies(statement), _doing(statement), _matter(statement), tuple(words(statement.condition)))


def _bodies(statement: Statement) -> frozenset[str]:
    return frozenset(statement.actor.keys if statement.actor else ())


def _doing(statement: Statement) -> tuple[object, ...]:
    return statement.role, statement.negative, statement.told_as


def _matter(statement: Statement) -> tuple[str, ...]:
    return tuple(key(word) for word in words(statement.matter))


def _alike(left: Sequence[Statement], right: Sequence[Statement]) -> list[tuple[Statement, Statement, float]]:
    """The pairs that are like enough, each statement in one: the likest first, ties in the texts' order.

    Taking the best pair first is right here: a statement that is likest to two others changed into the likest one, and what is left
    over came or went.
    """
    holding: dict[str, list[int]] = defaultdict(list)
    for number, statement in enumerate(right):
        for one in _telling(statement):
            holding[one].append(number)
    scored = []
    for number, statement in enumerate(left):
        for other in sorted({n for one in _telling(statement) for n in holding.get(one, ())}):
            similarity = _similarity(statement, right[other])
            same_body = bool(_bodies(statement) & _bodies(right[other]))
            if similarity >= _limit("same_body" if same_body else "other_body"):
                same_doing = _doing(statement) == _doing(right[other])
                scored.append((similarity + 0.2 * same_body + 0.1 * same_doing, -number, -other, similarity))
    pairs, seen_left, seen_right = [], set(), set()
    for _, number, other, similarity in sorted(scored, reverse=True):
        if -number not in seen_left and -other not in seen_right:
            seen_left.add(-number)
            seen_right.add(-other)
            pairs.append((left[-number], right[-other], similarity))
    return pairs


def _telling(statement: Statement) -> set[str]:
    return {one for one in _matter(statement) if len(one) > 3 and not one.isdigit()} or set(_matter(statement))


def _similarity(one: Statement, other: Statement) -> float:
    """The share of two matters' words that both have, a number counting for less than a word."""
    a, b = set(_matter(one)), set(_matter(other))

    def weigh(found: Iterable[str]) -> float:
        return sum(_limit("amount") if k[:1].isdigit() else 1.0 if len(k) > 3 else 0.3 for k in found)

    return weigh(a & b) / (weigh(a | b) or 1.0)


def _aspects(old: Statement, new: Statement) -> tuple[str, ...]:
    found = []
    if _bodies(old) != _bodies(new):
        found.append("moved")
    if _doing(old) != _doing(new):
        found.append("role")
    if words(old.condition) != words(new.condition) or _amounts(old) != _amounts(new):
        found.append("condition")
    return tuple(found) or ("reworded",)


def _amounts(statement: Statement) -> list[str]:
    return sorted(re.sub(r"\D", "", one) for one in _AMOUNT.findall(f"{statement.matter} {statement.condition}"))


def _documents(old: Library, new: Library) -> tuple[DocumentChange, ...]:
    """The texts that came, went or changed standing. One file against another is the same text, whatever the names."""
    if len(old.documents) == len(new.documents) == 1:
        pair = old.documents[0], new.documents[0]
        return () if pair[0].info.standing is pair[1].info.standing else (DocumentChange(*pair),)
    here, there = {d.file: d for d in new.documents}, {d.file for d in old.documents}
    changed = [
        DocumentChange(d, here.get(d.file))
        for d in old.documents
        if d.file not in here or here[d.file].info.standing is not d.info.standing
    ]
    return (*changed, *(DocumentChange(None, d) for d in new.documents if d.file not in there))


@cache
def _limit(name: str) -> float:
    return float(as_text(as_mapping(read_yaml(_LIMITS), str(_LIMITS))[name], name))
