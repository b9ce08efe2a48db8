"""Questions in any wording: small words, slips of the finger, sums, places, general rules, and what must not be guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.language.amounts import Amount, find_amounts, fit
from bot.language.dictionary import is_swedish_verb, is_word, with_accents
from bot.language.everyday import is_everyday
from bot.models import Status
from tests.asking import first
from tests.conftest import ROOT

RULES = """Ansvar

Nämnden beslutar om deltagande i internationella nätverk.
Kommunstyrelsen beslutar om riktlinjer för parkering.
Närmaste chef beslutar om resor inom Norden.
Förvaltningschefen beslutar om resor i Europa utanför Norden.
Kommundirektören beslutar om resor utanför Europa.
Fritidschefen beslutar om bidrag på högst 50 000 kronor.
Kommunstyrelsen beslutar om bidrag över 50 000 kronor.
Hamnchefen upplåter kajplatser för högst två år.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "a.txt").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("vem beslutar om en resa till Danmark", "Närmaste chef"),
        ("vem beslutar om en resa till Tyskland", "Förvaltningschefen"),
        ("who decides on a trip to Japan", "Kommundirektören"),
    ],
)
def test_a_place_is_found_by_the_region_that_a_rule_names(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("vem beslutar om bidrag på 30 000 kronor", "Fritidschefen"),
        ("vem beslutar om ett bidrag som kostar 70 000 kr", "Kommunstyrelsen"),
        ("who decides on a grant of 60,000 kronor", "Kommunstyrelsen"),
    ],
)
def test_the_bound_that_a_sum_lies_within_decides_which_body_is_told(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


def test_a_general_rule_answers_for_a_case_that_the_texts_do_not_name_and_says_so(rules: Engine) -> None:
    answer = rules.ask("Vem beslutar om deltagande i ett internationellt nätverk om äldreomsorg?")

    assert first(rules, answer.question) == "Nämnden"
    assert "general_rule" in answer.notes
    assert answer.unknown_words == ("äldreomsorg",)
    assert "äldreomsorg" in answer.text


def test_a_rule_for_one_case_does_not_answer_for_another(rules: Engine) -> None:
    assert rules.ask("Vem beslutar om riktlinjer för semester?").status is Status.NOT_FOUND


@pytest.mark.parametrize(
    "question", ["Vem översätter riktlinjer för parkering?", "Who pays for international networks?"]
)
def test_a_verb_that_is_asked_for_is_not_passed_over(rules: Engine, question: str) -> None:
    assert rules.ask(question).decisions == ()


@pytest.mark.parametrize(
    "question",
    [
        "vem e det som bestämmer om riktlinjer för parkering",
        "vem beslutar om rikt linjer för parkering",
        "vem belsutar om riktlinjer for parkering",
        "vem har sista ordet om riktlinjer för parkering",
        "who signs them off, the riktlinjer för parkering",
        "Vi funderar och klurar här på jobbet: vem klubbar riktlinjer för parkering?",
    ],
)
def test_the_same_is_answered_in_any_wording(rules: Engine, question: str) -> None:
    assert first(rules, question) == "Kommunstyrelsen"


def test_whether_there_is_anybody_is_answered_with_yes(rules: Engine) -> None:
    assert rules.ask("Finns det någon som beslutar om riktlinjer för parkering?").text.startswith("Ja.")


def test_amounts_of_one_kind_alone_are_compared() -> None:
    assert find_amounts("två år och 3 500 kronor") == (Amount("time", 730.0), Amount("money", 3500.0))
    assert find_amounts("six million kronor") == (Amount("money", 6_000_000.0),)
    assert fit("högst 50 000 kronor", find_amounts("två år")) is None
    assert fit("högst två år", find_amounts("7 years")) == 0.0
    assert fit("över 500 000 kronor", find_amounts("1 000 000 kr")) == 0.5


def test_a_nearer_bound_fits_better() -> None:
    million = find_amounts("6 000 000 kronor")

    assert (fit("över 5 000 000 kronor", million) or 0) > (fit("över 500 000 kronor", million) or 0)


def test_general_word_lists_tell_words_verbs_and_left_out_marks() -> None:
    assert is_word("räcker", "sv")
    assert not is_word("avdelnig", "sv")
    assert is_swedish_verb("översätter")
    assert not is_swedish_verb("resor")
    assert with_accents("forklaring") == "förklaring"
    assert with_accents("parkering") == ""


def test_everyday_words_leave_out_what_an_organisation_does() -> None:
    assert is_everyday("springer", "sv")
    assert is_everyday("pondering", "en")
    assert not is_everyday("betalar", "sv")
    assert not is_everyday("beslutar", "sv")
