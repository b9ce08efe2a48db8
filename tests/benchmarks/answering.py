"""What one answer costs: python -m tests.benchmarks.answering [--json]

Prints the median and 99th percentile of one answer in process, the time from start to the first answer of `python -m bot ask`,
and the peak memory, beside plain BM25Okapi over the same sentences in the same run.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from rank_bm25 import BM25Okapi

from bot.config import read_config
from bot.fresh import load_engine
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


def main() -> None:
    """Print the figures as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    measured = figures()
    if parser.parse_args().json:
        print(json.dumps(measured))
        return
    print(f"{'':12}{'p50 ms':>10}{'p99 ms':>10}{'start s':>10}{'peak MB':>10}")
    for name, row in measured.items():
        print(f"{name:12}{row['p50_ms']:10.3f}{row['p99_ms']:10.3f}{row['start_s']:10.3f}{row['peak_mb']:10.0f}")
    ratio = measured["ours"]["p50_ms"] / measured["BM25Okapi"]["p50_ms"]
    print(f"one whole answer costs {ratio:.1f} times what BM25Okapi's scores alone cost")


if __name__ == "__main__":
    main()
