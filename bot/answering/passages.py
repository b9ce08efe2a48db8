"""Passages in the order in which they answer a query, with what each tells of a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from bot.answering.calibration import calibration
from bot.answering.evidence import Coverage, Wanted, Zones
from bot.answering.facts import holds_office, how_surely, is_told, opinion_holders, receivers, signatures
from bot.answering.query import Intent, Query
from bot.answering.ranking import NOT_BINDING, begins_with_topic
from bot.language.bodies import Directory
from bot.language.heads import load_heads
from bot.language.lexicon import load_lexicon
from bot.language.patterns import load_patterns
from bot.language.words import fold, words
from bot.models import Passage, Role

_IN_HEADINGS = ("reference", "addressee")  # kinds of facts that the head of a text tells
_SURELY = 2  # of a passage that names whom it is asked of as one that it tells of


@dataclass(frozen=True, slots=True)
class PassageCandidate:
    """A passage with what it has of the query's topic."""

    passage: Passage
    coverage: Coverage
    score: float
    names_body: bool
    names_actor: bool  # the body that the question names is among them
    others_only: bool  # it names bodies, and none is the one that the question names
    tells: int  # how surely it tells a fact of the kind that is asked for (see facts.yaml): 2, 1, or 0 for not
    look_closer: Callable[[], Coverage]
    look_for_deed: Callable[[], bool]

    @property
    def own_coverage(self) -> Coverage:
        """The coverage by the passage's own words alone. Few are asked for it."""
        return self.look_closer()

    @property
    def says_done(self) -> bool:
        """Whether what is asked to be done stands in it."""
        return self.look_for_deed()

    @property
    def denies(self) -> bool:
        """Whether it holds a denial."""
        return _denies(self.passage.text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that may be shown: its zones, the keys of the bodies it names, and its BM25 score (0–1 of the best)."""

    passage: Passage
    zones: Zones
    bodies: frozenset[str]
    bm25: float


def rank_passages(query: Query, passages: Sequence[Shown], directory: Directory) -> list[PassageCandidate]:
    """Return the passages best first: by the share of the topic they cover, then by their BM25 score."""
    wanted = {key for mention in query.actors for key in (*mention.keys, *_broader(mention.keys, directory))}
    topics = Wanted(query.topics)
    done = Wanted([replace(topic, required=True) for topic in query.topics if topic.of_role])
    ranked = [_rank(query, shown, directory, wanted=wanted, topics=topics, done=done) for shown in passages]
    return sorted(ranked, key=lambda c: (-c.score, c.passage.key))


def _rank(
    query: Query, shown: Shown, directory: Directory, *, wanted: set[str], topics: Wanted, done: Wanted
) -> PassageCandidate:
    """A passage with what it has; `wanted` are the keys of the bodies asked about, `done` what is asked to be done."""
    passage = shown.passage
    coverage = topics.cover(shown.zones)
    named = bool(wanted) and not wanted.isdisjoint((*shown.bodies, *_broader(shown.bodies, directory)))
    told = is_told(query.typed)
    # What tells a kind of fact has few of the question's own words: of two that do, the first in the text.
    score = 0.9 * coverage.share + (0.0 if told else 0.1 * shown.bm25)
    score += calibration("names_actor") * named
    if query.intent is Intent.WHO and shown.bodies:
        score += calibration("has_actor")
    if passage.citation.standing in NOT_BINDING:
        score *= calibration("not_in_force")
    if query.intent is Intent.FACT and begins_with_topic(query, passage.text):
        score += calibration("begins_with_topic")
    if passage.kind == "heading":
        score *= 0.9  # a heading names a matter; what stands under it tells of it
    tells = _how_surely(query, passage, directory) if told else 0
    own = partial(_cover_by_own_words, topics, shown.zones)
    if told:  # what says it itself before what only follows on it
        score += calibration("begins_with_topic") * (own().share + tells)
    return PassageCandidate(
        passage=passage,
        coverage=coverage,
        score=score,
        names_body=bool(shown.bodies),
        names_actor=named,
        others_only=bool(wanted and shown.bodies) and not named,
        tells=tells,
        look_closer=own,
        look_for_deed=partial(_says_done, query, shown, done),
    )


def _cover_by_own_words(topics: Wanted, zones: Zones) -> Coverage:
    return topics.cover(Zones(zones.zones[0]))


@lru_cache(maxsize=10_000)
def _denies(text: str) -> bool:
    return load_patterns("sv").first("denial", [fold(word) for word in words(text)]) >= 0


def _says_done(query: Query, shown: Shown, done: Wanted) -> bool:
    """Whether what a question asks to be done stands in a passage; that a text was referred is said in many ways."""
    if not done.topics or done.cover(shown.zones).share >= calibration("covered"):
        return True
    return query.role is Role.CONSULTED and how_surely("referred", shown.passage.text, ()) > 0


def _how_surely(query: Query, passage: Passage, directory: Directory) -> int:
    """How surely a passage tells the kind of fact that is asked for, of the body that is asked of where there is one."""
    surely = how_surely(query.typed, passage.text, passage.heading)
    if not surely or passage.kind == "row" or (passage.kind == "heading" and query.typed not in _IN_HEADINGS):
        return 0
    if query.typed == "referred" and query.intent is Intent.YES_NO and query.actors:
        return _SURELY * _received(query, passage, directory)
    return surely if _of_asked(query, passage, directory) else 0


def _received(query: Query, passage: Passage, directory: Directory) -> bool:
    """Whether a passage says that the body asked about was sent a matter; of several ("nämnderna") it must say that all were."""
    asked = query.actors[0]
    return any(
        set(asked.keys) & set(one.keys)
        and (not asked.plural or one.name.split()[0].lower() in load_lexicon().words_of("quantifiers"))
        for one in receivers(passage.text, directory)
    )


def _of_asked(query: Query, passage: Passage, directory: Directory) -> bool:
    """Whether what a passage tells is of the office, or the opinion of the body, that the question names."""
    if query.typed == "holder":
        offices = [mention.name for mention in query.actors] or [topic.text for topic in query.topics]
        return any(
            holds_office(office, title)
            for office in offices
            for one in signatures(passage.text)
            for title in (one.title, one.label)
        )
    if query.typed == "opinion":
        bodies, beside = opinion_holders(passage.text, directory)
        if query.actors:
            keys = {key for mention in query.actors for key in mention.keys}
            kinds = _broader(keys, directory) - set(load_heads().heads)  # a bare "förvaltningen" is whose the memo is
            return not keys.isdisjoint((*bodies, *_broader(bodies, directory))) or not kinds.isdisjoint(bodies)
        return query.ours or any(
            option[-1] in beside for topic in query.topics for option in (*topic.options, *topic.related)
        )
    return True


def _broader(keys: Iterable[str], directory: Directory) -> set[str]:
    return {broader for key in keys for broader in directory.broader(key)}
