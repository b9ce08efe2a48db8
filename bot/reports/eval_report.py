"""The questions that were asked as tests: a table by kind, each miss with its reasons, as text, JSON, and problems for `check`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.engine import Engine
from bot.errors import UserError
from bot.models import Problem
from bot.phrasebook import Phrasebook, tell
from bot.reports.evaluation import Result, evaluate
from bot.reports.misses import explain_miss, tell_answer, tell_expected
from bot.reports.questions import Question, read_questions


def as_text(results: Sequence[Result], problems: Sequence[Problem], engine: Engine, book: Phrasebook, file: str) -> str:
    """The table, then each miss with what was expected, what came, and why; then the entries that cannot be read."""
    misses = [one for one in results if not one.met]
    lines = _table(results, book)
    if misses:
        lines += ["", book.say("eval.misses", count=len(misses))]
    for one in misses:
        lines += ["", *_miss(one, engine, book, file)]
    if problems:
        lines += ["", book.say("eval.unread", count=len(problems))]
        lines += [f"  {problem.file}:{problem.line}: {tell(problem, book)}" for problem in problems]
    return "\n".join(lines) + "\n"


def as_json(results: Sequence[Result], problems: Sequence[Problem], engine: Engine, book: Phrasebook, file: str) -> str:
    """The same as one JSON object: file, questions, right, kinds, misses, problems."""
    found: dict[str, Any] = {
        "file": file,
        "questions": len(results),
        "right": sum(one.met for one in results),
        "kinds": [{"kind": kind, "right": right, "questions": count} for kind, right, count in _kinds(results, book)],
        "misses": [
            {
                "line": one.question.line, "kind": _kind(one.question, book), "question": one.question.question,
                "thread": list(one.question.thread), "why": one.question.why, "status": str(one.answer.status),
                "expected": tell_expected(one.question, book), "got": tell_answer(one.answer, book),
                "reasons": explain_miss(one, engine, book),
            }
            for one in results
            if not one.met
        ],
        "problems": [{"line": p.line, "code": p.code, "message": tell(p, book)} for p in problems],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def question_problems(engine: Engine, path: Path, book: Phrasebook) -> tuple[list[Problem], list[Result]]:
    """What is wrong with the questions of a file: those that are not answered as they should be, and entries that cannot be read;
    and all results. Nothing where there is no such file."""
    if not path.is_file():
        return [], []
    try:
        questions, problems = read_questions(path)
    except UserError as error:
        told = str(error).removeprefix(f"{path}: ")
        return [Problem(path.name, 0, "other", (("detail", told),), severe=True)], []
    results = evaluate(engine, questions)
    missed = [
        Problem(
            path.name,
            one.question.line,
            "question_missed",
            (
                ("question", one.question.question),
                ("expected", tell_expected(one.question, book)),
                ("got", tell_answer(one.answer, book)),
                ("reasons", " ".join(explain_miss(one, engine, book))),
            ),
            severe=True,
        )
        for one in results
        if not one.met
    ]
    return [*problems, *missed], results


def _table(results: Sequence[Result], book: Phrasebook) -> list[str]:
    rows = [(kind, str(right), str(count)) for kind, right, count in _kinds(results, book)]
    total = (book.say("eval.total"), str(sum(one.met for one in results)), str(len(results)))
    header = tuple(book.say(f"eval.column_{name}") for name in ("kind", "right", "all"))
    table = [header, *rows, total]
    wide, *narrow = (max(len(row[at]) for row in table) for at in range(3))
    return [
        "  ".join([row[0].ljust(wide), *(c.rjust(w) for c, w in zip(row[1:], narrow, strict=True))]) for row in table
    ]


def _kinds(results: Sequence[Result], book: Phrasebook) -> list[tuple[str, int, int]]:
    """Each kind with how many of its questions are answered as they should be, and how many there are; in the file's order."""
    counted: dict[str, tuple[int, int]] = {}
    for one in results:
        right, count = counted.get(_kind(one.question, book), (0, 0))
        counted[_kind(one.question, book)] = right + one.met, count + 1
    return [(kind, right, count) for kind, (right, count) in counted.items()]


def _kind(question: Question, book: Phrasebook) -> str:
    if question.kind:
        return question.kind
    if question.silence:
        return book.say("eval.kind_silence")
    return book.say("eval.kind_note" if any(one.note for one in question.expected) else "eval.kind_other")


def _miss(result: Result, engine: Engine, book: Phrasebook, file: str) -> list[str]:
    question = result.question
    lines = [book.say("eval.place", file=file, line=question.line, question=question.question)]
    lines += [book.say("eval.thread", thread=" / ".join(question.thread))] if question.thread else []
    lines += [book.say("eval.purpose", why=question.why)] if question.why else []
    lines.append(book.say("eval.expected", told=tell_expected(question, book)))
    lines.append(book.say("eval.got", told=tell_answer(result.answer, book)))
    return lines + [book.say("eval.reason", told=reason) for reason in explain_miss(result, engine, book)]
