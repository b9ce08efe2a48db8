"""Reading Slack's payloads, which may lack anything: a missing or strange value is an empty one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.phrasebook import LANGUAGES

Body = Mapping[str, Any]
_IDENT = re.compile(r"[A-Za-z0-9._-]{1,255}")


def text(body: Body, name: str) -> str:
    """The text under `name`, or ""."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def ident(body: Body, name: str) -> str:
    """The id or timestamp under `name`, or "" for what can be none."""
    value = text(body, name)
    return value if _IDENT.fullmatch(value) else ""


def mapping(body: Body, *names: str) -> Body:
    """The object under `name` (and under the next name in it, and so on), or an empty one."""
    for name in names:
        value = body.get(name)
        body = value if isinstance(value, Mapping) else {}
    return body


def first_action(body: Body) -> Body:
    """What was pressed or chosen."""
    actions = body.get("actions")
    found = actions[0] if isinstance(actions, list) and actions else {}
    return found if isinstance(found, Mapping) else {}


def user_of(body: Body) -> str:
    """The id of the person who pressed or typed."""
    return ident(mapping(body, "user"), "id") or ident(body, "user_id")


def channel_of(body: Body) -> str:
    """The id of the channel where it was done, or "" where it was in no channel."""
    return ident(mapping(body, "channel"), "id") or ident(body, "channel_id")


def team_of(body: Body) -> str:
    """The id of the workspace where it was done, or ""."""
    return ident(mapping(body, "team"), "id") or ident(body, "team_id")


def language_of(kept: Body, default: str) -> str:
    """The language that a button or window was made in."""
    return text(kept, "l") if text(kept, "l") in LANGUAGES else default
