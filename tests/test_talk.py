"""What of a question is kept for those that follow it, and what in a talk is a question at all."""

from __future__ import annotations

import pytest

from bot.config import read_config
from bot.fresh import load_engine
from bot.models import Asking, Status
from tests.conftest import ROOT

ENGINE = load_engine(read_config(ROOT / "config.yaml"))


@pytest.mark.parametrize(
    ("question", "gone"),
    [
        ("Hej, jag heter Kalle Svensson, vem beslutar om EU-projekt?", ["Kalle", "Svensson"]),
        ("Vem beslutar om EU-projekt? Mitt personnummer är 19850101-1234", ["19850101", "1234"]),
        (
            "Vem beslutar om EU-projekt? Ring 08-508 290 00 eller anna.lind@example.com",
            ["08-508", "290", "anna", "lind"],
        ),
        ("Vem beslutar om xylofonundervisning för Alva?", ["xylofon", "Alva"]),
        ("Does Kimberley Jones decide on EU projects?", ["Kimberley", "Jones"]),
    ],
)
def test_names_and_numbers_are_not_kept(question: str, gone: list[str]) -> None:
    kept = ENGINE.keep_topic(question)

    assert [word for word in gone if word.lower() in kept.lower()] == []


@pytest.mark.parametrize(
    ("question", "follow_up"),
    [
        ("Vem beslutar om medlemskap i internationella organisationer?", "och EU-projekt då?"),
        ("Vem bestämmer om samarbetsinitativ?", "och medlemskap då?"),
        ("Får vår nämnd gå med i ett EU-projekt?", "och i nätverk?"),
        ("Vad ansvarar kommunstyrelsen för?", "och stadsledningskontoret?"),
        ("Who decides on EU projects?", "and memberships?"),
        ("Vem beslutar om xylofonundervisning?", "och inom stadens nämnder?"),
    ],
)
def test_what_is_kept_means_to_a_follow_up_what_was_asked(question: str, follow_up: str) -> None:
    by_question = ENGINE.ask(follow_up, [question])
    by_topic = ENGINE.ask(follow_up, [ENGINE.keep_topic(question)])

    assert [d.statement for d in by_topic.decisions] == [d.statement for d in by_question.decisions]
    assert by_topic.status is by_question.status


def test_a_follow_up_on_words_that_the_texts_lack_finds_nothing() -> None:
    answer = ENGINE.ask("och inom stadens nämnder?", [ENGINE.keep_topic("Vem beslutar om xylofonundervisning?")])

    assert answer.status is Status.NOT_FOUND
    assert answer.unknown_words == ()


@pytest.mark.parametrize("thanks", ["Tack!", "hej", "hjälp"])
def test_talk_about_the_bot_leaves_no_topic(thanks: str) -> None:
    assert ENGINE.keep_topic(thanks) == ""


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("Vem beslutar om bygglov?", Asking.YES),
        ("Måste KF besluta om det?", Asking.YES),
        ("Who decides on EU projects?", Asking.YES),
        ("vem ansvarar för remissen", Asking.YES),
        ("När går remisstiden ut?", Asking.PERHAPS),
        ("Och EU-projekt då?", Asking.PERHAPS),
        ("och EU-projekt då", Asking.PERHAPS),
        ("gäller det även bolag?", Asking.PERHAPS),
        ("Ska vi ta lunch?", Asking.NO),
        ("Vi tar det på mötet imorgon?", Asking.NO),
        ("Stämmer det?", Asking.NO),
        ("Tack!", Asking.NO),
        ("Jag tror att nämnden beslutar om det", Asking.NO),
        ("men nämnden beslutar ju om det", Asking.NO),
        ("Bra, då går vi vidare", Asking.NO),
        ("ok då", Asking.NO),
    ],
)
def test_what_is_said_in_a_thread_with_the_bot_is_told_from_talk(text: str, asking: Asking) -> None:
    assert ENGINE.how_asked(text, follows=True) is asking


def test_outside_a_thread_with_the_bot_only_a_question_about_roles_is_one() -> None:
    found = [ENGINE.how_asked(text, follows=False) for text in ("Och EU-projekt då?", "När ses vi?", "Vem beslutar?")]

    assert found == [Asking.NO, Asking.NO, Asking.YES]


def test_a_fragment_of_the_one_who_asked_is_a_question() -> None:
    assert ENGINE.how_asked("och bygglov då?", follows=True, same_person=True) is Asking.YES
