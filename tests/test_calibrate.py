"""The numbers of the verdict: how they are set otherwise, chosen, reported on and written; and what a score means."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.answering.calibration import CALIBRATION, calibrated, calibration, numbers_asked_for, share_right
from bot.config import read_config
from bot.errors import UserError
from bot.fresh import load_engine
from bot.models import Status
from tests.calibrate import MARGIN, VERDICT, main, write_numbers
from tests.conftest import ROOT
from tests.outcomes import CORPORA, answer_case, read_cases
from tests.reliability import BINS, bins, make_right_at, never_falling
from tests.sweeping import Came, Costs, search, sweep
from tests.tables import TESTS

TEXT = """Ansvar

Hamnnämnden beslutar om upplåtelse av kajplatser för fritidsbåtar.
Kommunstyrelsen ansvarar för torgen.
Rektorn beslutar om ordningsregler.
"""
RIGHT = """
- id: right
  kind: direct
  question: Vem beslutar om ordningsregler?
  expect: [{actor: Rektorn, quote: ordningsregler}]
- id: silent
  kind: near_miss
  question: Vem beslutar om bygglov?
  status: not_found
- id: missed
  kind: everyday
  question: Vem beslutar om upplåtelse av kajplatser för husvagnar?
  expect: [{actor: Hamnnämnden, quote: kajplatser}]
"""
WRONG = """
- id: amiss
  kind: near_miss
  question: Vem ansvarar för torgen?
  status: not_found
- id: other-body
  kind: direct
  question: Vem beslutar om ordningsregler?
  expect: [{actor: Hamnnämnden, quote: ordningsregler}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts, beside them a table that they answer as they should, and one that they do not."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "right.yaml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "held-out-right.yaml").write_text(RIGHT.replace("id: ", "id: held-"), encoding="utf-8")
    return tmp_path


def report(folder: Path, *tables: str, options: tuple[str, ...] = (), capsys: pytest.CaptureFixture[str]) -> Any:
    named = [word for table in tables for word in ("--table", str(folder / table))]
    main([*named, "--knowledge", str(folder / "texts"), "--json", *options])
    return json.loads(capsys.readouterr().out)


def test_a_number_set_otherwise_decides_only_while_it_lasts(folder: Path) -> None:
    engine, question = load_engine(read_config(ROOT / "config.yaml"), folder / "texts"), "Vem ansvarar för torgen?"
    with calibrated({"assert_statement": 1.01}):
        strict = engine.ask(question)
        with calibrated({"assert_statement": 0.5}):
            assert calibration("assert_statement") == 0.5
        assert calibration("assert_statement") == 1.01

    assert strict.status is not Status.ANSWERED
    assert engine.ask(question).status is Status.ANSWERED


@pytest.mark.slow
def test_every_number_that_is_swept_is_asked_for_when_questions_are_answered() -> None:
    asked: set[str] = set()
    for case in read_cases([TESTS / "questions" / "stockholm.yaml", TESTS / "questions" / "stensunda.yaml"]):
        with calibrated({}):
            case.engine.ask(case.row.question, case.row.thread)
            asked |= numbers_asked_for()

    assert set(VERDICT + MARGIN) <= asked


def test_a_number_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UserError, match=r"calibration\.yaml: 'asert_statement' is not there; known: assert_statement"):
        calibration("asert_statement")


def test_a_better_fit_is_never_less_sure_and_every_score_is_a_share() -> None:
    rows = share_right()

    assert all(before <= after for (_, before), (_, after) in pairwise(rows))
    assert all(0 < share < 1 for _, share in rows)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stockholm", "norrvik", "stensunda"])
def test_the_score_shown_is_about_the_share_that_is_right(name: str) -> None:
    results = [answer_case(case) for case in read_cases([TESTS / "questions" / f"{name}.yaml"])]

    table = bins(results)

    assert sum(one.number for one in table) == sum(r.asserted for r in results)
    assert all(BINS[0] <= one.mean_score <= BINS[-1] for one in table)
    assert all(abs(one.mean_score - one.share_right) < 0.15 for one in table if one.number >= 20)


def test_the_table_of_shares_never_falls_and_knows_of_wrong_answers(folder: Path) -> None:
    def made(table: str) -> Mapping[float, float]:
        return make_right_at(answer_case(case) for case in read_cases([folder / table], folder / "texts"))

    assert list(made("right.yaml").values()) == [pytest.approx(2 / 3, abs=0.001)]
    assert max(made("wrong.yaml").values()) < min(made("right.yaml").values())


@pytest.mark.parametrize(
    ("low", "high", "rows"),
    [((10, 10), (20, 20), 2), ((5, 10), (20, 20), 2), ((20, 20), (10, 20), 1), ((10, 20), (10, 20), 2)],
)
def test_a_better_fit_is_never_less_sure_whatever_was_seen(
    low: tuple[int, int], high: tuple[int, int], rows: int
) -> None:
    seen = [(fit, number < right) for fit, (right, of) in ((0.7, low), (0.9, high)) for number in range(of)]

    table = never_falling(seen)

    assert list(table) == sorted(table)
    assert list(table.values()) == sorted(table.values())
    assert len(table) == rows


def test_the_report_tells_what_is_right_what_is_silent_and_what_is_missed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = report(folder, "right.yaml", options=("--as-they-are",), capsys=capsys)
    figures = told["development"]["all"]

    assert (figures["asked"], figures["asserted"], figures["wrong"], figures["silent"]) == (3, 1, 0, 1)
    assert (figures["precision"], figures["recall"], figures["silence"], figures["cost"]) == (1.0, 0.5, 1.0, 1.0)
    assert told["development"]["kind"]["everyday"]["recall"] == 0.0
    assert told["asserted_amiss"] == []


def test_a_wrong_assertion_costs_ten_silences_and_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = report(folder, "right.yaml", "wrong.yaml", options=("--as-they-are",), capsys=capsys)
    figures = told["development"]["all"]

    assert (figures["wrong"], figures["silent"], figures["cost"]) == (2, 1, 21.0)
    assert figures["precision"] == pytest.approx(1 / 3)
    assert told["development"]["file"]["wrong.yaml"]["silence"] == 0.0
    assert told["development"]["wrong"] == ["amiss", "other-body"]
    assert told["asserted_amiss"] == ["amiss"]


def test_it_ends_with_1_only_where_something_is_asserted_that_the_texts_do_not_say(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def code(table: str) -> int:
        return main(["--table", str(folder / table), "--knowledge", str(folder / "texts"), "--as-they-are"])

    assert (code("right.yaml"), code("wrong.yaml")) == (0, 1)
    assert "ASSERTED although the texts do not say: amiss" in capsys.readouterr().out


def test_what_is_held_out_stands_beside_and_chooses_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "held-out-wrong.yaml").write_text(WRONG, encoding="utf-8")

    alone = report(folder, "right.yaml", capsys=capsys)
    beside = report(folder, "right.yaml", "held-out-wrong.yaml", capsys=capsys)

    assert beside["numbers"] == alone["numbers"]
    assert beside["development"] == alone["development"]
    assert (alone["held_out"]["all"]["asked"], beside["held_out"]["all"]["wrong"]) == (0, 2)


def test_the_figures_are_printed_side_by_side(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = ("--table", str(folder / "right.yaml"), "--table", str(folder / "held-out-right.yaml"))
    main([*tables, "--knowledge", str(folder / "texts")])
    printed = capsys.readouterr().out

    row = next(line for line in printed.splitlines() if line.startswith("all"))
    assert row.replace("|", "").split() == ["all", *["3", "1.000", "0.500", "1.000", "0", "0", "0", "1"] * 2]
    assert "assert_statement" in printed
    assert "reliability" in printed


def test_what_is_chosen_is_written_and_all_else_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = folder / "calibration.yaml"
    shutil.copy(CALIBRATION, copy)
    told = report(folder, "right.yaml", options=("--write", str(copy)), capsys=capsys)

    before, after = (path.read_text(encoding="utf-8").splitlines() for path in (CALIBRATION, copy))
    changed = {line.split(":")[0]: line for was, line in zip(before, after, strict=True) if was != line}

    chosen = {name: one["chosen"] for name, one in told["numbers"].items() if one["chosen"] != one["before"]}
    assert chosen
    assert {name: changed[name] for name in chosen} == {name: f"{name}: {value:g}" for name, value in chosen.items()}
    assert set(changed) <= {*chosen, "right_at"}


def test_a_number_that_the_file_lacks_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("covered: 0.5\nright_at: {1: 0.9}\n", encoding="utf-8")

    with pytest.raises(UserError, match=r"c\.yaml: beside should stand there once, stands there 0 times"):
        write_numbers(tmp_path / "c.yaml", {"covered": 0.4, "beside": 0.2}, {1.0: 0.9})
    assert (tmp_path / "c.yaml").read_text(encoding="utf-8") == "covered: 0.5\nright_at: {1: 0.9}\n"


def test_a_table_that_is_not_there_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--table", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "error: nowhere.yaml: no such table of questions\n"


@pytest.mark.parametrize("name", ["norrvik", "held-out-norrvik", "norrvik-2"])
def test_a_table_asks_about_the_texts_that_its_name_names(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.yaml").write_text(RIGHT, encoding="utf-8")

    case = read_cases([tmp_path / f"{name}.yaml"])[0]

    assert case.held_out is name.startswith("held-out")
    assert {d.file for d in case.engine.library.documents} <= {path.name for path in (CORPORA / "norrvik").iterdir()}


def costs(good: Mapping[str, tuple[float, float]], tried: list[str] | None = None) -> Costs[str]:
    """Cases named by the one number that each depends on: right within a span of it, else wrong."""

    def attempt(cases: Sequence[str], numbers: Mapping[str, float]) -> list[Came]:
        if tried is not None:
            tried.extend(cases)
        fits = {case: good[case][0] <= numbers[case] <= good[case][1] for case in cases}
        return [("right" if fits[case] else "wrong", frozenset({case})) for case in cases]

    return Costs(list(good), attempt, {"right": 0.0, "wrong": 10.0}, dict.fromkeys(good, 0.5))


@pytest.mark.parametrize(
    ("low", "high", "chosen"),
    [(0.45, 0.65, 0.55), (0.5, 0.52, 0.51), (0.3, 0.5, 0.4), (0.58, 0.7, 0.64), (0.0, 0.55, 0.4)],
)
def test_the_middle_of_the_plateau_is_chosen_to_a_hundredth(low: float, high: float, chosen: float) -> None:
    swept = sweep(costs({"a": (low, high)}), "a")

    assert swept.chosen == pytest.approx(chosen, abs=0.011)
    assert low - 0.001 <= swept.plateau[0] <= swept.plateau[1] <= high + 0.001


def test_a_number_that_changes_nothing_stays_as_it_is_and_is_said_to_be_undecided() -> None:
    swept = sweep(costs({"a": (0.0, 1.0)}), "a")

    assert (swept.chosen, swept.decided) == (0.5, False)


def test_each_number_is_swept_beside_the_others_as_they_were_chosen() -> None:
    sums = costs({"a": (0.6, 0.7), "b": (0.3, 0.4)})

    found = search(sums, ("a", "b"), told=lambda line: None)

    assert {name: one.before for name, one in found.items()} == {"a": 0.5, "b": 0.5}
    assert sums.cost == 0.0
    assert [(one.value, one.cost) for one in found["a"].neighbours] == [(0.6, 0.0), (0.65, 0.0), (0.7, 0.0)]


def test_a_case_is_tried_again_only_for_a_number_that_it_depends_on() -> None:
    tried: list[str] = []
    sums = costs({"a": (0.4, 0.6), "b": (0.4, 0.6)}, tried)
    tried.clear()

    cost = sums.beside("a", (0.7,)).of(0.7)

    assert (cost, tried) == (10.0, ["a"])


def test_what_is_chosen_never_costs_more_than_what_stood() -> None:
    """A case that is wrong only between the probes is not seen there, but before anything is settled."""

    def attempt(cases: Sequence[str], numbers: Mapping[str, float]) -> list[Came]:
        amiss = {"seen": not 0.5 <= numbers["a"] <= 0.61, "unseen": 0.53 < numbers["a"] < 0.6}
        return [("wrong" if amiss[case] else "right", frozenset({"a"})) for case in cases]

    sums = Costs(["seen", "unseen"], attempt, {"right": 0.0, "wrong": 10.0}, {"a": 0.5})

    found = search(sums, ("a",), told=lambda line: None)

    assert (found["a"].chosen, sums.cost) == (0.5, 0.0)
