"""The general list of English words and what Swedish texts have for them (english.yaml), read when an English question is first asked.

The thesaurus knows an English word by its stem, which many words share ("park", "parking"); this list knows it by itself, in the
singular and plural and, where no word is just that, in the forms of a verb ("hired").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from bot.language.lexicon import load_yaml
from bot.language.thesaurus import Keys, Match, english_concepts, load_tables, swedish_keys
from bot.language.words import words
from bot.yamlfile import as_mapping, as_text, as_words

_FILE = "english.yaml"
_SHORTEST = 3  # letters of a word that may have lost an ending
_NO_PLURAL = ("ss", "us", "is")
_AMERICAN = re.compile(r"(?<=\w{3})iz(e|ed|er|ing|ation)$")
_OF = ("of", "for")
_ARTICLES = ("a", "an", "the", "our")
_LONGEST = 3  # words of what a thing is of
_VERBAL = ("d", "ed", "ing", "s")


@lru_cache(maxsize=50_000)
def english_form(word: str) -> str:
    """A word in small letters without the ending of its plural or possessive, in British spelling ("Harbors" → "harbour")."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if len(word) > _SHORTEST and word.endswith("s") and not word.endswith(_NO_PLURAL):
        if word.endswith("ies") and len(word) > _SHORTEST + 1:
            word = f"{word[:-3]}y"
        else:
            word = word[:-2] if word.endswith(("sses", "xes", "zes", "ches", "shes")) else word[:-1]
    return _spellings().get(word) or _AMERICAN.sub(r"is\1", word)


@lru_cache(maxsize=50_000)
def _base(word: str) -> str:
    """What the forms of a verb have in common ("hired", "hiring", "hire" → "hir")."""
    form = english_form(word)
    if form.endswith("ied"):
        form = f"{form[:-3]}y"
    for ending in ("ing", "ed"):
        if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST:
            form = form.removesuffix(ending)
            break
    if len(form) > _SHORTEST and form[-1] == form[-2]:
        form = form[:-1]
    return form.removesuffix("e")


class EnglishWords:
    """The words and phrases of english.yaml. Nothing in it changes after it is made."""

    def __init__(self, entries: Mapping[str, tuple[str, ...]]) -> None:
        self._swedish: dict[Keys, tuple[str, ...]] = {}
        self._inflected: dict[Keys, list[Keys]] = {}
        self._lengths: dict[str, set[int]] = {}
        for phrase, swedish in entries.items():
            spoken = words(phrase)
            forms, bases = tuple(map(english_form, spoken)), tuple(map(_base, spoken))
            self._swedish[forms] = (*self._swedish.get(forms, ()), *swedish)
            self._inflected.setdefault(bases, []).append(forms)
            for first in (forms[0], bases[0]):
                self._lengths.setdefault(first, set()).add(len(forms))
        self.surface = frozenset(word for phrase in entries for word in words(phrase))
        self._forms = frozenset(word for forms in self._swedish for word in forms)
        self._concepts = _concepts_by_form()
        self._made: dict[tuple[tuple[Keys, ...], bool], Match] = {}

    def knows(self, word: str) -> bool:
        """Whether a word stands in the list, alone or in a phrase."""
        return english_form(word) in self._forms

    def match(self, spoken: Sequence[str], at: int, found: Match | None = None) -> Match | None:
        """The longest phrase that begins at `at`; `found` is that of the thesaurus, which a phrase of the list must not be shorter
        than, and not shorter or equal where it only is an inflected form."""
        least = found.length if found else 0
        turned = self._turned(spoken, at)
        if turned and turned.length > least:
            return turned
        for key_of in (english_form, _base):
            keys = tuple(map(key_of, spoken[at:]))
            for length in sorted(self._lengths.get(keys[0], ()), reverse=True):
                if length < least + (key_of is _base):
                    break
                phrases = self._phrases(keys[:length], inflected=key_of is _base)
                if len(keys) >= length and phrases:
                    return self._match(phrases, exact=key_of is english_form)
        return found

    def _turned(self, spoken: Sequence[str], at: int) -> Match | None:
        """The phrase that a noun and what it is of are with the latter first ("provision of housing": housing provision)."""
        if at + 2 >= len(spoken) or spoken[at + 1].lower() not in _OF:
            return None
        first = at + 2 + (spoken[at + 2].lower() in _ARTICLES)
        for end in range(min(len(spoken), first + _LONGEST), first, -1):
            forms = (*map(english_form, spoken[first:end]), english_form(spoken[at]))
            if forms in self._swedish:
                return replace(self._match((forms,), exact=True), length=end - at)
        return None

    def _phrases(self, keys: Keys, *, inflected: bool) -> tuple[Keys, ...]:
        if inflected:
            return tuple(self._inflected.get(keys, ()))
        return (keys,) if keys in self._swedish else ()

    def _match(self, phrases: tuple[Keys, ...], *, exact: bool) -> Match:
        """What phrases stand for here, and in the thesaurus where it has the very same."""
        if (phrases, exact) not in self._made:
            concepts = [concept for forms in phrases for concept in self._concepts.get(forms, ())]
            official = [word for concept in concepts for word in concept["official"]]
            official += [word for forms in phrases for word in self._swedish[forms]]
            related = [word for concept in concepts for word in concept["related"]]
            length = len(phrases[0])
            compound = next((word for word in official if " " not in word), "") if length > 1 else ""
            self._made[phrases, exact] = Match(length, _keys(official), _keys(related), exact=exact, compound=compound)
        return self._made[phrases, exact]


def _keys(swedish: Iterable[str]) -> tuple[Keys, ...]:
    return tuple(dict.fromkeys(map(swedish_keys, swedish)))


@cache
def load_english() -> EnglishWords:
    """Read english.yaml. Raises UserError for a fault in it."""
    return EnglishWords(english_entries())


def english_entries() -> Mapping[str, tuple[str, ...]]:
    """The entries of english.yaml, English to Swedish. Raises UserError for a fault in it."""
    found: dict[str, tuple[str, ...]] = {}
    for subject, node in as_mapping(load_yaml(_FILE)["words"], f"{_FILE}: words").items():
        where = f"{_FILE}: {subject}"
        for phrase, swedish in as_mapping(node, where).items():
            found[phrase] = (*found.get(phrase, ()), *as_words(swedish, f"{where}: {phrase}"))
    return found


def match_topic(spoken: Sequence[str], keys: Sequence[str], at: int, language: str) -> Match | None:
    """The longest phrase with a meaning that begins at `at`; `keys` are those of the words `spoken`."""
    found = load_tables(language).topics.match(keys, at)
    return load_english().match(spoken, at, found) if language == "en" else found


def names_a_thing(word: str, *, expected: bool) -> bool:
    """Whether a word that looks like one for a role names a thing instead ("an *allowance*", not "allows").

    A word that may also be the verb ("grant") does so only where a noun is `expected`.
    """
    lowered = word.lower()
    if lowered in _asking():
        return False
    form = english_form(lowered)
    bases = {form, form.removesuffix("e")}
    return expected or not any(f"{base}{ending}" in _asking() for base in bases for ending in _VERBAL)


@cache
def _asking() -> frozenset[str]:
    """The single English words that ask for a role, as they are listed."""
    roles = as_mapping(load_yaml("asked_roles.yaml")["roles"], "asked_roles.yaml")
    listed = (as_words(as_mapping(node, name)["en"], name) for name, node in roles.items())
    return frozenset(phrase for phrases in listed for phrase in phrases if " " not in phrase)


@cache
def _spellings() -> Mapping[str, str]:
    return {
        american: as_text(british, american)
        for american, british in as_mapping(load_yaml(_FILE)["spellings"], f"{_FILE}: spellings").items()
    }


def _concepts_by_form() -> Mapping[Keys, list[Mapping[str, tuple[str, ...]]]]:
    found: dict[Keys, list[Mapping[str, tuple[str, ...]]]] = {}
    for phrase, concept in english_concepts():
        found.setdefault(tuple(map(english_form, words(phrase))), []).append(concept)
    return found
