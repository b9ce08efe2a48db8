"""Socket Mode of the fake Slack: its connections, and the envelopes that are sent over them until they are acknowledged.

All of it runs on the server's thread, except that what is recorded may be read from any.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import time
from collections import Counter, deque
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSCloseCode, WSMsgType, web

Cut = Literal["close", "refresh", "tcp", "reset", "silent"]
_APP = "A01APP"
_JITTER = 0.02  # seconds over which copies of a delivery are spread


@dataclass(frozen=True, slots=True)
class Ack:
    """An acknowledgement: its payload, the seconds since the envelope was first sent, when, and how often it was sent."""

    payload: Any
    seconds: float
    at: float
    attempts: int


@dataclass(slots=True)
class Envelope:
    """A payload under way. `head` and `tail` are its JSON, around the number and reason of the retry."""

    id: str
    kind: str
    payload: Any
    head: str
    retry: int
    retries: int = 0
    sent: float = 0.0
    reason: str = ""
    over: _Connection | None = None
    timer: asyncio.TimerHandle | None = None

    @property
    def text(self) -> str:
        """The frame that is sent."""
        return f'{self.head},"retry_attempt":{self.retry + self.retries},"retry_reason":"{self.reason}"}}'


@dataclass(eq=False, slots=True)
class _Connection:
    socket: web.WebSocketResponse
    transport: asyncio.Transport
    outgoing: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    under_way: dict[str, Envelope] = field(default_factory=dict)
    silent: bool = False
    leaving: bool = False  # closed soon, or given up: nothing more is sent over it
    closing: asyncio.Task[Any] | None = None


class Links:
    """The live connections. An unacknowledged envelope is sent again as the real Slack does."""

    def __init__(self, chance: random.Random, retry_after: float, retries: int) -> None:
        self.acknowledged: dict[str, Ack] = {}
        self.envelopes: dict[str, Envelope] = {}
        self.unexpected: list[str] = []
        self.sendings: Counter[str] = Counter()
        self.opened = 0
        self.retry_after, self.retries = retry_after, retries
        self.retried_kinds = {"events_api"}
        self.down_until = 0.0
        self._chance = chance
        self._open: list[_Connection] = []
        self._waiting: deque[Envelope | str] = deque()
        self._turn = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def live(self) -> list[_Connection]:
        """The connections that can hear, in the order they were opened."""
        return [one for one in list(self._open) if not one.leaving and not one.silent]

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Hold one connection from its handshake to its end."""
        if time.monotonic() < self.down_until:
            return web.Response(status=503, text="Service Unavailable")
        ws = web.WebSocketResponse(autoping=False, autoclose=False, compress=False, timeout=2.0)
        await ws.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        one = _Connection(ws, request.transport)
        gone = next((old for old in self._open if old.silent and not old.leaving), None)
        if gone:  # a new connection takes the place of the one that fell silent
            gone.leaving = True
        self._open.append(one)
        self.opened += 1
        self._say_hello(one)
        sender = asyncio.create_task(self._send_all(one))
        waiting, self._waiting = self._waiting, deque()
        for item in waiting:
            self.route(item)
        try:
            await self._hear_all(one)
        finally:
            self._open.remove(one)
            sender.cancel()
            for envelope in list(one.under_way.values()):
                self._again(envelope, one)
            if one.closing:
                await asyncio.wait({one.closing})
        return ws

    def submit(self, copies: list[Envelope]) -> None:
        """Send an envelope, or several copies of a payload a little out of order."""
        loop = asyncio.get_running_loop()
        for envelope in copies:
            self.envelopes[envelope.id] = envelope
            if len(copies) == 1:
                self.route(envelope)
            else:
                loop.call_later(self._chance.uniform(0, _JITTER), self.route, envelope)

    def route(self, item: Envelope | str) -> None:
        """Send to the connection whose turn it is; keep it while there is none."""
        if isinstance(item, Envelope) and item.id in self.acknowledged:
            return  # late, while it waited to be sent again
        able = [one for one in self._open if not one.leaving]
        if not able:
            self._waiting.append(item)
            return
        self._turn += 1
        one = able[self._turn % len(able)]
        if isinstance(item, str):
            one.outgoing.put_nowait(item)
            return
        item.over = one
        self.sendings[item.id] += 1
        item.sent = item.sent or time.monotonic()
        one.under_way[item.id] = item
        one.outgoing.put_nowait(item.text)
        if item.kind in self.retried_kinds:
            item.timer = asyncio.get_running_loop().call_later(self.retry_after, self._again, item, one)

    def cut(self, how: Cut, only: int | None, grace: float) -> None:
        """Let a fault befall the live connections, or one of them."""
        for one in self.live if only is None else self.live[only : only + 1]:
            if how == "silent":
                one.silent = True
                one.transport.pause_reading()
            elif how == "refresh":
                one.leaving = True
                debug = {"host": "applink-fake"}
                one.outgoing.put_nowait(_frame(type="disconnect", reason="refresh_requested", debug_info=debug))
                asyncio.get_running_loop().call_later(grace, self._close, one)
            elif how == "close":
                one.leaving = True
                self._close(one)
            else:
                one.leaving = True
                _abort(one, reset=how == "reset")

    async def end(self) -> None:
        """Break off everything that is open."""
        self._waiting.clear()
        for envelope in self.envelopes.values():
            if envelope.timer:
                envelope.timer.cancel()
        self.retries = 0
        for one in list(self._open):
            _abort(one, reset=False)
        for task in self._tasks:
            task.cancel()

    def _say_hello(self, one: _Connection) -> None:
        count = sum(1 for other in self._open if not other.leaving)
        started = time.strftime("%Y-%m-%d %H:%M:%S.000", time.gmtime())
        debug = {"host": "applink-fake", "started": started, "build_number": 1, "approximate_connection_time": 18060}
        hello = _frame(type="hello", num_connections=count, connection_info={"app_id": _APP}, debug_info=debug)
        one.outgoing.put_nowait(hello)

    async def _send_all(self, one: _Connection) -> None:
        with suppress(ConnectionError, RuntimeError):
            while True:
                text = await one.outgoing.get()
                if not one.silent:  # otherwise it is lost on its way
                    await one.socket.send_str(text)

    async def _hear_all(self, one: _Connection) -> None:
        while True:
            message = await one.socket.receive()
            if message.type is WSMsgType.TEXT:
                self._hear(message.data)
            elif message.type is WSMsgType.PING:
                if not one.silent:
                    with suppress(ConnectionError):
                        await one.socket.pong(message.data)
            elif message.type is WSMsgType.CLOSE:
                await one.socket.close()
                return
            elif message.type in (WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                return

    def _hear(self, text: str) -> None:
        try:
            said = json.loads(text)
            envelope = self.envelopes[said["envelope_id"]]
        except (ValueError, TypeError, KeyError):
            self.unexpected.append(text)
            return
        if envelope.timer:
            envelope.timer.cancel()
        if envelope.over:
            envelope.over.under_way.pop(envelope.id, None)
        if envelope.id not in self.acknowledged:
            now = time.monotonic()
            self.acknowledged[envelope.id] = Ack(
                said.get("payload"), now - envelope.sent, now, self.sendings[envelope.id]
            )

    def _again(self, envelope: Envelope, one: _Connection) -> None:
        """Send it once more, as long as it may be, unless it has been acknowledged or is under way elsewhere."""
        one.under_way.pop(envelope.id, None)
        if envelope.timer:
            envelope.timer.cancel()
        done = envelope.id in self.acknowledged or envelope.over is not one
        if not done and envelope.kind in self.retried_kinds and envelope.retries < self.retries:
            envelope.retries += 1
            envelope.reason = "timeout"
            self.route(envelope)

    def _close(self, one: _Connection) -> None:
        if one.closing is None and not one.socket.closed:
            one.closing = self._spawn(one.socket.close(code=WSCloseCode.GOING_AWAY))

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _abort(one: _Connection, *, reset: bool) -> None:
    """End a connection without a word; with `reset` the other side gets an error and not the stream's end."""
    if reset:
        plain: socket.socket = one.transport.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.transport.abort()


def _frame(**content: Any) -> str:
    return json.dumps(content)
