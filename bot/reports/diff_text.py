"""A difference in words: for a terminal, and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

from bot.models import Statement
from bot.phrasebook import Phrasebook, cite
from bot.reports.diff import KINDS, Change, Difference, DocumentChange

_MARKS = {"added": "+", "removed": "−", "moved": "→", "role": "≠", "condition": "~", "reworded": "≈"}
_Marks = tuple[tuple[str, str], tuple[str, str]]  # around what went, and around what came
_TERMINAL: _Marks = ("[-", "-]"), ("{+", "+}")
_MARKDOWN: _Marks = ("~~", "~~"), ("**", "**")
_WIDTH = 88
_ALIKE = 0.5  # how like two sentences must be to be shown as one with what changed marked


def as_text(difference: Difference, book: Phrasebook, *, everything: bool) -> str:
    """The difference for a terminal; `everything` tells what is only reworded, too."""
    lines = [_documents(one, book) for one in difference.documents]
    lines += [_summary(difference, book), ""]
    for kind, bodies, changes in _grouped(difference, everything):
        lines += [f"{_MARKS[kind]} {_heading(kind, bodies, len(changes), book)}", ""]
        for change in changes:
            lines += [f"  {textwrap.shorten(_matter(change, book), _WIDTH - 2, placeholder=' …')}"]
            for label, quotation, source in _quotations(change, book, _TERMINAL):
                lines += textwrap.wrap(
                    f"{label}: ”{quotation}”", _WIDTH, initial_indent="    ", subsequent_indent="      ",
                    break_long_words=False, break_on_hyphens=False,
                )  # fmt: skip
                lines.append(f"      — {source}")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def as_markdown(difference: Difference, book: Phrasebook, *, everything: bool) -> str:
    """The difference as Markdown."""
    lines = [f"# {book.say('diff.title')}", ""]
    lines += [f"- {_documents(one, book)}" for one in difference.documents]
    lines += ["", _summary(difference, book), ""]
    for kind, bodies, changes in _grouped(difference, everything):
        lines += [f"## {_MARKS[kind]} {_heading(kind, bodies, len(changes), book)}", ""]
        for change in changes:
            lines.append(f"- {_matter(change, book)}")
            for label, quotation, source in _quotations(change, book, _MARKDOWN):
                lines += [f"  - {label}: ”{quotation}”", f"    — {source}"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _grouped(difference: Difference, everything: bool) -> list[tuple[str, tuple[str, str], list[Change]]]:
    """The changes by kind and by the bodies before and after: what moved from one body to another is told once."""
    told = [c for c in difference.changes if everything or c.kind != "reworded"]
    return [
        (kind, bodies, list(changes))
        for (kind, *bodies_), changes in groupby(told, _group)
        for bodies in [_two(bodies_)]
    ]


def _group(change: Change) -> tuple[str, str, str]:
    return change.kind, _body(change.old), _body(change.new)


def _two(names: Sequence[str]) -> tuple[str, str]:
    return names[0], names[1]


def _body(statement: Statement | None) -> str:
    return statement.actor.name if statement and statement.actor else ""


def _heading(kind: str, bodies: tuple[str, str], count: int, book: Phrasebook) -> str:
    old, new = bodies
    return book.say(f"diff.{kind}", old=old or new, new=new or old, count=count)


def _matter(change: Change, book: Phrasebook) -> str:
    """What the change is about: the matter, and the roles where they differ."""
    one = change.new or change.old
    assert one is not None
    told = [book.say("diff.matter", role=_role(one, book), matter=one.matter)]
    if change.old and change.new and "role" in change.kinds:
        told.append(book.say("diff.roles", old=_role(change.old, book), new=_role(change.new, book)))
    if change.old and change.new and change.old.condition != change.new.condition:
        nothing = book.say("diff.no_condition")
        told.append(
            book.say("diff.conditions", old=change.old.condition or nothing, new=change.new.condition or nothing)
        )
    return " · ".join(told)


def _role(statement: Statement, book: Phrasebook) -> str:
    role = book.of("roles", statement.told_as)
    return book.say("diff.not", role=role) if statement.negative else role


def _quotations(change: Change, book: Phrasebook, marks: _Marks) -> list[tuple[str, str, str]]:
    """The quotations before and after with their sources; in those that are alike, what differs is marked."""
    old, new = (_sentence(one) if one else "" for one in (change.old, change.new))
    if change.old and change.new and SequenceMatcher(None, old.split(), new.split()).ratio() >= _ALIKE:
        old, new = _marked(old, new, *marks[0]), _marked(new, old, *marks[1])
    found = []
    for label, statement, text in (("before", change.old, old), ("after", change.new, new)):
        if statement:
            found.append((book.say(f"diff.{label}"), text, cite(statement.passage.citation, book)))
    return found


def _sentence(statement: Statement) -> str:
    passage = statement.passage
    return f"{passage.lead_in} […] {passage.text}" if passage.lead_in else passage.text


def _marked(text: str, other: str, start: str, end: str) -> str:
    """`text` with the words that `other` does not have between marks."""
    own = text.split()
    parts = []
    for tag, first, last, _, _ in SequenceMatcher(None, own, other.split(), autojunk=False).get_opcodes():
        piece = " ".join(own[first:last])
        if piece:
            parts.append(piece if tag == "equal" else f"{start}{piece}{end}")
    return " ".join(parts)


def _documents(change: DocumentChange, book: Phrasebook) -> str:
    if change.old is None or change.new is None:
        here = change.new or change.old
        assert here is not None
        name = "diff.text_added" if change.old is None else "diff.text_removed"
        return book.say(name, title=here.info.title, file=here.file)
    old, new = (book.of("standings", one.info.standing) or "–" for one in (change.old, change.new))
    return book.say("diff.text_standing", title=change.new.info.title, old=old, new=new)


def _summary(difference: Difference, book: Phrasebook) -> str:
    counts = [(kind, sum(change.kind == kind for change in difference.changes)) for kind in KINDS]
    told = [book.say(f"diff.count_{kind}", count=count) for kind, count in counts if count]
    return book.say("diff.summary", changes=", ".join(told) or book.say("diff.none"), same=difference.same)
