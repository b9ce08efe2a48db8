"""The database where it works, and memory where it does not: answers never wait for storage."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Hashable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import Connection, delete

from bot.errors import ConfigError
from bot.store import engines
from bot.store.database import Database
from bot.store.failures import DamagedError, SilentError, StorageError, UnfitError
from bot.store.schema import ASKED
from bot.store.worker import Operation

T = TypeVar("T")
_STANDBY = 30.0  # seconds before a database that failed is tried again
_MOST_LATE = 10_000  # operations kept for a database that fails
_log = logging.getLogger(__name__)


class Storage:
    """Runs operations in the database, or in one in memory while that fails."""

    def __init__(self, url: str) -> None:
        """Open `url`. Raises ConfigError when it is no url, or its database is newer than the program."""
        self._url = url
        self._standby = Database("sqlite://")
        self._late: dict[Hashable, Operation[object]] = {}  # what was done while the database failed, in order
        self._broken_until, self._reason = 0.0, ""
        self._opening = asyncio.Lock()
        self.in_memory = False  # whether the database failed when it was last used
        self._main: Database | None = None
        try:
            self._main = Database(url)
        except (StorageError, OSError) as error:
            self.fail(error)

    async def main(self, operation: Operation[T]) -> T:
        """Run an operation in the database. Raises StorageError; the caller then says `fail`."""
        result = await _in_time((await self._opened()).submit(operation))
        if self.in_memory:
            self.in_memory = False
            _log.info("the store works again")
        return result

    async def standby(self, operation: Operation[T]) -> T:
        """Run an operation in memory."""
        return await asyncio.wrap_future(self._standby.submit(operation))

    async def run(self, operation: Operation[T]) -> T:
        """Run an operation in the database, or in memory where that fails: for what need not be there later."""
        try:
            return await self.main(operation)
        except StorageError as error:
            self.fail(error)
            return await self.standby(operation)

    async def keep(self, operation: Operation[T]) -> tuple[T, bool]:
        """Run an operation in the database and say True; where that fails, in memory, and in the database when it works again.

        The operation may thus run twice: its values are made outside of it.
        """
        try:
            return await self.main(operation), True
        except StorageError as error:
            self.fail(error)
            if not isinstance(error, UnfitError):
                self.later(object(), operation)
            return await self.standby(operation), False

    async def read(self, operation: Operation[T]) -> T:
        """Run a longer reading operation beside those that write; in memory where the database fails."""
        try:
            return await _in_time((await self._opened()).read(operation))
        except StorageError as error:
            self.fail(error)
            return await self.standby(operation)

    def later(self, name: Hashable, operation: Operation[object]) -> None:
        """Keep an operation until the database works again."""
        if len(self._late) < _MOST_LATE:
            self._late[name] = operation

    def is_late(self, name: Hashable) -> bool:
        """Whether an operation of this name is kept."""
        return name in self._late

    async def catch_up(self) -> None:
        """Run in the database what was kept for it, if it works again."""
        if not self._late or time.monotonic() < self._broken_until:
            return
        for name, operation in list(self._late.items()):
            try:
                await self.main(operation)
            except UnfitError as error:
                self.fail(error)
            except StorageError as error:
                self.fail(error)
                return
            del self._late[name]
        await self.standby(_clear)  # what came of asking is in the database now

    async def everywhere(self, operation: Operation[T]) -> T:
        """Run an operation in the database, with what was kept for it, and in memory. Raises StorageError."""
        await self.catch_up()
        try:
            found = await self.main(operation)
        except StorageError as error:
            self.fail(error)
            raise
        await self.standby(operation)
        return found

    async def settle(self) -> None:
        """Let what was deleted leave the database's files, too, where it would not by itself."""
        with suppress(StorageError):
            await _in_time((await self._opened()).settle())

    def fail(self, error: Exception) -> None:
        """Note that the database has failed: it is left alone for a while; one that is damaged or silent is opened anew."""
        if isinstance(error, UnfitError):
            _log.error("the store does not take a value", extra={"error": str(error)})
            return
        self.in_memory = True
        if isinstance(error, (DamagedError, SilentError)) and self._main is not None:
            self._main.close(wait=False)
            self._main = None
        if time.monotonic() >= self._broken_until:
            self._broken_until, self._reason = time.monotonic() + _STANDBY, str(error)
            _log.error("the store fails; working in memory meanwhile", extra={"error": str(error)})

    def close(self) -> None:
        """Finish what is queued and close."""
        for database in (self._main, self._standby):
            if database is not None:
                database.close()

    async def _opened(self) -> Database:
        async with self._opening:  # once, however many ask
            if time.monotonic() < self._broken_until:
                raise StorageError(self._reason)
            if self._main is None:
                try:
                    async with asyncio.timeout(engines.SILENT):
                        self._main = await asyncio.to_thread(Database, self._url)
                except (OSError, ConfigError) as error:
                    raise StorageError(str(error) or type(error).__name__) from error
            return self._main


async def _in_time(future: Future[T]) -> T:
    """What the database answers. Raises SilentError where it does not; it may do what it was asked for later, all the same."""
    try:
        async with asyncio.timeout(engines.SILENT):  # not wait_for, which may lose that its caller is cancelled
            return await asyncio.wrap_future(future)
    except TimeoutError:
        raise SilentError("it does not answer") from None


def _clear(connection: Connection) -> None:
    for table in ASKED:
        connection.execute(delete(table))
