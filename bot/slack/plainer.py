"""Blocks that a simpler page than Slack's can draw, for trying the bot without a workspace (`python -m bot demo`).

Rich text becomes a section, and Slack's pair of feedback buttons two ordinary ones. What is said stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.blocks import Block, actions
from bot.slack.text import clip_escaped, escape

_MENTIONS = {"user": ("@", "user_id"), "channel": ("#", "channel_id"), "usergroup": ("!subteam^", "usergroup_id")}
_MOST = 2_900  # characters in a section


def redraw(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call with plainer blocks, in the message itself or in its view."""
    plainer = dict(message)
    if isinstance(plainer.get("blocks"), list):
        plainer["blocks"] = [_redrawn(block) for block in plainer["blocks"]]
    if isinstance(plainer.get("view"), dict):
        plainer["view"] = redraw(plainer["view"])
    return plainer


def _redrawn(block: Block) -> Block:
    if block["type"] == "rich_text":
        text = "\n".join(part for part in map(_paragraph, block["elements"]) if part)
        section = {"type": "section", "text": {"type": "mrkdwn", "text": text[:_MOST], "verbatim": True}}
        return section | ({"block_id": block["block_id"]} if "block_id" in block else {})
    if block["type"] == "context_actions":
        pair = block["elements"][0]
        return actions(
            {"type": "button", "action_id": "vote_helpful", **pair["positive_button"]},
            {"type": "button", "action_id": "vote_wrong", **pair["negative_button"]},
        )
    return block


def _paragraph(part: Block) -> str:
    text = "".join(map(_inline, part["elements"])).strip("\n")
    return "\n".join(f"> {line}" for line in text.split("\n")) if part["type"] == "rich_text_quote" else text


def _inline(element: Block) -> str:
    if element["type"] in _MENTIONS:
        before, name = _MENTIONS[element["type"]]
        return f"<{before}{element[name]}>"
    if element["type"] == "link":
        return f"<{element['url']}|{escape(element['text'])}>"
    text = clip_escaped(element["text"], _MOST)
    for mark, style in (("*", "bold"), ("_", "italic")):
        if element.get("style", {}).get(style) and text.strip():
            bare = text.strip().replace(mark, "")
            text = text.replace(
                text.strip(), "\n".join(f"{mark}{line}{mark}" if line else "" for line in bare.split("\n"))
            )
    return text
