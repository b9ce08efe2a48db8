"""rank-bm25's BM25Okapi over postings, with an idf that is sound for few passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from bot.retrieval.segment import Segment, TermNumbers, make_segment

Mask = NDArray[np.bool_]


class PostingsBM25(BM25Okapi):  # type: ignore[misc]  # rank-bm25 ships no types, so its class is Any
    """BM25Okapi whose terms know the passages that they stand in.

    The scores are the parent's for the same idf; a question walks the postings of its own terms instead of every passage.
    The idf is Lucene's log(1 + (N - n + 0.5) / (n + 0.5)): the parent's is zero or negative for a term in half or more of the
    passages, which is common where there are thirty. An empty corpus, on which the parent divides by zero, has no hits.
    """

    def __init__(self, pieces: Sequence[tuple[Segment, Mask]], *, k1: float, b: float) -> None:
        """`pieces` are segments, each with a mask of the rows that live. Rows are counted through all of them."""
        self.k1, self.b = k1, b
        self.pieces = tuple(pieces)
        self.corpus_size = int(sum(alive.sum() for _, alive in pieces))
        total = int(sum(segment.lengths[alive].sum(dtype=np.int64) for segment, alive in pieces))
        self.avgdl = total / self.corpus_size if self.corpus_size else 0.0
        lengths = [segment.lengths for segment, _ in pieces]
        long = np.concatenate(lengths) if lengths else np.zeros(0, np.int32)
        self._norms = k1 * (1 - b + b * long / (self.avgdl or 1))
        self._firsts = np.cumsum([0, *(segment.size for segment, _ in pieces)]).tolist()
        self._whole = [bool(alive.all()) for _, alive in pieces]

    @classmethod
    def of(cls, corpus: Sequence[Sequence[str]], *, k1: float, b: float) -> PostingsBM25:
        """BM25 over a corpus of tokenised passages, as the parent is made."""
        segment = make_segment([("", corpus)], TermNumbers(lambda term: [term]))
        return cls([(segment, np.ones(segment.size, np.bool_))], k1=k1, b=b)

    def idf_of(self, count: int) -> float:
        """The idf of a term that stands in `count` of the passages."""
        return math.log(1 + (self.corpus_size - count + 0.5) / (count + 0.5))

    def get_scores(self, query: Sequence[str] | Mapping[str, float]) -> NDArray[np.float64]:
        """Return the score of every row, 0 for one that does not live. A query is terms, or terms with a weight each."""
        weighted: Mapping[str, float] = query if isinstance(query, Mapping) else Counter(query)
        rows: list[NDArray[np.integer]] = []
        counts: list[NDArray[np.integer]] = []
        weights: list[float] = []
        lengths: list[int] = []
        for term in sorted(weighted):  # in an order that does not depend on how the index came about: sums are the same
            found = self._postings(term)
            n = sum(len(at) for at, _ in found)
            if n:
                worth = weighted[term] * self.idf_of(n)
                for at, count in found:
                    rows.append(at)
                    counts.append(count)
                    weights.append(worth)
                    lengths.append(len(at))
        if not rows:
            return np.zeros(self._firsts[-1])
        at, count = np.concatenate(rows), np.concatenate(counts).astype(np.float64)
        scores = np.repeat(weights, lengths) * (count * (self.k1 + 1) / (count + self._norms[at]))
        return np.asarray(np.bincount(at, scores, minlength=self._firsts[-1]), np.float64)

    def _postings(self, term: str) -> list[tuple[NDArray[np.integer], NDArray[np.integer]]]:
        """The living rows of a term, counted through all segments, and how often it stands in each."""
        found: list[tuple[NDArray[np.integer], NDArray[np.integer]]] = []
        for number, (segment, alive) in enumerate(self.pieces):
            postings = segment.postings(term)
            if postings is None:
                continue
            rows, counts = postings
            if not self._whole[number]:
                kept = alive[rows]
                rows, counts = rows[kept], counts[kept]
            if len(rows):
                found.append((rows + self._firsts[number] if number else rows, counts))
        return found
