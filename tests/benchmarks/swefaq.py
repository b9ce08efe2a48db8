"""Retrieval quality on Swedish questions and answers, beside its peers in the same run.

    python -m tests.benchmarks.swefaq FILE.jsonl… [--json] [--seed 1]

FILE holds an object a line with `question`, `candidate_answers` and `label` (the right one's index): the format of SweFAQ
(SuperLim 2). The answers of all files are indexed together, each as one passage. Printed are nDCG@10 of the right answer with its 95 %
bootstrap interval; the same with half of the words of six letters and more misspelt (a letter left out, doubled, changed or two
swapped; the mean of three draws) and with å ä ö left out; the share of right answers that come first; and pseudoalpha, SweFAQ's own measure within
the topic: (accuracy - 109/2049) / (1940/2049). Ways: `ours` is the engine's own path from a question to the index; the peers get
lower-cased words, and where named so their Snowball stems without stop words. Needs `pip install '.[peers]'`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.marks import Understanding
from bot.answering.mending import mend_words
from bot.config import RetrievalConfig
from bot.language.analysis import is_light, weigh
from bot.language.bodies import Directory
from bot.language.spelling import Speller
from bot.language.thesaurus import load_tables
from bot.language.vocabulary import Vocabulary
from bot.language.words import fold, stem, tokenise, words
from bot.retrieval.index import Index, IndexSettings
from bot.retrieval.segment import Entry
from tests.benchmarks.peers import Bm25s, Fts5, Okapi, Peer

Scorer = Callable[[str], Mapping[int, float]]  # the scores of a question's answers by their row; one left out has 0
_DRAWS, _RESAMPLED = 3, 2_000
_LETTERS = "abcdefghijklmnoprstuvyåäö"
_BY_CHANCE = 109 / 2049


@dataclass(frozen=True)
class Row:
    """A question, its right answer and all answers of its topic, as rows of the index."""

    question: str
    right: int
    topic: tuple[int, ...]


def read_rows(paths: Sequence[Path]) -> tuple[list[Row], list[str]]:
    """The questions of all files, and their answers."""
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    read = [json.loads(line) for line in lines]
    answers = list(dict.fromkeys(answer for row in read for answer in row["candidate_answers"]))
    place = {answer: at for at, answer in enumerate(answers)}
    topics = [tuple(place[answer] for answer in row["candidate_answers"]) for row in read]
    return [Row(r["question"], topic[int(r["label"])], topic) for r, topic in zip(read, topics, strict=True)], answers


def ours(answers: Sequence[str]) -> Scorer:
    """The engine's way: words mended by the answers' own vocabulary, those without a topic at half weight, every field."""
    usual = RetrievalConfig()
    settings = IndexSettings(k1=usual.k1, b=usual.b, ngram=usual.ngram, weights=dict(usual.weights))
    index = Index.build([("answers", [Entry(answer) for answer in answers])], settings)
    counts: Counter[str] = Counter()
    for answer in answers:
        counts.update(set(words(answer)))
    vocabulary = Vocabulary(counts, len(answers), load_tables("sv").topic_words)
    spellers = cache(lambda language: Speller([*vocabulary.surface, *load_tables(language).vocabulary]))
    base = Understanding(Directory([]), vocabulary, spellers, "sv")

    def scores(question: str) -> Mapping[int, float]:
        mended, _ = mend_words([token for token in tokenise(question) if token.is_word], base, language="sv")
        found = index.search(weigh(token.text for token in mended), top_k=len(answers))
        return {hit.number: hit.score for hit in found}

    return scores


def through(peer: Peer, answers: Sequence[str], terms_of: Callable[[str], list[str]]) -> Scorer:
    """A peer over some terms of the answers."""
    peer.build([terms_of(answer) for answer in answers])
    return lambda question: dict(peer.top(terms_of(question), len(answers)))


def stemmed(text: str) -> list[str]:
    """Snowball's stems of the words that have a topic; of all of them where none has."""
    spoken = words(text)
    return [stem(word) for word in spoken if not is_light(word)] or [stem(word) for word in spoken]


def misspell(question: str, drawn: random.Random) -> str:
    """`question` with half of its words of six letters and more misspelt, never in their first letter."""

    def miss(found: re.Match[str]) -> str:
        word = found.group()
        if len(word) < 6 or not word.isalpha() or drawn.random() < 0.5:
            return word
        at = drawn.randrange(1, len(word) - 1)
        kind = drawn.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1 :]
        if kind == 1:
            return word[:at] + word[at] + word[at:]
        if kind == 2:
            return word[:at] + drawn.choice(_LETTERS) + word[at + 1 :]
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"\w+", miss, question)


def gains(scorer: Scorer, rows: Sequence[Row], questions: Sequence[str]) -> NDArray[np.float64]:
    """For each question 1 / log2(rank + 1) of its right answer, 0 from rank 11 on: the mean is nDCG@10."""
    found = []
    for row, question in zip(rows, questions, strict=True):
        scores = scorer(question)
        own = scores.get(row.right, 0.0)
        rank = 1 + sum(score > own for score in scores.values())
        found.append(1 / math.log2(rank + 1) if rank <= 10 and own > 0 else 0.0)
    return np.array(found)


def figures(scorer: Scorer, rows: Sequence[Row], seed: int) -> dict[str, float]:
    """All figures of one way."""
    asked = [row.question for row in rows]
    gained = gains(scorer, rows, asked)
    missed = [gains(scorer, rows, [misspell(q, random.Random(f"{seed}/{draw}/{q}")) for q in asked]) for draw in range(_DRAWS)]  # fmt: skip
    resampled = np.random.default_rng(seed).choice(gained, (_RESAMPLED, len(gained))).mean(axis=1)
    within = sum(_first_of(scorer(row.question), row.topic) == row.right for row in rows) / len(rows)
    return {
        "ndcg@10": float(gained.mean()),
        "ndcg@10_low": float(np.percentile(resampled, 2.5)),
        "ndcg@10_high": float(np.percentile(resampled, 97.5)),
        "ndcg@10_misspelt": float(np.mean([one.mean() for one in missed])),
        "ndcg@10_folded": float(gains(scorer, rows, [_folded(q) for q in asked]).mean()),
        "first": float((gained == 1).mean()),
        "pseudoalpha": (within - _BY_CHANCE) / (1 - _BY_CHANCE),
    }


def _first_of(scores: Mapping[int, float], topic: Sequence[int]) -> int:
    return max(topic, key=lambda row: scores.get(row, 0.0))


def _folded(question: str) -> str:
    return re.sub(r"\w+", lambda found: fold(found.group()), question)


def ways(answers: Sequence[str]) -> Iterator[tuple[str, Scorer]]:
    """Every way by its name, ours first."""
    yield "ours", ours(answers)
    yield "rank-bm25", through(Okapi(), answers, words)
    yield "rank-bm25, stems", through(Okapi(), answers, stemmed)
    yield "bm25s", through(Bm25s(), answers, words)
    yield "bm25s, stems", through(Bm25s(), answers, stemmed)
    yield "SQLite FTS5", through(Fts5(), answers, words)
    yield "SQLite FTS5, stems", through(Fts5(), answers, stemmed)


def main() -> None:
    """Print the table or the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows, answers = read_rows(options.files)
    measured = {name: figures(scorer, rows, options.seed) for name, scorer in ways(answers)}
    if options.json:
        print(json.dumps(measured))
        return
    print(f"{len(rows)} questions, {len(answers)} answers")
    print(f"{'':20}{'nDCG@10':>9}{'95 %':>15}{'misspelt':>10}{'no å ä ö':>10}{'first':>8}{'pseudoalpha':>13}")
    for name, row in measured.items():
        interval = f"{row['ndcg@10_low']:.3f}–{row['ndcg@10_high']:.3f}"
        print(f"{name:20}{row['ndcg@10']:9.3f}{interval:>15}{row['ndcg@10_misspelt']:10.3f}{row['ndcg@10_folded']:10.3f}{row['first']:8.3f}{row['pseudoalpha']:13.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
