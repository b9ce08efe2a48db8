"""How much of a question's topic a statement or a passage covers, and which words it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.calibration import calibration
from bot.answering.leaning import is_short_for, leans, takes_up
from bot.answering.query import Keys, Topic
from bot.language.lexicon import load_lexicon
from bot.language.vocabulary import Evidence, Vocabulary
from bot.language.words import words
from bot.models import Passage, Statement

_PARTICLE = 4  # words from a verb to its particle


@dataclass(frozen=True, slots=True)
class Zone:
    """Some of a statement's words and what a match in them is worth."""

    evidence: Evidence
    worth: float
    is_actor: bool = False


class Zones:
    """The zones of a statement or passage, and for each word the best that it is worth in any of them (found when first asked for)."""

    __slots__ = ("_best", "_bodiless", "zones")

    def __init__(self, *zones: Zone) -> None:
        self.zones = zones
        self._best: Mapping[str, float] | None = None
        self._bodiless: Mapping[str, float] | None = None

    @property
    def best(self) -> Mapping[str, float]:
        """By word, over all zones."""
        if self._best is None:
            self._best = _merged(self.zones)
        return self._best

    @property
    def bodiless(self) -> Mapping[str, float]:
        """By word, over the zones that name no body."""
        if self._bodiless is None:
            others = [zone for zone in self.zones if not zone.is_actor]
            self._bodiless = self.best if len(others) == len(self.zones) else _merged(others)
        return self._bodiless


class StatementEvidence:
    """A statement's zones: all of them, its own words alone, all but its verb, and what is then left out. Made when first asked for."""

    __slots__ = ("_made", "_make", "before")

    def __init__(self, make: Callable[[], tuple[Zones, Zones, Zones, Zones]], before: Callable[[], str]) -> None:
        """`before` gives the text of the sentences before the statement's, on which it may lean."""
        self._make, self.before = make, before
        self._made: tuple[Zones, Zones, Zones, Zones] | None = None

    def _zones(self) -> tuple[Zones, Zones, Zones, Zones]:
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def whole(self) -> Zones:
        """All zones."""
        return self._zones()[0]

    @property
    def own(self) -> Zones:
        """Its matter alone."""
        return self._zones()[1]

    @property
    def without_verb(self) -> Zones:
        """All but its verb."""
        return self._zones()[2]

    @property
    def left_out(self) -> Zones:
        """What `whole` has and `without_verb` has not."""
        return self._zones()[3]


def _merged(zones: Sequence[Zone]) -> Mapping[str, float]:
    full = [zone.evidence.strength for zone in zones if zone.worth == 1.0 and zone.evidence.strength]
    if len(full) == len(zones) == 1:
        return full[0]
    best = dict(full[0]) if full else {}
    for strength in full[1:]:
        for word, value in strength.items():
            if value > best.get(word, 0.0):
                best[word] = value
    for zone in zones:
        if (worth := zone.worth) != 1.0:
            for word, value in zone.evidence.strength.items():
                if worth * value > best.get(word, 0.0):
                    best[word] = worth * value
    return best


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of the question's topic that is covered (0–1), and the topics that are missing."""

    share: float
    missing: tuple[Topic, ...]
    decisive: bool  # whether what is missing tells so much that the question is about something else

    @property
    def enough(self) -> bool:
        """Whether a statement with this coverage may be asserted."""
        return self.share >= calibration("assert_statement") and not self.decisive


def statement_evidence(statement: Statement, vocabulary: Vocabulary, *, before: Callable[[], str]) -> StatementEvidence:
    """What of a question may be found in a statement, and where."""
    return StatementEvidence(lambda: _statement_zones(statement, vocabulary, before), before)


def _statement_zones(
    statement: Statement, vocabulary: Vocabulary, before: Callable[[], str]
) -> tuple[Zones, Zones, Zones, Zones]:
    """The zones of a statement: its own words, the heading and lead-in above it, and the rest of its sentence.

    `before` gives the text of the sentences before it in its paragraph, on which a statement may lean.

    The rest of the sentence may belong to another statement's matter, and then says little about this one; only a matter too
    short to stand alone leans on it.
    """
    passage = statement.passage
    own = vocabulary.evidence(statement.matter)
    limits = Zone(
        vocabulary.evidence(_included(statement.condition)), 1.0, is_actor=True
    )  # "… och annars av kommundirektören"
    above = f"{passage.lead_in} {' '.join(passage.heading[-1:])}"
    context = vocabulary.evidence(above)
    meant = is_short_for(statement.matter, above)
    short = leans(statement) or (statement.rule != "table_row" and takes_up(statement.matter, before))
    near = vocabulary.evidence(before() if short else "")
    actor = vocabulary.evidence(statement.actor.name if statement.actor else "")
    title = vocabulary.evidence(f"{' '.join(passage.heading)} {passage.citation.document}")
    # A heading that names the body of what stands under it ("2.3 Utskottet") does not say what is done about that body.
    named = bool(actor.strength) and actor.strength.keys() <= title.strength.keys()
    rest = calibration("in_sentence") if short else calibration("in_other_matter")
    verb = Zone(vocabulary.evidence(_with_particle(statement.verb, passage.text)), 1.0)
    others = (
        Zone(own, 1.0),
        limits,
        Zone(actor, calibration("in_actor"), is_actor=True),
        Zone(context, calibration("in_sentence_before" if meant else "in_context"), is_actor=named),
        Zone(near, calibration("in_sentence_before"), is_actor=True),  # names bodies, as the sentence does
        # "Dokumentansvarig är kanslichefen" is said of the text that it stands in.
        Zone(title, calibration("in_actor" if statement.rule == "function" else "in_title"), is_actor=named),
        Zone(vocabulary.evidence(_included(passage.text)), rest, is_actor=True),  # the sentence names its actor too
    )
    if (
        statement.rule == "table_row"
    ):  # what a row is about stands in its matter; a remark ("får inte vidaredelegeras") limits it
        return Zones(verb, *others), Zones(others[0]), Zones(others[0]), Zones(verb, *others[1:])
    return Zones(verb, *others), Zones(others[0]), Zones(*others), Zones(verb)


@lru_cache(maxsize=10_000)
def _with_particle(verb: str, text: str) -> str:
    """`verb` with the particle that the text has soon behind it ("*delar* varje år *ut*"): together they say what is done."""
    spoken = words(text)
    first = verb.lower()
    at = spoken.index(first) if first in spoken else -1
    near = spoken[at + 1 : at + 1 + _PARTICLE] if at >= 0 else ()
    particles = load_lexicon().words_of("verb_particles")
    return " ".join([verb, *(word for word in near if word in particles)][:2])


def _included(text: str) -> str:
    """`text` without what it says that something is not ("om avtalet *inte är ett vänortsavtal*")."""
    return _excluding().sub(" ", text)


@cache
def _excluding() -> re.Pattern[str]:
    listed = "|".join(" ".join(phrase) for phrase in load_lexicon().clauses["excluding"])
    return re.compile(rf"\b(?:{listed}) [^,.;:]*", re.IGNORECASE)


def wide_zones(passage: Passage, vocabulary: Vocabulary, *, before: str, kind: str) -> Zones:
    """The zones of a passage that may speak of what was named before it ("*Syftet* är …"): its words, the sentences `before` it, its
    headings, and its document with its `kind`."""
    above = f"{before} {passage.lead_in} {' '.join(passage.heading)} {passage.citation.document} {kind}"
    return Zones(
        Zone(vocabulary.evidence(passage.text), 1.0), Zone(vocabulary.evidence(above), calibration("in_actor"))
    )


def passage_zones(passage: Passage, vocabulary: Vocabulary) -> Zones:
    """The zones of a passage: its words, and what stands above it."""
    context = vocabulary.evidence(f"{passage.lead_in} {' '.join(passage.heading[-1:])}")
    title = vocabulary.evidence(f"{' '.join(passage.heading)} {passage.citation.document}")
    return Zones(
        Zone(vocabulary.evidence(passage.text), 1.0),
        Zone(context, calibration("in_context")),
        Zone(title, calibration("in_title")),
    )


class Wanted:
    """The topics of a question, each looked for in many places."""

    __slots__ = ("_keys", "_nothing", "topics")

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._keys = frozenset[str]().union(*(topic.keys for topic in self.topics))
        self._nothing: Coverage | None = None

    def meets(self, zones: Zones) -> bool:
        """Whether any word of the topics stands in `zones`."""
        return not zones.best.keys().isdisjoint(self._keys)

    def cover(self, zones: Zones, *, related: bool = True) -> Coverage:
        """How much of the topics stands in `zones`; where none of their words does, that is known at once."""
        if self.meets(zones):
            return cover(self.topics, zones, related=related)
        if self._nothing is None:
            self._nothing = cover(self.topics, zones, related=related)
        return self._nothing


def cover(topics: Sequence[Topic], zones: Zones, *, related: bool = True) -> Coverage:
    """Return how much of `topics`, weighted by how telling each is, stands in `zones`; without `related` words if told so."""
    total = covered = required = lost = strange = 0.0
    missing: list[Topic] = []
    least = calibration("covered")
    for topic in topics:
        much = _best(topic, zones, related)
        if much < least:
            if not (topic.required or topic.counted):
                continue
            if topic.counted:
                much = 0.0
        weight = topic.telling * (1.0 if topic.required else 0.5)
        if topic.little or not (topic.required or topic.counted):  # what need not be there never lowers a match
            weight *= much
            much = 1.0
        total += weight
        covered += weight * much
        if topic.counted and not topic.known:  # a body that the texts do not know
            required += weight
            strange = max(strange, weight)
        if topic.required:
            required += weight
            if much < least:
                missing.append(topic)
                lost = max(lost, weight)
                strange = max(strange, 0.0 if topic.known else weight)
    share = covered / total if total else 0.0
    decisive = bool(required) and (
        lost / required > calibration("missing_share") or strange / required > calibration("unknown_share")
    )
    return Coverage(share, tuple(missing), decisive)


def _best(topic: Topic, zones: Zones, related: bool) -> float:
    strength = zones.bodiless if topic.body else zones.best
    if strength.keys().isdisjoint(topic.keys):
        return 0.0
    if topic.never and is_elsewhere(topic, strength):
        return 0.0
    best = _phrase(topic.options[0], strength) if topic.options else 0.0
    if len(topic.options) > 1:
        best = max(best, calibration("by_thesaurus") * max(_phrase(option, strength) for option in topic.options[1:]))
    if topic.related and related:
        best = max(best, calibration("by_relation") * max(_phrase(option, strength) for option in topic.related))
    if topic.parts and best < 1.0 and any(one in strength for part in topic.parts for one in part):
        for zone in zones.zones:  # the parts of a word count as the word only where they stand together
            if not (topic.body and zone.is_actor):
                parts = [max(zone.worth * zone.evidence.of(one) for one in part) for part in topic.parts]
                trace = calibration("covered") * 0.99 * sum(parts) / len(parts)  # one part alone is too little
                best = max(best, calibration("by_parts") * min(parts), min(trace, calibration("covered") * 0.99))
    return best


def is_elsewhere(topic: Topic, strength: Mapping[str, float]) -> bool:
    """Whether a text is about a region that a place does not lie in, and about none that it lies in."""
    said = [region for region in topic.never if strength.get(region, 0.0) >= 1.0]
    if any(" " in region for region in said):
        return True  # "i Europa *utanför Norden*"
    inside = any(
        len(option) == 1 and strength.get(option[0], 0.0) >= 1.0 and " " not in option[0] for option in topic.options
    )
    return bool(said) and not inside


def lies_elsewhere(coverage: Coverage, zones: Zones) -> bool:
    """Whether a place is missing in a text because that is about another part of the world."""
    return any(topic.never and is_elsewhere(topic, zones.best) for topic in coverage.missing)


def _phrase(phrase: Keys, strength: Mapping[str, float]) -> float:
    """How well all words of a phrase are there: as well as the one that is there least."""
    if not phrase:
        return 0.0
    if len(phrase) == 1:
        return strength.get(phrase[0], 0.0)
    return min(strength.get(word, 0.0) for word in phrase)
