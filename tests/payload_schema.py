"""Small rules that a JSON value is held against, and how they are put together.

A rule is called with a value and its place in the payload; it tells every violation at the place where it stands.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_BROKEN = re.compile(r"[\x00\ud800-\udfff]")
_UNSEEN = re.compile(r"[\x01-\x08\x0b-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+")


@dataclass
class Findings:
    """What has been told of one payload, how much text it shows, and which names it has used."""

    lines: list[str] = field(default_factory=list)
    shown: int = 0
    taken: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Place:
    """Where in the payload a value stands, such as `blocks[2].text`."""

    path: str
    findings: Findings

    def at(self, step: str | int) -> Place:
        """The place of a key or of a list's item."""
        if isinstance(step, int):
            return Place(f"{self.path}[{step}]", self.findings)
        return Place(f"{self.path}.{step}" if self.path else step, self.findings)

    def tell(self, what: str) -> None:
        """Note a violation here."""
        self.findings.lines.append(f"{self.path or 'payload'}: {what}")


Rule = Callable[[Any, Place], None]


def parsed(value: Any) -> Any:
    """A value that may be given as a JSON string; ValueError when the string is no JSON."""
    return json.loads(value) if isinstance(value, str) else value


def truth(value: Any) -> bool:
    """Whether a top-level argument says yes."""
    return value is True or value in ("true", "1")


def string(longest: int | None = None, *, empty: bool = False, shown: bool = False) -> Rule:
    """A string; `shown` when people see it."""

    def rule(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            place.tell(f"{type(value).__name__}, must be a string")
            return
        if not value and not empty:
            place.tell("empty")
        if longest is not None and len(value) > longest:
            place.tell(f"{len(value):,} characters, limit {longest:,}")
        found = _BROKEN.search(value) or (_UNSEEN.search(value) if shown else None)
        if found:
            place.tell(f"U+{ord(found[0]):04X} at character {found.start() + 1}")
        place.findings.shown += len(value) if shown else 0

    return rule


def url(longest: int) -> Rule:
    """An address with its scheme."""

    def well_formed(value: Any, place: Place) -> None:
        if not _URL.fullmatch(value):
            place.tell(f"{value!r} is no address")

    return then(string(longest), well_formed)


def day(value: Any, place: Place) -> None:
    """A day as year-month-day."""
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        place.tell(f"{value!r} is no day")


def boolean(value: Any, place: Place) -> None:
    """A JSON boolean."""
    if not isinstance(value, bool):
        place.tell(f"{value!r}, must be true or false")


def flag(value: Any, place: Place) -> None:
    """A boolean among the arguments of a call, where it may be written as a string."""
    if not isinstance(value, bool) and value not in ("true", "false", "1", "0"):
        place.tell(f"{value!r}, must be true or false")


def integer(low: int, high: int | None = None) -> Rule:
    """A whole number from `low` to `high`."""

    def rule(value: Any, place: Place) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            place.tell(f"{type(value).__name__}, must be a whole number")
        elif value < low or (high is not None and value > high):
            place.tell(f"{value}, must be {low} to {'any' if high is None else high}")

    return rule


def one_of(*allowed: str) -> Rule:
    """One of a few words."""

    def rule(value: Any, place: Place) -> None:
        if value not in allowed:
            place.tell(f"{value!r}, allowed: {', '.join(allowed)}")

    return rule


def array(item: Rule, low: int = 0, high: int | None = None) -> Rule:
    """A list of `low` to `high` items."""

    def rule(value: Any, place: Place) -> None:
        if not isinstance(value, (list, tuple)):
            place.tell(f"{type(value).__name__}, must be a list")
            return
        if len(value) < low:
            place.tell(f"{len(value)} items, at least {low}")
        if high is not None and len(value) > high:
            place.tell(f"{len(value)} items, limit {high}")
        for number, each in enumerate(value):
            item(each, place.at(number))

    return rule


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these keys and no others."""
    known = {**required, **(optional or {})}

    def rule(value: Any, place: Place) -> None:
        if not isinstance(value, Mapping):
            place.tell(f"{type(value).__name__}, must be an object")
            return
        for key in required:
            if key not in value:
                place.at(key).tell("missing")
        for key, each in value.items():
            if key in known:
                known[key](each, place.at(key))
            else:
                place.at(str(key)).tell("unknown key")

    return rule


def mapping(item: Rule, low: int = 0) -> Rule:
    """An object from any names, `low` at least, to values of one kind."""

    def rule(value: Any, place: Place) -> None:
        if not isinstance(value, Mapping):
            place.tell(f"{type(value).__name__}, must be an object")
            return
        if len(value) < low:
            place.tell(f"{len(value)} items, at least {low}")
        for key, each in value.items():
            string()(key, place.at(str(key)))
            item(each, place.at(str(key)))

    return rule


def json_value(value: Any, place: Place) -> None:
    """Anything that JSON can write."""
    if isinstance(value, str):
        string(empty=True)(value, place)
    elif isinstance(value, (list, tuple)):
        array(json_value)(value, place)
    elif isinstance(value, Mapping):
        mapping(json_value)(value, place)
    elif not isinstance(value, (int, float, type(None))) or (isinstance(value, float) and not math.isfinite(value)):
        place.tell(f"{value!r} is no JSON")


def by_type(rules: Mapping[str, Rule], key: str = "type") -> Rule:
    """An object whose `type` says which rule holds for its other keys."""

    def rule(value: Any, place: Place) -> None:
        if not isinstance(value, Mapping):
            place.tell(f"{type(value).__name__}, must be an object")
        elif key not in value:
            place.at(key).tell("missing")
        elif not isinstance(value[key], str) or value[key] not in rules:
            place.at(key).tell(f"{value[key]!r}, allowed: {', '.join(rules)}")
        else:
            rules[value[key]]({name: each for name, each in value.items() if name != key}, place)

    return rule


def nullable(inner: Rule) -> Rule:
    """Null, or what the inner rule allows."""

    def rule(value: Any, place: Place) -> None:
        if value is not None:
            inner(value, place)

    return rule


def decoded(inner: Rule) -> Rule:
    """A value, or a JSON string that writes it."""

    def rule(value: Any, place: Place) -> None:
        try:
            content = parsed(value)
        except ValueError as error:
            place.tell(f"no JSON: {error}")
        else:
            inner(content, place)

    return rule


def then(*rules: Rule) -> Rule:
    """Rules in order, until one of them tells something: a later one may rely on the earlier."""

    def rule(value: Any, place: Place) -> None:
        before = len(place.findings.lines)
        for each in rules:
            each(value, place)
            if len(place.findings.lines) > before:
                return

    return rule


def some_of(*keys: str, most: int | None = None) -> Rule:
    """At least one of these keys, and not more than `most` of them."""

    def rule(value: Any, place: Place) -> None:
        found = [key for key in keys if key in value]
        if not found:
            place.at(keys[0]).tell(f"missing, and so is {' and '.join(keys[1:])}")
        elif most is not None and len(found) > most:
            place.at(found[-1]).tell(f"not together with {found[0]}")

    return rule


def within(limit: int, inner: Rule) -> Rule:
    """What shows at most `limit` characters in all."""

    def rule(value: Any, place: Place) -> None:
        before = place.findings.shown
        inner(value, place)
        total = place.findings.shown - before
        if total > limit:
            place.tell(f"{total:,} characters of text in all, limit {limit:,}")

    return rule


def identifier(kind: str, longest: int) -> Rule:
    """A name that is used once in the payload."""

    def unused(value: Any, place: Place) -> None:
        if (kind, value) in place.findings.taken:
            place.tell(f"{value!r} is already used")
        place.findings.taken.add((kind, value))

    return then(string(longest), unused)


def only(kind: str) -> Rule:
    """A part that a payload has at most one of."""

    def rule(_value: Any, place: Place) -> None:
        if (kind, "") in place.findings.taken:
            place.tell(f"a second {kind}, limit 1")
        place.findings.taken.add((kind, ""))

    return rule


def texts(longest: int, *types: str) -> dict[str, Rule]:
    """The rules of text objects, by type."""
    text = {"text": string(longest, shown=True)}
    rules = {"plain_text": record(text, {"emoji": boolean}), "mrkdwn": record(text, {"verbatim": boolean})}
    return {name: rules[name] for name in types}


def plain(longest: int) -> Rule:
    """A plain_text object."""
    return by_type(texts(longest, "plain_text"))


def marked(longest: int) -> Rule:
    """A plain_text or mrkdwn object."""
    return by_type(texts(longest, "plain_text", "mrkdwn"))
