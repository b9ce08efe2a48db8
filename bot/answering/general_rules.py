"""When a statement may answer as a general rule for a case that the texts do not name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.answering.calibration import calibration
from bot.answering.evidence import Coverage, StatementEvidence, lies_elsewhere
from bot.answering.query import Intent, Query
from bot.language.analysis import is_light
from bot.language.everyday import is_everyday
from bot.language.heads import is_certain
from bot.language.lexicon import load_lexicon
from bot.language.patterns import load_patterns
from bot.language.words import fold, key, words
from bot.models import Statement

CERTAIN = "!"  # behind the key of a word in the definite form: "planen" is a certain plan, and no rule for every one
_INSIDE = 5  # letters of a key that may be looked for inside a longer one


def as_general_rule(query: Query, statement: Statement, coverage: Coverage, found: StatementEvidence) -> bool:
    """Whether a statement may answer for a case that the texts do not name ("nätverk inom äldreomsorg"): its matter says nothing
    that the question lacks."""
    asked = query.intent is Intent.WHO or (query.intent is Intent.YES_NO and bool(query.actors or query.ours))
    fits = statement.role is query.role if query.role else asked
    if not fits or not all(t.narrowing for t in coverage.missing):
        return False
    if not coverage.missing or not any(topic.required and not topic.narrowing for topic in query.topics):
        return False
    if lies_elsewhere(coverage, found.whole):
        return False
    keys = {one for topic in query.topics if not topic.narrowing for one in topic.keys}
    for chunks in parts_of(statement.matter):
        shares = [_said(chunk, keys) for chunk in _spoken_of(chunks)]
        if (
            shares
            and min(shares) >= calibration("general_chunk")
            and sum(shares) / len(shares) >= calibration("general_matter")
        ):
            return True
    return False


@lru_cache(maxsize=10_000)
def parts_of(matter: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The parts of an enumeration, each as what stands between its prepositions: the keys of words that carry a meaning, sums
    of money and scopes apart."""
    patterns = load_patterns("sv")
    found = []
    for part in re.split(r"[,;:]", matter.lower()):
        spoken = words(part)
        lowered = [fold(word) for word in spoken]
        aside = patterns.covered(("scope.own", "scope.whole", "costs"), lowered)
        chunks: list[list[str]] = [[]]
        for at, word in enumerate(spoken):
            if patterns.at("narrows", lowered, at):
                chunks.append([])
            elif not (aside[at] or is_light(word) or is_everyday(word, "sv")):
                chunks[-1].append(key(word) + CERTAIN * is_certain(word))
        found.append(tuple(tuple(chunk) for chunk in chunks))
    return tuple(found)


def _spoken_of(chunks: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The chunks of a part that say something: words that go without saying do not, where others stand beside them."""
    said = [tuple(one for one in chunk if one.rstrip(CERTAIN) not in _unsaid()) for chunk in chunks]
    return [chunk for chunk in said if chunk] or [chunk for chunk in chunks if chunk]


@cache
def _unsaid() -> frozenset[str]:
    return frozenset(key(word) for word in load_lexicon().words_of("unsaid"))


def _said(part: Sequence[str], keys: set[str]) -> float:
    """The share of the words of a part that the question has, whole or inside one of its words."""
    said = [one for one in part if one.rstrip(CERTAIN) in keys or any(len(k) >= _INSIDE and k in one for k in keys)]
    return 0.0 if any(one.endswith(CERTAIN) for one in said) else len(said) / len(part)
