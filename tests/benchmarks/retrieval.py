"""BM25's constants, chosen by measuring: python -m tests.benchmarks.retrieval FILE.jsonl

FILE holds an object a line with `question`, `candidate_answers` and `label` (the right one's index): the format of SweFAQ. All answers
are indexed together; printed is nDCG@10 of the right one for whole words and for letter n-grams with several k1 and b, beside
BM25Okapi over whole words in the same run.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi

from bot.language.words import words
from bot.retrieval.bm25 import PostingsBM25
from bot.retrieval.index import ngrams


def ndcg(scores: Callable[[str], np.ndarray], rows: Sequence[tuple[str, int]]) -> float:
    """The mean of 1 / log2(rank + 1) of the right answer, 0 from rank 11 on."""
    total = 0.0
    for question, right in rows:
        found = scores(question)
        rank = 1 + int((found > found[right]).sum())
        total += 1 / math.log2(rank + 1) if rank <= 10 else 0.0
    return total / len(rows)


def main() -> None:
    """Print the table."""
    questions = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line]
    answers = list(dict.fromkeys(answer for row in questions for answer in row["candidate_answers"]))
    place = {answer: at for at, answer in enumerate(answers)}
    rows = [(row["question"], place[row["candidate_answers"][int(row["label"])]]) for row in questions]
    okapi = BM25Okapi([words(answer) for answer in answers])
    print(f"BM25Okapi, words                 {ndcg(lambda q: okapi.get_scores(words(q)), rows):.3f}")
    for size in (0, 3, 4, 5):

        def cut(text: str, size: int = size) -> list[str]:
            spoken = words(text)
            return [gram for word in spoken for gram in ngrams(word, size)] if size else spoken

        corpus = [cut(answer) for answer in answers]
        for k1 in (0.6, 0.9, 1.2, 1.5):
            for b in (0.2, 0.4, 0.75):
                index = PostingsBM25.of(corpus, k1=k1, b=b)
                value = ndcg(lambda q, index=index, cut=cut: index.get_scores(cut(q)), rows)  # type: ignore[misc]
                print(f"{f'{size}-grams' if size else 'words':10} k1 {k1:<4} b {b:<5}        {value:.3f}", flush=True)


if __name__ == "__main__":
    main()
