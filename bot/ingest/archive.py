"""Zip archives that nobody has vouched for: looked at before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from bot.errors import RefusedError

_MOST_BYTES = 100_000_000  # unpacked, all together
_MOST_RATIO = 100
_SMALL = 100_000  # bytes: what is no larger may be packed as tightly as it likes
_MOST_ENTRIES = 2_000
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # how encrypted and old Office files begin
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def check_archive(data: bytes) -> None:
    """Raise RefusedError unless `data` is a zip archive of modest size, without passwords and without DOCTYPE in its XML."""
    if data.startswith(_COMPOUND):
        raise RefusedError("old_or_locked")
    if not data.startswith(b"PK"):
        raise RefusedError("not_office")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                raise RefusedError("zip_bomb")
            if sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise RefusedError("zip_bomb")
            for entry in entries:
                if entry.flag_bits & 1:
                    raise RefusedError("old_or_locked")
                if entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(1, entry.compress_size):
                    raise RefusedError("zip_bomb")
                if entry.filename.lower().endswith((".xml", ".rels")):
                    part = archive.read(entry)
                    if any(mark in part for mark in _DOCTYPES):
                        raise RefusedError("doctype")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        raise RefusedError("cut_off") from None
