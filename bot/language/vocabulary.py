"""The words of the texts: how telling each is, what its parts are, and how well a piece of text holds one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.language.kept import make_room
from bot.language.lexicon import load_yaml
from bot.language.thesaurus import function_words, light_words
from bot.language.words import fold, irregular_forms, key, words
from bot.yamlfile import as_mapping, as_text, as_words

# How much of a word's meaning a match carries. A question word found whole is 1; found as the head or the first part of a
# compound ("projekt" in "EU-projekt", "remiss" in "remisstiden") it is less, since the compound says more than it.
AS_HEAD = 0.9
AS_MODIFIER = 0.55
CONTRASTED = 0.45  # set apart ("utanför Europa"), a word says that just this is not meant
_SHORTEST_PART = 4
_SET_APART = 3  # words of a phrase whose last is set apart by the one before it
_KEPT = 4_000  # texts whose words are kept
_MANY_CHANGES = 500  # keys of which it is quicker to split every word anew than to look for those that they touch


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a piece of text by key, each with how well it is there (1 whole, less as a part of a compound)."""

    strength: Mapping[str, float]

    def of(self, wanted: str) -> float:
        """How well the key `wanted` is there, 0 to 1."""
        return self.strength.get(wanted, 0.0)


@cache
def _contrasts() -> frozenset[str]:
    return frozenset(as_words(load_yaml("endings.yaml")["contrasts"], "endings.yaml: contrasts"))


@cache
def english_contrasts() -> Mapping[str, str]:
    """English prepositions that set a word apart, each with the Swedish one."""
    node = as_mapping(load_yaml("endings.yaml")["english_contrasts"], "endings.yaml: english_contrasts")
    return {word: as_text(swedish, word) for word, swedish in node.items()}


@cache
def _never_parts() -> frozenset[str]:
    """Beginnings that are no part of a compound although they are words ("inter-nationell")."""
    return frozenset(as_words(load_yaml("endings.yaml")["never_parts"], "endings.yaml: never_parts"))


@cache
def _weak_heads() -> frozenset[str]:
    """The keys of last parts of a compound that say little of what it is about."""
    return frozenset(
        key(word) for word in as_words(load_yaml("endings.yaml")["weak_heads"], "endings.yaml: weak_heads")
    )


def _words_with(pieces: Iterable[str], among: Iterable[str]) -> set[str]:
    """Those of `among` that one of `pieces` stands in."""
    joined = "\n".join(("", *among, ""))
    found = set()
    for piece in pieces:
        at = joined.find(piece)
        while at >= 0:
            end = joined.index("\n", at)
            found.add(joined[joined.rindex("\n", 0, at + 1) + 1 : end])
            at = joined.find(piece, end)
    return found


@cache
def _small_words() -> Mapping[str, frozenset[str]]:
    """The Swedish function words by their keys."""
    keys = {key(word) for word in function_words("sv")}
    return {one: frozenset(word for word in function_words("sv") if key(word) == one) for one in keys}


class Vocabulary:
    """All words of the indexed texts. Nothing in it changes after it is made."""

    def __init__(
        self, counts: Mapping[str, int], size: int, known: Iterable[str], earlier: Vocabulary | None = None
    ) -> None:
        """`counts` tells in how many of `size` passages each word stands, `known` are further words that a question may use rightly.

        With `earlier`, the vocabulary of nearly the same texts, what it knows of the parts of words is taken over where it still holds.
        """
        self.size = size
        self.surface = frozenset(counts)  # the words as the texts spell them, in small letters
        self.whole = frozenset(map(key, self.surface))  # their keys, without those of their parts
        self._hyphened = {word.split("-")[0] for word in counts if "-" in word}
        self._parts_known = {k for k in map(key, (*self.surface, *known)) if len(k) >= _SHORTEST_PART - 1}
        self._split = self._taken_over(earlier) if earlier else {}
        self._strong: dict[str, tuple[tuple[str, float], ...]] = {}
        self._found: dict[str, Evidence] = {}
        documents: dict[str, int] = {}
        for word, count in counts.items():
            for part, _ in self._strengths(word):
                documents[part] = documents.get(part, 0) + count
        # A passage that holds two words of one key counts twice, so that a change of one text need not look at the others.
        self._frequency: Mapping[str, int] = {k: min(n, size) for k, n in documents.items()}
        self._folded: dict[str, str] = {}
        for k in sorted(documents, key=lambda k: (-documents[k], k)):
            self._folded.setdefault(fold(k), k)

    def _taken_over(self, earlier: Vocabulary) -> dict[str, tuple[str, ...]]:
        """The splits of `earlier` that hold: a word is split by the keys that stand in it, so only a key that came or went matters."""
        changed = self._parts_known ^ earlier._parts_known
        if len(changed) > _MANY_CHANGES:
            return {}
        touched = _words_with((*changed, *irregular_forms(changed)), earlier._split)
        return {word: parts for word, parts in earlier._split.items() if word not in touched}

    def __contains__(self, wanted: str) -> bool:
        return wanted in self._frequency

    def count(self, wanted: str) -> int:
        """In how many passages a key stands, by itself or in a compound."""
        return self._frequency.get(wanted, 0)

    def only_small(self, wanted: str) -> bool:
        """Whether the texts have a key as a small word alone ("för", which is also the key of "förare")."""
        small = _small_words()
        return wanted in small and not any(key(word) == wanted and word not in small[wanted] for word in self.surface)

    def hyphened(self, first: str, rest: str) -> str:
        """The compound with a hyphen that two words in small letters make ("eu", "projekt"), or "": one that the texts have, or another
        one of a first part and a word that they have."""
        whole = f"{first}-{rest}"
        said = key(whole) in self or (first in self._hyphened and key(rest) in self)
        return whole if said else ""

    def unfold(self, wanted: str) -> str:
        """The key of the texts that is `wanted` with å ä ö, or `wanted` itself; who writes one of them leaves none out."""
        if wanted in self._frequency or not wanted.isascii():
            return wanted
        return self._folded.get(fold(wanted), wanted)

    def telling(self, wanted: str) -> float:
        """How telling a key is: log(1 + (N - n + 0.5) / (n + 0.5)) for n of N passages that hold it."""
        n = self._frequency.get(wanted, 0)
        return math.log(1 + (self.size - n + 0.5) / (n + 0.5)) if self.size else 1.0

    def evidence(self, text: str) -> Evidence:
        """The words of `text` and their parts. What was found of a text is kept: headings and bodies stand beside many."""
        found = self._found.get(text)
        if found is None:
            make_room(self._found, _KEPT)
            found = self._found[text] = self._find(text)
        return found

    def _find(self, text: str) -> Evidence:
        strength: dict[str, float] = {}
        spoken, contrasts = words(text), _contrasts()
        for before, word in pairwise(("", *spoken)):
            pair = self.contrast(before, word) if before in contrasts else ""
            if pair:
                strength[pair] = 1.0
            for part, much in self._strengths(word):
                value = CONTRASTED * much if pair else much
                if value > strength.get(part, 0.0):
                    strength[part] = value
        return Evidence(strength)

    @property
    def outside(self) -> str:
        """The first of the prepositions that set a word apart."""
        return as_words(load_yaml("endings.yaml")["contrasts"], "endings.yaml: contrasts")[0]

    def contrast(self, before: str, word: str) -> str:
        """The key of a word together with a preposition that sets it apart ("utanför Europa"), or "" for any other two."""
        return f"{before.lower()} {key(word)}" if before.lower() in _contrasts() else ""

    def set_apart(self, phrase: tuple[str, ...]) -> tuple[str, ...]:
        """The keys of a phrase, as a text is found by that sets its last word apart: "resor", "utanför Europa"."""
        if len(phrase) < _SET_APART or phrase[-2] not in _contrasts():
            return phrase
        return (*phrase[:-2], f"{phrase[-2]} {phrase[-1]}")

    def split(self, word: str) -> tuple[str, ...]:
        """The keys of the parts of a compound, first to last; () if it is none or is not made of known words."""
        lowered = word.lower()
        if lowered not in self._split:
            self._split[lowered] = self._split_now(lowered)
        return self._split[lowered]

    def parts_of(self, word: str) -> tuple[str, ...]:
        """The keys that a word of a text is found by: its own, and those of its parts."""
        return tuple(part for part, _ in self._strengths(word.lower()))

    def _strengths(self, word: str) -> tuple[tuple[str, float], ...]:
        """The keys that a word in small letters is found by, each with how well it is there."""
        known = self._strong.get(word)
        if known is None:
            found = {key(word): 1.0}
            parts = self.split(word)
            for at, part in enumerate(parts):
                told = at == len(parts) - 1 or (at == len(parts) - 2 and parts[-1] in _weak_heads())
                found.setdefault(part, AS_HEAD if told else AS_MODIFIER)
            known = self._strong[word] = tuple(found.items())
        return known

    def _split_now(self, lowered: str) -> tuple[str, ...]:
        if "-" in lowered.strip("-"):
            pieces = [piece for piece in lowered.split("-") if piece]
            return tuple(part for piece in pieces for part in (self.split(piece) or (key(piece),)))
        light = light_words()
        for at in range(_SHORTEST_PART, len(lowered) - _SHORTEST_PART + 2):
            left, right = lowered[:at], lowered[at:]
            if left in _never_parts():
                continue
            head = key(right)
            if (
                len(right) < _SHORTEST_PART - 1
                or head not in self._parts_known
                or (len(head) < _SHORTEST_PART and head in light)
            ):
                continue
            # "remis-svar" is remiss + svar: of three equal letters one is not written
            for modifier in (left, left.removesuffix("s"), left + right[0] if left[-1] == right[0] else left):
                if len(modifier) >= _SHORTEST_PART - 1 and key(modifier) in self._parts_known:
                    return (key(modifier), head)
                inner = self._split_now(modifier) if len(modifier) > 2 * _SHORTEST_PART else ()
                if inner:
                    return (*inner, head)
        return ()
