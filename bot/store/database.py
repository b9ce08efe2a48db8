"""A database: a thread that writes to it, and one that reads beside it."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.store import engines
from bot.store.damage import set_aside_if_damaged
from bot.store.failures import told
from bot.store.migrations import migrate
from bot.store.worker import Operation, Worker

T = TypeVar("T")


class Database:
    """Runs operations, each in a transaction that is committed before its future is fulfilled."""

    def __init__(self, url: str) -> None:
        """Open the database of a SQLAlchemy `url` and bring it to this version; a damaged file is set aside first.

        Raises ConfigError for a wrong url or a database newer than the program, else StorageError or OSError.
        """
        parsed = engines.read_url(url)
        path = engines.sqlite_file(parsed)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            set_aside_if_damaged(path, timeout=engines.BUSY)
        engine = engines.open_engine(parsed, writing=True)
        try:
            migrate(engine)
        except SQLAlchemyError as error:
            raise told(error, details=True) from error
        finally:
            if path is not None or parsed.get_backend_name() != "sqlite":
                engine.dispose()  # of its connection, which may have been patient
        self._writer = Worker(engine, "store")
        in_memory = parsed.get_backend_name() == "sqlite" and path is None  # one connection is all there is
        self._reader = self._writer if in_memory else Worker(engines.open_engine(parsed, writing=False), "store-reader")

    def submit(self, operation: Operation[T]) -> Future[T]:
        """Queue `operation`. Its future fails with StorageError where the database fails; it may then be run again."""
        return self._writer.submit(operation)

    def read(self, operation: Operation[T]) -> Future[T]:
        """Queue `operation`, which only reads, beside those that write."""
        return self._reader.submit(operation)

    def settle(self) -> Future[None]:
        """Let what was deleted leave SQLite's files."""
        return self._writer.settle()

    def close(self, *, wait: bool = True) -> None:
        """Finish what is queued and close; with `wait`, return when that is done (or the database does not answer)."""
        self._writer.close(wait=wait)
        if self._reader is not self._writer:
            self._reader.close(wait=wait)
