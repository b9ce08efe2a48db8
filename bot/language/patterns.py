"""questions.yaml and scopes.yaml: by which words a kind of question is known, in Swedish or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.language.lexicon import load_yaml
from bot.language.words import fold, words
from bot.yamlfile import Node, as_mapping, as_words

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The phrases of each kind, the longest first, folded: what a question lacks in å ä ö must not matter."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    by_word: Mapping[str, Mapping[str, tuple[Phrase, ...]]]
    words: frozenset[str]  # the phrases of one word, of whatever kind
    _merged: dict[tuple[str, ...], Mapping[str, tuple[Phrase, ...]]] = field(default_factory=dict)

    def at(self, kind: str, lowered: Sequence[str], at: int) -> int:
        """How many words of `lowered` (folded, in small letters) from `at` on make a phrase of `kind`; 0 for none."""
        return _longest(self.by_word[kind], lowered, at) if at < len(lowered) else 0

    def first(self, kind: str, lowered: Sequence[str]) -> int:
        """The place of the first phrase of `kind`, or -1."""
        by_word = self.by_word[kind]
        return next((at for at, word in enumerate(lowered) if word in by_word and _longest(by_word, lowered, at)), -1)

    def covered(self, kinds: tuple[str, ...], lowered: Sequence[str]) -> list[bool]:
        """For each word, whether it is part of a phrase of one of `kinds`."""
        if kinds not in self._merged:
            self._merged[kinds] = _by_word(tuple(dict.fromkeys(one for kind in kinds for one in self.phrases[kind])))
        by_word = self._merged[kinds]
        marks = [False] * len(lowered)
        at = 0
        while at < len(lowered):
            length = _longest(by_word, lowered, at)
            for inside in range(at, at + length):
                marks[inside] = True
            at += length or 1
        return marks


@cache
def load_patterns(language: str) -> Patterns:
    """The patterns of "sv" or "en". A nested kind is named "typed.date"; a scope is "scope.own"."""
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for name, node in load_yaml("questions.yaml").items():
        kinds = as_mapping(node, f"questions.yaml: {name}")
        if language in kinds:
            phrases[name] = _phrases(kinds[language], name)
        else:
            for inner, languages in kinds.items():
                phrases[f"{name}.{inner}"] = _phrases(as_mapping(languages, inner)[language], inner)
    for name, node in as_mapping(load_yaml("scopes.yaml")["scopes"], "scopes.yaml").items():
        fields = as_mapping(node, name)
        phrases[f"scope.{name}"] = _phrases(fields["words" if language == "sv" else "english"], name)
    single = frozenset(phrase[0] for listed in phrases.values() for phrase in listed if len(phrase) == 1)
    return Patterns(phrases, {kind: _by_word(listed) for kind, listed in phrases.items()}, single)


@cache
def asking_words(language: str) -> frozenset[str]:
    """All words of questions.yaml for "sv" or "en", as they are written there."""
    found: set[str] = set()
    for name, node in load_yaml("questions.yaml").items():
        kinds = as_mapping(node, name)
        lists = [kinds] if language in kinds else [as_mapping(inner, name) for inner in kinds.values()]
        found.update(word for listed in lists for phrase in as_words(listed[language], name) for word in words(phrase))
    return frozenset(found)


def _longest(by_word: Mapping[str, tuple[Phrase, ...]], lowered: Sequence[str], at: int) -> int:
    """How many words from `at` on make the longest phrase; 0 for none."""
    for phrase in by_word.get(lowered[at], ()):
        if len(phrase) == 1 or tuple(lowered[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _by_word(phrases: tuple[Phrase, ...]) -> dict[str, tuple[Phrase, ...]]:
    """Phrases by their first word, the longest first."""
    grouped: dict[str, tuple[Phrase, ...]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        grouped[phrase[0]] = (*grouped.get(phrase[0], ()), phrase)
    return grouped


def _phrases(node: Node, where: str) -> tuple[Phrase, ...]:
    found = {tuple(fold(word) for word in words(text)) for text in as_words(node, where)}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))
