"""`eval`: the questions of questions.yaml asked as tests, and one more added to them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.cli.loading import open_engine
from bot.config import Config
from bot.engine import Engine
from bot.errors import RefusedError, UsageError
from bot.models import Problem, Status
from bot.phrasebook import Phrasebook, phrasebook, tell
from bot.reports.eval_report import as_json, as_text
from bot.reports.evaluation import Result, evaluate, told_by
from bot.reports.misses import explain_miss, tell_answer, tell_expected
from bot.reports.questions import QUESTIONS, SILENCE, YES_NO, add_question, parse_question, read_questions
from bot.yamlfile import Node

_MOST_BODIES = 4  # of an answer that become expected ones
_QUOTED = 160  # characters of a quotation that becomes an expected one


def run_eval(config: Config, knowledge: Path | None, file: Path | None, *, form: str, language: str) -> int:
    """Print how the questions of `file` (of the folder, unless given) are answered. Returns 1 where one is not as it should be.

    Raises UsageError where there is no such file, UserError for one that is no YAML.
    """
    path = file or (knowledge or config.knowledge) / QUESTIONS
    if not path.is_file():
        raise UsageError(f'{path}: no such file; python -m bot eval add "Vem beslutar om …?" makes it')
    questions, problems = read_questions(path)
    engine = open_engine(config, knowledge)
    results = evaluate(engine, questions)
    book = phrasebook(language or config.answers.language)
    print((as_json if form == "json" else as_text)(results, problems, engine, book, path.name), end="")
    return int(bool(problems) or not all(one.met for one in results))


def run_eval_add(
    config: Config,
    knowledge: Path | None,
    question: str,
    *,
    expect: Mapping[str, str],
    silence: bool,
    thread: Sequence[str],
    kind: str,
    why: str,
    sure: bool,
) -> int:
    """Add a question with what is expected of it, or with the answer of today, once that is confirmed (`sure`: without asking).

    Returns 1 where it was not confirmed. Raises UsageError for what cannot be one.
    """
    if silence and expect:
        raise UsageError(f"--silence means that nothing is told; it does not go with --{next(iter(expect))}")
    book = phrasebook(config.answers.language)
    engine = open_engine(config, knowledge)
    expected: Node = SILENCE if silence else dict(expect)
    head: dict[str, Node] = {
        "question": question.strip(),
        "thread": list(thread),
        "kind": kind,
        "expect": expected,
        "why": why,
    }
    if not expected:
        head["expect"] = _of_today(engine, question, thread)
    entry = {name: value for name, value in head.items() if value}
    try:
        draft = evaluate(engine, [parse_question(entry, "the question")])[0]
        if not (expected or sure or _confirmed(draft, book)):
            return 1
        add_question(knowledge or config.knowledge, entry)
    except RefusedError as error:
        raise UsageError(tell(Problem("", 0, error.code, error.values), phrasebook("en"))) from None
    print(book.say("eval.added", file=QUESTIONS, expected=tell_expected(draft.question, book)))
    if not draft.met:
        print(book.say("eval.added_miss", got=tell_answer(draft.answer, book)))
        for reason in explain_miss(draft, engine, book):
            print(book.say("eval.reason", told=reason))
    return 0


def _confirmed(draft: Result, book: Phrasebook) -> bool:
    """Show the answer of today and what would be expected from now on, and ask whether that is right."""
    print(draft.answer.text)
    print()
    print(book.say("eval.confirm", expected=tell_expected(draft.question, book)), end=" ", flush=True)
    said = sys.stdin.readline().strip().lower()
    if said in book.words("eval_yes"):
        return True
    print(book.say("eval.not_added"))
    return False


def _of_today(engine: Engine, question: str, thread: Sequence[str]) -> Node:
    """What the engine answers now, as what is expected of it."""
    answer = engine.ask(question, tuple(thread))
    if answer.status is Status.HELP:
        raise UsageError(
            f"{question!r} asks about the bot itself, which no text answers; ask for what a text could say"
        )
    book = phrasebook(answer.language)
    beside = {"note": answer.note.id} if answer.note else {}
    said = next((word for word in YES_NO if book.say("yes_no", word=book.say(word)) in answer.opening[:1]), "")
    beside |= {"yes_no": said} if said else {}
    told: list[dict[str, str]] = []
    for statement, passage in told_by(answer):
        name = statement.actor.name if statement and statement.actor else ""
        if name in [one.get("body", "") for one in told]:
            continue
        quote = "" if statement else _beginning(passage.text)
        fields = {
            "body": name, "role": str(statement.role) if statement else "", "quote": quote, "section": passage.citation.section,
            "file": passage.citation.file if len(engine.library.documents) > 1 else "",
        }  # fmt: skip
        told.append({key: value for key, value in fields.items() if value})
        if answer.listing or statement is None or len(told) == _MOST_BODIES:
            break
    if not told:
        return dict(beside) or SILENCE
    told[0] |= beside
    entries: list[Node] = [{**one} for one in told]
    return entries[0] if len(entries) == 1 else entries


def _beginning(text: str) -> str:
    return text if len(text) <= _QUOTED else text[:_QUOTED].rsplit(" ", 1)[0]
