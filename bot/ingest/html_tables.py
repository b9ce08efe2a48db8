"""The tables of web pages as rows: cells that span given back to each row and column that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.ingest.decoding import clean
from bot.ingest.grid import WIDEST, GridRow, read_grid
from bot.models import Block

_BELOW = 60  # the level of a heading inside a table


def table_blocks(table: Any) -> Iterator[Block] | None:
    """The blocks of a table, or None for one that only places things."""
    if table.find(".//table") is not None:
        return None
    header, rows = read_grid(list(_rows(table)))
    if header is None:
        return None
    return _blocks(table, header, rows)


def _blocks(table: Any, header: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]]) -> Iterator[Block]:
    caption = table.find("caption")
    if caption is not None:
        yield Block("heading", clean(caption.text_content()), ((0, caption.sourceline or 1),), _BELOW)
    for line, cells in rows:
        if len(cells) == 1:
            yield Block("heading", cells[0], ((0, line),), _BELOW + 1)
        else:
            text = " ".join(" | ".join(cells).split()).strip("| ")
            yield Block("row", text, ((0, line),), cells=cells, header=header)


def _rows(table: Any) -> Iterator[GridRow]:
    above: dict[int, tuple[str, int]] = {}  # by column: a cell that goes on downwards, and for how many rows
    for row in table.iter("tr"):
        cells: list[str] = []
        own, heads = 0, True
        for cell in row.iterchildren("td", "th"):
            _fill(cells, above)
            own += 1
            heads = heads and cell.tag == "th"
            text = clean(" ".join(cell.itertext()))
            wide = min(_span(cell, "colspan"), WIDEST)
            if _span(cell, "rowspan") > 1:
                above[len(cells)] = (text, _span(cell, "rowspan") - 1)
            cells += [text, *[""] * (wide - 1)]
        _fill(cells, above)
        parent = row.getparent()
        marked = bool(own) and heads and (own > 1 or (parent is not None and parent.tag == "thead"))
        yield GridRow(tuple(cells[:WIDEST]), own, row.sourceline or 1, marked, heads)


def _fill(cells: list[str], above: dict[int, tuple[str, int]]) -> None:
    """Add the cells of rows above that go on at this place."""
    while len(cells) in above:
        text, left = above.pop(len(cells))
        if left > 1:
            above[len(cells)] = (text, left - 1)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    told = str(cell.get(name) or "1")
    return max(1, int(told)) if told.isascii() and told.isdigit() and len(told) < 5 else 1
