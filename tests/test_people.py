"""People in Slack: votes, questions to a person, answers kept as notes, and being forgotten. The real process, the local Slack."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.models import WITHHELD
from tests.conftest import ROOT
from tests.local_slack import LocalSlack, bot_in, local_slack, need_binary, wait_for

MENTION = "<@U0BOT> "
CONTACTS = """
default: {channel: C02HELP, name: Strategerna}
channels:
  C04SURE: U02BOB
  C05PRIV: {email: registrator@example.se}
actors:
  Stadsledningskontoret: {group: S0614TZR7, channel: C02HELP}
"""


@dataclass(frozen=True)
class Place:
    slack: LocalSlack
    folder: Path

    def ask(self, question: str, *, channel: str = "C01GEN", user: str = "U01ALICE") -> dict[str, Any]:
        """Ask by a mention, and return the answer."""
        ts = self.slack.say(f"{MENTION}{question}", channel=channel, user=user)
        wait_for(lambda: self.slack.thread(channel, ts))
        return self.slack.thread(channel, ts)[0]

    def window(self, message: dict[str, Any], action: str, **by: str) -> dict[str, Any]:
        """Press a button, and return the window that opens."""
        before = len(self.slack.calls("views.open"))
        self.slack.press(message, action, **by)
        wait_for(lambda: len(self.slack.calls("views.open")) > before)
        view: dict[str, Any] = self.slack.calls("views.open")[-1]["view"]
        return view

    def vote(self, message: dict[str, Any], vote: str, *, user: str = "U01ALICE") -> None:
        """Press one of Slack's pair of feedback buttons."""
        pair = message["blocks"][-1]["elements"][0]
        name = "positive_button" if vote == "helpful" else "negative_button"
        pressed = {"type": "feedback_buttons", "action_id": "vote", "value": pair[name]["value"]}
        self.slack.post("interact", channel="C01GEN", messageTs=message["ts"], user=user, action=pressed)

    def told(self, count: int) -> str:
        """The last word that was said to one person alone, when there are so many."""
        wait_for(lambda: len(self.slack.calls("chat.postEphemeral")) >= count)
        return str(self.slack.calls("chat.postEphemeral")[-1]["text"])

    def send(self, user: str = "U01ALICE", **values: str) -> str:
        """Fill in the fields of the open window and submit it; what it says then."""
        before = len(self.slack.calls("view_response"))
        self.slack.submit(user, {name: {name: _filled(name, value)} for name, value in values.items()})
        wait_for(lambda: len(self.slack.calls("view_response")) > before)
        return json.dumps(self.slack.calls("view_response")[-1], ensure_ascii=False)

    def hand_over(self, answer: dict[str, Any], question: str, *, channel: str = "C01GEN") -> dict[str, Any]:
        """Put a question to its contact; the message that the contact gets."""
        before = len(self.handed_over(question))
        self.window(answer, "person", channel=channel)
        self.send(question=question)
        wait_for(lambda: len(self.handed_over(question)) > before)
        sent = self.handed_over(question)[-1]
        history = self.slack.history(sent["channel"])
        return next(one for one in history if one["text"] == sent["text"])

    def handed_over(self, question: str) -> list[dict[str, Any]]:
        return [one for one in self.slack.sent() if f">: {question}\n" in one["text"]]

    def rows(self, query: str) -> list[Any]:
        with sqlite3.connect(f"file:{self.folder / 'state' / 'bot.sqlite3'}?mode=ro", uri=True) as connection:
            return connection.execute(query).fetchall()

    def votes(self, answer: dict[str, Any]) -> list[Any]:
        return self.rows(f"SELECT vote, reason, said FROM votes WHERE answer_ts = '{answer['ts']}'")


def _filled(name: str, value: str) -> dict[str, Any]:
    if name == "reason":
        return {"type": "radio_buttons", "selected_option": {"value": value}}
    if name == "valid_until":
        return {"type": "datepicker", "selected_date": value}
    return {"type": "plain_text_input", "value": value or None}


def named(blocks: Any) -> set[str]:
    """The ids of the buttons among blocks."""
    return {one["action_id"] for block in blocks for one in block.get("elements", []) if "action_id" in one}


def said(node: Any) -> str:
    return json.dumps(node, ensure_ascii=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    need_binary()
    folder = tmp_path_factory.mktemp("people")
    knowledge = folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    (knowledge / "contacts.yaml").write_text(CONTACTS, encoding="utf-8")
    settings = {"owners": ["U02BOB"]}
    with local_slack(folder) as slack, bot_in(slack, folder, slack=settings, knowledge=str(knowledge)):
        yield Place(slack, folder)


def test_a_helpful_answer_is_thanked_for_once_it_is_recorded(place: Place) -> None:
    answer = place.ask("Vem beslutar om EU-projekt?")
    before = len(place.slack.calls("chat.postEphemeral"))
    place.vote(answer, "helpful")

    assert place.told(before + 1).startswith("Tack!")
    assert place.votes(answer) == [("helpful", "", None)]
    assert len(place.slack.calls("views.open")) == 0


def test_a_wrong_answer_is_asked_why_and_what_is_right(place: Place) -> None:
    answer = place.ask("Vem beslutar om medlemskap i organisationer?")
    place.vote(answer, "wrong")
    wait_for(lambda: place.slack.calls("views.open"))
    thanked = place.send(reason="wrong_body", right="Kommunstyrelsen")

    assert "Tack!" in thanked
    assert place.votes(answer) == [("wrong", "wrong_body", "Kommunstyrelsen")]


def test_a_vote_may_be_changed_and_what_was_told_is_there_when_it_is_pressed_again(place: Place) -> None:
    answer = place.ask("Vem ansvarar för strategin?")
    place.vote(answer, "wrong")
    wait_for(lambda: place.votes(answer))
    place.send(reason="missed", right="Se avsnitt 3")
    opened = len(place.slack.calls("views.open"))
    place.vote(answer, "wrong")
    wait_for(lambda: len(place.slack.calls("views.open")) > opened)
    again = place.slack.calls("views.open")[-1]["view"]["blocks"]
    place.send(reason="other", right="")
    whole = place.votes(answer)
    place.vote(answer, "helpful")
    wait_for(lambda: place.votes(answer)[0][0] == "helpful")

    elements = [block["element"] for block in again if block["type"] == "input"]
    assert elements[0]["initial_option"]["value"] == "missed"
    assert elements[1]["initial_value"] == "Se avsnitt 3"
    assert whole == [("wrong", "other", None)]
    assert place.votes(answer) == [("helpful", "", None)]


def test_each_person_has_a_vote_of_their_own(place: Place) -> None:
    answer = place.ask("Vem samordnar det internationella arbetet?")
    for user in ("U01ALICE", "U02BOB"):
        for _ in range(2):
            place.vote(answer, "helpful", user=user)
    wait_for(lambda: len(place.votes(answer)) == 2)

    assert place.votes(answer) == [("helpful", "", None)] * 2


def test_a_question_is_recorded_with_its_answer_by_words_of_the_texts_alone(place: Place) -> None:
    found = place.ask("Vem beslutar om medlemskap i internationella organisationer?")
    silent = place.ask("Vem beslutar om Kalle Svenssons zebror?")
    wait_for(lambda: place.rows("SELECT count(*) FROM messages WHERE work IS NOT NULL") == [(0,)])

    columns = "surface, language, status, low, words, text"
    rows = [place.rows(f"SELECT {columns} FROM questions WHERE answer_ts = '{a['ts']}'") for a in (found, silent)]

    words = '["medlemskap", "internationella organisationer"]'
    assert rows[0] == [("mention", "sv", "answered", 0, words, None)]
    assert rows[1] == [("mention", "sv", "not_found", 0, f'["{WITHHELD}"]', None)]


def test_a_question_is_put_to_a_person_once_however_often_it_is_pressed(place: Place) -> None:
    answer = place.ask("Vem beslutar om jultomtar?")
    for _ in range(3):
        window = place.window(answer, "person")
    place.send(question="Vem beslutar om jultomtar egentligen?", more="Det gäller december.")
    before = len(place.slack.calls("chat.postEphemeral"))
    place.slack.press(answer, "person")
    told = place.told(before + 1)

    fields = [block for block in window["blocks"] if block["type"] == "input"]
    handed = place.handed_over("Vem beslutar om jultomtar egentligen?")
    assert fields[0]["element"]["initial_value"] == "Vem beslutar om jultomtar?"
    assert "Strategerna" in said(window)
    assert len(handed) == 1
    assert handed[0]["channel"] == "C02HELP"
    for part in ("U01ALICE", "Det gäller december.", "/archives/C01GEN/", "Det här hittade jag", "framgår inte"):
        assert part in said(handed[0]["blocks"])
    assert named(handed[0]["blocks"]) == {"reply", "resolve"}
    assert told == "Frågan är redan skickad till Strategerna."


def test_a_persons_answer_comes_into_the_thread_signed_and_marked_as_one(place: Place) -> None:
    answer = place.ask("Vem beslutar om månlandningar?")
    handed = place.hand_over(answer, "Vem beslutar om månlandningar?")
    form = place.window(handed, "reply", channel="C02HELP", user="U02BOB")
    sent = place.send("U02BOB", answer="Rymdstyrelsen <!channel> gör det.")
    thread = place.slack.thread("C01GEN", answer["thread_ts"])
    wait_for(lambda: any(one["ts"] == handed["ts"] for one in place.slack.calls("chat.update")))
    closed = [one for one in place.slack.calls("chat.update") if one["ts"] == handed["ts"]][-1]

    assert "Vem beslutar om månlandningar?" in said(form)
    assert "Svaret är skickat" in sent
    assert len(thread) == 2
    assert thread[1]["text"] == "<@U01ALICE> har fått svar av <@U02BOB>:\nRymdstyrelsen &lt;!channel&gt; gör det."
    assert "Svar från en människa, inte ur texterna." in said(thread[1]["blocks"])
    assert "Besvarad av" in closed["text"]
    assert named(closed["blocks"]) == {"keep"}
    state, text = place.rows("SELECT state, text FROM handovers ORDER BY at DESC LIMIT 1")[0]
    assert (state, text) == ("resolved", None)


def test_of_two_who_resolve_at_once_one_does_and_the_other_is_told(place: Place) -> None:
    answer = place.ask("Vem beslutar om snögubbar?")
    handed = place.hand_over(answer, "Vem beslutar om snögubbar?")
    before = len(place.slack.calls("chat.postEphemeral"))
    both = [
        threading.Thread(
            target=place.slack.press, args=(handed, "resolve"), kwargs={"channel": "C02HELP", "user": user}
        )
        for user in ("U01ALICE", "U02BOB")
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    place.told(before + 2)
    thread = place.slack.thread("C01GEN", answer["thread_ts"])
    updates = [one for one in place.slack.calls("chat.update") if one["ts"] == handed["ts"]]

    words = sorted(one["text"] for one in place.slack.calls("chat.postEphemeral")[before:])
    assert [text.split(".")[0] for text in words] == ["Frågan är redan besvarad eller löst", "Klart"]
    assert len(thread) == 2
    assert "Din fråga är löst" in thread[1]["text"]
    assert len(updates) == 1
    assert "Löst av" in updates[0]["text"]
    assert "Det här hittade jag" in said(updates[0]["blocks"])
    assert named(updates[0]["blocks"]) == set()


def test_an_answer_is_kept_as_a_note_by_an_owner_and_shown_first_from_then_on(place: Place) -> None:
    question = "Vem beslutar om luftballonger?"
    handed = place.hand_over(place.ask(question), question)
    place.window(handed, "reply", channel="C02HELP", user="U02BOB")
    place.send("U02BOB", answer="Det gör luftfartsnämnden.")
    wait_for(lambda: any(one["ts"] == handed["ts"] for one in place.slack.calls("chat.update")))
    answered = next(one for one in place.slack.history("C02HELP") if one["ts"] == handed["ts"])
    before = len(place.slack.calls("chat.postEphemeral"))
    place.slack.press(answered, "keep", channel="C02HELP", user="U01ALICE")
    refused = place.told(before + 1)
    form = place.window(answered, "keep", channel="C02HELP", user="U02BOB")
    initial = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    fields = {name: element["initial_value"] for name, element in initial.items() if "initial_value" in element}
    kept = place.send("U02BOB", **fields, valid_until=initial["valid_until"]["initial_date"])
    before = len(place.slack.calls("chat.postEphemeral"))
    place.slack.press(answered, "keep", channel="C02HELP", user="U02BOB")
    again = place.told(before + 1)
    wait_for(lambda: place.ask(question)["text"].startswith("Anteckning"))

    assert refused.startswith("Bara de som ansvarar för texterna")
    assert (fields["questions"], fields["answer"], fields["owner"]) == (question, "Det gör luftfartsnämnden.", "bob")
    assert "Anteckningen är sparad" in kept
    assert again == "Svaret finns redan som anteckning."
    assert "Det gör luftfartsnämnden." in place.ask(question)["text"]
    assert place.rows("SELECT state, body FROM notes") == [("kept", None)]


@pytest.mark.slow
def test_a_note_that_cannot_be_one_is_told_in_the_window(place: Place) -> None:
    question = "Vem beslutar om sockervadd?"
    handed = place.hand_over(place.ask(question), question)
    place.window(handed, "reply", channel="C02HELP", user="U02BOB")
    place.send("U02BOB", answer="Ingen.")
    wait_for(lambda: any(one["ts"] == handed["ts"] for one in place.slack.calls("chat.update")))
    answered = next(one for one in place.slack.history("C02HELP") if one["ts"] == handed["ts"])
    place.window(answered, "keep", channel="C02HELP", user="U02BOB")

    fields = {"questions": question, "answer": "Ingen.", "source": "Slack", "owner": "bob"}
    refused = place.send("U02BOB", **fields, valid_until="2001-01-01")

    assert '"response_action": "errors"' in refused
    assert "2001-01-01" in refused
    assert str(place.folder) not in refused


def test_a_channel_may_have_a_person_of_its_own_who_is_asked_directly(place: Place) -> None:
    answer = place.ask("Vem beslutar om drakar?", channel="C04SURE")
    handed = place.hand_over(answer, "Vem beslutar om drakar?", channel="C04SURE")

    assert place.handed_over("Vem beslutar om drakar?")[0]["channel"] == "U02BOB"
    assert named(handed["blocks"]) == {"reply", "resolve"}


def test_a_contact_with_an_address_alone_is_told_and_nothing_is_sent(place: Place) -> None:
    answer = place.ask("Vem beslutar om kometer?", channel="C05PRIV")
    posted = len(place.slack.sent())
    window = said(place.window(answer, "person", channel="C05PRIV"))

    assert "Jag skickar ingen e-post" in window
    assert "mailto:registrator@example.se?subject=En%20fr%C3%A5ga" in window
    assert "Vem%20beslutar%20om%20kometer" in window
    assert "submit" not in window
    assert len(place.slack.sent()) == posted


def test_a_user_group_is_mentioned_in_its_channel(place: Place) -> None:
    answer = place.ask("Får stadsledningskontoret besluta om vulkaner?")
    place.hand_over(answer, "Får stadsledningskontoret besluta om vulkaner?")

    handed = place.handed_over("Får stadsledningskontoret besluta om vulkaner?")[0]

    assert handed["channel"] == "C02HELP"
    assert {"type": "usergroup", "usergroup_id": "S0614TZR7"} in handed["blocks"][0]["elements"][0]["elements"]


@pytest.mark.slow
def test_who_asks_by_the_slash_command_gets_the_persons_answer_directly(place: Place) -> None:
    place.slack.post(
        "command", channel="C01GEN", user="U01ALICE", command="/vembeslutar", text="Vem beslutar om sjöjungfrur?"
    )
    wait_for(lambda: any("sjöjungfrur" in said(one) for one in place.slack.calls("response")))
    answer = next(one for one in place.slack.calls("response") if "sjöjungfrur" in said(one))
    buttons = {e["action_id"]: e for b in answer["blocks"] for e in b.get("elements", []) if "action_id" in e}
    shown = next(one for one in place.slack.history("C01GEN") if "sjöjungfrur" in said(one.get("blocks")))
    for name in ("vote_helpful", "person"):
        place.slack.post("interact", channel="C01GEN", messageTs=shown["ts"], user="U01ALICE", action=buttons[name])
    wait_for(lambda: "Vem beslutar om sjöjungfrur?" in said(place.slack.calls("views.open")))
    place.send(question="Vem beslutar om sjöjungfrur?")
    sent = place.handed_over("Vem beslutar om sjöjungfrur?")[0]
    handed = next(one for one in place.slack.history("C02HELP") if one["text"] == sent["text"])
    place.window(handed, "reply", channel="C02HELP", user="U02BOB")
    place.send("U02BOB", answer="Havet.")
    answered = [one for one in place.slack.sent() if one["text"].endswith("Havet.")]

    assert [one["channel"] for one in answered] == ["U01ALICE"]
    joined = (
        "SELECT surface, vote FROM questions q JOIN votes v USING (team, channel, answer_ts) WHERE surface = 'command'"
    )
    assert place.rows(joined) == [("command", "helpful")]


def test_what_is_kept_of_a_person_is_told_and_deleted_in_the_app_home(place: Place) -> None:
    answer = place.ask("Vem beslutar om EU-projekt?", user="U01ALICE")
    place.vote(answer, "helpful")
    place.hand_over(place.ask("Vem beslutar om enhörningar?"), "Vem beslutar om enhörningar?")
    other = place.ask("Vem beslutar om EU-projekt?", user="U02BOB")
    place.vote(other, "helpful", user="U02BOB")
    wait_for(lambda: place.votes(answer) and place.votes(other))
    place.slack.post("open-home", user="U01ALICE")
    wait_for(lambda: place.slack.calls("views.publish"))
    home = place.slack.calls("views.publish")[-1]["view"]
    forget = next(e for b in home["blocks"] for e in b.get("elements", []) if e.get("action_id") == "forget")
    opened = len(place.slack.calls("views.open"))
    place.slack.post("interact", channel="C01GEN", messageTs=answer["ts"], user="U01ALICE", action=forget)
    wait_for(lambda: any("Det här är raderat" in one["text"] for one in place.slack.calls("chat.postEphemeral")))
    assert place.votes(answer) == []

    people = "SELECT count(*) FROM {} WHERE {} != ''"
    left = {
        name: place.rows(people.format(name, column))[0][0]
        for name, column in (("votes", "person"), ("questions", "person"), ("handovers", "asked_by"))
    }
    assert forget["confirm"]["confirm"]["text"] == "Radera"
    assert "sparas gör bara vilka av texternas egna ord den hade" in said(home)
    assert "raderas efter 30 dagar" in said(home)
    assert opened == len(place.slack.calls("views.open"))
    told = [one["text"] for one in place.slack.calls("chat.postEphemeral") if "Det här är raderat" in one["text"]]
    assert "Omdömen" in told[-1]
    assert "Frågor till människor" in told[-1]
    assert place.votes(other) == [("helpful", "", None)]
    assert left["handovers"] == 0
    assert left["questions"] >= 1


def test_nothing_in_the_store_or_the_log_tells_who_asked_what(place: Place) -> None:
    question = "Vem beslutar om Kalle Svenssons trollspö?"
    handed = place.hand_over(place.ask(question), question)
    place.slack.press(handed, "resolve", channel="C02HELP", user="U02BOB")
    wait_for(
        lambda: place.rows("SELECT count(*) FROM handovers WHERE state = 'open' AND text LIKE '%trollsp%'") == [(0,)]
    )
    wait_for(lambda: place.rows("SELECT count(*) FROM messages WHERE work IS NOT NULL") == [(0,)])

    tables = [name for (name,) in place.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = said([place.rows(f"SELECT * FROM {table}") for table in tables])
    logged = (place.folder / "bot.log").read_text(encoding="utf-8")

    assert "questions" in tables
    for secret in ("U01ALICE", "U02BOB", "Svensson", "trollsp", "Alice", "alice", "bob", "luftfart", "Havet"):
        assert secret not in kept
        assert secret not in logged
