"""The one analysis that texts and questions share on the way to the index: words, their terms, and what each word weighs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.language.thesaurus import folded_light_words, light_words
from bot.language.words import fold, key

# What a word without a topic weighs beside one that has one. It is never taken out of the texts: chosen with
# tests/benchmarks/swefaq.py (half, a quarter and nothing differ by less than chance; the whole weight lowers misspelt questions).
_LIGHT = 0.5


@lru_cache(maxsize=20_000)
def ngrams(word: str, size: int) -> tuple[str, ...]:
    """The letter n-grams of one folded word with its boundaries marked; a short word is its own one n-gram."""
    marked = f"#{fold(word)}#"
    return tuple(marked[i : i + size] for i in range(len(marked) - size + 1)) or (marked,)


def stems(word: str) -> tuple[str]:
    """The one term that all inflections of a word share, with å ä ö folded."""
    return (fold(key(word)),)


def is_light(word: str) -> bool:
    """Whether a word has no topic: a function word, a question word, politeness, also where its å ä ö are left out."""
    lowered = word.lower()
    return lowered in light_words() or lowered in folded_light_words()


def weigh(words: Iterable[str]) -> dict[str, float]:
    """The words of a question with what each counts in retrieval: half of it where it has no topic."""
    return {word.lower(): _LIGHT if is_light(word) else 1.0 for word in words}
