"""HTTP mode: Slack's signed requests, and a page that tells how the bot is."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.errors import UserError

_LARGEST = 2_000_000  # bytes of a request
_log = logging.getLogger(__name__)


class WebServer:
    """Listens on one port: POST /slack/events for Slack, GET /health for those who watch over the bot."""

    def __init__(self, app: AsyncApp, host: str, port: int, health: Callable[[], dict[str, Any]]) -> None:
        self._app, self._host, self._port, self._health = app, host, port, health
        server = web.Application(client_max_size=_LARGEST)
        server.router.add_post("/slack/events", self._events)
        server.router.add_get("/health", self._tell_health)
        self._runner = web.AppRunner(server, access_log=None)

    async def open(self) -> None:
        """Listen. Raises UserError when the port cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            raise UserError(
                f"slack.port is {self._port}: {self._host} cannot listen there ({error.strerror}); accepted: a free port"
            ) from None

    async def close(self) -> None:
        """Take nothing more in."""
        await self._runner.cleanup()

    async def _events(self, request: web.Request) -> web.Response:
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return web.Response(status=401)  # Bolt's check of the signature fails on a time that is none
        try:
            return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))
        except Exception as error:  # a signature that is none, a payload that makes no sense
            _log.exception("a request is set aside", exc_info=error, extra={"error_id": secrets.token_hex(4)})
            return web.Response(status=400)

    async def _tell_health(self, _: web.Request) -> web.Response:
        return web.json_response(self._health())
