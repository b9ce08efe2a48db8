"""The table of who decides what as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from bot.reports.disarmed import disarmed
from bot.reports.rows import Row, cells, column_names


def as_markdown(rows: Sequence[Row], *, raci: bool) -> str:
    """A Markdown table, a row a statement; with `raci` the RACI letter stands before the role."""
    lines = ["| Body | Role | Matter | Condition | Quotation | Source |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        role = f"not {row.role}" if row.negative else f"{row.raci} ({row.role})" if raci else row.role
        where = " ".join(part for part in (row.file, row.place) if part)
        source = f"{row.document}, {row.section}, {where} ({row.standing})"
        line = (row.actor, role, row.matter, row.condition, row.quote, source)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |")
    return "\n".join(lines) + "\n"


def as_csv(rows: Sequence[Row], *, raci: bool) -> str:
    """Comma-separated values with a header; a cell that a spreadsheet would run as a formula is disarmed by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column_names(raci=raci))
    writer.writerows([disarmed(cell) for cell in cells(row, raci=raci)] for row in rows)
    return out.getvalue()


def as_json(rows: Sequence[Row], *, raci: bool) -> str:
    """A JSON list of objects."""
    names = column_names(raci=raci)
    listed = [dict(zip(names, cells(row, raci=raci), strict=True)) for row in rows]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
