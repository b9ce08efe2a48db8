"""`matrix`: the table of who decides what, printed or written to a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bot.cli.loading import open_engine
from bot.config import Config
from bot.errors import UsageError
from bot.phrasebook import phrasebook
from bot.reports.grid import make_grid
from bot.reports.matrix import as_csv, as_json, as_markdown
from bot.reports.page import as_page
from bot.reports.rows import matrix_rows


def run_matrix(
    config: Config, knowledge: Path | None, form: str, output: Path | None, *, language: str, raci: bool
) -> int:
    """Print the table in the wanted form, or write it to `output`. Raises UsageError where that cannot be done."""
    if form == "xlsx" and output is None:
        raise UsageError("matrix --format xlsx needs a file: -o FILE.xlsx")
    engine = open_engine(config, knowledge)
    book = phrasebook(language or config.answers.language)
    rows = matrix_rows(engine.statements, book)
    if form == "xlsx" and output is not None:
        from bot.reports.sheets import write_xlsx

        with _told(output):
            write_xlsx(rows, make_grid(engine.statements, book), engine.library, output, book, raci=raci)
        return 0
    if form == "html":
        text = as_page(make_grid(engine.statements, book), engine.library, book, raci=raci, today=date.today())
    else:
        text = {"md": as_markdown, "csv": as_csv, "json": as_json}[form](rows, raci=raci)
    if output is None:
        print(text, end="")
        return 0
    with _told(output):
        # Excel takes a CSV file for UTF-8 only when it begins with a byte order mark
        output.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8")
    return 0


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns a failure to write into a UsageError that names the file."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
