"""A thread with a connection of its own: what is asked for at the same time is committed together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.store.engines import BUSY
from bot.store.failures import told, was_given_up

T = TypeVar("T")
Operation = Callable[[Connection], T]
_MOST_TOGETHER = 200  # operations in one commit
_TRIES = 3  # of one operation that the database gives up for another's sake
_LAST = 2.0  # seconds for what is queued when it is closed
_SOON = (
    1_000  # milliseconds that emptying SQLite's log waits for somebody else's reading: what is queued waits meanwhile
)


class Worker:
    """Runs operations one after another; each is committed before its future is fulfilled."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Start the thread. The engine is its own, and ends with it."""
        self._engine = engine
        self._settling: list[Future[None]] = []
        self._queue: SimpleQueue[tuple[Operation[Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, operation: Operation[T]) -> Future[T]:
        """Queue `operation`. Its future fails with StorageError where the database fails; it may then be run again."""
        future: Future[T] = Future()
        self._queue.put((operation, future))
        return future

    def settle(self) -> Future[None]:
        """Write SQLite's log into its file and empty it, so that what was deleted is in neither."""
        future: Future[None] = Future()
        self._settling.append(future)
        self.submit(lambda _: None)
        return future

    def close(self, *, wait: bool) -> None:
        """Finish what is queued and end; with `wait`, return when that is done (or the database does not answer)."""
        self._queue.put(None)
        if wait:
            self._thread.join(_LAST)

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            while len(batch) < _MOST_TOGETHER and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    self._queue.put(None)
                    break
                batch.append(following)
            awaited = [(operation, _awaited(future)) for operation, future in batch]
            if not self._commit(awaited):
                for one in awaited:  # which of them it was is seen alone
                    self._commit([one])
            while self._settling:
                self._settle(self._settling.pop())
        self._engine.dispose()

    def _commit(self, batch: list[tuple[Operation[Any], Future[Any]]], tries: int = _TRIES) -> bool:
        """Run a batch in one transaction; False where one of several operations failed: they are to be tried one by one."""
        running = False
        try:
            with self._engine.begin() as connection:
                running = True
                results = [operation(connection) for operation, _ in batch]
                running = False
        except Exception as error:  # a bug in one operation must not end the thread: its caller gets to know
            if running and len(batch) > 1:
                return False
            if tries > 1 and was_given_up(error):
                return self._commit(batch, tries - 1)
            for _, future in batch:
                future.set_exception(told(error))
        else:
            for (_, future), result in zip(batch, results, strict=True):
                future.set_result(result)
        return True

    def _settle(self, future: Future[None]) -> None:
        """Outside of a transaction, where alone SQLite does it."""
        future = _awaited(future)
        try:
            if self._engine.dialect.name == "sqlite":
                connection = self._engine.raw_connection()
                try:
                    cursor = connection.cursor()
                    cursor.execute(f"PRAGMA busy_timeout={_SOON}")
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                finally:
                    connection.cursor().execute(f"PRAGMA busy_timeout={int(BUSY * 1_000)}")
                    connection.close()
        except Exception as error:
            future.set_exception(told(error))
        else:
            future.set_result(None)


def _awaited(future: Future[T]) -> Future[T]:
    """The future, which nobody can withdraw from here on. What was withdrawn before is done all the same, for nobody."""
    return future if future.set_running_or_notify_cancel() else Future()
