"""The index of passages: letter n-grams inside words, folded, scored by BM25."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.language.words import fold, words
from bot.models import Passage
from bot.retrieval.bm25 import PostingsBM25


@dataclass(frozen=True, slots=True)
class Hit:
    """Passage `number` of a document found, with its BM25 score (0 is no shared n-gram)."""

    document: str
    number: int
    score: float


def ngrams(word: str, size: int) -> list[str]:
    """The letter n-grams of one folded word with its boundaries marked; a short word is its own one n-gram."""
    marked = f"#{fold(word)}#"
    return [marked[i : i + size] for i in range(len(marked) - size + 1)] or [marked]


class Index:
    """BM25 over the passages' own words, their lead-ins and headings. Nothing in it changes after it is made."""

    def __init__(self, documents: Mapping[str, Sequence[Passage]], *, k1: float, b: float, ngram: int) -> None:
        self._ngram, self._k1, self._b = ngram, k1, b
        self._documents = dict(sorted(documents.items()))
        self._places = [(name, number) for name, held in self._documents.items() for number in range(len(held))]
        texts = [f"{p.text} {p.lead_in} {p.citation.section}" for held in self._documents.values() for p in held]
        self._bm25 = PostingsBM25([self._terms(text) for text in texts], k1=k1, b=b)

    @classmethod
    def build(cls, documents: Iterable[tuple[str, Sequence[Passage]]], *, k1: float, b: float, ngram: int) -> Index:
        """An index of documents by their keys."""
        return cls(dict(documents), k1=k1, b=b, ngram=ngram)

    def changed(self, *, remove: Collection[str] = (), add: Iterable[tuple[str, Sequence[Passage]]] = ()) -> Index:
        """An index without the documents of `remove` and with those of `add`."""
        kept = {name: held for name, held in self._documents.items() if name not in remove}
        return Index({**kept, **dict(add)}, k1=self._k1, b=self._b, ngram=self._ngram)

    def search(self, weighted_words: Mapping[str, float], *, top_k: int) -> list[Hit]:
        """Return at most `top_k` hits for words with their weights, best first, ties in document order."""
        query: dict[str, float] = {}
        for word, weight in weighted_words.items():
            for gram in ngrams(word, self._ngram):
                query[gram] = query.get(gram, 0.0) + weight
        scores = self._bm25.get_scores(query)
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [Hit(*self._places[int(i)], float(scores[i])) for i in best if scores[i] > 0]

    def _terms(self, text: str) -> list[str]:
        return [gram for word in words(text) for gram in ngrams(word, self._ngram)]
