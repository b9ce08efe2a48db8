"""A piece of the index: the postings of some documents, as arrays that never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Segment:
    """Passages in rows, and for each term the rows that it stands in, with how often.

    `documents` holds each document's key with its first row and its number of rows, in the order of the keys. The postings of the
    term with number n are `rows[starts[n] : starts[n + 1]]`, in order, and `counts` beside them.
    """

    documents: tuple[tuple[str, int, int], ...]
    terms: dict[str, int]
    starts: NDArray[np.int64]
    rows: Rows
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @property
    def size(self) -> int:
        """How many passages it holds."""
        return len(self.lengths)

    def postings(self, term: str) -> tuple[Rows, NDArray[np.uint16]] | None:
        """The rows of a term and how often it stands in each; None where it stands in none."""
        number = self.terms.get(term)
        if number is None:
            return None
        start, end = self.starts[number], self.starts[number + 1]
        return self.rows[start:end], self.counts[start:end]


class TermNumbers:
    """The numbers of the terms of a segment under way, and those of each word's terms: a word is taken apart once."""

    def __init__(self, terms_of: Callable[[str], Sequence[str]]) -> None:
        self.numbers: dict[str, int] = {}
        self._terms_of = terms_of
        self._of_word: dict[str, NDArray[np.int32]] = {}

    def of(self, word: str) -> NDArray[np.int32]:
        """The numbers of the terms of `word`."""
        found = self._of_word.get(word)
        if found is None:
            numbers = [self.numbers.setdefault(term, len(self.numbers)) for term in self._terms_of(word)]
            found = self._of_word[word] = np.array(numbers, dtype=np.int32)
        return found


def make_segment(documents: Iterable[tuple[str, Sequence[Sequence[str]]]], numbers: TermNumbers) -> Segment:
    """A segment of documents: each its key and the words of its passages."""
    placed: list[tuple[str, int, int]] = []
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for key, passages in sorted(documents, key=lambda pair: pair[0]):
        placed.append((key, len(lengths), len(passages)))
        for spoken in passages:
            found = [numbers.of(word) for word in spoken]
            parts += found
            lengths.append(sum(map(len, found)))
    terms = np.concatenate(parts) if parts else np.zeros(0, np.int32)
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    # One number for each pair of term and row: sorting these sorts the postings, and equal ones are counted.
    pairs, counts = np.unique(terms.astype(np.int64) * max(1, len(lengths)) + rows, return_counts=True)
    return _segment(tuple(placed), dict(numbers.numbers), pairs, counts, np.array(lengths, np.int32))


def merge_segments(pieces: Sequence[tuple[Segment, NDArray[np.bool_]]]) -> Segment:
    """One segment of the living rows of several; each mask tells which rows of its segment live."""
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
    terms: dict[str, int] = {}
    pairs_, counts_, lengths = [], [], np.zeros(size, np.int32)
    for (segment, _), to in zip(pieces, moved, strict=True):
        numbers = np.fromiter((terms.setdefault(t, len(terms)) for t in segment.terms), np.int64, len(segment.terms))
        of_posting = np.repeat(numbers, np.diff(segment.starts))
        rows = to[segment.rows]
        kept = rows >= 0
        pairs_.append(of_posting[kept] * max(1, size) + rows[kept])
        counts_.append(segment.counts[kept])
        lengths[to[to >= 0]] = segment.lengths[to >= 0]
    pairs, counts = np.concatenate(pairs_), np.concatenate(counts_)
    order = np.argsort(pairs, kind="stable")
    return _segment(tuple(placed), terms, pairs[order], counts[order], lengths)


def _segment(
    documents: tuple[tuple[str, int, int], ...],
    terms: dict[str, int],
    pairs: NDArray[np.int64],
    counts: NDArray[np.integer],
    lengths: NDArray[np.int32],
) -> Segment:
    size = max(1, len(lengths))
    starts = np.searchsorted(pairs, np.arange(len(terms) + 1, dtype=np.int64) * size)
    most = np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16)
    return Segment(documents, terms, starts.astype(np.int64), (pairs % size).astype(np.int32), most, lengths)
