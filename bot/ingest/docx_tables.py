"""Word's tables as rows: merged cells given back to each row and column that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.ingest.decoding import clean
from bot.ingest.docx_xml import W, children, is_on, number_of, runs_of, text_of, value_of
from bot.ingest.grid import WIDEST, GridRow


def table_rows(table: Any) -> Iterator[GridRow]:
    """The rows of a table, each with the number of its first paragraph in the table."""
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
            wide = min(WIDEST, max(1, number_of(span, "val", 1) if span is not None else 1))
            cells += [text, *[""] * (wide - 1)]
        yield GridRow(tuple(cells[:WIDEST]), own, paragraph, is_on(properties, "tblHeader"), bold)
        paragraph += count


def _cell_text(cell: Any) -> str:
    """The text of a cell; that of a table inside it too."""
    return " ".join(clean(" ".join(text_of(p) for p in cell.iter(f"{W}p"))).split())


def _is_bold(cell: Any) -> bool:
    runs = [run for p in cell.iter(f"{W}p") for run in runs_of(p) if text_of(run).strip()]
    return all(is_on(run.find(f"{W}rPr"), "b") for run in runs)
