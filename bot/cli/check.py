"""`check`: what was read, as a strategist would review it, and what is wrong or doubtful."""

from __future__ import annotations

from pathlib import Path

from bot.cli.loading import progress_bar
from bot.config import Config
from bot.fresh import load_engine
from bot.models import Document, Statement
from bot.phrasebook import phrasebook, tell


def run_check(config: Config, knowledge: Path | None) -> int:
    """Print every document with its statements and the sentences not read, then the problems. Returns 1 if one is severe."""
    with progress_bar(config) as progress:
        library = load_engine(config, knowledge, progress=progress).library
    for document in library.documents:
        _print_document(document)
    book = phrasebook(config.answers.language)
    for problem in library.problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        print(f"{'error' if problem.severe else 'note'}: {place}: {tell(problem, book)}")
    statements = sum(len(d.statements) for d in library.documents)
    unread = sum(len(d.unread) for d in library.documents)
    severe = sum(p.severe for p in library.problems)
    print(
        f"{len(library.documents)} documents, {len(library.actors)} actors, {statements} statements, "
        f"{unread} sentences with a role verb not read, {severe} errors"
    )
    return 1 if severe else 0


def _print_document(document: Document) -> None:
    info = document.info
    described = ", ".join(part for part in (info.kind, info.reference, info.issuer, str(info.standing)) if part)
    print(f"{document.file}: {info.title} ({described}); {len(document.passages)} passages")
    for statement in document.statements:
        print(f"  {document.file}:{statement.passage.citation.line}: {_in_one_line(statement)}")
    for unread in document.unread:
        line = unread.passage.citation.line
        print(f"  {document.file}:{line}: not read ({unread.verb}): {unread.passage.text}")
    print()


def _in_one_line(statement: Statement) -> str:
    actor = statement.actor.name if statement.actor else "(nobody named)"
    denied = "not " if statement.negative else ""
    limits = f" [{statement.condition}]" if statement.condition else ""
    return f"{actor} | {denied}{statement.role} | {statement.matter}{limits} ({statement.rule})"
