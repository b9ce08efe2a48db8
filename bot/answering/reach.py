"""Whether a question or a matter is about several bodies at once ("projekt som berör *flera nämnder*", "*mer än en* nämnd")."""

from __future__ import annotations

from functools import cache, lru_cache

from bot.language.heads import head_forms
from bot.language.lexicon import load_yaml
from bot.language.words import fold, words
from bot.yamlfile import as_mapping, as_words

_NEAR = 3  # words from what counts bodies to the kind of body ("flera av kommunens nämnder")
_LONG = 5  # letters of a kind that may be the last part of a longer word


@lru_cache(maxsize=10_000)
def is_of_several(spoken: tuple[str, ...]) -> bool:
    """Whether words in small letters speak of several bodies of a kind."""
    folded = tuple(fold(word.lower()) for word in spoken)
    for at in range(len(folded)):
        for phrase in _several():
            end = at + len(phrase)
            if folded[at:end] == phrase and any(_is_kind(word) for word in folded[end : end + _NEAR]):
                return True
    return any(word.endswith(_whole()) for word in folded)


def matter_is_of_several(matter: str) -> bool:
    """The same of a statement's matter."""
    return is_of_several(tuple(words(matter)))


@lru_cache(maxsize=10_000)
def _is_kind(word: str) -> bool:
    kinds = _kinds()
    return word in kinds or any(len(one) >= _LONG and word.endswith(one) for one in kinds)


@cache
def _several() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(word) for word in phrase.split()) for phrase in _listed("several"))


@cache
def _whole() -> tuple[str, ...]:
    return tuple(fold(word) for word in _listed("across"))


@cache
def _kinds() -> frozenset[str]:
    return frozenset(fold(word) for word in (*head_forms(), *_listed("english_kinds")))


def _listed(name: str) -> tuple[str, ...]:
    return as_words(
        as_mapping(load_yaml("scopes.yaml")["reach"], "scopes.yaml: reach")[name], f"scopes.yaml: reach.{name}"
    )
