"""Whether the score shown with a decision is what it says: the share of such answers that are right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.sureness import how_fit
from tests.outcomes import Result

BINS = (0.0, 0.5, 0.8, 0.9, 0.94, 0.96, 0.97, 0.98, 1.0)
_ROWS = 8  # of right_at, at most


@dataclass(frozen=True)
class Bin:
    """The answers whose first score is from `low` to `high`."""

    low: float
    high: float
    number: int
    mean_score: float
    share_right: float


def bins(results: Iterable[Result]) -> list[Bin]:
    """The reliability table of the asserted results; bins without any are left out."""
    scored = [(r.answer.decisions[0].score, r.first_right) for r in results if r.asserted]
    found = []
    for low, high in pairwise(BINS):
        inside = [(score, right) for score, right in scored if low < score <= high or (low == score == 0.0)]
        if inside:
            scores, rights = zip(*inside, strict=True)
            found.append(Bin(low, high, len(inside), sum(scores) / len(inside), sum(rights) / len(inside)))
    return found


def make_right_at(results: Iterable[Result]) -> dict[float, float]:
    """The table `right_at`: by fit, the share of first statements that were right, never falling."""
    return never_falling((_fit(r), r.first_right) for r in results if r.asserted)


def never_falling(answers: Iterable[tuple[float, bool]]) -> dict[float, float]:
    """The share of right ones by fit, out of answers by their fit and whether they were right.

    They are taken in the order of their fit, an eighth of them or more together; one right and one wrong are added to each
    group, since few answers tell little; neighbours that would make it fall are joined (https://en.wikipedia.org/wiki/Isotonic_regression).
    """
    points = sorted(answers)
    least = len(points) / _ROWS
    groups: list[list[tuple[float, bool]]] = []
    for point in points:
        same = groups and groups[-1][-1][0] == point[0]
        if groups and (same or len(groups[-1]) < least):
            groups[-1].append(point)
        else:
            groups.append([point])
    if len(groups) > 1 and len(groups[-1]) < least:
        groups[-2:] = [groups[-2] + groups[-1]]
    at = 1
    while at < len(groups):
        if _share(groups[at]) < _share(groups[at - 1]):
            groups[at - 1 : at + 1] = [groups[at - 1] + groups[at]]
            at = max(1, at - 1)
        else:
            at += 1
    return {round(sum(fit for fit, _ in group) / len(group), 3): round(_share(group), 3) for group in groups}


def _share(group: Sequence[tuple[float, bool]]) -> float:
    return (sum(right for _, right in group) + 1) / (len(group) + 2)


def _fit(result: Result) -> float:
    case = result.case
    considered = case.engine.consider(case.row.question, case.row.thread)
    return how_fit(considered.query, considered.verdict.statements[0])
