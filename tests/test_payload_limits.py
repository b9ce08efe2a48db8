"""The checker of payloads: what it refuses, what it lets through, and what it says is made active."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.payload_limits import meant, problems

Json = dict[str, Any]
POST = "chat.postMessage"
OPEN = "views.open"


def plain(text: Any = "Ja", **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: Any = "*Ja*", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def section(text: Json, **more: Any) -> Json:
    return {"type": "section", "text": text, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "Ja", value: str = "ja", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(*options: Json, **more: Any) -> Json:
    return {"type": "static_select", "options": list(options), **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def inline(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(**more: Any) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": [inline(words())], **more}


def words(text: str = "Ja", **more: Any) -> Json:
    return {"type": "text", "text": text, **more}


def table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "table", "rows": list(rows), **more}


def cell(text: str = "Ja") -> Json:
    return {"type": "raw_text", "text": text}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://x.se/a.png", "alt_text": "En bild", **more}


def feedback(value: str = "ja") -> Json:
    pressed = {"text": plain(), "value": value}
    return {"type": "feedback_buttons", "positive_button": pressed, "negative_button": pressed}


def asked(element: Json | None = None, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element or {"type": "plain_text_input"}, **more}


def message(*blocks: Any, **more: Any) -> Json:
    return {"channel": "C1", "text": "Ja", **({"blocks": list(blocks)} if blocks else {}), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": list(blocks), **more}


def opened(*blocks: Json, **more: Any) -> Json:
    return {"trigger_id": "1.2", "view": modal(*blocks, **more)}


def sendable(*blocks: Json) -> Json:
    return opened(*blocks, submit=plain())


DIVIDER = {"type": "divider"}
CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}
TEN = [mrkdwn()] * 10


def element(**more: Any) -> Json:
    """A message whose only element is this one: `blocks[0].elements[0]`."""
    return message(actions(more))


def context_action(**more: Any) -> Json:
    """A message whose only element is this one, among those that are shown small."""
    return message({"type": "context_actions", "elements": [more]})


def typed(**more: Any) -> Json:
    """A modal whose only input is this one: `view.blocks[0].element`."""
    return sendable(asked({"type": "plain_text_input", **more}))


GROUP = {"label": plain(), "options": [option()]}
E = "blocks[0].elements[0]"

# Each row: the method, its arguments, where the only violation stands, and what is said of it.
REFUSED: list[tuple[str, Json, str, str]] = [
    # arguments of calls
    (POST, {"text": "Ja"}, "channel", "missing"),
    (POST, message(channel=""), "channel", "empty"),
    (POST, {"channel": "C1", "blocks": [DIVIDER]}, "text", "missing"),
    (POST, message(text=""), "text", "empty"),
    (POST, message(text=None), "text", "missing"),
    (POST, message(text="a" * 39_001), "text", "39,001 characters, limit 39,000"),
    (POST, message(text=7), "text", "int"),
    (POST, message(text="a\x00"), "text", "U+0000 at character 2"),
    (POST, message(text="a\ud800"), "text", "U+D800"),
    (POST, message(text="a\u202eb"), "text", "U+202E"),
    (POST, message(text="\u200f"), "text", "U+200F"),
    (POST, message(text="\u2066"), "text", "U+2066"),
    (POST, message(text="a\rb"), "text", "U+000D"),
    (POST, message(attachments=[]), "attachments", "unknown key"),
    (POST, message(mrkdwn="no"), "mrkdwn", "must be true or false"),
    (POST, message(parse="some"), "parse", "allowed: none, full"),
    ("chat.postEphemeral", message(), "user", "missing"),
    ("chat.update", message(), "ts", "missing"),
    ("views.publish", {"view": {"type": "home", "blocks": []}}, "user_id", "missing"),
    (OPEN, {"view": modal(DIVIDER)}, "trigger_id", "missing"),
    (OPEN, {"trigger_id": "1.2"}, "view", "missing"),
    ("views.push", {"view": modal(DIVIDER)}, "trigger_id", "missing"),
    ("views.update", {"view": modal(DIVIDER)}, "view_id", "missing, and so is external_id"),
    # JSON strings
    (POST, message(blocks="[{"), "blocks", "no JSON"),
    (POST, message(blocks=json.dumps([section(mrkdwn(""))])), "blocks[0].text.text", "empty"),
    (POST, message(blocks="{}"), "blocks", "must be a list"),
    (OPEN, {"trigger_id": "1.2", "view": "{"}, "view", "no JSON"),
    (POST, message(metadata="]"), "metadata", "no JSON"),
    # metadata, responses, acknowledgements, prompts
    (POST, message(metadata={"event_type": "a"}), "metadata.event_payload", "missing"),
    (POST, message(metadata={"event_type": "", "event_payload": {}}), "metadata.event_type", "empty"),
    (POST, message(metadata={"event_type": "a", "event_payload": []}), "metadata.event_payload", "must be an object"),
    (
        POST,
        message(metadata={"event_type": "a", "event_payload": {"b": [{"c": float("nan")}]}}),
        "metadata.event_payload.b[0].c",
        "no JSON",
    ),
    ("response", {"response_type": "ephemeral"}, "text", "missing"),
    ("response", {"text": "Ja", "response_type": "secret"}, "response_type", "allowed: in_channel, ephemeral"),
    ("response", {"text": "Ja", "replace_original": "yes"}, "replace_original", "must be true or false"),
    ("response", {"text": "Ja", "channel": "C1"}, "channel", "unknown key"),
    ("view_response", {"view": modal(DIVIDER)}, "response_action", "missing"),
    ("view_response", {"response_action": "close"}, "response_action", "allowed: update, push, clear, errors"),
    ("view_response", {"response_action": "push"}, "view", "missing"),
    ("view_response", {"response_action": "clear", "view": modal()}, "view", "unknown key"),
    ("view_response", {"response_action": "errors", "errors": {}}, "errors", "0 items, at least 1"),
    ("view_response", {"response_action": "errors", "errors": {"a": ""}}, "errors.a", "empty"),
    (
        "assistant.threads.setSuggestedPrompts",
        {"channel_id": "D1", "thread_ts": "1.2", "prompts": [{"title": "a", "message": "b"}] * 5},
        "prompts",
        "5 items, limit 4",
    ),
    (
        "assistant.threads.setSuggestedPrompts",
        {"channel_id": "D1", "prompts": '[{"title": "", "message": "b"}]'},
        "prompts[0].title",
        "empty",
    ),
    # messages as a whole
    (POST, message(blocks=[]), "blocks", "0 items, at least 1"),
    (POST, message(*[DIVIDER] * 51), "blocks", "51 items, limit 50"),
    (POST, message(*[section(mrkdwn("a" * 2_641))] * 5), "blocks", "13,205 characters of text in all, limit 13,200"),
    (POST, message({"type": "poem"}), "blocks[0].type", "'poem', allowed: actions"),
    (POST, message({"text": plain()}), "blocks[0].type", "missing"),
    (POST, message("Ja"), "blocks[0]", "str, must be an object"),
    (POST, message(asked()), "blocks[0].type", "'input'"),
    (POST, message({**DIVIDER, "text": plain()}), "blocks[0].text", "unknown key"),
    (POST, message({**DIVIDER, "block_id": "b" * 256}), "blocks[0].block_id", "256 characters, limit 255"),
    (POST, message(*[{**DIVIDER, "block_id": "b"}] * 2), "blocks[1].block_id", "'b' is already used"),
    # text objects
    (POST, message(section({"type": "html", "text": "Ja"})), "blocks[0].text.type", "allowed: plain_text, mrkdwn"),
    (POST, message(section({"type": "mrkdwn"})), "blocks[0].text.text", "missing"),
    (POST, message(section(mrkdwn(emoji=True))), "blocks[0].text.emoji", "unknown key"),
    (POST, message(section(plain(verbatim=True))), "blocks[0].text.verbatim", "unknown key"),
    (POST, message(section(mrkdwn(verbatim="true"))), "blocks[0].text.verbatim", "must be true or false"),
    (POST, message(section(mrkdwn(None))), "blocks[0].text.text", "NoneType"),
    (POST, message(section(mrkdwn("\u2069"))), "blocks[0].text.text", "U+2069"),
    # blocks
    (
        POST,
        message(DIVIDER, DIVIDER, section(mrkdwn("a" * 3_400))),
        "blocks[2].text.text",
        "3,400 characters, limit 3,000",
    ),
    (POST, message({"type": "section"}), "blocks[0].text", "missing, and so is fields"),
    (POST, message({"type": "section", "fields": []}), "blocks[0].fields", "0 items"),
    (POST, message({"type": "section", "fields": [mrkdwn()] * 11}), "blocks[0].fields", "11 items, limit 10"),
    (POST, message({"type": "section", "fields": [mrkdwn("a" * 2_001)]}), "blocks[0].fields[0].text", "limit 2,000"),
    (POST, message(section(mrkdwn(), accessory=feedback())), "blocks[0].accessory.type", "'feedback_buttons'"),
    (POST, message({"type": "header", "text": mrkdwn()}), "blocks[0].text.type", "'mrkdwn', allowed: plain_text"),
    (POST, message({"type": "header", "text": plain("a" * 151)}), "blocks[0].text.text", "151 characters, limit 150"),
    (POST, message({"type": "context", "elements": []}), "blocks[0].elements", "0 items"),
    (POST, message({"type": "context", "elements": [*TEN, mrkdwn()]}), "blocks[0].elements", "11 items"),
    (
        POST,
        message({"type": "context", "elements": [mrkdwn("a" * 2_001)]}),
        f"{E}.text",
        "limit 2,000",
    ),
    (POST, message({"type": "context", "elements": [button()]}), f"{E}.type", "'button'"),
    (POST, message(actions()), "blocks[0].elements", "0 items"),
    (POST, message(actions(*[button()] * 26)), "blocks[0].elements", "26 items, limit 25"),
    (POST, message(actions({"type": "plain_text_input"})), f"{E}.type", "'plain_text_input'"),
    (
        POST,
        message({"type": "context_actions", "elements": [feedback()] * 6}),
        "blocks[0].elements",
        "6 items, limit 5",
    ),
    (POST, message({"type": "context_actions", "elements": [button()]}), f"{E}.type", "'button'"),
    (
        POST,
        message({"type": "context_actions", "elements": [{**feedback(), "negative_button": {"text": plain()}}]}),
        f"{E}.negative_button.value",
        "missing",
    ),
    (POST, message(image(alt_text="a" * 2_001)), "blocks[0].alt_text", "2,001 characters, limit 2,000"),
    (POST, message(image(image_url="a.png")), "blocks[0].image_url", "no address"),
    (POST, message({"type": "markdown", "text": "a" * 12_001}), "blocks[0].text", "12,001 characters, limit 12,000"),
    (
        POST,
        message(*[{"type": "markdown", "text": "a" * 6_000}] * 2, {"type": "markdown", "text": "a"}),
        "blocks",
        "12,001 characters of markdown",
    ),
    # tables
    (POST, message(table()), "blocks[0].rows", "0 items"),
    (POST, message(table(*[[cell()]] * 101)), "blocks[0].rows", "101 items, limit 100"),
    (POST, message(table([])), "blocks[0].rows[0]", "0 items"),
    (POST, message(table([cell()] * 21)), "blocks[0].rows[0]", "21 items, limit 20"),
    (POST, message(table([cell(), cell("")])), "blocks[0].rows[0][1].text", "empty"),
    (POST, message(table([rich()])), "blocks[0].rows[0][0].elements", "0 items"),
    (POST, message(table([mrkdwn()])), "blocks[0].rows[0][0].type", "allowed: raw_text, rich_text"),
    (POST, message(table([cell("a" * 10_001)])), "blocks[0]", "10,001 characters of text in all"),
    (POST, message(table([cell()]), table([cell()])), "blocks[1]", "a second table"),
    (POST, message(table([cell()], column_settings=[{"align": "top"}])), "blocks[0].column_settings[0].align", "'top'"),
    # rich text
    (POST, message(rich()), "blocks[0].elements", "0 items"),
    (POST, message(rich(words())), f"{E}.type", "'text'"),
    (POST, message(rich(inline())), f"{E}.elements", "0 items"),
    (POST, message(rich(inline(words("")))), f"{E}.elements[0].text", "empty"),
    (POST, message(rich(inline(words("\u202a")))), f"{E}.elements[0].text", "U+202A"),
    (
        POST,
        message(rich(inline(words(style={"blink": True})))),
        f"{E}.elements[0].style.blink",
        "unknown",
    ),
    (
        POST,
        message(rich(inline(words(style={"bold": 1})))),
        f"{E}.elements[0].style.bold",
        "true or false",
    ),
    (POST, message(rich(inline({"type": "link", "text": "a"}))), f"{E}.elements[0].url", "missing"),
    (POST, message(rich(inline({"type": "user"}))), f"{E}.elements[0].user_id", "missing"),
    (POST, message(rich(inline({"type": "emoji"}))), f"{E}.elements[0].name", "missing"),
    (
        POST,
        message(rich(inline({"type": "broadcast", "range": "all"}))),
        f"{E}.elements[0].range",
        "'all'",
    ),
    (POST, message(rich(bullets(style="dash"))), f"{E}.style", "allowed: bullet, ordered"),
    (POST, message(rich(bullets(indent=9))), f"{E}.indent", "9, must be 0 to 8"),
    (POST, message(rich(bullets(elements=[]))), f"{E}.elements", "0 items"),
    (POST, message(rich({"type": "rich_text_quote", "elements": []})), f"{E}.elements", "0 items"),
    (POST, message(rich({"type": "rich_text_preformatted", "elements": []})), f"{E}.elements", "0 items"),
    (POST, message(rich(bullets(elements=[words()]))), f"{E}.elements[0].type", "rich_text_section"),
    (
        POST,
        message(rich({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]})),
        f"{E}.elements[0].type",
        "allowed: text, link",
    ),
    # elements
    (POST, message(actions(button(text=mrkdwn()))), f"{E}.text.type", "allowed: plain_text"),
    (
        POST,
        message(actions(button(text=plain("a" * 76)))),
        f"{E}.text.text",
        "76 characters, limit 75",
    ),
    (POST, message(actions(button(text=plain("")))), f"{E}.text.text", "empty"),
    (POST, message(actions(button(value="a" * 2_001))), f"{E}.value", "limit 2,000"),
    (POST, message(actions(button(url="https://" + "a" * 3_000))), f"{E}.url", "limit 3,000"),
    (POST, message(actions(button(style="default"))), f"{E}.style", "allowed: primary, danger"),
    (
        POST,
        message(actions(button(accessibility_label="a" * 76))),
        f"{E}.accessibility_label",
        "limit 75",
    ),
    (POST, message(actions(button(action_id="a" * 256))), f"{E}.action_id", "limit 255"),
    (
        POST,
        message(actions(button(action_id="a")), actions(button(action_id="a"))),
        "blocks[1].elements[0].action_id",
        "'a' is already used",
    ),
    (
        POST,
        message(actions(button(confirm={**CONFIRM, "title": plain("a" * 101)}))),
        f"{E}.confirm.title.text",
        "limit 100",
    ),
    (
        POST,
        message(actions(button(confirm={**CONFIRM, "text": mrkdwn("a" * 301)}))),
        f"{E}.confirm.text.text",
        "limit 300",
    ),
    (
        POST,
        message(actions(button(confirm={**CONFIRM, "deny": plain("a" * 31)}))),
        f"{E}.confirm.deny.text",
        "limit 30",
    ),
    (POST, message(actions(select())), f"{E}.options", "0 items"),
    (POST, message(actions(select(*[option()] * 101))), f"{E}.options", "101 items, limit 100"),
    (
        POST,
        message(actions({"type": "static_select"})),
        f"{E}.options",
        "missing, and so is option_groups",
    ),
    (
        POST,
        message(actions(select(option(), option_groups=[{"label": plain(), "options": [option()]}]))),
        f"{E}.option_groups",
        "not together with options",
    ),
    (POST, message(actions(select(option("a" * 76)))), f"{E}.options[0].text.text", "limit 75"),
    (POST, message(actions(select(option(value="")))), f"{E}.options[0].value", "empty"),
    (POST, message(actions(select(option(value="a" * 151)))), f"{E}.options[0].value", "limit 150"),
    (
        POST,
        message(actions(select(option(description=plain("a" * 76))))),
        f"{E}.options[0].description.text",
        "limit 75",
    ),
    (
        POST,
        message(actions(select(option(), initial_option=option("Nej", "nej")))),
        f"{E}.initial_option",
        "not among the options",
    ),
    (
        POST,
        message(actions(select(option(), placeholder=plain("a" * 151)))),
        f"{E}.placeholder.text",
        "150",
    ),
    (
        POST,
        message(actions({"type": "external_select", "min_query_length": -1})),
        f"{E}.min_query_length",
        "-1, must be 0",
    ),
    (
        POST,
        message(actions({"type": "radio_buttons", "options": [option()] * 11})),
        f"{E}.options",
        "11 items, limit 10",
    ),
    (
        POST,
        message(actions({"type": "checkboxes", "options": [option()], "initial_options": [option(), option("Nej")]})),
        f"{E}.initial_options[1]",
        "not among the options",
    ),
    (
        POST,
        message(actions({"type": "overflow", "options": [option()] * 6})),
        f"{E}.options",
        "6 items, limit 5",
    ),
    (POST, element(type="static_select", option_groups=[]), f"{E}.option_groups", "0 items"),
    (POST, element(type="static_select", option_groups=[GROUP] * 101), f"{E}.option_groups", "101 items, limit 100"),
    (
        POST,
        element(type="static_select", option_groups=[{**GROUP, "label": plain("a" * 76)}]),
        f"{E}.option_groups[0].label.text",
        "limit 75",
    ),
    (
        POST,
        element(type="static_select", option_groups=[{**GROUP, "options": []}]),
        f"{E}.option_groups[0].options",
        "0 items",
    ),
    (
        POST,
        element(type="static_select", option_groups=[{**GROUP, "options": [option()] * 101}]),
        f"{E}.option_groups[0].options",
        "limit 100",
    ),
    (POST, element(type="radio_buttons", options=[]), f"{E}.options", "0 items"),
    (POST, element(type="radio_buttons", options=[option("a" * 76)]), f"{E}.options[0].text.text", "limit 75"),
    (POST, element(type="radio_buttons", options=[option(value="a" * 151)]), f"{E}.options[0].value", "limit 150"),
    (
        POST,
        element(type="radio_buttons", options=[option(description=mrkdwn("a" * 76))]),
        f"{E}.options[0].description.text",
        "limit 75",
    ),
    (POST, element(type="checkboxes", options=[]), f"{E}.options", "0 items"),
    (POST, element(type="checkboxes", options=[option()] * 11), f"{E}.options", "11 items, limit 10"),
    (POST, element(type="overflow", options=[]), f"{E}.options", "0 items"),
    (POST, element(type="overflow", options=[option("a" * 76)]), f"{E}.options[0].text.text", "limit 75"),
    (POST, element(type="overflow", options=[option(url="x.se")]), f"{E}.options[0].url", "no address"),
    (POST, element(**button(confirm={**CONFIRM, "confirm": plain("a" * 31)})), f"{E}.confirm.confirm.text", "limit 30"),
    (
        POST,
        context_action(**{**feedback(), "positive_button": {"text": plain("a" * 76), "value": "a"}}),
        f"{E}.positive_button.text.text",
        "limit 75",
    ),
    (
        POST,
        context_action(**{**feedback(), "positive_button": {"text": plain(), "value": "a" * 2_001}}),
        f"{E}.positive_button.value",
        "limit 2,000",
    ),
    (POST, context_action(type="icon_button", icon="heart", text=plain()), f"{E}.icon", "allowed: trash"),
    # views
    (OPEN, {"trigger_id": "1.2", "view": {"type": "home", "blocks": []}}, "view.type", "'home', allowed: modal"),
    (OPEN, {"trigger_id": "1.2", "view": {"type": "modal", "blocks": []}}, "view.title", "missing"),
    (OPEN, {"trigger_id": "1.2", "view": {"type": "modal", "title": plain()}}, "view.blocks", "missing"),
    (OPEN, opened(title=plain("a" * 25)), "view.title.text", "25 characters, limit 24"),
    (OPEN, opened(submit=plain("a" * 25)), "view.submit.text", "limit 24"),
    (OPEN, opened(close=mrkdwn()), "view.close.type", "'mrkdwn'"),
    (OPEN, opened(callback_id="a" * 256), "view.callback_id", "limit 255"),
    (OPEN, opened(external_id="a" * 256), "view.external_id", "limit 255"),
    (OPEN, opened(private_metadata="a" * 3_001), "view.private_metadata", "3,001 characters, limit 3,000"),
    (OPEN, opened(*[DIVIDER] * 101), "view.blocks", "101 items, limit 100"),
    (OPEN, opened(table([cell()])), "view.blocks[0].type", "'table'"),
    (OPEN, opened(asked()), "view.submit", "missing, though there is an input block"),
    (OPEN, sendable(asked(label=mrkdwn())), "view.blocks[0].label.type", "'mrkdwn'"),
    (OPEN, sendable(asked(label=plain("a" * 2_001))), "view.blocks[0].label.text", "limit 2,000"),
    (OPEN, sendable(asked(hint=plain("a" * 2_001))), "view.blocks[0].hint.text", "limit 2,000"),
    (OPEN, sendable(asked(dispatch_action="true")), "view.blocks[0].dispatch_action", "must be true or false"),
    (OPEN, sendable(asked(button())), "view.blocks[0].element.type", "'button'"),
    (OPEN, typed(max_length=3_001), "view.blocks[0].element.max_length", "3001, must be 1 to 3000"),
    (OPEN, typed(min_length=5, max_length=4), "view.blocks[0].element.min_length", "more than max_length"),
    (OPEN, typed(max_length=4, initial_value="abcde"), "view.blocks[0].element.initial_value", "5 characters, limit 4"),
    (OPEN, typed(initial_value="a" * 3_001), "view.blocks[0].element.initial_value", "3,001 characters, limit 3,000"),
    (OPEN, typed(placeholder=plain("a" * 151)), "view.blocks[0].element.placeholder.text", "limit 150"),
    (
        OPEN,
        typed(dispatch_action_config={"trigger_actions_on": ["on_blur"]}),
        "view.blocks[0].element.dispatch_action_config.trigger_actions_on[0]",
        "'on_blur'",
    ),
    (OPEN, opened(close=plain("a" * 25)), "view.close.text", "25 characters, limit 24"),
    (
        "views.publish",
        {"user_id": "U1", "view": {"type": "home", "blocks": [], "title": plain()}},
        "view.title",
        "unknown key",
    ),
]

FULL = message(
    {"type": "header", "text": plain("a" * 150, emoji=True), "block_id": "b" * 255},
    section(mrkdwn("a" * 3_000, verbatim=True), accessory=button(url="https://x.se", value="", action_id="a")),
    {"type": "section", "fields": TEN},
    {"type": "context", "elements": [image(), mrkdwn("a" * 2_000)]},
    DIVIDER,
    image(title=plain()),
    actions(
        button(style="danger", confirm=CONFIRM, action_id="b"),
        select(option(), initial_option=option()),
        {
            "type": "static_select",
            "option_groups": [{"label": plain(), "options": [option()]}],
            "initial_option": option(),
        },
        {"type": "external_select", "min_query_length": 0, "placeholder": plain()},
        {"type": "radio_buttons", "options": [option()]},
        {
            "type": "checkboxes",
            "options": [option(description=mrkdwn())],
            "initial_options": [option(description=mrkdwn())],
        },
        {"type": "overflow", "options": [option(url="https://x.se")]},
    ),
    {
        "type": "context_actions",
        "elements": [
            feedback(),
            {"type": "icon_button", "icon": "trash", "text": plain(), "value": "a", "visible_to_user_ids": ["U1"]},
        ],
    },
    {"type": "markdown", "text": "**Ja**"},
    table([cell(), rich(inline(words()))], column_settings=[None, {"align": "right", "is_wrapped": True}]),
    rich(
        inline(
            words("a\n\tb 👍", style={"bold": True, "code": False}),
            {"type": "link", "url": "https://x.se", "text": "x"},
            {"type": "user", "user_id": "U1"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "channel", "channel_id": "C1"},
            {"type": "emoji", "name": "wave"},
            {"type": "broadcast", "range": "here"},
            {"type": "date", "timestamp": 1, "format": "{date}"},
            {"type": "color", "value": "#ff0000"},
        ),
        bullets(indent=8, border=1),
        {"type": "rich_text_quote", "elements": [words()]},
        {"type": "rich_text_preformatted", "elements": [words()], "border": 0},
    ),
    thread_ts="1.2",
    mrkdwn="false",
    unfurl_links=False,
    metadata={"event_type": "a", "event_payload": {"b": [1, None, {"c": True}], "d": ""}},
)

ACCEPTED: list[tuple[str, Json]] = [
    (POST, message()),
    (POST, message(text="a" * 39_000, blocks=None)),
    (POST, FULL),
    (POST, {**FULL, **{key: json.dumps(FULL[key]) for key in ("blocks", "metadata")}}),
    (POST, message(*[section(mrkdwn("a" * 2_640))] * 5)),
    (POST, message(*[{"type": "markdown", "text": "a" * 6_000}] * 2)),
    (POST, message(*[DIVIDER] * 50)),
    ("chat.postEphemeral", message(user="U1")),
    ("chat.update", message(ts="1.2", parse="none")),
    ("response", {"text": "Ja", "response_type": "in_channel", "replace_original": "true", "blocks": [DIVIDER]}),
    ("response", {"delete_original": True}),
    (OPEN, opened(*[DIVIDER] * 100, callback_id="a", private_metadata="", close=plain("a" * 24), notify_on_close=True)),
    (OPEN, {"trigger_id": "1.2", "view": json.dumps(modal(asked(hint=plain(), optional=True), submit=plain()))}),
    (
        "views.push",
        sendable(
            asked(
                {
                    "type": "plain_text_input",
                    "multiline": True,
                    "min_length": 1,
                    "max_length": 4,
                    "initial_value": "abcd",
                    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
                    "focus_on_load": True,
                },
                dispatch_action=True,
            )
        ),
    ),
    ("views.update", {"view_id": "V1", "hash": "1.a", "view": modal(DIVIDER)}),
    ("views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": [section(mrkdwn()), asked()]}}),
    ("view_response", {"response_action": "update", "view": modal(DIVIDER)}),
    ("view_response", {"response_action": "clear"}),
    ("view_response", {"response_action": "errors", "errors": {"block": "Skriv något"}}),
    (
        "assistant.threads.setSuggestedPrompts",
        {"channel_id": "D1", "thread_ts": "1.2", "title": "Ja", "prompts": [{"title": "a", "message": "b"}] * 4},
    ),
    ("reactions.add", {"anything": object()}),
]

# Each row: the method, its arguments, and what is made active.
MEANT: list[tuple[str, Json, list[str]]] = [
    (POST, message(text="Hej <@U1>, se <#C1|allmänt>: https://x.se/a."), ["<@U1>", "<#C1|allmänt>", "https://x.se/a"]),
    (POST, message(text="<https://x.se|här> <!channel>"), ["<https://x.se|här>", "<!channel>"]),
    (POST, message(text="&lt;!channel&gt; &lt;https://x.se&gt;"), ["https://x.se"]),
    (POST, message(text="a < b, och c > d\nmen <\n!here>"), ["< b, och c >"]),
    (POST, message(text="<!here> https://x.se", parse="none"), ["<!here>"]),
    (POST, message(text="<!here> https://x.se", mrkdwn=False), []),
    (POST, message(text="<!here> https://x.se", mrkdwn="0"), []),
    (POST, message(DIVIDER, text="<!here> https://x.se"), ["<!here>"]),
    (POST, message(text="@anna i #allt, a@b.se"), []),
    (POST, message(text="@anna i #allt, a@b.se", link_names="1"), ["@anna", "#allt"]),
    (POST, message(section(mrkdwn("<!everyone> http://x.se"))), ["<!everyone>", "http://x.se"]),
    (POST, message(section(mrkdwn("<!everyone> http://x.se", verbatim=True))), ["<!everyone>"]),
    (POST, message(section(plain("<!everyone> http://x.se"))), []),
    (
        POST,
        message(section(mrkdwn("<@U1>"), fields=[mrkdwn("<@U2>"), plain("<@U3>")]), text="<@U0>"),
        ["<@U0>", "<@U1>", "<@U2>"],
    ),
    (POST, message(blocks=json.dumps([section(mrkdwn("<@U1>"))])), ["<@U1>"]),
    (POST, message(blocks="[{", text="<@U1>"), ["<@U1>"]),
    (POST, message({"type": "context", "elements": [mrkdwn("<@U1>")]}), ["<@U1>"]),
    (POST, message({"type": "markdown", "text": "[x](https://x.se)"}), ["https://x.se"]),
    (POST, message(actions(button(url="https://x.se"), button(text=plain("https://y.se")))), ["https://x.se"]),
    (POST, message(actions({"type": "overflow", "options": [option(), option(url="https://x.se")]})), ["https://x.se"]),
    (POST, message(table([cell("<@U1>"), rich(inline({"type": "user", "user_id": "U2"}))])), ["<@U2>"]),
    (
        POST,
        message(
            rich(
                inline(
                    words("<!channel> https://x.se"),
                    {"type": "user", "user_id": "U1"},
                    {"type": "usergroup", "usergroup_id": "S1"},
                ),
                bullets(elements=[inline({"type": "channel", "channel_id": "C1"})]),
                {"type": "rich_text_quote", "elements": [{"type": "broadcast", "range": "here"}]},
                inline({"type": "link", "url": "https://y.se", "text": "https://z.se"}),
            )
        ),
        ["<@U1>", "<!subteam^S1>", "<#C1>", "<!here>", "https://y.se"],
    ),
    (OPEN, opened(section(mrkdwn("<@U1>")), private_metadata="<@U2>"), ["<@U1>"]),
    ("view_response", {"response_action": "update", "view": modal(section(mrkdwn("<@U1>")))}, ["<@U1>"]),
    ("response", {"text": "<!here>"}, ["<!here>"]),
    ("reactions.add", {"text": "<!here>"}, []),
]


@pytest.mark.parametrize(("method", "arguments", "path", "said"), REFUSED)
def test_what_slack_would_refuse_is_told_with_its_place(method: str, arguments: Json, path: str, said: str) -> None:
    told = problems(method, arguments)

    assert len(told) == 1, told
    assert told[0].startswith(f"{path}: ")
    assert said in told[0].removeprefix(path)


@pytest.mark.parametrize(("method", "arguments"), ACCEPTED)
def test_what_slack_would_accept_has_no_problems(method: str, arguments: Json) -> None:
    told = problems(method, arguments)

    assert told == []


def test_every_violation_of_a_payload_is_told() -> None:
    told = problems(POST, {"text": "", "blocks": [section(mrkdwn("")), {"type": "poem"}, DIVIDER], "colour": "red"})

    assert [line.split(":")[0] for line in told] == [
        "channel",
        "text",
        "blocks[0].text.text",
        "blocks[1].type",
        "colour",
    ]


@pytest.mark.parametrize(("method", "arguments", "expected"), MEANT)
def test_what_slack_would_make_active_is_told_in_order(method: str, arguments: Json, expected: list[str]) -> None:
    active = meant(method, arguments)

    assert active == expected
