"""The whole table of who decides what, with sources, in several formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from bot.models import Statement

_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement as a row of the table."""

    actor: str
    role: str
    matter: str
    condition: str
    negative: str
    quote: str
    document: str
    section: str
    file: str
    line: int
    standing: str


def matrix_rows(statements: Iterable[Statement]) -> list[Row]:
    """The rows of all statements with a body: by body, then by role, then in the texts' order."""
    named = [(s, s.actor.name) for s in statements if s.actor is not None]
    named.sort(key=lambda pair: (pair[1].lower(), pair[0].role, pair[0].passage.key))
    return [_row(statement, name) for statement, name in named]


def as_markdown(rows: Sequence[Row]) -> str:
    """A Markdown table, a row a statement."""
    lines = ["| Body | Role | Matter | Condition | Quotation | Source |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        role = f"not {row.role}" if row.negative else row.role
        source = f"{row.document}, {row.section}, {row.file}:{row.line} ({row.standing})"
        cells = (row.actor, role, row.matter, row.condition, row.quote, source)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def as_csv(rows: Sequence[Row]) -> str:
    """Comma-separated values with a header; a cell that a spreadsheet would run as a formula is disarmed by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_names())
    writer.writerows([_disarmed(cell) for cell in astuple(row)] for row in rows)
    return out.getvalue()


def as_json(rows: Sequence[Row]) -> str:
    """A JSON list of objects."""
    listed = [dict(zip(_names(), astuple(row), strict=True)) for row in rows]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def write_xlsx(rows: Sequence[Row], path: Path) -> None:
    """Write a workbook with one sheet: a header that stays, filters, and columns as wide as reading needs."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Matrix"
    sheet.append(_names())
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", c) if isinstance(c, str) else c for c in astuple(row)])
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":  # a text that begins with "=" is text
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHIJK", (30, 14, 50, 30, 10, 70, 36, 36, 30, 8, 14), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def _names() -> list[str]:
    return [field.name for field in fields(Row)]


def _row(statement: Statement, name: str) -> Row:
    citation = statement.passage.citation
    return Row(
        actor=name,
        role=str(statement.role),
        matter=statement.matter,
        condition=statement.condition,
        negative="not" if statement.negative else "",
        quote=statement.passage.text,
        document=citation.document,
        section=citation.section,
        file=citation.file,
        line=citation.line,
        standing=str(citation.standing),
    )


def _disarmed(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
