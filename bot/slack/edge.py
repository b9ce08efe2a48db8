"""The edge: whatever Slack sends is answered, and nothing that is wrong with it goes further."""

from __future__ import annotations

import json
import logging
import secrets
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

_log = logging.getLogger(__name__)


async def dispatch(app: AsyncApp, payload: dict[str, Any]) -> dict[str, Any]:
    """Let the app handle the payload of an envelope and return the body of the acknowledgement ({} for an empty one).

    What no listener knows, and what the app fails on, is acknowledged too: sent again, it would be no better.
    """
    try:
        response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
    except Exception as error:
        _log.exception("a payload is set aside", exc_info=error, extra={"error_id": secrets.token_hex(4)})
        return {}
    if not response.body:
        return {}
    try:
        body = json.loads(response.body)
    except ValueError:
        return {"text": response.body} if response.status == 200 else {}
    return body if isinstance(body, dict) and response.status == 200 else {}
