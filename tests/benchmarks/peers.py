"""The peers that retrieval is measured beside, each over the same tokens: rank-bm25, bm25s, tantivy, SQLite FTS5.

pip install '.[peers]'
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import bm25s
import numpy as np
import tantivy
from rank_bm25 import BM25Okapi

K1, B = 1.2, 0.75
Tokens = Sequence[Sequence[str]]


class Peer(Protocol):
    """An engine over passages that are lists of tokens."""

    name: str

    def build(self, corpus: Tokens) -> None: ...
    def top(self, query: Sequence[str], top_k: int) -> list[tuple[int, float]]: ...
    def save(self, folder: Path) -> None: ...
    def load(self, folder: Path) -> None: ...


class Okapi:
    """rank-bm25 as it comes: get_scores, then the best of them."""

    name = "rank-bm25"

    def build(self, corpus: Tokens) -> None:
        self._bm25 = BM25Okapi([list(tokens) for tokens in corpus], k1=K1, b=B)

    def top(self, query: Sequence[str], top_k: int) -> list[tuple[int, float]]:
        scores = self._bm25.get_scores(list(query))
        best = np.argsort(scores)[::-1][:top_k]
        return [(int(row), float(scores[row])) for row in best]

    def save(self, folder: Path) -> None:
        raise NotImplementedError("rank-bm25 keeps nothing")

    load = save


class Bm25s:
    """bm25s with its default variant (Lucene's idf) and its NumPy back end."""

    name = "bm25s"

    def build(self, corpus: Tokens) -> None:
        self._bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        self._bm25.index([list(tokens) for tokens in corpus], show_progress=False)

    def top(self, query: Sequence[str], top_k: int) -> list[tuple[int, float]]:
        rows, scores = self._bm25.retrieve([list(query)], k=top_k, show_progress=False)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True)]

    def save(self, folder: Path) -> None:
        self._bm25.save(str(folder / "bm25s"), show_progress=False)

    def load(self, folder: Path) -> None:
        self._bm25 = bm25s.BM25.load(str(folder / "bm25s"), mmap=True, show_progress=False)


class Tantivy:
    """tantivy over white space, its own BM25 (k1 1.2, b 0.75)."""

    name = "tantivy"

    def _schema(self) -> tantivy.Schema:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", stored=False, tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("row", stored=True)
        return builder.build()

    def build(self, corpus: Tokens, folder: Path | None = None) -> None:
        self._index = tantivy.Index(self._schema(), path=str(folder) if folder else None)
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for row, tokens in enumerate(corpus):
            writer.add_document(tantivy.Document(body=" ".join(tokens), row=row))
        writer.commit()
        writer.wait_merging_threads()
        self._open()

    def _open(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def top(self, query: Sequence[str], top_k: int) -> list[tuple[int, float]]:
        schema = self._index.schema
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", term)) for term in query]
        found = self._searcher.search(tantivy.Query.boolean_query(terms), top_k)
        return [(self._searcher.doc(address)["row"][0], score) for score, address in found.hits]

    def save(self, folder: Path) -> None:
        raise NotImplementedError("its index is a folder from the start")

    load = save


class Fts5:
    """SQLite's FTS5: any of the words, ordered by its bm25()."""

    name = "SQLite FTS5"

    def build(self, corpus: Tokens) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("CREATE VIRTUAL TABLE passages USING fts5(body, tokenize = \"unicode61 remove_diacritics 0 tokenchars '#-/'\")")  # fmt: skip
        rows = ((row, " ".join(tokens)) for row, tokens in enumerate(corpus))
        self._db.executemany("INSERT INTO passages (rowid, body) VALUES (?, ?)", rows)
        self._db.commit()

    def top(self, query: Sequence[str], top_k: int) -> list[tuple[int, float]]:
        match = " OR ".join('"' + token.replace('"', '""') + '"' for token in query)
        statement = "SELECT rowid, -bm25(passages) FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return [(row, score) for row, score in self._db.execute(statement, (match, top_k))] if match else []

    def save(self, folder: Path) -> None:
        target = sqlite3.connect(folder / "fts5.sqlite3")
        self._db.backup(target)
        target.close()

    def load(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.sqlite3")
