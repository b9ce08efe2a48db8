"""Notes that are not shown for a question of their own."""

from __future__ import annotations

from collections.abc import Iterator

from bot.engine import Engine
from bot.models import Problem


def find_note_faults(engine: Engine, file: str) -> Iterator[Problem]:
    """Problems of `file`: questions that do not say what they are about, and those that an earlier note answers already."""
    for entry in engine.library.notes:
        for question in entry.questions:
            shown = engine.notebook.find(question)
            values = (("id", entry.id), ("question", question))
            if shown is None:
                yield Problem(file, entry.line, "note_unclear_question", values)
            elif shown.id != entry.id:
                yield Problem(file, entry.line, "note_second", (*values, ("other", shown.id)))
