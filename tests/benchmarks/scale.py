"""Retrieval at size, beside its peers in the same run.

    python -m tests.benchmarks.scale [--sizes 1000 10000 100000] [--questions 200] [--terms ngrams stems] [--peers bm25s] [--json]

Passages of about 30 words are drawn from Swedish words by their rank (Zipf's law), and questions of 4 to 14 words from the
passages. Every engine gets the same tokens: letter 4-grams or stems. Printed are, by engine and size: building, saving and
loading in seconds, one question in milliseconds (median and 99th percentile, top 10), bytes a posting and the memory that
building added. `ours` is the index as the engine uses it, with all its fields; `ours, one field` has that field alone, as the
peers have. Needs `pip install '.[peers]'`. 1,000,000 passages take about 20 minutes and 16 GB.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.config import RetrievalConfig
from bot.language.analysis import ngrams, stems, weigh
from bot.retrieval.index import Index, IndexSettings
from bot.retrieval.segment import Entry
from tests.benchmarks.peers import Bm25s, Fts5, Okapi, Peer, Tantivy
from tests.conftest import ROOT

TOP_K = 10
_MOST_FOR = {"rank-bm25": 100_000, "SQLite FTS5": 100_000, "tantivy": 1_000_000}  # passages; more takes hours
_FEWER = 20  # questions for an engine that takes long for each
_VOCABULARY = 60_000
_PEERS: tuple[Peer, ...] = (Bm25s(), Tantivy(), Fts5(), Okapi())


def draw_vocabulary(drawn: random.Random) -> list[str]:
    """Words as Swedish makes them: those of the texts in the repository first, then compounds of them."""
    texts = [*(ROOT / "knowledge").glob("*.txt"), *(ROOT / "tests" / "corpora").rglob("*.md")]
    found: dict[str, int] = {}
    for path in texts:
        for word in path.read_text(encoding="utf-8").lower().split():
            word = word.strip('.,;:()”"*#|-–')  # noqa: PLW2901
            if word.isalpha():
                found[word] = found.get(word, 0) + 1
    known = sorted(found, key=lambda word: (-found[word], word))
    parts = [word for word in known if len(word) > 3]
    made = dict.fromkeys(known)
    while len(made) < _VOCABULARY:
        made[drawn.choice(parts) + drawn.choice(["", "s"]) + drawn.choice(parts)] = None
    return list(made)


def draw_passages(size: int, seed: int) -> tuple[list[list[str]], list[list[str]]]:
    """`size` passages, and 400 questions made of words of some of them, both as words."""
    drawn = random.Random(seed)
    vocabulary = draw_vocabulary(drawn)
    numbers = np.random.default_rng(seed)
    ranks = np.arange(1, len(vocabulary) + 1)
    chances = 1 / (ranks + 5)
    lengths = numbers.integers(10, 51, size)
    picked = numbers.choice(len(vocabulary), int(lengths.sum()), p=chances / chances.sum()).tolist()
    passages, at = [], 0
    for length in lengths.tolist():
        passages.append([vocabulary[n] for n in picked[at : at + length]])
        at += length
    questions = [drawn.choices(drawn.choice(passages), k=drawn.randint(4, 14)) for _ in range(400)]
    return passages, questions


def milliseconds(ask: Callable[[Any], object], questions: Sequence[Any]) -> dict[str, float]:
    """Median and 99th percentile of one question, after a tenth of them that are not counted."""
    for question in questions[: len(questions) // 10 + 1]:
        ask(question)
    times = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - start) * 1000)
    return {"p50_ms": statistics.median(times), "p99_ms": float(np.percentile(times, 99))}


def seconds(do: Callable[[], object]) -> float:
    """How long it took."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def memory() -> float:
    """The resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def our_index(fields: Sequence[str]) -> IndexSettings:
    """The configured index with some of its fields."""
    usual = RetrievalConfig()
    weights = {name: weight if name in fields else 0.0 for name, weight in usual.weights.items()}
    return IndexSettings(k1=usual.k1, b=usual.b, ngram=usual.ngram, weights=weights)


def measure_ours(
    name: str, fields: Sequence[str], passages: list[list[str]], questions: list[list[str]]
) -> dict[str, Any]:
    """Our index: `questions` as words, each with its weight."""
    settings = our_index(fields)
    entries = [Entry(" ".join(words), "", words[0]) for words in passages]
    before = memory()
    start = time.perf_counter()
    index = Index.build([("all", entries)], settings)
    figures: dict[str, Any] = {"engine": name, "build_s": time.perf_counter() - start, "memory_mb": memory() - before}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        figures["save_s"] = seconds(lambda: index.save(path))
        figures["load_s"] = seconds(lambda: Index.load(path, settings))
        kept = Index.load(path, settings)
        assert kept is not None
        figures |= milliseconds(lambda words: kept.search(weigh(words), top_k=TOP_K), questions)
    return figures | {"bytes_a_posting": index.bytes_a_posting}


def measure_peer(peer: Peer, corpus: list[list[str]], queries: list[list[str]]) -> dict[str, Any]:
    """A peer over the same tokens."""
    before = memory()
    figures: dict[str, Any] = {"engine": peer.name, "build_s": seconds(lambda: peer.build(corpus)), "memory_mb": memory() - before}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures["save_s"] = seconds(lambda: peer.save(Path(folder)))
            figures["load_s"] = seconds(lambda: peer.load(Path(folder)))
        except NotImplementedError:
            pass
        slow = isinstance(peer, (Okapi, Fts5)) and len(corpus) > 10_000
        figures |= milliseconds(lambda query: peer.top(query, TOP_K), queries[:_FEWER] if slow else queries)
    return figures


def measure(size: int, terms: str, count: int, peers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Ours and `peers` at one size over one kind of terms."""
    passages, questions = draw_passages(size, seed=size)
    questions = questions[:count]
    of = stems if terms == "stems" else (lambda word: ngrams(word, RetrievalConfig().ngram))
    known: dict[str, tuple[str, ...]] = {}

    def tokens(words: list[str]) -> list[str]:
        return [term for word in words for term in known.setdefault(word, of(word))]

    place = {"passages": size, "terms": terms}
    yield place | measure_ours("ours", tuple(RetrievalConfig().weights), passages, questions)
    yield place | measure_ours("ours, one field", (terms,), passages, questions)
    corpus, queries = [tokens(words) for words in passages], [tokens(words) for words in questions]
    for peer in _PEERS:
        if peer.name in peers and size <= _MOST_FOR.get(peer.name, size):
            yield place | measure_peer(peer, corpus, queries)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--terms", choices=("ngrams", "stems"), nargs="+", default=["ngrams", "stems"])
    names = [peer.name for peer in _PEERS]
    parser.add_argument("--peers", choices=names, nargs="*", default=names, help="all unless given")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    if not options.json:
        print(f"{'passages':>9} {'terms':7} {'engine':24}{'build s':>9}{'save s':>8}{'load s':>8}{'p50 ms':>10}{'p99 ms':>10}{'B/post':>8}{'MB':>8}")  # fmt: skip
    for size in options.sizes:
        for terms in options.terms:
            for row in measure(size, terms, options.questions, options.peers):
                rows.append(row)
                if not options.json:
                    print(_line(row), flush=True)
    if options.json:
        print(json.dumps(rows))


def _line(row: dict[str, Any]) -> str:
    def figure(name: str, width: int, digits: int) -> str:
        return f"{row[name]:{width}.{digits}f}" if name in row else " " * (width - 1) + "–"

    told = (("build_s", 9, 2), ("save_s", 8, 2), ("load_s", 8, 3), ("p50_ms", 10, 3), ("p99_ms", 10, 3), ("bytes_a_posting", 8, 1), ("memory_mb", 8, 0))  # fmt: skip
    return f"{row['passages']:>9} {row['terms']:7} {row['engine']:24}{''.join(figure(*one) for one in told)}"


if __name__ == "__main__":
    main()
