"""Votes, hand-overs and being forgotten, in a fake Slack that sends what the local one cannot: windows, late and refused posts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot_process import bots
from tests.fake_slack import fake_slack
from tests.payload_limits import problems
from tests.slack_interactions import block_action, message_shortcut, slash, view_submission
from tests.slack_payloads import mention, new_ts
from tests.test_slack_protocol import Place, said

SETTINGS = {"contact": "U77HELPER", "owners": ["U88OWNER"], "channels": {"C05PRIV": {"visibility": "private"}}}


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with fake_slack() as slack, bots(slack, slack=SETTINGS) as (bot,):
        yield Place(slack, bot)
        assert [line for call in slack.calls for line in problems(call.method, call.arguments)] == []


def rows(place: Place, query: str) -> list[Any]:
    path = Path(place.bot.log).parent.parent / "shared.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchall()


def buttons(blocks: Any) -> dict[str, Any]:
    return {
        e["action_id"]: e for b in blocks for e in b.get("elements", []) if isinstance(e, dict) and "action_id" in e
    }


def text(value: str) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def hand_over(place: Place, question: str, *, user: str, ts: str = "", channel: str = "C01GEN") -> dict[str, Any]:
    """Ask in a channel, put the question to its contact, and return what is posted to that."""
    asked = ts or new_ts()
    place.ask(f"<@U0BOT> {question}", user=user, channel=channel, ts=asked)
    answer = place.answer(asked, channel)
    value = buttons(answer["blocks"])["person"]["value"]
    where: dict[str, Any] = {"user": user, "channel": channel, "message_ts": answer["ts"], "thread_ts": asked}
    window = place.next_call("views.open", block_action("person", value, **where))["view"]
    sent = view_submission(
        "ask_person", {"question": {"question": question}}, private_metadata=window["private_metadata"], user=user
    )
    place.acknowledged(sent)
    place.slack.wait(lambda: [one for one in place.slack.messages("U77HELPER") if f">: {question}\n" in one["text"]])
    return [one for one in place.slack.messages("U77HELPER") if f">: {question}\n" in one["text"]][-1]


def test_a_vote_in_a_window_belongs_to_the_question_of_that_window(place: Place) -> None:
    user = place.user()
    window = place.next_call("views.open", message_shortcut("who_decides", "Vem beslutar om EU-projekt?", user=user))[
        "view"
    ]
    pressed = buttons(window["blocks"])
    more: dict[str, Any] = {"source": "modal", "user": user, "private_metadata": window["private_metadata"]}
    thanks = place.next_call("views.push", block_action("vote_helpful", pressed["vote_helpful"]["value"], **more))
    form = place.next_call("views.push", block_action("vote_wrong", pressed["vote_wrong"]["value"], **more))["view"]
    values = {
        "reason": {"reason": {"type": "radio_buttons", "selected_option": {"value": "wrong_text"}}},
        "right": {"right": text("Ny text")},
    }
    thanked = place.acknowledged(view_submission("wrong", values, private_metadata=form["private_metadata"], user=user))

    assert "Tack!" in said(thanks)
    assert "Tack!" in said(thanked)
    joined = "SELECT vote, reason, said FROM votes v JOIN questions q USING (team, channel, answer_ts) WHERE surface = 'shortcut'"
    assert rows(place, joined) == [("wrong", "wrong_text", "Ny text")]


def test_an_answer_that_its_asker_alone_sees_takes_votes_too(place: Place) -> None:
    user = place.user()
    private = place.next_call(
        "chat.postEphemeral",
        mention("<@U0BOT> Vem beslutar om EU-projekt?", channel="C05PRIV", user=user),
        "events_api",
    )
    place.slack.wait(lambda: rows(place, "SELECT answer_ts FROM questions WHERE channel = 'C05PRIV'"))
    ((answer_ts,),) = rows(place, "SELECT answer_ts FROM questions WHERE channel = 'C05PRIV'")
    url = place.slack.response_url("private")
    vote = buttons(private["blocks"])["vote_helpful"]["value"]
    hidden: dict[str, Any] = {"source": "ephemeral", "channel": "C05PRIV", "message_ts": answer_ts, "user": user}
    thanks = place.next_call("response/private", block_action("vote_helpful", vote, response_url=url, **hidden))

    assert thanks["text"].startswith("Tack!")
    assert rows(place, f"SELECT vote FROM votes WHERE answer_ts = '{answer_ts}'") == [("helpful",)]


@pytest.mark.parametrize(
    ("payload", "kind", "surface"),
    [
        (slash("Vem ansvarar för strategin?", user="U60A"), "slash_commands", "command"),
        (
            view_submission("search", {"question": {"text": "Vem ansvarar för strategin?"}}, user="U60B"),
            "interactive",
            "search",
        ),
        (
            block_action("try_0", '{"q":"Vem ansvarar för strategin?"}', channel="D60C", user="U60C"),
            "interactive",
            "suggested",
        ),
        (
            block_action("try_0", '{"q":"Vem ansvarar för strategin?"}', source="modal", user="U60D"),
            "interactive",
            "suggested",
        ),
    ],
)
def test_questions_outside_talks_are_recorded_with_how_they_were_put(
    place: Place, payload: Any, kind: str, surface: str
) -> None:
    count = f"SELECT count(*) FROM questions WHERE surface = '{surface}'"
    before = rows(place, count)[0][0]
    place.slack.send(payload, kind=kind, accepts_response_payload=True)

    place.slack.wait(lambda: rows(place, count)[0][0] == before + 1, what="the record")


def test_windows_sent_twice_and_questions_asked_again_are_handed_over_once(place: Place) -> None:
    user, asked = place.user(), new_ts()
    handed = hand_over(place, "Vem beslutar om norrsken?", user=user, ts=asked)
    answer = place.answer(asked)
    kept = {
        "l": "sv",
        "q": "Vem beslutar om norrsken?",
        "t": [],
        "p": f"C01GEN {answer['ts']}",
        "in": "C01GEN",
        "ts": asked,
    }
    again = [
        place.acknowledged(
            view_submission(
                "ask_person", {"question": {"question": "Vem?"}}, private_metadata=json.dumps(kept), user=user
            )
        )
        for _ in range(2)
    ]
    other = place.acknowledged(
        view_submission(
            "ask_person", {"question": {"question": "Jag med"}}, private_metadata=json.dumps(kept), user=place.user()
        )
    )

    assert ["redan skickad" in said(one) for one in again] == [True, True]
    assert "Frågan är skickad" in said(other)
    assert len([one for one in place.slack.messages("U77HELPER") if "norrsken" in said(one["blocks"][0])]) == 1
    assert handed["ts"]


def test_a_question_that_could_not_be_posted_may_be_sent_again(place: Place) -> None:
    user = place.user()
    place.slack.refuse("chat.postMessage", "channel_not_found", when=lambda one: one["channel"] == "U77HELPER")
    kept = {"l": "sv", "q": "Vem beslutar om vattenfall?", "t": [], "p": "C01GEN 7.5", "in": "", "ts": ""}
    told = [
        said(
            place.acknowledged(
                view_submission(
                    "ask_person",
                    {"question": {"question": "Vattenfall?"}},
                    private_metadata=json.dumps(kept),
                    user=user,
                )
            )
        )
        for _ in range(2)
    ]

    assert "Bjud in mig dit" in told[0]
    assert "Frågan är skickad" in told[1]


def test_an_answer_that_the_thread_refuses_comes_directly_and_owners_get_it_with_the_button(place: Place) -> None:
    user = place.user()
    handed = hand_over(place, "Vem beslutar om isberg?", user=user)
    value = buttons(handed["blocks"])["reply"]["value"]
    pressed = block_action("reply", value, channel="D77", message_ts=handed["ts"], user="U77HELPER")
    form = place.next_call("views.open", pressed)["view"]
    place.slack.refuse("chat.postMessage", "not_in_channel", when=lambda one: one["channel"] == "C01GEN")
    told = place.acknowledged(
        view_submission(
            "reply_person",
            {"answer": {"answer": "Havsnämnden."}},
            private_metadata=form["private_metadata"],
            user="U77HELPER",
        )
    )
    place.slack.wait(lambda: place.slack.messages("U88OWNER"))

    assert "Svaret är skickat" in said(told)
    assert [one["text"].splitlines()[-1] for one in place.slack.messages(user)] == ["Havsnämnden."]
    assert "keep" in buttons(place.slack.messages("U88OWNER")[-1]["blocks"])
    changed = [one for one in place.slack.called("chat.update") if one["ts"] == handed["ts"]]
    assert [one["channel"] for one in changed] == ["D77"]


def test_answers_sent_at_once_by_two_people_are_told_apart(place: Place) -> None:
    user = place.user()
    handed = hand_over(place, "Vem beslutar om fjällsjöar?", user=user)
    kept = buttons(handed["blocks"])["reply"]["value"]
    told = [
        said(
            place.acknowledged(
                view_submission("reply_person", {"answer": {"answer": words}}, private_metadata=kept, user=by)
            )
        )
        for words, by in (("Länsstyrelsen.", "U77HELPER"), ("Kommunen.", "U88OWNER"))
    ]
    late = place.next_call("chat.postEphemeral", block_action("reply", kept, channel="D77", user="U88OWNER"))

    assert "Svaret är skickat" in told[0]
    assert "redan besvarad" in told[1]
    assert "redan besvarad" in late["text"]


def test_who_is_forgotten_while_an_answer_is_under_way_gets_it_and_leaves_nothing(place: Place) -> None:
    user, asked = place.user(), new_ts()
    place.slack.hang("chat.postMessage", 1.0)
    before = rows(place, "SELECT count(*) FROM questions")
    place.ask("<@U0BOT> Vem beslutar om medlemskap i organisationer?", user=user, ts=asked, channel="C09SLOW")
    place.slack.wait(lambda: [one for one in place.slack.called("chat.postMessage") if one.get("thread_ts") == asked])
    told = place.next_call("views.open", block_action("forget", '{"l":"sv"}', source="home", user=user))
    place.answer(asked, "C09SLOW")
    place.slack.wait(lambda: rows(place, f"SELECT state FROM messages WHERE ts = '{asked}'") == [("done",)])

    assert "Det finns inget sparat om dig" in said(told)
    assert rows(place, "SELECT count(*) FROM questions") == before
    assert rows(place, f"SELECT * FROM threads WHERE ts = '{asked}'") == []


def test_a_forgotten_persons_open_question_can_no_longer_be_answered(place: Place) -> None:
    user = place.user()
    handed = hand_over(place, "Vem beslutar om stenåldern?", user=user)
    told = place.next_call("views.open", block_action("forget", '{"l":"en"}', source="home", user=user))
    value = buttons(handed["blocks"])["resolve"]["value"]
    late = place.next_call("chat.postEphemeral", block_action("resolve", value, channel="D77", user="U77HELPER"))

    assert "Questions to people: 1" in said(told)
    assert "redan besvarad" in late["text"]
    assert rows(place, "SELECT count(*) FROM handovers WHERE text LIKE '%sten%'") == [(0,)]
    assert place.slack.messages(user) == []
