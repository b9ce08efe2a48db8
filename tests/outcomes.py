"""What came of a question of a table: right, silent or wrong, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.config import read_config
from bot.engine import Engine
from bot.errors import UsageError
from bot.fresh import load_engine
from bot.models import Answer, Status
from tests.conftest import ROOT
from tests.tables import TESTS, Row, faults, first_is_right, read_table

CORPORA = TESTS / "corpora"
HELD_OUT = "held-out"


class Outcome(StrEnum):
    """What came of one question."""

    RIGHT = "right"
    PARTLY = "partly"  # what is told first is right, but not all is told that should be
    SILENT = "silent"  # nothing is told, although the texts say it
    SHOWN = "shown"  # a passage is shown as the fact that was asked for, and is not
    WRONG = "wrong"  # somebody is asserted, or yes or no, and it is not so


# A wrong "X beslutar" costs as much as ten "framgår inte". A passage that is no answer is read in vain, but says what it says.
COST = {Outcome.RIGHT: 0.0, Outcome.PARTLY: 1.0, Outcome.SILENT: 1.0, Outcome.SHOWN: 3.0, Outcome.WRONG: 10.0}


@dataclass(frozen=True)
class Case:
    """A row of a table with the engine over the texts that it asks about."""

    row: Row
    file: str
    engine: Engine = field(repr=False, compare=False)

    @property
    def held_out(self) -> bool:
        """Whether nothing may be chosen by it."""
        return self.file.startswith(HELD_OUT)


@dataclass(frozen=True)
class Result:
    """One answered case. `score` is that of the first decision."""

    case: Case
    answer: Answer
    outcome: Outcome

    @property
    def asserted(self) -> bool:
        return self.answer.status is Status.ANSWERED

    @property
    def first_right(self) -> bool:
        return self.outcome in (Outcome.RIGHT, Outcome.PARTLY)


def read_cases(tables: Sequence[Path], knowledge: Path | None = None) -> list[Case]:
    """The rows of all tables. A table asks about the folder under tests/corpora whose name stands in its own, else about
    the texts that the project is served with; or about `knowledge`. Raises UsageError for a table that is not there."""
    config = read_config(ROOT / "config.yaml")
    engines: dict[Path | None, Engine] = {}
    cases = []
    for table in tables:
        if not table.is_file():
            raise UsageError(f"{table}: no such table of questions")
        named = (folder for folder in sorted(CORPORA.iterdir()) if folder.name in table.stem)
        folder = knowledge or next(named, None)
        if folder not in engines:
            engines[folder] = load_engine(config, folder)
        cases += [Case(row, table.name, engines[folder]) for row in read_table(table)]
    return cases


def grade(row: Row, answer: Answer) -> Outcome:
    """What came of a row."""
    if not faults(row, answer):
        return Outcome.RIGHT
    if answer.status in (Status.NOT_FOUND, Status.HELP):
        return Outcome.SILENT
    first = first_is_right(row, answer) and not row.status
    if answer.status is Status.PASSAGES:
        return Outcome.PARTLY if first else Outcome.SHOWN
    denied = row.yes_no and not answer.text.lower().startswith(row.yes_no)
    misplaced = str(answer.decisions[0].statement.role) in row.never_role
    return Outcome.PARTLY if first and not denied and not misplaced else Outcome.WRONG


def answer_case(case: Case) -> Result:
    """The case, asked and graded."""
    answer = case.engine.ask(case.row.question, case.row.thread)
    return Result(case, answer, grade(case.row, answer))


@dataclass(frozen=True)
class Tally:
    """A group of results in figures."""

    asked: int
    asserted: int
    first_right: int  # of those asserted
    answerable: int
    told: int  # of those that can be answered, wholly right
    unanswerable: int
    kept: int  # of those that cannot be answered, nothing told
    wrong: int
    shown: int
    partly: int
    silent: int
    cost: float

    @property
    def precision(self) -> float | None:
        return self.first_right / self.asserted if self.asserted else None

    @property
    def recall(self) -> float | None:
        return self.told / self.answerable if self.answerable else None

    @property
    def silence(self) -> float | None:
        return self.kept / self.unanswerable if self.unanswerable else None


def tally(results: Iterable[Result]) -> Tally:
    """The figures of a group. A row that may be met with silence, and was, is not counted among those that can be answered."""
    results = list(results)
    asserted = [r for r in results if r.asserted]
    excused = [r for r in results if r.case.row.or_silence and r.answer.status is Status.NOT_FOUND]
    answerable = [r for r in results if not r.case.row.status and r not in excused]
    unanswerable = [r for r in results if r.case.row.status == Status.NOT_FOUND]
    count = {outcome: sum(r.outcome is outcome for r in results) for outcome in Outcome}
    return Tally(
        asked=len(results),
        asserted=len(asserted),
        first_right=sum(r.first_right for r in asserted),
        answerable=len(answerable),
        told=sum(r.outcome is Outcome.RIGHT for r in answerable),
        unanswerable=len(unanswerable),
        kept=sum(r.answer.status in (Status.NOT_FOUND, Status.HELP) for r in unanswerable),
        wrong=count[Outcome.WRONG],
        shown=count[Outcome.SHOWN],
        partly=count[Outcome.PARTLY],
        silent=count[Outcome.SILENT],
        cost=sum(COST[r.outcome] for r in results),
    )


def first_right_of(case: Case, questions: Sequence[str]) -> bool:
    """Whether one of `questions` leads to what the row expects."""
    return any(first_is_right(case.row, case.engine.ask(question)) for question in questions)
