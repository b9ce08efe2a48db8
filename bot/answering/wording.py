"""An answer in words. Every claim is a quotation with its citation; the sentences around them are YAML, one file a language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.query import Intent, Query
from bot.answering.verdict import Verdict
from bot.language.bodies import Directory
from bot.models import Note, Passage, Role, Statement, Status
from bot.phrasebook import Phrasebook, cite, head_note, phrasebook, source_note


def word_answer(
    query: Query, verdict: Verdict, directory: Directory, *, contact: str, examples: Sequence[str], noted: bool = False
) -> str:
    """Return all that the texts say as plain text; `noted` tells whether a note stands before it."""
    book = phrasebook(query.language)
    lines = open_answer(query, verdict, noted=noted)
    match verdict.status:
        case Status.HELP:
            lines.append(book.say("help", examples="\n  ".join(examples)))
        case Status.ANSWERED:
            lines += _answered(query, verdict, directory, book)
        case Status.PASSAGES:
            lines += [line for found in verdict.passages for line in _quotation(found.passage, book)]
        case _:
            lines += _not_found(verdict, book, contact)
    return "\n".join(lines)


def word_note(note: Note, verdict: Verdict, language: str) -> list[str]:
    """The lines of a note, before what the texts say: whose it is, what it says, where it comes from."""
    book = phrasebook(language)
    lines = [head_note(note, book), *(f"  {line}" for line in (*note.text.split("\n"), source_note(note, book)))]
    return lines if verdict.status is Status.NOT_FOUND else [*lines, book.say("note.texts")]


def open_answer(query: Query, verdict: Verdict, *, noted: bool = False) -> list[str]:
    """The lines before the first quotation: yes or no, how the question was read, and what to know of the answer.

    Where a note stands before them (`noted`), that the texts are silent is not said as if nothing were known.
    """
    book = phrasebook(query.language)
    lines: list[str] = []
    if verdict.status is Status.HELP:
        return lines
    silent = verdict.status is Status.NOT_FOUND
    if verdict.yes_no and not (noted and silent):
        lines.append(book.say("yes_no", word=book.say(verdict.yes_no)))
    if query.corrections:
        read_as = ", ".join(f"{wrong} → {right}" for wrong, right in query.corrections)
        lines.append(book.say("corrected", words=read_as))
    if "role_mismatch" in verdict.notes and query.role is not None:
        lines.append(book.say("role_mismatch", asked=book.of("asked", query.role)))
    if "disagreement" in verdict.notes:
        lines.append(book.say("disagreement"))
    if verdict.status is Status.PASSAGES:
        lines.append(book.say("fact"))
    if silent:
        unknown = ", ".join(f"”{word}”" for word in verdict.unknown)
        if noted:
            lines.append(book.say("note.silent_words", words=unknown) if unknown else book.say("note.silent"))
        elif unknown:
            lines.append(book.say("not_found_words", words=unknown))
        elif not verdict.yes_no:
            lines.append(book.say("not_found"))
    return lines


def headline(statement: Statement, directory: Directory, language: str) -> str:
    """The statement in one line: the body (in both languages where English is spoken), its role, the matter."""
    book = phrasebook(language)
    name = statement.actor.name if statement.actor else ""
    if language == "en" and statement.actor and (english := directory.english_name(statement.actor)):
        name = f"{name} ({english})"
    template = "headline_negative" if statement.negative else "headline"
    role = book.of("roles", "permission" if statement.rule == "permission" else statement.role)
    return book.say(template, actor=name, role=role, matter=statement.matter)


def _answered(query: Query, verdict: Verdict, directory: Directory, book: Phrasebook) -> list[str]:
    lines: list[str] = []
    for number, candidate in enumerate(verdict.statements):
        statement = candidate.statement
        if number == 1 and query.intent is not Intent.WHAT:
            lines.append(book.say("also"))
        lines.append(headline(statement, directory, query.language))
        if statement.condition:
            lines.append("  " + book.say("condition", condition=statement.condition))
        lines += _quotation(statement.passage, book)
    return lines


def _not_found(verdict: Verdict, book: Phrasebook, contact: str) -> list[str]:
    lines: list[str] = []
    if verdict.passages:
        lines.append(book.say("nearest"))
        lines += _quotation(verdict.passages[0].passage, book)
    if contact:
        lines.append(book.say("contact", contact=contact))
    return lines


def _quotation(passage: Passage, book: Phrasebook) -> list[str]:
    text = book.say("lead_in", lead_in=passage.lead_in, text=passage.text) if passage.lead_in else passage.text
    return [f"  ”{text}”", f"  — {cite(passage.citation, book)}"]


def suggest(statements: Sequence[Statement], language: str, directory: Directory, *, most: int = 4) -> list[str]:
    """Up to `most` example questions drawn from the texts: about matters decided, and about bodies."""
    book = phrasebook(language)
    short = [
        s
        for s in statements
        if s.role is Role.DECIDES and s.actor and 2 <= len(s.matter.split()) <= 6 and not s.negative
    ]
    questions = [book.say("example_decides", matter=s.matter) for s in short[: most - 1]]
    for statement in statements:
        if statement.role is Role.RESPONSIBLE and statement.actor and not statement.actor.plural:
            name = statement.actor.name
            if language == "en":
                name = directory.english_name(statement.actor) or name
            questions.append(book.say("example_does", actor=name))
            break
    return list(dict.fromkeys(questions))[:most]
