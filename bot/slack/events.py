"""What an event of Slack means to the bot: a message, an edit, a deletion, an opened tab, or nothing. Any input is borne."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.slack.payload import ident, text
from bot.slack.text import mentioned

_SPOKEN = ("", "file_share", "thread_broadcast")  # subtypes of messages that a person wrote


class Kind(StrEnum):
    """What happened."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"
    HOME = "home"
    MESSAGES_TAB = "messages_tab"


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is in its workspace."""

    team: str
    user: str
    bot: str
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event that may concern the bot. `revision` is the time of an edit or a deletion, "" for a message as written.

    `direct` is set in a direct message, `addressed` where the bot is spoken to (there, or by a mention), `to_others` where
    somebody else is mentioned; `outside` where the channel is shared with, or the person belongs to, another organisation.
    """

    kind: Kind
    team: str
    channel: str
    user: str
    ts: str = ""
    thread_ts: str = ""
    text: str = ""
    revision: str = ""
    direct: bool = False
    addressed: bool = False
    to_others: bool = False
    outside: bool = False


def read_event(body: Mapping[str, Any], me: Me) -> Event | None:
    """Return what the payload of an event tells, or None where it does not concern the bot: what bots and the bot itself
    write, joins and topics, and payloads that make no sense."""
    event = body.get("event")
    if not isinstance(event, Mapping):
        return None
    kind, team = text(event, "type"), ident(body, "team_id") or me.team
    if kind == "app_home_opened":
        tab = Kind.HOME if text(event, "tab") == "home" else Kind.MESSAGES_TAB
        known = bool(ident(event, "user") and ident(event, "channel"))
        return Event(tab, team, ident(event, "channel"), ident(event, "user")) if known else None
    if kind not in ("message", "app_mention"):
        return None
    subtype, channel = text(event, "subtype"), ident(event, "channel")
    direct = text(event, "channel_type") == "im" or (channel.startswith("D") and "channel_type" not in event)
    shared = bool(body.get("is_ext_shared_channel"))
    if not channel:
        return None
    if subtype == "message_deleted":
        before = event.get("previous_message")
        if _is_bots(before, me):
            return None
        return _removal(team, channel, ident(event, "deleted_ts"), ident(event, "event_ts") or ident(event, "ts"))
    if subtype == "message_changed":
        message = event.get("message")
        if not isinstance(message, Mapping):
            return None
        if text(message, "subtype") == "tombstone":  # the root of a thread was deleted
            return _removal(team, channel, ident(message, "ts"), ident(event, "event_ts") or ident(event, "ts"))
        revision = _edited(message)
        found = _message(message, team, channel, me, direct=direct, outside=shared or _outside(message, team))
        return replace(found, kind=Kind.EDIT, revision=revision) if found and revision else None
    return _message(
        event, team, channel, me, direct=direct, outside=shared or _outside(event, team), mention=kind == "app_mention"
    )


def _message(
    message: Mapping[str, Any], team: str, channel: str, me: Me, *, direct: bool, outside: bool, mention: bool = False
) -> Event | None:
    user, ts, said = ident(message, "user"), ident(message, "ts"), text(message, "text")
    if not user or not ts or _is_bots(message, me) or text(message, "subtype") not in _SPOKEN:
        return None
    people = mentioned(said)
    return Event(
        kind=Kind.MESSAGE,
        team=team,
        channel=channel,
        user=user,
        ts=ts,
        thread_ts=ident(message, "thread_ts"),
        text=said,
        revision=_edited(message),
        direct=direct,
        addressed=direct or mention or me.user in people,
        to_others=bool(people - {me.user}),
        outside=outside,
    )


def _removal(team: str, channel: str, ts: str, revision: str) -> Event | None:
    return Event(Kind.DELETION, team, channel, "", ts=ts, revision=revision) if ts else None


def _is_bots(message: object, me: Me) -> bool:
    """Whether a bot wrote it: another, or this one."""
    if not isinstance(message, Mapping):
        return False
    return bool(message.get("bot_id") or message.get("bot_profile")) or ident(message, "user") in (me.user, "USLACKBOT")


def _outside(message: Mapping[str, Any], team: str) -> bool:
    """Whether the writer belongs to another workspace than the one that the event was sent to."""
    teams = {text(message, name) for name in ("team", "user_team", "source_team")} - {""}
    return bool(teams - {team})


def _edited(message: Mapping[str, Any]) -> str:
    edited = message.get("edited")
    return ident(edited, "ts") if isinstance(edited, Mapping) else ""
