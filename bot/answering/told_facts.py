"""Which passages tell the fact that a question asks for, and whether they say more than the statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answering.calibration import calibration
from bot.answering.facts import holds, is_told
from bot.answering.passages import PassageCandidate
from bot.answering.query import Intent, Query
from bot.answering.ranking import Candidate
from bot.models import Role

# Roles that texts often tell without a statement ("har remitterat … till …"): a passage may answer who has them.
_TOLD_AS_FACTS = (Role.CONSULTED, Role.INFORMS, Role.PREPARES)
# Kinds of facts so rare in a text that the passage which holds one needs to say little more.
_POINTED = ("date", "deadline", "reference")
# Kinds of facts that are told by all that stands under a heading.
_IN_ORDER = ("proposal", "appendices")
# Kinds of facts that every text has many of: they are told only of what a question names.
_OF_SOMETHING = ("members", "applies", "cost")


def find_facts(query: Query, look: Callable[[], Sequence[PassageCandidate]]) -> list[PassageCandidate]:
    """The passages that answer a question of fact."""
    if is_told(query.typed):
        found = [c for c in look() if c.tells and _is_about(query, c)]
        return sorted(found, key=lambda c: c.passage.key) if query.typed in _IN_ORDER else found
    if query.intent in (Intent.WHO, Intent.WHAT) and query.role is not None and query.role not in _TOLD_AS_FACTS:
        return []
    if query.intent is Intent.YES_NO and query.actors and query.roles and query.role not in _TOLD_AS_FACTS:
        return []
    pointed = query.typed in _POINTED
    floor = calibration("show_typed" if pointed else "show_passage")
    found = [
        c
        for c in look()
        if (c.own_coverage if pointed else c.coverage).share >= floor
        and not (c.others_only or (query.typed == "number" and query.actors and not c.names_actor))
        and (query.intent is not Intent.WHO or c.names_body)
        and (query.intent is not Intent.YES_NO or c.says_done)
        and (not c.coverage.decisive or _only_known_missing(query, c))
        and holds(query.typed, c.passage.text)
    ]
    return _under_headings(found, look()) if query.topics else []


def _is_about(query: Query, candidate: PassageCandidate) -> bool:
    """Whether a passage, with what it speaks of, has all that the question names."""
    if not any(topic.required for topic in query.topics):
        return query.typed not in _OF_SOMETHING
    if query.typed == "signers":
        return False  # who signed another text than the memo itself is not told by the names under it
    return candidate.coverage.share >= calibration("show_passage") and not candidate.coverage.missing


def _under_headings(found: list[PassageCandidate], passages: Sequence[PassageCandidate]) -> list[PassageCandidate]:
    """`found` with what stands under a heading instead of the heading, where anything was retrieved from under it."""
    if not found or found[0].passage.kind != "heading":
        return found
    heading = found[0].passage
    under = [c for c in passages if c.passage.kind != "heading" and c.passage.heading == heading.heading]
    under = [c for c in under if c.passage.citation.file == heading.citation.file]
    return [*sorted(under, key=lambda c: c.passage.key), *found] if under else found


def _only_known_missing(query: Query, candidate: PassageCandidate) -> bool:
    """For a kind of fact: whether the texts know every word of the question, so that this passage may be what it wants."""
    return query.typed in _POINTED and all(topic.known for topic in candidate.coverage.missing)


def prefers_fact(query: Query, chosen: list[Candidate], facts: list[PassageCandidate], mismatch: bool) -> bool:
    """Whether a passage says more than the statements: the question asks for no role, or only a mismatch was found."""
    if not facts or not chosen or query.intent is Intent.WHAT:
        return False
    lead = facts[0].coverage.share - chosen[0].coverage.share
    if query.role is None or mismatch:
        return lead > calibration("passage_lead") or (
            query.intent is Intent.YES_NO and query.role is None and not (query.actors or query.ours or query.somebody)
        )
    return False


def unrepeated(found: Sequence[PassageCandidate]) -> list[PassageCandidate]:
    """`found` without the passages whose very words stand before them: a summary and its chapter often share a sentence."""
    first: dict[str, PassageCandidate] = {}
    for candidate in found:
        first.setdefault(candidate.passage.text, candidate)
    return list(first.values())
