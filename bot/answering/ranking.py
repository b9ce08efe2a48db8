"""Statements in the order in which they answer a query."""

from __future__ import annotations

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
from bot.answering.evidence import Coverage, StatementEvidence, Wanted, lies_elsewhere
from bot.answering.fitting import acts_for, duty_fit, fit_bounds, role_fit, scope_of
from bot.answering.general_rules import CERTAIN, as_general_rule, parts_of
from bot.answering.query import Query
from bot.answering.reach import several_in, several_in_matter
from bot.language.bodies import Directory
from bot.language.heads import load_heads
from bot.language.lexicon import infinitives, load_lexicon
from bot.language.words import key, noun_key, words
from bot.models import Standing, Statement

_NO_TOPIC = Coverage(0.0, (), decisive=False)
_OWN_ACTS = ("task", "permission", "deed")  # rules by which a text tells what a body itself is to do
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
    general = not coverage.enough and as_general_rule(query, statement, coverage, found)
    if general:
        wanted = Wanted([topic for topic in wanted.topics if not topic.narrowing])
        coverage = wanted.cover(found.whole)
    if coverage.enough and (
        _narrows(query, statement.matter)
        or _of_others(wanted, statement, found)
        or _is_aimed_elsewhere(query, statement)
        or lacks_the_deed(query, coverage.missing)
        or lies_elsewhere(coverage, found.whole)
        or tells_no_such_deed(query, statement, found)
        or (statement.rule in _OWN_ACTS and is_who_wants(query, statement))
    ):
        coverage = replace(coverage, decisive=True)
    near = coverage.enough or coverage.share >= calibration("near_statement")
    look_closer = partial(wanted.cover, found.own, related=False) if near else lambda: coverage
    # Words of the verb alone ("väljer", "ansvar") say nothing of what it is about.
    rest = wanted.cover(found.without_verb) if coverage.enough and wanted.meets(found.left_out) else coverage
    anchored = not coverage.enough or rest.share >= calibration("anchored")
    role = role_fit(query, statement) or duty_fit(query, statement, found)
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
    inside = fit_bounds(query, statement, found) if query.amounts else None
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


def _narrows(query: Query, matter: str) -> bool:
    """Whether a matter is about less than the question is ("*ändringar i* budgeten", asked of the budget)."""
    first = _first_key(matter)
    if not query.topics or first not in _narrowing():
        return False
    return not any(first in topic.keys for topic in query.topics)


def _is_aimed_elsewhere(query: Query, statement: Statement) -> bool:
    head = next((chunk for chunks in parts_of(statement.matter)[:1] for chunk in chunks if chunk), ())
    return is_of_other_people(query, statement) or chooses_another(query, [k.rstrip(CERTAIN) for k in head], statement)


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
