"""Slack's blocks, each within Slack's limits whatever text it is given (https://docs.slack.dev/reference/block-kit)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.text import clip, shown

Block = dict[str, Any]
MOST_TEXT = 39_000  # characters of a message's text; Slack cuts at 40,000
MOST_IN_VIEW = 100  # blocks
_MOST_IN_RICH_TEXT = 3_000  # characters in one block of ours, so that a message of several stays below 13,200
_HEADER, _BUTTON, _VALUE, _OPTION, _OPTION_VALUE, _CONTEXT, _TITLE, _METADATA = (
    150,
    75,
    2_000,
    75,
    150,
    1_000,
    24,
    3_000,
)
_EMPTY = "–"


def plain(text: str, limit: int) -> Block:
    """A plain text object: nothing in it is a mention, a link, formatting or an emoji."""
    return {"type": "plain_text", "text": clip(shown(text).strip() or _EMPTY, limit), "emoji": False}


def header(text: str) -> Block:
    """A header line."""
    return {"type": "header", "text": plain(text, _HEADER)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def context(*texts: str) -> Block:
    """Small grey lines, one element each."""
    return {"type": "context", "elements": [plain(text, _CONTEXT) for text in texts[:10]]}


def span(text: str, *, limit: int = _MOST_IN_RICH_TEXT, **style: bool) -> Block:
    """Literal text inside rich text, with bold=True or italic=True."""
    element: Block = {"type": "text", "text": clip(shown(text), limit) or _EMPTY}
    return {**element, "style": style} if style else element


def person(user: str) -> Block:
    """A mention of a person inside rich text: one that is meant."""
    return {"type": "user", "user_id": user}


def group(usergroup: str) -> Block:
    """A mention of a user group inside rich text: one that is meant."""
    return {"type": "usergroup", "usergroup_id": usergroup}


def channel_link(channel: str) -> Block:
    """A channel's name inside rich text."""
    return {"type": "channel", "channel_id": channel}


def link(address: str, text: str) -> Block:
    """A link inside rich text: one that is meant."""
    return {"type": "link", "url": address[:3_000], "text": clip(shown(text), 300) or _EMPTY}


def line(*elements: Block) -> Block:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def quotation(text: str) -> Block:
    """A quotation, word for word: no formatting is read in it."""
    return {"type": "rich_text_quote", "elements": [span(text)]}


def rich_text(*parts: Block, block_id: str = "") -> Block:
    """A block of paragraphs and quotations."""
    block: Block = {"type": "rich_text", "elements": list(parts)}
    return {**block, "block_id": block_id} if block_id else block


def button(text: str, action: str, value: str, *, style: str = "", confirm: Block | None = None) -> Block:
    """A button. `value` must fit: see `pack`; `confirm` is asked before it counts."""
    block: Block = {
        "type": "button",
        "text": plain(text, _BUTTON),
        "action_id": action,
        "value": value[:_VALUE] or _EMPTY,
    }
    return block | ({"style": style} if style else {}) | ({"confirm": confirm} if confirm else {})


def confirmation(title: str, text: str, *, confirm: str, deny: str) -> Block:
    """What is asked before a button counts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(confirm, 30),
        "deny": plain(deny, 30),
    }


def actions(*elements: Block, block_id: str = "") -> Block:
    """A row of buttons and menus."""
    block: Block = {"type": "actions", "elements": list(elements)[:25]}
    return {**block, "block_id": block_id} if block_id else block


def feedback(action: str, *, helpful: str, wrong: str, value: str) -> Block:
    """Slack's own pair of buttons for a verdict on an answer; the values are "helpful" and "wrong" before `value`."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": action,
                "positive_button": {"text": plain(helpful, _BUTTON), "value": f"helpful {value}"[:_VALUE]},
                "negative_button": {"text": plain(wrong, _BUTTON), "value": f"wrong {value}"[:_VALUE]},
            }
        ],
    }


def text_input(
    label: str,
    *,
    block_id: str,
    action: str,
    hint: str = "",
    initial: str = "",
    longest: int = 2_000,
    lines: bool = False,
    optional: bool = False,
) -> Block:
    """A field to write in; of several `lines`, or one that may be left empty."""
    element: Block = {"type": "plain_text_input", "action_id": action, "max_length": longest}
    if hint:
        element["placeholder"] = plain(hint, 150)
    if lines:
        element["multiline"] = True
    if not optional:
        element["min_length"] = 1
    if initial:
        element["initial_value"] = shown(initial)[:longest]
    return _input(label, block_id, element, optional=optional)


def choice(label: str, options: Sequence[tuple[str, str]], *, block_id: str, action: str, chosen: str = "") -> Block:
    """A field in which one of at most ten (text, value) pairs is chosen."""
    listed = [{"text": plain(text, _OPTION), "value": value[:_OPTION_VALUE]} for text, value in options[:10]]
    element: Block = {"type": "radio_buttons", "action_id": action, "options": listed}
    first = next((option for option in listed if option["value"] == chosen), None)
    return _input(label, block_id, {**element, "initial_option": first} if first else element)


def date_input(label: str, *, block_id: str, action: str, initial: str) -> Block:
    """A field for a day, with one to begin with (year-month-day)."""
    return _input(label, block_id, {"type": "datepicker", "action_id": action, "initial_date": initial})


def _input(label: str, block_id: str, element: Block, *, optional: bool = False) -> Block:
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label, 200), "element": element}
    return {**block, "optional": True} if optional else block


def menu(placeholder: str, action: str, options: Sequence[tuple[str, str]], *, chosen: str = "") -> Block:
    """A menu of (text, value) pairs, of at most 100."""
    listed = [{"text": plain(text, _OPTION), "value": value[:_OPTION_VALUE]} for text, value in options[:100]]
    block: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "options": listed,
    }
    first = next((option for option in listed if option["value"] == chosen), None)
    return {**block, "initial_option": first} if first else block


def modal(
    title: str, blocks: Sequence[Block], *, close: str, callback: str = "", submit: str = "", keep: str = ""
) -> Block:
    """A window. `keep` comes back with what is done in it."""
    view: Block = {
        "type": "modal",
        "title": plain(title, _TITLE),
        "close": plain(close, _TITLE),
        "blocks": list(blocks)[:MOST_IN_VIEW],
        "private_metadata": keep[:_METADATA],
    }
    if callback:
        view["callback_id"] = callback
    if submit:
        view["submit"] = plain(submit, _TITLE)
    return view


def home(blocks: Sequence[Block], *, keep: str) -> Block:
    """The App Home."""
    return {"type": "home", "blocks": list(blocks)[:MOST_IN_VIEW], "private_metadata": keep[:_METADATA]}


def pack(values: Mapping[str, Any], *, cut: str = "", limit: int = _VALUE) -> str:
    """`values` as a button's value. What makes it too long is the text or list under `cut`, which is then shortened."""
    packed = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    kept = dict(values)
    while len(packed) > limit and cut and kept[cut]:
        kept[cut] = kept[cut][: max(0, len(kept[cut]) - 1 - (len(packed) - limit if isinstance(kept[cut], str) else 0))]
        packed = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return packed


def unpack(packed: object) -> dict[str, Any]:
    """The values of `pack`; {} for anything else."""
    try:
        values = json.loads(packed) if isinstance(packed, str) else {}
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
