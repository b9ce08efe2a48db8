"""General word lists of Swedish and English: which words are spelt rightly, and which are verbs, although no text here has them."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING

from bot.language.words import LETTERS, fold

if TYPE_CHECKING:
    from simplemma import Lemmatizer
    from simplemma.strategies import DictionaryLookupStrategy

# Endings of active verbs that are no infinitive: present, past and supine.
_FINITE = ("r", "de", "te", "t")
# What may be meant by a letter without its mark, and how many such letters are tried in a word of at least so many.
_PLAIN = {plain: "".join(letter for letter in LETTERS if fold(letter) == plain) for plain in "ao"}
_MOST = 5
_SHORTEST = 4
_NOUNS = ("or",)  # "resor"


def read_list(language: str) -> None:
    """Read the list of "sv" or "en" now, and not when a word is first looked for."""
    is_word("a", language)


@lru_cache(maxsize=50_000)
def is_word(word: str, language: str) -> bool:
    """Whether the lower-cased `word` is one of "sv" or "en". The first call on a machine makes the list ready (two seconds)."""
    return _lists()[0].get_lemma(word, language) is not None


@lru_cache(maxsize=50_000)
def with_accents(word: str) -> str:
    """The one Swedish word that the lower-cased `word`, which is none, is without its å ä ö, or "" for none and for several."""
    places = [at for at, letter in enumerate(word) if letter in _PLAIN]
    if not word.isascii() or not word.isalpha() or len(word) < _SHORTEST or len(places) > _MOST or is_word(word, "sv"):
        return ""
    found = []
    for letters in product(*(_PLAIN[word[at]] for at in places)):
        written = list(word)
        for at, letter in zip(places, letters, strict=True):
            written[at] = letter
        if "".join(written) != word and is_word("".join(written), "sv"):
            found.append("".join(written))
    return found[0] if len(found) == 1 else ""


def same_word(one: str, other: str) -> bool:
    """Whether two lower-cased Swedish words are inflections of one by the list."""
    return bool(_lemma(one) == _lemma(other))


def is_base_form(word: str) -> bool:
    """Whether a lower-cased Swedish word is no inflection of another by the list."""
    return bool(_lemma(word) == word)


@lru_cache(maxsize=50_000)
def is_swedish_verb(word: str) -> bool:
    """Whether the lower-cased `word` may be a form of a verb; where it stands must tell it from a noun that looks alike."""
    active = word.removesuffix("s")
    base = str(_lemma(active)).lower()
    if active.endswith("a"):
        return _is_infinitive(active)
    if active.endswith(_NOUNS):
        return False
    return active.endswith(_FINITE) and base != active and _is_infinitive(base)


def _is_infinitive(word: str) -> bool:
    presents = (f"{word}r", f"{word[:-1]}er")
    return word.endswith("a") and any(_lemma(one) == word for one in presents)


def _lemma(word: str) -> str:
    """The word that a Swedish one is an inflection of; itself where the list has none."""
    return _lists()[1].lemmatize(word, "sv") if word else ""


@cache
def _lists() -> tuple[DictionaryLookupStrategy, Lemmatizer]:
    """What looks words up as they are, and what finds their base forms. simplemma is slow to import and not needed for every question."""
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy

    from bot.language.word_lists import WordLists

    lists = WordLists()
    finder = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=lists))
    return DictionaryLookupStrategy(lists), finder
