"""Our BM25 beside its parent class."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from bot.models import Citation, Passage, Standing
from bot.retrieval.bm25 import PostingsBM25
from bot.retrieval.index import Hit, Index, ngrams


def corpus(seed: int) -> list[list[str]]:
    drawn = random.Random(seed)
    return [[f"w{int(drawn.paretovariate(1))}" for _ in range(drawn.randint(1, 30))] for _ in range(200)]


@pytest.mark.parametrize("seed", range(5))
def test_the_scores_are_the_parents_for_the_same_idf(seed: int) -> None:
    texts = corpus(seed)
    ours, parent = PostingsBM25.of(texts, k1=1.2, b=0.6), BM25Okapi(texts, k1=1.2, b=0.6)
    parent.idf = {term: ours.idf_of(sum(term in text for text in texts)) for text in texts for term in text}
    query = random.Random(seed).choices([f"w{i}" for i in range(40)], k=6)

    difference = np.abs(ours.get_scores(query) - parent.get_scores(query)).max()

    assert difference < 1e-9


def test_a_word_in_most_passages_still_counts_for_something() -> None:
    texts = [["nämnd", "a"], ["nämnd", "b"], ["nämnd", "c"], ["d"]]

    ours = PostingsBM25.of(texts, k1=1.2, b=0.6)

    assert ours.idf_of(3) > 0
    assert ours.get_scores(["nämnd"])[0] > ours.get_scores(["nämnd"])[3] == 0


def test_an_empty_corpus_has_no_hits() -> None:
    assert PostingsBM25.of([], k1=1.2, b=0.6).get_scores(["a"]).size == 0


def test_weights_multiply() -> None:
    ours = PostingsBM25.of([["a", "b"], ["b"]], k1=1.2, b=0.6)

    weighted = ours.get_scores({"a": 0.5, "b": 2.0})

    assert np.allclose(weighted, 0.5 * ours.get_scores(["a"]) + 2 * ours.get_scores(["b"]))


@pytest.mark.parametrize(
    ("word", "grams"),
    [("nämnd", ["#nam", "namn", "amnd", "mnd#"]), ("EU", ["#eu#"]), ("a", ["#a#"])],
)
def test_letter_ngrams_are_folded_and_mark_the_words_ends(word: str, grams: list[str]) -> None:
    assert ngrams(word, 4) == grams


def passages(key: str, texts: list[str]) -> list[Passage]:
    place = Citation("A", "", key, None, 1, Standing.UNKNOWN)
    return [Passage(number, "sentence", text, "", (), place) for number, text in enumerate(texts)]


TEXTS = st.lists(st.lists(st.sampled_from(["nämnden", "beslutar", "resor", "avtal", "ansvar", "hamn", "skola"]), max_size=5).map(" ".join), max_size=4)  # fmt: skip
CHANGES = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | TEXTS, min_size=1, max_size=3), max_size=25)


@given(changes=CHANGES, question=st.lists(st.sampled_from(["nämnden", "avtal", "hamnar", "x"]), min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_an_index_that_followed_changes_is_one_that_was_made_anew(
    changes: list[dict[str, list[str] | None]], question: list[str]
) -> None:
    held: dict[str, list[Passage]] = {}
    index = Index.build([], k1=1.2, b=0.75, ngram=4)
    for change in changes:
        gone = [key for key in change if key in held]
        added = [(key, passages(key, texts)) for key, texts in change.items() if texts is not None]
        held = {key: found for key, found in held.items() if key not in gone} | dict(added)
        index = index.changed(remove=gone, add=added)
    fresh = Index.build(sorted(held.items()), k1=1.2, b=0.75, ngram=4)

    query = dict.fromkeys(question, 1.0)

    assert index.search(query, top_k=5) == fresh.search(query, top_k=5)
    assert index.search(query, top_k=1_000) == fresh.search(query, top_k=1_000)


def test_ties_are_in_the_order_of_the_texts() -> None:
    documents = [(key, passages(key, ["resor", "resor"])) for key in "cab"]

    hits = Index.build(documents, k1=1.2, b=0.75, ngram=4).search({"resor": 1.0}, top_k=4)

    assert [(hit.document, hit.number) for hit in hits] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    assert isinstance(hits[0], Hit)


def test_an_index_is_kept_and_found_again_and_a_spoilt_one_is_none(tmp_path: Path) -> None:
    index = Index.build([("a", passages("a", ["nämnden beslutar", "resor"]))], k1=1.2, b=0.75, ngram=4)
    for number in range(30):  # more than stay apart
        index = index.changed(
            remove=["a"][: number % 2], add=[(f"b{number}", passages(f"b{number}", ["avtal om resor"]))]
        )
    path = tmp_path / "index" / "kept.npz"
    index.save(path)

    again = Index.load(path, k1=1.2, b=0.75, ngram=4)

    assert again is not None
    assert again.search({"resor": 1.0, "nämnd": 1.0}, top_k=50) == index.search({"resor": 1.0, "nämnd": 1.0}, top_k=50)
    assert Index.load(path, k1=1.3, b=0.75, ngram=4) is None
    path.write_bytes(path.read_bytes()[:-300])
    assert Index.load(path, k1=1.2, b=0.75, ngram=4) is None
    path.write_bytes(b"nothing")
    assert Index.load(path, k1=1.2, b=0.75, ngram=4) is None
