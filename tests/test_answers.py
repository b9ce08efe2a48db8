"""What holds of every answer, whatever was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.language.bodies import Directory
from bot.language.lexicon import load_lexicon
from bot.language.thesaurus import light_words
from bot.models import Status
from tests.conftest import NORRVIK, ROOT, STENSUNDA
from tests.tables import TESTS, read_table

ENGINE = load_engine(read_config(ROOT / "config.yaml"))


def folded(text: str) -> str:
    for mark in ("*", "`", "\u00ad"):
        text = text.replace(mark, "")
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "folder"),
    [("stockholm.yaml", ROOT / "knowledge"), ("norrvik.yaml", NORRVIK), ("stensunda.yaml", STENSUNDA)],
)
def test_every_quotation_stands_word_for_word_at_its_place(table: str, folder: Path) -> None:
    engine = load_engine(read_config(ROOT / "config.yaml"), folder)
    sources = {d.file: (folder / d.file).read_text(encoding="utf-8") for d in engine.library.documents}
    quoted = 0
    for row in read_table(TESTS / "questions" / table):
        answer = engine.ask(row.question, row.thread)
        passages = [d.statement.passage for d in answer.decisions] + [f.passage for f in answer.passages]
        for passage in passages:
            source = sources[passage.citation.file]
            at = source.split("\n")[passage.citation.line - 1 :]
            assert folded(passage.text) in folded(source)
            assert folded(passage.text)[:15] in folded("\n".join(at[:3]))
            assert passage.lead_in == "" or folded(passage.lead_in.split(": ")[0]) in folded(source)
            assert f"”{passage.text}”" in answer.text or passage.lead_in or answer.status is Status.NOT_FOUND
            quoted += 1

    assert quoted > 100


@pytest.mark.slow
@pytest.mark.parametrize("table", ["stockholm.yaml", "norrvik.yaml"])
def test_decisions_are_asserted_only_when_answered(table: str) -> None:
    for row in read_table(TESTS / "questions" / table):
        answer = ENGINE.ask(row.question, row.thread)

        assert bool(answer.decisions) == (answer.status is Status.ANSWERED)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=3))
def test_no_text_makes_the_engine_fail(question: str, thread: list[str]) -> None:
    answer = ENGINE.ask(question, thread)

    assert answer.text


WORDS = st.sampled_from(
    [
        "vem",
        "vad",
        "får",
        "ska",
        "måste",
        "KF",
        "KS",
        "nämnden",
        "beslutar",
        "ansvarar",
        "om",
        "för",
        "EU-projekt",
        "medlemskap",
        "inte",
        "utan",
        "och",
        "då",
        "den",
        "som",
        "§",
        "3",
        "(",
        ",",
        "?",
        ".",
    ]
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_no_row_of_known_words_makes_the_engine_fail(drawn: list[str]) -> None:
    answer = ENGINE.ask(" ".join(drawn))

    assert bool(answer.decisions) == (answer.status is Status.ANSWERED)


@pytest.mark.parametrize("noise", ["a" * 40_000, "vem " * 10_000, "(" * 40_000, "å\u0308" * 20_000, "t.ex. " * 6_000])
def test_a_question_of_forty_thousand_characters_gets_a_sound_answer(noise: str) -> None:
    assert not ENGINE.ask(noise).decisions
    assert ENGINE.ask("Vem beslutar om EU-projekt? " + noise[:100]).text


def test_a_thread_of_thousands_is_read_from_its_end() -> None:
    answer = ENGINE.ask("och nätverk då?", [*["Vem beslutar om bygglov?"] * 3_000, "Vem beslutar om EU-projekt?"])

    assert answer.decisions


@pytest.mark.parametrize("question", ["", "   ", "\n", "?", "\u200b\u202e"])
def test_an_empty_question_is_helped(question: str) -> None:
    assert ENGINE.ask(question).status is Status.HELP


@pytest.mark.slow
def test_a_proposal_is_marked_so_wherever_it_is_cited() -> None:
    for row in read_table(TESTS / "questions" / "stockholm.yaml"):
        answer = ENGINE.ask(row.question, row.thread)
        if answer.status in (Status.ANSWERED, Status.PASSAGES):
            assert "proposal" in answer.notes
            assert "förslag, inte beslutat" in answer.text or "proposal, not adopted" in answer.text


def test_two_texts_in_force_that_disagree_are_both_shown(tmp_path: Path) -> None:
    for name, body in (("a", "Hamnnämnden"), ("b", "Kommunstyrelsen")):
        text = f"---\ntitle: {name}\nstanding: in_force\n---\n# Ansvar\n\n{body} beslutar om kajplatser.\n"
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")

    answer = load_engine(read_config(ROOT / "config.yaml"), tmp_path).ask("Vem beslutar om kajplatser?")

    assert {d.statement.actor.name for d in answer.decisions if d.statement.actor} == {"Hamnnämnden", "Kommunstyrelsen"}
    assert "disagreement" in answer.notes
    assert answer.text.startswith("Texterna säger olika")


def test_what_points_back_is_about_what_the_sentence_before_names(tmp_path: Path) -> None:
    text = "# Planer\n\nKommunen överväger en bastu vid stranden. Frågan om en sådan anläggning avgörs av fritidsnämnden.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")

    answer = load_engine(read_config(ROOT / "config.yaml"), tmp_path).ask(
        "Vem avgör om det blir en bastu vid stranden?"
    )

    assert [d.statement.actor.name for d in answer.decisions if d.statement.actor] == ["Fritidsnämnden"]


def test_no_verb_that_gives_a_role_alone_is_a_word_without_topic() -> None:
    alone = {
        word
        for word, forms in load_lexicon().forms.items()
        if any(not form.verb.companions and not form.verb.needs_particle for form in forms)
    }

    assert sorted(alone & light_words()) == []


def test_a_body_that_nobody_listed_is_known_by_how_its_name_is_built() -> None:
    from bot.language.words import tokenise

    directory = Directory([])

    found = directory.find(tokenise("Kulturnämnden, HR-chefen och den internationella samordnaren yttrar sig."))

    assert [one.mention.name for one in found] == ["Kulturnämnden", "HR-chefen", "Internationella samordnaren"]


def engine_of(tmp_path: Path, text: str) -> Engine:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), tmp_path)


def test_a_passive_without_agent_is_shown_but_never_asserted(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, "Avtal\n\nHyresavtal ska godkännas innan inflyttning.\n")

    answer = engine.ask("Vem godkänner hyresavtal?")

    assert (answer.status, answer.decisions) == (Status.NOT_FOUND, ())
    assert answer.passages[0].passage.text == "Hyresavtal ska godkännas innan inflyttning."


def test_a_broken_line_spoils_nothing_around_it(stockholm: Engine) -> None:
    texts = {p.text: p.citation.line for d in stockholm.library.documents for p in d.passages}

    assert texts["Patrik Derk stadsdelsdirektörVerner Stadthagen administrativ chef"] == 13
    assert texts["Sammanfattning"] == 17


def test_a_sentence_that_stands_twice_is_shown_once(stockholm: Engine) -> None:
    shown = [found.passage.text for found in stockholm.ask("Vem tycker att strategin är tydlig?").passages]

    assert len(shown) == len(set(shown)) == 1
