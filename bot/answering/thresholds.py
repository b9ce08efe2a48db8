"""Statements that limit another one by a sum or a time ("Överstiger värdet … beslutar nämnden"), and on which side a question lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.facts import not_needed_for
from bot.answering.leaning import leans
from bot.answering.passages import PassageCandidate
from bot.answering.query import Intent, Query
from bot.answering.ranking import Candidate
from bot.language.amounts import fit

_NEAR = 2  # sentences from one to another that limits it


def with_thresholds(query: Query, chosen: list[Candidate], statements: Sequence[Candidate]) -> list[Candidate]:
    """`chosen` with the statements that limit them: they lean on a chosen one, a sentence or two after it, in its role."""
    if query.intent not in (Intent.WHO, Intent.YES_NO, Intent.KEYWORDS):
        return chosen
    told = {c.statement.passage.key: c.statement for c in chosen}
    found = list(chosen)
    for candidate in sorted(statements, key=lambda c: c.statement.passage.key):
        statement = candidate.statement
        at = file, number = statement.passage.key
        near = [told[file, number - back] for back in (1, 2) if (file, number - back) in told]
        if (
            at in told
            or not near
            or not leans(statement)
            or statement.role is not near[0].role
            or not candidate.role_fits
        ):
            continue
        if statement.passage.heading == near[0].passage.heading and statement.passage.kind == "sentence":
            found.append(candidate)
            told[at] = statement
    # "… inte överstiger 40 000": beyond that, what leans on it goes first
    return sorted(found, key=lambda c: (is_beyond(query, c), not _is_within(query, c))) if query.amounts else found


def not_needed(
    query: Query, chosen: Sequence[Candidate], look: Callable[[], Sequence[PassageCandidate]]
) -> list[PassageCandidate]:
    """The sentences right behind a chosen one that say it need not be for such a sum or time ("*Granskning behövs inte om värdet
    understiger …*"); `look` gives the passages."""
    if not (query.must and query.amounts and chosen):
        return []
    limited = chosen[0].statement.passage
    return [
        c
        for c in look()
        if c.passage.citation.file == limited.citation.file
        and c.passage.heading == limited.heading
        and 0 < c.passage.ordinal - limited.ordinal <= _NEAR
        and fit(not_needed_for(c.passage.text), query.amounts)
    ]


def is_beyond(query: Query, candidate: Candidate) -> bool:
    """Whether the question's sum or time lies outside what a statement is said for."""
    beside = [[replace(amount, value=amount.value + step) for amount in query.amounts] for step in (-0.5, 0, 0.5)]
    return all(fit(_bounds(candidate), amounts) == 0.0 for amounts in beside)  # the very bound lies on both sides


def _is_within(query: Query, candidate: Candidate) -> bool:
    """Whether a statement is said for such a sum or time, and not for any."""
    return bool(fit(_bounds(candidate), query.amounts))


def _bounds(candidate: Candidate) -> str:
    """The part of a statement that may set a bound to a sum or a time."""
    statement = candidate.statement
    return statement.matter if statement.rule == "table_row" else f"{statement.matter} {statement.condition}"
