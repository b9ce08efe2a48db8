"""The report of tests/calibrate.py as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_COLUMNS = ("asked", "precision", "recall", "silence", "wrong", "shown", "partly", "silent")
_WIDE = 74


def print_report(report: Mapping[str, Any]) -> None:
    """Print `report` (as tests.calibrate.as_json gives it)."""
    for line in (*_numbers(report), *_figures(report), *_reliability(report), *_changes(report)):
        print(line)


def _numbers(report: Mapping[str, Any]) -> Iterator[str]:
    if not report["numbers"]:
        return
    yield "numbers (cost, and what came of the questions that choose, at each number's neighbours)"
    for name, one in report["numbers"].items():
        low, high = one["plateau"]
        why = f"plateau {low:g} to {high:g}" if one["decided"] else "undecided: all that was tried costs the same"
        yield f"  {name:22}{one['before']:g} -> {one['chosen']:g}  ({why})"
        for beside in one["neighbours"]:
            came = ", ".join(
                f"{times} {word}" for word, times in sorted(beside["came"].items()) if word not in ("", "right")
            )
            yield f"{'':24}at {beside['value']:<6g}cost {beside['cost']:<8g}{came}"
    yield ""


def _figures(report: Mapping[str, Any]) -> Iterator[str]:
    held = report["held_out"]["all"]["asked"]
    head = "".join(f"{name:>10}" for name in _COLUMNS)
    yield "precision: of asserted answers, the first right; recall: of answerable questions, wholly right; silence: kept where"
    yield "the texts do not say; wrong: asserted and not so; shown: a passage that is no answer; partly: first right, not all told"
    yield f"{'':26}{'development':^{len(head)}}" + (f"  |{'held out':^{len(head)}}" if held else "")
    yield f"{'':26}{head}" + (f"  |{head}" if held else "")
    halves = [report["development"], *([report["held_out"]] if held else [])]
    yield f"{'all':26}" + "  |".join(_row(half["all"]) for half in halves)
    for by in ("file", "kind"):
        yield f"by {by}"
        for name in sorted({name for half in halves for name in half[by]}):
            yield f"  {name:24}" + "  |".join(_row(half[by].get(name)) for half in halves)
    yield ""
    if not held:
        yield "nothing is held out: no table's name begins with held-out"
        yield ""


def _row(figures: Mapping[str, Any] | None) -> str:
    if figures is None:
        return " " * 10 * len(_COLUMNS)
    cells = []
    for name in _COLUMNS:
        value = figures[name]
        cells.append(f"{'–' if value is None else f'{value:.3f}' if isinstance(value, float) else value:>10}")
    return "".join(cells)


def _reliability(report: Mapping[str, Any]) -> Iterator[str]:
    yield "reliability: of the answers whose first score is within the bin, the share that is right first"
    for name in ("development", "held_out"):
        for one in report[name]["reliability"]:
            span = f"{one['low']:.2f} to {one['high']:.2f}"
            yield f"  {name.replace('_', ' '):14}{span:16}{one['number']:>5} answers, mean score {one['mean_score']:.3f}, right {one['share_right']:.3f}"
    rows = ", ".join(f"{fit}: {share:g}" for fit, share in report["right_at"].items())
    yield f"  by fit (right_at): {rows}"
    yield ""


def _changes(report: Mapping[str, Any]) -> Iterator[str]:
    for name, told in (("gained", "right only now"), ("lost", "right only before")):
        if report[name]:
            yield f"{name} ({told}): {', '.join(report[name])}"
    for name in ("development", "held_out"):
        if report[name]["wrong"]:
            yield f"wrong, {name.replace('_', ' ')}: {', '.join(report[name]['wrong'])}"
    if report["asserted_amiss"]:
        yield f"ASSERTED although the texts do not say: {', '.join(report['asserted_amiss'])}"
    yield f"{report['seconds']:g} s"
