"""Bodies across, matters down: the statements as cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.models import Statement
from bot.phrasebook import Phrasebook
from bot.reports.rows import raci_letters


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement in a cell: its number in the grid, its letter and its RACI letter ("×" for what is denied)."""

    number: int
    letter: str
    raci: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class GridLine:
    """A matter, where it stands, and the marks of each body by its name."""

    matter: str
    document: str
    section: str
    file: str
    cells: dict[str, list[Mark]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The bodies, those with most statements first, and the matters in the texts' order. Only like words make one matter."""

    bodies: tuple[str, ...]
    lines: tuple[GridLine, ...]
    marks: tuple[Mark, ...]


def make_grid(statements: Iterable[Statement], book: Phrasebook) -> Grid:
    """Return the grid of all statements with a body, in the texts' order."""
    denied = book.say("matrix.denied")
    lines: dict[tuple[str, str, str], GridLine] = {}
    marks: list[Mark] = []
    count: Counter[str] = Counter()
    for statement in statements:
        if statement.actor is None:
            continue
        citation = statement.passage.citation
        key = (citation.file, citation.section, " ".join(statement.matter.lower().split()))
        line = lines.setdefault(key, GridLine(statement.matter, citation.document, citation.section, citation.file, {}))
        negative = statement.negative
        mark = Mark(
            len(marks) + 1,
            denied if negative else book.of("letters", statement.role),
            denied if negative else raci_letters()[statement.role],
            statement,
        )
        marks.append(mark)
        line.cells.setdefault(statement.actor.name, []).append(mark)
        count[statement.actor.name] += 1
    bodies = sorted(count, key=lambda name: (-count[name], name.lower()))
    return Grid(tuple(bodies), tuple(lines.values()), tuple(marks))
