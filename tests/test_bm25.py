"""Our BM25 beside its parent class."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from bot.engine import Engine
from bot.language.analysis import ngrams
from bot.language.words import words
from bot.retrieval.bm25 import PostingsBM25
from bot.retrieval.index import Hit, Index, IndexSettings, best_rows
from bot.retrieval.segment import Entry

SETTINGS = IndexSettings(k1=1.2, b=0.75, ngram=4, weights={"ngrams": 1.0, "stems": 0.5, "heading": 0.3, "actor": 0.2})


def corpus(seed: int) -> list[list[str]]:
    drawn = random.Random(seed)
    return [[f"w{int(drawn.paretovariate(1))}" for _ in range(drawn.randint(1, 30))] for _ in range(200)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("b", [0.0, 0.75])
def test_the_scores_are_the_parents_where_its_idf_is_kept(seed: int, b: float) -> None:
    texts = corpus(seed)
    ours, parent = PostingsBM25.of(texts, k1=1.2, b=b, parents_idf=True), BM25Okapi(texts, k1=1.2, b=b)
    query = random.Random(seed).choices([f"w{i}" for i in range(40)], k=6)

    difference = np.abs(ours.get_scores(query) - parent.get_scores(query)).max()

    assert difference < 1e-9
    assert isinstance(ours, BM25Okapi)
    assert parent.get_scores(query).max() > 0


def test_the_scores_over_real_texts_are_the_parents_where_its_idf_is_kept(stensunda: Engine) -> None:
    texts = [words(passage.text) for document in stensunda.library.documents for passage in document.passages]
    grams = [[gram for word in text for gram in ngrams(word, 4)] for text in texts]
    for corpus_, query in ((texts, texts[40]), (grams, grams[7] + grams[300])):
        ours, parent = PostingsBM25.of(corpus_, k1=1.2, b=0.75, parents_idf=True), BM25Okapi(corpus_, k1=1.2, b=0.75)

        difference = np.abs(ours.get_scores(query) - parent.get_scores(query)).max()

        assert difference < 1e-9


def test_only_the_idf_differs_otherwise() -> None:
    texts = corpus(9)
    ours, parent = PostingsBM25.of(texts, k1=1.2, b=0.6), BM25Okapi(texts, k1=1.2, b=0.6)
    parent.idf = {term: ours.idf_of(sum(term in text for text in texts)) for text in texts for term in text}

    difference = np.abs(ours.get_scores(["w1", "w2", "w9"]) - parent.get_scores(["w1", "w2", "w9"])).max()

    assert difference < 1e-9


@pytest.mark.parametrize("b", [0.0, 0.75, 1.0])
def test_a_table_of_few_rows_gives_the_very_scores_of_the_postings(b: float, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*corpus(4)[:60], [], ["w1", "w1", "w1"]]
    query = {f"w{number}": 0.3 + number / 7 for number in range(1, 30)}

    table = PostingsBM25.of(texts, k1=1.2, b=b).get_scores(query)
    monkeypatch.setattr("bot.retrieval.bm25._SMALL", -1)
    postings = PostingsBM25.of(texts, k1=1.2, b=b).get_scores(query)

    assert table.tolist() == postings.tolist()


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
    [("nämnd", ("#nam", "namn", "amnd", "mnd#")), ("EU", ("#eu#",)), ("a", ("#a#",))],
)
def test_letter_ngrams_are_folded_and_mark_the_words_ends(word: str, grams: tuple[str, ...]) -> None:
    assert ngrams(word, 4) == grams


def entries(texts: list[str]) -> list[Entry]:
    return [Entry(text, " ".join(texts[:1]), " ".join(text.split()[:1])) for text in texts]


TEXTS = st.lists(st.lists(st.sampled_from(["nämnden", "beslutar", "resor", "avtal", "ansvar", "hamn", "skola"]), max_size=5).map(" ".join), max_size=4)  # fmt: skip
CHANGES = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | TEXTS, min_size=1, max_size=3), max_size=25)


@given(changes=CHANGES, question=st.lists(st.sampled_from(["nämnden", "avtal", "hamnar", "x"]), min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_an_index_that_followed_changes_is_one_that_was_made_anew(
    changes: list[dict[str, list[str] | None]], question: list[str]
) -> None:
    held: dict[str, list[Entry]] = {}
    index = Index.build([], SETTINGS)
    for change in changes:
        gone = [key for key in change if key in held]
        added = [(key, entries(texts)) for key, texts in change.items() if texts is not None]
        held = {key: found for key, found in held.items() if key not in gone} | dict(added)
        index = index.changed(remove=gone, add=added)
    fresh = Index.build(sorted(held.items()), SETTINGS)

    query = dict.fromkeys(question, 1.0)

    assert index.search(query, top_k=5) == fresh.search(query, top_k=5)
    assert index.search(query, top_k=1_000) == fresh.search(query, top_k=1_000)


def test_ties_are_in_the_order_of_the_texts() -> None:
    documents = [(key, entries(["resor", "resor"])) for key in "cab"]

    hits = Index.build(documents, SETTINGS).search({"resor": 1.0}, top_k=4)

    assert [(hit.document, hit.number) for hit in hits] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    assert isinstance(hits[0], Hit)


@pytest.mark.parametrize("field", ["ngrams", "stems", "heading", "actor"])
def test_each_field_finds_a_passage_and_one_without_worth_is_not_there(field: str) -> None:
    entry = {"ngrams": Entry("medlemskap"), "stems": Entry("medlemskap"), "heading": Entry("", "medlemskap"), "actor": Entry("", "", "medlemskap")}  # fmt: skip
    only = IndexSettings(k1=1.2, b=0.75, ngram=4, weights={name: float(name == field) for name in SETTINGS.weights})

    index = Index.build([("a", [Entry("resor"), entry[field]])], only)

    assert [field.name for field in only.fields] == [field]
    assert [hit.number for hit in index.search({"medlemskapet": 1.0}, top_k=5)] == [1]
    assert len(index.search({"meldemskap": 1.0}, top_k=5)) == (field == "ngrams")


@given(
    scores=st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.0, 2.5]), max_size=2_000),
    top_k=st.integers(1, 12),
)
@settings(deadline=None)
def test_the_best_rows_are_all_that_are_as_good_as_the_last_of_them(scores: list[float], top_k: int) -> None:
    found = best_rows(np.array(scores, np.float64), top_k)

    above = sorted((score for score in scores if score > 0), reverse=True)
    least = above[min(top_k, len(above)) - 1] if above else 1.0

    assert sorted(found.tolist()) == [row for row, score in enumerate(scores) if score >= least]


def test_an_index_is_kept_and_found_again_and_a_spoilt_one_is_none(tmp_path: Path) -> None:
    index = Index.build([("a", entries(["nämnden beslutar", "resor"])), ("empty", [])], SETTINGS)
    for number in range(30):  # more than stay apart
        index = index.changed(remove=["a"][: number % 2], add=[(f"b{number}", entries(["avtal om resor resor"]))])
    path = tmp_path / "index" / "kept"
    index.save(path)

    again = Index.load(path, SETTINGS)

    assert again is not None
    assert again.search({"resor": 1.0, "nämnd": 1.0}, top_k=50) == index.search({"resor": 1.0, "nämnd": 1.0}, top_k=50)
    assert [file.name for file in path.parent.iterdir()] == ["kept"]
    assert Index.load(path, IndexSettings(k1=1.2, b=0.75, ngram=3, weights=SETTINGS.weights)) is None
    assert Index.load(tmp_path / "nothing", SETTINGS) is None
    whole = path.read_bytes()
    for spoilt in (whole[:-300], whole[:200], whole.replace(b"ngram 4", b"ngram 5"), b"nothing", b""):
        path.write_bytes(spoilt)
        assert Index.load(path, SETTINGS) is None


def test_a_kept_index_goes_on_changing(tmp_path: Path) -> None:
    index = Index.build([("a", entries(["nämnden beslutar", "resor"])), ("b", entries(["resor"]))], SETTINGS)
    index.save(tmp_path / "kept")
    kept = Index.load(tmp_path / "kept", SETTINGS)
    assert kept is not None

    changed = kept.changed(remove=["a"], add=[("c", entries(["resor", "avtal"]))])

    fresh = Index.build([("b", entries(["resor"])), ("c", entries(["resor", "avtal"]))], SETTINGS)
    assert changed.search({"resor": 1.0}, top_k=9) == fresh.search({"resor": 1.0}, top_k=9)
