"""A database and the one thread that writes to it: what is asked for at the same time is committed together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import ConfigError
from bot.store.schema import METADATA

T = TypeVar("T")
Operation = Callable[[Connection], T]
_MOST_TOGETHER = 200  # operations in one commit
_BUSY = 5.0  # seconds that SQLite waits for another process's lock


class StorageError(Exception):
    """The database could not do it: full, locked, gone."""


class Database:
    """Runs operations one after another on a thread of its own; each is committed before its future is fulfilled."""

    def __init__(self, url: str) -> None:
        """Open the database of a SQLAlchemy `url` and make its tables. Raises ConfigError for a wrong url, StorageError."""
        self._engine = _open(url)
        try:
            METADATA.create_all(self._engine)
        except SQLAlchemyError as error:
            raise StorageError(type(error).__name__) from error
        self._queue: SimpleQueue[tuple[Operation[Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def submit(self, operation: Operation[T]) -> Future[T]:
        """Queue `operation`. Its future fails with StorageError where the database fails; it may then be run again."""
        future: Future[T] = Future()
        self._queue.put((operation, future))
        return future

    def close(self) -> None:
        """Finish what is queued and close."""
        self._queue.put(None)
        self._thread.join()
        self._engine.dispose()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            while len(batch) < _MOST_TOGETHER and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    self._queue.put(None)
                    break
                batch.append(following)
            if not self._commit(batch) and len(batch) > 1:
                for one in batch:  # which of them it was is seen alone
                    self._commit([one])

    def _commit(self, batch: list[tuple[Operation[Any], Future[Any]]]) -> bool:
        """Run a batch in one transaction; False where it failed and is to be tried one by one."""
        try:
            with self._engine.begin() as connection:
                results = [operation(connection) for operation, _ in batch]
        except Exception as error:  # a bug in one operation must not end the thread: its caller gets to know
            if len(batch) == 1:
                known = isinstance(error, SQLAlchemyError)
                batch[0][1].set_exception(StorageError(type(error).__name__) if known else error)
            return False
        for (_, future), result in zip(batch, results, strict=True):
            if not future.cancelled():
                future.set_result(result)
        return True


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


def _open(url: str) -> Engine:
    accepted = "accepted: sqlite:///PATH or postgresql+psycopg://…"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # its own words may hold the password
        raise ConfigError(f"store.url is {shown_url(url)}: it cannot be read; {accepted}") from None
    try:
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_size=1, max_overflow=0, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(f"store.url is {shown_url(url)}: {error}; {accepted}") from None
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    in_memory = not parsed.database or parsed.database == ":memory:"
    engine = create_engine(
        parsed,
        connect_args={"check_same_thread": False, "timeout": _BUSY},
        **({"poolclass": StaticPool} if in_memory else {}),
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", f"busy_timeout={int(_BUSY * 1000)}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # else a read that turns into a write may fail at once

    return engine
