"""Facts that are asked for: names, to whom a text was sent, its purpose, contents, proposal, appendices, whose opinion it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.facts import signatures
from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.models import Status
from tests.conftest import ROOT

MEMO = """Till Hamnvikens kulturnämnd

Biblioteksplan för Hamnvikens kommun

Remiss från bildningsnämnden (dnr BIN 2024/31)

Förslag till beslut

Kulturnämnden tillstyrker planen.

Gunilla Ask-Bergman
kulturchefOlle Frid
planeringssekreterare

Sammanfattning

Bildningskontoret har arbetat fram en biblioteksplan. Avsikten är att fler barn ska hitta till läsningen. Planen innehåller åtgärder för skolbibliotek, språk och tillgänglighet. Under perioden prioriteras sommarläsning och boken kommer. Kulturkontoret anser att planen är välskriven. Biblioteksrådet består av tre lärare och två bibliotekarier. Läsgruppen träffas på torsdagar.

Remissbehandling

Bildningsnämnden har skickat planen på remiss till kulturnämnden, Pensionärsrådet och Vikens Bostads AB.

Bilagor

1. Biblioteksplan
2. Barnkonsekvensanalys
"""


@pytest.fixture(scope="module")
def memo(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("memo")
    (folder / "utlatande.txt").write_text(MEMO, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Vad heter kulturchefen?", "Gunilla Ask-Bergman"),
        ("vem är planeringssekreterare", "Olle Frid"),
        ("Vilka har undertecknat utlåtandet?", "Gunilla Ask-Bergman"),
        ("Who signed the memo?", "Olle Frid"),
        ("Till vem är skrivelsen ställd?", "Till Hamnvikens kulturnämnd"),
        ("Vad har remissen för nummer?", "BIN 2024/31"),
        ("Varför gör man en biblioteksplan?", "Avsikten är"),
        ("What is the plan meant to achieve?", "Avsikten är"),
        ("Vad går planen ut på?", "Planen innehåller"),
        ("Vilka områden prioriterar planen?", "Under perioden prioriteras"),
        ("Vad ska nämnden säga ja till?", "tillstyrker planen"),
        ("What is the proposed decision?", "tillstyrker planen"),
        ("Vilka har fått tycka till om planen?", "på remiss till kulturnämnden"),
        ("Who was the plan sent to?", "på remiss till kulturnämnden"),
        ("Vad är bifogat?", "Biblioteksplan"),
        ("What is attached to the memo?", "Biblioteksplan"),
        ("Vad tyckte kulturkontoret om planen?", "Kulturkontoret anser"),
        ("Vilka sitter i biblioteksrådet?", "tre lärare"),
    ],
)
def test_a_fact_is_told_by_the_passage_that_has_its_turn_of_phrase(memo: Engine, question: str, told: str) -> None:
    answer = memo.ask(question)

    assert answer.status is Status.PASSAGES
    assert told in answer.passages[0].passage.text


@pytest.mark.parametrize(
    "question",
    [
        "Vad heter bildningschefen?",  # no such title stands beside a name
        "Vem har skrivit under biblioteksplanen?",  # the names stand under the memo
        "Vad tycker bildningskontoret om planen?",  # only another body's opinion stands there
        "What does the pensioners' council think of the plan?",
        "Vilka sitter i läsgruppen?",  # it is named, and its members are not
        "Who sits on the läsgruppen?",
        "Varför har vi en läsgrupp?",
        "Vad innehåller barnkonsekvensanalysen?",
    ],
)
def test_a_passage_that_only_names_what_is_asked_of_tells_no_fact_of_it(memo: Engine, question: str) -> None:
    assert memo.ask(question).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Eva Ek rektor Jan-Olof Sten Nämndsekreterare", [("Eva Ek", "rektor"), ("Jan-Olof Sten", "nämndsekreterare")]),
        ("Handläggare: Siv Lund, utredare", [("Siv Lund", "utredare")]),
        ("Eva Ek är rektor.", []),  # a sentence, no block of names
        ("Hamnvikens Bostads AB styrelse", []),
        ("Norra Hamnens skola", []),
    ],
)
def test_a_block_of_signatures_is_names_with_their_titles(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.title) for one in signatures(text)] == found


def test_a_question_of_a_fact_that_says_enough_stands_by_itself_in_a_thread(stockholm: Engine) -> None:
    answer = stockholm.ask("Vem har skrivit under?", ("Who decides on sister cities?",))

    assert any("Patrik Derk" in found.passage.text for found in answer.passages)
