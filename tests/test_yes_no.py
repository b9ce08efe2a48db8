"""Yes and no: only where the text settles it, and the opposite where the question's verb says the opposite."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from tests.conftest import ROOT

RULES = """Ansvar

Kommunfullmäktige beslutar om kommunövergripande samarbetsavtal. Nämnderna beslutar om samarbetsavtal i den egna verksamheten.
Alla nämnder ansvarar för att följa klimatplanen.
Miljökontoret har utarbetat klimatplanen.
Kommunstyrelsen samordnar arbetet med tillgänglighet.
Fritidschefen får låna ut tält.
Parknämnden behöver inte rapportera om snöröjning.
Gatunämnden beslutar om torghandel. Om handeln pågår längre än en vecka beslutar dock kommunstyrelsen.

Parkchefen beslutar om plantering. Kostar planteringen mer än 40 000 kronor beslutar Parknämnden.
Nämnder och bolagsstyrelser beslutar om studiebesök.

Regler

Öppen eld får inte förekomma i stadsparken.
Hundar får inte släppas lösa på lekplatser utan parkchefens tillstånd.
Bygglov krävs inte för fågelholkar.

Remiss

Miljökontoret har remitterat klimatplanen till Vikens Bostads AB och Gatunämnden.
"""
UNSAID = "Det framgår inte"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "regler.txt").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


def opening(engine: Engine, question: str) -> str:
    return engine.ask(question).text.split("\n")[0].split(".")[0].split(" (")[0]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Slipper nämnderna följa klimatplanen?", "Nej"),
        ("Kan nämnderna strunta i klimatplanen?", "Nej"),
        ("Are the committees exempt from following klimatplanen?", "Nej"),
        ("Måste nämnderna följa klimatplanen?", "Ja"),
        ("Stämmer det att nämnderna inte behöver följa klimatplanen?", "Nej"),
        ("Nämnderna behöver väl inte följa klimatplanen?", UNSAID),  # a plain no would be taken for agreement
        ("Slipper fritidschefen låna ut tält?", UNSAID),  # what one may do is no duty
    ],
)
def test_a_verb_that_says_the_opposite_turns_the_answer(rules: Engine, question: str, said: str) -> None:
    assert opening(rules, question) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Får en nämnd besluta om samarbetsavtal för hela kommunen?", "Nej"),
        ("Får en nämnd besluta om samarbetsavtal i sin egen verksamhet?", "Ja"),
        ("Måste vi fråga kommunfullmäktige om ett samarbetsavtal som bara rör oss?", "Nej"),
        ("Can a committee decide on cooperation agreements for the whole municipality on its own?", "Nej"),
        ("Måste kommunstyrelsen godkänna torghandel?", UNSAID),  # only where it goes on for long
        ("Får Parknämnden besluta om plantering?", UNSAID),  # only where it costs much
        ("Får parkchefen besluta om en plantering som kostar 60 000 kronor?", "Nej"),
        ("Får Parknämnden besluta om en plantering som kostar 60 000 kronor?", "Ja"),
    ],
)
def test_where_a_matter_is_split_each_part_has_its_own_body(rules: Engine, question: str, said: str) -> None:
    assert opening(rules, question) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Är det bara nämnderna som får besluta om studiebesök?", "Nej"),  # the companies' boards as well
        ("Är det vi i styrelsen som beslutar om studiebesök?", "Ja"),  # a company's board is a board
        ("Slipper vi fråga kommunfullmäktige om studiebesök?", "Ja"),  # another decides
        ("Vill nämnderna ha studiebesök?", UNSAID),  # no rule tells what they want
        ("Har nämnderna studiebesök?", UNSAID),
        ("Har vi studiebesök?", UNSAID),
    ],
)
def test_whom_a_right_is_given_to_is_all_that_is_settled_by_it(rules: Engine, question: str, said: str) -> None:
    assert opening(rules, question) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Är det Gatunämnden själv som har utarbetat klimatplanen?", "Nej"),
        ("Är klimatplanen utarbetad av Gatunämnden?", "Nej"),
        ("Är klimatplanen utarbetad av miljökontoret?", "Ja"),
        ("Har Gatunämnden fått klimatplanen på remiss?", "Ja"),
        ("Har miljökontoret fått klimatplanen på remiss?", UNSAID),  # it sent it
        ("Har Hamnnämnden fått klimatplanen på remiss?", UNSAID),  # the list may not be all there is
    ],
)
def test_who_did_it_and_who_got_it_is_settled_by_the_body_that_the_text_names(
    rules: Engine, question: str, said: str
) -> None:
    assert opening(rules, question) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Får man ha öppen eld i stadsparken?", "Nej"),
        ("Får hundar släppas lösa på lekplatser utan tillstånd?", "Nej"),
        ("Krävs bygglov för fågelholkar?", "Nej"),
        ("Slipper man bygglov för fågelholkar?", "Ja"),
    ],
)
def test_a_ban_or_a_duty_that_is_lifted_answers_whether_one_may_or_must(
    rules: Engine, question: str, said: str
) -> None:
    assert opening(rules, question) == said


@pytest.mark.parametrize("question", ["Får man ha eld i parken?", "Får hundar släppas lösa?", "Krävs bygglov?"])
def test_a_ban_on_less_than_what_is_asked_is_no_no(rules: Engine, question: str) -> None:
    assert opening(rules, question) not in ("Ja", "Nej")


@pytest.mark.parametrize(
    "question", ["Måste nämnderna redovisa klimatplanen varje år?", "Do the committees have to publish klimatplanen?"]
)
def test_something_done_that_no_text_speaks_of_is_neither_told_nor_answered(rules: Engine, question: str) -> None:
    answer = rules.ask(question)

    assert answer.decisions == ()
    assert opening(rules, question) == UNSAID
