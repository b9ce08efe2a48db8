"""questions.yaml: questions with what must be answered. Read with every fault told, and added to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RefusedError, UserError
from bot.language.words import words
from bot.models import Problem, Role
from bot.yamlentry import append_entry
from bot.yamlfile import Node, as_entries, as_mapping, as_text, as_words, known_keys, read_yaml

QUESTIONS = "questions.yaml"
SILENCE = "silence"
YES_NO = ("yes", "no", "unclear")
_FIELDS = ("question", "expect", "thread", "kind", "why")
_EXPECTED = ("body", "role", "section", "file", "quote", "yes_no", "note")
_NEW = Path(__file__).with_name("new_questions.yaml")


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be told: each field that is not "" (None for the role) must hold of one and the same thing."""

    body: str = ""
    role: Role | None = None
    section: str = ""
    file: str = ""
    quote: str = ""
    yes_no: str = ""
    note: str = ""

    @property
    def of_texts(self) -> bool:
        """Whether it tells of anything that the texts say."""
        return bool(self.body or self.role or self.section or self.file or self.quote)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what must be answered; nothing is `expected` where silence is. `line` is where it begins in its file."""

    question: str
    expected: tuple[Expected, ...]
    thread: tuple[str, ...] = ()
    kind: str = ""
    why: str = ""
    line: int = 0

    @property
    def silence(self) -> bool:
        """Whether nothing must be told."""
        return not self.expected


def read_questions(path: Path) -> tuple[tuple[Question, ...], tuple[Problem, ...]]:
    """The questions of a file, and what is wrong with others in it.

    Raises UserError for a file that is missing, no YAML, or of another form.
    """
    root = as_mapping(read_yaml(path), str(path))
    known_keys(root, ("questions",), str(path))
    read: list[Question] = []
    problems: list[Problem] = []
    for number, (line, node) in enumerate(as_entries(root.get("questions"), f"{path}: questions"), 1):
        try:
            read.append(parse_question(node, f"questions[{number}]", line))
        except RefusedError as error:
            problems.append(Problem(path.name, line, error.code, error.values, severe=True))
        except UserError as error:
            problems.append(Problem(path.name, line, "other", (("detail", str(error)),), severe=True))
    return tuple(read), tuple(problems)


def parse_question(node: Node, where: str, line: int = 0) -> Question:
    """One entry. Raises RefusedError, or UserError for a value of another form."""
    fields = as_mapping(node, where)
    _refuse_unknown(fields, _FIELDS)
    question, kind, why = (
        as_text(fields.get(name), f"{where}: {name}").strip() for name in ("question", "kind", "why")
    )
    if not question:
        raise RefusedError("question_empty")
    expect = fields.get("expect")
    expected: tuple[Expected, ...] = ()
    if expect != SILENCE:
        if isinstance(expect, str) and expect.strip():
            raise RefusedError("no_such_expectation", told=expect)
        nodes = expect if isinstance(expect, list) else [expect or {}]
        expected = tuple(_expected(one, f"{where}: expect") for one in nodes)
        if Expected() in expected or not expected:
            raise RefusedError("no_expectation", question=question)
    return Question(question, expected, as_words(fields.get("thread"), f"{where}: thread"), kind, why, line)


def add_question(folder: Path, entry: Mapping[str, Node]) -> Question:
    """Add a question to the questions.yaml of a knowledge folder, and return it as it is read.

    The file is made where there is none; else all in it stays as it is. Raises UserError (a RefusedError for what `check` has words
    for) where the entry is wrong, stands there already, or cannot be written.
    """
    added = parse_question(dict(entry), "the question")

    def make(there: Sequence[Node]) -> Node:
        for node in there:
            fields = as_mapping(node, QUESTIONS)
            asked = words(as_text(fields.get("question"), QUESTIONS))
            if asked == words(added.question) and as_words(fields.get("thread"), QUESTIONS) == added.thread:
                raise UserError(
                    f"{folder / QUESTIONS}: {added.question!r} stands there already; change that entry instead"
                )
        return dict(entry)

    append_entry(folder / QUESTIONS, "questions", make, beginning=_NEW.read_text(encoding="utf-8"))
    return added


def _expected(node: Node, where: str) -> Expected:
    fields = as_mapping(node, where)
    _refuse_unknown(fields, _EXPECTED)
    told = {name: as_text(fields.get(name), f"{where}.{name}").strip() for name in _EXPECTED}
    role = told.pop("role")
    if role and role not in list(Role):
        raise RefusedError("no_such_value", field="role", told=role, accepted=", ".join(Role))
    if told["yes_no"] and told["yes_no"] not in YES_NO:
        raise RefusedError("no_such_value", field="yes_no", told=told["yes_no"], accepted=", ".join(YES_NO))
    return Expected(role=Role(role) if role else None, **told)


def _refuse_unknown(fields: Mapping[str, Node], known: Sequence[str]) -> None:
    unknown = next((name for name in fields if name not in known), "")
    if unknown:
        raise RefusedError("unknown_key", key=unknown, accepted=", ".join(known))


__all__ = ["QUESTIONS", "SILENCE", "YES_NO", "Expected", "Question", "add_question", "parse_question", "read_questions"]
