"""rank-bm25's BM25Okapi with postings, and an idf that is sound for few passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi


class PostingsBM25(BM25Okapi):  # type: ignore[misc]  # rank-bm25 ships no types, so its class is Any
    """BM25Okapi that keeps, for each term, the passages it stands in and its weight there.

    The scores are the parent's for the same idf; a question walks the postings of its own terms instead of every passage.
    The idf is Lucene's log(1 + (N - n + 0.5) / (n + 0.5)): the parent's is zero or negative for a term in half or more of the
    passages, which is common where there are thirty. An empty corpus, on which the parent divides by zero, has no hits.
    """

    def __init__(self, corpus: Sequence[Sequence[str]], *, k1: float, b: float) -> None:
        self.size = len(corpus)
        self.postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float64]]] = {}
        if not self.size:
            return
        super().__init__(corpus, k1=k1, b=b)
        self._weigh()

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: math.log(1 + (self.size - n + 0.5) / (n + 0.5)) for term, n in nd.items()}

    def _weigh(self) -> None:
        """Turn the parent's term counts into postings: idf · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average))."""
        rows: dict[str, tuple[list[int], list[float]]] = {}
        for passage, frequencies in enumerate(self.doc_freqs):
            norm = self.k1 * (1 - self.b + self.b * self.doc_len[passage] / (self.avgdl or 1))
            for term, frequency in frequencies.items():
                ids, weights = rows.setdefault(term, ([], []))
                ids.append(passage)
                weights.append(self.idf[term] * frequency * (self.k1 + 1) / (frequency + norm))
        self.postings = {
            term: (np.array(ids, dtype=np.int32), np.array(weights)) for term, (ids, weights) in rows.items()
        }

    def get_scores(self, query: Sequence[str] | Mapping[str, float]) -> NDArray[np.float64]:
        """Return the score of every passage. A query is terms, or terms with a weight each."""
        scores = np.zeros(self.size)
        weighted: Mapping[str, float] = query if isinstance(query, Mapping) else Counter(query)
        for term in weighted:
            posting = self.postings.get(term)
            if posting is not None:
                scores[posting[0]] += weighted[term] * posting[1]
        return scores
