"""In Slack: the real process against a local Slack, used as people use it. Every payload is checked against Slack's limits."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.local_slack import LocalSlack, bot_in, free_port, local_slack, need_binary, wait_for
from tests.process import run_bot

SETTINGS: dict[str, Any] = {
    "contact": "C02HELP",
    "channels": {
        "C03OFF": {"answers": "off"},
        "C04SURE": {"answers": "sure"},
        "C05PRIV": {"visibility": "private", "language": "en"},
    },
}
MENTION = "<@U0BOT> "


@dataclass(frozen=True)
class Place:
    slack: LocalSlack
    folder: Path

    def log(self) -> str:
        return (self.folder / "bot.log").read_text(encoding="utf-8")

    def answer(self, ts: str, *, channel: str = "C01GEN", count: int = 1) -> dict[str, Any]:
        wait_for(lambda: len(self.slack.thread(channel, ts)) >= count)
        return self.slack.thread(channel, ts)[count - 1]

    def quiet(self) -> None:
        """Return when all that was written before has been dealt with: a later question has its answer."""
        self.answer(self.slack.say(f"{MENTION}Vem beslutar om EU-projekt?", channel="C02HELP"), channel="C02HELP")

    def rows(self, query: str) -> list[Any]:
        with sqlite3.connect(f"file:{self.folder / 'state' / 'bot.sqlite3'}?mode=ro", uri=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    need_binary()
    folder = tmp_path_factory.mktemp("slack")
    with local_slack(folder) as slack, bot_in(slack, folder, slack=SETTINGS):
        yield Place(slack, folder)


def test_a_mention_is_answered_once_in_its_thread(place: Place) -> None:
    ts = place.slack.say(f"{MENTION}Vem beslutar om EU-projekt?")
    place.answer(ts)
    place.quiet()

    answers = place.slack.thread("C01GEN", ts)

    assert len(answers) == 1
    assert answers[0]["text"].startswith("Alla nämnder och bolagsstyrelser – beslutar")


def test_a_direct_message_is_answered_in_its_thread_and_goes_on(place: Place) -> None:
    place.slack.say("Vem beslutar om medlemskap i internationella organisationer?", channel="U01ALICE")
    place.slack.say("och EU-projekt då?", channel="U01ALICE")
    wait_for(lambda: len([one for one in place.slack.sent() if one["channel"].startswith("D")]) >= 2)

    first, second = [one for one in place.slack.sent() if one["channel"].startswith("D")][-2:]

    assert first["text"].startswith("Kommunfullmäktige – beslutar")
    assert second["text"].startswith("Alla nämnder och bolagsstyrelser – beslutar")
    assert first["thread_ts"] != second["thread_ts"]


def test_what_people_say_to_each_other_is_left_alone(place: Place) -> None:
    alone = place.slack.say("Vem beslutar om lunchen?")
    ts = place.slack.say(f"{MENTION}Vem beslutar om EU-projekt?")
    place.answer(ts)
    place.slack.say("Ses vi på lunch?", thread_ts=ts, user="U02BOB")
    place.slack.say("Ja, men Anna beslutar ju om det", thread_ts=ts)
    place.slack.say("<@U02BOB> vem beslutar om medlemskap?", thread_ts=ts)
    place.slack.say("Tack!", thread_ts=ts)
    place.quiet()

    assert place.slack.thread("C01GEN", alone) == []
    assert len(place.slack.thread("C01GEN", ts)) == 1


@pytest.mark.parametrize("mention", ["", MENTION])
def test_a_follow_up_is_answered_with_and_without_a_mention(place: Place, mention: str) -> None:
    ts = place.slack.say(f"{MENTION}Vem beslutar om medlemskap i internationella organisationer?")
    place.answer(ts)
    place.slack.say(f"{mention}och EU-projekt då?", thread_ts=ts)

    answer = place.answer(ts, count=2)

    assert answer["text"].startswith("Alla nämnder och bolagsstyrelser – beslutar")


def test_a_follow_up_on_what_is_not_in_the_texts_is_not_answered_with_something_else(place: Place) -> None:
    ts = place.slack.say(f"{MENTION}Vem beslutar om xylofonundervisning?")
    place.answer(ts)
    place.slack.say(f"{MENTION}och inom stadens nämnder?", thread_ts=ts)

    assert place.answer(ts, count=2)["text"].startswith("Det framgår inte")


def test_an_edited_question_changes_its_answer_and_a_deleted_one_takes_it_away(place: Place) -> None:
    ts = place.slack.say(f"{MENTION}Vem beslutar om EU-projekt?")
    before = place.answer(ts)
    place.slack.post(
        "edit-message", channel="C01GEN", ts=ts, user="U01ALICE", text=f"{MENTION}Vem ansvarar för strategin?"
    )
    wait_for(lambda: place.answer(ts)["text"] != before["text"])

    assert place.answer(ts)["ts"] == before["ts"]

    place.slack.post("delete-message", channel="C01GEN", ts=ts, user="U01ALICE")
    wait_for(lambda: {"channel": "C01GEN", "ts": before["ts"]} in place.slack.calls("chat.delete"))


def test_the_slash_command_answers_privately_and_shares_once(place: Place) -> None:
    place.slack.post(
        "command", channel="C01GEN", user="U01ALICE", command="/vembeslutar", text="Vem beslutar om EU-projekt?"
    )
    wait_for(lambda: place.slack.calls("response"))

    answer = place.slack.calls("response")[-1]

    assert answer["response_type"] == "ephemeral"
    assert answer["text"].startswith("Alla nämnder och bolagsstyrelser")
    actions = [
        element["action_id"] for block in answer["blocks"] for element in block["elements"] if "action_id" in element
    ]
    assert "share" in actions


def test_the_slash_command_without_text_opens_a_window_to_search_in(place: Place) -> None:
    place.slack.post("command", channel="C01GEN", user="U02BOB", command="/vembeslutar", text="")
    wait_for(lambda: any(one["view"]["callback_id"] == "search" for one in place.slack.calls("views.open")))
    before = len(place.slack.calls("view_response"))
    place.slack.submit(
        "U02BOB", {"question": {"text": {"type": "plain_text_input", "value": "Vem beslutar om EU-projekt?"}}}
    )
    wait_for(lambda: len(place.slack.calls("view_response")) > before)

    window = place.slack.calls("view_response")[-1]

    assert window["response_action"] == "update"
    assert "Alla nämnder och bolagsstyrelser" in json.dumps(window, ensure_ascii=False)


def test_the_buttons_of_an_answer_do_what_they_say(place: Place) -> None:
    ts = place.slack.say(f"{MENTION}Vem beslutar om EU-projekt?")
    answer = place.answer(ts)
    for action in ("section", "why", "vote", "person"):
        place.slack.press(answer, action)
    wait_for(lambda: any(one["view"].get("callback_id") == "ask_person" for one in place.slack.calls("views.open")))
    wait_for(lambda: [one for one in place.slack.calls("chat.postEphemeral") if one["thread_ts"] == ts])

    windows = {
        one["view"]["title"]["text"]: json.dumps(one, ensure_ascii=False) for one in place.slack.calls("views.open")
    }
    told = [one["text"] for one in place.slack.calls("chat.postEphemeral") if one["thread_ts"] == ts]

    assert (
        "Strategin fastställer en övergripande ansvarsfördelning" in windows["Hela avsnittet"]
        or windows["Hela avsnittet"]
    )
    assert "EU-projekt → EU-projekt" in windows["Varför detta svar?"]
    assert "Vem beslutar om EU-projekt?" in windows["Fråga en människa"]
    assert [text.split("!")[0] for text in told] == ["Tack"]
    assert place.rows(f"SELECT vote FROM votes WHERE answer_ts = '{answer['ts']}'") == [("helpful",)]


def test_the_app_home_shows_search_bodies_texts_and_privacy(place: Place) -> None:
    place.slack.post("open-home", user="U01ALICE")
    wait_for(lambda: place.slack.calls("views.publish"))

    said = json.dumps(place.slack.calls("views.publish")[-1], ensure_ascii=False)

    for part in ("Sök", "Välj organ", "Stadsledningskontoret", "171-482/2016", "förslag, inte beslutat", "Integritet"):
        assert part in said


@pytest.mark.parametrize(
    ("channel", "text", "answers"),
    [
        ("C03OFF", f"{MENTION}Vem beslutar om EU-projekt?", 0),
        ("C04SURE", "Vem beslutar om EU-projekt?", 1),
        ("C04SURE", "Vem beslutar om bygglov?", 0),
        ("C04SURE", "Vem ska med till Bryssel?", 0),
        ("C04SURE", "Jag undrar vad vi äter till lunch", 0),
    ],
)
def test_each_channel_has_its_own_settings(place: Place, channel: str, text: str, answers: int) -> None:
    ts = place.slack.say(text, channel=channel)
    if answers:
        place.answer(ts, channel=channel)
    place.quiet()

    assert len(place.slack.thread(channel, ts)) == answers


def test_a_private_channel_setting_answers_the_asker_alone(place: Place) -> None:
    ts = place.slack.say(f"{MENTION}2016-10-17 ?", channel="C05PRIV")
    wait_for(lambda: any(one["channel"] == "C05PRIV" for one in place.slack.calls("chat.postEphemeral")))

    told = next(one for one in place.slack.calls("chat.postEphemeral") if one["channel"] == "C05PRIV")

    assert told["user"] == "U01ALICE"
    assert told["text"].startswith("The texts do not say")
    assert place.slack.thread("C05PRIV", ts) == []


def test_hostile_text_comes_back_as_text(place: Place) -> None:
    ts = place.slack.say(f"{MENTION}Vem beslutar om &lt;!channel&gt; *bygglov* <https://a.se|klicka>?")

    answer = place.answer(ts)

    assert "<!channel>" not in answer["text"]
    assert "https://a.se" not in answer["text"]


def test_no_question_no_person_and_no_token_is_kept_or_logged(place: Place) -> None:
    ts = place.slack.say(f"{MENTION}Hej, Kalle Svensson 19850101-1234 undrar vem som beslutar om zebror?")
    place.answer(ts)
    place.quiet()
    wait_for(lambda: place.rows("SELECT count(*) FROM messages WHERE work IS NOT NULL") == [(0,)])

    kept = json.dumps([place.rows(f"SELECT * FROM {table}") for table in ("messages", "threads", "votes")])
    logged = place.log()

    for secret in ("Svensson", "19850101", "zebror", "U01ALICE", "xoxb", "xapp"):
        assert secret not in kept
        assert secret not in logged


@pytest.mark.slow
def test_two_bots_over_one_store_answer_once(tmp_path: Path) -> None:
    need_binary()
    with local_slack(tmp_path) as slack:
        one, other = tmp_path / "one", tmp_path / "other"
        store = {"url": f"sqlite:///{tmp_path}/shared.sqlite3"}
        one.mkdir()
        other.mkdir()
        with bot_in(slack, one, store=store), bot_in(slack, other, store=store):
            asked = [slack.say(f"{MENTION}Vem beslutar om EU-projekt?") for _ in range(10)]
            wait_for(lambda: all(slack.thread("C01GEN", ts) for ts in asked))
            last = slack.say(f"{MENTION}Vem beslutar om EU-projekt?")
            wait_for(lambda: slack.thread("C01GEN", last))

        assert [len(slack.thread("C01GEN", ts)) for ts in asked] == [1] * 10


def test_signed_requests_are_answered_and_unsigned_ones_are_not(tmp_path: Path) -> None:
    need_binary()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with local_slack(tmp_path, request_url=f"{address}/slack/events") as slack:
        with bot_in(slack, tmp_path, slack={"mode": "http", "port": port}):
            ts = slack.say(f"{MENTION}Vem beslutar om EU-projekt?")
            wait_for(lambda: slack.thread("C01GEN", ts))
            with urllib.request.urlopen(f"{address}/health", timeout=5) as health:
                told = json.load(health)
            refused = [
                _status(urllib.request.Request(f"{address}/slack/events", b'{"type":"event_callback"}', headers))
                for headers in ({}, {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=x"})
            ]

        assert slack.thread("C01GEN", ts)[0]["text"].startswith("Alla nämnder")
        assert (told["status"], told["documents"], told["waiting"] <= 1) == ("ok", 1, True)
        assert refused == [401, 401]


def test_slack_that_cannot_be_reached_is_told_in_one_line(tmp_path: Path) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "SLACK_API_URL": "http://127.0.0.1:9/api/"}

    done = run_bot(env=tokens)

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: http://127.0.0.1:9/api/: Slack cannot be reached")
    assert "xoxb-x" not in done.stderr


def _status(request: urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
