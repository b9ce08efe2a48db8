"""The table of who decides what: a row a statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from bot.models import Role, Statement
from bot.phrasebook import Phrasebook, place
from bot.yamlfile import as_mapping, as_text, read_yaml

_RACI = Path(__file__).with_name("raci.yaml")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement as a row of the table. `raci` is the RACI letter of its role, "" where it is denied."""

    actor: str
    role: str
    matter: str
    condition: str
    negative: str
    quote: str
    document: str
    section: str
    file: str
    page: int | None
    line: int
    place: str
    standing: str
    raci: str


def matrix_rows(statements: Iterable[Statement], book: Phrasebook) -> list[Row]:
    """The rows of all statements with a body: by body, then by role, then in the texts' order."""
    named = [(s, s.actor.name) for s in statements if s.actor is not None]
    named.sort(key=lambda pair: (pair[1].lower(), pair[0].role, pair[0].passage.key))
    return [_row(statement, name, book) for statement, name in named]


def column_names(*, raci: bool) -> list[str]:
    """The names of a row's cells; with `raci` the RACI letter is one of them."""
    return [field.name for field in fields(Row) if raci or field.name != "raci"]


def cells(row: Row, *, raci: bool) -> list[object]:
    """A row's cells in the order of `column_names`."""
    return [getattr(row, name) for name in column_names(raci=raci)]


@cache
def raci_letters() -> dict[Role, str]:
    """The RACI letter of each role, from raci.yaml."""
    mapping = as_mapping(read_yaml(_RACI), str(_RACI))
    return {role: as_text(mapping[role], f"{_RACI}: {role}") for role in Role}


def quoted(statement: Statement) -> str:
    """A statement's sentence word for word, with the lead-in of a list before its item."""
    passage = statement.passage
    return f"{passage.lead_in} […] {passage.text}" if passage.lead_in else passage.text


def _row(statement: Statement, name: str, book: Phrasebook) -> Row:
    citation = statement.passage.citation
    return Row(
        actor=name,
        role=str(statement.role),
        matter=statement.matter,
        condition=statement.condition,
        negative="not" if statement.negative else "",
        quote=quoted(statement),
        document=citation.document,
        section=citation.section,
        file=citation.file,
        page=citation.page,
        line=citation.line,
        place=place(citation, book),
        standing=str(citation.standing),
        raci="" if statement.negative else raci_letters()[statement.role],
    )
