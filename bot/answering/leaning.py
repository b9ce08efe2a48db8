"""Whether a statement is understood only by what stands before it: its matter is a condition, points back, or takes up a noun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from bot.answering.calibration import calibration
from bot.language.heads import is_certain, is_definite
from bot.language.lexicon import load_lexicon
from bot.language.words import key, noun_key, words
from bot.models import Statement

# Rules whose matter is a condition or what was fronted, so that the matter proper stands in the sentence before.
_LEANING = ("decision_taken", "inverted", "inverted_pronoun", "passive_inverted", "cleft")
_LONG_ENOUGH = 5  # letters of a noun that may take up a longer one


def is_fronted(statement: Statement) -> bool:
    """Whether what was read as a statement's matter is a condition or what was fronted ("Överstiger värdet …")."""
    return statement.rule in _LEANING


def leans(statement: Statement) -> bool:
    """Whether a statement's matter cannot be understood without what stands before it.

    So does a condition ("är beloppet större …"), and a matter that points back ("samordnar *arbetet*", "*sådana* avtal").
    """
    if is_fronted(statement) or (statement.rule != "table_row" and _goes_on_from(statement.condition)):
        return True
    spoken = words(statement.matter)
    if points_back(spoken) or set(spoken) & load_lexicon().words_of("anaphoric"):
        return True
    if spoken and set(spoken) <= load_lexicon().words_of("relational"):
        return True  # "*undantag*" from what was said
    return len(spoken) <= calibration("short_matter") and all(
        is_definite(word, noun_key(word)) or is_certain(word) for word in spoken[-1:]
    )


@lru_cache(maxsize=10_000)
def _goes_on_from(condition: str) -> bool:
    """Whether a condition is understood only by what stands before it: it compares, points back, or speaks of a certain thing
    ("är *avgiften högre*", "i *sådana* fall")."""
    spoken = words(condition)
    lexicon = load_lexicon()
    if set(spoken) & (frozenset().union(*map(lexicon.words_of, ("anaphoric", "comparing", "alike")))):
        return True
    return any(is_certain(word) for word in spoken)


def takes_up(matter: str, before: Callable[[], str]) -> bool:
    """Whether a matter takes up by its last part what the sentences `before` name in full ("bidrag ur *potten*": "EU-*potten*")."""
    certain = [word for word in words(matter) if len(word) >= _LONG_ENOUGH and is_certain(word)]
    named = words(before()) if certain else []
    return any(other != word and other.endswith(word) for word in certain for other in named)


def points_back(spoken: Sequence[str]) -> bool:
    """Whether the words of a matter end in a pronoun ("undantag från *den*")."""
    return spoken[-1:] != [] and spoken[-1] in _pronouns()


@cache
def _pronouns() -> frozenset[str]:
    lexicon = load_lexicon()
    return lexicon.words_of("pronouns.singular") | lexicon.words_of("pronouns.plural")


@lru_cache(maxsize=10_000)
def is_short_for(matter: str, above: str) -> bool:
    """Whether a matter begins with the last part of a noun that stands above it ("*Projekt* som …" under "EU-*projekt*")."""
    first = next((word for word in words(matter) if len(word) >= _LONG_ENOUGH), "")
    stem = key(first)
    return bool(first) and any(
        len(other) > len(first) and (other.endswith(first) or (len(stem) >= _LONG_ENOUGH and key(other).endswith(stem)))
        for other in words(above)
    )
