"""What the payloads of Slack are made of: ids, timestamps, messages that people wrote, views."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from itertools import count
from typing import Any

Payload = dict[str, Any]
TEAM, APP, BOT_USER, BOT, TOKEN = "T01TEST", "A01APP", "U0BOT", "B0BOT", "Shh_its_a_seekrit"
_numbers, _ticks = count(1), count(1)


def new_ts() -> str:
    """A timestamp of Slack's, later than every one given before."""
    seconds, ticks = divmod(next(_ticks), 10_000)
    return f"{1_764_000_000 + seconds}.{ticks * 100:06d}"


def new_id(prefix: str) -> str:
    """A new id of Slack's."""
    return f"{prefix}{next(_numbers):09d}"


def _rich_text(text: str) -> list[Payload]:
    """The blocks that Slack makes of what a person types."""
    elements: list[Payload] = []
    for part in re.split(r"(<@[UW][A-Z0-9]+>)", text):
        if part.startswith("<@"):
            elements.append({"type": "user", "user_id": part[2:-1]})
        elif part:
            elements.append({"type": "text", "text": part})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": new_id("b"), "elements": [section]}]


def written(
    text: str, user: str, ts: str, *, thread_ts: str | None = None, team: str = TEAM, edited: str | None = None
) -> Payload:
    """A message that a person wrote."""
    said: Payload = {"user": user, "type": "message", "ts": ts, "client_msg_id": str(uuid.uuid4()), "text": text}
    said |= {"team": team, "blocks": _rich_text(text)}
    if thread_ts:
        said |= {"thread_ts": thread_ts, "parent_user_id": "U01ALICE"}
    if edited:
        said |= {"edited": {"user": user, "ts": edited}, "source_team": team, "user_team": team}
    return said


def plain(text: str) -> Payload:
    """A text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def view(
    kind: str, blocks: list[Payload], private_metadata: str, callback_id: str, values: Mapping[str, Any]
) -> Payload:
    """A view as Slack gives it back."""
    known = new_id("V")
    shown: Payload = {
        "id": known,
        "team_id": TEAM,
        "type": kind,
        "blocks": blocks,
        "private_metadata": private_metadata,
    }
    shown |= {"callback_id": callback_id, "state": {"values": dict(values)}, "hash": f"{int(float(new_ts()))}.{known}"}
    shown |= {"title": plain("Vem beslutar"), "clear_on_close": False, "notify_on_close": False, "close": None}
    shown |= {"submit": plain("Sök") if kind == "modal" else None, "previous_view_id": None, "root_view_id": known}
    return shown | {"app_id": APP, "external_id": "", "app_installed_team_id": TEAM, "bot_id": BOT}
