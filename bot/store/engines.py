"""SQLAlchemy's engines for the two databases, set up so that neither lets an answer wait for long."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from bot.errors import ConfigError

DRIVER = "postgresql+psycopg"  # what postgresql:// stands for
BUSY = 5.0  # seconds that a database waits for another process's lock
SILENT = 10.0  # seconds without an answer after which a database is given up
_AGAIN = 0.01  # seconds between two tries
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")


def read_url(url: str) -> URL:
    """The url of a database that is known here. Raises ConfigError that says which are."""
    accepted = "accepted: sqlite:///PATH or postgresql://USER@HOST/DATABASE"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # its own words may hold the password
        raise ConfigError(f"store.url is {shown_url(url)}: it cannot be read; {accepted}") from None
    try:
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername=DRIVER)
        if parsed.drivername not in ("sqlite", DRIVER):
            raise ArgumentError("neither SQLite nor PostgreSQL")
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(f"store.url is {shown_url(url)}: {error}; {accepted}") from None
    except ImportError:
        raise ConfigError(
            "store.url: the driver of PostgreSQL is not installed; install it with the bot: pip install '.[postgresql]'"
        ) from None
    return parsed


def shown_url(url: str) -> str:
    """`url` as it may be shown: the password is masked, and what follows "?" left out, for there may be one, too.

    Of a url that can be read in two ways (an "@" inside the password), and of one that is none, only how it begins is shown.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return f"{scheme}://…" if (scheme := url.partition("://")[0]) != url else "no URL"
    if url.count("@") > 1:
        return f"{parsed.drivername}://…"
    return parsed.set(query={}).render_as_string(hide_password=True) + ("?…" if parsed.query else "")


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory, and for PostgreSQL."""
    named = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(str(url.database)) if named else None


def open_engine(url: URL, *, writing: bool) -> Engine:
    """An engine with a connection for one thread: for transactions that write, or for those that read beside them."""
    return _sqlite(url, writing) if url.get_backend_name() == "sqlite" else _postgresql(url)


def _sqlite(url: URL, writing: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY},
        poolclass=None if sqlite_file(url) else StaticPool,
    )
    start = "BEGIN IMMEDIATE" if writing else "BEGIN"  # else a read that turns into a write may fail at once

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, below
        _patiently(connection, _PRAGMAS)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(start)

    return engine


def _patiently(connection: sqlite3.Connection, pragmas: tuple[str, ...]) -> None:
    """Set `pragmas`, waiting for others' locks also where SQLite does not: two that turn a file to WAL at once could wait for
    each other, so one of them is told at once that it is locked (sqlite.org/c3ref/busy_handler.html).
    """
    until = time.monotonic() + BUSY
    for pragma in pragmas:
        while True:
            try:
                connection.execute(f"PRAGMA {pragma}")
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                    raise
                time.sleep(_AGAIN)


def _postgresql(url: URL) -> Engine:
    dead = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}
    engine = create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": max(2, int(BUSY)), **dead},
        execution_options={"preserve_rowcount": True},  # whether an INSERT … ON CONFLICT entered anything
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.execute(f"SET lock_timeout = {int(BUSY * 1000)}")
        connection.commit()

    return engine
