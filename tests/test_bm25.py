"""Our BM25 beside its parent class."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rank_bm25 import BM25Okapi

from bot.retrieval.bm25 import PostingsBM25
from bot.retrieval.index import ngrams


def corpus(seed: int) -> list[list[str]]:
    drawn = random.Random(seed)
    return [[f"w{int(drawn.paretovariate(1))}" for _ in range(drawn.randint(1, 30))] for _ in range(200)]


@pytest.mark.parametrize("seed", range(5))
def test_the_scores_are_the_parents_for_the_same_idf(seed: int) -> None:
    texts = corpus(seed)
    ours, parent = PostingsBM25(texts, k1=1.2, b=0.6), BM25Okapi(texts, k1=1.2, b=0.6)
    parent.idf = ours.idf
    query = random.Random(seed).choices([f"w{i}" for i in range(40)], k=6)

    difference = np.abs(ours.get_scores(query) - parent.get_scores(query)).max()

    assert difference < 1e-9


def test_a_word_in_most_passages_still_counts_for_something() -> None:
    texts = [["nämnd", "a"], ["nämnd", "b"], ["nämnd", "c"], ["d"]]

    ours = PostingsBM25(texts, k1=1.2, b=0.6)

    assert min(ours.idf.values()) > 0
    assert ours.get_scores(["nämnd"])[0] > ours.get_scores(["nämnd"])[3] == 0


def test_an_empty_corpus_has_no_hits() -> None:
    assert PostingsBM25([], k1=1.2, b=0.6).get_scores(["a"]).size == 0


def test_weights_multiply() -> None:
    ours = PostingsBM25([["a", "b"], ["b"]], k1=1.2, b=0.6)

    weighted = ours.get_scores({"a": 0.5, "b": 2.0})

    assert np.allclose(weighted, 0.5 * ours.get_scores(["a"]) + 2 * ours.get_scores(["b"]))


@pytest.mark.parametrize(
    ("word", "grams"),
    [("nämnd", ["#nam", "namn", "amnd", "mnd#"]), ("EU", ["#eu#"]), ("a", ["#a#"])],
)
def test_letter_ngrams_are_folded_and_mark_the_words_ends(word: str, grams: list[str]) -> None:
    assert ngrams(word, 4) == grams
