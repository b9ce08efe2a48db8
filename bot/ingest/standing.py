"""Which of the texts are in force: by their dates, and by which of them says that it replaces another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.language.words import noun_key, words
from bot.models import Document, DocumentInfo, Problem, Standing

_BINDING = (Standing.ADOPTED, Standing.IN_FORCE, Standing.UNKNOWN)
_NUMBER = re.compile(r"\d{4}(?:-\d{2}-\d{2})?")


def settle(documents: Sequence[Document], today: date) -> list[Document]:
    """Return the documents with the standing that each has on `today`.

    A text that is not yet valid is future, one whose time has run out superseded. One that another text of the folder says it
    replaces is superseded too, unless a person told its standing; that is a problem to be confirmed.
    """
    successors = [one for one in documents if one.info.replaces]
    return [_settle(one, [other for other in successors if _replaces(other, one)], today) for one in documents]


def _settle(document: Document, successors: Sequence[Document], today: date) -> Document:
    standing = _by_date(document.info, today)
    if document.confirmed or not successors or standing not in _BINDING:
        return restamp(document, standing)
    told = successors[0].info.replaces, successors[0].file
    values = (("standing", str(Standing.SUPERSEDED)), ("words", told[0]), ("file", told[1]))
    problem = Problem(document.file, 0, "replaced_by", values)
    return replace(restamp(document, Standing.SUPERSEDED), problems=(*document.problems, problem))


def restamp(document: Document, standing: Standing) -> Document:
    """The same document with another standing, in every citation."""
    if document.info.standing is standing:
        return document
    passages = tuple(replace(p, citation=replace(p.citation, standing=standing)) for p in document.passages)
    return replace(
        document,
        info=replace(document.info, standing=standing),
        passages=passages,
        statements=tuple(replace(s, passage=passages[s.passage.ordinal]) for s in document.statements),
        unread=tuple(replace(u, passage=passages[u.passage.ordinal]) for u in document.unread),
    )


def _by_date(info: DocumentInfo, today: date) -> Standing:
    if info.standing not in _BINDING:
        return info.standing
    day = today.isoformat()
    if info.valid_from > day:
        return Standing.FUTURE
    if info.valid_until and info.valid_until < day:
        return Standing.SUPERSEDED
    return Standing.IN_FORCE if info.valid_from and info.standing is Standing.UNKNOWN else info.standing


def _replaces(successor: Document, document: Document) -> bool:
    """Whether `successor` names `document` as what it replaces: all words of its title, and no date or year but its own."""
    told = successor.info.replaces
    if not told or successor is document or successor.info.standing is Standing.PROPOSAL:
        return False
    title = {noun_key(word) for word in words(document.info.title) if not word.isdigit()}
    if not title or not title <= {noun_key(word) for word in words(told)}:
        return False
    named = {number[:4] for number in _NUMBER.findall(told)}
    own = {number[:4] for number in _NUMBER.findall(f"{document.info.title} {document.info.adopted} {document.file}")}
    if named:
        return bool(named & own)
    # "Ersätter tidigare resepolicy", without a date: an older text of the same name, as far as the dates tell.
    return not successor.info.adopted or not document.info.adopted or document.info.adopted < successor.info.adopted
