"""Documents, and what else passes between processes and the cache, as bytes and back (MessagePack, decoded by type)."""

from __future__ import annotations

import sys
from typing import Any, TypeVar

import msgspec

from bot.errors import UserError
from bot.models import Actor, ActorMention, Citation, Document, DocumentInfo, Passage, Problem, Role, Statement, Unread

T = TypeVar("T")


class _Row(msgspec.Struct, array_like=True, frozen=True):
    """A passage without what its document and its section tell."""

    kind: str
    text: str
    lead_in: str
    section: int
    page: int | None
    line: int
    paragraph: int
    point: str
    lined: bool
    cells: tuple[str, ...]
    header: tuple[str, ...]


class _Said(msgspec.Struct, array_like=True, frozen=True):
    """A statement, its passage by number."""

    actor: ActorMention | None
    role: Role
    verb: str
    matter: str
    passage: int
    rule: str
    condition: str
    modality: str
    negative: bool
    past: bool
    inner: tuple[Role, ...]


class _Packed(msgspec.Struct, array_like=True, frozen=True):
    file: str
    info: DocumentInfo
    sections: list[tuple[tuple[str, ...], str]]
    passages: list[_Row]
    statements: list[_Said]
    unread: list[tuple[int, str]]
    problems: tuple[Problem, ...]
    confirmed: bool
    actors: tuple[Actor, ...]
    links: tuple[tuple[int, str], ...]
    words: tuple[tuple[str, int], ...]


class BrokenError(UserError):
    """Bytes that do not hold what they should."""


_encoder = msgspec.msgpack.Encoder()


def pack(thing: Any) -> bytes:
    """Anything made of plain values, tuples, lists, mappings and frozen dataclasses as bytes."""
    return _encoder.encode(thing)


def unpack(data: bytes, kind: type[T]) -> T:
    """The reverse, for the type `kind`. Raises BrokenError for bytes that do not hold one."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BrokenError(str(error)) from None


def pack_document(document: Document) -> bytes:
    """`document` as bytes; a section's path stands once, however many passages it has."""
    sections: dict[tuple[tuple[str, ...], str], int] = {}
    rows = []
    for passage in document.passages:
        at = passage.citation
        section = sections.setdefault((passage.heading, at.section), len(sections))
        rows.append(
            _Row(
                passage.kind, passage.text, passage.lead_in, section, at.page, at.line, at.paragraph, at.point, at.lined,
                passage.cells, passage.header,
            )
        )  # fmt: skip
    said = [
        _Said(
            s.actor, s.role, s.verb, s.matter, s.passage.ordinal, s.rule, s.condition, s.modality, s.negative, s.past, s.inner
        )
        for s in document.statements
    ]  # fmt: skip
    unread = [(one.passage.ordinal, one.verb) for one in document.unread]
    return pack(
        _Packed(
            document.file,
            document.info,
            list(sections),
            rows,
            said,
            unread,
            document.problems,
            document.confirmed,
            document.actors,
            document.links,
            document.words,
        )
    )


def unpack_document(data: bytes) -> Document:
    """The reverse. Raises BrokenError for bytes that do not hold a document."""
    packed = unpack(data, _Packed)
    info = packed.info
    try:
        # Headings, headers and lead-ins stand in many passages: one copy of each is enough.
        sections = [(tuple(map(sys.intern, path)), sys.intern(name)) for path, name in packed.sections]
        headers = {row.header: row.header for row in packed.passages}
        passages = tuple(
            Passage(
                ordinal, sys.intern(row.kind), row.text, sys.intern(row.lead_in), sections[row.section][0],
                Citation(
                    info.title, sections[row.section][1], packed.file, row.page, row.line, info.standing,
                    row.paragraph, row.point, row.lined,
                ),
                row.cells, headers[row.header],
            )
            for ordinal, row in enumerate(packed.passages)
        )  # fmt: skip
        statements = tuple(
            Statement(
                s.actor, s.role, s.verb, s.matter, passages[s.passage], s.rule, s.condition, s.modality, s.negative,
                s.past, s.inner,
            )
            for s in packed.statements
        )  # fmt: skip
        unread = tuple(Unread(passages[number], verb) for number, verb in packed.unread)
    except IndexError:
        raise BrokenError("a number leads nowhere") from None
    return Document(
        packed.file,
        info,
        passages,
        statements,
        unread,
        packed.problems,
        packed.confirmed,
        packed.actors,
        packed.links,
        packed.words,
    )
