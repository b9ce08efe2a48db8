"""Where nothing may be asserted but something came near: whole questions that the texts answer are offered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.answering.calibration import calibrated
from bot.answering.wording import word_questions
from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.models import Answer, Status
from bot.slack.blocks import unpack
from bot.slack.card import answer_card
from tests.conftest import NORRVIK, ROOT
from tests.payload_limits import meant, problems
from tests.process import run_bot
from tests.tables import TESTS, Row, read_table

HARBOUR = """Ansvar

Hamnnämnden beslutar om upplåtelse av kajplatser för fritidsbåtar.
Kommunstyrelsen ansvarar för torgen.
Bildningsnämnden ansvarar för tornen.
Pumlar nämns bara.
Rektorn ansvarar för pumpar.
Rektorn beslutar inte om skolans idrottshall.
"""
NEAR = "Vem beslutar om upplåtelse av kajplatser för husvagnar?"
OFFERED = "Vem beslutar om upplåtelse av kajplatser för fritidsbåtar?"
BEYOND = ("off_topic", "offtopic", "nonsense")


@pytest.fixture
def harbour(tmp_path: Path) -> Engine:
    (tmp_path / "a.txt").write_text(HARBOUR, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), tmp_path)


def silent(name: str, engine: Engine) -> list[tuple[Row, Answer]]:
    asked = [(row, engine.ask(row.question, row.thread)) for row in read_table(TESTS / "questions" / f"{name}.yaml")]
    return [(row, answer) for row, answer in asked if answer.status is Status.NOT_FOUND]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stockholm", "norrvik", "stensunda"])
def test_each_question_offered_is_answered_when_asked_alone_or_after_what_was_asked(
    name: str, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(name)
    offered = [(row, answer) for row, answer in silent(name, engine) if answer.suggestions]

    for row, answer in offered:
        for question in answer.suggestions:
            alone = engine.ask(question)
            after = engine.ask(question, (*row.thread, row.question))
            assert alone.status in (Status.ANSWERED, Status.PASSAGES)
            assert after.status is alone.status
            assert alone.language == answer.language
    assert len(offered) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stockholm", "norrvik", "stensunda"])
def test_at_most_three_different_questions_are_offered_and_nothing_is_asserted(
    name: str, request: pytest.FixtureRequest
) -> None:
    for row, answer in silent(name, request.getfixturevalue(name)):
        assert len(answer.suggestions) == len(set(answer.suggestions)) <= 3
        assert row.question not in answer.suggestions
        assert answer.decisions == ()
        assert ("did_you_mean" in answer.notes) is bool(answer.suggestions)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stockholm", "norrvik", "stensunda"])
def test_nothing_is_offered_for_what_the_texts_are_not_about(name: str, request: pytest.FixtureRequest) -> None:
    beyond = [(row, answer) for row, answer in silent(name, request.getfixturevalue(name)) if row.kind in BEYOND]

    assert [row.id for row, answer in beyond if answer.suggestions] == []
    assert len(beyond) >= 8


def test_what_is_offered_is_said_under_what_was_not_found(harbour: Engine) -> None:
    answer = harbour.ask(NEAR)

    assert answer.status is Status.NOT_FOUND
    assert answer.suggestions == (OFFERED,)
    assert answer.text.split("\n")[:3] == [
        "Det framgår inte av texterna. Det här hittades inte: ”husvagnar”.",
        "Menade du …?",
        f"  1. {OFFERED}",
    ]


def test_it_is_offered_in_the_language_of_the_question(harbour: Engine) -> None:
    answer = harbour.ask("Who decides on the upplåtelse of kajplatser for caravans?")

    assert answer.suggestions == ("Who decides on upplåtelse av kajplatser för fritidsbåtar?",)
    assert "Did you mean …?" in answer.text


def test_a_question_that_is_answered_offers_no_other(harbour: Engine) -> None:
    answer = harbour.ask(OFFERED)

    assert (answer.status, answer.suggestions) == (Status.ANSWERED, ())
    assert "did_you_mean" not in answer.notes


@pytest.mark.parametrize("number", ["near_statement", "near_by_own_words"])
def test_how_near_is_near_is_a_number_of_the_calibration(harbour: Engine, number: str) -> None:
    with calibrated({number: 1.01}):
        assert harbour.ask(NEAR).suggestions == ()
    assert harbour.ask(NEAR).suggestions == (OFFERED,)


@pytest.mark.parametrize(
    "question", ["Vem beslutar om båthus?", "Vem beslutar om skolans idrottshall?", "Vem är du och jag?"]
)
def test_what_is_far_or_denied_is_not_offered(harbour: Engine, question: str) -> None:
    answer = harbour.ask(question)

    assert (answer.decisions, answer.suggestions) == ((), ())


def test_no_question_is_made_of_a_condition_or_of_what_only_points_back(stensunda: Engine) -> None:
    made = [q for s in stensunda.statements for q in word_questions(s, "sv", stensunda.directory)]
    matters = [statement.matter for statement in stensunda.statements]

    assert "Omfattar ansökan flera skolor" in matters
    assert any(matter.startswith("Gäller förfrågan") for matter in matters)
    assert [one for one in made if "ansökan flera skolor" in one or "gäller förfrågan" in one] == []
    assert [one for one in made if one.endswith((" den?", " dem?", " det?"))] == []
    assert "Vem beslutar om medarbetares deltagande i utbytestjänstgöring?" in made


def test_a_word_that_two_are_as_near_to_is_offered_as_each_of_them(harbour: Engine) -> None:
    answer = harbour.ask("Vem ansvarar för torlen?")

    assert (answer.status, answer.decisions) == (Status.NOT_FOUND, ())
    assert answer.suggestions == ("Vem ansvarar för torgen?", "Vem ansvarar för tornen?")
    assert [harbour.ask(one).decisions[0].statement.matter for one in answer.suggestions] == ["torgen", "tornen"]


def test_of_two_spellings_only_one_that_leads_somewhere_is_offered(harbour: Engine) -> None:
    assert harbour.ask("Vem ansvarar för pumrar?").suggestions == ("Vem ansvarar för pumpar?",)


def test_a_body_whose_name_is_as_near_to_two_is_offered_as_each_of_them(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("actors:\n  - name: Hamnnämnden\n  - name: Hallnämnden\n", encoding="utf-8")
    text = "Ansvar\n\nHamnnämnden beslutar om kajer.\nHallnämnden beslutar om bad.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    engine = load_engine(read_config(ROOT / "config.yaml"), tmp_path)

    answer = engine.ask("Vad beslutar halnnämnden om?")

    assert answer.suggestions == ("Vad beslutar hamnnämnden om?", "Vad beslutar hallnämnden om?")


def test_where_a_body_does_other_things_all_that_it_does_is_offered(norrvik: Engine) -> None:
    answer = norrvik.ask("Vad beslutar bildningsnämnden om betygen i grundskolan?")

    assert answer.status is Status.NOT_FOUND
    assert "Vad beslutar bildningsnämnden om?" in answer.suggestions


@pytest.mark.slow
def test_the_number_of_an_offered_question_asks_it_in_the_chat() -> None:
    question = "Vem lämnar tillstånd till dykning i hamnområdet?\n"
    done = run_bot("--knowledge", NORRVIK, stdin=f"{question}1\n1\n")

    first, second, third, _ = done.stdout.split("\n\n")

    assert "Menade du …?\n  1. " in first
    offered = first.split("  1. ")[1].split("\n")[0]
    assert second.startswith(f"{offered}\nHamnnämnden – beslutar: tillstånd till muddring")
    assert not third.startswith(offered)


@pytest.mark.slow
def test_a_number_that_was_not_offered_is_a_question_like_any_other() -> None:
    question = "Vem lämnar tillstånd till dykning i hamnområdet?\n"
    done = run_bot("--knowledge", NORRVIK, stdin=f"{question}9\n{question}:ny\n1\n")

    answers = done.stdout.strip().split("\n\n")

    assert len(answers) == 4
    assert not any(answer.startswith("Vem") for answer in answers)


@pytest.mark.slow
def test_programs_get_the_offered_questions_as_a_list() -> None:
    near, answered = (
        json.loads(run_bot("ask", "--json", question, "--knowledge", NORRVIK).stdout)
        for question in ("Vem lämnar tillstånd till dykning i hamnområdet?", "Vem fastställer hamntaxan?")
    )

    assert (near["status"], near["decisions"]) == ("not_found", [])
    assert near["suggestions"] == ["Vem beslutar om tillstånd till muddring inom hamnområdet?"]
    assert near["notes"] == ["did_you_mean"]
    assert answered["suggestions"] == []


def buttons(blocks: Any) -> list[dict[str, Any]]:
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stockholm", "norrvik", "stensunda"])
def test_a_card_has_a_button_for_each_offered_question(name: str, request: pytest.FixtureRequest) -> None:
    for _, answer in silent(name, request.getfixturevalue(name)):
        card = answer_card(answer, person=True, contact="en människa")
        sent = {"channel": "C01GEN", "text": card.text, "blocks": list(card.blocks)}
        tries = [one for one in buttons(card.blocks) if one["action_id"].startswith("try_")]

        assert [unpack(one["value"])["q"] for one in tries] == list(answer.suggestions)
        assert [one["text"]["text"][:3] for one in tries] == [f"{n}. " for n in range(1, len(tries) + 1)]
        assert all(question in str(card.blocks) for question in answer.suggestions)
        assert problems("chat.postMessage", sent) == []
        assert meant("chat.postMessage", sent) == []


def test_a_question_too_long_for_a_button_is_not_offered_on_the_card() -> None:
    question = "Vem beslutar om " + "å" * 3_000 + "?"
    answer = Answer(NEAR, "sv", Status.NOT_FOUND, "–", opening=("–",), suggestions=(question, OFFERED))

    tries = [one for one in buttons(answer_card(answer).blocks) if one["action_id"].startswith("try_")]

    assert [unpack(one["value"])["q"] for one in tries] == [OFFERED]
