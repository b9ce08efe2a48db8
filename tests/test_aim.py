"""What has a question's words and is about another thing: other people, another body, another sum, who is to be chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from tests.asking import bodies
from tests.conftest import ROOT

RULES = """# Regler för Sundviks kommun

## Föreningar

Kulturnämnden utser kommunens observatör i stiftelsen Fyren.
Miljönämnden beslutar om medlemskap i naturvårdsföreningar.
## Avtal

Hamnnämnden får teckna avtal med varv, om avtalet inte är ett hyresavtal.
Fastighetsnämnden tecknar hyresavtal.

## Resor

| Ärende | Delegat |
|---|---|
| Medarbetares bilfärder inom länet | Enhetschef |
| Ansökan om skogsbidrag där skolnämnden är sökande | Rektor |
| Ansökan om skogsbidrag | Skogschef |

## Pengar

Fritidschefen beslutar om lån till idrottsklubbar, under förutsättning att lånet inte överstiger 30 000 kronor. Är lånet större ska ärendet avgöras av fritidsnämnden.

Parkchefen beslutar om bänkar. Kostnaden får uppgå till högst 5 000 kronor.

Årsavgiften för naturvårdsföreningar bokförs av ekonomienheten.

## Förbud

Reklam för alkohol ska inte visas på kommunens anläggningar.
Gåvor från leverantörer ska avböjas.

## Skolor

Varje nämnds presidium beslutar om middagar.

## Färjan

Uppsikten över fria bad utövas av hamnnämnden. Hamnkontoret betalar färjans bränsle.

Ur den gemensamma båtpotten kan en skola få bidrag. Bidrag ur potten beviljas av hamnchefen.

## Museet

Kulturnämnden beslutar om reklam i kommunövergripande tidskrifter och nätverk. Bolagets styrelse beslutar om bolagets reklam i tidskrifter för bolag.

Museichefen delar ut ett stipendium till en elev som vill bo i en vänort. Turistchefen ingår vänortsavtal.

## Lekplatser

- Lekplatser inom en nämnds eget område beslutas av nämnden.
- Lekplatser som berör fler än en nämnd beslutas av parkutskottet.

Det åligger varje skola och parkenheten att utse en lekvärd. Det åligger parkenheten att utse en bänkvärd.

Om en rektor vill flytta en gunga ska hon begära lov. Lov prövas av gungrådet. Gungor repareras av vaktmästaren.

## Vinterläger

Läger utomlands beslutas av lägerchefen.

## Kajer

Hamnchefen beslutar om uthyrning av kajplatser, dock inte om hyran överstiger två miljoner kronor. I sådana fall ska frågan avgöras av Sundviks Kaj AB.

Hamnnämnden beslutar om bogsering. Kranförarna utbildas av rederiet om det är möjligt. Hamnkaptenen beslutar om sjösättning om vädret tillåter.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("aim")
    (folder / "regler.md").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


def test_who_chooses_an_observer_does_not_decide_on_what_is_observed(rules: Engine) -> None:
    assert bodies(rules, "Vem utser observatören i stiftelsen Fyren?") == ["Kulturnämnden"]
    assert bodies(rules, "Vem beslutar om stiftelsen Fyren?") == []
    assert bodies(rules, "Who appoints the observer in stiftelsen Fyren?") == ["Kulturnämnden"]


def test_what_is_said_of_one_kind_of_people_holds_for_no_other(rules: Engine) -> None:
    assert bodies(rules, "Vem beslutar om en medarbetares bilfärd inom länet?") == ["Enhetschefen"]
    assert bodies(rules, "Vem beslutar om en politikers bilfärd inom länet?") == []


def test_what_a_condition_says_that_something_is_not_is_no_match(rules: Engine) -> None:
    assert bodies(rules, "Vem beslutar om hyresavtal?")[0] == "Fastighetsnämnden"


def test_beyond_a_bound_what_the_next_sentence_says_goes_first(rules: Engine) -> None:
    assert bodies(rules, "Vem beslutar om lån till en idrottsklubb på 20 000 kronor?")[0] == "Fritidschefen"
    assert bodies(rules, "Vem beslutar om lån till en idrottsklubb på 50 000 kronor?")[0] == "Fritidsnämnden"


def test_where_all_is_said_of_other_sums_nothing_is_told(rules: Engine) -> None:
    assert bodies(rules, "Vem beslutar om bänkar för 4 000 kronor?") == ["Parkchefen"]
    assert bodies(rules, "Vem beslutar om bänkar för 90 000 kronor?") == []


def test_a_rule_for_one_bodys_own_case_comes_after_the_general_one(rules: Engine) -> None:
    assert bodies(rules, "Vem beslutar om ansökan om skogsbidrag?")[0] == "Skogschef"
    assert bodies(rules, "Vem beslutar om ansökan om skogsbidrag där skolnämnden är sökande?")[0] == "Rektorn"


def test_the_deed_that_is_asked_for_must_be_told(rules: Engine) -> None:
    assert bodies(rules, "Vem bokför årsavgiften för naturvårdsföreningar?") == ["Ekonomienheten"]
    assert bodies(rules, "Vem betalar årsavgiften för naturvårdsföreningar?") == []


def test_a_sum_paid_again_and_again_names_no_matter(rules: Engine) -> None:
    question = "En naturvårdsförening tar 900 kronor om året, vem beslutar om medlemskap?"

    assert bodies(rules, question) == ["Miljönämnden"]


def test_the_municipalitys_own_name_is_no_matter(rules: Engine) -> None:
    assert bodies(rules, "Vem beslutar om Sundviks medlemskap i naturvårdsföreningar?") == ["Miljönämnden"]


@pytest.mark.parametrize(
    "question",
    ["Får man visa reklam för alkohol på kommunens anläggningar?", "Får vi ta emot gåvor från leverantörer?"],
)
def test_what_shall_not_be_done_or_shall_be_declined_is_forbidden(rules: Engine, question: str) -> None:
    assert rules.ask(question).text.startswith("Nej.")


def test_what_a_presidium_decides_gives_no_leave_to_those_who_ask(rules: Engine) -> None:
    assert not rules.ask("Får vi bjuda på middagar?").text.startswith("Ja")


def test_who_stands_in_for_a_municipality_is_not_who_leads_its_work(tmp_path: Path) -> None:
    text = "# Regler\n\nHamnchefen leder arbetet med sjöräddning. I frågor om sjöräddning företräds kommunen av hamnnämnden.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    engine = load_engine(read_config(ROOT / "config.yaml"), tmp_path)

    assert bodies(engine, "Vem företräder kommunen i frågor om sjöräddning?") == ["Hamnnämnden"]
    assert engine.ask("Vem företräder kommunen i frågor om sjöräddning?").decisions[0].statement.condition == (
        "I frågor om sjöräddning"
    )


def test_who_holds_a_function_is_told_as_such(rules: Engine, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Policy för båtar\n\nPolicyansvarig är hamnchefen. Arkivmyndighet är museinämnden.\n", encoding="utf-8"
    )
    engine = load_engine(read_config(ROOT / "config.yaml"), tmp_path)

    assert bodies(engine, "Vem är policyansvarig för policyn?") == ["Hamnchefen"]
    assert bodies(engine, "Vem är arkivmyndighet?") == ["Museinämnden"]
    assert bodies(engine, "Vem är valmyndighet?") == []


def test_what_a_body_does_is_told_when_its_very_verb_is_asked_for(rules: Engine) -> None:
    answer = rules.ask("Vem betalar färjans bränsle?")

    assert [d.statement.actor.name for d in answer.decisions if d.statement.actor] == ["Hamnkontoret"]
    assert answer.decisions[0].statement.role == "implements"


def test_who_pays_for_a_thing_is_not_told_as_who_decides_on_it(rules: Engine) -> None:
    assert "Hamnkontoret" not in bodies(rules, "Vem beslutar om färjans bränsle?")


def test_the_verb_that_a_noun_goes_with_is_known_as_the_statements_own(rules: Engine) -> None:
    assert bodies(rules, "Vem utövar uppsikten över fria bad?")[:1] == ["Hamnnämnden"]


def test_a_noun_that_takes_up_the_last_part_of_a_longer_one_is_that_one(rules: Engine) -> None:
    assert bodies(rules, "Vem beviljar bidrag ur den gemensamma båtpotten?")[:1] == ["Hamnchefen"]


def test_a_matter_that_begins_with_the_body_asked_for_is_told_first(rules: Engine) -> None:
    assert bodies(rules, "Vem beslutar om ett bolags reklam i tidskrifter?")[:1] == ["Bolagsstyrelsen"]


def test_what_a_clause_in_a_matter_names_by_the_way_is_not_told_before_what_is_about_it(rules: Engine) -> None:
    assert bodies(rules, "Vem har sista ordet om en ny vänort?")[:1] == ["Turistchefen"]


def test_beyond_an_excepted_bound_the_body_of_the_next_sentence_is_told(rules: Engine) -> None:
    above = "Vem beslutar om uthyrning av kajplatser när hyran är tre miljoner kronor?"
    below = "Vem beslutar om uthyrning av kajplatser när hyran är en miljon kronor?"

    assert bodies(rules, above)[:1] == ["Sundviks Kaj AB"]
    assert bodies(rules, below)[:1] == ["Hamnchefen"]


def test_a_condition_of_its_own_does_not_make_a_sentence_about_the_one_before_it(rules: Engine) -> None:
    assert "Hamnkaptenen" not in bodies(rules, "Vem beslutar om bogsering?")


@pytest.mark.parametrize(
    "question",
    [
        "Vem beslutar om en lekplats som berör flera nämnder?",
        "vem beslutar om lekplatser som beror mer an en namnd",
    ],
)
def test_what_concerns_several_bodies_is_told_first_where_several_are_asked_of(rules: Engine, question: str) -> None:
    assert bodies(rules, question)[:1] == ["Parkutskottet"]


def test_a_duty_is_told_to_who_asks_whom_it_falls_on(rules: Engine) -> None:
    assert bodies(rules, "Vem åligger det att utse en bänkvärd?")[:1] == ["Parkenheten"]


def test_who_wants_a_thing_is_not_told_first_as_who_judges_it(rules: Engine) -> None:
    assert bodies(rules, "Vem tittar på lov om en rektor vill flytta en gunga?") == []


def test_a_verbs_particle_may_stand_behind_other_words(rules: Engine) -> None:
    assert bodies(rules, "Vem delar ut stipendiet?")[:1] == ["Museichefen"]


def test_a_noun_under_a_heading_that_has_it_in_full_is_that_one(rules: Engine) -> None:
    assert bodies(rules, "Vem säger ja till vinterläger?") == ["Lägerchefen"]
