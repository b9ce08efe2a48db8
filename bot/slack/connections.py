"""Socket Mode: several connections, so that one may break unseen, and a watchdog for when all have."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.slack.api import Redraw
from bot.slack.edge import dispatch
from bot.slack.metrics import Metrics

_PING = 2  # seconds. Chosen by tests/benchmarks/socket_clients.py; 1 recovers sooner, but takes half a second of lag for a cut
_PATIENCE = 20.0  # seconds for a first connection
_DEAF_AFTER = 15.0  # seconds without a live connection after which the process gives up, to be started anew
_RECENT = 1_000  # events whose acknowledgement is kept
_log = logging.getLogger(__name__)


Take = Callable[[Mapping[str, Any]], Awaitable[None]]


class Connections:
    """The Socket Mode connections of this process."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        address: str,
        metrics: Metrics,
        *,
        count: int,
        take: Take,
        redraw: Redraw = dict,
    ) -> None:
        """Keep `count` connections; `take` takes events in. `address` is the Web API's, ending with "/api/"; `redraw` goes over what is sent."""
        self._app, self._token, self._address, self._redraw = app, app_token, address, redraw
        self._metrics, self.wanted, self._take = metrics, count, take
        self.live = 0  # connections that Slack has greeted and that stand, as last seen by `watch`
        self._clients: list[SocketModeClient] = []
        self._greeted: dict[int, str] = {}  # the session of each client that Slack has greeted
        self._recent: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._heard = time.monotonic()

    async def open(self) -> None:
        """Connect. Raises UserError when Slack refuses the app token, or cannot be reached."""
        try:
            await AsyncWebClient(token=self._token, base_url=self._address).apps_connections_open(app_token=self._token)
            for _ in range(self.wanted):
                client = SocketModeClient(
                    app_token=self._token,
                    web_client=AsyncWebClient(token=self._token, base_url=self._address),
                    ping_interval=_PING,
                )
                client.message_listeners.append(self._hear)
                client.socket_mode_request_listeners.append(self._handle)
                self._clients.append(client)
                connecting = client.connect()  # type: ignore[no-untyped-call]
                await asyncio.wait_for(connecting, _PATIENCE)
        except SlackApiError as error:
            code = error.response.get("error", "") if isinstance(error.response.data, dict) else "no answer"
            raise UserError(f"SLACK_APP_TOKEN: Slack refuses it ({code})") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise UserError(f"{self._address}: Slack cannot be reached ({type(error).__name__})") from None
        self._heard = time.monotonic()

    async def watch(self) -> None:
        """Return when nothing has been heard on any connection for too long."""
        while time.monotonic() - self._heard < _DEAF_AFTER:
            await asyncio.sleep(0.5)
            self.live = sum([await self._is_live(client) for client in self._clients])
            if self.live:
                self._heard = time.monotonic()
        _log.critical("nothing heard from Slack", extra={"seconds": _DEAF_AFTER})

    async def close(self) -> None:
        """Take nothing more in."""
        closing = [client.close() for client in self._clients]  # type: ignore[no-untyped-call]
        await asyncio.gather(*closing, return_exceptions=True)

    async def _is_live(self, client: SocketModeClient) -> bool:
        return self._greeted.get(id(client)) == await client.session_id() and await client.is_connected()

    async def _hear(self, client: Any, message: dict[str, Any], _raw: str | None = None) -> None:
        """Note what is heard; an envelope whose payload is no object cannot be dispatched, and is acknowledged here."""
        session = await client.session_id()
        if self._greeted.get(id(client), session) != session:
            self._metrics.reconnected()
            _log.info("a connection to Slack was made anew")
        self._greeted[id(client)] = session
        envelope, payload = message.get("envelope_id"), message.get("payload")
        if isinstance(envelope, str) and not isinstance(payload, dict):
            _log.warning("an envelope without a payload is set aside")
            message.pop("payload", None)
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=envelope))

    async def _handle(self, client: Any, request: SocketModeRequest) -> None:
        begun = time.perf_counter()
        self._metrics.heard()
        response = await self._dispatched(request.payload)
        payload = self._redraw(response) if response else None
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
        self._metrics.acknowledged(time.perf_counter() - begun)

    async def _dispatched(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Dispatch a payload; one that is being dispatched, or just was, is not dispatched again but waited for."""
        event = payload.get("event_id") or payload.get("trigger_id")
        if not isinstance(event, str):
            return await dispatch(self._app, payload)
        found = self._recent.get(event)
        if found is None:
            found = self._recent[event] = asyncio.ensure_future(self._first(payload))
            if len(self._recent) > _RECENT:
                del self._recent[next(iter(self._recent))]
        return found.result() if found.done() else await asyncio.shield(found)

    async def _first(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Dispatch a payload. Events have no listener: they are only taken in, and go no way round through Bolt."""
        if payload.get("type") == "event_callback":
            await self._take(payload)
            return {}
        return await dispatch(self._app, payload)
