"""A SQLite file that is damaged is set aside, so that the bot goes on with a new one."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_log = logging.getLogger(__name__)


def tells_damage(error: BaseException | None) -> bool:
    """Whether SQLite's error says that its file is damaged."""
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED


def set_aside_if_damaged(path: Path, *, timeout: float) -> Path | None:
    """Check a file, and rename it with a time stamp where it is damaged: its new name, else None.

    A file that cannot be checked now (it is locked) is left as it is. Raises OSError where it cannot be renamed.
    """
    if not path.is_file():
        return None
    checked = path.stat().st_ino
    if not _damaged(path, timeout):
        return None
    with suppress(FileNotFoundError):
        if path.stat().st_ino != checked:  # another process has set it aside and begun a new one
            return None
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    for ending in ("-wal", "-shm", ""):  # the log goes with its file: it may help to mend it
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    _log.error("the store's file is damaged and was set aside; a new one is begun", extra={"aside": str(aside)})
    return aside


def _damaged(path: Path, timeout: float) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=timeout, isolation_level=None)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.Error as error:
        return tells_damage(error)
