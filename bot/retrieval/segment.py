"""A piece of the index: some documents' passages in rows, and the postings of each field of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.language.words import words
from bot.retrieval.postings import Mask, Postings, Words, merge_postings


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the index reads it: its own words, the headings above it, and the bodies that it speaks of."""

    text: str
    heading: str = ""
    actors: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One way to find a passage: which of an entry's texts is read, and the terms that are made of each word there."""

    name: str
    read: Callable[[Entry], str]
    terms: Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Segment:
    """Passages in rows. `documents` holds each document's key with its first row and its number of rows, in the order of the
    keys; `fields` the postings by the field's name."""

    documents: tuple[tuple[str, int, int], ...]
    fields: Mapping[str, Postings]
    size: int


Piece = tuple[Segment, Mask]  # a segment, and which of its rows live


def make_segment(documents: Iterable[tuple[str, Sequence[Entry]]], fields: Sequence[Field]) -> Segment:
    """A segment of documents, each its key and its passages."""
    placed: list[tuple[str, int, int]] = []
    entries: list[Entry] = []
    for key, inside in sorted(documents, key=lambda pair: pair[0]):
        placed.append((key, len(entries), len(inside)))
        entries += inside
    read: dict[Callable[[Entry], str], Words] = {}
    for field in fields:
        if field.read not in read:
            read[field.read] = Words(words(field.read(entry)) for entry in entries)
    return Segment(tuple(placed), {f.name: read[f.read].postings(f.terms) for f in fields}, len(entries))


def merge_segments(pieces: Sequence[Piece]) -> Segment:
    """One segment of the living rows of several."""
    held = sorted(
        (key, number, first, count)
        for number, (segment, alive) in enumerate(pieces)
        for key, first, count in segment.documents
        if not count or alive[first]
    )
    moved = [np.full(segment.size, -1, np.int64) for segment, _ in pieces]
    placed, size = [], 0
    for key, number, first, count in held:
        placed.append((key, size, count))
        moved[number][first : first + count] = np.arange(size, size + count)
        size += count
    names = pieces[0][0].fields if pieces else {}
    fields = {
        name: merge_postings([(s.fields[name], to) for (s, _), to in zip(pieces, moved, strict=True)], size)
        for name in names
    }
    return Segment(tuple(placed), fields, size)
