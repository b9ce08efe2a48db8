"""What questions were about, so that those about the same fall together: by the thesaurus and by what inflections share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from bot.language.analysis import is_light
from bot.language.thesaurus import Keys, concept_names, load_tables, swedish_keys
from bot.language.words import english_key, key, words
from bot.models import WITHHELD

NOTHING = "-"  # the topic of what nothing is known of: its record was deleted, or was never made
UNKNOWN = "?"  # the topic of questions with words that are not kept, and no others
_LONGEST = 255  # characters of a topic
_JOINT = "+"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked about: `key` is the same for all words for it, `name` one that people read."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about: its concepts in the order of their keys, and whether it has words that are not kept, too."""

    key: str
    concepts: tuple[Concept, ...]
    withheld: bool = False


def find_topic(kept: Sequence[str], language: str) -> Topic:
    """The topic of a question by the words that were kept of it, or of a topic that somebody typed."""
    return _topic(tuple(kept), language)


@lru_cache(maxsize=20_000)
def _topic(kept: tuple[str, ...], language: str) -> Topic:
    withheld = WITHHELD in kept
    found: dict[str, Concept] = {}
    for entry in kept:
        if entry != WITHHELD:
            for concept in _concepts(entry, language):
                found.setdefault(concept.key, concept)
    concepts = tuple(found[name] for name in sorted(found))
    return Topic(_joined(found) if found else UNKNOWN if withheld else NOTHING, concepts, withheld)


def _joined(found: dict[str, Concept]) -> str:
    joined = _JOINT.join(sorted(found))
    if len(joined) <= _LONGEST:
        return joined
    mark = sha256(joined.encode()).hexdigest()[:16]
    return f"{joined[: _LONGEST - len(mark) - 1]}#{mark}"


@lru_cache(maxsize=50_000)
def _concepts(entry: str, language: str) -> tuple[Concept, ...]:
    """The concepts of a word or phrase, the longest phrases of the thesaurus first; a body's name is one as a whole."""
    spoken = words(entry)
    if len(spoken) > 1 and entry[0].isupper():
        return (Concept("_".join(swedish_keys(entry)), entry),)
    found: list[Concept] = []
    at = 0
    while at < len(spoken):
        length, concept = _concept(spoken, at, language)
        if concept is not None:
            found.append(concept)
        at += length
    return tuple(found)


def _concept(spoken: Sequence[str], at: int, language: str) -> tuple[int, Concept | None]:
    """How many words from `at` on are one concept, and which; None for a word without a topic."""
    tables = ("en", "sv") if language == "en" else ("sv",)
    for one in tables:
        keys = [(english_key if one == "en" else key)(word) for word in spoken]
        match = load_tables(one).topics.match(keys, at)
        if match and match.official:
            return match.length, _named(tuple(keys[at : at + match.length]), match.official)
    if is_light(spoken[at]):
        return 1, None
    return 1, Concept(key(spoken[at]), spoken[at])


def _named(own: Keys, official: Sequence[Keys]) -> Concept:
    """The concept of a phrase: its own where it is the first of one, so that a concept is led to itself."""
    names = concept_names()
    first = own if own in names else next((keys for keys in official if keys in names), official[0])
    return Concept("_".join(first), names.get(first, " ".join(first)))


__all__ = ["NOTHING", "UNKNOWN", "Concept", "Topic", "find_topic"]
