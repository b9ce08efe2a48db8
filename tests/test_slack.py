"""In Slack: the real process against a local Slack."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.slack.text import escape, read_question
from tests.local_slack import bot_in, local_slack, need_binary, wait_for
from tests.process import run_bot


def test_a_mention_and_a_direct_message_are_each_answered_once_in_their_thread(tmp_path: Path) -> None:
    need_binary()
    with local_slack(tmp_path) as slack, bot_in(slack, tmp_path) as log:
        mention = slack.post("message", channel="C01GEN", user="U01ALICE", text="<@U0BOT> Vem beslutar om EU-projekt?")
        slack.post("message", channel="C01GEN", user="U01ALICE", text="Vem beslutar om lunchen?")
        direct = slack.post(
            "message", channel="U01ALICE", user="U01ALICE", text="Vem beslutar om &lt;!channel&gt; bygglov?"
        )
        wait_for(lambda: len(slack.sent()) >= 2)
        sent = {str(post["thread_ts"]): str(post["text"]) for post in slack.sent()}
        logged = log.read_text(encoding="utf-8")

    assert set(sent) == {mention["message"]["ts"], direct["message"]["ts"]}
    assert sent[mention["message"]["ts"]].startswith("Alla nämnder och bolagsstyrelser – beslutar")
    assert "<!channel>" not in sent[direct["message"]["ts"]]
    assert "bygglov" in sent[direct["message"]["ts"]]
    assert "lunchen" not in logged
    assert "EU-projekt" not in logged
    assert "xoxb" not in logged


def test_slack_that_cannot_be_reached_is_told_in_one_line() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "SLACK_API_URL": "http://127.0.0.1:9/api/"}

    done = run_bot(env=tokens)

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: http://127.0.0.1:9/api/: Slack cannot be reached")
    assert "xoxb-x" not in done.stderr


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("<@U0BOT> Vem beslutar?", "Vem beslutar?"),
        ("Vem &amp; vad &lt;b&gt;?", "Vem & vad <b>?"),
        ("se <#C01|general> och <https://a.se|länken>", "se general och länken"),
        ("<https://a.se>", "https://a.se"),
        ("na\u0308mnden", "nämnden"),
        ("<!here> hej", "hej"),
    ],
)
def test_a_message_is_read_as_its_writer_saw_it(text: str, question: str) -> None:
    assert read_question(text, "U0BOT") == question


def test_no_mention_can_come_of_an_answer() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
