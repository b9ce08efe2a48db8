"""Which known word a misspelt one was surely meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.words import fold, key

_SHORTEST = 5  # shorter words have too many neighbours to be sure of any
_LONG = 8  # from here two edits may be mended


class Speller:
    """The words that may be meant. Nothing in it changes after it is made."""

    def __init__(self, known: Iterable[str]) -> None:
        self._words = sorted({word.lower() for word in known if len(word) >= _SHORTEST - 1 and word.isalpha()})
        self._folded: dict[str, str] = {}
        for word in self._words:
            self._folded.setdefault(fold(word), word)
        self._known = frozenset(self._words)
        self._near: dict[str, tuple[str, ...]] = {}

    def correct(self, word: str) -> str:
        """Return the word that `word` was surely meant to be, or "": å ä ö put back, or one edit away (two from eight letters).

        An edit is a letter too many, too few or other, or two letters changed about. Where two different words are equally
        near, neither is sure. A known word is never corrected.
        """
        lowered = word.lower()
        if "-" in lowered:  # "eu-porjekt"
            parts = lowered.split("-")
            mended = [part if part in self._known else self.correct(part) or part for part in parts]
            return "-".join(mended) if mended != parts else ""
        if len(lowered) < _SHORTEST or not lowered.isalpha() or lowered in self._known:
            return ""
        return self._folded.get(lowered) or self._nearest(lowered)

    def alternatives(self, word: str) -> tuple[str, ...]:
        """The different words that an unknown one is equally near to, so that none is surely meant; () where one is, or none."""
        lowered = word.lower()
        if len(lowered) < _SHORTEST or not lowered.isalpha() or lowered in self._known or lowered in self._folded:
            return ()
        by_key: dict[str, str] = {}
        for candidate in self._equally_near(lowered):
            by_key.setdefault(key(candidate), candidate)
        return tuple(by_key.values()) if len(by_key) > 1 else ()

    def unfold(self, word: str) -> str:
        """The known word that `word` is with its å ä ö left out, or ""."""
        lowered = word.lower()
        if lowered in self._known or not lowered.isascii():
            return ""
        found = self._folded.get(lowered, "")
        return found if found != lowered else ""

    def nearest_of(self, word: str, candidates: Iterable[str]) -> list[str]:
        """Those of `candidates` that a word of at least eight letters is nearest to, at most two edits away."""
        if len(word) < _LONG:
            return []
        scored = [(int(OSA.distance(fold(word), fold(one), score_cutoff=2)), one) for one in candidates]
        least = min((distance for distance, _ in scored), default=3)
        return [one for distance, one in scored if distance == least] if least <= 2 else []

    def _nearest(self, lowered: str) -> str:
        nearest = self._equally_near(lowered)
        return nearest[0] if len({key(candidate) for candidate in nearest}) == 1 else ""

    def _equally_near(self, lowered: str) -> tuple[str, ...]:
        if len(self._near) > 10_000:
            self._near.clear()
        if lowered not in self._near:
            self._near[lowered] = self._look_for(lowered)
        return self._near[lowered]

    def _look_for(self, lowered: str) -> tuple[str, ...]:
        most = 2 if len(lowered) >= _LONG else 1
        found = process.extract(lowered, self._words, scorer=OSA.distance, score_cutoff=most, limit=None)
        near = [
            (int(distance), candidate)
            for candidate, distance, _ in found
            if _plausible(lowered, candidate, int(distance))
        ]
        least = min((distance for distance, _ in near), default=0)
        return tuple(sorted(candidate for distance, candidate in near if distance == least))


def _plausible(word: str, candidate: str, distance: int) -> bool:
    """People seldom miss a word's first letter, and a short candidate is seldom meant by a word two edits away."""
    if sorted(word[:2]) != sorted(candidate[:2]) and fold(word[0]) != fold(candidate[0]):
        return False
    if len(word) == len(candidate) and word[:-2] == candidate[:-2] and word[-1] == candidate[-1]:
        return False  # "städar" is no misspelt "städer": only the ending's vowel differs
    return distance < 2 or len(candidate) >= _LONG - 1
