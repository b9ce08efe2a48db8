"""Adding one entry to a list in a YAML file that people tend: all else in it stays as it is, comments included."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.errors import UserError
from bot.yamlfile import Items, Node, as_list, as_mapping, parse_yaml

_INDENT = 2
# What may stand without quotation marks: begins with a letter or digit, and holds nothing that YAML gives a meaning.
_PLAIN = re.compile(r"[^\W_](?:[\w .,;()/%§?!’”“–—+=@&*'\"-]|:(?=\S))*(?<![\s:])")


def append_entry(path: Path, key: str, make: Callable[[Sequence[Node]], Node], *, beginning: str) -> None:
    """Add an entry as the last one of the list under `key` of the file, which is written whole or not at all.

    `make` gives the entry, and gets those that are there; meanwhile nobody else who uses this function adds one. Where there is no
    file, it begins with `beginning`. Raises UserError where it is no such file, cannot be written, or is written in a way that
    nothing can be added to, and what `make` raises.
    """
    path = path.resolve()  # a link stays a link
    try:
        with _alone_in(path.parent):
            before = path.read_bytes() if path.exists() else beginning.encode()
            _replace(path, _with_entry(before, key, make, str(path)).encode())
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from None


def _with_entry(before: bytes, key: str, make: Callable[[Sequence[Node]], Node], name: str) -> str:
    """The text of a file with the entry added, checked by reading it."""
    try:
        text = before.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{name}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    newline = "\r\n" if "\r\n" in text else "\n"
    text += "" if not text or text.endswith("\n") else newline
    root = dict(as_mapping(_parse(text, name), name))
    items = as_list(root.get(key), f"{name}: {key}")
    entry = make(items)
    column = items.column if isinstance(items, Items) and items else _INDENT
    lines = [] if key in root else [f"{key}:"]
    lines += _rendered([entry], max(column, 0))
    text += "".join(line + newline for line in lines)
    root[key] = [*items, entry]
    with contextlib.suppress(UserError):
        if _parse(text, name) == root:
            return text
    raise UserError(
        f"{name}: nothing can be added to {key} as it is written; accepted: {key}: last in the file, its entries one below another, each with a dash before it"
    )


def _parse(text: str, name: str) -> Node:
    return parse_yaml(text.removeprefix("\ufeff"), name=name)


def _rendered(node: Node, indent: int) -> list[str]:
    """A list or mapping as lines, indented by so many spaces."""
    pad = " " * indent
    lines: list[str] = []
    if isinstance(node, Mapping):
        for key, value in node.items():
            if isinstance(value, str):
                first, *rest = _scalar(value, indent + _INDENT)
                lines += [f"{pad}{key}: {first}", *rest]
            else:
                lines += [f"{pad}{key}:", *_rendered(value, indent + _INDENT)]
        return lines
    for item in node:
        first, *rest = _scalar(item, indent + _INDENT) if isinstance(item, str) else _rendered(item, indent + _INDENT)
        lines += [f"{pad}- {first.lstrip()}", *rest]
    return lines


def _scalar(text: str, indent: int) -> list[str]:
    """Text as it is safe in YAML: bare, as a block of lines, or in quotation marks. The lines behind the first are indented."""
    if _PLAIN.fullmatch(text) and text.isprintable():
        return [text]
    lines = text.split("\n")
    if len(lines) > 1 and all(line.isprintable() and line.strip() for line in lines) and text == text.strip():
        return ["|-", *(" " * indent + line for line in lines)]
    quoted = json.dumps(text, ensure_ascii=False)  # leaves some as they are that YAML refuses, or reads as line ends
    return ["".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)]


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else adds to a file of the folder, in this process or another; not every file system can tell."""
    place = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _replace(path: Path, data: bytes) -> None:
    """Write the file anew beside the old one, and put it in its place."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    place, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(place, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(place)
            os.fchmod(place, mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
