"""The general list of English words and what Swedish texts have for them (english.yaml), read when an English question is first asked.

The thesaurus knows an English word by its stem, which many words share ("park", "parking"); this list knows it by itself, in the
singular and plural and, where no word is just that, in the forms of a verb ("hired").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, lru_cache

from bot.language.bodies import Located
from bot.language.lexicon import load_yaml
from bot.language.thesaurus import Keys, Match, english_concepts, load_tables, swedish_keys
from bot.language.words import words
from bot.yamlfile import as_mapping, as_text, as_words

_FILE = "english.yaml"
_SHORTEST = 3  # letters of a word that may have lost an ending
_NO_PLURAL = ("ss", "us", "is")
_AMERICAN = re.compile(r"(?<=\w{3})iz(e|ed|er|ing|ation)$")
_NO_FORM = re.compile(r"s\b|'|iz(?:e|ed|er|ing|ation)\b")  # what may be in a phrase that is no form yet
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
    """The words and phrases of english.yaml. What few questions need of them is made when it is first needed."""

    def __init__(self, entries: Mapping[str, tuple[str, ...]]) -> None:
        self._swedish: dict[str, tuple[str, ...]] = {}
        self._lengths: dict[str, set[int]] = {}  # of the phrases that begin with a word
        for phrase, swedish in entries.items():
            form = _form_of(phrase)
            self._swedish[form] = (*self._swedish.get(form, ()), *swedish)
            self._lengths.setdefault(form.partition(" ")[0], set()).add(form.count(" ") + 1)
        self._made: dict[tuple[tuple[str, ...], bool], Match] = {}

    @cached_property
    def surface(self) -> frozenset[str]:
        """All words of the list."""
        return frozenset(word for phrase in self._swedish for word in phrase.split())

    def knows(self, word: str) -> bool:
        """Whether a word stands in the list, alone or in a phrase."""
        return english_form(word) in self.surface

    def match(self, spoken: Sequence[str], at: int, found: Match | None = None) -> Match | None:
        """The longest phrase that begins at `at`; `found` is that of the thesaurus, which a phrase of the list must not be shorter
        than, and not shorter or equal where it only is an inflected form."""
        least = found.length if found else 0
        turned = self._turned(spoken, at)
        if turned and turned.length > least:
            found, least = (
                turned,
                turned.length + 1,
            )  # "*ministry for foreign* affairs" is more than the foreign ministry
        forms = [english_form(word) for word in spoken[at:]]
        for length in sorted(self._lengths.get(forms[0], ()), reverse=True):
            phrase = " ".join(forms[:length])
            if least <= length <= len(forms) and phrase in self._swedish:
                return self._match((phrase,), exact=True)
        bases = [_base(word) for word in spoken[at:]]
        lengths, inflected = self._inflected
        for length in sorted(lengths.get(bases[0], ()), reverse=True):
            phrases = inflected.get(" ".join(bases[:length]), ())
            if least < length <= len(bases) and phrases:
                return self._match(tuple(phrases), exact=False)
        return found

    def _turned(self, spoken: Sequence[str], at: int) -> Match | None:
        """The phrase that a noun and what it is of are with the latter first ("provision of housing": housing provision)."""
        if at + 2 >= len(spoken) or spoken[at + 1].lower() not in _OF:
            return None
        first = at + 2 + (spoken[at + 2].lower() in _ARTICLES)
        if first >= len(spoken):
            return None
        thing = self.match(spoken, first)  # "applications for *EU projects*" are no "EU applications"
        for end in range(min(len(spoken), first + _LONGEST), first + (thing.length - 1 if thing else 0), -1):
            phrase = " ".join((*map(english_form, spoken[first:end]), english_form(spoken[at])))
            if phrase in self._swedish:
                return replace(self._match((phrase,), exact=True), length=end - at)
        return None

    @cached_property
    def _inflected(self) -> tuple[Mapping[str, set[int]], Mapping[str, list[str]]]:
        """The phrases by what the forms of their verbs have in common, and their lengths by the first word."""
        lengths: dict[str, set[int]] = {}
        phrases: dict[str, list[str]] = {}
        for phrase in self._swedish:
            bases = [_base(word) for word in phrase.split()]
            phrases.setdefault(" ".join(bases), []).append(phrase)
            lengths.setdefault(bases[0], set()).add(len(bases))
        return lengths, phrases

    @cached_property
    def _concepts(self) -> Mapping[str, list[Mapping[str, tuple[str, ...]]]]:
        """The concepts of the thesaurus by their English phrases, as far as these stand here too."""
        found: dict[str, list[Mapping[str, tuple[str, ...]]]] = {}
        for phrase, concept in english_concepts():
            if (form := _form_of(phrase.lower())) in self._swedish:
                found.setdefault(form, []).append(concept)
        return found

    def _match(self, phrases: tuple[str, ...], *, exact: bool) -> Match:
        """What phrases stand for here, and in the thesaurus where it has the very same."""
        if (phrases, exact) not in self._made:
            concepts = [concept for phrase in phrases for concept in self._concepts.get(phrase, ())]
            official = [word for concept in concepts for word in concept["official"]]
            official += [word for phrase in phrases for word in self._swedish[phrase]]
            related = [word for concept in concepts for word in concept["related"]]
            length = phrases[0].count(" ") + 1
            compound = (
                next((word for word in official if " " not in word or word[0].isupper()), "") if length > 1 else ""
            )
            self._made[phrases, exact] = Match(length, _keys(official), _keys(related), exact=exact, compound=compound)
        return self._made[phrases, exact]


def _form_of(phrase: str) -> str:
    """A listed phrase with every word in its form; most stand in the list so already."""
    return " ".join(map(english_form, words(phrase))) if _NO_FORM.search(phrase) else phrase


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


def outside_phrases(spoken: Sequence[str], located: Sequence[Located]) -> list[Located]:
    """The bodies of an English question but for those that only begin the name of a thing ("*board* member")."""
    found = [(at, load_english().match(spoken, at)) for at in range(len(spoken))]
    things = [range(at, at + match.length) for at, match in found if match and match.exact and match.length > 1]
    return [one for one in located if not any(one.start in thing and one.end < thing.stop for thing in things)]


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
