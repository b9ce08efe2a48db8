"""Bytes of a text file to text."""

from __future__ import annotations

import unicodedata

from bot.errors import RefusedError

_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Cn")
Note = tuple[str, tuple[tuple[str, str], ...]]


def clean(text: str) -> str:
    """`text` in NFC, with white space folded, without control and format characters (soft hyphens, direction marks)."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return " ".join("".join(kept).split())


def decode(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """Return the text of `data` in NFC with "\\n" line ends, and what is doubtful: UTF-8 first, then Windows' cp1252, which is told.

    Raises RefusedError for what is empty or no text.
    """
    if b"\x00" in data:
        raise RefusedError("zero_bytes")
    notes: tuple[Note, ...] = ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise RefusedError("not_text", byte=fault.start) from None
        notes = (("cp1252", ()),)
    if not text.strip():
        raise RefusedError("empty")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")), notes
