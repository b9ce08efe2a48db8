"""A Slack in the test's own process, with the faults of the real one: lost, late and repeated deliveries, limits, errors.

It runs on a thread of its own. What is recorded may be read, and every fault set, from any other thread.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from tests.conftest import PATIENCE
from tests.fake_slack_socket import Ack, Cut, Envelope, Links
from tests.fake_slack_web import Call, Fault, WebApi

__all__ = ["Ack", "Call", "FakeSlack", "fake_slack"]


class FakeSlack:
    """A running fake Slack; a bot joins with SLACK_API_URL=f"{slack.address}/api/".

    `deliveries` is how often every payload is sent. `retry_after` and `retries` say when and how often an envelope that is
    not acknowledged is sent again: at once when its connection is lost, and only of the kinds in `retried_kinds`, for the
    real Slack repeats events but no presses and commands. `missing_scope` names the methods that the bot may not use.
    """

    def __init__(self, retry_after: float, retries: int, seed: int) -> None:
        self.address = ""
        self.deliveries = 1
        self.random = random.Random(seed)
        self._web = WebApi(lambda: self.address)
        self._links = Links(self.random, retry_after, retries)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake Slack", daemon=True)

    # What the bot did.

    @property
    def calls(self) -> list[Call]:
        """Every call of the Web API that arrived, in order, whatever it was answered."""
        return self._web.calls

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of the calls of one method, in order."""
        return [call.arguments for call in list(self._web.calls) if call.method == method]

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """The bot's messages in a channel and its threads as they now stand, in the order they came."""
        return self._web.messages(channel)

    def response_url(self, name: str) -> str:
        """A response_url; what is posted to it is recorded as the call "response/NAME"."""
        return f"{self.address}/response/{name}"

    @property
    def acknowledged(self) -> dict[str, Ack]:
        """The acknowledgements by the id of their envelope."""
        return self._links.acknowledged

    def unacknowledged(self) -> dict[str, Any]:
        """The payloads of the envelopes that have not been acknowledged, by id."""
        known = self._links.acknowledged
        return {one.id: one.payload for one in list(self._links.envelopes.values()) if one.id not in known}

    @property
    def unexpected(self) -> list[str]:
        """The frames that were no acknowledgement of anything sent."""
        return self._links.unexpected

    def sendings(self, envelope: str) -> int:
        """How often an envelope has been sent so far."""
        return self._links.sendings[envelope]

    @property
    def opened(self) -> int:
        """How many connections have been opened so far."""
        return self._links.opened

    @property
    def connections(self) -> int:
        """How many connections can hear: neither ended, nor about to be, nor fallen silent."""
        return len(self._links.live)

    # What Slack sends.

    def send(
        self,
        payload: Any,
        *,
        kind: str = "events_api",
        retry_attempt: int = 0,
        accepts_response_payload: bool = False,
    ) -> str:
        """Send a payload over one of the connections in turn, or as soon as there is one; return its envelope's id.

        With `deliveries` above one it is the first copy's.
        """
        text, copies = json.dumps(payload), []
        for _ in range(self.deliveries):
            known = str(uuid.uuid4())
            head = (
                f'{{"envelope_id":"{known}","type":{json.dumps(kind)},"payload":{text},'
                f'"accepts_response_payload":{json.dumps(accepts_response_payload)}'
            )
            reason = "timeout" if retry_attempt else ""
            copies.append(Envelope(known, kind, payload, head, retry_attempt, reason=reason))
        self._call(self._links.submit, copies)
        return copies[0].id

    def raw(self, text: str) -> None:
        """Send a text frame as it is over one of the connections."""
        self._call(self._links.route, text)

    # Faults.

    def limit(self, channel: str, seconds: float, retry_after: str | None) -> None:
        """Answer posts and updates to a channel with 429 for some seconds, with this Retry-After."""
        self._web.limit(channel, seconds, retry_after)

    def fail(self, method: str, status: int = 500, times: int = 1, arrives: bool = False) -> None:
        """Answer the next calls with an HTTP error and HTML; with `arrives` they are carried out nevertheless."""
        self._web.fault(Fault(method, times, "fail", status=status, arrives=arrives))

    def hang(self, method: str, seconds: float, times: int = 1, arrives: bool = True) -> None:
        """Answer the next calls only after some seconds; without `arrives` they are not carried out either."""
        self._web.fault(Fault(method, times, "hang", seconds=seconds, arrives=arrives))

    def refuse(
        self, method: str, error: str, times: int = 1, when: Callable[[dict[str, Any]], bool] | None = None
    ) -> None:
        """Answer the next calls, of those whose arguments `when` is true of, with an error of Slack's."""
        self._web.fault(Fault(method, times, "refuse", error=error, when=when))

    @property
    def missing_scope(self) -> set[str]:
        """The methods that answer missing_scope."""
        return self._web.missing_scope

    @missing_scope.setter
    def missing_scope(self, methods: set[str]) -> None:
        self._web.missing_scope = set(methods)

    @property
    def retried_kinds(self) -> set[str]:
        """The kinds of envelopes that are sent again when they are not acknowledged."""
        return self._links.retried_kinds

    @retried_kinds.setter
    def retried_kinds(self, kinds: set[str]) -> None:
        self._links.retried_kinds = set(kinds)

    def cut(self, how: Cut, only: int | None = None, grace: float = 3.0) -> None:
        """End the live connections, or the one at an index in the order they were opened.

        "close": with a websocket close; "refresh": announced, and closed after `grace` seconds; "tcp": the stream ends
        without a word; "reset": it breaks with an error; "silent": it stays open, and neither says nor hears anything.
        """
        self._call(self._links.cut, how, only, grace)

    def down(self, seconds: float) -> None:
        """Let nobody in for some seconds: apps.connections.open and new connections are refused with 503."""
        self._web.down_until = self._links.down_until = time.monotonic() + seconds

    # Waiting and running.

    def wait(self, true: Callable[[], object], seconds: float = PATIENCE, what: str = "what was waited for") -> None:
        """Return as soon as `true()`; fail when it is not within some seconds."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise AssertionError(
                    f"{what} did not happen within {seconds} s: {self.connections} connections, {len(self.calls)} calls, "
                    f"{len(self.acknowledged)} of {len(self._links.envelopes)} envelopes acknowledged"
                )
            time.sleep(0.01)

    def start(self) -> None:
        """Listen on a free port."""
        self._thread.start()
        if not self._ready.wait(10) or not self.address:
            raise RuntimeError("the fake Slack did not start")

    def stop(self) -> None:
        """End every connection and the thread."""
        self._call(self._stop.set)
        self._thread.join(10)
        if self._thread.is_alive():
            raise RuntimeError("the fake Slack did not end")

    def _call(self, do: Callable[..., object], *arguments: Any) -> None:
        self._loop.call_soon_threadsafe(do, *arguments)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=1.0)
        try:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
            self._ready.set()
            await self._stop.wait()
        finally:
            self._ready.set()
            self._web.closing.set()
            await self._links.end()
            await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/api/"):
            return await self._web.answer(path.removeprefix("/api/"), request)
        if path == "/link":
            return await self._links.serve(request)
        if path.startswith(("/response/", "/upload/")):
            return await self._web.answer(path.removeprefix("/"), request)
        return web.Response(status=404)


@contextmanager
def fake_slack(*, retry_after: float = 3.0, retries: int = 3, seed: int = 1) -> Iterator[FakeSlack]:
    """A fake Slack on a free port of this machine."""
    slack = FakeSlack(retry_after, retries, seed)
    slack.start()
    try:
        yield slack
    finally:
        slack.stop()
