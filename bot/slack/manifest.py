"""The app manifest: what Slack is told of the bot, with as few scopes as the configuration needs, and why each is there.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from typing import Any

from bot.config import Config
from bot.phrasebook import phrasebook

NAME = "Vem beslutar"
_COLOUR = "#005aa0"


def build_manifest(config: Config, *, address: str = "") -> dict[str, Any]:
    """Return the manifest. `address` is the public one of the bot in HTTP mode (https://…); without it a mark stands there."""
    slack, book = config.slack, phrasebook(config.answers.language)
    url = f"{(address or 'https://REPLACE-WITH-YOUR-ADDRESS').rstrip('/')}/slack/events"
    socket = slack.mode == "socket"
    reach = {} if socket else {"request_url": url}
    command = {
        "command": slack.command,
        "description": book.say("manifest.command"),
        "usage_hint": book.say("manifest.usage"),
        "should_escape": True,
    }
    return {
        "display_information": {
            "name": NAME,
            "description": book.say("manifest.description"),
            "long_description": book.say("manifest.long_description"),
            "background_color": _COLOUR,
        },
        "features": {
            "agent_view": {"agent_description": book.say("manifest.description")},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": slack.command.removeprefix("/"), "always_online": True},
            "shortcuts": [
                {"name": book.say("manifest.message_shortcut"), "type": "message", "callback_id": "who_decides",
                 "description": book.say("manifest.message_shortcut_description")},
                {"name": book.say("manifest.search"), "type": "global", "callback_id": "search",
                 "description": book.say("manifest.search_description")},
            ],
            "slash_commands": [command if socket else {**command, "url": url}],
        },
        "oauth_config": {"scopes": {"bot": list(reasons(config))}},
        "settings": {
            "event_subscriptions": {**reach, "bot_events": _events(config)},
            "interactivity": {"is_enabled": True, **reach},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }  # fmt: skip


def reasons(config: Config) -> dict[str, str]:
    """The scopes that this configuration needs, each with why."""
    needed = {
        "app_mentions:read": "to be asked by a mention",
        "assistant:write": "to suggest questions in the Messages tab",
        "chat:write": "to answer",
        "commands": "for the slash command and the shortcuts",
        "im:history": "to be asked in direct messages",
        "mpim:history": "to be asked in group messages",
    }
    if config.slack.digest.channel:
        needed["files:write"] = "for the picture in the weekly digest"
    if config.slack.reads_channels:
        why = "for follow-ups without a mention, edited and deleted questions, and to look up whether an answer arrived"
        needed |= {"channels:history": why, "groups:history": f"{why}, in private channels"}
    return needed


def _events(config: Config) -> list[str]:
    events = ["app_home_opened", "app_mention", "message.im", "message.mpim"]
    return events + (["message.channels", "message.groups"] if config.slack.reads_channels else [])
