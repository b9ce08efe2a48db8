"""rank-bm25's BM25Okapi over postings, with an idf that is sound for few passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from bot.retrieval.postings import Mask, Postings, Rows, Words

_FEW = 2_000  # rows of a term up to which it is quicker to add them together with those of other terms

Scores = NDArray[np.float64]
Counts = NDArray[np.uint16]


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
        norms = k1 * (1 - b + b * long / (self.avgdl or 1))
        self._once = (k1 + 1) / (1 + norms)  # what a term that stands once is worth in each row, before its idf
        firsts = np.cumsum([0, *(postings.size for postings, _ in pieces)]).tolist()
        self.rows = firsts[-1]
        self._spans = [slice(first, last) for first, last in pairwise(firsts)]
        self._norms = [norms[span] for span in self._spans]
        self._alive = [None if alive.all() else alive for _, alive in pieces]

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
        once: list[list[tuple[Rows, float]]] = [[] for _ in self.pieces]
        more: list[list[tuple[Rows, Counts, float]]] = [[] for _ in self.pieces]
        # In an order that does not depend on how the index came about, so that sums are the same to the last digit.
        for term in sorted(term for term in weighted if any(term in postings.terms for postings, _ in self.pieces)):
            found = [self._find(number, term) for number in range(len(self.pieces))]
            worth = weighted[term] * self._idf(term, sum(len(single) + len(many) for single, many, _ in found))
            for number, (single, many, counts) in enumerate(found):
                if len(single):
                    once[number].append((single, worth))
                if len(many):
                    more[number].append((many, counts, worth))
        scores = np.zeros(self.rows)
        for span, norms, of_once, of_more in zip(self._spans, self._norms, once, more, strict=True):
            inside = scores[span]
            _add(inside, of_once)
            inside *= self._once[span]
            if of_more:
                rows = np.concatenate([at for at, _, _ in of_more])
                counts = np.concatenate([count for _, count, _ in of_more])
                values = np.repeat([value for *_, value in of_more], [len(at) for at, _, _ in of_more])
                np.add.at(inside, rows, values * (self.k1 + 1) * counts / (counts + norms[rows]))
        return scores

    def _idf(self, term: str, count: int) -> float:
        if self.idf is not None:
            return self.idf.get(term, 0.0)
        return self.idf_of(count) if count else 0.0

    def _find(self, number: int, term: str) -> tuple[Rows, Rows, Counts]:
        """The living rows of a term in one of the pieces: where it stands once, where more often, and how often there."""
        once, more, counts = self.pieces[number][0].find(term)
        alive = self._alive[number]
        if alive is None:
            return once, more, counts
        kept = alive[more]
        return once[alive[once]], more[kept], counts[kept]


def _add(scores: Scores, terms: Sequence[tuple[Rows, float]]) -> None:
    """Add to the rows of each term its worth, the terms in their order."""
    few: list[tuple[Rows, float]] = []
    for rows, worth in terms:
        if len(rows) <= _FEW:
            few.append((rows, worth))
        else:
            _add_together(scores, few)
            few = []
            np.add.at(scores, rows, worth)
    _add_together(scores, few)


def _add_together(scores: Scores, terms: Sequence[tuple[Rows, float]]) -> None:
    if terms:
        values = np.repeat([worth for _, worth in terms], [len(rows) for rows, _ in terms])
        np.add.at(scores, np.concatenate([rows for rows, _ in terms]), values)
