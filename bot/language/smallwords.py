"""Small words as people type them: spelt as they are said ("va e"), or with a slip of the finger ("vlken")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from bot.language.lexicon import load_yaml
from bot.language.patterns import load_patterns
from bot.language.thesaurus import light_words
from bot.language.words import Token, fold, words
from bot.yamlfile import as_mapping, as_text, as_words

_SHORTEST = 3  # letters of a word that may be a slip
_LONGEST = 3  # words of a spoken phrase


def spell_out(tokens: Sequence[Token], language: str) -> list[Token]:
    """Return `tokens` with what is written as it is said in its usual spelling; what stands for several words has one place."""
    spoken = _spoken(language)
    spelt: list[Token] = []
    at = 0
    while at < len(tokens):
        longest = range(min(_LONGEST, len(tokens) - at), 0, -1)
        phrases = ((n, " ".join(t.text.lower() for t in tokens[at : at + n])) for n in longest)
        length, written = next(((n, spoken[phrase]) for n, phrase in phrases if phrase in spoken), (1, ()))
        end = tokens[at + length - 1].end
        spelt += [Token(word, tokens[at].start, end) for word in written] or [tokens[at]]
        at += length
    return spelt


def slipped(word: str, language: str) -> str:
    """The small word that the unknown `word`, in small letters, is one slip away from, or "" for none and for several."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ""
    near = [one for one in _small(language) if abs(len(one) - len(word)) <= 1 and OSA.distance(word, one) == 1]
    near = [one for one in near if one[0] == word[0] or sorted(one) == sorted(word)] or near
    swapped = [one for one in near if sorted(one) == sorted(word)]
    near = swapped if len(swapped) == 1 else near
    return near[0] if len(near) == 1 else ""


def slipped_opening(word: str, language: str) -> str:
    """The question word that the first word of a question is one slip away from although it is a word ("vika": vilka), or ""."""
    asking = load_patterns(language).by_word["who"]
    if fold(word) in asking or word in light_words():
        return ""
    right = slipped(word, language)
    return right if fold(right) in asking else ""


@cache
def _spoken(language: str) -> Mapping[str, tuple[str, ...]]:
    table = as_mapping(as_mapping(load_yaml("spellings.yaml")["spoken"], "spoken")[language], language)
    return {phrase: tuple(words(as_text(written, phrase))) for phrase, written in table.items()}


@cache
def _small(language: str) -> tuple[str, ...]:
    return as_words(as_mapping(load_yaml("spellings.yaml")["small"], "small")[language], "small")
