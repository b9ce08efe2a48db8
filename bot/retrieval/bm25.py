"""rank-bm25's BM25Okapi over postings, with an idf that is sound for few passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from bot.retrieval.postings import Mask, Postings, Starts, Words

_SMALL = 250_000  # rows times terms up to which a table of them is quicker than walking postings
_FEW = 2_000  # rows of a term up to which it is quicker to add them together with those of other terms

Scores = NDArray[np.float64]


class PostingsBM25(BM25Okapi):  # type: ignore[misc]  # rank-bm25 ships no types, so its class is Any
    """BM25Okapi whose terms know the passages that they stand in.

    The scores are the parent's for the same idf; a question walks the postings of its own terms instead of every passage.
    The idf is Lucene's log(1 + (N - n + 0.5) / (n + 0.5)): the parent's is zero or negative for a term in half or more of the
    passages, which is common where there are thirty. An empty corpus, on which the parent divides by zero, has no hits.
    """

    def __init__(self, pieces: Sequence[tuple[Postings, Mask]], *, k1: float, b: float) -> None:
        """`pieces` are postings, each with a mask of the rows that live. Rows are counted through all of them."""
        self.k1, self.b, self.epsilon = k1, b, 0.25
        self.idf: dict[str, float] | None = None
        self.pieces = tuple(pieces)
        self.corpus_size = int(sum(alive.sum() for _, alive in pieces))
        total = int(sum(postings.lengths[alive].sum(dtype=np.int64) for postings, alive in pieces))
        self.avgdl = total / self.corpus_size if self.corpus_size else 0.0
        lengths = [postings.lengths for postings, _ in pieces]
        long = np.concatenate(lengths) if lengths else np.zeros(0, np.int32)
        norms = np.asarray(k1 * (1 - b + b * long / (self.avgdl or 1)), np.float64)
        self._once = (k1 + 1) / (1 + norms)  # what a term that stands once is worth in each row, before its idf
        firsts = np.cumsum([0, *(postings.size for postings, _ in pieces)]).tolist()
        self.rows = firsts[-1]
        self._spans = [slice(first, last) for first, last in pairwise(firsts)]
        self._norms = [norms[span] for span in self._spans]
        self._alive = [None if alive.all() else alive for _, alive in pieces]
        small = len(pieces) == 1 and self._alive[0] is None and self.rows * len(pieces[0][0].terms) <= _SMALL
        self._table = _Table(self, pieces[0][0]) if small else None

    @classmethod
    def of(cls, corpus: Sequence[Sequence[str]], *, k1: float, b: float, parents_idf: bool = False) -> PostingsBM25:
        """BM25 over a corpus of tokenised passages, as the parent is made; with the parent's own idf if told so."""
        postings = Words(corpus).postings(lambda term: [term])
        made = cls([(postings, np.ones(postings.size, np.bool_))], k1=k1, b=b)
        if parents_idf:
            made.idf = {}
            made._calc_idf({term: sum(len(rows) for rows in postings.find(term)[:2]) for term in postings.terms})
        return made

    def idf_of(self, count: int) -> float:
        """The idf of a term that stands in `count` of the passages."""
        return math.log(1 + (self.corpus_size - count + 0.5) / (count + 0.5))

    def get_scores(self, query: Sequence[str] | Mapping[str, float]) -> Scores:
        """Return the score of every row, 0 for one that does not live. A query is terms, or terms with a weight each."""
        weighted: Mapping[str, float] = query if isinstance(query, Mapping) else Counter(query)
        # In an order that does not depend on how the index came about, so that sums are the same to the last digit.
        terms = sorted(term for term in weighted if any(term in postings.terms for postings, _ in self.pieces))
        if not terms:
            return np.zeros(self.rows)
        if self._table is not None and self.idf is None:
            return self._table.scores(terms, np.array([weighted[term] for term in terms]))
        pieces = [_Found(postings, alive, terms) for (postings, _), alive in zip(self.pieces, self._alive, strict=True)]
        counts = np.zeros(len(terms), np.int64)
        for found in pieces:
            counts[found.at] += found.live
        worth = np.array(
            [weighted[term] * self._idf(term, count) for term, count in zip(terms, counts.tolist(), strict=True)]
        )
        scores = np.zeros(self.rows)
        for found, span, norms in zip(pieces, self._spans, self._norms, strict=True):
            inside = scores[span]
            found.add_once(inside, worth)
            inside *= self._once[span]
            found.add_more(inside, worth, norms, self.k1)
        return scores

    def _idf(self, term: str, count: int) -> float:
        if self.idf is not None:
            return self.idf.get(term, 0.0)
        return self.idf_of(count) if count else 0.0


class _Table:
    """The postings of a few rows as a table of all terms by all rows. Sums are made in the order of `_Found`, so that the scores are
    the same to the last digit."""

    def __init__(self, bm25: PostingsBM25, postings: Postings) -> None:
        once, more = np.diff(postings.once_starts), np.diff(postings.more_starts)
        terms = np.arange(len(once))
        self._terms, self._k1 = postings.terms, bm25.k1
        self._idf = np.array([bm25.idf_of(count) for count in (once + more).tolist()])
        self._often = more > 0
        self._once, self._norms = bm25._once, bm25._norms[0]
        self._stands = np.zeros((len(once), bm25.rows))
        self._stands[np.repeat(terms, once), postings.once] = 1.0
        self._counts = np.zeros((len(once), bm25.rows))
        self._counts[np.repeat(terms, more), postings.more] = postings.counts

    def scores(self, terms: Sequence[str], weights: Scores) -> Scores:
        """The score of every row for terms with a weight each."""
        numbers = np.array([self._terms[term] for term in terms])
        worth = weights * self._idf[numbers]
        summed: Scores = np.add.reduce(self._stands[numbers] * worth[:, None], axis=0) * self._once
        often = self._often[numbers]
        if often.any():
            counts = self._counts[numbers[often]]
            values = worth[often][:, None] * (self._k1 + 1) * counts / (counts + self._norms + (counts == 0))
            summed = np.add.reduce(np.concatenate((summed[None], values)), axis=0)
        return summed


class _Found:
    """The terms of a question in one of the pieces: `at` their places among all the terms, `live` in how many living rows each stands."""

    def __init__(self, postings: Postings, alive: Mask | None, terms: Sequence[str]) -> None:
        numbers = [postings.terms.get(term, -1) for term in terms]
        self.at = np.array([at for at, number in enumerate(numbers) if number >= 0], np.int64)
        self._numbers = np.array([number for number in numbers if number >= 0], np.int64)
        self._postings, self._alive = postings, alive
        self._once = _lengths(postings.once_starts, self._numbers)
        self._more = _lengths(postings.more_starts, self._numbers)
        self.live = self._once + self._more if alive is None else self._count(alive)

    def _count(self, alive: Mask) -> NDArray[np.int64]:
        counts = np.zeros(len(self._numbers), np.int64)
        for starts, rows, length in (
            (self._postings.once_starts, self._postings.once, self._once),
            (self._postings.more_starts, self._postings.more, self._more),
        ):
            term = np.repeat(np.arange(len(counts)), length)
            counts += np.bincount(term[alive[_joined(starts, rows, self._numbers)]], minlength=len(counts))
        return counts

    def add_once(self, scores: Scores, worth: Scores) -> None:
        """Add to each row the worth of the terms that stand in it once, the terms in their order."""
        worth = worth[self.at]
        first = 0
        for many in (*np.flatnonzero(self._once > _FEW).tolist(), len(self._numbers)):
            few = slice(first, many)
            self._add(scores, few, np.repeat(worth[few], self._once[few]))
            if many < len(self._numbers):
                self._add(scores, slice(many, many + 1), worth[many])
            first = many + 1

    def _add(self, scores: Scores, some: slice, values: Scores | np.float64) -> None:
        """Add `values` to the rows of some of the terms: one for each of the rows, or one for all."""
        if not self._once[some].any():
            return
        rows = _joined(self._postings.once_starts, self._postings.once, self._numbers[some])
        if self._alive is not None:
            kept = self._alive[rows]
            rows, values = rows[kept], values[kept] if isinstance(values, np.ndarray) else values
        np.add.at(scores, rows, values)

    def add_more(self, scores: Scores, worth: Scores, norms: Scores, k1: float) -> None:
        """Add to each row what the terms that stand in it more often are worth there."""
        if not self._more.any():
            return
        starts = self._postings.more_starts
        rows = _joined(starts, self._postings.more, self._numbers)
        counts = _joined(starts, self._postings.counts, self._numbers)
        values = np.repeat(worth[self.at], self._more)
        if self._alive is not None:
            kept = self._alive[rows]
            rows, counts, values = rows[kept], counts[kept], values[kept]
        np.add.at(scores, rows, values * (k1 + 1) * counts / (counts + norms[rows]))


def _lengths(starts: Starts, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """In how many rows each of the terms with these numbers stands."""
    return starts[numbers + 1] - starts[numbers]


def _joined(starts: Starts, postings: NDArray[Any], numbers: NDArray[np.int64]) -> NDArray[Any]:
    """The postings of terms, one term after the other."""
    spans = zip(starts[numbers].tolist(), starts[numbers + 1].tolist(), strict=True)
    parts = [postings[first:last] for first, last in spans]
    return np.concatenate(parts) if len(parts) > 1 else parts[0] if parts else postings[:0]
