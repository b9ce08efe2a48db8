"""Payloads of what people press, type and choose, as the real Slack sends them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from tests.payload_parts import APP, BOT, BOT_USER, TEAM, TOKEN, Payload, new_id, new_ts, plain, view, written

DOMAIN = "sthlm-test"
NOWHERE = "http://127.0.0.1:9/response/none"  # a response_url that nobody answers


def _person(user: str, team: str) -> Payload:
    return {"id": user, "username": user.lower(), "name": user.lower(), "team_id": team}


def _interaction(kind: str, user: str, team: str) -> Payload:
    trigger = ".".join([new_id(""), new_id(""), uuid.uuid4().hex])
    whole: Payload = {"type": kind, "user": _person(user, team), "api_app_id": APP, "token": TOKEN}
    whole |= {"team": {"id": TEAM, "domain": DOMAIN}, "trigger_id": trigger}
    return {**whole, "enterprise": None, "is_enterprise_install": False}


def _channel(channel: str) -> Payload:
    return {"id": channel, "name": "directmessage" if channel.startswith("D") else "general"}


def slash(
    text: str,
    *,
    command: str = "/vembeslutar",
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    response_url: str = NOWHERE,
    **extra: Any,
) -> Payload:
    """A slash command (kind "slash_commands")."""
    place = {"team_id": TEAM, "team_domain": DOMAIN, "channel_id": channel, "channel_name": _channel(channel)["name"]}
    asked = {"user_id": user, "user_name": user.lower(), "command": command, "text": text, "api_app_id": APP}
    urls = {"is_enterprise_install": "false", "response_url": response_url}
    trigger = _interaction("", user, TEAM)["trigger_id"]
    return {"token": TOKEN, **place, **asked, **urls, "trigger_id": trigger, **extra}


def block_action(
    action_id: str,
    value: str = "",
    *,
    source: Literal["message", "ephemeral", "modal", "home"] = "message",
    option: bool = False,
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    team: str = TEAM,
    message_ts: str | None = None,
    thread_ts: str | None = None,
    blocks: list[Payload] | None = None,
    private_metadata: str = "",
    callback_id: str = "",
    block_id: str = "",
    response_url: str = NOWHERE,
    **extra: Any,
) -> Payload:
    """A pressed button, or with `option` a choice from a menu, in a message, a window or the App Home (kind "interactive")."""
    label = plain(value or action_id)
    action: Payload = {"action_id": action_id, "block_id": block_id or new_id("b"), "action_ts": new_ts()}
    if option:
        action |= {"type": "static_select", "selected_option": {"text": label, "value": value}}
    else:
        action |= {"type": "button", "text": label, "value": value}
    whole = _interaction("block_actions", user, team) | {"actions": [action]}
    if source in ("modal", "home"):
        window = view(source, blocks or [], private_metadata, callback_id, {})
        return {**whole, "container": {"type": "view", "view_id": window["id"]}, "view": window, **extra}
    ts, hidden = message_ts or new_ts(), source == "ephemeral"
    container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": hidden}
    shown: Payload = {"type": "message", "user": BOT_USER, "bot_id": BOT, "app_id": APP, "team": TEAM, "ts": ts}
    shown |= {"text": "", "blocks": blocks or []}
    if thread_ts:
        shown["thread_ts"] = container["thread_ts"] = thread_ts
    whole |= {
        "container": container,
        "channel": _channel(channel),
        "state": {"values": {}},
        "response_url": response_url,
    }
    return {**whole, **({} if hidden else {"message": shown}), **extra}


def view_submission(
    callback_id: str,
    values: Mapping[str, Any] | None = None,
    *,
    private_metadata: str = "",
    user: str = "U01ALICE",
    team: str = TEAM,
    blocks: list[Payload] | None = None,
    **extra: Any,
) -> Payload:
    """A window that was sent (kind "interactive"); a plain string in `values` is a text field's: {block: {action: text}}."""
    fields = {
        block: {
            action: {"type": "plain_text_input", "value": given} if isinstance(given, str) else given
            for action, given in actions.items()
        }
        for block, actions in (values or {}).items()
    }
    window = view("modal", blocks or [], private_metadata, callback_id, fields)
    return {**_interaction("view_submission", user, team), "view": window, "response_urls": [], **extra}


def message_shortcut(
    callback_id: str,
    text: str = "",
    *,
    channel: str = "C01GEN",
    user: str = "U01ALICE",
    author: str = "U01BOB",
    team: str = TEAM,
    ts: str | None = None,
    thread_ts: str | None = None,
    response_url: str = NOWHERE,
    **extra: Any,
) -> Payload:
    """A shortcut from a message's menu (kind "interactive")."""
    ts = ts or new_ts()
    about = {"message_ts": ts, "message": written(text, author, ts, thread_ts=thread_ts)}
    place = {"channel": _channel(channel), "response_url": response_url, "action_ts": new_ts()}
    return {**_interaction("message_action", user, team), "callback_id": callback_id, **about, **place, **extra}


def global_shortcut(callback_id: str, *, user: str = "U01ALICE", team: str = TEAM, **extra: Any) -> Payload:
    """A shortcut from the search field or the menu beside where one writes (kind "interactive")."""
    return {**_interaction("shortcut", user, team), "callback_id": callback_id, "action_ts": new_ts(), **extra}
