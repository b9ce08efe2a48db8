"""What is sent to people and asked of them: within Slack's limits whatever they write, with no mention or link that nobody meant."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import StoreConfig
from bot.models import Answer, Contact
from bot.slack.answerer import is_low
from bot.slack.blocks import unpack
from bot.slack.card import Message, answer_card
from bot.slack.forms import Draft, ask_form, mail_window, note_form, reply_form, wrong_form
from bot.slack.handover_card import (
    Asked,
    answered_message,
    closed_message,
    handover_message,
    read_asked,
    reply_message,
    resolved_message,
)
from bot.slack.plainer import redraw
from bot.slack.privacy import privacy
from bot.store.asked import Vote
from tests.payload_limits import meant, problems
from tests.test_slack_cards import ENGINE, answers, full, texts

CONTACTS = st.sampled_from(
    [Contact("C02HELP"), Contact("U02BOB", name="Bob"), Contact("C02HELP", group="S0614TZR7"), Contact("D77TALK")]
)
MAIL = Contact("registrator@example.se")


def asked(question: str, **more: str) -> Asked:
    known: dict[str, str] = {"channel": "C01GEN", "thread": "1.5", "member": "U02BOB", "language": "sv", **more}
    return Asked("a" * 24, "U01ALICE", question=question, **known)


def post(message: Message) -> dict[str, Any]:
    return {"channel": "C01GEN", "text": message.text, "blocks": list(message.blocks), "parse": "none", "mrkdwn": False}


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(answers(), full.map(lambda text: text[:1_000]), texts.map(lambda text: text[:1_000]), CONTACTS)
def test_a_question_to_a_person_and_its_answer_break_no_limit(
    answer: Answer, question: str, more: str, contact: Contact
) -> None:
    on_its_way = asked(question)
    handed = handover_message(on_its_way, contact, more, "https://a.slack.com/p1", answer_card(answer, votes=False))
    messages = {
        "handed": (handed, {"<@U01ALICE>", "https://a.slack.com/p1", f"<!subteam^{contact.group}>"}),
        "closed": (closed_message(on_its_way, "U02BOB", handed.blocks), {"<@U01ALICE>", "https://a.slack.com/p1", "<@U02BOB>", f"<!subteam^{contact.group}>"}),
        "reply": (reply_message(on_its_way, "U02BOB", question), {"<@U01ALICE>", "<@U02BOB>"}),
        "resolved": (resolved_message(on_its_way, "U02BOB"), {"<@U01ALICE>", "<@U02BOB>"}),
        "answered": (answered_message(on_its_way, "U02BOB", question, keeps=True), {"<@U01ALICE>", "<@U02BOB>"}),
    }  # fmt: skip
    noted = set() if answer.note is None else set(meant("chat.postMessage", post(answer_card(answer))))

    for message, mentions in messages.values():
        assert problems("chat.postMessage", post(message)) == []
        assert problems("chat.update", {**redraw(post(message)), "ts": "1.2"}) == []
        assert set(meant("chat.postMessage", post(message))) <= mentions | noted


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(answers(), texts, st.sampled_from(("sv", "en")), CONTACTS)
def test_no_window_with_fields_breaks_a_limit(answer: Answer, text: str, language: str, contact: Contact) -> None:
    kept = {"q": answer.question, "t": ["x" * 150] * 2, "p": "C01GEN 1.2", "in": "C01GEN", "ts": "1.5"}
    windows = [
        wrong_form(language, "C01GEN 1.2", Vote("wrong", "missed", text)),
        wrong_form(language, "C01GEN 1.2", None),
        ask_form(answer, contact, text, kept),
        mail_window(answer, MAIL, text),
        reply_form(language, text, asked(text).packed(p="C01GEN 1.2")),
        note_form(language, Draft(text, text, text, text), date(2024, 2, 29), asked(text).packed()),
    ]

    for view in windows:
        for sent in (view, redraw({"view": view})["view"]):
            assert problems("views.open", {"trigger_id": "1.2", "view": sent}) == []
        active = meant("views.open", {"trigger_id": "1.2", "view": view})
        assert [one for one in active if not one.startswith(("mailto:registrator@example.se?", "<@U02BOB>", "<#C02HELP>", "<!subteam^S0614TZR7>"))] == []  # fmt: skip


@given(full, texts.map(lambda text: text[:1_500]))
def test_what_a_button_carries_of_a_question_comes_back(question: str, answer: str) -> None:
    value = asked(question).packed(a=answer, b="U02BOB")
    back = read_asked(unpack(value), "en")

    assert len(value) <= 2_000
    assert (back.id, back.asker, back.channel, back.thread, back.member, back.language) == (
        "a" * 24, "U01ALICE", "C01GEN", "1.5", "U02BOB", "sv"
    )  # fmt: skip
    assert answer.startswith(unpack(value)["a"])


@pytest.mark.parametrize("keeps", ["nothing", "topic_words", "full_text"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_app_home_says_what_is_kept_by_this_configuration(keeps: str, language: str) -> None:
    said = {
        kept: str(privacy(StoreConfig("sqlite://", 45, kept, "KS 2025/123"), language))
        for kept in ("nothing", "topic_words", "full_text")
    }
    view = {"type": "home", "blocks": privacy(StoreConfig("sqlite://", 45, keeps), language)}

    assert problems("views.publish", {"user_id": "U1", "view": view}) == []
    assert len(set(said.values())) == 3
    assert "45" in said[keeps]
    assert "KS 2025/123" in said[keeps]


@pytest.mark.parametrize(
    ("question", "low"),
    [
        ("Vem beslutar om medlemskap i internationella organisationer?", False),
        ("Vem beslutar om stadens internationella åtaganden?", True),  # the texts have another role
        ("Vad ansvarar kommunstyrelsen för?", False),  # all of it, each by itself less than the question
        ("Vem beslutar om zebror?", False),  # silence is told apart
    ],
)
def test_a_low_margin_is_told_from_a_sure_answer_and_from_silence(question: str, low: bool) -> None:
    assert is_low(ENGINE.ask(question)) is low
