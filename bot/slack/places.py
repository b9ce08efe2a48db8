"""The place of an answer: by it a vote and a hand-over know the question that they belong to.

It is that of the bot's message. An answer that Slack gives no timestamp of (a command's, a window's) has a place of its own, which its
buttons carry.
"""

from __future__ import annotations

from bot.slack.payload import Body, channel_of, ident, mapping, text
from bot.store.jobs import Key

_LONGEST = 80  # characters of a part


def own_place(body: Body, team: str, surface: str) -> Key:
    """The place of an answer to what was typed or pressed, which is in no message yet."""
    name = ident(body, "trigger_id") or ident(mapping(body, "view"), "id")
    return Key(team, surface, name[:_LONGEST])


def written(place: Key | None) -> str:
    """A place as a button carries it; "" for that of the message which it stands under."""
    return f"{place.channel} {place.ts}" if place else ""


def read_place(body: Body, team: str, carried: str) -> Key:
    """The place of the answer under which something was pressed; `carried` is what its button carries."""
    channel, _, ts = carried.partition(" ")
    told = {"channel": channel, "ts": ts}
    if ident(told, "channel") and ident(told, "ts"):
        return Key(team, channel[:_LONGEST], ts[:_LONGEST])
    container = mapping(body, "container")
    return Key(team, channel_of(body), ident(container, "message_ts") or ident(mapping(body, "message"), "ts"))


def thread_of(body: Body) -> str:
    """The thread in which the message stands that something was pressed under, if others than the one who pressed see it; else ""."""
    container, message = mapping(body, "container"), mapping(body, "message")
    if container.get("is_ephemeral") or text(message, "subtype") == "ephemeral":
        return ""
    return ident(container, "thread_ts") or ident(message, "thread_ts") or ident(container, "message_ts")
