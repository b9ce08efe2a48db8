"""The table of who decides what as one web page that needs nothing beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from bot.engine import Library
from bot.models import Role
from bot.phrasebook import Phrasebook, cite
from bot.reports.grid import Grid, GridLine, Mark
from bot.reports.rows import quoted, raci_letters

_FOLDER = Path(__file__).with_name("page")
_COLUMNS = 16  # bodies with a column of their own; the others share the last one, by name


def as_page(grid: Grid, library: Library, book: Phrasebook, *, raci: bool, today: date) -> str:
    """Return the page. All that comes from texts is escaped, and the page's own rules let nothing but its own script run.

    Without a script, a letter leads to its quotation further down; with one, it opens it.
    """
    style, script, page = ((_FOLDER / f"page.{ending}").read_text(encoding="utf-8") for ending in ("css", "js", "html"))
    columns, others = grid.bodies[:_COLUMNS], grid.bodies[_COLUMNS:]
    open_places = {"shown": "{shown}", "all": "{all}"}  # filled in by the script
    names = [name for name in book.words_of("matrix") if not name.startswith(("sheet_", "text_"))]
    words = {name: escape(book.say(f"matrix.{name}", **open_places)) for name in names}
    return Template(page).substitute(
        words,
        language=book.language,
        style=style,
        script=script,
        style_hash=_digest(style),
        script_hash=_digest(script),
        today=today.isoformat(),
        legend=_legend(book, raci=raci),
        body_options=_options(grid.bodies),
        role_options="".join(f'<option value="{role}">{escape(book.of("roles", role))}</option>' for role in Role),
        text_options="".join(
            f'<option value="{escape(d.file)}">{escape(d.info.title)}</option>' for d in library.documents
        ),
        heads="".join(
            f'<th scope="col" data-body="{escape(name)}"><span>{escape(name)}</span></th>' for name in columns
        )
        + (f'<th scope="col" data-body=""><span>{words["others"]}</span></th>' if others else ""),
        groups="".join(_groups(grid, columns, book, raci=raci, wide=1 + len(columns) + bool(others))),
        quotations="".join(_quotation(mark, book) for mark in grid.marks),
        texts="".join(_text(title, standing) for title, standing in _texts(library, book)),
        raci_note=f"<p>{words['raci_note']}</p>" if raci else "",
    )


def _groups(grid: Grid, columns: tuple[str, ...], book: Phrasebook, *, raci: bool, wide: int) -> Iterable[str]:
    """The body of the table: a part for each section of each text."""
    for (document, section, file), lines in groupby(grid.lines, lambda line: (line.document, line.section, line.file)):
        name = escape(document) + (f" › {escape(section)}" if section else "")
        yield f'<tbody data-text="{escape(file)}"><tr class="group"><th colspan="{wide}" scope="rowgroup"><span>{name}</span></th></tr>'
        for line in lines:
            yield _row(line, columns, book, raci=raci, shared=wide > 1 + len(columns))
        yield "</tbody>"


def _row(line: GridLine, columns: tuple[str, ...], book: Phrasebook, *, raci: bool, shared: bool) -> str:
    cells = [f'<th scope="row">{escape(line.matter)}</th>']
    for name in columns:
        marks = line.cells.get(name, [])
        cells.append(f"<td>{''.join(_mark(name, mark, book, raci=raci) for mark in marks)}</td>")
    if shared:
        rest = [(name, mark) for name, marks in line.cells.items() if name not in columns for mark in marks]
        told = "".join(f"{_mark(name, mark, book, raci=raci)}<small>{escape(name)}</small>" for name, mark in rest)
        cells.append(f'<td class="shared">{told}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _mark(name: str, mark: Mark, book: Phrasebook, *, raci: bool) -> str:
    statement = mark.statement
    role = book.of("roles", statement.role)
    said = f"{name}: {book.say('diff.not', role=role) if statement.negative else role}: {statement.matter}"
    kind = "denied" if statement.negative else str(statement.role)
    standing = statement.passage.citation.standing
    return (
        f'<a class="mark {kind}" href="#s{mark.number}" data-body="{escape(name)}" data-role="{statement.role}" '
        f'data-standing="{standing}" aria-label="{escape(said)}">{escape(mark.raci if raci else mark.letter)}</a>'
    )


def _quotation(mark: Mark, book: Phrasebook) -> str:
    statement = mark.statement
    name = statement.actor.name if statement.actor else ""
    role = book.of("roles", statement.role)
    role = book.say("diff.not", role=role) if statement.negative else role
    condition = ""
    if statement.condition:
        condition = f'<p class="condition">{escape(book.say("condition", condition=statement.condition))}</p>'
    return (
        f'<li id="s{mark.number}" value="{mark.number}"><p><b>{escape(name)}</b> – {escape(role)}: {escape(statement.matter)}</p>'
        f"{condition}<blockquote>”{escape(quoted(statement))}”</blockquote>"
        f"<p><cite>{escape(cite(statement.passage.citation, book))}</cite></p></li>"
    )


def _legend(book: Phrasebook, *, raci: bool) -> str:
    """What each letter means."""
    if raci:
        grouped: dict[str, list[str]] = {}
        for role, letter in raci_letters().items():
            grouped.setdefault(letter, []).append(book.of("roles", role))
        told = [(letter, "", ", ".join(roles)) for letter, roles in grouped.items()]
    else:
        told = [(book.of("letters", role), str(role), book.of("roles", role)) for role in Role]
    told.append((book.say("matrix.denied"), "denied", book.say("matrix.denied_means")))
    return "".join(f'<li><span class="mark {kind}">{escape(a)}</span> {escape(b)}</li>' for a, kind, b in told)


def _texts(library: Library, book: Phrasebook) -> list[tuple[str, str]]:
    return [
        (d.info.title, book.of("standings", d.info.standing) or book.say("slack.home_standing_unknown"))
        for d in library.documents
    ]


def _text(title: str, standing: str) -> str:
    return f"<li>{escape(title)} <small>({escape(standing)})</small></li>"


def _options(names: Iterable[str]) -> str:
    return "".join(f"<option>{escape(name)}</option>" for name in sorted(names, key=str.lower))


def _digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
