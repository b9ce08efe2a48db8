"""General word lists of Swedish and English: which words are spelt rightly, and which are verbs, although no text here has them."""

from __future__ import annotations

from functools import lru_cache

import simplemma

# Endings of active verbs that are no infinitive: present, past and supine.
_FINITE = ("r", "de", "te", "t")
_NOUNS = ("or",)  # "resor"


@lru_cache(maxsize=50_000)
def is_word(word: str, language: str) -> bool:
    """Whether the lower-cased `word` is one of "sv" or "en". The first call for a language reads its list (half a second)."""
    return bool(simplemma.is_known(word, language))


def same_word(one: str, other: str) -> bool:
    """Whether two lower-cased Swedish words are inflections of one by the list."""
    return bool(simplemma.lemmatize(one, "sv") == simplemma.lemmatize(other, "sv"))


def is_base_form(word: str) -> bool:
    """Whether a lower-cased Swedish word is no inflection of another by the list."""
    return bool(simplemma.lemmatize(word, "sv") == word)


@lru_cache(maxsize=50_000)
def is_swedish_verb(word: str) -> bool:
    """Whether the lower-cased `word` may be a form of a verb; where it stands must tell it from a noun that looks alike."""
    active = word.removesuffix("s")
    base = str(simplemma.lemmatize(active, "sv")).lower()
    if active.endswith("a"):
        return _is_infinitive(active)
    if active.endswith(_NOUNS):
        return False
    return active.endswith(_FINITE) and base != active and _is_infinitive(base)


def _is_infinitive(word: str) -> bool:
    presents = (f"{word}r", f"{word[:-1]}er")
    return word.endswith("a") and any(simplemma.lemmatize(one, "sv") == word for one in presents)
