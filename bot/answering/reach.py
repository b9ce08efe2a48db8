"""Of what a question or a matter counts several at once ("projekt som berör *flera nämnder*", "*mer än en* nämnd")."""

from __future__ import annotations

from functools import cache, lru_cache

from bot.language.everyday import field_at
from bot.language.heads import head_forms
from bot.language.lexicon import load_yaml
from bot.language.words import fold, key, words
from bot.phrasebook import LANGUAGES
from bot.yamlfile import as_mapping, as_words

BODIES = "bodies"
_NEAR = 3  # words from what counts bodies to the kind of body ("flera av kommunens nämnder")
_LONG = 5  # letters of a kind that may be the last part of a longer word


@lru_cache(maxsize=10_000)
def several_in(spoken: tuple[str, ...]) -> frozenset[str]:
    """What words speak of several of: BODIES of whatever kind, or activities of a city, each by its key ("flera *skolor*")."""
    folded = tuple(fold(word.lower()) for word in spoken)
    found = {BODIES} if any(word.endswith(_whole()) for word in folded) else set()
    for at in range(len(folded)):
        for phrase in _several():
            end = at + len(phrase)
            if folded[at:end] == phrase:
                found |= {_kind_of(word) for word in folded[end : end + _NEAR]} - {""}
    return frozenset(found)


def several_in_matter(matter: str) -> frozenset[str]:
    """The same of a statement's matter."""
    return several_in(tuple(words(matter)))


@lru_cache(maxsize=10_000)
def _kind_of(word: str) -> str:
    kinds = _kinds()
    if word in kinds or any(len(one) >= _LONG and word.endswith(one) for one in kinds):
        return BODIES
    return key(word) if any(field_at([word], 0, language, kind="activities") for language in LANGUAGES) else ""


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
