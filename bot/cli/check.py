"""`check`: the texts as they were read, and what a reviewer would ask about them."""

from __future__ import annotations

from pathlib import Path

from bot.cli.loading import progress_bar
from bot.config import Config
from bot.fresh import load_engine
from bot.phrasebook import phrasebook
from bot.reports.review import as_json, as_text, review


def run_check(config: Config, knowledge: Path | None, *, form: str, language: str, statements: bool) -> int:
    """Print the texts, what is wrong with them and what is worth a look. Returns 1 if something is wrong."""
    with progress_bar(config) as progress:
        library = load_engine(config, knowledge, progress=progress).library
    book = phrasebook(language or config.answers.language)
    findings = review(library)
    if form == "json":
        print(as_json(library, findings, book), end="")
    else:
        print(as_text(library, findings, book, statements=statements), end="")
    return int(any(problem.severe for problem in library.problems))
