"""The review as a strategist reads it, and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence

from bot.engine import Library
from bot.models import Problem, Statement
from bot.phrasebook import Phrasebook, place, tell
from bot.reports.review.findings import Finding

_WIDTH = 96


def as_text(library: Library, findings: Sequence[Finding], book: Phrasebook, *, statements: bool) -> str:
    """The texts in a table, then what is wrong, then what is worth a look, file by file; with `statements` all that was read."""
    lines = [*_table(library, book), ""]
    told = [one for one in library.problems if one.severe]
    if told:
        lines += [book.say("review.wrong"), *(f"  {_problem(one, book)}" for one in told), ""]
    doubtful = [
        one for one in library.problems if not one.severe and not one.code.startswith(("found_", "standing_found"))
    ]
    if doubtful:
        lines += [book.say("review.doubtful"), *(f"  {_problem(one, book)}" for one in doubtful), ""]
    for document in library.documents:
        own = [one for one in findings if one.file == document.file]
        if own or statements:
            lines += [f"{document.file} — {document.info.title}", ""]
        for one in own:
            lines += _finding(one, book)
        if statements:
            lines += [f"  {_statement(s, book)}" for s in document.statements] + [""]
    files = {document.file for document in library.documents}
    for one in (one for one in findings if one.file not in files):  # the YAML beside the texts
        lines += [one.file, "", *_finding(one, book)]
    count = sum(len(d.statements) for d in library.documents)
    lines.append(
        book.say("review.sum", texts=len(library.documents), statements=count, findings=len(findings), wrong=len(told))
    )
    return "\n".join(lines) + "\n"


def as_json(library: Library, findings: Sequence[Finding], book: Phrasebook) -> str:
    """The same as one JSON object: documents, problems, findings."""
    found = {
        "documents": [
            {
                "file": d.file, "title": d.info.title, "kind": d.info.kind, "standing": str(d.info.standing),
                "confirmed": d.confirmed, "statements": len(d.statements), "passages": len(d.passages),
            }
            for d in library.documents
        ],
        "problems": [
            {"file": p.file, "line": p.line, "code": p.code, "message": tell(p, book), "severe": p.severe}
            for p in library.problems
        ],
        "findings": [
            {
                "kind": f.kind, "file": f.file, "line": f.passage.citation.line if f.passage else 0,
                "page": f.passage.citation.page if f.passage else None,
                "section": f.passage.citation.section if f.passage else "", "quote": f.passage.text if f.passage else "",
                "message": book.say(f"review.{f.kind}", **dict(f.values)), "proposal": f.proposal,
            }
            for f in findings
        ],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _table(library: Library, book: Phrasebook) -> list[str]:
    rows = [
        (
            textwrap.shorten(d.info.title, 50, placeholder="…"), d.info.kind[:22],
            book.of("standings", d.info.standing) or "?", str(len(d.statements)),
        )
        for d in library.documents
    ]  # fmt: skip
    header = tuple(book.say(f"review.column_{name}") for name in ("title", "kind", "standing", "statements"))
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(4)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]


def _finding(finding: Finding, book: Phrasebook) -> list[str]:
    where = place(finding.passage.citation, book) if finding.passage else ""
    section = finding.passage.citation.section if finding.passage else ""
    head = " · ".join(part for part in (where, section) if part)
    message = book.say(f"review.{finding.kind}", **dict(finding.values))
    lines = textwrap.wrap(message, _WIDTH, initial_indent="  • ", subsequent_indent="    ")
    if finding.passage:
        lines += textwrap.wrap(f"”{finding.passage.text}”", _WIDTH, initial_indent="    ", subsequent_indent="    ")
        lines.append(f"    — {head}")
    lines += [f"      {line}" for line in finding.proposal.splitlines()]
    return [*lines, ""]


def _problem(problem: Problem, book: Phrasebook) -> str:
    where = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"{where}: {tell(problem, book)}"


def _statement(statement: Statement, book: Phrasebook) -> str:
    actor = statement.actor.name if statement.actor else book.say("review.nobody_named")
    role = book.of("roles", statement.told_as)
    role = book.say("diff.not", role=role) if statement.negative else role
    limits = f" [{statement.condition}]" if statement.condition else ""
    where = place(statement.passage.citation, book) or statement.passage.citation.section
    return f"{where}: {actor} | {role} | {statement.matter}{limits} ({statement.rule})"
