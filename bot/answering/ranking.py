"""Statements in the order in which they answer a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

from bot.answering.aimed import (
    chooses_another,
    is_of_another_body,
    is_of_other_people,
    is_told_by_the_way,
    is_who_wants,
    lacks_the_deed,
    names_body,
    tells_no_such_deed,
)
from bot.answering.calibration import calibration
from bot.answering.evidence import Coverage, StatementEvidence, Wanted, cover, is_elsewhere
from bot.answering.query import Intent, Query
from bot.answering.reach import several_in, several_in_matter
from bot.language.amounts import fit
from bot.language.analysis import is_light
from bot.language.bodies import Directory
from bot.language.everyday import is_everyday
from bot.language.heads import is_certain, load_heads
from bot.language.lexicon import infinitives, load_lexicon, load_yaml
from bot.language.patterns import load_patterns
from bot.language.words import fold, key, noun_key, words
from bot.models import ActorMention, Role, Standing, Statement
from bot.yamlfile import as_words

_NO_TOPIC = Coverage(0.0, (), decisive=False)
_CERTAIN = "!"  # behind the key of a word in the definite form: "planen" is a certain plan, and no rule for every one
_INSIDE = 5  # letters of a key that may be looked for inside a longer one
_OWN_ACTS = ("task", "permission", "deed")  # rules by which a text tells what a body itself is to do
_DUTY = "duty_noun"  # the rule of "det åligger X att …": who has the duty, whatever it is to do
NOT_BINDING = (Standing.SUPERSEDED, Standing.REVOKED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with what it has of the query. `score` is 0–1 and orders; `coverage` decides."""

    statement: Statement
    coverage: Coverage
    anchored: bool  # more than the verb is covered
    general: bool  # it answers as a general rule for a case that the texts do not name
    role_fits: bool
    actor_fits: bool
    actor_named: bool  # its body is the one that the question names, and no broader one
    score: float
    bonus: float  # the part of the score that only orders what is equally near
    look_closer: Callable[[], Coverage]

    @property
    def own_coverage(self) -> Coverage:
        """The coverage by the statement's own words alone, without heading and sentence. Few candidates are asked for it."""
        return self.look_closer()


def rank_statements(
    query: Query, statements: Sequence[tuple[Statement, StatementEvidence]], directory: Directory
) -> list[Candidate]:
    """Return all statements with a body, best first, ties in document order."""
    wanted = Wanted(query.topics)
    around = Wanted([replace(t, required=True) for t in query.topics if t.around and not t.required and t.known])
    ranked = [
        _candidate(query, statement, found, directory, wanted=wanted, around=around)
        for statement, found in statements
        if statement.actor is not None
    ]
    if several := several_in(tuple(query.words)):
        ranked = _of_several_first(ranked, several)
    return sorted(ranked, key=lambda c: (-c.score, c.statement.passage.key))


def _of_several_first(ranked: list[Candidate], several: frozenset[str]) -> list[Candidate]:
    """For a question of what concerns `several` bodies: where a matter says that it does, the others count for less."""
    said = [not several.isdisjoint(several_in_matter(c.statement.matter)) for c in ranked]
    if not any(one and c.coverage.enough and c.role_fits for one, c in zip(said, ranked, strict=True)):
        return ranked
    worth = calibration("other_scope")
    return [c if one else replace(c, score=c.score * worth) for one, c in zip(said, ranked, strict=True)]


def _candidate(
    query: Query,
    statement: Statement,
    found: StatementEvidence,
    directory: Directory,
    *,
    wanted: Wanted,
    around: Wanted,
) -> Candidate:
    """A statement with what it has; `wanted` are the topics, `around` those of the rest of the message."""
    own_keys = statement.actor.keys if statement.actor and statement.actor.generic else ()
    # Bodies that are named by the way and that the statement is of anyhow ("… ute på *nämnderna*") are not missed in its matter.
    if own_keys and any(t.body and not t.required and set(t.options[0]) & set(own_keys) for t in query.topics):
        wanted = Wanted(
            [t for t in query.topics if not (t.body and not t.required and set(t.options[0]) & set(own_keys))]
        )
    coverage = wanted.cover(found.whole) if query.topics else _NO_TOPIC
    general = not coverage.enough and _as_general_rule(query, statement, coverage, found)
    if general:
        wanted = Wanted([topic for topic in wanted.topics if not topic.narrowing])
        coverage = wanted.cover(found.whole)
    if coverage.enough and (
        _narrows(query, statement.matter)
        or _of_others(wanted, statement, found)
        or _is_aimed_elsewhere(query, statement)
        or lacks_the_deed(query, coverage.missing)
        or tells_no_such_deed(query, statement, found)
        or (statement.rule in _OWN_ACTS and is_who_wants(query, statement))
    ):
        coverage = replace(coverage, decisive=True)
    near = coverage.enough or coverage.share >= calibration("near_statement")
    look_closer = partial(wanted.cover, found.own, related=False) if near else lambda: coverage
    # Words of the verb alone ("väljer", "ansvar") say nothing of what it is about.
    rest = wanted.cover(found.without_verb) if coverage.enough and wanted.meets(found.left_out) else coverage
    anchored = not coverage.enough or rest.share >= calibration("anchored")
    role = role_fit(query, statement) or _duty_fit(query, statement, found)
    named = statement.actor is not None and any(set(m.keys) & set(statement.actor.keys) for m in query.actors)
    actor = any(acts_for(mention.keys, statement, directory) for mention in query.actors)
    score = (coverage.share if query.topics else 1.0) * (0.75 + 0.25 * role)
    bonus = calibration("same_verb") * (not query.verbs.isdisjoint(_verbs_of(statement.verb)))
    bonus += calibration("begins_with_topic") * begins_with_topic(query, statement.matter)
    bonus += calibration("around") * around.cover(found.whole).share if around.topics else 0.0
    if query.actors and coverage.enough and names_body(query, statement.matter, directory):
        bonus += calibration("names_body")
    if general:
        score *= calibration("general_rule")
    inside = fit(f"{statement.matter} {statement.condition}", query.amounts) if query.amounts else None
    if inside is not None:
        score *= 1.0 if inside else calibration("other_amount")
        bonus += calibration("fits_amount") * inside
    if query.scope and (scope := scope_of(statement)) and scope != query.scope:
        score *= calibration("other_scope")
        coverage = replace(coverage, decisive=True)
    if coverage.enough and is_told_by_the_way(query, statement.matter):
        score *= calibration("by_the_way")
    if coverage.enough and is_of_another_body(query, statement.matter, directory):
        score *= calibration("other_body")
    if statement.passage.citation.standing in NOT_BINDING:
        score *= calibration("not_in_force")
    anchored = anchored or actor
    return Candidate(statement, coverage, anchored, general, role > 0, actor, named, score + bonus, bonus, look_closer)


@lru_cache(maxsize=10_000)
def _verbs_of(verb: str) -> frozenset[str]:
    return infinitives(words(verb))


def _as_general_rule(query: Query, statement: Statement, coverage: Coverage, found: StatementEvidence) -> bool:
    """Whether a statement may answer for a case that the texts do not name ("nätverk inom äldreomsorg"): its matter says nothing
    that the question lacks."""
    asked = query.intent is Intent.WHO or (query.intent is Intent.YES_NO and bool(query.actors or query.ours))
    fits = statement.role is query.role if query.role else asked
    if not fits or not all(t.narrowing for t in coverage.missing):
        return False
    if not coverage.missing or not any(topic.required and not topic.narrowing for topic in query.topics):
        return False
    if any(topic.never and is_elsewhere(topic, found.whole.best) for topic in coverage.missing):
        return False
    keys = {one for topic in query.topics if not topic.narrowing for one in topic.keys}
    for chunks in _parts(statement.matter):
        shares = [_said(chunk, keys) for chunk in _spoken_of(chunks)]
        if (
            shares
            and min(shares) >= calibration("general_chunk")
            and sum(shares) / len(shares) >= calibration("general_matter")
        ):
            return True
    return False


@lru_cache(maxsize=10_000)
def _parts(matter: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The parts of an enumeration, each as what stands between its prepositions: the keys of words that carry a meaning, sums
    of money and scopes apart."""
    patterns = load_patterns("sv")
    found = []
    for part in re.split(r"[,;:]", matter.lower()):
        spoken = words(part)
        lowered = [fold(word) for word in spoken]
        aside = patterns.covered(("scope.own", "scope.whole", "costs"), lowered)
        chunks: list[list[str]] = [[]]
        for at, word in enumerate(spoken):
            if patterns.at("narrows", lowered, at):
                chunks.append([])
            elif not (aside[at] or is_light(word) or is_everyday(word, "sv")):
                chunks[-1].append(key(word) + _CERTAIN * is_certain(word))
        found.append(tuple(tuple(chunk) for chunk in chunks))
    return tuple(found)


def _spoken_of(chunks: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The chunks of a part that say something: words that go without saying do not, where others stand beside them."""
    said = [tuple(one for one in chunk if one.rstrip(_CERTAIN) not in _unsaid()) for chunk in chunks]
    return [chunk for chunk in said if chunk] or [chunk for chunk in chunks if chunk]


@cache
def _unsaid() -> frozenset[str]:
    return frozenset(key(word) for word in load_lexicon().words_of("unsaid"))


def _said(part: Sequence[str], keys: set[str]) -> float:
    """The share of the words of a part that the question has, whole or inside one of its words."""
    said = [one for one in part if one.rstrip(_CERTAIN) in keys or any(len(k) >= _INSIDE and k in one for k in keys)]
    return 0.0 if any(one.endswith(_CERTAIN) for one in said) else len(said) / len(part)


def _narrows(query: Query, matter: str) -> bool:
    """Whether a matter is about less than the question is ("*ändringar i* budgeten", asked of the budget)."""
    first = _first_key(matter)
    if not query.topics or first not in _narrowing():
        return False
    return not any(first in topic.keys for topic in query.topics)


def _is_aimed_elsewhere(query: Query, statement: Statement) -> bool:
    head = next((chunk for chunks in _parts(statement.matter)[:1] for chunk in chunks if chunk), ())
    return is_of_other_people(query, statement) or chooses_another(query, [k.rstrip(_CERTAIN) for k in head], statement)


def _of_others(wanted: Wanted, statement: Statement, found: StatementEvidence) -> bool:
    """Whether a matter names another kind of person than the question: who chooses the *ordförande* is not who chooses the *ledamöter*,
    although the sentence before speaks of them."""
    persons = load_heads().person
    if not any(noun_key(word).endswith(persons) for word in words(statement.matter)):
        return False
    asked = [t for t in wanted.topics if t.required and any(one.endswith(persons) for one in t.options[0])]
    return any(found.own.best.keys().isdisjoint(topic.keys) for topic in asked if not topic.body)


@cache
def _narrowing() -> frozenset[str]:
    return frozenset(key(word) for word in load_lexicon().words_of("narrowing"))


def begins_with_topic(query: Query, text: str) -> bool:
    """Whether the first word of a text is one of the question's ("*Översiktsplanen*", not "Yttrande över … översiktsplan")."""
    first = _first_key(text)
    return any(option and option[0] == first for topic in query.topics for option in topic.options)


@lru_cache(maxsize=10_000)
def _first_key(matter: str) -> str:
    unnamed = load_lexicon().words_of("unnamed")
    return next((key(word) for word in words(matter) if word not in unnamed), "")


def role_fit(query: Query, statement: Statement) -> float:
    """1 when the statement has the role asked for first, less for a role inside its matter or asked for beside; else 0."""
    if query.role is None or statement.role is query.role:
        return 1.0
    if query.intent is Intent.YES_NO and statement.rule == "permission":
        return 1.0  # "Får nämnden …?" is answered by what it may or may not, whatever the verb
    if query.role in statement.inner:
        return 0.9
    if query.role is Role.RESPONSIBLE and statement.rule == _DUTY and statement.role in query.roles:
        return 1.0  # "vem *åligger det att utse* …?"
    deciding = query.role is Role.IMPLEMENTS and statement.role is Role.DECIDES
    asks_leave = query.may if query.intent is Intent.WHO else query.intent is Intent.YES_NO and not query.must
    if deciding and asks_leave:
        return 0.8  # "Får nämnden starta …?", "Vem får starta …?": who may decide on it may
    if query.role is not Role.DECIDES and statement.role in query.roles and statement.role is not Role.DECIDES:
        return 0.8
    return 0.0


def _duty_fit(query: Query, statement: Statement, found: StatementEvidence) -> float:
    """How well "ansvarar för kommunikation av …" answers who *communicates*: the role's own word stands in the matter."""
    if statement.role is not Role.RESPONSIBLE or query.role is Role.DECIDES:
        return 0.0
    words_of_role = [topic for topic in query.topics if topic.of_role]
    return 0.85 if words_of_role and cover(words_of_role, found.own).share >= calibration("covered") else 0.0


def acts_for(keys: Sequence[str], statement: Statement, directory: Directory) -> bool:
    """Whether the statement's body is one of `keys`, or a broader body that one of them is a kind of."""
    if statement.actor is None:
        return False
    own = set(statement.actor.keys)
    if own & set(keys):
        return True
    every = statement.actor.generic or statement.actor.plural
    if every and any(key in load_heads().heads and one.endswith(key) for key in keys for one in own):
        return True  # "styrelsen hos oss" is one of the "bolagsstyrelser"
    # "Nämnden" is any of them; "chefen" is a certain one, and only "varje chef" is any.
    return any(
        broader in own and (every or not broader.endswith(load_heads().person))
        for key in keys
        for broader in directory.broader(key)
    )


def within(actors: Sequence[ActorMention], statement: Statement) -> bool:
    """Whether the statement's body is said to be a part of one of `actors` ("avdelningen på *stadsledningskontoret*")."""
    if statement.actor is None:
        return False
    spoken = words(statement.passage.text)
    name = words(statement.actor.name)
    for at in range(len(spoken) - len(name) - 1):
        end = at + len(name)
        if spoken[at:end] == name and spoken[end] in as_words(load_yaml("bodies.yaml")["within"], "within"):
            return any(noun_key(spoken[end + 1]) == key for mention in actors for key in mention.keys)
    return False


def scope_of(statement: Statement) -> str:
    """The scope that a statement's own words name: "whole", "own" or ""."""
    return _scope_of(statement.matter)


@lru_cache(maxsize=10_000)
def _scope_of(matter: str) -> str:
    patterns = load_patterns("sv")
    lowered = [fold(word) for word in words(matter)]
    joined = " ".join(lowered)
    for name in ("whole", "own"):
        for phrase in patterns.phrases[f"scope.{name}"]:
            if len(phrase) == 1 and len(phrase[0]) > 6 and phrase[0] in joined:
                return name
            if patterns.first(f"scope.{name}", lowered) >= 0:
                return name
    return ""
