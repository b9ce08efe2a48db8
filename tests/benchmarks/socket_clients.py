"""How soon each Socket Mode client hears again after a fault: python -m tests.benchmarks.socket_clients [--rounds 3]

A fake Slack sends an event every 50 ms; the time is from the fault to the first event received that was sent after it.
Every measurement has a Slack and a client of its own, and the rounds' faults come at seeded moments spread over the time between two pings.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import logging
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack, fake_slack
from tests.fake_slack_socket import Cut
from tests.slack_payloads import mention

EVERY = 0.05  # seconds between two events
PATIENCE = 60.0  # seconds until a client is given up
FAULTS: dict[Cut, str] = {
    "close": "server closes",
    "refresh": "refresh requested",
    "tcp": "TCP cut (end of stream)",
    "reset": "TCP cut (reset)",
    "silent": "peer falls silent",
}
Hear = Callable[[str], None]
Client = Callable[[FakeSlack, Hear], AbstractContextManager[None]]


@contextmanager
def _sync(slack: FakeSlack, hear: Hear, kind: type[Any], **options: Any) -> Iterator[None]:
    client = WebClient(token="xoxb-x", base_url=f"{slack.address}/api/")
    app = App(token="xoxb-x", client=client, logger=_quiet())

    @app.event("app_mention")
    def heard(event: dict[str, Any]) -> None:
        hear(event["text"])

    handler = kind(app, "xapp-x", **options)
    handler.connect()
    try:
        yield
    finally:
        handler.close()


@contextmanager
def _async(slack: FakeSlack, hear: Hear, ping: float) -> Iterator[None]:
    done, loop = asyncio.Event(), asyncio.new_event_loop()

    async def run() -> None:
        client = AsyncWebClient(token="xoxb-x", base_url=f"{slack.address}/api/")
        app = AsyncApp(token="xoxb-x", client=client, logger=_quiet())

        @app.event("app_mention")
        async def heard(event: dict[str, Any]) -> None:
            hear(event["text"])

        handler = AsyncSocketModeHandler(app, "xapp-x", ping_interval=ping)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await done.wait()
        await handler.close_async()  # type: ignore[no-untyped-call]

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()


def _quiet() -> logging.Logger:
    logger = logging.getLogger("socket_clients")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


def clients() -> dict[str, tuple[float, Client | None]]:
    """The clients by name, each with its seconds between pings; None for one that is not installed."""
    found: dict[str, tuple[float, Client | None]] = {
        "builtin, as it comes (ping 10)": (10, partial(_sync, kind=SocketModeHandler)),
        "builtin, ping 1": (1, partial(_sync, kind=SocketModeHandler, ping_interval=1)),
    }
    for ping in (5, 2, 1):
        found[f"aiohttp, ping {ping}"] = (ping, partial(_async, ping=ping))
    found["websocket_client, ping 5"] = (5, None)
    if importlib.util.find_spec("websocket"):
        from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler as Other

        found["websocket_client, ping 5"] = (5, partial(_sync, kind=Other, ping_interval=5))
    return found


def measure(client: Client, how: Cut, wait: float) -> float:
    """The seconds from a fault, `wait` seconds after the client first heard something, until it hears of something new."""
    heard: dict[str, float] = {}
    end = threading.Event()
    with fake_slack() as slack:

        def hear(text: str) -> None:
            heard.setdefault(text, time.monotonic())

        def send() -> None:
            number = 0
            while not end.wait(EVERY):
                number += 1
                slack.send(mention(f"{time.monotonic()} {number}"))

        sender = threading.Thread(target=send)
        with client(slack, hear):
            sender.start()
            try:
                slack.wait(lambda: heard)
                time.sleep(wait)
                slack.cut(how)
                cut = time.monotonic()
                while time.monotonic() - cut < PATIENCE:
                    new = [at for text, at in list(heard.items()) if float(text.split()[0]) > cut]
                    if new:
                        return min(new) - cut
                    time.sleep(0.01)
                return float("inf")
            finally:
                end.set()
                sender.join()


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds: int = parser.parse_args(arguments).rounds
    chance = random.Random(1)
    print(f"Seconds from the fault to the first new event, least–most of {rounds} rounds.\n")
    print(f"| client | {' | '.join(FAULTS.values())} |\n|---|{'---:|' * len(FAULTS)}", flush=True)
    for name, (ping, client) in clients().items():
        cells = ["not installed" for _ in FAULTS]
        if client is not None:
            cells = []
            for how in FAULTS:
                moments = [1 + ping * (place + chance.random()) / rounds for place in range(rounds)]
                cells.append(_cell([measure(client, how, wait) for wait in moments]))
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _cell(times: list[float]) -> str:
    shown = [f"{one:.1f}" if one < PATIENCE else f">{PATIENCE:.0f}" for one in (min(times), max(times))]
    return "–".join(dict.fromkeys(shown))


if __name__ == "__main__":
    main(sys.argv[1:])
