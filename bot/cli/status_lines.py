"""What `status` has seen, as plain lines: a word on the left, what it is on the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

_LEFT, _NAMES = 15, 22  # columns
_UNITS = ("B", "kB", "MB", "GB", "TB")
_BOT = {
    "not known": "not asked: operations.port is 0",
    "no answer": "no answer on {address}",
    "not the bot": "something else answers on {address}",
}


def as_lines(seen: Mapping[str, Any]) -> Iterator[str]:
    """The lines for what `status --json` prints."""
    parts = (
        ("bot", _bot(seen["bot"])),
        ("program", [f"Vem beslutar {seen['version']}"]),
        ("configuration", [seen["configuration"], _settings(seen)]),
        ("texts", _texts(seen["texts"])),
        ("environment", [_pair(name, "set" if known else "not set") for name, known in seen["environment"].items()]),
        ("state", [seen["state_folder"], *(_pair(kept["name"], _size(kept)) for kept in seen["state"])]),
        (
            "kept index",
            [_size(seen["index"]) if seen["index"]["files"] else "none; one is kept where there are many texts"],
        ),
        ("store", [seen["store"], _kept_of_a_question(seen)]),
        ("wrong", list(seen["wrong"]) or ["nothing, as far as can be seen from here"]),
    )
    for name, told in parts:
        for left, right in zip_longest([name], told, fillvalue=""):
            yield _plain(f"{left:{_LEFT}}{right}").rstrip()


def _bot(bot: Mapping[str, Any]) -> list[str]:
    health = bot["health"]
    if health is None:
        return [_BOT[bot["state"]].format(address=bot["address"])]
    connections = health.get("connections")
    links = f"{connections.get('open')} of {connections.get('wanted')}" if isinstance(connections, dict) else "none"
    return [
        f"{bot['state']}, on {bot['address']}",
        f"version {health.get('version')}, mode {health.get('mode')}, connections {links}, store {health.get('store')}",
        f"{_many(health.get('documents'), 'text')}, {_many(health.get('statements'), 'statement')}, "
        f"read {_age(health.get('index_age_seconds'))} ago, {health.get('waiting')} waiting",
    ]


def _settings(seen: Mapping[str, Any]) -> str:
    return f"slack.mode {seen['mode']}, operations.port {seen['port']}, operations.log_level {seen['log_level']}"


def _kept_of_a_question(seen: Mapping[str, Any]) -> str:
    decision = seen["retention_decision"] or "not named"
    return f"store.questions {seen['questions']}, store.days {seen['days']}, store.retention_decision {decision}"


def _texts(texts: Mapping[str, Any]) -> list[str]:
    if texts["error"]:
        return [texts["folder"]]
    told = [texts["folder"], f"{_many(texts['documents'], 'text')}, {_many(texts['statements'], 'statement')}"]
    told += [f"cannot be read: {one}" for one in texts["unreadable"]]
    if texts["doubtful"]:
        told.append(f"doubtful: {_many(texts['doubtful'], 'text')}; python -m bot check tells more")
    return told


def _pair(name: str, told: str) -> str:
    return f"{name:{_NAMES}} {told}"


def _many(count: object, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _size(kept: Mapping[str, Any]) -> str:
    size, unit = float(kept["bytes"]), 0
    while size >= 1_000 and unit < len(_UNITS) - 1:
        size, unit = size / 1_000, unit + 1
    told = f"{size:.{1 if unit else 0}f} {_UNITS[unit]}"
    written = f", {kept['written'].replace('T', ' ').replace('+00:00', ' UTC')}" if kept["written"] else ""
    return f"{_many(kept['files'], 'file')}, {told}{written}"


def _age(seconds: object) -> str:
    if not isinstance(seconds, (int, float)) or not 0 <= seconds < 1e12:
        return "?"
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _plain(line: str) -> str:
    """A line without what would move the terminal's cursor: some of it was told by whatever answered on the port."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
