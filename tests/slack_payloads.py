"""Payloads as the real Slack sends them, and seeded mutations of them."""

from __future__ import annotations

import uuid
from typing import Any, Literal

from tests.payload_mutations import mutate
from tests.payload_parts import APP, BOT_USER, TEAM, TOKEN, Payload, new_id, new_ts, view, written
from tests.slack_interactions import block_action, global_shortcut, message_shortcut, slash, view_submission

__all__ = [
    "block_action",
    "global_shortcut",
    "home_opened",
    "mention",
    "message",
    "message_changed",
    "message_deleted",
    "message_shortcut",
    "mutate",
    "new_ts",
    "slash",
    "tombstone",
    "view_submission",
]

_CHANNEL_TYPES = {"C": "channel", "G": "group", "D": "im"}


def _callback(event: Payload, *, shared: bool = False) -> Payload:
    """The outer payload of an event."""
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(float(event["event_ts"])),
        "authorizations": [{**authorization, "is_enterprise_install": False}],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{uuid.uuid4().hex}",
    }


def _channel_type(channel: str, given: str | None) -> str:
    return given or _CHANNEL_TYPES.get(channel[:1], "channel")


def mention(
    text: str,
    *,
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    ts: str | None = None,
    thread_ts: str | None = None,
    team: str = TEAM,
    edited: str | None = None,
    shared: bool = False,
    **event_extra: Any,
) -> Payload:
    """The app_mention for a message that names the bot; `edited` is the time of an edit. `team` is the writer's."""
    ts = ts or new_ts()
    said = written(text, user, ts, thread_ts=thread_ts, team=team, edited=edited)
    return _callback({**said, "type": "app_mention", "channel": channel, "event_ts": ts, **event_extra}, shared=shared)


def message(
    text: str,
    *,
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    ts: str | None = None,
    thread_ts: str | None = None,
    team: str = TEAM,
    channel_type: Literal["channel", "group", "im", "mpim"] | None = None,
    edited: str | None = None,
    shared: bool = False,
    **event_extra: Any,
) -> Payload:
    """A message as written; without `channel_type` the channel's first letter tells it."""
    ts = ts or new_ts()
    place = {"channel": channel, "event_ts": ts, "channel_type": _channel_type(channel, channel_type)}
    return _callback(
        {**written(text, user, ts, thread_ts=thread_ts, team=team, edited=edited), **place, **event_extra},
        shared=shared,
    )


def message_changed(
    text: str,
    *,
    ts: str,
    previous: str = "",
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    thread_ts: str | None = None,
    team: str = TEAM,
    channel_type: str | None = None,
    edited: str | None = None,
    **event_extra: Any,
) -> Payload:
    """The event for an edit at `edited` of the message at `ts`, which said `previous` before."""
    now = edited or new_ts()
    before = written(previous, user, ts, thread_ts=thread_ts, team=team)
    after = {
        **written(text, user, ts, thread_ts=thread_ts, team=team, edited=now),
        "client_msg_id": before["client_msg_id"],
    }
    event = {"type": "message", "subtype": "message_changed", "message": after, "previous_message": before}
    return _callback({**event, **_hidden(channel, channel_type, now), **event_extra})


def tombstone(
    *,
    ts: str,
    previous: str = "",
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    replies: int = 1,
    channel_type: str | None = None,
    at: str | None = None,
    **event_extra: Any,
) -> Payload:
    """The event for the deletion of a thread's root: it is changed into a note that it is gone."""
    now = at or new_ts()
    thread: Payload = {"thread_ts": ts, "reply_count": replies, "reply_users_count": 1, "latest_reply": now}
    thread |= {"reply_users": [BOT_USER], "is_locked": False}
    note = {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT", "hidden": True}
    after = {**note, "type": "message", "ts": ts, **thread}
    before = {**written(previous, user, ts), **thread, "subscribed": False}
    event = {"type": "message", "subtype": "message_changed", "message": after, "previous_message": before}
    return _callback({**event, **_hidden(channel, channel_type, now), **event_extra})


def message_deleted(
    *,
    ts: str,
    previous: str = "",
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    thread_ts: str | None = None,
    channel_type: str | None = None,
    at: str | None = None,
    **event_extra: Any,
) -> Payload:
    """The event for the deletion of the message at `ts`."""
    before = written(previous, user, ts, thread_ts=thread_ts)
    event = {"type": "message", "subtype": "message_deleted", "previous_message": before, "deleted_ts": ts}
    return _callback({**event, **_hidden(channel, channel_type, at or new_ts()), **event_extra})


def _hidden(channel: str, channel_type: str | None, now: str) -> Payload:
    kind = _channel_type(channel, channel_type)
    return {"channel": channel, "hidden": True, "ts": now, "event_ts": now, "channel_type": kind}


def home_opened(
    user: str = "U01ALICE", tab: Literal["home", "messages"] = "home", *, channel: str = "D01ALICE", **extra: Any
) -> Payload:
    """The event for an opened App Home."""
    event: Payload = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab, "event_ts": new_ts()}
    if tab == "home":
        event["view"] = view("home", [], "", "", {})
    return _callback({**event, **extra})
