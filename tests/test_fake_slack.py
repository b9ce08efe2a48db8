"""The fake Slack does what it says, seen through slack_bolt's and slack_sdk's own clients."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack, fake_slack
from tests.slack_payloads import (
    block_action,
    global_shortcut,
    home_opened,
    mention,
    message,
    message_changed,
    message_deleted,
    message_shortcut,
    mutate,
    new_ts,
    slash,
    tombstone,
    view_submission,
)


@contextmanager
def bot_in(slack: FakeSlack, *, deaf: float = 0.0, ping: float = 0.25) -> Iterator[list[Any]]:
    """A bot made with slack_bolt; yields the texts it is mentioned with. `deaf` delays its acknowledgements."""
    heard: list[Any] = []
    before = slack.opened
    loop = asyncio.new_event_loop()
    done = asyncio.Event()

    async def run() -> None:
        app = AsyncApp(token="xoxb-x", client=AsyncWebClient(token="xoxb-x", base_url=f"{slack.address}/api/"))

        @app.middleware
        async def slow(next: Any) -> None:
            await asyncio.sleep(deaf)
            await next()

        @app.event("app_mention")
        async def mentioned(event: dict[str, Any]) -> None:
            heard.append(event["text"])

        @app.command("/vembeslutar")
        async def commanded(ack: Any) -> None:
            await ack("strax")

        handler = AsyncSocketModeHandler(app, "xapp-x", ping_interval=ping)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await done.wait()
        await handler.close_async()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        slack.wait(lambda: slack.opened > before, 5)
        yield heard
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(15)
        loop.close()


def web(slack: FakeSlack, timeout: int = 5) -> WebClient:
    return WebClient(token="xoxb-x", base_url=f"{slack.address}/api/", timeout=timeout)


def test_an_event_is_sent_and_its_acknowledgement_recorded() -> None:
    with fake_slack() as slack, bot_in(slack) as heard:
        event = slack.send(mention("<@U0BOT> hej"))
        command = slack.send(slash("vem"), kind="slash_commands", accepts_response_payload=True)
        slack.wait(lambda: {event, command} <= set(slack.acknowledged))
        slack.wait(lambda: heard == ["<@U0BOT> hej"])

    assert slack.acknowledged[command].payload == {"text": "strax"}
    assert slack.acknowledged[event].seconds < 1
    assert slack.acknowledged[event].attempts == 1
    assert slack.unacknowledged() == {}


def test_a_payload_is_delivered_as_often_as_told() -> None:
    with fake_slack() as slack, bot_in(slack) as heard:
        slack.deliveries = 4
        slack.send(mention("a"))
        slack.send(mention("b"))
        slack.wait(lambda: len(slack.acknowledged) == 8)
        slack.wait(lambda: sorted(heard) == ["a"] * 4 + ["b"] * 4)


def test_what_is_not_acknowledged_in_time_is_sent_again_and_given_up_in_the_end() -> None:
    with fake_slack(retry_after=0.1, retries=2) as slack, bot_in(slack, deaf=30) as heard:
        event = slack.send(mention("a"))
        press = slack.send(global_shortcut("search"), kind="interactive")
        slack.wait(lambda: slack.sendings(event) == 3)
        time.sleep(0.3)

        assert (slack.sendings(event), slack.sendings(press)) == (3, 1)
        assert set(slack.unacknowledged()) == {event, press}
        assert heard == []


@pytest.mark.parametrize("how", ["close", "refresh", "tcp", "reset", "silent"])
def test_a_bot_that_was_cut_off_comes_back_and_misses_nothing(how: Any) -> None:
    with fake_slack(retry_after=0.5) as slack, bot_in(slack) as heard:
        slack.send(mention("a"))
        slack.wait(lambda: heard == ["a"])
        slack.cut(how, grace=0.2)
        slack.wait(lambda: slack.connections == 0 or slack.opened == 2)
        slack.send(mention("b"))
        slack.wait(lambda: "b" in heard)
        slack.wait(lambda: slack.unacknowledged() == {})


def test_nothing_is_let_in_while_it_is_down_and_what_was_sent_waits() -> None:
    with fake_slack() as slack:
        slack.send(mention("a"))
        slack.down(0.3)
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(f"{slack.address}/link")
        with bot_in(slack) as heard:
            slack.wait(lambda: heard == ["a"])


def test_a_connection_is_chosen_in_turn_and_a_broken_frame_is_sent_as_it_is() -> None:
    with fake_slack() as slack, bot_in(slack) as one, bot_in(slack) as other:
        slack.raw("{no json")
        slack.raw('{"type":"hello"}')
        for _ in range(10):
            slack.send(mention("a"))
        slack.wait(lambda: len(one) == len(other) == 5)


def test_messages_are_kept_changed_found_and_deleted() -> None:
    with fake_slack() as slack:
        client = web(slack)
        metadata = {"event_type": "answer", "event_payload": {"key": "1"}}
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hej"}}]
        root = client.chat_postMessage(channel="C1", text="rot")["ts"]
        reply = client.chat_postMessage(channel="C1", text="a", thread_ts=root, blocks=blocks, metadata=metadata)["ts"]
        client.chat_update(channel="C1", ts=reply, text="b")
        thread = client.conversations_replies(channel="C1", ts=root, include_all_metadata=True)["messages"]
        bare = client.conversations_replies(channel="C1", ts=root, oldest=root)["messages"]
        top = client.conversations_history(channel="C1")["messages"]
        client.chat_delete(channel="C1", ts=root)
        with pytest.raises(SlackApiError, match="message_not_found"):
            client.chat_update(channel="C1", ts=root, text="c")

        assert [one["text"] for one in thread] == ["rot", "b"]
        assert thread[1]["metadata"] == metadata
        assert "metadata" not in bare[0]
        assert [one["ts"] for one in top] == [root]
        assert [(one["ts"], one["text"], one["blocks"]) for one in slack.messages("C1")] == [(reply, "b", blocks)]
        assert slack.called("chat.postMessage")[1]["metadata"] == metadata


def test_a_long_thread_is_read_page_by_page() -> None:
    with fake_slack() as slack:
        client = web(slack)
        for number in range(5):
            client.chat_postMessage(channel="C1", text=str(number), thread_ts="1.0")
        pages = [
            [one["text"] for one in page["messages"]]
            for page in client.conversations_replies(channel="C1", ts="1.0", limit=2)
        ]

    assert pages == [["0", "1"], ["2", "3"], ["4"]]


@pytest.mark.parametrize("header", ["1", "soon", None])
def test_a_limited_channel_refuses_posts_until_the_time_is_over(header: str | None) -> None:
    with fake_slack() as slack:
        slack.limit("C1", 0.2, header)
        with pytest.raises(SlackApiError, match="ratelimited") as refused:
            web(slack).chat_postMessage(channel="C1", text="a")
        web(slack).chat_postMessage(channel="C2", text="b")
        slack.wait(lambda: posted(slack, "C1"))

    assert refused.value.response.status_code == 429
    assert refused.value.response.headers.get("retry-after") == header


def posted(slack: FakeSlack, channel: str) -> bool:
    with suppress(SlackApiError):
        return bool(web(slack).chat_postMessage(channel=channel, text="a")["ok"])
    return False


def test_a_call_may_fail_and_yet_arrive() -> None:
    with fake_slack() as slack:
        slack.fail("chat.postMessage", times=2)
        slack.fail("chat.postMessage", status=502, arrives=True)
        for _ in range(3):
            with pytest.raises(SlackApiError):
                web(slack).chat_postMessage(channel="C1", text="a")
        web(slack).chat_postMessage(channel="C1", text="b")

        assert [one["text"] for one in slack.messages("C1")] == ["a", "b"]
        assert len(slack.called("chat.postMessage")) == 4


@pytest.mark.parametrize("arrives", [True, False])
def test_a_call_that_hangs_is_carried_out_only_where_it_arrives(arrives: bool) -> None:
    with fake_slack() as slack:
        slack.hang("chat.postMessage", 30, arrives=arrives)
        with pytest.raises(TimeoutError):
            web(slack, timeout=1).chat_postMessage(channel="C1", text="a")

        assert len(slack.messages("C1")) == arrives


def test_a_call_is_refused_where_the_condition_is_true() -> None:
    with fake_slack() as slack:
        slack.refuse("chat.postMessage", "invalid_blocks", when=lambda given: bool(given.get("blocks")))
        web(slack).chat_postMessage(channel="C1", text="a")
        with pytest.raises(SlackApiError, match="invalid_blocks"):
            web(slack).chat_postMessage(channel="C1", text="a", blocks=[{"type": "divider"}])
        slack.missing_scope = {"conversations.replies"}
        with pytest.raises(SlackApiError, match="missing_scope"):
            web(slack).conversations_replies(channel="C1", ts="1.0")
        with pytest.raises(SlackApiError, match="unknown_method"):
            web(slack).api_call("no.such.method")


def test_what_is_posted_to_a_response_url_is_recorded() -> None:
    with fake_slack() as slack:
        body = json.dumps({"text": "hej"}).encode()
        request = urllib.request.Request(slack.response_url("a1"), body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            assert response.read() == b"ok"

        assert slack.called("response/a1") == [{"text": "hej"}]


PAYLOADS = [
    mention("<@U0BOT> Vem?", edited=new_ts()),
    message("hej", channel="D01ALICE"),
    message_changed("b", ts=new_ts(), previous="a"),
    tombstone(ts=new_ts()),
    message_deleted(ts=new_ts()),
    home_opened("U01ALICE"),
    slash("vem"),
    block_action("vote", "helpful"),
    block_action("try", "x", source="modal"),
    block_action("body", "x", source="home", option=True),
    view_submission("search", {"question": {"text": "Vem?"}}),
    message_shortcut("who_decides", "Vem?"),
    global_shortcut("search"),
]


def test_mutations_are_repeatable_json_and_leave_the_payload_as_it_was() -> None:
    for seed in range(2_000):
        payload = PAYLOADS[seed % len(PAYLOADS)]
        before = json.dumps(payload)
        mutated = json.dumps(mutate(payload, random.Random(seed)))
        assert mutated == json.dumps(mutate(payload, random.Random(seed)))
        assert json.dumps(payload) == before
        json.loads(mutated)


def test_timestamps_increase() -> None:
    times = [new_ts() for _ in range(20_000)]
    assert times == sorted(set(times))
