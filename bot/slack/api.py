"""Calls to Slack's Web API, and what came of each: the rest of the program need not know how a call can fail.

Plain aiohttp, not slack_sdk's client: that one does not tell a call that surely failed from one that may have arrived.
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from bot.slack.metrics import Metrics

_TIMEOUT = 10.0  # seconds for one call
_DEFAULT_WAIT = 5.0  # seconds, where Slack limits and does not say for how long
_LONGEST_WAIT = 900.0
# Errors after which the call may have been carried out nevertheless.
_DOUBTFUL = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org")
# Errors that pass when someone has mended the installation, or Slack itself.
_PASSING = ("invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "accesslimited")
BLOCK_ERRORS = (
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
    "too_many_attachments",
)
_LIMITED, _FAILED = 429, 500
# Methods that take a form, not JSON.
_READING = ("conversations.", "users.", "auth.", "chat.getPermalink", "files.getUploadURLExternal")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """Slack has done it."""

    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limited:
    """Slack has not done it, and wants no more for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack has not done it and will not, for this reason (Slack's code)."""

    error: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """Slack has surely not done it: it was not reached, or would not let us in. It may later."""

    error: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Whether Slack has done it is not known."""

    error: str


Redraw = Callable[[Mapping[str, Any]], dict[str, Any]]
Outcome = Done | Limited | Refused | Unreached | Unsure


class SlackApi:
    """The Web API with one bot token. Never raises for what Slack or the network does."""

    def __init__(
        self, token: str, address: str, metrics: Metrics, *, redraw: Redraw = dict, timeout: float = _TIMEOUT
    ) -> None:
        """`address` ends with "/api/"; `redraw` goes over what is sent. Opens no connection before the first call."""
        self._token, self._address, self._redraw, self._timeout = token, address, redraw, timeout
        self._metrics = metrics
        # Once: aiohttp's own look at the environment, with trust_env, takes longer than the rest of a call.
        self._proxy = load_http_proxy_from_env()
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, **arguments: Any) -> Outcome:
        """Call `method` once. Retrying is for those who know whether the call may be made twice."""
        begun = time.perf_counter()
        given = {name: value for name, value in arguments.items() if value is not None}
        if method.startswith(_READING):
            form = {
                name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()
            }
            return self._noted(method, begun, await self._post(self._address + method, data=form))
        return self._noted(method, begun, await self._post(self._address + method, json=self._redraw(given)))

    async def respond(self, response_url: str, **message: Any) -> Outcome:
        """Post to a response_url. It answers with a word, not with JSON."""
        begun = time.perf_counter()
        outcome = await self._post(response_url, json=self._redraw(message), secret=False)
        arrived = isinstance(outcome, Unsure) and outcome.error == "HTTP 200"
        return self._noted("response_url", begun, Done() if arrived else outcome)

    async def upload(self, address: str, data: bytes) -> Outcome:
        """Send a file to the address that Slack has given for it. It answers with a word, not with JSON."""
        begun = time.perf_counter()
        outcome = await self._post(address, data=data, secret=False)
        arrived = isinstance(outcome, Unsure) and outcome.error == "HTTP 200"
        return self._noted("upload", begun, Done() if arrived else outcome)

    async def decorate(self, method: str, **arguments: Any) -> None:
        """Call a method that no answer depends on: whatever comes of it is only noted."""
        outcome = await self.call(method, **arguments)
        if not isinstance(outcome, Done):
            _log.info("a decoration failed", extra={"method": method, **told(outcome)})

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _noted(self, method: str, begun: float, outcome: Outcome) -> Outcome:
        """Count a call, and give back what came of it."""
        self._metrics.called(method, _name(outcome))
        if isinstance(outcome, Limited):
            self._metrics.limited(method, outcome.seconds)
        ms = round(1_000 * (time.perf_counter() - begun), 1)
        _log.debug("Slack was called", extra={"method": method, "ms": ms, **told(outcome)})
        return outcome

    async def _post(self, address: str, *, secret: bool = True, **body: Any) -> Outcome:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout))
        headers = {"Authorization": f"Bearer {self._token}"} if secret else {}
        try:
            async with self._session.post(address, headers=headers, proxy=self._proxy, **body) as response:
                text = await response.text(errors="replace")
                return _outcome(response.status, response.headers, text)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            return Unreached(type(error).__name__)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return Unsure(type(error).__name__)


def told(outcome: Outcome) -> dict[str, Any]:
    """What came of a call, as fields of a log line; nothing of what Slack sent back."""
    match outcome:
        case Done():
            return {"outcome": _name(outcome)}
        case Limited(seconds):
            return {"outcome": _name(outcome), "seconds": seconds}
        case _:
            return {"outcome": _name(outcome), "error": outcome.error}


def _name(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()


def _outcome(status: int, headers: Mapping[str, str], text: str) -> Outcome:
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == _LIMITED or code in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        return Limited(_wait(headers.get("Retry-After")))
    if isinstance(data, dict) and data.get("ok") is True:
        return Done(data)
    if code in _PASSING:
        return Unreached(code)
    if not code or code in _DOUBTFUL or status >= _FAILED:
        return Unsure(code or f"HTTP {status}")
    return Refused(code)


def _wait(value: str | None) -> float:
    """Retry-After in seconds; a usual time where it is missing or no number."""
    try:
        seconds = float(str(value))
    except ValueError:
        return _DEFAULT_WAIT
    return _DEFAULT_WAIT if math.isnan(seconds) else min(max(seconds, 0.1), _LONGEST_WAIT)
