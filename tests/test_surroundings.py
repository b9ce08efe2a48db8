"""Who asks, for whom, with whom, and how long: what stands around a matter neither hides its answer nor makes one up."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.models import Status
from tests.asking import bodies as told
from tests.conftest import ROOT

RULES = """Ansvar för samverkan

Regionfullmäktige beslutar om medlemskap i kommunövergripande internationella organisationer.
Varje nämnd beslutar om medverkan i verksamhetsspecifika internationella organisationer och nätverk samt internationella samarbetsinitiativ.
Regionkontoret erbjuder juridiskt stöd till övriga verksamheter.
Tekniska nämnden fastställer avgiften för sopkärl.
Personalchefen ansvarar för projektledning.
Kulturchefen utser ledamöter i konstrådet.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "a.txt").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Vem beslutar om vi på förskolan får vara med i ett internationellt nätverk?", id="where they work"),
        pytest.param("Vem avgör om simhallen får delta i ett internationellt nätverk?", id="who is to do it"),
        pytest.param("Vem beslutar om internationella nätverk för sjuksköterskor?", id="for whom"),
        pytest.param("Vem beslutar om medverkan i ett internationellt museinätverk?", id="for whom, in one word"),
        pytest.param("Vem beslutar om samarbete med en hamn i Lettland?", id="with whom"),
        pytest.param("vem bestämmer om vi ska hopa på ett internationellt nätverk", id="a slip inside a phrase"),
        pytest.param("Who decides if our library joins an international network for nursery schools?", id="in English"),
        pytest.param("Vem måste tumma på internationella samarbeten?", id="a compound whose last part says little"),
    ],
)  # fmt: skip
def test_what_stands_around_a_matter_does_not_hide_it(rules: Engine, question: str) -> None:
    assert told(rules, question)[:1] == ["Varje nämnd"]


@pytest.mark.parametrize(
    "question",
    [
        "Vem fastställer avgiften i förskolan?",
        "Vem beslutar om hyran för simhallen?",
        "Vem beslutar om bostadsbidrag?",
        "Vem utser ledamöterna i valnämnden?",
        "Hos vem hamnar det när skrivaren krånglar på projektmötet?",
        "Vem beslutar om stöd till hyresvärdar?",
    ],
)
def test_an_activity_is_no_matter_for_a_rule_about_another(rules: Engine, question: str) -> None:
    assert rules.ask(question).status is Status.NOT_FOUND


def test_a_matter_for_one_activity_is_ones_own_and_the_whole_is_the_councils(rules: Engine) -> None:
    own = told(rules, "Vem beslutar om medlemskap i en internationell organisation för bibliotek?")
    whole = told(rules, "Vem beslutar om hela kommunen ska bli medlem i en internationell organisation?")

    assert own[:1] == ["Varje nämnd"]
    assert whole == ["Regionfullmäktige"]


@pytest.mark.parametrize("question", ["Vem har hand om projekt ledning?", "Vem har hand om projekt ledninng?"])
def test_a_compound_written_apart_is_joined(rules: Engine, question: str) -> None:
    assert told(rules, question) == ["Personalchefen"]


def test_those_who_are_helped_are_not_what_help_is_asked_with(rules: Engine) -> None:
    assert told(rules, "Vem stöttar skolor och hemtjänst med juridiskt stöd?") == ["Regionkontoret"]


@pytest.mark.parametrize(
    ("message", "bodies"),
    [
        ("Vem bestämmer avgiften för sopkärl, och vem ger juridiskt stöd?", ["Tekniska nämnden", "Regionkontoret"]),
        ("Who is responsible for projektledning and who sets the avgift för sopkärl?", ["Personalchefen", "Tekniska nämnden"]),
    ],
)  # fmt: skip
def test_two_questions_in_one_message_are_both_answered(rules: Engine, message: str, bodies: list[str]) -> None:
    assert told(rules, message) == bodies


def test_what_the_texts_do_not_name_is_told_as_it_was_written_and_who_asks_is_no_such_case(rules: Engine) -> None:
    compound = rules.ask("Vem beslutar om medverkan i ett internationellt museinätverk?")
    asker = rules.ask("Vem avgör om vi på förskolan får delta i ett internationellt nätverk om demens?")

    assert compound.unknown_words == ("museinätverk",)
    assert asker.unknown_words == ("demens",)


def test_nordic_and_european_are_international_where_the_texts_say_no_more(rules: Engine) -> None:
    assert told(rules, "Vem avgör om simhallen får delta i ett nordiskt nätverk?")[:1] == ["Varje nämnd"]


def test_where_one_of_two_questions_has_no_answer_nothing_is_made_up_for_it(rules: Engine) -> None:
    bodies = told(rules, "Vem bestämmer avgiften för sopkärl, och vem beslutar om bygglov?")

    assert bodies in ([], ["Tekniska nämnden"])
