"""Postings: for each term the passages that it stands in, as arrays that never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Starts = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Postings:
    """One field of some passages (rows): for each term the rows that it stands in, and how often.

    Most terms stand once in a passage, so those postings need no count: the rows where the term with number n stands once are
    `once[once_starts[n] : once_starts[n + 1]]`; those where it stands more often are found in `more` the same way, with
    `counts` beside them. Rows are in order. `lengths` holds the number of terms of each row.
    """

    terms: Mapping[str, int]
    once_starts: Starts
    once: Rows
    more_starts: Starts
    more: Rows
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @property
    def size(self) -> int:
        """How many rows it has."""
        return len(self.lengths)

    @property
    def nbytes(self) -> int:
        """What its arrays take, in bytes."""
        arrays = (self.once_starts, self.once, self.more_starts, self.more, self.counts, self.lengths)
        return sum(array.nbytes for array in arrays)

    def find(self, term: str) -> tuple[Rows, Rows, NDArray[np.uint16]]:
        """The rows where `term` stands once, those where it stands more often, and how often there."""
        number = self.terms.get(term)
        if number is None:
            return _NONE, _NONE, _NO_COUNTS
        first, last = self.more_starts[number], self.more_starts[number + 1]
        once = self.once[self.once_starts[number] : self.once_starts[number + 1]]
        return once, self.more[first:last], self.counts[first:last]


_NONE, _NO_COUNTS = np.zeros(0, np.int32), np.zeros(0, np.uint16)


class Words:
    """Passages as numbers of their words, so that a word is taken apart once however often it stands."""

    def __init__(self, passages: Iterable[Sequence[str]]) -> None:
        """`passages` are the words of each."""
        numbers: dict[str, int] = {}
        spoken: list[int] = []
        lengths: list[int] = []
        for words in passages:
            spoken += [numbers.setdefault(word, len(numbers)) for word in words]
            lengths.append(len(words))
        self._words = list(numbers)
        self._spoken = np.array(spoken, np.int32)
        self._lengths = np.array(lengths, np.int64)

    def postings(self, terms_of: Callable[[str], Sequence[str]]) -> Postings:
        """The postings of the terms that `terms_of` makes of each word."""
        terms: dict[str, int] = {}
        made: list[int] = []
        many = np.zeros(len(self._words), np.int64)
        for at, word in enumerate(self._words):
            numbers = [terms.setdefault(term, len(terms)) for term in terms_of(word)]
            made += numbers
            many[at] = len(numbers)
        of_spoken = many[self._spoken]  # how many terms each word that is spoken has
        rows = np.repeat(np.arange(len(self._lengths), dtype=np.int64), self._lengths)
        lengths = np.bincount(rows, of_spoken, minlength=len(self._lengths)).astype(np.int32)
        firsts = (np.cumsum(many) - many)[self._spoken]
        inside = np.arange(of_spoken.sum()) - np.repeat(np.cumsum(of_spoken) - of_spoken, of_spoken)
        numbers_of = np.array(made, np.int64)[np.repeat(firsts, of_spoken) + inside]
        pairs = numbers_of * max(1, len(lengths)) + np.repeat(rows, of_spoken)
        pairs.sort()
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        counts = np.diff(first, append=len(pairs))
        return _arranged(terms, pairs[first], counts, lengths)


def merge_postings(pieces: Sequence[tuple[Postings, NDArray[np.int64]]], size: int) -> Postings:
    """The postings of several as those of `size` rows; beside each stands where its rows are now, -1 for one that is left out."""
    terms: dict[str, int] = {}
    pairs, counts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    lengths = np.zeros(size, np.int32)
    for postings, to in pieces:
        numbers = np.fromiter((terms.setdefault(t, len(terms)) for t in postings.terms), np.int64, len(postings.terms))
        for starts, held, many in (
            (postings.once_starts, postings.once, np.ones(len(postings.once), np.int64)),
            (postings.more_starts, postings.more, postings.counts.astype(np.int64)),
        ):
            rows = to[held]
            kept = rows >= 0
            pairs.append((np.repeat(numbers, np.diff(starts)) * max(1, size) + rows)[kept])
            counts.append(many[kept])
        lengths[to[to >= 0]] = postings.lengths[to >= 0]
    joined = np.concatenate(pairs)
    order = np.argsort(joined)
    return _arranged(terms, joined[order], np.concatenate(counts)[order], lengths)


def _arranged(
    terms: Mapping[str, int], pairs: NDArray[np.int64], counts: NDArray[np.int64], lengths: NDArray[np.int32]
) -> Postings:
    """Postings out of pairs, each one number for a term and a row (term times rows, plus row), in order."""
    size = max(1, len(lengths))
    ends = np.arange(len(terms) + 1, dtype=np.int64) * size
    single = counts == 1
    once, more = pairs[single], pairs[~single]
    most = np.minimum(counts[~single], np.iinfo(np.uint16).max).astype(np.uint16)
    return Postings(
        terms,
        np.searchsorted(once, ends).astype(np.int64),
        (once % size).astype(np.int32),
        np.searchsorted(more, ends).astype(np.int64),
        (more % size).astype(np.int32),
        most,
        lengths,
    )
