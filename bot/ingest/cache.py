"""Documents that were read before, by their content: what has not changed is not read again when the program starts anew."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.ingest.pack import BrokenError, pack, unpack_document
from bot.models import Actor, Document

_KEPT = 30 * 86_400.0  # seconds that a document which nobody asks for is kept
_BOT = Path(__file__).resolve().parents[1]
_RULES = ("ingest", "language")  # the rooms whose rules make a document of a file
_LIBRARIES = ("markdown-it-py", "python-docx", "pypdfium2", "lxml")
_log = logging.getLogger(__name__)


class DocumentCache:
    """A folder of packed documents. Where it cannot be written, nothing is kept, and that is said once in the log."""

    def __init__(self, folder: Path | None, actors: Sequence[Actor]) -> None:
        """`folder` is made when it is first needed; None keeps nothing."""
        self._folder = folder
        self._rules = hashlib.sha256(pack([_program(), list(actors)])).digest() if folder else b""

    def key(self, name: str, data: bytes, fields: Mapping[str, str]) -> str:
        """What a file's document is kept by: all that it is made of."""
        return hashlib.sha256(self._rules + pack([name, dict(sorted(fields.items()))]) + data).hexdigest()

    def load(self, key: str) -> Document | None:
        """The document kept by `key`, if it is there and whole."""
        if self._folder is None:
            return None
        path = self._folder / key
        try:
            document = unpack_document(path.read_bytes())
            if time.time() - path.stat().st_mtime > _KEPT / 2:
                os.utime(path)
        except (OSError, BrokenError):
            return None
        return document

    def keep(self, key: str, packed: bytes) -> None:
        """Keep a document as `pack_document` makes it."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            place, beside = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(place, "wb") as out:
                out.write(packed)
            Path(beside).replace(self._folder / key)  # whole or not at all
        except OSError as error:
            _log.warning(
                "texts that were read are not kept", extra={"folder": str(self._folder), "reason": error.strerror}
            )
            self._folder = None

    def sweep(self) -> None:
        """Remove what nobody has asked for in a long time."""
        with suppress(OSError):
            for path in self._folder.iterdir() if self._folder else ():
                if time.time() - path.stat().st_mtime > _KEPT:
                    path.unlink()


@cache
def _program() -> str:
    """What changes whenever a file could be read in another way: the rules of reading, and the libraries behind them."""
    digest = hashlib.sha256()
    for path in sorted(one for room in _RULES for one in (_BOT / room).iterdir() if one.suffix in (".py", ".yaml")):
        digest.update(path.read_bytes())
    digest.update((_BOT / "models.py").read_bytes())
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()
