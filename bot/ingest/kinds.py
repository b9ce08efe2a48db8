"""Kinds of texts, as a title names them."""

from __future__ import annotations

from functools import cache

from bot.language.lexicon import load_yaml
from bot.language.words import noun_key, words
from bot.yamlfile import as_words


def kind_named(title: str) -> str:
    """The word of `title` that names a kind of text ("biblioteksplan"), or ""."""
    for word in words(title):
        if any(word.endswith(kind) or noun_key(word).endswith(noun_key(kind)) for kind in _kinds()):
            return word
    return ""


@cache
def _kinds() -> tuple[str, ...]:
    return as_words(load_yaml("documents.yaml")["kinds"], "documents.yaml: kinds")
