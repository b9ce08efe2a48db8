"""A day of questions in a Slack, by every way of asking: what is then in the database says of nobody who it was, nor what was asked."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.local_slack import LocalSlack, bot_in, local_slack, need_binary, wait_for

PEOPLE = ("U01ALICE", "U02BOB")
NAMES = ("Alice", "Åkesson", "Bob", "Öberg", "Anna", "Andersson", "Kalle", "Svensson", "Lindqvist", "alice@example.com")
NUMBERS = ("19850101-1234", "070-123 45 67")
# Words that stand in the questions alone: neither in the texts nor in any word list.
ODD = ("xylofonkväll", "blåbärspaj", "kvasthylla", "zebrastallet")
CHANNEL = [
    "<@U0BOT> Vem beslutar om EU-projekt? Hälsar Anna Andersson",
    "<@U0BOT> Får Kalle Svensson åka till Bryssel på xylofonkväll?",
    "<@U0BOT> vem bestämmer om anna andersson får resa",
    "<@U0BOT> Vem beslutar om medlemskap, mitt personnummer är 19850101-1234",
    "<@U0BOT> Who decides on travel for Maria Lindqvist? alice@example.com",
    "<@U0BOT> Vad beslutar Anderssons Bygg AB om?",
    "<@U0BOT> Vem ansvarar för blåbärspaj?",
]
DIRECT = ["Vem beslutar om zebrastallet?", "Ring mig på 070-123 45 67. Vem beslutar om EU-projekt?"]
COMMAND = ["Vem beslutar om kvasthylla för Bob Öberg?", "Vad ansvarar kommunstyrelsen för, undrar Alice Åkesson"]


def a_day(slack: LocalSlack) -> int:
    """Ask in a channel, directly and by command, go on asking, and vote; return how many questions were answered."""
    first: dict[str, Any] = {}
    for number, text in enumerate(CHANNEL):
        user = PEOPLE[number % 2]
        ts = slack.say(text, user=user)
        wait_for(lambda ts=ts: slack.thread("C01GEN", ts))  # type: ignore[misc]
        (answer,) = slack.thread("C01GEN", ts)
        first = first or answer
        slack.press(answer, "vote", user=user)
    for user in PEOPLE:
        for text in DIRECT:
            before = len(slack.calls("chat.postMessage"))
            slack.say(text, channel=user, user=user)
            wait_for(lambda before=before: len(slack.calls("chat.postMessage")) > before)  # type: ignore[misc]
        for text in COMMAND:
            slack.post("command", command="/vembeslutar", text=text, user=user, channel="C01GEN")
    ts = slack.say("<@U0BOT> Vem beslutar om resor för Anna?")
    wait_for(lambda: slack.thread("C01GEN", ts))
    slack.say("och blåbärspaj då, Kalle?", thread_ts=ts)
    wait_for(lambda: len(slack.thread("C01GEN", ts)) == 2)
    return len(CHANNEL) + 4 + 4 + 2


def told_apart(path: Path) -> tuple[str, bytes]:
    """All statements that would make the database anew, and the bytes of all its files."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        dumped = "\n".join(connection.iterdump())
    return dumped, b"\n".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def given_away(path: Path) -> list[str]:
    """What of persons, names and questions is in the database, in whichever of its files."""
    dumped, raw = told_apart(path)
    questions = [text.removeprefix("<@U0BOT> ") for text in (*CHANNEL, *DIRECT, *COMMAND)]
    looked_for = [*PEOPLE, *NAMES, *NUMBERS, *ODD, *questions, *(json.dumps(text)[1:-1] for text in questions)]
    return [
        one for one in looked_for if one.lower() in dumped.lower() or one.encode() in raw or one.lower().encode() in raw
    ]


@pytest.mark.slow
@pytest.mark.parametrize("keeps", ["topic_words", "nothing"])
def test_a_day_of_questions_leaves_no_person_no_name_and_no_question(tmp_path: Path, keeps: str) -> None:
    need_binary()
    with local_slack(tmp_path) as slack:
        with bot_in(slack, tmp_path, slack={"contact": "C02HELP"}, store={"questions": keeps}):
            asked = a_day(slack)
            path = tmp_path / "state" / "bot.sqlite3"

            def recorded() -> int:
                with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                    (kept,) = connection.execute("SELECT count(*) FROM questions").fetchone()
                    (counted,) = connection.execute("SELECT coalesce(sum(questions), 0) FROM weeks").fetchone()
                return int(kept + counted)

            wait_for(lambda: recorded() == asked)
            wait_for(lambda: given_away(path) == [])  # soon after, while it runs
        after = given_away(path)

    assert after == []


@pytest.mark.slow
def test_full_texts_are_found_where_they_are_kept(tmp_path: Path) -> None:
    """The search above would find them."""
    need_binary()
    with local_slack(tmp_path) as slack:
        with bot_in(slack, tmp_path, store={"questions": "full_text"}):
            ts = slack.say(CHANNEL[1])
            wait_for(lambda: slack.thread("C01GEN", ts))
        dumped, raw = told_apart(tmp_path / "state" / "bot.sqlite3")

    assert "xylofonkväll" in dumped
    assert "xylofonkväll".encode() in raw
