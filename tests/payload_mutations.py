"""Seeded mutations of a payload: what a broken or malicious sender may send, as JSON."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

_STRANGE = (
    "\x00",
    "\x01\x02\x1b[31m\x7f",
    "\u0085\u2028\u2029",
    "\u202etxet\u202c",
    "e\u0301\u0323" * 40,
    "\ufeff\ufffe\uffff",
    "👩‍👩‍👧‍👦" * 20,
    "ﷺ" * 30,
    "<!channel> <@U0BOT> <https://a.se|b> *_~`",
    "&amp;amp;&lt;",
    "{{7*7}} ${x} %s %n",
    "' OR 1=1; --",
    "\u200b\u200d\u2060",
)
_NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 0.5, 1e308, -0.0, 5e-324)
_LENGTHS = (4_000, 40_001, 100_000)
_DEEP = 40
_LARGEST = 1_000_000  # characters of JSON: more breaks the connection, which is another matter
Slot = tuple[Any, Any]  # a dict or list, and the key or index in it


def mutate(payload: Any, random: Random) -> Any:
    """Return a changed copy, with one to four mutations; the same for the same state of `random`."""
    if random.random() < 0.03:
        return random.choice([[], [copy.deepcopy(payload)], "", "payload", None, 0, True, list(_strings(payload))])
    while True:
        changed = copy.deepcopy(payload)
        for _ in range(random.randint(1, 4)):
            slots = _slots(changed)
            if slots:
                random.choice(_MUTATIONS)(slots, random)
        if len(json.dumps(changed)) <= _LARGEST:
            return changed


def _slots(value: Any) -> list[Slot]:
    """Every place in a payload, in a fixed order."""
    found: list[Slot] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys: Any = holder if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


def _strings(value: Any) -> list[str]:
    return [holder[key] for holder, key in _slots(value) if isinstance(holder[key], str)]


def _delete(slots: list[Slot], random: Random) -> None:
    holder, key = random.choice(slots)
    del holder[key]


def _replace(slots: list[Slot], random: Random) -> None:
    holder, key = random.choice(slots)
    old = holder[key]
    makers: list[Callable[[], Any]] = [
        lambda: None,
        lambda: random.choice(_NUMBERS),
        lambda: random.choice([True, False]),
        lambda: random.choice([[], [None], [old], [[]] * 3, list(range(50))]),
        lambda: random.choice([{}, {"": None}, {"type": old}, {str(old)[:50]: []}]),
        lambda: random.choice(["a", "å", " ", "<@U0BOT>", "\n"]) * random.choice(_LENGTHS),
        lambda: random.choice(_STRANGE),
        lambda: "",
    ]
    holder[key] = random.choice(makers)()


def _retype(slots: list[Slot], random: Random) -> None:
    """Keep what it says, but as another type."""
    holder, key = random.choice(slots)
    old = holder[key]
    if isinstance(old, dict):
        holder[key] = list(old.items()) if random.random() < 0.5 else str(old)
    elif isinstance(old, list):
        holder[key] = {str(place): item for place, item in enumerate(old)}
    elif isinstance(old, str):
        holder[key] = float(old) if old.replace(".", "", 1).isdecimal() and len(old) < 50 else list(old[:50])
    else:
        holder[key] = str(old)


def _season(slots: list[Slot], random: Random) -> None:
    """Put something strange into a string."""
    strings = [(holder, key) for holder, key in slots if isinstance(holder[key], str)]
    if strings:
        holder, key = random.choice(strings)
        at = random.randint(0, len(holder[key]))
        holder[key] = holder[key][:at] + random.choice(_STRANGE) + holder[key][at:]


def _nest(slots: list[Slot], random: Random) -> None:
    """Put a value into itself, once or many times over."""
    holder, key = random.choice(slots)
    name = key if isinstance(key, str) else "event"
    for _ in range(random.choice([1, 2, _DEEP])):
        holder[key] = {name: holder[key]} if random.random() < 0.7 else [holder[key]]


def _double(slots: list[Slot], random: Random) -> None:
    """Repeat a list's items, or put a copy of a value beside it."""
    holder, key = random.choice(slots)
    if isinstance(holder[key], list):
        holder[key] = copy.deepcopy(holder[key]) * random.choice([2, 8])
    elif isinstance(holder, dict):
        holder[f"{key}_"] = copy.deepcopy(holder[key])


def _swap(slots: list[Slot], random: Random) -> None:
    """Exchange two values, or let one stand in both places."""
    (holder, key), (other, name) = random.choice(slots), random.choice(slots)
    first, second = copy.deepcopy(holder[key]), copy.deepcopy(other[name])
    holder[key], other[name] = second, first


_MUTATIONS = (_delete, _delete, _replace, _replace, _replace, _retype, _season, _nest, _double, _swap)
