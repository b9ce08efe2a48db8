"""Ports that are listened on: Slack's signed requests in HTTP mode, and the pages for those who watch over the bot."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.config import OPERATIONS_HOST
from bot.errors import UserError
from bot.slack.health import Health
from bot.slack.metrics import CONTENT_TYPE, Metrics

GOODBYE = 2.0  # seconds for the other side to say goodbye, too
_LARGEST = 2_000_000  # bytes of a request
Look = Callable[[], Health]
_log = logging.getLogger(__name__)


class Listener:
    """One port, and the pages on it."""

    def __init__(self, setting: str, host: str, port: int, pages: Iterable[web.RouteDef]) -> None:
        """`setting` is the key of config.yaml that the port comes from."""
        self._setting, self._host, self._port = setting, host, port
        server = web.Application(client_max_size=_LARGEST)
        server.router.add_routes(pages)
        self._runner = web.AppRunner(server, access_log=None)

    async def open(self) -> None:
        """Listen. Raises UserError when the port cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            raise UserError(
                f"{self._setting} is {self._port}: {self._host} cannot listen there ({_reason(error)}); accepted: a free port"
            ) from None

    async def close(self) -> None:
        """Take nothing more in."""
        await self._runner.cleanup()


def slack_pages(app: AsyncApp, look: Look, metrics: Metrics) -> list[web.RouteDef]:
    """POST /slack/events for Slack, GET /health for those who watch over the bot."""

    async def events(request: web.Request) -> web.Response:
        begun = time.perf_counter()
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return web.Response(status=401)  # Bolt's check of the signature fails on a time that is none
        try:
            response = await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))
        except Exception as error:  # a signature that is none, a payload that makes no sense
            _log.exception("a request is set aside", exc_info=error, extra={"error_id": secrets.token_hex(4)})
            return web.Response(status=400)
        if response.status != 401:  # unsigned: that was not Slack
            metrics.heard()
            metrics.acknowledged(time.perf_counter() - begun)
        return response

    return [web.post("/slack/events", events), web.get("/health", _health_page(look))]


@asynccontextmanager
async def operations_port(port: int, look: Look, metrics: Metrics) -> AsyncIterator[None]:
    """GET /health as JSON and GET /metrics for Prometheus on `port` of this machine, while the block runs; on none where it is 0.

    Raises UserError when the port cannot be had.
    """
    if not port:
        yield
        return
    listener = Listener("operations.port", OPERATIONS_HOST, port, _operations_pages(look, metrics))
    try:
        await listener.open()
        yield
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(listener.close(), GOODBYE)


def _operations_pages(look: Look, metrics: Metrics) -> list[web.RouteDef]:

    async def tell_metrics(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(look()), headers={"Content-Type": CONTENT_TYPE})

    return [web.get("/health", _health_page(look)), web.get("/metrics", tell_metrics)]


def _health_page(look: Look) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def tell_health(_: web.Request) -> web.Response:
        return web.json_response(look().as_json())

    return tell_health


def _reason(error: OSError) -> str:
    """The system's word alone: asyncio adds the address to it."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)
