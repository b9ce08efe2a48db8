"""The index of passages: fields of weighted terms, scored by BM25; one document changes without the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.language.analysis import ngrams, stems
from bot.retrieval.bm25 import PostingsBM25
from bot.retrieval.kept import load_pieces, save_pieces
from bot.retrieval.segment import Entry, Field, Piece, Segment, make_segment, merge_segments

_MOST_SEGMENTS = 12  # beside the first one, before the small ones are made one
_FAR_LARGER = 3  # times the others together
_MOST_DEAD = 0.3  # of a segment's rows, before it is made anew without them
_AT_ONCE = 100_000  # passages of a segment that is built at once: what is held meanwhile is bounded
_BLOCK = 64  # rows whose best score is looked at first

Documents = Iterable[tuple[str, Sequence[Entry]]]


@dataclass(frozen=True, slots=True)
class Hit:
    """Passage `number` of a document found, with its score: the weighted sum of its fields' BM25 scores (0 is no shared term)."""

    document: str
    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term of a field adds to a hit's score; `weight` is that of the question's words that it was made of."""

    field: str
    term: str
    weight: float
    score: float


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """BM25's constants, the length of the letter n-grams, and what each field's score is worth."""

    k1: float
    b: float
    ngram: int
    weights: Mapping[str, float]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in a fixed order, without those that are worth nothing."""
        size = self.ngram

        def grams(word: str) -> Sequence[str]:
            return ngrams(word, size)

        known = (
            Field("ngrams", _text_of, grams),
            Field("stems", _text_of, stems),
            Field("heading", _heading_of, stems),
            Field("actor", _actors_of, stems),
        )
        return tuple(field for field in known if self.weights.get(field.name, 0.0) > 0)


class Index:
    """BM25 over the passages' fields. Nothing in it changes after it is made."""

    def __init__(self, pieces: Sequence[Piece], settings: IndexSettings) -> None:
        self._pieces, self.settings, self._fields = tuple(pieces), settings, settings.fields
        self._bm25 = {
            field.name: PostingsBM25(
                [(segment.fields[field.name], alive) for segment, alive in self._pieces], k1=settings.k1, b=settings.b
            )
            for field in self._fields
        }
        # Where each document begins, counted through all segments, and whose each of those places is.
        keys: list[str] = []
        firsts: list[int] = []
        before = 0
        for segment, _ in self._pieces:
            keys += [key for key, _, count in segment.documents if count]
            firsts += [before + first for _, first, count in segment.documents if count]
            before += segment.size
        self._keys, self._firsts, self._rows = keys, np.array(firsts, np.int64), before

    @classmethod
    def build(cls, documents: Documents, settings: IndexSettings) -> Index:
        """An index of documents by their keys."""
        waiting: list[tuple[str, Sequence[Entry]]] = []
        pieces: list[Piece] = []
        for key_, entries in documents:
            waiting.append((key_, entries))
            if sum(len(held) for _, held in waiting) >= _AT_ONCE:
                pieces.append(_whole(make_segment(waiting, settings.fields)))
                waiting = []
        if waiting:
            pieces.append(_whole(make_segment(waiting, settings.fields)))
        return cls(pieces, settings)

    def changed(self, *, remove: Collection[str] = (), add: Documents = ()) -> Index:
        """An index without the documents of `remove` and with those of `add`; it shares with this one what has not changed."""
        gone = frozenset(remove)
        pieces = [_without(piece, gone) for piece in self._pieces]
        added = list(add)
        if added:
            pieces.append(_whole(make_segment(added, self._fields)))
        pieces = [piece for piece in pieces if piece[1].any() or not piece[0].size]
        return Index(_tidied(pieces), self.settings)

    def save(self, path: Path) -> None:
        """Write the index to `path`, whole or not at all. Raises OSError."""
        save_pieces(path, self._pieces, _signature(self.settings))

    @classmethod
    def load(cls, path: Path, settings: IndexSettings) -> Index | None:
        """The index that `path` holds, mapped into memory, made with the same settings; None where it holds none that is whole."""
        pieces = load_pieces(path, _signature(settings))
        return None if pieces is None else cls(pieces, settings)

    @property
    def nbytes(self) -> int:
        """What its arrays take, in bytes."""
        return sum(postings.nbytes for segment, _ in self._pieces for postings in segment.fields.values())

    @property
    def bytes_a_posting(self) -> float:
        """What a posting takes in memory or on disk, over all fields."""
        held = [postings for segment, _ in self._pieces for postings in segment.fields.values()]
        return self.nbytes / max(1, sum(len(one.once) + len(one.more) for one in held))

    def search(self, weighted_words: Mapping[str, float], *, top_k: int) -> list[Hit]:
        """Return at most `top_k` hits for words with their weights, best first, ties by document and number."""
        scores = np.zeros(self._rows)
        for field in self._fields:
            query = _terms(field, weighted_words)
            scores += self.settings.weights[field.name] * self._bm25[field.name].get_scores(query)
        found = best_rows(scores, top_k)
        owners = np.searchsorted(self._firsts, found, side="right") - 1
        hits = [
            Hit(self._keys[owner], int(row - self._firsts[owner]), float(scores[row]))
            for row, owner in zip(found.tolist(), owners.tolist(), strict=True)
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.document, hit.number))
        return hits[:top_k]

    def explain(self, weighted_words: Mapping[str, float], hit: Hit) -> list[Contribution]:
        """What the score of a hit is made of, most first. For a reader: each term is scored anew."""
        row = next(
            int(first) + hit.number
            for key, first in zip(self._keys, self._firsts.tolist(), strict=True)
            if key == hit.document and self._lives(int(first))
        )
        made = []
        for field in self._fields:
            worth, bm25 = self.settings.weights[field.name], self._bm25[field.name]
            for term, weight in _terms(field, weighted_words).items():
                score = worth * float(bm25.get_scores({term: weight})[row])
                if score > 0:
                    made.append(Contribution(field.name, term, weight, score))
        return sorted(made, key=lambda one: (-one.score, one.field, one.term))

    def _lives(self, row: int) -> bool:
        for segment, alive in self._pieces:
            if row < segment.size:
                return bool(alive[row])
            row -= segment.size
        return False


def _terms(field: Field, weighted_words: Mapping[str, float]) -> dict[str, float]:
    """The terms that a field looks for, each with the weights of its words together."""
    query: dict[str, float] = {}
    for word in sorted(weighted_words):
        for term in field.terms(word):
            query[term] = query.get(term, 0.0) + weighted_words[word]
    return query


def best_rows(scores: NDArray[np.float64], top_k: int) -> NDArray[np.int64]:
    """The rows of the `top_k` best scores above 0, in no order, with all that are as good as the last of them."""
    blocks = len(scores) // _BLOCK
    if blocks > 2 * top_k:  # as many blocks have a score this good, so the best rows are among those that have
        floor = _kth(scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1), top_k)
        found = np.flatnonzero(scores >= max(floor, np.nextafter(0, 1)))
    else:
        found = np.flatnonzero(scores > 0)
    if len(found) > top_k:
        found = found[scores[found] >= _kth(scores[found], top_k)]
    return found


def _kth(values: NDArray[np.float64], k: int) -> float:
    """The k-th largest of at least k values."""
    return float(np.partition(values, len(values) - k)[len(values) - k])


def _text_of(entry: Entry) -> str:
    return entry.text


def _heading_of(entry: Entry) -> str:
    return entry.heading


def _actors_of(entry: Entry) -> str:
    return entry.actors


def _signature(settings: IndexSettings) -> str:
    """What a kept index must have been made with. What the fields are worth may change without making it anew."""
    return f"ngram {settings.ngram}, fields {' '.join(field.name for field in settings.fields)}"


def _whole(segment: Segment) -> Piece:
    return segment, np.ones(segment.size, np.bool_)


def _without(piece: Piece, gone: frozenset[str]) -> Piece:
    segment, alive = piece
    dead = [(first, count) for key_, first, count in segment.documents if key_ in gone and count and alive[first]]
    if not dead:
        return piece
    alive = alive.copy()
    for first, count in dead:
        alive[first : first + count] = False
    return segment, alive


def _tidied(pieces: list[Piece]) -> list[Piece]:
    """The pieces, those with many dead rows made anew, and the small ones made one when they have become many."""
    fresh = [
        _whole(merge_segments([piece])) if piece[1].sum() < (1 - _MOST_DEAD) * piece[0].size else piece
        for piece in pieces
    ]
    if len(fresh) <= _MOST_SEGMENTS:
        return fresh
    fresh.sort(key=lambda piece: piece[0].size, reverse=True)
    small = sum(segment.size for segment, _ in fresh[1:])
    first = 1 if fresh[0][0].size > _FAR_LARGER * small else 0  # a segment far larger than the rest stays as it is
    return [*fresh[:first], _whole(merge_segments(fresh[first:]))]
