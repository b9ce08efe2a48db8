"""Cells of a spreadsheet that it must not take for formulas."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t")


def disarmed(cell: object) -> object:
    """A cell with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
