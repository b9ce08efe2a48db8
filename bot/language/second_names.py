"""The second name that a text gives a body where it names it first: "(KLK)", "(nedan kallat bolaget)", ", nedan ASN,"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.language.lexicon import load_yaml
from bot.language.words import Token, words
from bot.yamlfile import as_words


def read_second_name(tokens: Sequence[Token], at: int) -> tuple[int, str]:
    """The place behind a second name that stands at `at`, and the name; `at` and "" where there is none.

    In parentheses it is one word in capitals, or a word behind one that says so ("nedan kallad"); between commas only the latter.
    """
    opening = tokens[at].text if at < len(tokens) else ""
    if opening not in ("(", ","):
        return at, ""
    name = at + 1 + _called(tokens, at + 1)
    if name >= len(tokens) or not tokens[name].is_word:
        return at, ""
    told = tokens[name].text
    closing = tokens[name + 1].text if name + 1 < len(tokens) else ""
    if opening == "(" and closing == ")" and (name > at + 1 or told.isupper()):
        return name + 2, told
    if opening == "," and name > at + 1:
        return (name + 2 if closing == "," else name + 1), told
    return at, ""


def _called(tokens: Sequence[Token], at: int) -> int:
    """How many words at `at` say that a name follows."""
    for phrase in _phrases():
        if tuple(token.text.lower() for token in tokens[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


@cache
def _phrases() -> tuple[tuple[str, ...], ...]:
    phrases = as_words(load_yaml("definitions.yaml")["called"], "definitions.yaml: called")
    return tuple(sorted((tuple(words(phrase)) for phrase in phrases), key=len, reverse=True))
