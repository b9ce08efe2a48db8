"""The one door through which YAML is read: strict, and with the line of every fault.

Scalars stay text ("6:1" is not 361 and "no" is not False), a key stands once, and anchors and aliases are refused: a file
of 442 bytes that uses them can fill any memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import yaml

from bot.errors import UserError

Node: TypeAlias = "str | list[Node] | dict[str, Node]"

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser where PyYAML was built with it


class Items(list["Node"]):
    """A list as it was read: with the line on which each entry begins, and the column of their dashes (-1: written in brackets)."""

    def __init__(self, column: int) -> None:
        super().__init__()
        self.column = column
        self.lines: list[int] = []


class _Builder:
    """Builds lists, mappings and text out of the parser's events. Recursion is bounded by MAX_DEPTH."""

    def __init__(self, events: list[yaml.Event], name: str) -> None:
        self._events = iter(events)
        self._name = name

    def document(self) -> Node:
        event = next(self._events, None)
        while isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
            event = next(self._events, None)
        if event is None or isinstance(event, yaml.StreamEndEvent):
            return {}
        node = self._node(event, 0)
        next(self._events, None)  # the end of this document
        following = next(self._events, None)
        if isinstance(following, yaml.DocumentStartEvent):
            raise self._fault(following, "a second document begins; a file holds one")
        return node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._fault(event, "anchors (&) and aliases (*) are not used here; write the value out")
        if depth > MAX_DEPTH:
            raise self._fault(event, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items = Items(-1 if event.flow_style or not event.start_mark else event.start_mark.column)
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.lines.append(_line(event))
                items.append(self._node(event, depth + 1))
            return items
        mapping: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._fault(event, "a key is a word, not a list or a mapping")
            key = str(event.value)
            if key in mapping:
                raise self._fault(event, f"the key {key!r} stands twice")
            mapping[key] = self._node(next(self._events), depth + 1)
        return mapping

    def _fault(self, event: yaml.Event, message: str) -> UserError:
        return UserError(f"{self._name}:{_line(event)}: {message}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def parse_yaml(text: str, *, name: str) -> Node:
    """Return the one document of `text` as nested dicts, lists and text; an empty text gives {}.

    `name` is what errors call the file. Raises UserError with the line for anything that is not plain, strict YAML.
    """
    if len(text) > MAX_BYTES:
        raise UserError(f"{name}: larger than {MAX_BYTES:,} characters; a YAML file here is far smaller")
    try:
        events = list(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise UserError(f"{place}: not valid YAML: {getattr(error, 'problem', None) or error}") from None
    return _Builder(events, name).document()


def read_yaml(path: Path) -> Node:
    """Read one YAML file (UTF-8). Raises UserError if it is missing, not text, or not strict YAML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    return parse_yaml(text, name=str(path))


def as_mapping(node: Node | None, where: str) -> Mapping[str, Node]:
    """Return `node` as a mapping (None and an empty value are an empty one), else raise UserError naming `where`."""
    if node is None or node == "":
        return {}
    if not isinstance(node, dict):
        raise UserError(f"{where}: should be keys with values, is {_kind(node)}")
    return node


def as_list(node: Node | None, where: str) -> list[Node]:
    """Return `node` as a list (None and an empty value are an empty one), else raise UserError naming `where`."""
    if node is None or node == "":
        return []
    if not isinstance(node, list):
        raise UserError(f"{where}: should be a list, is {_kind(node)}")
    return node


def as_entries(node: Node | None, where: str) -> list[tuple[int, Node]]:
    """Return a list's entries, each with the line on which it begins, else raise UserError naming `where`."""
    items = as_list(node, where)
    return list(zip(items.lines if isinstance(items, Items) else [0] * len(items), items, strict=True))


def as_text(node: Node | None, where: str) -> str:
    """Return `node` as text (None is empty), else raise UserError naming `where`."""
    if node is None:
        return ""
    if not isinstance(node, str):
        raise UserError(f"{where}: should be text, is {_kind(node)}")
    return node


def as_words(node: Node | None, where: str) -> tuple[str, ...]:
    """Return a list of non-empty texts as a tuple, else raise UserError naming `where`."""
    items = as_list(node, where)
    words = tuple(item if isinstance(item, str) else as_text(item, f"{where}[{i}]") for i, item in enumerate(items, 1))
    if "" in words:
        raise UserError(f"{where}: an entry is empty; remove it or write it out")
    return words


def known_keys(mapping: Mapping[str, Node], known: tuple[str, ...], where: str) -> None:
    """Raise UserError if `mapping` has a key that is not among `known`."""
    for key in mapping:
        if key not in known:
            raise UserError(f"{where}: {key!r} is not a setting; known: {', '.join(known)}")


def _kind(node: Node) -> str:
    if isinstance(node, str):
        return f"the text {node[:40]!r}"
    return "a list" if isinstance(node, list) else "keys with values"
