"""The names of companies: words with capitals up to the mark of one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.language.lexicon import load_yaml
from bot.language.words import Token
from bot.yamlfile import as_words

_LONGEST = 7  # words of a name


def company_end(tokens: Sequence[Token], at: int) -> int:
    """The place behind a company's name that begins at `at` ("Norrhamns Energi och Vatten AB"); `at` where there is none."""
    last, inside = _marks()
    for end in range(at, min(at + _LONGEST, len(tokens))):
        word = tokens[end].text
        if word in last and end > at:
            return end + 1
        if not (word[:1].isupper() or (end > at and word in inside)):
            break
    return at


@cache
def _marks() -> tuple[frozenset[str], frozenset[str]]:
    lists = load_yaml("definitions.yaml")
    last, inside = (as_words(lists[name], f"definitions.yaml: {name}") for name in ("company", "inside"))
    return frozenset(last), frozenset(inside)
