"""Which known word a misspelt one was surely meant to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.kept import make_room
from bot.language.words import english_key, fold, key, load_endings

_SHORTEST = 5  # shorter words have too many neighbours to be sure of any
_KEPT = 10_000  # words whose neighbours are kept
_VOWELS = "aeiouy"
_LONG = 8  # from here two edits may be mended


class Speller:
    """The words that may be meant. Nothing in it changes after it is made."""

    def __init__(self, known: Iterable[str]) -> None:
        self._words = sorted({word.lower() for word in known if len(word) >= _SHORTEST - 1 and word.isalpha()})
        self._folded: dict[str, str] = {}
        for word in self._words:
            self._folded.setdefault(fold(word), word)
        self._by_letter: dict[str, list[str]] = {}
        for word in self._words:
            self._by_letter.setdefault(fold(word[0]), []).append(word)
        self._plain_by_letter = {letter: [fold(word) for word in known] for letter, known in self._by_letter.items()}
        self._known = frozenset(self._words)
        self._near: dict[str, tuple[str, ...]] = {}

    def knows(self, word: str) -> bool:
        """Whether `word` is one of the words, in small letters."""
        return word in self._known

    def correct(self, word: str, *, first: Collection[str] = ()) -> str:
        """Return the word that `word` was surely meant to be, or "": å ä ö put back, or one edit away (two from eight letters).

        An edit is a letter too many, too few or other, or two letters changed about. Where two different words are equally
        near, neither is sure, unless only one of them is among `first`. A known word is never corrected.
        """
        lowered = word.lower()
        if "-" in lowered:  # "eu-porjekt"
            parts = lowered.split("-")
            mended = [part if part in self._known else self.correct(part, first=first) or part for part in parts]
            return "-".join(mended) if mended != parts else ""
        if len(lowered) < _SHORTEST or not lowered.isalpha() or lowered in self._known:
            return self._with_letter(lowered, first) if len(lowered) == _SHORTEST - 1 else ""
        return self._folded.get(lowered) or self._nearest(lowered, first) or self._inflected(lowered, first)

    def correct_one(self, word: str, *, first: Collection[str] = ()) -> str:
        """The same, but of one edit alone, however long the word is."""
        right = self.correct(word, first=first)
        return right if right and OSA.distance(fold(word.lower()), fold(right), score_cutoff=1) <= 1 else ""

    def alternatives(self, word: str) -> tuple[str, ...]:
        """The different words that an unknown one is equally near to, so that none is surely meant; () where one is, or none."""
        lowered = word.lower()
        if len(lowered) < _SHORTEST or not lowered.isalpha() or lowered in self._known or self.correct(lowered):
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

    def unfold_compound(self, word: str) -> str:
        """A compound of two known words that `word` is with its å ä ö left out ("strategiforslag": strategiförslag), or ""."""
        lowered = word.lower()
        if lowered in self._known or not (lowered.isascii() and lowered.isalpha()):
            return ""
        for at in range(len(lowered) - _SHORTEST + 1, _SHORTEST - 2, -1):
            last = self._folded.get(lowered[at:], "")
            for bare, joint in ((lowered[:at], ""), (lowered[:at].removesuffix("s"), "s")):
                first = self._folded.get(bare, "") if bare + joint == lowered[:at] else ""
                if first and last and f"{first}{joint}{last}" != lowered:
                    return f"{first}{joint}{last}"
        return ""

    def nearest_of(self, word: str, candidates: Iterable[str]) -> list[str]:
        """Those of `candidates` that a word of at least eight letters is nearest to, at most two edits away."""
        if len(word) < _LONG:
            return []
        scored = [(int(OSA.distance(fold(word), fold(one), score_cutoff=2)), one) for one in candidates]
        least = min((distance for distance, _ in scored), default=3)
        return [one for distance, one in scored if distance == least] if least <= 2 else []

    def _equally_near(self, lowered: str) -> tuple[str, ...]:
        if lowered not in self._near:
            make_room(self._near, _KEPT)
            self._near[lowered] = self._look_for(lowered)
        return self._near[lowered]

    def _look_for(self, lowered: str) -> tuple[str, ...]:
        most = 2 if len(lowered) >= _LONG else 1
        by_letter = (
            self._plain_by_letter if lowered.isascii() else self._by_letter
        )  # who leaves out å ä ö does so everywhere
        near = []
        for letter in dict.fromkeys(fold(lowered[:2])):  # see _plausible
            found = process.extract(
                lowered, by_letter.get(letter, ()), scorer=OSA.distance, score_cutoff=most, limit=None
            )
            words_there = self._by_letter.get(letter, [])
            near += [
                (int(distance), words_there[place])
                for _, distance, place in found
                if _plausible(lowered, words_there[place], int(distance))
            ]
        if not near and _SHORTEST < len(lowered) < _LONG:
            # "porpuse": all its letters, the first and the last in their places
            letters = sorted(fold(lowered))
            near = [
                (most, one)
                for one in self._by_letter.get(fold(lowered[0]), ())
                if one[-1] == lowered[-1] and len(one) == len(lowered) and sorted(fold(one)) == letters
            ]
        least = min((distance for distance, _ in near), default=0)
        return tuple(sorted(candidate for distance, candidate in near if distance == least))

    def _nearest(self, lowered: str, first: Collection[str]) -> str:
        nearest = self._equally_near(lowered)
        if not nearest:
            return ""
        least = OSA.distance(lowered, nearest[0]) if not lowered.isascii() else OSA.distance(lowered, fold(nearest[0]))
        swapped = [candidate for candidate in nearest if sorted(fold(candidate)) == sorted(fold(lowered))]
        doubled = [
            candidate for candidate in nearest if undoubled(candidate, plain=False) == undoubled(lowered, plain=False)
        ]
        doubled = doubled or [candidate for candidate in nearest if undoubled(candidate) == undoubled(lowered)]
        exact = [candidate for candidate in nearest if OSA.distance(lowered, candidate) == least]
        for chosen in (nearest, exact, [candidate for candidate in nearest if candidate in first], swapped, doubled):
            if 1 in (len({key(one) for one in chosen}), len({english_key(one) for one in chosen})):
                return chosen[0]
        return ""

    def _with_letter(self, lowered: str, first: Collection[str]) -> str:
        """The one word of `first` that has just one letter more, inside or behind ("nämd": nämnd); "" for none and for several."""
        if not lowered.isalpha() or lowered in self._known:
            return ""
        longer = [word for word in self._words if len(word) == _SHORTEST and word in first]
        found = [
            word
            for word in longer
            if any(fold(word[:at] + word[at + 1 :]) == fold(lowered) for at in range(1, _SHORTEST))
        ]
        return found[0] if len(found) == 1 else ""

    def _inflected(self, lowered: str, first: Collection[str]) -> str:
        """The word that a misspelt inflection of it is nearest to ("klimatavgfiten": klimatavgift)."""
        for ending in load_endings():
            stem = lowered.removesuffix(ending)
            long = stem != lowered and len(stem) >= _LONG
            if long and (found := stem if stem in self._known else self._nearest(stem, first)):
                return found
        return ""


def undoubled(word: str, *, plain: bool = True) -> str:
    """A word, without its å ä ö where `plain`, with every letter that stands twice ("ck": k twice) written once."""
    letters = (fold(word) if plain else word).replace("ck", "k")
    return "".join(letter for at, letter in enumerate(letters) if at == 0 or letter != letters[at - 1])


def _plausible(word: str, candidate: str, distance: int) -> bool:
    """People seldom miss a word's first letter, and a short candidate is seldom meant by a word two edits away."""
    if sorted(word[:2]) != sorted(candidate[:2]) and fold(word[0]) != fold(candidate[0]):
        return False
    same = len(word) == len(candidate) and fold(word[:-2] + word[-1]) == fold(candidate[:-2] + candidate[-1])
    vowels = fold(word[-2:-1] + candidate[-2:-1])
    if same and vowels[0] != vowels[1] and all(letter in _VOWELS for letter in vowels):
        return False  # "städar" is no misspelt "städer": only the ending's vowel differs
    return distance < 2 or len(candidate) >= _LONG - 1
