"""The thesaurus: which words of governance texts an everyday or English word may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.language.lexicon import load_yaml
from bot.language.patterns import asking_words
from bot.language.words import english_key, fold, key, words
from bot.models import Role
from bot.yamlfile import Node, as_mapping, as_words, known_keys

Keys = tuple[str, ...]

_FIELDS = ("official", "related", "everyday", "english")
_PARTED = 3  # words that may stand inside a phrase ("fattar *nämnden själv* beslut")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of a question found in a table: how many words it has, and what it stands for."""

    length: int
    official: tuple[Keys, ...] = ()
    related: tuple[Keys, ...] = ()
    roles: tuple[Role, ...] = ()
    exact: bool = False  # found as it is written, and not by the stems of its words
    compound: str = ""  # the one Swedish word, or the name, that an English phrase is


class PhraseTable:
    """Phrases by their first word, the longest match first. Words are compared by keys, folded ones as a second chance."""

    def __init__(self) -> None:
        self._lengths: dict[str, tuple[int, ...]] = {}  # of the phrases that begin with a word, the longest first
        self._seen: dict[Keys, Match] = {}

    def add(self, phrase: Keys, match: Match) -> None:
        """Add a phrase; what it stands for is joined to what was added for it before."""
        if not phrase:
            return
        known = self._seen.get(phrase)
        if known is None:
            self._seen[phrase] = Match(len(phrase), match.official, match.related, match.roles)
        elif (known.official, known.related, known.roles) != (match.official, match.related, match.roles):
            self._seen[phrase] = Match(
                len(phrase),
                tuple(dict.fromkeys((*known.official, *match.official))),
                tuple(dict.fromkeys((*known.related, *match.related))),
                tuple(dict.fromkeys((*known.roles, *match.roles))),
            )

    def freeze(self) -> None:
        """Make the look-up by first words, after the last phrase was added."""
        lengths: dict[str, set[int]] = {}
        for phrase in self._seen:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def match(self, keys: Sequence[str], at: int) -> Match | None:
        """The longest phrase that begins at `at`, if any."""
        for length in self._lengths.get(keys[at], ()):
            if found := self._seen.get(tuple(keys[at : at + length])):
                return found
        return None

    def match_parted(self, keys: Sequence[str], at: int, loose: Sequence[bool]) -> tuple[Match, range] | None:
        """The longest phrase whose first word is at `at` and whose others follow after one to three `loose` words, with their places."""
        for length in self._lengths.get(keys[at], ()):
            for start in range(at + 2, min(at + 2 + _PARTED, len(keys) - length + 2)) if length > 1 else ():
                if not loose[start - 1]:
                    break
                if found := self._seen.get((keys[at], *keys[start : start + length - 1])):
                    return found, range(start, start + length - 1)
        return None

    def __contains__(self, first: str) -> bool:
        return first in self._lengths

    def words(self) -> Iterable[str]:
        """The first words' keys of all phrases."""
        return self._lengths


def swedish_keys(phrase: str) -> Keys:
    """The keys of a Swedish phrase's words."""
    return tuple(key(word) for word in words(phrase))


def folded(keys: Iterable[str]) -> Keys:
    """Keys without å ä ö."""
    return tuple(fold(one) for one in keys)


@dataclass(frozen=True, slots=True)
class Tables:
    """The three look-ups of a language: topics (the thesaurus), roles asked for, and words without a topic."""

    topics: PhraseTable
    roles: PhraseTable
    light: PhraseTable
    vocabulary: frozenset[str]
    keys: frozenset[str]
    topic_words: frozenset[str]
    alone: frozenset[str]  # the words that by themselves are a topic or ask for a role
    role_words: tuple[str, ...]  # those of them that ask for a role


@cache
def load_tables(language: str) -> Tables:
    """Read thesaurus.yaml, asked_roles.yaml and light_words.yaml for "sv" or "en". Raises UserError for a fault in one."""
    swedish = language == "sv"
    key_of = key if swedish else english_key
    topics, roles, light = PhraseTable(), PhraseTable(), PhraseTable()
    surface: set[str] = set()
    topical: set[str] = set()
    alone: set[str] = set()
    asking: set[str] = set()
    for name, node in as_mapping(load_yaml("thesaurus.yaml")["concepts"], "thesaurus.yaml").items():
        entry = _concept(name, node)
        official = tuple(swedish_keys(word) for word in entry["official"])
        related = tuple(swedish_keys(word) for word in entry["related"])
        for phrase in (*entry["official"], *entry["everyday"]) if swedish else entry["english"]:
            spoken = words(phrase)
            _add(topics, tuple(map(key_of, spoken)), Match(0, official, related), swedish)
            topical.update(spoken)
            alone.update(spoken if len(spoken) == 1 else ())
    for name, node in as_mapping(load_yaml("asked_roles.yaml")["roles"], "asked_roles.yaml").items():
        for phrase in as_words(as_mapping(node, name).get(language), f"asked_roles.yaml: {name}.{language}"):
            spoken = words(phrase)
            _add(roles, tuple(map(key_of, spoken)), Match(0, roles=(Role(name),)), swedish)
            surface.update(spoken)
            alone.update(spoken if len(spoken) == 1 else ())
            asking.update(spoken if len(spoken) == 1 else ())
    for name, node in load_yaml("light_words.yaml").items():
        for phrase in as_words(node, f"light_words.yaml: {name}"):
            spoken = words(phrase)
            if len(spoken) > 1 or not swedish:
                _add(light, tuple(map(key_of, spoken)), Match(0), swedish)
            surface.update(spoken)
    surface |= topical | asking_words(language)
    for table in (topics, roles, light):
        table.freeze()
    return Tables(
        topics, roles, light, frozenset(surface), frozenset(map(key_of, surface)), frozenset(topical), frozenset(alone),
        tuple(sorted(asking)),
    )  # fmt: skip


@cache
def concept_names() -> Mapping[Keys, str]:
    """How the thesaurus writes the first official word or phrase of each concept, by its keys."""
    firsts = (entry["official"][0] for entry in _concepts() if entry["official"])
    return {swedish_keys(first): first for first in reversed(list(firsts))}


@cache
def names_in_phrases() -> frozenset[str]:
    """Words, in small letters, that the thesaurus has as a name within a phrase alone ("lex *Maria*")."""
    phrases = [phrase.split() for entry in _concepts() for field in entry.values() for phrase in field]
    alone = {phrase[0].lower() for phrase in phrases if len(phrase) == 1}
    inner = {word for phrase in phrases for word in phrase[1:] if word[0].isupper() and word[1:].islower()}
    return frozenset(word.lower() for word in inner) - alone


def english_concepts() -> Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """The English words and phrases of the thesaurus, each with the concept that it stands in."""
    return ((phrase, concept) for concept in _concepts() for phrase in concept["english"])


@cache
def _concepts() -> list[Mapping[str, tuple[str, ...]]]:
    concepts = as_mapping(load_yaml("thesaurus.yaml")["concepts"], "thesaurus.yaml")
    return [_concept(name, node) for name, node in concepts.items()]


@cache
def function_words(language: str) -> frozenset[str]:
    """The closed-class words of "sv" or "en", by which a language is told."""
    name = "function" if language == "sv" else "function_en"
    return frozenset(as_words(load_yaml("light_words.yaml")[name], f"light_words.yaml: {name}"))


@cache
def light_words() -> frozenset[str]:
    """The single words without a topic, in small letters; all their forms are written out in light_words.yaml."""
    phrases = (phrase for name, node in load_yaml("light_words.yaml").items() for phrase in as_words(node, name))
    return frozenset(phrase.lower() for phrase in phrases if " " not in phrase)


@cache
def folded_light_words() -> frozenset[str]:
    """The same without å ä ö, as far as no word with a topic is written so ("val" is not "väl")."""
    return frozenset(fold(word) for word in light_words()) - load_tables("sv").topic_words


@cache
def unfolded_light_words() -> Mapping[str, str]:
    """The words without a topic by how they are written without å ä ö, where that is no other word of the lists."""
    plain = {fold(word): word for word in sorted(light_words()) if fold(word) != word}
    return {
        written: word
        for written, word in plain.items()
        if written not in light_words() and written in folded_light_words()
    }


def _add(table: PhraseTable, phrase: Keys, match: Match, swedish: bool) -> None:
    table.add(phrase, match)
    if swedish and folded(phrase) != phrase:
        table.add(folded(phrase), match)


def _concept(name: str, node: Node) -> Mapping[str, tuple[str, ...]]:
    where = f"thesaurus.yaml: {name}"
    fields = as_mapping(node, where)
    known_keys(fields, _FIELDS, where)
    return {field: as_words(fields.get(field), f"{where}: {field}") for field in _FIELDS}
