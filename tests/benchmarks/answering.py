"""What one answer costs: python -m tests.benchmarks.answering [--passages 100000] [--json]

Prints the median and 99th percentile of one answer in process, the time from start to the first answer of `python -m bot ask`,
and the peak memory, beside plain BM25Okapi over the same sentences in the same run. With --passages, also one answer over that many
passages of made-up texts (each question asked once), and what of it is retrieval.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rank_bm25 import BM25Okapi

from bot.config import read_config
from bot.fresh import load_engine
from bot.language.analysis import weigh
from bot.language.words import words
from tests.benchmarks.folder import questions as many_questions
from tests.benchmarks.folder import write
from tests.conftest import ROOT
from tests.tables import read_table

ROUNDS = 5
STARTS = 7
QUESTION = "Vem beslutar om medlemskap i internationella organisationer?"
PLAIN = """
import sys
from rank_bm25 import BM25Okapi
sentences = [s.split() for s in open(sys.argv[1], encoding="utf-8").read().lower().split(".")]
print(BM25Okapi(sentences).get_scores(sys.argv[2].lower().split()).argmax())
"""


def milliseconds(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """The time of each question in ms, after one round that is not counted."""
    times = []
    for counted in range(ROUNDS + 1):
        for question in questions:
            start = time.perf_counter()
            ask(question)
            if counted:
                times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def start_seconds(command: Sequence[str]) -> float:
    """The median time of a whole process in seconds."""
    times = []
    for _ in range(STARTS):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def figures() -> dict[str, dict[str, float]]:
    """All figures by way: ours and plain BM25Okapi."""
    engine = load_engine(read_config(ROOT / "config.yaml"))
    engine.warm()
    questions = [row.question for row in read_table(ROOT / "tests" / "questions" / "stockholm.yaml")]
    okapi = BM25Okapi(
        [passage.text.lower().split() for document in engine.library.documents for passage in document.passages]
    )
    ours = milliseconds(engine.ask, questions)
    plain = milliseconds(lambda question: okapi.get_scores(question.lower().split()).argmax(), questions)
    text = ROOT / "knowledge" / engine.library.documents[0].file
    starts = {
        "ours": start_seconds([sys.executable, "-m", "bot", "ask", QUESTION]),
        "BM25Okapi": start_seconds([sys.executable, "-c", PLAIN, str(text), QUESTION]),
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        name: {
            "p50_ms": times[len(times) // 2],
            "p99_ms": times[int(len(times) * 0.99)],
            "start_s": starts[name],
            "peak_mb": peak,
        }
        for name, times in (("ours", ours), ("BM25Okapi", plain))
    }


def over_many(passages: int, seed: int = 1) -> dict[str, float]:
    """One whole answer over about as many passages, and the search in the index alone."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        texts = Path(place) / "texts"
        texts.mkdir()
        for number in range(max(1, passages // 304)):
            write(texts, number, 10, chance)
        engine = load_engine(replace(read_config(ROOT / "config.yaml"), knowledge=texts, state=Path(place) / "state"))
    asked = list(dict.fromkeys(many_questions(chance, 600)))
    engine.warm()
    engine.ask(asked[0])
    times, searches = [], []
    for question in asked[1:]:
        start = time.perf_counter()
        engine.ask(question)
        times.append((time.perf_counter() - start) * 1_000)
        start = time.perf_counter()
        engine.index.search(weigh(words(question)), top_k=100)
        searches.append((time.perf_counter() - start) * 1_000)
    return {
        "passages": sum(len(document.passages) for document in engine.library.documents),
        "questions": len(times),
        "p50_ms": statistics.median(times),
        "p99_ms": sorted(times)[int(len(times) * 0.99)],
        "search_p50_ms": statistics.median(searches),
        "search_p99_ms": sorted(searches)[int(len(searches) * 0.99)],
    }


def main() -> None:
    """Print the figures as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--passages", type=int, default=0, metavar="N", help="also over N passages")
    options = parser.parse_args()
    measured = figures()
    if options.passages:
        measured["ours, many"] = over_many(options.passages)
    if options.json:
        print(json.dumps(measured))
        return
    print(f"{'':12}{'p50 ms':>10}{'p99 ms':>10}{'start s':>10}{'peak MB':>10}")
    many = measured.pop("ours, many", None)
    for name, row in measured.items():
        print(f"{name:12}{row['p50_ms']:10.3f}{row['p99_ms']:10.3f}{row['start_s']:10.3f}{row['peak_mb']:10.0f}")
    ratio = measured["ours"]["p50_ms"] / measured["BM25Okapi"]["p50_ms"]
    print(f"one whole answer costs {ratio:.1f} times what BM25Okapi's scores alone cost")
    if many:
        print(
            f"over {many['passages']:,.0f} passages, {many['questions']} questions: p50 {many['p50_ms']:.1f} ms, p99 {many['p99_ms']:.1f} ms; "
            f"of it the search {many['search_p50_ms']:.1f} and {many['search_p99_ms']:.1f} ms"
        )


if __name__ == "__main__":
    main()
