"""The index of passages: letter n-grams inside words, folded, scored by BM25; one document changes without the others."""

from __future__ import annotations

import json
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.language.words import fold, words
from bot.models import Passage
from bot.retrieval.bm25 import PostingsBM25
from bot.retrieval.segment import Segment, TermNumbers, make_segment, merge_segments

_MOST_SEGMENTS = 12  # beside the first one, before the small ones are made one
_FAR_LARGER = 3  # times the others together
_MOST_DEAD = 0.3  # of a segment's rows, before it is made anew without them
_AT_ONCE = 100_000  # passages of a segment that is built at once: what is held meanwhile is bounded
_FORMAT = 1.0  # of a kept index
_ARRAYS = ("starts", "rows", "counts", "lengths")
Piece = tuple[Segment, NDArray[np.bool_]]


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

    def __init__(self, pieces: Sequence[Piece], *, k1: float, b: float, ngram: int) -> None:
        self._pieces, self._k1, self._b, self._ngram = tuple(pieces), k1, b, ngram
        self._bm25 = PostingsBM25(self._pieces, k1=k1, b=b)
        # Where each document begins, counted through all segments, and whose each of those places is.
        keys: list[str] = []
        firsts: list[int] = []
        before = 0
        for segment, _ in self._pieces:
            keys += [key for key, _, count in segment.documents if count]
            firsts += [before + first for _, first, count in segment.documents if count]
            before += segment.size
        self._keys, self._firsts = keys, np.array(firsts, np.int64)

    @classmethod
    def build(cls, documents: Iterable[tuple[str, Sequence[Passage]]], *, k1: float, b: float, ngram: int) -> Index:
        """An index of documents by their keys."""
        waiting: list[tuple[str, Sequence[Passage]]] = []
        pieces: list[Piece] = []
        for key, passages in documents:
            waiting.append((key, passages))
            if sum(len(held) for _, held in waiting) >= _AT_ONCE:
                pieces.append(_piece(waiting, ngram))
                waiting = []
        if waiting:
            pieces.append(_piece(waiting, ngram))
        return cls(pieces, k1=k1, b=b, ngram=ngram)

    def changed(self, *, remove: Collection[str] = (), add: Iterable[tuple[str, Sequence[Passage]]] = ()) -> Index:
        """An index without the documents of `remove` and with those of `add`; it shares with this one what has not changed."""
        gone = frozenset(remove)
        pieces = [_without(piece, gone) for piece in self._pieces]
        added = list(add)
        if added:
            pieces.append(_piece(added, self._ngram))
        pieces = [piece for piece in pieces if piece[1].any() or not piece[0].size]
        return Index(_tidied(pieces), k1=self._k1, b=self._b, ngram=self._ngram)

    @property
    def nbytes(self) -> int:
        """The bytes of memory that its postings take, without the terms themselves."""
        return sum(getattr(segment, name).nbytes for segment, _ in self._pieces for name in _ARRAYS)

    def save(self, path: Path) -> None:
        """Write the index to `path`, whole or not at all. Raises OSError."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for number, (segment, alive) in enumerate(self._pieces):
            for name in _ARRAYS:
                arrays[f"{name}{number}"] = getattr(segment, name)
            arrays[f"alive{number}"] = alive
            arrays[f"terms{number}"] = _as_bytes("\n".join(segment.terms))
            arrays[f"documents{number}"] = _as_bytes(json.dumps(segment.documents))
        arrays["settings"] = np.array([_FORMAT, self._k1, self._b, self._ngram, len(self._pieces)], np.float64)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
            np.savez(out, **arrays)  # type: ignore[arg-type]  # its own types forget that any name may be given
        Path(out.name).replace(path)

    @classmethod
    def load(cls, path: Path, *, k1: float, b: float, ngram: int) -> Index | None:
        """The index that `path` holds, made with the same settings; None where it holds none that is whole."""
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
                settings = kept["settings"].tolist()
                if settings[:4] != [_FORMAT, k1, b, ngram]:
                    return None
                pieces = [_loaded(kept, number) for number in range(int(settings[4]))]
        except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile, zlib.error):
            return None
        return cls(pieces, k1=k1, b=b, ngram=ngram)

    def search(self, weighted_words: Mapping[str, float], *, top_k: int) -> list[Hit]:
        """Return at most `top_k` hits for words with their weights, best first, ties by document and number."""
        query: dict[str, float] = {}
        for word in sorted(weighted_words):
            for gram in ngrams(word, self._ngram):
                query[gram] = query.get(gram, 0.0) + weighted_words[word]
        scores = self._bm25.get_scores(query)
        found = np.flatnonzero(scores > 0)
        if len(found) > top_k:
            floor = np.partition(scores[found], len(found) - top_k)[len(found) - top_k]
            found = found[scores[found] >= floor]  # with all that are as good as the last one: their names decide
        owners = np.searchsorted(self._firsts, found, side="right") - 1
        hits = [
            Hit(self._keys[owner], int(row - self._firsts[owner]), float(scores[row]))
            for row, owner in zip(found.tolist(), owners.tolist(), strict=True)
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.document, hit.number))
        return hits[:top_k]


def _loaded(kept: Mapping[str, NDArray[np.generic]], number: int) -> Piece:
    terms = kept[f"terms{number}"].tobytes().decode().split("\n")
    documents = json.loads(kept[f"documents{number}"].tobytes())
    arrays: dict[str, Any] = {name: kept[f"{name}{number}"] for name in _ARRAYS}
    if len(arrays["starts"]) != len(terms) + 1 and terms != [""]:
        raise ValueError("the terms and their places differ")
    segment = Segment(
        documents=tuple((str(key), int(first), int(count)) for key, first, count in documents),
        terms={term: at for at, term in enumerate(terms)} if terms != [""] else {},
        **arrays,
    )
    alive: Any = kept[f"alive{number}"]
    return segment, alive


def _as_bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _piece(documents: Sequence[tuple[str, Sequence[Passage]]], ngram: int) -> Piece:
    numbers = TermNumbers(lambda word: ngrams(word, ngram))
    texts = (
        (key, [words(f"{p.text} {p.lead_in} {p.citation.section}") for p in passages]) for key, passages in documents
    )
    segment = make_segment(texts, numbers)
    return segment, np.ones(segment.size, np.bool_)


def _without(piece: Piece, gone: frozenset[str]) -> Piece:
    segment, alive = piece
    dead = [(first, count) for key, first, count in segment.documents if key in gone and count and alive[first]]
    if not dead:
        return piece
    alive = alive.copy()
    for first, count in dead:
        alive[first : first + count] = False
    return segment, alive


def _tidied(pieces: list[Piece]) -> list[Piece]:
    """The pieces, those with many dead rows made anew, and the small ones made one when they have become many."""
    fresh = []
    for segment, alive in pieces:
        if alive.sum() < (1 - _MOST_DEAD) * segment.size:
            segment = merge_segments([(segment, alive)])  # noqa: PLW2901
            alive = np.ones(segment.size, np.bool_)  # noqa: PLW2901
        fresh.append((segment, alive))
    if len(fresh) <= _MOST_SEGMENTS:
        return fresh
    fresh.sort(key=lambda piece: piece[0].size, reverse=True)
    small = sum(segment.size for segment, _ in fresh[1:])
    first = 1 if fresh[0][0].size > _FAR_LARGER * small else 0  # a segment far larger than the rest stays as it is
    made = merge_segments(fresh[first:])
    return [*fresh[:first], (made, np.ones(made.size, np.bool_))]
