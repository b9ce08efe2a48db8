"""notes.yaml: short answers that people have written beside the texts. Read with every fault told, and added to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.errors import RefusedError, UserError
from bot.ingest.decoding import clean
from bot.ingest.metadata import is_date
from bot.language.thesaurus import light_words
from bot.language.words import fold, words
from bot.models import NoteEntry, Problem
from bot.phrasebook import phrasebook, tell
from bot.yamlentry import append_entry
from bot.yamlfile import Node, as_entries, as_mapping, as_text, as_words, known_keys, read_yaml

NOTES = "notes.yaml"
LONGEST = 1_500  # characters of an answer: longer ones are texts of their own
SOON = 30  # days before its end in which a note is told of
_FIELDS = ("id", "questions", "answer", "answer_en", "source", "owner", "valid_from", "valid_until")
_DATES = ("valid_from", "valid_until")
_WANTED = ("source", "owner", "valid_until")  # a note without one is told of
_NEW = Path(__file__).with_name("new_notes.yaml")
_WORDS_OF_ID, _LONGEST_ID = 4, 40


def read_notes(path: Path) -> tuple[tuple[NoteEntry, ...], tuple[Problem, ...]]:
    """The notes of a file, and what is wrong with others in it; nothing where there is no such file.

    Raises UserError for a file that is no YAML, or of another form.
    """
    if not path.is_file():
        return (), ()
    root = as_mapping(read_yaml(path), str(path))
    known_keys(root, ("notes",), str(path))
    entries: dict[str, NoteEntry] = {}
    problems: list[Problem] = []
    for number, (line, node) in enumerate(as_entries(root.get("notes"), f"{path}: notes"), 1):
        try:
            entry = _entry(node, f"notes[{number}]", line)
            if entry.id in entries:
                raise RefusedError("note_same_id", id=entry.id)
            entries[entry.id] = entry
        except RefusedError as error:
            problems.append(Problem(path.name, line, error.code, error.values, severe=True))
        except UserError as error:
            problems.append(Problem(path.name, line, "other", (("detail", str(error)),), severe=True))
    return tuple(entries.values()), tuple(problems)


def reread_notes(
    path: Path, before: Sequence[NoteEntry]
) -> tuple[tuple[NoteEntry, ...], tuple[Problem, ...]]:  # fmt: skip
    """The same, but for a file that is wrong as a whole: that is a severe Problem, and the notes from `before` stay in use."""
    try:
        return read_notes(path)
    except UserError as error:
        line, _, rest = str(error).removeprefix(f"{path}:").partition(": ")
        place, told = (int(line), rest) if line.isdigit() else (0, str(error).removeprefix(f"{path}: "))
        return tuple(before), (Problem(path.name, place, "other", (("detail", told),), severe=True, kept=bool(before)),)


def notes_in_force(
    entries: Sequence[NoteEntry], today: date
) -> tuple[tuple[NoteEntry, ...], tuple[Problem, ...]]:  # fmt: skip
    """Those of `entries` that may be shown `today`, and what their owners should know: what is overdue, soon will be, or lacks
    what a note should have."""
    day = today.isoformat()
    problems: list[Problem] = []
    for entry in entries:
        values = (("id", entry.id), ("until", entry.valid_until), ("owner", entry.owner or "?"))
        if entry.valid_until and entry.valid_until < day:
            problems.append(Problem(NOTES, entry.line, "note_overdue", values, severe=True))
        elif entry.valid_until and (left := (date.fromisoformat(entry.valid_until) - today).days) <= SOON:
            problems.append(Problem(NOTES, entry.line, "note_soon_overdue", (*values, ("days", str(left)))))
        for field in _WANTED:
            if not getattr(entry, field):
                problems.append(Problem(NOTES, entry.line, "note_without", (("id", entry.id), ("field", field))))
    current = (e for e in entries if e.valid_from <= day and (not e.valid_until or day <= e.valid_until))
    return tuple(current), tuple(problems)


def add_note(
    folder: Path,
    *,
    questions: Sequence[str],
    answer: str,
    source: str,
    owner: str,
    valid_until: str,
    answer_en: str = "",
    valid_from: str = "",
) -> str:  # fmt: skip
    """Add a note to the notes.yaml of a knowledge folder, and return the id that it was given.

    The file is made where there is none; else all in it stays as it is. Raises UserError for a field that is empty or wrong, a
    question that another note answers already, and a file that cannot be written.
    """
    fields: dict[str, Node] = {
        "questions": [one for one in map(clean, questions) if one],
        "answer": _paragraphs(answer),
        "answer_en": _paragraphs(answer_en),
        "source": clean(source),
        "owner": clean(owner),
        "valid_from": clean(valid_from),
        "valid_until": clean(valid_until),
    }
    for name in ("questions", "answer", *_WANTED):
        if not fields[name]:
            raise UserError(f"a note needs {name}, which is empty")
    given = {name: value for name, value in fields.items() if value}
    try:
        draft = _entry({"id": "-", **given}, "the note", 0)
    except RefusedError as error:
        raise UserError(tell(Problem(NOTES, 0, error.code, error.values), phrasebook("en"))) from None
    if draft.valid_until < date.today().isoformat():
        raise UserError(f"valid_until is {draft.valid_until!r}, which has passed; accepted: a day to come")
    made = ""

    def make(there: Sequence[Node]) -> Node:
        nonlocal made
        taken = [as_mapping(node, NOTES) for node in there]
        for other in taken:
            same = {_bare(one) for one in as_words(other.get("questions"), NOTES)} & set(map(_bare, draft.questions))
            if same:
                name = as_text(other.get("id"), NOTES)
                raise UserError(
                    f"{folder / NOTES}: the note {name!r} answers {same.pop()!r} already; change that one instead"
                )
        made = _free_id(draft.questions[0], {as_text(other.get("id"), NOTES) for other in taken})
        return {"id": made, **given}

    append_entry(folder / NOTES, "notes", make, beginning=_NEW.read_text(encoding="utf-8"))
    return made


def _entry(node: Node, where: str, line: int) -> NoteEntry:
    """One note. Raises RefusedError, or UserError for a value of another form."""
    fields = as_mapping(node, where)
    unknown = next((name for name in fields if name not in _FIELDS), "")
    if unknown:
        raise RefusedError("unknown_key", key=unknown, accepted=", ".join(_FIELDS))
    told = {name: as_text(fields.get(name), f"{where}: {name}") for name in _FIELDS if name != "questions"}
    questions = tuple(clean(one) for one in as_words(fields.get("questions"), f"{where}: questions"))
    told = {name: _paragraphs(text) if name in ("answer", "answer_en") else clean(text) for name, text in told.items()}
    if not told["id"]:
        raise RefusedError("note_no_id", question=questions[0] if questions else "?")
    if not any(questions):
        raise RefusedError("note_no_questions", id=told["id"])
    if not told["answer"]:
        raise RefusedError("note_no_answer", id=told["id"])
    for name in ("answer", "answer_en"):
        if len(told[name]) > LONGEST:
            raise RefusedError("note_too_long", id=told["id"], field=name, length=len(told[name]), most=LONGEST)
    for name in _DATES:
        if told[name] and not is_date(told[name]):
            raise RefusedError("no_such_date", field=name, told=told[name])
    if told["valid_until"] and told["valid_from"] > told["valid_until"]:
        raise RefusedError("note_ends_first", id=told["id"], start=told["valid_from"], until=told["valid_until"])
    return NoteEntry(questions=tuple(filter(None, questions)), line=line, **told)


def _paragraphs(text: str) -> str:
    """Text that may have several lines, each of them clean, without empty ones."""
    return "\n".join(line for line in map(clean, text.split("\n")) if line)


def _bare(question: str) -> str:
    return " ".join(words(question))


def _free_id(question: str, taken: set[str]) -> str:
    """A name for a note out of the first words of its question that say something; no other note has it."""
    telling = [fold(word) for word in words(question) if word not in light_words()] or ["note"]
    name = re.sub(r"[^a-z0-9]+", "-", " ".join(telling[:_WORDS_OF_ID])).strip("-")[:_LONGEST_ID].strip("-") or "note"
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


__all__ = ["NOTES", "add_note", "notes_in_force", "read_notes", "reread_notes"]
