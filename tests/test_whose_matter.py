"""How a question tells how far its matter reaches, where it lies and what sum it is about, and which of several rules is then told first."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.language.amounts import Amount, find_amounts
from bot.models import Status
from tests.asking import bodies, first
from tests.conftest import ROOT

RULES = """# Regler för Havsby kommun

Reglerna gäller i Havsby kommun och beslutas för hela Havsby kommun.

## Klubbar

Kommunfullmäktige beslutar om medlemskap i kommunövergripande nätverk.
Alla nämnder och bolagsstyrelser beslutar om medverkan i verksamhetsspecifika nätverk.

## EU-projekt

Nämnden beslutar om deltagande i EU-projekt. Om kommunens medfinansiering överstiger 400 000 kronor beslutar dock kommunstyrelsen.

## Resor

| Ärende | Delegat |
|---|---|
| Resor till land i Europa utanför Norden | Förvaltningschef |
| Resor till annat nordiskt land | Enhetschef |
| Båtkurser för anställda vid hamnkontoret | Hamnchef |
| Båtkurser | Kurschef |
| Gåvor till ministrar utanför Norden | Kanslichef |

## Kajplatser

Hamnchefen beslutar om kajplats i högst fem år. Kajplats för längre tid än fem år beslutas av hamnnämnden.

## Stipendier

Rektorn beslutar om seglarstipendium för den egna skolan. Omfattar stipendiet flera skolor är det skolchefen som beslutar.

## Avtal

Juristen granskar avtal. Granskning behövs inte om avtalets värde understiger 80 000 kronor.

## Avgifter

Nämnden beslutar om prenumerationer, om avgiften inte överstiger 20 000 kronor. Är avgiften högre ska ärendet avgöras av kommunstyrelsen.

## Utflykter

Skolchefen beslutar om elevutflykter och klassresor inom Europa.

## Kontor

Kontorschefen beslutar om hyresavtal för lägenheter i Bryssel.

## Fester

Hamnutskottet bereder frågor om sjöfester. Kontakterna med sjöfesterna sköts av fritidskontoret.

## Flaggor

Vaktmästaren ska varje år fastställa en flagglista.

Seglarfilmer ska granskas av filmrådet. Undantag medges av museichefen.

Bryggorna ska vara stängda på vintern. Undantag medges av bryggchefen.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "a.md").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Vem avgör om hela Havsby ska gå med i ett nätverk?", "Kommunfullmäktige"),
        ("Can a committee make all of Havsby a member of a network, or who decides?", "Kommunfullmäktige"),
        ("Vårt bolag vill vara med i ett nätverk. Vem beslutar?", "Alla nämnder och bolagsstyrelser"),
        ("Vem beslutar om ett av kommunens bolag ska delta i ett nätverk?", "Alla nämnder och bolagsstyrelser"),
        ("Vem beslutar om medlemskap i ett nätverk för just bibliotek?", "Alla nämnder och bolagsstyrelser"),
    ],
)
def test_how_far_a_matter_reaches_is_told_by_whose_it_is(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


def test_a_question_that_leaves_open_how_far_its_matter_reaches_gets_both_rules(rules: Engine) -> None:
    asked = "Vi funderar på ett nätverk, osäkra på om det är för hela Havsby eller bara vår enhet. Vem bestämmer?"

    assert set(bodies(rules, asked)) == {"Kommunfullmäktige", "Alla nämnder och bolagsstyrelser"}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("i mer an fem ar", Amount("time", 5 * 365 + 1)),
        ("a five-month stay", Amount("time", 150)),
        ("ett tvåårigt avtal", Amount("time", 730)),
        ("bara 500kr", Amount("money", 500)),
        ("80 000 innan vi söker", Amount("money", 80_000)),
    ],
)
def test_a_sum_or_a_time_is_read_in_any_spelling(text: str, amount: Amount) -> None:
    assert find_amounts(text) == (amount,)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("EU-projekt där vi själva skjuter till 700 000 kr, vem beslutar om deltagande?", "Kommunstyrelsen"),
        ("Who decides on taking part in an EU project where we put in 700,000 kronor ourselves?", "Kommunstyrelsen"),
        ("Vem beslutar om deltagande i EU-projekt där vi går in med 90 000 kr?", "Nämnden"),
        ("vem bestammer om kajplats i mer an fem ar", "Hamnnämnden"),
        ("Vem bestämmer om kajplats i tre år?", "Hamnchefen"),
    ],
)
def test_of_two_rules_the_one_for_such_a_sum_or_time_is_told_first(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Jag ska till Norge, vem måste godkänna det?", "Enhetschefen"),
        ("Jag måste till Spanien, vem måste godkänna det?", "Förvaltningschefen"),
        ("vem bestämmer om gåvor till ministrar utanför norden", "Kanslichef"),
        ("Vem godkänner en gåva till en japansk minister utanför Norden?", "Kanslichef"),
    ],
)
def test_a_place_is_told_by_the_rule_for_its_part_of_the_world(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Vem beslutar om båtkurser?", "Kurschef"),
        ("Vem beslutar om båtkurser på hamnkontoret?", "Hamnchef"),
        ("Vem beslutar om seglarstipendium för två skolor?", "Skolchefen"),
        ("Vem beslutar om seglarstipendium för vår skola?", "Rektorn"),
        ("Vem håller i trådarna för sjöfesterna?", "Fritidskontoret"),
        ("Vem ska fastställa flagglistan?", "Vaktmästaren"),
        ("Vem ska varje år fastställa flagglistan?", "Vaktmästaren"),
        ("Bryggorna är stängda men vi måste ut. Vem kan medge undantag?", "Bryggchefen"),
    ],
)
def test_whom_or_what_a_rule_is_for_tells_which_one_is_told_first(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("I can't find anyone who knows this. Who decides on membership of networks for the whole city?", "Kommunfullmäktige"),
        ("Vem får starta EU-projekt?", "Nämnden"),
        ("Kan rektorn informera om seglarstipendium för vår skola eller vem är det som bestämmer det?", "Rektorn"),
    ],
)  # fmt: skip
def test_of_what_asks_twice_the_part_that_says_what_it_asks_about_is_answered(
    rules: Engine, question: str, body: str
) -> None:
    assert first(rules, question) == body


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Fick höra vid kaffet att kommunstyrelsen bestämmer om båtkurser. Stämmer det?", "Nej"),
        ("Somebody in the corridor claimed the council decides on membership of networks for the whole city. Is that right?", "Ja"),
    ],
)  # fmt: skip
def test_how_something_was_heard_is_no_part_of_what_is_asked(rules: Engine, question: str, opening: str) -> None:
    assert rules.ask(question).text.startswith(opening)


def test_what_something_shall_cost_is_asked_of_that_thing(rules: Engine) -> None:
    assert rules.ask("Vem bestämmer vad simhallen ska kosta?").status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Får nämnden gå med i ett EU-projekt utan att fråga någon annan?", "Ja"),
        ("Can the committee take part in an EU project without asking anyone else?", "Ja"),
        ("Får nämnden gå med i ett EU-projekt utan att fråga fullmäktige?", "Ja"),
        ("Måste rektorn fråga någon om seglarstipendium för skolan?", "Nej"),
        ("Slipper rektorn fråga någon om seglarstipendium för skolan?", "Ja"),
        ("Måste kanslichefen fråga någon om seglarstipendium för skolan?", "Det framgår inte"),
    ],
)
def test_who_decides_need_ask_nobody(rules: Engine, question: str, opening: str) -> None:
    assert rules.ask(question).text.startswith(opening)


def test_another_body_that_it_may_be_does_not_say_how_far_the_matter_reaches(rules: Engine) -> None:
    assert (
        first(rules, "Är det vår styrelse som beslutar om ett nätverk eller kommunen centralt?") != "Kommunfullmäktige"
    )


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Måste juristen granska ett avtal på 60 000 kr?", "Nej"),
        ("Slipper juristen granska ett avtal på 60 000 kr?", "Ja"),
        ("Måste juristen granska ett avtal på 160 000 kr?", "Ja"),
        ("Måste juristen granska ett avtal?", "Ja"),
    ],
)
def test_what_need_not_be_for_such_a_sum_is_told_as_that(rules: Engine, question: str, opening: str) -> None:
    assert rules.ask(question).text.startswith(opening)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Vem beslutar om prenumerationer om avgiften är 9 000 kronor?", "Nämnden"),
        ("Vem beslutar om prenumerationer om avgiften är 30 000 kronor?", "Kommunstyrelsen"),
    ],
)
def test_a_rule_that_only_compares_holds_beyond_the_bound_before_it(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


@pytest.mark.parametrize(
    "question",
    [
        "En åttonde klass vill åka på klassresa till Japan, vem beslutar om det?",
        "Who would decide if Havsby should open an office of its own in Brussels?",
        "Jag vill glassa något, vem kan godkänna det?",
    ],
)
def test_what_lies_elsewhere_or_is_only_somewhere_is_not_told(rules: Engine, question: str) -> None:
    assert bodies(rules, question) == []


def test_whom_somebody_lets_act_is_asked_about(rules: Engine) -> None:
    assert rules.ask("Får nämnden låta juristen granska ett avtal?").text.startswith("Ja")
    assert not rules.ask("Får juristen låta rektorn granska ett avtal?").text.startswith("Ja")


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("En vän i Rinkeby-Kista stadsdelsnämnd undrar: är de med bland dem som fått strategin på remiss?", "Ja"),
        ("Svärmor på Södermalms stadsdelsnämnd undrar: är de med bland dem som fått strategin på remiss?", "Ja"),
        (
            "En vän i Farsta stadsdelsnämnd undrar: är de med bland dem som fått strategin på remiss?",
            "Det framgår inte",
        ),
    ],
)
def test_the_name_of_a_body_that_was_told_before_is_asked_about(stockholm: Engine, question: str, opening: str) -> None:
    assert stockholm.ask(question).text.startswith(opening)
