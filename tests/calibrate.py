"""Chooses the numbers by which the verdict falls, out of the tables of questions: python -m tests.calibrate

Without options it sweeps each number of bot/answering/calibration.yaml that decides, over the tables under tests/questions, and
prints what it would choose, what that gives, and what its neighbours would give. Tables whose names begin with held-out choose
nothing; their figures stand beside. Exit code 1: something was asserted that the texts do not say.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bot.answering.calibration import CALIBRATION, RIGHT_AT, calibrated, calibration, numbers_asked_for, share_right
from bot.errors import UserError
from bot.models import Status
from tests.calibration_report import print_report
from tests.outcomes import COST, Case, Outcome, Result, answer_case, first_right_of, read_cases, tally
from tests.reliability import bins, make_right_at
from tests.sweeping import Came, Costs, Swept, search
from tests.tables import TESTS

# The numbers that decide, in the order in which they are swept.
VERDICT = ("assert_statement", "show_passage", "covered", "missing_share", "unknown_share", "anchored",
           "assert_in_other_role", "show_typed", "beside", "passage_lead")  # fmt: skip
# The numbers of the margin: they decide nothing that is asserted, only what is offered ("Menade du …?").
MARGIN = ("near_statement", "near_by_own_words")
_NONE_NEAR = {"near_statement": 9.0}
# What comes of the margin for one question that nothing is asserted on. A choice that leads to what was asked mends half of a
# silence; choices that do not are read in vain, which costs a glance.
_OFFERED = {"": 0.0, "mended": -0.5, "in vain": 0.02}
_CASES: list[Case] = []  # what the processes that are forked off ask about


@dataclass(frozen=True)
class Report:
    """All that is printed. `gained` and `lost` are the ids of questions right only by what was chosen, or only before."""

    swept: Sequence[Swept]
    results: Sequence[Result]
    right_at: Mapping[float, float]
    gained: Sequence[str]
    lost: Sequence[str]
    seconds: float

    @property
    def asserted_amiss(self) -> list[str]:
        """The questions without an answer in the texts that somebody was asserted on."""
        return [r.case.row.id for r in self.results if r.asserted and r.case.row.status == Status.NOT_FOUND]


def calibrate(tables: Sequence[Path], knowledge: Path | None, *, swept: bool, quiet: bool = False) -> Report:
    """Ask everything, and choose. `swept` is False to report on the numbers as they stand."""
    start = time.perf_counter()
    cases = read_cases(tables, knowledge)
    choosing = [case for case in cases if not case.held_out]
    now = {name: calibration(name) for name in (*VERDICT, *MARGIN)}
    before = {_place(r): r.first_right for r in _answered(cases, now, {})}
    found: dict[str, Swept] = {}
    chosen = dict(now)
    if swept and choosing:
        told = _silent if quiet else _tell
        with _in_processes(choosing, _assert) as attempt:
            price = {str(outcome): cost for outcome, cost in COST.items()}
            costs = Costs(range(len(choosing)), attempt, price, {name: now[name] for name in VERDICT})
            found |= search(costs, VERDICT, told=told)
        chosen |= costs.numbers
        with calibrated(chosen):
            fresh = [case for case in read_cases(tables, knowledge) if not case.held_out]  # they remember no offers
            silent = [r.case for r in map(answer_case, fresh) if r.answer.status is Status.NOT_FOUND]
            with _in_processes(silent, _offer) as attempt:
                margin = Costs(range(len(silent)), attempt, _OFFERED, {name: now[name] for name in MARGIN})
                found |= search(margin, MARGIN, told=told)
        chosen |= margin.numbers
    with calibrated(chosen):
        right_at = make_right_at(r for r in map(answer_case, choosing)) or dict(share_right())
    results = _answered(read_cases(tables, knowledge), chosen, right_at)
    right = {_place(r): r.first_right for r in results}
    return Report(
        swept=list(found.values()),
        results=results,
        right_at=right_at,
        gained=[at[1] for at in right if right[at] and not before[at]],
        lost=[at[1] for at in right if before[at] and not right[at]],
        seconds=time.perf_counter() - start,
    )


def write_numbers(path: Path, numbers: Mapping[str, float], right_at: Mapping[float, float]) -> None:
    """Put numbers into a file like calibration.yaml; all else in it stays. Raises UserError for a number that is not there."""
    text = path.read_text(encoding="utf-8")
    rows = ", ".join(f"{fit:g}: {share:g}" for fit, share in right_at.items())
    for name, value in {**{name: f"{number:g}" for name, number in numbers.items()}, RIGHT_AT: f"{{{rows}}}"}.items():
        text, times = re.subn(rf"^({name}: *)(\{{[^}}]*\}}|[^\s#]+)", rf"\g<1>{value}", text, flags=re.MULTILINE)
        if times != 1:
            raise UserError(f"{path}: {name} should stand there once, stands there {times} times")
    path.write_text(text, encoding="utf-8")


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain dicts and lists."""

    def group(results: list[Result]) -> dict[str, Any]:
        found = tally(results)
        return {**asdict(found), "precision": found.precision, "recall": found.recall, "silence": found.silence}

    def half(held_out: bool) -> dict[str, Any]:
        results = [r for r in report.results if r.case.held_out is held_out]
        named = {by: sorted({_group(r, by) for r in results}) for by in ("kind", "file")}
        return {
            "all": group(results),
            **{by: {name: group([r for r in results if _group(r, by) == name]) for name in named[by]} for by in named},
            "reliability": [asdict(one) for one in bins(results)],
            "wrong": [r.case.row.id for r in results if r.outcome == "wrong"],
        }

    return {
        "numbers": {one.name: asdict(one) for one in report.swept},
        "development": half(False),
        "held_out": half(True),
        "right_at": {str(fit): share for fit, share in report.right_at.items()},
        "gained": list(report.gained),
        "lost": list(report.lost),
        "asserted_amiss": report.asserted_amiss,
        "seconds": round(report.seconds, 1),
    }


def _place(result: Result) -> tuple[str, str]:
    return result.case.file, result.case.row.id


def _group(result: Result, by: str) -> str:
    return result.case.row.kind if by == "kind" else result.case.file


def _answered(cases: Iterable[Case], numbers: Mapping[str, float], right_at: Mapping[float, float]) -> list[Result]:
    with calibrated(numbers, right_at=right_at or None):
        return [answer_case(case) for case in cases]


@contextmanager
def _in_processes(
    cases: Sequence[Case], attempt: Callable[[int, Mapping[str, float]], Came]
) -> Iterator[Callable[[Sequence[int], Mapping[str, float]], list[Came]]]:
    """`attempt` on some of `cases`, by their places, in as many processes as there are processors."""
    _CASES[:] = cases
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:

        def several(places: Sequence[int], numbers: Mapping[str, float]) -> list[Came]:
            share = max(1, len(places) // (4 * workers))
            return list(pool.map(attempt, places, repeat(numbers), chunksize=share))

        yield several


def _assert(place: int, numbers: Mapping[str, float]) -> Came:
    """What comes of a question, whatever is offered."""
    with calibrated({**numbers, **_NONE_NEAR}):
        return str(answer_case(_CASES[place]).outcome), numbers_asked_for()


def _offer(place: int, numbers: Mapping[str, float]) -> Came:
    """What comes of the choices offered on a question that nothing is asserted on."""
    case = _CASES[place]
    with calibrated(numbers):
        result = answer_case(case)
        asked_for, offered = numbers_asked_for(), result.answer.suggestions
        mended = result.outcome is Outcome.SILENT and not case.row.status and first_right_of(case, offered)
        return "mended" if mended else "in vain" if offered else "", asked_for


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _silent(line: str) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate, print, and write where that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.calibrate", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--table", type=Path, action="append", help="a table of questions (else all of tests/questions)"
    )
    parser.add_argument("--knowledge", type=Path, help="the folder of texts that all tables ask about")
    parser.add_argument(
        "--as-they-are", action="store_true", help="report on the numbers as they stand, without a sweep"
    )
    parser.add_argument("--write", type=Path, nargs="?", const=CALIBRATION, help="write what was chosen (into FILE)")
    options = parser.parse_args(arguments)
    try:
        tables = options.table or sorted((TESTS / "questions").glob("*.yaml"))
        report = calibrate(tables, options.knowledge, swept=not options.as_they_are, quiet=options.json)
        if options.write:
            write_numbers(options.write, {one.name: one.chosen for one in report.swept}, report.right_at)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(as_json(report), ensure_ascii=False))
    else:
        print_report(as_json(report))
    return 1 if report.asserted_amiss else 0


if __name__ == "__main__":
    sys.exit(main())
