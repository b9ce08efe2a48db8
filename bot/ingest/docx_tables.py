"""Word's tables as rows: merged cells given back to each row and column that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.ingest.decoding import clean
from bot.ingest.docx_xml import W, children, is_on, number_of, runs_of, text_of, value_of
from bot.ingest.plaintext import is_sentence

Cells = tuple[str, ...]
_LONGEST_HEADER = 60  # characters of a column's name
_WIDEST = 60  # columns


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells, one a column; how many of its own it has, the paragraph it begins with, and whether it is marked as a header."""

    cells: Cells
    own: int
    paragraph: int
    marked: bool
    bold: bool


def table_rows(table: Any) -> tuple[Cells | None, list[tuple[int, Cells]]]:
    """Return the header of a table and its other rows, each with the number of its first paragraph in the table.

    A row of one cell over the whole width comes as that one cell. The header is None where a table is not one of rows: of a single
    column, or with whole sentences and no header.
    """
    rows = list(_rows(table))
    width = max((len(row.cells) for row in rows), default=0)
    if width < 2:
        return None, []
    rows = [
        _Row((*row.cells, *[""] * (width - len(row.cells))), row.own, row.paragraph, row.marked, row.bold)
        for row in rows
    ]
    marked = 0
    while marked < len(rows) - 1 and rows[marked].marked:
        marked += 1
    while not marked and len(rows) > 1 and rows[0].own == 1:  # a caption above the header
        rows = rows[1:]
    if not marked and len(rows) > 1 and _like_header(rows[0], rows[1:]):
        marked = 1
    if not marked and any(is_sentence(cell) or cell.endswith(".") for row in rows for cell in row.cells):
        return None, []
    columns = zip(*(row.cells for row in rows[:marked]), strict=True)
    header = tuple(" ".join(dict.fromkeys(cell for cell in column if cell)) for column in columns) if marked else ()
    found = []
    for row in rows[marked:]:
        cells = (row.cells[0],) if row.own == 1 else row.cells
        if any(cells) and cells != header:
            found.append((row.paragraph, cells))
    return header, found


def _rows(table: Any) -> Iterator[_Row]:
    above: dict[int, str] = {}
    paragraph = 0
    for row in children(table):
        if row.tag != f"{W}tr":
            continue
        properties = row.find(f"{W}trPr")
        count = sum(1 for _ in row.iter(f"{W}p"))
        if properties is not None and properties.find(f"{W}del") is not None:
            paragraph += count
            continue
        cells: list[str] = []
        own, bold = 0, True
        for cell in children(row):
            if cell.tag != f"{W}tc":
                continue
            own += 1
            shape = cell.find(f"{W}tcPr")
            merged = shape.find(f"{W}vMerge") if shape is not None else None
            span = shape.find(f"{W}gridSpan") if shape is not None else None
            text = _cell_text(cell)
            if merged is not None and value_of(merged) != "restart":
                text = above.get(len(cells), "")
            elif merged is not None:
                above[len(cells)] = text
            bold = bold and _is_bold(cell)
            wide = min(_WIDEST, max(1, number_of(span, "val", 1) if span is not None else 1))
            cells += [text, *[""] * (wide - 1)]
        yield _Row(tuple(cells[:_WIDEST]), own, paragraph, is_on(properties, "tblHeader"), bold)
        paragraph += count


def _cell_text(cell: Any) -> str:
    """The text of a cell; that of a table inside it too."""
    return " ".join(clean(" ".join(text_of(p) for p in cell.iter(f"{W}p"))).split())


def _is_bold(cell: Any) -> bool:
    runs = [run for p in cell.iter(f"{W}p") for run in runs_of(p) if text_of(run).strip()]
    return all(is_on(run.find(f"{W}rPr"), "b") for run in runs)


def _like_header(row: _Row, rest: list[_Row]) -> bool:
    """Whether a first row names columns: short words in every column, bold where the rest is not, or more of them than two."""
    short = all(cell and len(cell) <= _LONGEST_HEADER and not is_sentence(cell) for cell in row.cells)
    if not short or any(character.isdigit() for cell in row.cells for character in cell):
        return False
    return len(row.cells) > 2 or (row.bold and not all(one.bold for one in rest))
