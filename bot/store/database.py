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
from bot.store.migrations import migrate

T = TypeVar("T")
Operation = Callable[[Connection], T]
_MOST_TOGETHER = 200  # operations in one commit
_BUSY = 5.0  # seconds that SQLite waits for another process's lock


class StorageError(Exception):
    """The database could not do it: full, locked, gone."""


class Database:
    """Runs operations one after another on a thread of its own; each is committed before its future is fulfilled."""

    def __init__(self, url: str) -> None:
        """Open the database of a SQLAlchemy `url` and bring it to this version.

        Raises ConfigError for a wrong url or a database newer than the program, else StorageError.
        """
        self._engine = _open(url)
        try:
            migrate(self._engine)
        except SQLAlchemyError as error:
            raise StorageError(type(error).__name__) from error
        self._settled: list[Future[None]] = []
        self._queue: SimpleQueue[tuple[Operation[Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def submit(self, operation: Operation[T]) -> Future[T]:
        """Queue `operation`. Its future fails with StorageError where the database fails; it may then be run again."""
        future: Future[T] = Future()
        self._queue.put((operation, future))
        return future

    def read(self, operation: Operation[T]) -> Future[T]:
        """Run `operation`, which only reads."""
        return self.submit(operation)

    def settle(self) -> Future[None]:
        """Write SQLite's log into its file and empty it, so that what was deleted is in neither."""
        future: Future[None] = Future()
        self._settled.append(future)
        self.submit(lambda _: None)
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
            while self._settled:
                self._checkpoint(self._settled.pop())

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

    def _checkpoint(self, future: Future[None]) -> None:
        """Outside of a transaction, where alone SQLite does it."""
        try:
            if self._engine.dialect.name == "sqlite":
                connection = self._engine.raw_connection()
                try:
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                finally:
                    connection.close()
            future.set_result(None)
        except Exception as error:
            future.set_exception(StorageError(type(error).__name__))


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_size=1, max_overflow=0, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"store.url is {url!r}: {error}; accepted: sqlite:///PATH or postgresql+psycopg://…"
        ) from None
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
