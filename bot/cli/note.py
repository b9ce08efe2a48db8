"""`note`: the short answers of one's own that stand beside the texts, added and listed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.config import Config
from bot.errors import UsageError
from bot.fresh import NOTES, add_note, notes_in_force, read_notes
from bot.models import NoteEntry
from bot.phrasebook import Phrasebook, phrasebook, tell


def run_note_add(
    config: Config,
    knowledge: Path | None,
    *,
    questions: Sequence[str],
    answer: str,
    answer_en: str,
    source: str,
    owner: str,
    valid_until: str,
    valid_from: str,
) -> int:
    """Add a note and tell its id. Raises UserError for what cannot be one, and where it cannot be written."""
    folder = _folder(config, knowledge)
    name = add_note(
        folder, questions=questions, answer=answer, answer_en=answer_en, source=source, owner=owner, valid_until=valid_until,
        valid_from=valid_from,
    )  # fmt: skip
    print(phrasebook(config.answers.language).say("note.added", id=name, file=folder / NOTES))
    return 0


def run_note_list(config: Config, knowledge: Path | None) -> int:
    """Print every note with its state, and on stderr what is wrong with any. Raises UserError for a file that is no YAML."""
    path, today = _folder(config, knowledge) / NOTES, date.today()
    entries, wrong = read_notes(path)
    current, due = notes_in_force(entries, today)
    book = phrasebook(config.answers.language)
    for entry in entries:
        for line in _lines(entry, entry in current, today, book):
            print(line)
    if not entries:
        print(book.say("note.none", file=path))
    for problem in (*wrong, *due):
        print(f"{problem.file}:{problem.line}: {tell(problem, book)}", file=sys.stderr)
    return 0


def _lines(entry: NoteEntry, current: bool, today: date, book: Phrasebook) -> Iterator[str]:
    if current:
        state = book.say("note.until", date=entry.valid_until) if entry.valid_until else book.say("note.no_end")
    elif entry.valid_from > today.isoformat():
        state = book.say("note.starts", date=entry.valid_from)
    else:
        state = book.say("note.ended", date=entry.valid_until)
    by = book.say("note.by", owner=entry.owner) if entry.owner else book.say("note.by_nobody")
    yield f"{entry.id} ({by}, {state})"
    yield from (f"  ? {question}" for question in entry.questions)
    yield from (f"  {line}" for line in entry.answer.split("\n"))


def _folder(config: Config, knowledge: Path | None) -> Path:
    folder = knowledge or config.knowledge
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: no such folder; `knowledge` in config.yaml or --knowledge names the folder with the texts"
        )
    return folder
