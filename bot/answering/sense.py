"""What makes a question the one that it is, so that two wordings of it are known to be the same, and two questions are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product

from bot.answering.marks import Understanding
from bot.answering.query import Intent, Query, Topic
from bot.answering.understand import LONGEST, understand
from bot.language.lexicon import load_yaml
from bot.language.patterns import load_patterns
from bot.language.thesaurus import function_words, light_words, load_tables
from bot.language.words import Token, english_key, fold, key, normalise, tokenise, words
from bot.models import Role
from bot.yamlfile import as_mapping, as_words

_NUMBER = re.compile(r"\d(?:[\d \u00a0.,]*\d)?")
_MOST = 64  # ways to take the topics of one question together
_SHORT = 3  # letters of a small word inside a phrase
_LONGEST_GROUPED = 4  # words of a phrase in same_questions.yaml
_OTHER = {"sv": "en", "en": "sv"}
# Kinds of words that are no topic: they ask, greet, point back or name a text.
_ASKING = (
    "who", "what", "does", "fact", "manner", "yes_no", "confirm", "follow_up", "pronouns", "we", "negation", "instead", "new_topic",
    "body_nouns", "indirect", "according", "older", "newer", "of_ours", "called", "holds_office", "greeting", "help",
    "typed.date", "typed.deadline", "typed.number", "typed.reference", "scope.own", "scope.whole",
)  # fmt: skip

Keys = frozenset[str]
Topics = tuple[frozenset[Keys], ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """`frame` is all of a question but its topics, and must be equal; of each topic, the sets of words that may stand for it.

    `frame` holds what is wanted, the role and what is done, the bodies, the scope, the kind of fact, the texts, the numbers, and the
    small words that set questions apart.
    """

    frame: tuple[object, ...]
    topics: Topics

    def is_same(self, other: Sense) -> bool:
        """Whether both come down to the same words: each topic of one is among those of the other, and none is left over."""
        if self.frame != other.frame:
            return False
        mine, theirs = _within(self.topics, other.topics), _within(other.topics, self.topics)
        return not _unions(mine).isdisjoint(_unions(theirs))


def read_sense(base: Understanding, question: str, thread: tuple[str, ...], language: str) -> Sense | None:
    """What `question` asks, as it is compared; None for one about the bot, and for one that says of nothing what it is about.

    `thread` and `language` are as for an answer.
    """
    query = understand(question, thread, replace(base, default_language=language) if language else base)
    if query.intent is Intent.HELP:
        return None
    spoken = _Spoken(query, base)
    bodies = frozenset(body for mention in query.actors for body in mention.keys)
    # The word that asks for the role is compared as what is done, and says what it is about only where nothing else does.
    about = [t for t in query.topics if not t.of_role] or [t for t in query.topics if t.of_role and not bodies]
    topics = tuple(map(_alternatives, about))
    topics += tuple(frozenset({frozenset({word})}) for word in spoken.further(inside_roles=not (topics or bodies)))
    if not (topics or bodies):
        return None
    wanted = query.intent
    if wanted is Intent.KEYWORDS and query.role is not None and not bodies:
        wanted = Intent.WHO  # "beslut EU-projekt"
    anybody = wanted is Intent.FACT and query.ours  # "hur gör *vi*": as anybody does
    acts = spoken.acts
    for earlier in reversed(thread if query.role is not None and not acts else ()):  # "och EU-projekt då?"
        acts = acts or _Spoken(replace(query, question=earlier, corrections=()), base).acts
    frame = (
        wanted, query.role, acts, bodies, query.typed, query.texts, query.amounts, spoken.numbers,
        "" if query.scope == "own" and (bodies or anybody) else query.scope,  # "får vår nämnd *själv*": meant by the body
        query.ours and not (bodies or anybody or wanted is Intent.WHO),
        spoken.groups("ways") if wanted is Intent.FACT and not query.typed else frozenset(),
        spoken.groups("modes") if wanted in (Intent.YES_NO, Intent.WHAT) else frozenset(),
        spoken.groups("apart"), query.turn,
    )  # fmt: skip
    return Sense(frame, topics)


class _Spoken:
    """A question's own words, as far as its Query does not hold them."""

    def __init__(self, query: Query, base: Understanding) -> None:
        mended = {wrong.lower(): right for wrong, right in query.corrections}
        text = normalise(query.question)[:LONGEST]
        tokens = [t for t in tokenise(text) if t.is_word]
        self._tokens = [Token(mended.get(t.text.lower(), t.text), t.start, t.end) for t in tokens]
        self._query, self._base, self._language = query, base, query.language
        self._lowered = [t.text.lower() for t in self._tokens]
        self._folded = [fold(word) for word in self._lowered]
        keyed = key if query.language == "sv" else english_key
        self._keys = [fold(keyed(word)) for word in self._lowered]
        self._topics = {topic.text.lower() for topic in query.topics if not topic.of_role}
        self._inside_topics = {at for topic in self._topics for at in _places(topic.split(), self._lowered)}
        self._inside_phrases = {
            at for topic in self._topics if " " in topic for at in _places(topic.split(), self._lowered)
        }
        self._inside_roles: set[int] = set()
        self.acts = self._find_acts()
        self.numbers = frozenset(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))

    def _find_acts(self) -> frozenset[object]:
        """What the words that ask for a role say is done; a word that is a topic asks for none."""
        table = load_tables(self._language).roles
        acts: set[object] = set()
        at = 0
        while at < len(self._keys):
            match = table.match(self._keys, at)
            length = match.length if match else 1
            said = " ".join(self._lowered[at : at + length])
            light = length == 1 and said in light_words()
            if match and not light and (said not in self._topics or self._query.role in match.roles):
                acts.add(self._act(at, length, match.roles))
                self._inside_roles.update(range(at, at + length))
            at += length
        return frozenset(acts)

    def _act(self, at: int, length: int, roles: tuple[Role, ...]) -> object:
        """The group of a phrase, or of the longest part of it that has one, else the phrase itself."""
        phrase, groups = tuple(self._keys[at : at + length]), _keyed("acts", self._language)
        for size in range(length, 0, -1):
            for start in range(length - size + 1):
                if phrase[start : start + size] in groups:
                    return groups[phrase[start : start + size]]
        return phrase, roles

    def groups(self, kind: str) -> frozenset[str]:
        """The groups of a kind of same_questions.yaml that the question has a word of, outside its topics and what asks for a role."""
        phrases = _spelt(kind, self._language)
        found: set[str] = set()
        at = 0
        while at < len(self._folded):
            free = at not in self._inside_roles and at not in self._inside_phrases
            sizes = range(_LONGEST_GROUPED, 0, -1) if free else ()
            length = next((n for n in sizes if tuple(self._folded[at : at + n]) in phrases), 0)
            if length:
                found.add(phrases[tuple(self._folded[at : at + length])])
            at += length or 1
        return frozenset(found)

    def further(self, *, inside_roles: bool) -> list[str]:
        """The keys of words that were passed over as part of some phrase, and yet may be what the question is about.

        Words that the texts have and no list of single words does, and words that are light in the other language alone ("IT"). With
        `inside_roles` also those inside a phrase that asks for a role ("vem tecknar *avtal*").
        """
        bodies = self._base.directory.find(self._tokens, question=True, english=self._language == "en")
        told = self._inside_topics | {at for one in bodies for at in range(one.start, one.end)}
        asking, acts = load_patterns(self._language).covered(_ASKING, self._folded), _keyed("acts", self._language)
        found = []
        for at, word in enumerate(self._lowered):
            if at in told or word.isdigit() or asking[at]:
                continue
            if at in self._inside_roles:
                if inside_roles and (self._keys[at],) not in acts and word not in light_words() and len(word) > _SHORT:
                    found.append(key(word))
            elif word in light_words():
                if word in function_words(_OTHER[self._language]) and word not in function_words(self._language):
                    found.append(key(word))
            elif key(word) in self._base.vocabulary:
                found.append(key(word))
        return found


def _places(phrase: Sequence[str], spoken: Sequence[str]) -> Iterator[int]:
    """The places in `spoken` of the words of a phrase, wherever it stands there."""
    for at in range(len(spoken) - len(phrase) + 1):
        if list(spoken[at : at + len(phrase)]) == list(phrase):
            yield from range(at, at + len(phrase))


def _alternatives(topic: Topic) -> frozenset[Keys]:
    """The sets of words that a topic may be said with: its own, those of the thesaurus, and the parts of a compound."""
    sets = [frozenset(option) for option in topic.options if option]
    sets += [frozenset(part[0] for part in topic.parts)] if topic.parts else []
    return frozenset(one - _small_words() or one for one in sets)


def _within(topics: Topics, others: Topics) -> list[list[Keys]]:
    """For each topic, those of its alternatives that can be said with words of `others`."""
    there = {word for topic in others for one in topic for word in one}
    return [[one for one in topic if one <= there] for topic in topics]


def _unions(topics: Sequence[Sequence[Keys]]) -> set[Keys]:
    return {frozenset[str]().union(*chosen) for chosen in islice(product(*topics), _MOST)}


@cache
def _small_words() -> Keys:
    return frozenset(key(word) for word in light_words() if len(word) <= _SHORT)


@cache
def _keyed(kind: str, language: str) -> Mapping[tuple[str, ...], str]:
    """The phrases of a kind of same_questions.yaml, by the folded keys of their words, with the group of each."""
    keyed = key if language == "sv" else english_key
    return {tuple(fold(keyed(word)) for word in words(phrase)): group for group, phrase in _listed(kind, language)}


@cache
def _spelt(kind: str, language: str) -> Mapping[tuple[str, ...], str]:
    """The same by their folded words, as they stand."""
    return {tuple(fold(word) for word in words(phrase)): group for group, phrase in _listed(kind, language)}


def _listed(kind: str, language: str) -> Iterator[tuple[str, str]]:
    where = f"same_questions.yaml: {kind}"
    for group, node in as_mapping(load_yaml("same_questions.yaml")[kind], where).items():
        for phrase in as_words(as_mapping(node, f"{where}.{group}")[language], f"{where}.{group}.{language}"):
            yield group, phrase
