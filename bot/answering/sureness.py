"""How sure an answer is: of all answers in the tables of questions that fitted as well, the share that was right."""

from __future__ import annotations

from itertools import pairwise

from bot.answering.calibration import share_right
from bot.answering.query import Intent, Query
from bot.answering.ranking import Candidate


def how_sure(query: Query, candidate: Candidate) -> float:
    """The score of an asserted statement, 0 to 1: the share for its fit, between two rows of the table in proportion."""
    fit, rows = how_fit(query, candidate), share_right()
    for (left, less), (right, more) in pairwise(rows):
        if left < fit <= right:
            return round(less + (more - less) * (fit - left) / (right - left), 4)
    return rows[0][1] if fit <= rows[0][0] else rows[-1][1]


def how_fit(query: Query, candidate: Candidate) -> float:
    """How well a statement fits its question, 0 to 1. Where all that a body does is asked for, the body is half of it."""
    score = min(candidate.score, 1.0)
    return (1.0 + score) / 2 if query.intent is Intent.WHAT and candidate.actor_fits else score
