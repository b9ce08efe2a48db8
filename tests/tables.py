"""Tables of questions: how a row is read, and how an answer is held against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.language.bodies import actor_key
from bot.models import Answer, Passage, Status
from bot.yamlfile import Node, as_list, as_mapping, as_text, as_words, known_keys, read_yaml

TESTS = Path(__file__).parent
_KEYS = (
    "id", "kind", "language", "why", "question", "thread", "expect", "also", "never_first", "yes_no", "never_role", "status",
    "or_silence", "help_ok", "missed",
)  # fmt: skip
# How an answer to an English question begins, by what the row writes.
_OPENINGS = {"yes": "ja (yes)", "no": "nej (no)"}


@dataclass(frozen=True)
class Expected:
    """A body (or, for a fact, none), words that its quotation must hold, and where it stands.

    `role` tells the reader which role is meant; which may be said first is held by `never_role` and `never_first`.
    """

    actor: str
    quote: str
    role: str
    file: str
    section: str


@dataclass(frozen=True)
class Row:
    """One question with what its answer must and must not be."""

    id: str
    kind: str
    language: str
    question: str
    thread: tuple[str, ...]
    expect: tuple[Expected, ...]
    also: tuple[Expected, ...]
    never_first: tuple[str, ...]
    never_role: tuple[str, ...]
    yes_no: str
    status: str
    or_silence: bool
    help_ok: bool
    missed: str


def read_table(path: Path) -> list[Row]:
    """The rows of one YAML table; a key that no row knows is an error."""
    return [_row(node, f"{path.name}[{number}]") for number, node in enumerate(as_list(read_yaml(path), path.name), 1)]


class Missable(Protocol):
    """A row of any table: its id, and why the program fails it yet ("" where it does not)."""

    @property
    def id(self) -> str: ...

    @property
    def missed(self) -> str: ...


def parameters(rows: Sequence[Missable]) -> list[Any]:
    """The rows as test parameters. A row with `missed` says why the program fails it yet, and must then fail."""
    return [
        pytest.param(row, id=row.id, marks=[pytest.mark.xfail(reason=row.missed, strict=True)] if row.missed else [])
        for row in rows
    ]


def faults(row: Row, answer: Answer) -> list[str]:
    """What is wrong with `answer`, in words; empty when it is right."""
    given = _told(answer)
    if row.status:
        allowed = {row.status, "help"} if row.help_ok else {row.status}
        return (
            []
            if answer.status in allowed
            else [f"status is {answer.status}: {[(g[0], g[1].text[:60]) for g in given[:2]]}"]
        )
    if row.or_silence and answer.status is Status.NOT_FOUND:
        return []
    if not given:
        return [f"nothing is told ({answer.status}; unknown: {', '.join(answer.unknown_words)})"]
    wrong = []
    if not first_is_right(row, answer):
        wrong.append(f"first is {given[0][0] or 'a passage'}: {given[0][1].text[:80]}")
    wrong += [
        f"missing {expected.actor}: {expected.quote}"
        for expected in row.expect
        if not any(_is(expected, *one[:2]) for one in given)
    ]
    if given[0][0] and any(_same(name, given[0][0]) for name in row.never_first) and wrong:
        wrong.append(f"never first: {given[0][0]}")
    if given[0][2] in row.never_role:
        wrong.append(f"never the role {given[0][2]}")
    if row.yes_no and not answer.text.lower().startswith(_OPENINGS.get(row.yes_no, row.yes_no)):
        wrong.append(f"should begin with {row.yes_no}: {answer.text[:30]!r}")
    return wrong


def first_is_right(row: Row, answer: Answer) -> bool:
    """Whether what `answer` tells first is one of the things that the row expects or allows beside."""
    return any(_is(expected, *one[:2]) for one in _told(answer)[:1] for expected in (*row.expect, *row.also))


def _told(answer: Answer) -> list[tuple[str, Passage, str]]:
    """Body, passage and role of all that an answer asserts or shows as facts; "" where there is none."""
    told = [
        (d.statement.actor.name if d.statement.actor else "", d.statement.passage, str(d.statement.role))
        for d in answer.decisions
    ]
    return told + [("", f.passage, "") for f in answer.passages if answer.status is not Status.NOT_FOUND]


def _is(expected: Expected, actor: str, passage: Passage) -> bool:
    if expected.actor and not (
        _same(expected.actor, actor) if actor else _folded(expected.actor) in _folded(passage.text)
    ):
        return False  # a sentence told as a fact names the body itself
    if expected.file and passage.citation.file != expected.file:
        return False
    if expected.section.lower() not in passage.citation.section.lower():
        return False
    return _folded(expected.quote) in _folded(passage.text)


def _same(one: str, other: str) -> bool:
    """Whether two names mean the same body: all, or for a pair one, of the words that name it, or the name without its owner."""

    def parts(name: str) -> set[str]:
        return {actor_key(part) for part in re.split(r",| och | eller | samt ", name) if part.strip()}

    short, long = sorted((actor_key(one), actor_key(other)), key=len)
    return short == long or long.endswith(f" {short}") or bool(parts(one) & parts(other))


def _folded(text: str) -> str:
    return " ".join(text.lower().split()).replace("**", "")


def _row(node: Node, where: str) -> Row:
    fields = as_mapping(node, where)
    known_keys(fields, _KEYS, where)

    def text(key: str) -> str:
        return as_text(fields.get(key), f"{where}: {key}")

    return Row(
        id=text("id"),
        kind=text("kind"),
        language=text("language") or "sv",
        question=text("question"),
        thread=as_words(fields.get("thread"), f"{where}: thread"),
        expect=_expected(fields.get("expect"), where),
        also=_expected(fields.get("also"), where),
        never_first=as_words(fields.get("never_first"), where),
        never_role=as_words(fields.get("never_role"), where),
        yes_no=text("yes_no"),
        status=text("status"),
        or_silence=text("or_silence") == "true",
        help_ok=text("help_ok") == "true",
        missed=text("missed"),
    )


def _expected(node: Node | None, where: str) -> tuple[Expected, ...]:
    rows = [as_mapping(one, where) for one in as_list(node, where)]
    return tuple(
        Expected(*(as_text(row.get(key), f"{where}: {key}") for key in ("actor", "quote", "role", "file", "section")))
        for row in rows
    )
