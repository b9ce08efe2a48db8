"""The table of who decides what as a workbook: all statements, bodies across and matters down, and the texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.engine import Library
from bot.phrasebook import Phrasebook
from bot.reports.grid import Grid
from bot.reports.rows import Row, cells, column_names

_WIDTHS = {
    "actor": 30, "role": 14, "matter": 50, "condition": 30, "negative": 10, "quote": 70, "document": 36, "section": 36, "file": 30,
    "page": 8, "line": 8, "place": 20, "standing": 14, "raci": 8,
}  # fmt: skip
_LONGEST = 32_000  # characters of a cell; Excel takes 32,767


def write_xlsx(rows: Sequence[Row], grid: Grid, library: Library, path: Path, book: Phrasebook, *, raci: bool) -> None:
    """Write the workbook: each sheet with a header that stays, filters, and columns as wide as reading needs.

    The document's cell leads to its address, where documents.yaml has one. Raises OSError where the file cannot be written.
    """
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    names = column_names(raci=raci)
    _fill(
        sheet,
        book.say("matrix.sheet_rows"),
        names,
        [cells(row, raci=raci) for row in rows],
        [_WIDTHS[n] for n in names],
    )
    addresses = {d.file: d.info.address for d in library.documents}
    at = names.index("document") + 1
    for number, row in enumerate(rows, 2):
        address = addresses.get(row.file, "")
        if address.startswith(("https://", "http://")):
            cell = sheet.cell(number, at)
            cell.hyperlink = address
            cell.style = "Hyperlink"
    listed = [
        [line.matter, *(_letters(line.cells.get(body), raci=raci) for body in grid.bodies)] for line in grid.lines
    ]
    header = [book.say("matrix.matter"), *grid.bodies]
    _fill(workbook.create_sheet(), book.say("matrix.sheet_grid"), header, listed, [60, *[14] * len(grid.bodies)])
    texts = [
        [
            d.info.title,
            d.file,
            d.info.kind,
            d.info.reference,
            str(d.info.standing),
            d.info.adopted,
            d.info.address,
            len(d.statements),
        ]
        for d in library.documents
    ]
    words = [book.say(f"matrix.text_{name}") for name in ("title", "file", "kind", "reference", "standing", "adopted", "address", "count")]  # fmt: skip
    _fill(workbook.create_sheet(), book.say("matrix.sheet_texts"), words, texts, [50, 36, 20, 20, 14, 14, 40, 12])
    workbook.save(path)


def _letters(found: Sequence[Any] | None, *, raci: bool) -> str:
    return " ".join(dict.fromkeys(one.raci if raci else one.letter for one in found or ()))


def _fill(
    sheet: Any, title: str, header: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int]
) -> None:
    sheet.title = title
    sheet.append([_safe(cell) for cell in header])
    for row in rows:
        sheet.append([_safe(cell) for cell in row])
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":  # a text that begins with "=" is text
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _safe(cell: object) -> object:
    return ILLEGAL_CHARACTERS_RE.sub("", cell)[:_LONGEST] if isinstance(cell, str) else cell
