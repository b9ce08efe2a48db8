"""What Slack would refuse of a payload, and what it would make active in one.

The limits are those of Slack's Block Kit reference; where it leaves room, the stricter reading holds. An element or
argument that is not listed here is told as unknown: list it with its limits before the bot sends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tests.payload_schema import (
    Findings,
    Place,
    Rule,
    array,
    boolean,
    by_type,
    day,
    decoded,
    flag,
    identifier,
    integer,
    json_value,
    mapping,
    marked,
    nullable,
    one_of,
    only,
    parsed,
    plain,
    record,
    some_of,
    string,
    texts,
    then,
    truth,
    url,
    within,
)

# What elements are made of.

SHOWN = string(shown=True)
COLOUR = one_of("primary", "danger")
CONFIRM = record({"title": plain(100), "text": marked(300), "confirm": plain(30), "deny": plain(30)}, {"style": COLOUR})
OPTION = record({"text": plain(75), "value": string(150)}, {"description": plain(75)})
MARKED_OPTION = record({"text": marked(75), "value": string(150)}, {"description": marked(75)})
OVERFLOW_OPTION = record({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url(3000)})
OPTION_GROUP = record({"label": plain(75), "options": array(OPTION, 1, 100)})


def _chosen(value: Any, place: Place) -> None:
    """What is chosen from the start is one of the options."""
    groups = value.get("option_groups", ())
    options = [*value.get("options", ()), *(option for group in groups for option in group["options"])]
    if "initial_option" in value and value["initial_option"] not in options:
        place.at("initial_option").tell("not among the options")
    for number, option in enumerate(value.get("initial_options", ())):
        if option not in options:
            place.at("initial_options").at(number).tell("not among the options")


def _room(value: Any, place: Place) -> None:
    """An input's least length is no greater than its greatest, and what it begins with fits."""
    longest = value.get("max_length", 3000)
    if value.get("min_length", 0) > longest:
        place.at("min_length").tell(f"{value['min_length']:,}, more than max_length {longest:,}")
    string(longest, empty=True)(value.get("initial_value", ""), place.at("initial_value"))


# Elements.


def interactive(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An element that a person acts on."""
    return record(required, {**(optional or {}), "action_id": identifier("action_id", 255)})


LABEL = {"accessibility_label": string(75, shown=True)}
PRESSED = {**LABEL, "value": string(2000, empty=True), "confirm": CONFIRM}
ASKED = {"confirm": CONFIRM, "focus_on_load": boolean}
SELECT = {**ASKED, "placeholder": plain(150), "initial_option": OPTION}
IMAGE = {"image_url": url(3000), "alt_text": string(2000, shown=True)}
FEEDBACK = record({"text": plain(75), "value": string(2000)}, LABEL)
TYPING = record({"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})

CHOICES: dict[str, Rule] = {
    "static_select": then(
        interactive({}, {**SELECT, "options": array(OPTION, 1, 100), "option_groups": array(OPTION_GROUP, 1, 100)}),
        some_of("options", "option_groups", most=1),
        _chosen,
    ),
    "external_select": interactive({}, {**SELECT, "min_query_length": integer(0)}),
    "radio_buttons": then(
        interactive({"options": array(MARKED_OPTION, 1, 10)}, {**ASKED, "initial_option": MARKED_OPTION}), _chosen
    ),
    "checkboxes": then(
        interactive(
            {"options": array(MARKED_OPTION, 1, 10)}, {**ASKED, "initial_options": array(MARKED_OPTION, 1, 10)}
        ),
        _chosen,
    ),
}
ACTIONS: dict[str, Rule] = {
    **CHOICES,
    "button": interactive({"text": plain(75)}, {**PRESSED, "url": url(3000), "style": COLOUR}),
    "overflow": interactive({"options": array(OVERFLOW_OPTION, 1, 5)}, {"confirm": CONFIRM}),
}
INPUTS: dict[str, Rule] = {
    **CHOICES,
    "datepicker": interactive({}, {**ASKED, "placeholder": plain(150), "initial_date": day}),
    "plain_text_input": then(
        interactive(
            {},
            {
                "placeholder": plain(150),
                "initial_value": string(empty=True, shown=True),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
                "dispatch_action_config": TYPING,
                "focus_on_load": boolean,
            },
        ),
        _room,
    ),
}
CONTEXT_ACTIONS: dict[str, Rule] = {
    "feedback_buttons": interactive({"positive_button": FEEDBACK, "negative_button": FEEDBACK}),
    "icon_button": interactive(
        {"icon": one_of("trash"), "text": plain(75)}, {**PRESSED, "visible_to_user_ids": array(string())}
    ),
}
CONTEXT: dict[str, Rule] = {**texts(2000, "plain_text", "mrkdwn"), "image": record(IMAGE)}

# Rich text.

STYLE = {"style": record({}, dict.fromkeys(("bold", "italic", "strike", "code"), boolean))}
BORDER = {"border": integer(0, 1)}
PREFORMATTED: dict[str, Rule] = {
    "text": record({"text": SHOWN}, STYLE),
    "link": record({"url": url(3000)}, {**STYLE, "text": SHOWN, "unsafe": boolean}),
}
INLINE: dict[str, Rule] = {
    **PREFORMATTED,
    "user": record({"user_id": string()}, STYLE),
    "usergroup": record({"usergroup_id": string()}, STYLE),
    "channel": record({"channel_id": string()}, STYLE),
    "emoji": record({"name": string()}, {**STYLE, "unicode": string()}),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, STYLE),
    "date": record(
        {"timestamp": integer(0), "format": string(shown=True)}, {**STYLE, "url": url(3000), "fallback": SHOWN}
    ),
    "color": record({"value": string()}, STYLE),
}
INLINES = {"elements": array(by_type(INLINE), 1)}
SECTION = record(INLINES)
RICH_TEXT: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_list": record(
        {"style": one_of("bullet", "ordered"), "elements": array(by_type({"rich_text_section": SECTION}), 1)},
        {**BORDER, "indent": integer(0, 8), "offset": integer(0)},
    ),
    "rich_text_quote": record(INLINES, BORDER),
    "rich_text_preformatted": record({"elements": array(by_type(PREFORMATTED), 1)}, BORDER),
}

# Blocks.


def block(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """A block, which may have a name of its own."""
    return record(required, {**(optional or {}), "block_id": identifier("block_id", 255)})


RICH_TEXT_BLOCK = block({"elements": array(by_type(RICH_TEXT), 1)})
CELL = by_type({"raw_text": record({"text": SHOWN}), "rich_text": RICH_TEXT_BLOCK})
COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
BLOCKS: dict[str, Rule] = {
    "actions": block({"elements": array(by_type(ACTIONS), 1, 25)}),
    "context": block({"elements": array(by_type(CONTEXT), 1, 10)}),
    "divider": block({}),
    "header": block({"text": plain(150)}),
    "image": block(IMAGE, {"title": plain(2000)}),
    "rich_text": RICH_TEXT_BLOCK,
    "section": then(
        block(
            {},
            {
                "text": marked(3000),
                "fields": array(marked(2000), 1, 10),
                "accessory": by_type({**ACTIONS, "image": record(IMAGE)}),
                "expand": boolean,
            },
        ),
        some_of("text", "fields"),
    ),
}
MESSAGE_BLOCKS: dict[str, Rule] = {
    **BLOCKS,
    "context_actions": block({"elements": array(by_type(CONTEXT_ACTIONS), 1, 5)}),
    "markdown": block({"text": string(12_000, shown=True)}),
    "table": then(
        within(
            10_000,
            block({"rows": array(array(CELL, 1, 20), 1, 100)}, {"column_settings": array(nullable(COLUMN), high=20)}),
        ),
        only("table"),
    ),
}
VIEW_BLOCKS: dict[str, Rule] = {
    **BLOCKS,
    "input": block(
        {"label": plain(2000), "element": by_type(INPUTS)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}


def _markdown(value: Any, place: Place) -> None:
    """All markdown of a message counts together."""
    total = sum(len(each["text"]) for each in value if each["type"] == "markdown")
    if total > 12_000:
        place.tell(f"{total:,} characters of markdown, limit 12,000")


def _submit(value: Any, place: Place) -> None:
    """A modal that asks for something can be sent."""
    if "submit" not in value and any(each["type"] == "input" for each in value["blocks"]):
        place.at("submit").tell("missing, though there is an input block")


# Calls.

VIEW = {
    "callback_id": string(255),
    "external_id": string(255),
    "private_metadata": string(3000, empty=True),
}
MODAL = {
    **VIEW,
    "submit": plain(24),
    "close": plain(24),
    **dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), boolean),
}
VIEWED = {"blocks": array(by_type(VIEW_BLOCKS), high=100)}
VIEWS: dict[str, Rule] = {
    "modal": then(record({**VIEWED, "title": plain(24)}, MODAL), _submit),
    "home": record(VIEWED, VIEW),
}


def view(*types: str) -> dict[str, Rule]:
    """The argument that holds a view of one of these types."""
    return {"view": decoded(by_type({name: VIEWS[name] for name in types}))}


TEXT = {"text": string(39_000, shown=True)}
POSTED: dict[str, Rule] = {
    "blocks": decoded(within(13_200, then(array(by_type(MESSAGE_BLOCKS), 1, 50), _markdown))),
    "metadata": decoded(record({"event_type": string(), "event_payload": mapping(json_value)})),
    "parse": one_of("none", "full"),
    "thread_ts": string(),
    **dict.fromkeys(("link_names", "mrkdwn", "unfurl_links", "unfurl_media"), flag),
}
CALL = {"token": string()}
CHAT: dict[str, Rule] = {
    **CALL,
    **POSTED,
    **dict.fromkeys(("username", "icon_emoji", "icon_url"), string()),
    **dict.fromkeys(("as_user", "reply_broadcast"), flag),
}
RESPONSE: dict[str, Rule] = {
    **POSTED,
    "response_type": one_of("in_channel", "ephemeral"),
    **dict.fromkeys(("replace_original", "delete_original"), flag),
}
PROMPTS = array(record({"title": SHOWN, "message": SHOWN}), 1, 4)


def _response(value: Any, place: Place) -> None:
    """A response says something, unless it only takes the original away."""
    deletes = truth(value.get("delete_original"))
    (record({}, {**RESPONSE, **TEXT}) if deletes else record(TEXT, RESPONSE))(value, place)


METHODS: dict[str, Rule] = {
    "chat.postMessage": record({"channel": string(), **TEXT}, CHAT),
    "chat.postEphemeral": record({"channel": string(), "user": string(), **TEXT}, CHAT),
    "chat.update": record({"channel": string(), "ts": string(), **TEXT}, CHAT),
    "views.open": record({"trigger_id": string(), **view("modal")}, CALL),
    "views.push": record({"trigger_id": string(), **view("modal")}, CALL),
    "views.update": then(
        record(view("modal", "home"), {**CALL, **dict.fromkeys(("view_id", "external_id", "hash"), string())}),
        some_of("view_id", "external_id"),
    ),
    "views.publish": record({"user_id": string(), **view("home")}, {**CALL, "hash": string()}),
    "assistant.threads.setSuggestedPrompts": record(
        {"channel_id": string(), "prompts": decoded(PROMPTS)}, {**CALL, "thread_ts": string(), "title": SHOWN}
    ),
    "files.getUploadURLExternal": record(
        {"filename": string(255), "length": string()}, {**CALL, "alt_txt": string(1_000)}
    ),
    "files.completeUploadExternal": record(
        {"files": array(record({"id": string()}, {"title": string()}), 1)},
        {**CALL, "channel_id": string(), "thread_ts": string(), "initial_comment": string()},
    ),
    "response": _response,
    "view_response": by_type(
        {
            **dict.fromkeys(("update", "push"), record(view("modal"))),
            "clear": record({}),
            "errors": record({"errors": mapping(SHOWN, 1)}),
        },
        key="response_action",
    ),
}


def problems(method: str, arguments: Mapping[str, Any]) -> list[str]:
    """One line per violation, with its place; empty when Slack would accept the call."""
    findings = Findings()
    if method in METHODS:
        METHODS[method]({key: value for key, value in arguments.items() if value is not None}, Place("", findings))
    return findings.lines


# What is made active.

_SEQUENCE = r"<[^<>\n]+>"
_ADDRESS = r"https?://(?:(?!&[lg]t;)[^\s<>])+"
_NAME = r"(?<![\w&/.])[@#]\w[\w.-]*"


def _found(text: Any, *patterns: str) -> Iterator[str]:
    """What the patterns match in a text, in order; the stop after an address is no part of it."""
    for match in re.finditer("|".join(patterns), text if isinstance(text, str) else "", re.IGNORECASE):
        yield match[0] if match[0].startswith("<") else match[0].rstrip(".,;:!?)]}'\"”*_~`")


def _mrkdwn(node: Mapping[str, Any]) -> Iterator[str]:
    return _found(node.get("text"), _SEQUENCE, *(() if node.get("verbatim") is True else (_ADDRESS,)))


ACTIVE: dict[str, Callable[[Mapping[str, Any]], Iterable[str]]] = {
    "mrkdwn": _mrkdwn,
    "markdown": _mrkdwn,
    "user": lambda node: [f"<@{node.get('user_id')}>"],
    "usergroup": lambda node: [f"<!subteam^{node.get('usergroup_id')}>"],
    "channel": lambda node: [f"<#{node.get('channel_id')}>"],
    "broadcast": lambda node: [f"<!{node.get('range')}>"],
}


def _active(node: Any) -> Iterator[str]:
    """What is active in a block or view and in all that it holds."""
    if isinstance(node, Mapping):
        active = ACTIVE.get(str(node.get("type")))
        yield from active(node) if active else ()
        if isinstance(node.get("url"), str):  # of a button, an option, a link or a date
            yield node["url"]
        for value in node.values():
            yield from _active(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from _active(value)


def meant(method: str, arguments: Mapping[str, Any]) -> list[str]:
    """Every mention, broadcast, channel reference and link that Slack would make active, in order.

    Those of rich text are written as in mrkdwn (`<@U1>`, `<!subteam^S1>`, `<#C1>`, `<!here>`), its links as addresses.
    """
    if method not in METHODS:
        return []
    parts = []
    for key in ("blocks", "view"):
        try:
            parts.append(parsed(arguments.get(key)))
        except ValueError:
            continue  # told by `problems`: Slack makes nothing of it
    patterns = [_SEQUENCE]
    if arguments.get("parse") != "none" and not any(parts):
        patterns.append(_ADDRESS)
    if arguments.get("parse") == "full" or truth(arguments.get("link_names")):
        patterns.append(_NAME)
    mrkdwn = arguments.get("mrkdwn", True) in (None, True, "true", "1")
    return [*(_found(arguments.get("text"), *patterns) if mrkdwn else ()), *_active(parts)]
