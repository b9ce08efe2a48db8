"""Health, metrics and logs of the real process, in a fake Slack that has faults and in the local one."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.config import Config
from bot.engine import Engine
from bot.slack.answerer import Answerer
from bot.slack.metrics import Surface
from tests.bot_process import Bot, bots
from tests.conftest import ROOT
from tests.fake_slack import FakeSlack, fake_slack
from tests.local_slack import bot_in, free_port, local_slack, need_binary, own_config, wait_for
from tests.operations_port import Metrics, health, page
from tests.slack_interactions import block_action, message_shortcut, slash, view_submission
from tests.slack_payloads import mention, message, new_ts

ASKED = "Vem beslutar om EU-projekt?"


@dataclass(frozen=True)
class Place:
    slack: FakeSlack
    bot: Bot
    port: int

    def metrics(self) -> Metrics:
        return Metrics(self.port)

    def log(self) -> str:
        return self.bot.log.read_text(encoding="utf-8")

    def lines(self, said: str) -> list[dict[str, Any]]:
        """The lines of the log with this message."""
        return [line for line in map(json.loads, self.log().splitlines()) if line["message"] == said]

    def rises(self, name: str, by: float = 1, /, **labels: str) -> Waiting:
        return Waiting(self, name, by, labels, self.metrics().sum(name, **labels))


@dataclass(frozen=True)
class Waiting:
    """With it as a block: what the block does makes a count rise, by so much and no more."""

    place: Place
    name: str
    by: float
    labels: dict[str, str]
    before: float

    def rise(self) -> float:
        return self.place.metrics().sum(self.name, **self.labels) - self.before

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.place.slack.wait(lambda: self.rise() >= self.by, what=f"{self.name} {self.labels}")
            assert self.rise() == self.by


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    port = free_port()
    settings: dict[str, Any] = {"operations": {"port": port, "log_level": "debug"}}
    with fake_slack() as slack, bots(slack, **settings) as (bot,):
        yield Place(slack, bot, port)


def in_channel(text: str, place: Place) -> None:
    place.slack.send(mention(f"<@U0BOT> {text}", user="U9ASKER1", ts=new_ts()))


def directly(text: str, place: Place) -> None:
    place.slack.send(message(text, channel="D77TALKS", user="U9ASKER1", ts=new_ts()))


def by_command(text: str, place: Place) -> None:
    place.slack.send(slash(text, user="U9ASKER1"), kind="slash_commands")


def by_searching(text: str, place: Place) -> None:
    place.slack.send(view_submission("search", {"question": {"text": text}}), kind="interactive")


def about_a_message(text: str, place: Place) -> None:
    place.slack.send(message_shortcut("who_decides", text), kind="interactive")


def by_pressing(text: str, place: Place) -> None:
    place.slack.send(block_action("try_0", json.dumps({"q": text}), channel="D78TALKS"), kind="interactive")


def by_pressing_at_home(text: str, place: Place) -> None:
    place.slack.send(block_action("try_0", json.dumps({"q": text}), source="home"), kind="interactive")


def by_pressing_in_private(text: str, place: Place) -> None:
    place.slack.send(block_action("try_0", json.dumps({"q": text}), source="ephemeral"), kind="interactive")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ask", "surface"),
    [
        (in_channel, "channel"),
        (directly, "direct"),
        (by_command, "command"),
        (by_searching, "search"),
        (about_a_message, "shortcut"),
        (by_pressing, "suggestion"),
        (by_pressing_at_home, "suggestion"),
        (by_pressing_in_private, "suggestion"),
    ],
)
@pytest.mark.parametrize(
    "question",
    [
        (ASKED, "answered", "sv"),
        ("Who decides on EU projects?", "answered", "en"),
        ("Vem beslutar om zebror?", "not_found", "sv"),
        ("hjälp", "help", "sv"),
    ],
)
def test_a_question_is_counted_once_by_verdict_surface_and_language(
    place: Place, ask: Any, surface: str, question: tuple[str, str, str]
) -> None:
    text, verdict, language = question
    labels = {"surface": surface, "verdict": verdict, "language": language}
    with (
        place.rises("questions_total"),
        place.rises("questions_total", **labels),
        place.rises("answer_seconds_count", surface=surface),
    ):
        ask(text, place)


def test_a_question_delivered_three_times_counts_once_and_is_logged_once(place: Place) -> None:
    logged = len(place.lines("a question was answered"))
    sent = mention(f"<@U0BOT> {ASKED}", ts=new_ts())
    with place.rises("questions_total"), place.rises("posted_seconds_count", surface="channel"):
        for _ in range(3):
            place.slack.send(sent)

    lines = place.lines("a question was answered")[logged:]

    assert [(line["level"], line["surface"], line["verdict"], line["language"]) for line in lines] == [
        ("info", "channel", "answered", "sv")
    ]
    assert set(lines[0]) == {"time", "level", "logger", "message", "surface", "verdict", "ms", "language"}
    assert lines[0]["ms"] >= 0


def test_all_that_slack_sends_has_a_time_until_it_is_acknowledged(place: Place) -> None:
    with place.rises("acknowledged_seconds_count", 3):
        in_channel(ASKED, place)
        by_command(ASKED, place)
        place.slack.send(block_action("why", "{}"), kind="interactive")

    assert place.metrics().sum("last_event_age_seconds") >= 0


@pytest.mark.slow
def test_a_limited_channel_shows_in_calls_and_seconds(place: Place) -> None:
    place.slack.limit("C10LIMITED", 0.5, "2")
    with (
        place.rises("slack_calls_total", method="chat.postMessage", outcome="limited"),
        place.rises("slack_limited_seconds_total", 2, method="chat.postMessage"),
        place.rises("slack_calls_total", method="chat.postMessage", outcome="done"),
        place.rises("questions_total"),
    ):
        place.slack.send(mention(f"<@U0BOT> {ASKED}", channel="C10LIMITED", ts=new_ts()))
        place.slack.wait(lambda: health(place.port)["waiting"] == 1, what="a waiting answer")
        place.slack.wait(lambda: place.metrics().sum("outbox_oldest_seconds") > 0)

    assert place.metrics().sum("outbox_waiting") == 0


def test_a_refused_answer_shows_in_calls_and_log_with_slacks_word_for_it(place: Place) -> None:
    place.slack.refuse("chat.postMessage", "is_archived", when=lambda one: one["channel"] == "C11ARCHIVED")
    with (
        place.rises("slack_calls_total", method="chat.postMessage", outcome="refused"),
        place.rises("questions_total", verdict="answered"),
        place.rises("posted_seconds_count", 0),
    ):
        place.slack.send(mention(f"<@U0BOT> {ASKED}", channel="C11ARCHIVED", ts=new_ts()))
        place.slack.wait(lambda: place.lines("Slack refuses an answer"))

    line = place.lines("Slack refuses an answer")[-1]
    assert (line["level"], line["outcome"], line["error"], line["channel"]) == (
        "error", "refused", "is_archived", "C11ARCHIVED",
    )  # fmt: skip


def test_votes_are_counted(place: Place) -> None:
    with place.rises("votes_total", vote="wrong"), place.rises("votes_total"):
        place.slack.send(block_action("vote_wrong", "wrong sv"), kind="interactive")


@pytest.mark.slow
def test_connections_that_break_are_told_while_they_are_missing_and_counted_when_they_are_back(place: Place) -> None:
    place.slack.wait(lambda: health(place.port)["connections"] == {"open": 2, "wanted": 2})
    with place.rises("reconnects_total", 2):
        place.slack.down(5)
        place.slack.cut("close")
        place.slack.wait(lambda: health(place.port)["status"] == "degraded", what="a degraded state")
        told, counted = health(place.port), place.metrics()
        place.slack.wait(lambda: health(place.port)["connections"] == {"open": 2, "wanted": 2}, what="both again")

    assert told["reasons"] == ["connections_missing"]
    assert counted.sum("degraded", reason="connections_missing") == 1
    assert counted.sum("connections_open") < counted.sum("connections_wanted") == 2
    assert health(place.port)["status"] == "ok"
    assert len(place.lines("a connection to Slack was made anew")) == 2


def test_health_and_metrics_tell_the_same_of_the_texts(place: Place, stockholm: Engine) -> None:
    place.slack.wait(lambda: health(place.port)["status"] == "ok", what="all connections")
    told, metrics = health(place.port), place.metrics()

    passages = sum(len(document.passages) for document in stockholm.library.documents)
    assert (told["documents"], told["passages"], told["statements"]) == (1, passages, len(stockholm.statements))
    for name in ("documents", "passages", "statements"):
        assert metrics.sum(name) == told[name]
    assert told["index_age_seconds"] > 0
    assert metrics.sum("index_age_seconds") == pytest.approx(told["index_age_seconds"], abs=5)
    assert metrics.sum("index_bytes") > 0
    assert 0 <= metrics.sum("look_age_seconds") < metrics.sum("index_age_seconds")
    assert (told["store"], metrics.sum("store_in_memory"), metrics.sum("degraded")) == ("ok", 0, 0)
    assert metrics.sum("build_info", version=told["version"]) == 1


def test_no_question_person_or_token_stands_in_logs_or_metrics_at_any_level(place: Place) -> None:
    secret, person, talk = "Kalle Svensson 19850101-1234 undrar vem som beslutar om zebror?", "U9SECRET1", "D9SECRET1"
    place.slack.fail("chat.postMessage", arrives=False)
    place.slack.refuse("chat.postMessage", "invalid_blocks", when=lambda one: one["channel"] == talk)
    asked = [
        mention(f"<@U0BOT> {secret}", user=person, ts=new_ts()),
        message(secret, channel=talk, user=person, ts=new_ts()),
        {"type": "event_callback", "event": {"type": "message", "user": person, "text": [secret], "channel": talk}},
    ]
    with place.rises("questions_total", 2):
        for payload in asked:
            place.slack.send(payload)
    value = json.dumps({"l": "sv", "q": [secret], "t": 7})
    place.slack.send(block_action("all", value, user=person), kind="interactive")
    place.slack.wait(lambda: place.lines("something pressed or typed failed"))
    place.slack.send({"type": "nonsense", "user": {"id": person}, "text": secret}, kind="interactive")
    with place.rises("votes_total"):
        place.slack.send(block_action("vote_helpful", "helpful sv", user=person, channel=talk), kind="interactive")
    told = place.log() + place.metrics().text + page(place.port, "health")

    assert place.lines("Slack was called"), "debug is on"
    for word in ("Svensson", "Kalle", "19850101", "zebror", "EU-projekt", person, talk, "U9ASKER1", "xoxb", "xapp"):
        assert word not in told


def test_every_line_of_the_log_is_an_object_with_the_same_four_fields(place: Place) -> None:
    lines = [json.loads(line) for line in place.log().splitlines()]

    assert lines
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert {line["level"] for line in lines} <= {"debug", "info", "warning", "error", "critical"}
    told = [line for line in lines if line["message"] == "something pressed or typed failed"]
    assert all(line["error_id"] and line["error"] for line in told)


def test_labels_have_few_values_and_none_that_people_or_slack_choose(place: Place) -> None:
    methods = {value for name, value in place.metrics().labels() if name == "method"}
    others: dict[str, set[str]] = {}
    for name, value in place.metrics().labels():
        if name not in ("method", "version"):
            others.setdefault(name, set()).add(value)

    assert all(method == "response_url" or method.replace(".", "").isalpha() for method in methods)
    assert others.pop("outcome") <= {"done", "limited", "refused", "unreached", "unsure"}
    assert others == {
        "verdict": {"answered", "passages", "not_found", "help", "failed"},
        "surface": {"channel", "direct", "command", "search", "shortcut", "suggestion"},
        "language": {"sv", "en"},
        "vote": {"helpful", "wrong"},
        "reason": {"connections_missing", "store_in_memory", "answers_late", "texts_not_looked_at"},
    }


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")])
def test_nothing_is_told_on_another_address(place: Place, family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as probe, pytest.raises(OSError, match=r"refused|unreachable|not available|Cannot"):
        probe.connect((host, place.port))


def test_other_pages_and_other_ways_of_asking_are_refused(place: Place) -> None:
    for request in (
        urllib.request.Request(f"http://127.0.0.1:{place.port}/"),
        urllib.request.Request(f"http://127.0.0.1:{place.port}/metrics", b"{}"),
        urllib.request.Request(f"http://127.0.0.1:{place.port}/slack/events", b"{}"),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        with refused.value as answer:
            assert answer.code in (404, 405)


def test_an_answer_that_fails_is_counted_as_failed(stockholm: Engine, config: Config) -> None:
    answerer = Answerer(lambda: stockholm, config)

    reply = answerer.reply({"kind": "question", "text": ASKED, "direct": True}, 7, channel="C01GEN", block_id="x")  # type: ignore[arg-type]

    assert reply.asked is not None
    assert (reply.asked.verdict, reply.asked.surface, reply.asked.language) == ("failed", Surface.DIRECT, "sv")


@pytest.mark.slow
def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with fake_slack() as slack, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        bot = Bot(slack, tmp_path, tmp_path / "bot.sqlite3", operations={"port": port})
        bot.start(wait=False)
        slack.wait(lambda: not bot.alive(), what="the end")
        code, log = bot.end(), bot.log.read_text(encoding="utf-8").splitlines()

    assert code == 2
    assert [line for line in log if not line.startswith("{")] == [
        f"error: operations.port is {port}: 127.0.0.1 cannot listen there (Address already in use); accepted: a free port"
    ]
    assert slack.opened == 0


@pytest.mark.slow
def test_without_a_port_nothing_is_opened(tmp_path: Path) -> None:
    with fake_slack() as slack, bots(slack) as (bot,):
        listening = subprocess.run(
            [sys.executable, "-c", _LISTENING, str(bot.pid)], capture_output=True, text=True, check=True
        )

    assert listening.stdout.strip() == "0"


_LISTENING = """
import pathlib, sys
own = {str(p.readlink()) for p in pathlib.Path(f"/proc/{sys.argv[1]}/fd").iterdir()}
rows = [l.split() for n in ("tcp", "tcp6") for l in pathlib.Path(f"/proc/{sys.argv[1]}/net/{n}").read_text().splitlines()[1:]]
print(sum(r[3] == "0A" and f"socket:[{r[9]}]" in own for r in rows))
"""


@pytest.mark.slow
def test_while_the_store_fails_the_bot_answers_and_says_that_it_is_degraded(tmp_path: Path) -> None:
    port = free_port()
    folder = tmp_path / "folder"
    folder.mkdir()
    with fake_slack() as slack:
        bot = Bot(slack, tmp_path, folder, operations={"port": port})  # a folder is no database
        bot.start()
        slack.wait(lambda: health(port)["reasons"] == ["store_in_memory"], what="the word that the store fails")
        slack.send(mention(f"<@U0BOT> {ASKED}", ts=new_ts()))
        slack.wait(lambda: Metrics(port).sum("questions_total", verdict="answered") == 1, what="an answer")
        told, counted = health(port), Metrics(port)
        bot.end()

    assert (told["status"], told["store"]) == ("degraded", "in memory")
    assert counted.sum("store_in_memory") == counted.sum("degraded", reason="store_in_memory") == 1


def test_in_the_local_slack_questions_and_texts_are_told_as_they_change(tmp_path: Path) -> None:
    need_binary()
    port, texts = free_port(), tmp_path / "texts"
    shutil.copytree(ROOT / "knowledge", texts)
    with (
        local_slack(tmp_path) as slack,
        bot_in(slack, tmp_path, knowledge=str(texts), operations={"port": port}),
    ):
        for text in (ASKED, "Vem beslutar om bygglov?"):
            ts = slack.say(f"<@U0BOT> {text}")
            wait_for(lambda ts=ts: slack.thread("C01GEN", ts))  # type: ignore[misc]
        before, asked = health(port), Metrics(port)
        (texts / "broken.txt").write_bytes(b"\x00")
        wait_for(lambda: Metrics(port).sum("texts_unreadable") == 1)
        after = health(port)

    assert asked.sum("questions_total", verdict="answered", surface="channel", language="sv") == 1
    assert asked.sum("questions_total", verdict="not_found", surface="channel", language="sv") == 1
    assert asked.sum("posted_seconds_count", surface="channel") == 2
    assert asked.sum("slack_calls_total", method="chat.postMessage", outcome="done") == 2
    assert (before["texts_unreadable"], after["texts_unreadable"]) == (0, 1)
    assert after["documents"] == before["documents"]
    assert after["status"] == "ok"


@pytest.mark.slow
def test_in_http_mode_both_ports_tell_the_same_health_and_only_one_the_metrics(tmp_path: Path) -> None:
    need_binary()
    public, port = free_port(), free_port()
    with (
        local_slack(tmp_path, request_url=f"http://127.0.0.1:{public}/slack/events") as slack,
        bot_in(slack, tmp_path, slack={"mode": "http", "port": public}, operations={"port": port}),
    ):
        ts = slack.say(f"<@U0BOT> {ASKED}")
        wait_for(lambda: slack.thread("C01GEN", ts))
        wait_for(lambda: health(port)["waiting"] == 0)
        told, public_told, metrics = health(port), health(public), Metrics(port)
        with pytest.raises(urllib.error.HTTPError) as refused:
            page(public, "metrics")
        refused.value.close()
        forged = {"X-Slack-Request-Timestamp": "1700000000", "X-Slack-Signature": "v0=0"}
        unsigned = urllib.request.Request(f"http://127.0.0.1:{public}/slack/events", b"{}", forged)
        with pytest.raises(urllib.error.HTTPError) as unheard:
            urllib.request.urlopen(unsigned, timeout=5)
        unheard.value.close()
        after = Metrics(port)

    ages = {"index_age_seconds", "oldest_waiting_seconds"}
    assert {name: value for name, value in told.items() if name not in ages} == {
        name: value for name, value in public_told.items() if name not in ages
    }
    assert (told["mode"], told["connections"], told["status"]) == ("http", None, "ok")
    assert metrics.sum("questions_total", surface="channel") == 1
    assert metrics.sum("acknowledged_seconds_count") >= 1
    assert after.sum("acknowledged_seconds_count") == metrics.sum("acknowledged_seconds_count")
    assert refused.value.code == 404


def test_one_port_for_slack_and_for_operations_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    path = own_config(tmp_path, slack={"mode": "http", "port": 3000}, operations={"port": 3000})

    done = subprocess.run(
        [sys.executable, "-m", "bot", "check"], cwd=ROOT, env={"BOT_CONFIG": str(path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"error: {path}: operations.port is 3000, as is slack.port; accepted: another port, or 0 for none"
    ]
