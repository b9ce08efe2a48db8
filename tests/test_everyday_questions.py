"""Questions as staff put them: coloured by adverbs, opened politely, told by what the asker does, offered an answer at their end."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.language.everyday import field_at, is_everyday, tells_how
from bot.models import Status
from tests.conftest import ROOT

RULES = """Ansvar

Nämnden beslutar om deltagande i konstutställningar.
Kommunstyrelsen beslutar om försäljning av konst.
Kommunstyrelsen ansvarar för spridning av konstpolicyn för kommunens offentliga konst.
Alla nämnder och bolagsstyrelser ansvarar för att tillämpa konstpolicyn i den egna verksamheten.
Konstrådet bedömer kommunens inköp av konst.
Kulturkontoret erbjuder konstnärligt stöd till övriga verksamheter.
Förteckningen över kommunens konst förs av kanslienheten.
Kommunfullmäktige beslutar om lån till museer.
Vägledningen underlättar förvaltningens arbete.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "a.txt").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


def first(engine: Engine, question: str) -> str:
    answer = engine.ask(question)
    actor = answer.decisions[0].statement.actor if answer.decisions else None
    return actor.name if actor else ""


def opening(engine: Engine, question: str) -> str:
    return engine.ask(question).text.split("\n")[0].split(" ")[0].strip(".").lower()


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Vem beslutar överlag om försäljning av konst?", "Kommunstyrelsen"),
        ("Vem beslutar lyckligtvis om försäljning av konst?", "Kommunstyrelsen"),
        ("Who formally decides on the sale of art?", "Kommunstyrelsen"),
        ("Who invariably decides on the sale of art, by and large?", "Kommunstyrelsen"),
        ("Vem beslutar vid sidan av allt annat om försäljning av konst?", "Kommunstyrelsen"),
    ],
)
def test_what_only_colours_a_question_is_not_looked_for(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


def test_an_adverb_is_known_by_its_ending_but_not_what_is_made_of_a_word_with_a_meaning() -> None:
    assert tells_how("desperately", "en")
    assert tells_how("undantagsvis", "sv")
    assert not tells_how("annually", "en")
    assert not tells_how("family", "en")
    assert not is_everyday("assembly", "en")


@pytest.mark.parametrize(
    "question",
    [
        "Kan du säga vem som beslutar om försäljning av konst?",
        "Could you tell me who decides on the sale of art?",
        "Does anyone know who decides on the sale of art?",
    ],
)
def test_a_polite_opening_makes_no_yes_or_no_of_a_question_for_a_body(rules: Engine, question: str) -> None:
    assert first(rules, question) == "Kommunstyrelsen"
    assert opening(rules, question) not in ("ja", "nej", "det")


@pytest.mark.parametrize(
    "question",
    [
        "Vem beslutar om försäljning av konst, är det kommunstyrelsen?",
        "Vem är det egentligen som beslutar om försäljning av kommunens konst, är det kommunstyrelsen?",
        "Är det kommunstyrelsen som tar försäljning av konst?",
    ],
)
def test_an_answer_that_is_offered_is_confirmed(rules: Engine, question: str) -> None:
    assert opening(rules, question) == "ja"


def test_of_two_bodies_joined_both_are_asked_about(rules: Engine) -> None:
    assert opening(rules, "Ska nämnderna och bolagsstyrelserna tillämpa konstpolicyn?") == "ja"


def test_whether_there_is_a_body_is_answered_though_its_role_is_hardly_named(rules: Engine) -> None:
    assert opening(rules, "Finns det någon grupp som tittar på kommunens inköp av konst?") == "ja"


def test_a_verb_with_its_marks_opens_a_yes_no_question_and_an_owner_is_not_asked_about(rules: Engine) -> None:
    assert opening(rules, "Underlättar vägledningen förvaltningens arbete?") == "ja"
    assert opening(rules, "underlattar vagledningen forvaltningens arbete") == "ja"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Kan nämnden delta i en konstutställning utan att fråga kommunfullmäktige?", "ja"),
        ("Kan nämnden sälja konst utan beslut av kommunstyrelsen?", "nej"),
        ("Can the committee sell art without asking the executive board?", "nej"),
    ],
)
def test_without_asking_a_body_turns_on_whether_it_is_that_bodys_to_decide(
    rules: Engine, question: str, said: str
) -> None:
    assert opening(rules, question) == said


@pytest.mark.parametrize(
    "question",
    [
        "Får vi bygga utan att fråga nämnden?",
        "May we park here without asking the committee?",
        "Vem har listan över lediga lägenheter?",
        "Who keeps the list of stray cats?",
        "Can the committee build a bridge without asking the executive board?",
        "Finns det någon grupp som tittar på badplatser?",
        "Vem samordnar badplatserna, är det kommunstyrelsen?",
    ],
)
def test_what_no_text_speaks_of_stays_unanswered(rules: Engine, question: str) -> None:
    assert rules.ask(question).status is Status.NOT_FOUND


def test_the_list_of_a_thing_is_found(rules: Engine) -> None:
    assert first(rules, "Vem har hand om listan över kommunens konst?") == "Kanslienheten"


def test_what_the_asker_tells_of_others_asks_for_no_role(rules: Engine) -> None:
    told = "Ett galleri i stan föreslår att vi är med på en konstutställning. Vem hos oss säger ja eller nej?"
    assert first(rules, told) == "Nämnden"


def test_a_body_that_only_acts_in_a_clause_is_not_looked_for(rules: Engine) -> None:
    asked = "Måste kommunstyrelsen säga ja innan socialnämnden deltar i en konstutställning?"
    assert rules.ask(asked).status is Status.ANSWERED
    assert opening(rules, asked) != "ja"


def test_an_invitation_is_how_a_question_came_up(rules: Engine) -> None:
    assert first(rules, "Vi har fått en inbjudan till en konstutställning. Får nämnden besluta om det?") == "Nämnden"


def test_where_the_asker_sits_is_no_matter(rules: Engine) -> None:
    asked = "Vem kan vi på HR vända oss till för konstnärligt stöd?"
    assert first(rules, asked) == "Kulturkontoret"


def test_a_small_word_is_no_activity_although_it_looks_like_one_without_its_marks() -> None:
    assert field_at(["stadens"], 0, "sv") == 0
    assert field_at(["städ"], 0, "sv") == 1


def test_an_english_word_is_no_body_although_it_ends_like_a_swedish_one(rules: Engine) -> None:
    assert first(rules, "Who is entitled to decide on the sale of art?") == "Kommunstyrelsen"


def test_who_is_asked_of_a_bodys_own_field_needs_no_such_word_in_the_texts(rules: Engine) -> None:
    assert first(rules, "Who decides on the sale of art in our executive board's field?") == "Kommunstyrelsen"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Chefen påstår att kommunstyrelsen beslutar om försäljning av konst. Stämmer det?", "ja"),
        ("Chefen påstår att nämnden beslutar om försäljning av konst, är det sant?", "nej"),
        ("My boss insists that the executive board decides on the sale of art. Is that right?", "ja"),
    ],
)
def test_what_somebody_claims_is_asked_of_the_body_that_it_is_claimed_of(
    rules: Engine, question: str, said: str
) -> None:
    assert opening(rules, question) == said


def test_a_greeting_before_a_short_question_does_not_hide_how_it_opens(rules: Engine) -> None:
    assert opening(rules, "Hej, snabb fråga: får nämnden delta i konstutställningar?") == "ja"


def test_only_one_bodys_approval_asks_whether_it_is_enough(rules: Engine) -> None:
    assert opening(rules, "Kan vi delta i en konstutställning med bara nämndens godkännande?") == "ja"


@pytest.mark.parametrize(
    "question",
    [
        "Chefen säger att nämnden måste godkänna semestern. Stämmer det?",
        "My boss insists that the executive board sets the parking fees. Is that right?",
        "Hej, snabb fråga: får nämnden höja hyran?",
    ],
)
def test_a_claim_that_no_text_speaks_of_is_not_settled(rules: Engine, question: str) -> None:
    assert rules.ask(question).status is Status.NOT_FOUND
