"""What a question of a kind of fact is about, once the words that ask for the kind are taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.answering.facts import is_told
from bot.answering.marks import Understanding, make_topic
from bot.answering.query import Query, Topic
from bot.language.bodies import Located
from bot.language.frames import Framed, find_frames
from bot.language.heads import load_heads
from bot.language.lexicon import load_yaml
from bot.language.thesaurus import load_tables
from bot.language.words import Token, english_key, fold, key
from bot.models import Role
from bot.yamlfile import as_mapping, as_words

# Kinds that are told of the body that the question names; in the others it is asked for, or named by the way.
_OF_BODIES = ("members", "applies", "cost")
_OF_MATTERS = ("purpose", "contents", "areas", "principles")  # asked of a body these ask what it does
_OF_PERSONS = ("signers", "referred", "members")
# Kinds that a memo tells of itself: the words for it need not stand in it.
_OF_MEMOS = ("signers", "holder", "appendices", "proposal", "addressee", "adopted", "reference", "valid")
_OF_DRAFTS = ("referred", "opinion")
_AT_ONCE = 2  # words between "who is" and an office


def cut_frame(tokens: list[Token], base: Understanding, *, language: str) -> tuple[list[Token], str]:
    """Return the words of a question that say of what a kind of fact is asked, and the kind; all words and "" for no such question."""
    for framed in find_frames([fold(token.text) for token in tokens], language):
        rest = [tokens[at] for at in framed.rest]
        if _is_asked(framed, rest, base, language):
            return rest, framed.kind
    return tokens, ""


def _is_asked(framed: Framed, rest: list[Token], base: Understanding, language: str) -> bool:
    """Whether the question does ask for the kind, and not what a body does, or who decides."""
    located = base.directory.find(rest, question=True, english=language == "en")
    roles, keyed = load_tables(language).roles, key if language == "sv" else english_key
    keys = [keyed(token.text) for token in rest]
    if framed.kind == "holder":  # "vad heter nätverket": what things are called stands in sentences
        office = next((one for one in located if one.start < _AT_ONCE), None)
        if office is None or not office.mention.keys[0].endswith(load_heads().person):
            return False
        return office.end == len(rest) or roles.match(keys, office.start) is None  # "vem är samordnare för arbetet"
    if located and framed.kind in _OF_MATTERS:
        return False  # "what is the board for"
    decides = (match for at in range(len(keys)) if (match := roles.match(keys, at)) and Role.DECIDES in match.roles)
    return not (framed.kind in _OF_PERSONS and any(decides))  # "vem beslutar vilka som …"


def told_of(
    kind: str, topics: list[Topic], located: Sequence[Located], base: Understanding, *, required: bool
) -> list[Topic]:
    """What a fact of the kind must be told of: `topics`, with the bodies that were `located` where it is told of them.

    A memo tells of itself who signed it and what is enclosed: with the word for it, nothing else need be found.
    """
    if is_told(kind):  # "… som tog fram planen": who did it is asked by the way
        topics = [replace(topic, required=False) if topic.of_role else topic for topic in topics]
    if kind in _OF_BODIES:
        bodies = (make_topic(one.mention.name, None, base, language="sv", required=required) for one in located)
        return [*topics, *(replace(topic, body=True) for topic in bodies)]
    if kind in _OF_MEMOS and any(_is_called(topic, "memos") for topic in topics):
        return [replace(topic, required=False) for topic in topics]
    if kind in _OF_DRAFTS:
        return [replace(topic, required=False) if _is_called(topic, "drafts") else topic for topic in topics]
    return topics


def is_of_memo(kind: str) -> bool:
    """Whether a kind of fact is one that a memo tells of itself."""
    return kind in _OF_MEMOS


def says_enough(query: Query) -> bool:
    """Whether a question of a kind of fact needs nothing of what stands around it: it names what it asks of, or asks of the memo."""
    return is_told(query.typed) and bool(query.topics or query.actors or query.typed in _OF_MEMOS)


def _is_called(topic: Topic, kind: str) -> bool:
    said = [topic.text.lower(), *topic.text.lower().split()]
    return not {*said, *map(key, said), *map(english_key, said)}.isdisjoint(_called(kind))


@cache
def _called(kind: str) -> frozenset[str]:
    lists = as_mapping(load_yaml("facts.yaml")[kind], f"facts.yaml: {kind}")
    swedish, english = (as_words(lists[language], f"{kind}.{language}") for language in ("sv", "en"))
    return frozenset((*map(key, swedish), *map(english_key, english), *swedish, *english))
