"""A table as it stands in a file to a header and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ingest.plaintext import is_sentence

Cells = tuple[str, ...]
WIDEST = 60  # columns
_LONGEST_HEADER = 60  # characters of a column's name


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row's cells, one a column; how many of its own it has, where it stands, and whether it looks like a header."""

    cells: Cells
    own: int
    place: int
    marked: bool
    bold: bool


def read_grid(rows: Sequence[GridRow]) -> tuple[Cells | None, list[tuple[int, Cells]]]:
    """Return the header of a table and its other rows, each with its place.

    A row of one cell over the whole width comes as that one cell. The header is None where a table is not one of rows: of a single
    column, or with whole sentences and no header.
    """
    width = max((len(row.cells) for row in rows), default=0)
    if width < 2:
        return None, []
    rows = [
        GridRow((*row.cells, *[""] * (width - len(row.cells))), row.own, row.place, row.marked, row.bold)
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
            found.append((row.place, cells))
    return header, found


def _like_header(row: GridRow, rest: Sequence[GridRow]) -> bool:
    """Whether a first row names columns: short words in every column, bold where the rest is not, or more of them than two."""
    short = all(cell and len(cell) <= _LONGEST_HEADER and not is_sentence(cell) for cell in row.cells)
    if not short or any(character.isdigit() for cell in row.cells for character in cell):
        return False
    return len(row.cells) > 2 or (row.bold and not all(one.bold for one in rest))
