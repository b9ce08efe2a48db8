"""A database and the one thread that writes to it: what is asked for at the same time is committed together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store import engines
from bot.store.damage import set_aside_if_damaged, tells_damage
from bot.store.migrations import migrate

T = TypeVar("T")
Operation = Callable[[Connection], T]
_MOST_TOGETHER = 200  # operations in one commit
_TRIES = 3  # of one operation that PostgreSQL gives up for another's sake
_GIVEN_UP = ("40001", "40P01")  # its codes for that: serialization failure, deadlock
_UNFIT = ("22", "23")  # its classes of codes for values that no column takes


class StorageError(Exception):
    """The database could not do it: full, locked, gone."""


class DamagedError(StorageError):
    """The database's file is damaged: it must be opened anew."""


class UnfitError(StorageError):
    """The database is well, but does not take these values."""


class Database:
    """Runs operations one after another on a thread of its own; each is committed before its future is fulfilled."""

    def __init__(self, url: str) -> None:
        """Open the database of a SQLAlchemy `url` and bring it to this version; a damaged file is set aside first.

        Raises ConfigError for a wrong url or a database newer than the program, else StorageError or OSError.
        """
        parsed = engines.read_url(url)
        path = engines.sqlite_file(parsed)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            set_aside_if_damaged(path, timeout=engines.BUSY)
        self._engine = engines.open_engine(parsed, writing=True)
        self._alone = parsed.get_backend_name() == "sqlite" and path is None  # one connection is all there is
        self._reading = self._engine if self._alone else engines.open_engine(parsed, writing=False)
        try:
            migrate(self._reading if parsed.get_backend_name() == "postgresql" else self._engine)
        except (SQLAlchemyError, OSError) as error:
            self._dispose()
            raise _told(error, details=True) from error
        except Exception:
            self._dispose()
            raise
        self._settling: list[Future[None]] = []
        self._queue: SimpleQueue[tuple[Operation[Any], Future[Any]] | None] = SimpleQueue()
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="store-reader")
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def submit(self, operation: Operation[T]) -> Future[T]:
        """Queue `operation`. Its future fails with StorageError where the database fails; it may then be run again."""
        future: Future[T] = Future()
        self._queue.put((operation, future))
        return future

    def read(self, operation: Operation[T]) -> Future[T]:
        """Run `operation`, which only reads, beside those that write."""
        return self.submit(operation) if self._alone else self._readers.submit(self._read, operation)

    def settle(self) -> Future[None]:
        """Write SQLite's log into its file and empty it, so that what was deleted is in neither."""
        future: Future[None] = Future()
        self._settling.append(future)
        self.submit(lambda _: None)
        return future

    def close(self, *, wait: bool = True) -> None:
        """Finish what is queued and close; with `wait`, return when that is done."""
        self._queue.put(None)
        self._readers.shutdown(wait=wait)
        if wait:
            self._thread.join()

    def _dispose(self) -> None:
        self._engine.dispose()
        self._reading.dispose()

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
            while self._settling:
                self._checkpoint(self._settling.pop())
        self._dispose()

    def _commit(self, batch: list[tuple[Operation[Any], Future[Any]]], tries: int = _TRIES) -> bool:
        """Run a batch in one transaction; False where it failed and is to be tried one by one."""
        try:
            with self._engine.begin() as connection:
                results = [operation(connection) for operation, _ in batch]
        except Exception as error:  # a bug in one operation must not end the thread: its caller gets to know
            if len(batch) == 1:
                if tries > 1 and _code(error) in _GIVEN_UP:
                    return self._commit(batch, tries - 1)
                batch[0][1].set_exception(_told(error))
            return False
        for (_, future), result in zip(batch, results, strict=True):
            if not future.cancelled():
                future.set_result(result)
        return True

    def _read(self, operation: Operation[T]) -> T:
        try:
            with self._reading.begin() as connection:
                return operation(connection)
        except (SQLAlchemyError, OSError) as error:
            raise _told(error) from error

    def _checkpoint(self, future: Future[None]) -> None:
        """Outside of a transaction, where alone SQLite does it."""
        try:
            _checkpoint(self._engine)
        except Exception as error:
            future.set_exception(_told(error))
        else:
            future.set_result(None)


def _checkpoint(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _told(error: Exception, *, details: bool = False) -> Exception:
    """What the caller gets to know: the database's failures as StorageError, a bug as it is.

    Values stand in no message; `details` adds the database's own words where no values were at hand.
    """
    if isinstance(error, UnicodeEncodeError):
        return UnfitError(type(error).__name__)
    if isinstance(error, OSError):
        return StorageError(f"{type(error).__name__}: {error}")
    if not isinstance(error, SQLAlchemyError):
        return error
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = _code(error)
    if tells_damage(cause):
        return DamagedError("the file is damaged")
    if code[:2] in _UNFIT or type(error).__name__ in ("DataError", "IntegrityError"):
        return UnfitError(code or type(error).__name__)
    told = str(cause).splitlines()[:1] if details or hasattr(cause, "sqlite_errorcode") else [code]
    return StorageError(": ".join(word for word in (type(error).__name__, *told) if word)[:300])


def _code(error: Exception) -> str:
    """PostgreSQL's code of an error, in either driver's words; "" where there is none."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    first = cause.args[0] if cause is not None and cause.args else None
    return str(getattr(cause, "sqlstate", "") or (first.get("C", "") if isinstance(first, dict) else ""))
