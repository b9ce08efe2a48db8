"""Calls to Slack's Web API, and what came of each: the rest of the program need not know how a call can fail."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

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
_READING = ("conversations.", "users.", "auth.", "chat.getPermalink")
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


Outcome = Done | Limited | Refused | Unreached | Unsure


class SlackApi:
    """The Web API with one bot token. Never raises for what Slack or the network does."""

    def __init__(self, token: str, address: str, *, timeout: float = _TIMEOUT) -> None:
        """`address` ends with "/api/". Opens no connection before the first call."""
        self._token, self._address, self._timeout = token, address, timeout
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    async def call(self, method: str, **arguments: Any) -> Outcome:
        """Call `method` once. Retrying is for those who know whether the call may be made twice."""
        try:
            given = _without_empty(arguments)
            reads = method.startswith(_READING)  # these take no JSON
            response = (
                await self._open().api_call(method, params=given)
                if reads
                else await self._open().api_call(method, json=given)
            )
        except SlackApiError as error:
            return _outcome(error)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            return Unreached(type(error).__name__)
        except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError, ValueError) as error:
            return Unsure(type(error).__name__)
        data = response.data
        return Done(data) if isinstance(data, dict) else Unsure("no JSON")

    async def respond(self, response_url: str, **message: Any) -> Outcome:
        """Post to a response_url."""
        self._open()
        assert self._session is not None
        try:
            async with self._session.post(response_url, json=_without_empty(message)) as response:
                return Done() if response.status == 200 else Refused(str(response.status))
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return Unsure(type(error).__name__)

    async def decorate(self, method: str, **arguments: Any) -> None:
        """Call a method that no answer depends on: whatever comes of it is only noted."""
        outcome = await self.call(method, **arguments)
        if not isinstance(outcome, Done):
            _log.info("a decoration failed", extra={"method": method, "outcome": repr(outcome)})

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> AsyncWebClient:
        if self._client is None or self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=self._timeout)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self._address,
                session=self._session,
                retry_handlers=[],  # a post that is repeated unseen is an answer given twice
            )
        return self._client


def _without_empty(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def _outcome(error: SlackApiError) -> Outcome:
    response: Any = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, Mapping) else ""
    if status == 429 or code in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        return Limited(_wait(getattr(response, "headers", None)))
    if code in _PASSING:
        return Unreached(code)
    if not code or code in _DOUBTFUL or status >= 500:
        return Unsure(code or f"HTTP {status}")
    return Refused(code)


def _wait(headers: object) -> float:
    """Retry-After in seconds; a usual time where it is missing or no number."""
    value = headers.get("Retry-After") if isinstance(headers, Mapping) else None
    try:
        seconds = float(str(value))
    except ValueError:
        return _DEFAULT_WAIT
    return _DEFAULT_WAIT if math.isnan(seconds) else min(max(seconds, 0.1), _LONGEST_WAIT)
