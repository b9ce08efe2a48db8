"""Text on its way in from Slack and out to it."""

from __future__ import annotations

import re
import unicodedata

LONGEST_QUESTION = 2_000  # characters: no question is longer, and the engine reads no more
_LINK = re.compile(r"<(?:[#!@][^|>]*\|(?P<named>[^>]*)|(?P<address>[a-z]+:[^|>]+)(?:\|(?P<label>[^>]*))?|[#!@][^>]*)>")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


def read_question(text: str, me: str) -> str:
    """The question in a message: without the bot's own mention, links as their words, Slack's escapes undone.

    Control and format characters (direction marks too) are taken out; at most LONGEST_QUESTION characters are kept.
    """
    text = re.sub(rf"<@{re.escape(me)}(?:\|[^>]*)?>", " ", text[: 4 * LONGEST_QUESTION]) if me else text
    text = _LINK.sub(lambda match: match["label"] or match["named"] or match["address"] or "", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return shown(text).strip()[:LONGEST_QUESTION]


def mentioned(text: str) -> set[str]:
    """The ids of the people mentioned in a message."""
    return set(_MENTION.findall(text))


def shown(text: str) -> str:
    """`text` as it may be shown: NFC, without control and format characters but for line breaks and tabs."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    return "\n".join(line if line.isprintable() else _printable(line) for line in text.split("\n"))


def _printable(line: str) -> str:
    return "".join(c for c in line if c.isprintable() or c == "\t" or unicodedata.category(c) == "Zs")


def escape(text: str) -> str:
    """`text` so that Slack shows it as it stands: no mention or link can come of a question or of a document."""
    return shown(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int, *, end: str = "…") -> str:
    """`text` in at most `limit` characters, cut between words where it can be, and with `end` to show it."""
    if len(text) <= limit:
        return text
    kept = text[: limit - len(end)]
    at_space = kept.rfind(" ")
    return (kept[:at_space] if at_space > limit * 0.7 else kept).rstrip() + end


def clip_escaped(text: str, limit: int) -> str:
    """`text` escaped and in at most `limit` characters; no escape is cut in two."""
    escaped = escape(text)
    if len(escaped) <= limit:
        return escaped
    kept = escaped[: limit - 1]
    begun = kept.rfind("&", len(kept) - len("&amp;") + 1)
    return (kept[:begun] if begun >= 0 and ";" not in kept[begun:] else kept) + "…"
