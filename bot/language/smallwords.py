"""Small words as people type them: spelt as they are said ("va e"), or with a slip of the finger ("vlken")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from bot.language.everyday import everyday_words
from bot.language.lexicon import load_yaml
from bot.language.patterns import load_patterns
from bot.language.thesaurus import folded_light_words, function_words, light_words
from bot.language.words import LETTERS, Token, fold, words
from bot.yamlfile import as_mapping, as_text, as_words

_SHORTEST = 3  # letters of a word that may be a slip
_SHORT = 4  # letters of a function word that is known by its slips although it is not listed for them
_SHORTEST_JOINED = 5  # letters of two small words that are written as one
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
    """The small word that the unknown `word`, in small letters, is one slip away from, or "" for none and for several.

    A letter written twice or two letters changed about is the surest slip, then one left out, then one that keeps the first letter.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return ""
    near = _slips(language).get(word, ())
    return _only(near, word) or (_beside(near, word) if len(word) == _SHORTEST else "")


def doubled(word: str, language: str) -> str:
    """The small word that `word` is with one of its letters written twice ("omm": om), or ""."""
    single = {word[:at] + word[at + 1 :] for at in range(len(word) - 1) if word[at] == word[at + 1]}
    small = _small(language) | (light_words() if len(word) == _SHORTEST else frozenset())  # "jaa"
    found = sorted(single & small) if word not in small else []
    return found[0] if len(found) == 1 else ""


def slipped_opening(word: str, language: str) -> str:
    """The question word that the first word of a question is one slip away from although it may be a word ("vika": vilka), or ""."""
    asking = load_patterns(language).by_word["who"]
    if word in everyday_words(language):
        return ""  # "*hör* det till nämnden …?"
    if fold(word) in asking or word in light_words() or word in folded_light_words() or not word.isalpha():
        return ""
    return _only((one for one in _slips(language).get(word, ()) if fold(one) in asking), word)


def rather(words_before: Sequence[str], word: str, language: str, *, last: bool) -> str:
    """The small word that a word with another meaning is rather a slip in ("vem ansvarar *frö* att …"), or "".

    Not where that other meaning may be what is asked about: behind a preposition or an article, and at the end.
    """
    right = as_mapping(as_mapping(load_yaml("spellings.yaml")["rather"], "rather")[language], "rather").get(word)
    patterns, before = load_patterns(language), [fold(one) for one in words_before[-1:]]
    noun = any(patterns.at(kind, before, 0) for kind in ("narrows", "a_thing")) if before else False
    return "" if right is None or last or noun else as_text(right, "rather")


def run_together(word: str, language: str) -> tuple[str, str] | None:
    """The two small words that the unknown `word`, in small letters, is without the space between them ("dehär"), or None."""
    small = _joinable(language)
    places = range(2, len(word) - 1) if len(word) >= _SHORTEST_JOINED else range(0)
    found = [(word[:at], word[at:]) for at in places if word[:at] in small and word[at:] in small]
    return found[0] if len(found) == 1 else None


def _only(near: Iterable[str], word: str) -> str:
    """The one of `near` that was meant."""
    near = list(near)
    for surest in (
        [one for one in near if _undoubled(one) == _undoubled(word) and len(one) < len(word)],
        [one for one in near if sorted(one) == sorted(word)],
        [one for one in near if len(one) > len(word) and one[0] == word[0]],
        [one for one in near if one[0] == word[0]],
        near,
    ):
        if surest:
            return surest[0] if len(surest) == 1 else ""
    return ""


def _beside(near: Iterable[str], word: str) -> str:
    """Of several words the one that a neighbouring key makes; it has no topic, so that it matters little which it is."""
    near = [one for one in near if len(one) == len(word) and one in light_words()]
    keys = as_words(load_yaml("spellings.yaml")["keyboard"], "keyboard")
    beside = {row[at : at + 2] for row in keys for at in range(len(row) - 1)}
    struck = [
        one for one in near if all(a == b or a + b in beside or b + a in beside for a, b in zip(one, word, strict=True))
    ]
    return (struck or near or [""])[0]


def _undoubled(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


@cache
def _slips(language: str) -> Mapping[str, tuple[str, ...]]:
    """The small words by all that one slip of the finger makes of them: made once, so that none is looked for."""
    found: dict[str, set[str]] = {}
    for right in _small(language):
        made = {right[:at] + right[at + 1 :] for at in range(len(right))}
        made |= {right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(len(right) - 1)}
        made |= {right[:at] + letter + right[at:] for at in range(len(right) + 1) for letter in LETTERS}
        made |= {right[:at] + letter + right[at + 1 :] for at in range(len(right)) for letter in LETTERS}
        for wrong in made - {right}:
            found.setdefault(wrong, set()).add(right)
    return {wrong: tuple(sorted(rights)) for wrong, rights in found.items()}


@cache
def _spoken(language: str) -> Mapping[str, tuple[str, ...]]:
    table = as_mapping(as_mapping(load_yaml("spellings.yaml")["spoken"], "spoken")[language], language)
    return {phrase: tuple(words(as_text(written, phrase))) for phrase, written in table.items()}


@cache
def _small(language: str) -> frozenset[str]:
    listed = as_words(as_mapping(load_yaml("spellings.yaml")["small"], "small")[language], "small")
    short = (one for one in function_words(language) if _SHORTEST <= len(one) <= _SHORT and one.isalpha())
    return frozenset((*listed, *short))


@cache
def _joinable(language: str) -> frozenset[str]:
    return _small(language) | frozenset(
        as_words(as_mapping(load_yaml("spellings.yaml")["joinable"], "joinable")[language], "joinable")
    )
