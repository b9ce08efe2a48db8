"""The store's interface: what the bot owes, and what it remembers of threads and votes."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.errors import ConfigError
from bot.store.database import Database, Operation, StorageError
from bot.store.schema import MESSAGES, OWNERS, THREADS, VOTES

T = TypeVar("T")
LEASE = 4.0  # seconds without a sign of life after which a process's work is taken over
_STANDBY = 30.0  # seconds before a database that failed is tried again
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Key:
    """A message: the same however often Slack delivers it. `ts` may be the id of a button's or a shortcut's trigger."""

    team: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Job:
    """Something owed for a message: `work` says what, as plain JSON values; an edit has a `revision` of its own."""

    key: Key
    revision: str
    work: Mapping[str, Any]


class Receipt(Enum):
    """What came of a message that was received."""

    NEW = auto()
    CHANGED = auto()  # known, with another text
    KNOWN = auto()  # known as it is, or gone: nothing is owed


@dataclass(frozen=True, slots=True)
class Claim:
    """Leave to call Slack for a job. `doubt` says that a call before may have arrived."""

    answer_ts: str
    doubt: bool


class NoClaim(Enum):
    """Why there is no leave to call Slack."""

    OVER = auto()  # done, gone, edited since, or taken over
    BUSY = auto()  # another process is at it: try again soon


@dataclass(frozen=True, slots=True)
class Thread:
    """What the store knows of a thread in which the bot has answered: each question's `ts` and topic, the oldest first,
    and who asked last (a keyed hash)."""

    topics: tuple[tuple[str, str], ...]
    person: str


class Store:
    """All that outlives the process. While its database fails, it works in memory: answers never wait for storage.

    Every method is a coroutine and has committed what it says when it returns. `owner` names this process.
    """

    def __init__(self, url: str, *, owner: str) -> None:
        """Open `url` (SQLAlchemy's form). Raises ConfigError when it is no url; a database that fails is told in the log."""
        self.owner = owner
        self._standby = Database("sqlite://")
        self._standby_keys: set[Key] = set()
        self._late: dict[Key, Operation[None]] = {}  # what was done while the database failed
        self._broken_until = 0.0
        self._main: Database | None = None
        self._url = url
        self._open()

    async def receive(self, job: Job, fingerprint: str, *, edited: bool = False, create: bool = True) -> Receipt:
        """Enter a job for a message, once. An edit (`edited`) of a known message enters its new text; it is only
        entered as new where `create` says so."""  # fmt: skip

        def operation(connection: Connection) -> Receipt:
            values = _values(job, fingerprint, self.owner)
            if create:
                statement = _insert(connection, MESSAGES).values(**values).on_conflict_do_nothing()
                if connection.execute(statement).rowcount:
                    return Receipt.NEW
            if not edited:
                return Receipt.KNOWN
            changed = connection.execute(
                update(MESSAGES)
                .where(
                    _is(job.key),
                    MESSAGES.c.state != "gone",
                    MESSAGES.c.fingerprint != fingerprint,
                    MESSAGES.c.revision < job.revision,
                )
                .values({name: values[name] for name in ("state", "revision", "fingerprint", "work", "owner")})
            )
            return Receipt.CHANGED if changed.rowcount else Receipt.KNOWN

        return await self._for(job.key, operation, enters=create)

    async def withdraw(self, job: Job) -> bool:
        """Enter the removal of the answer to a message that was deleted; False where there is none to remove."""

        def operation(connection: Connection) -> bool:
            values = _values(job, "", self.owner)
            answered = and_(_is(job.key), (MESSAGES.c.answer_ts != "") | (MESSAGES.c.posting_by != ""))
            changed = connection.execute(
                update(MESSAGES)
                .where(answered, MESSAGES.c.state != "gone", MESSAGES.c.revision < job.revision)
                .values({name: values[name] for name in ("state", "revision", "fingerprint", "work", "owner")})
            )
            if not changed.rowcount:
                connection.execute(
                    update(MESSAGES)
                    .where(_is(job.key), MESSAGES.c.answer_ts == "", MESSAGES.c.posting_by == "")
                    .values(state="gone", work=None)
                )
            return bool(changed.rowcount)

        return await self._for(job.key, operation)

    async def claim(self, job: Job) -> Claim | NoClaim:
        """Ask leave to call Slack for `job`; it is noted that a call may be under way."""

        def operation(connection: Connection) -> Claim | NoClaim:
            columns = (
                MESSAGES.c.state,
                MESSAGES.c.revision,
                MESSAGES.c.owner,
                MESSAGES.c.posting_by,
                MESSAGES.c.answer_ts,
            )
            row = connection.execute(select(*columns).where(_is(job.key)).with_for_update()).one_or_none()
            if row is None or row.state != "waiting" or row.revision != job.revision or row.owner != self.owner:
                return NoClaim.OVER
            if row.posting_by not in ("", self.owner) and connection.execute(_alive(row.posting_by)).scalar():
                return NoClaim.BUSY
            connection.execute(update(MESSAGES).where(_is(job.key)).values(posting_by=self.owner))
            return Claim(row.answer_ts, bool(row.posting_by))

        if job.key in self._late:
            return NoClaim.OVER
        if job.key in self._standby_keys:
            return await self._for(job.key, operation)
        try:
            return await self._in_main(operation)
        except StorageError as error:
            self._fail(error)
            return Claim("", doubt=True)  # whether it was answered cannot be known here: Slack is asked

    async def release(self, job: Job) -> None:
        """Note that the call has surely not arrived, and is to be made again."""
        statement = update(MESSAGES).where(_is(job.key), MESSAGES.c.posting_by == self.owner).values(posting_by="")
        await self._for(job.key, lambda connection: connection.execute(statement).rowcount)

    async def finish(
        self, job: Job, answer_ts: str, *, gone: bool = False, threads: Mapping[str, Thread] | None = None
    ) -> None:
        """Note that `job` is done, with the message that answers it, and what is known of threads from then on."""

        def operation(connection: Connection) -> None:
            connection.execute(
                update(MESSAGES)
                .where(_is(job.key), MESSAGES.c.posting_by == self.owner)
                .values(posting_by="", answer_ts=answer_ts)
            )
            connection.execute(
                update(MESSAGES)
                .where(_is(job.key), MESSAGES.c.revision == job.revision)
                .values(state="gone" if gone else "done", work=None)
            )
            for ts, thread in (threads or {}).items():
                topics = json.dumps(thread.topics, ensure_ascii=False)
                values = {"topics": topics, "person": thread.person, "at": time.time()}
                place = {"team": job.key.team, "channel": job.key.channel, "ts": ts}
                statement = _insert(connection, THREADS).values(**place, **values)
                connection.execute(statement.on_conflict_do_update(index_elements=list(place), set_=values))

        if job.key in self._standby_keys:
            return await self._for(job.key, operation)
        try:
            await self._in_main(operation)
        except StorageError as error:
            self._fail(error)
            self._late[job.key] = operation

    async def thread(self, team: str, channel: str, ts: str) -> Thread | None:
        """What is known of a thread; None where the bot has not answered in it."""
        columns = (THREADS.c.topics, THREADS.c.person)
        where = (THREADS.c.team == team, THREADS.c.channel == channel, THREADS.c.ts == ts)
        statement = select(*columns).where(*where)
        row = await self._anywhere(lambda connection: connection.execute(statement).one_or_none())
        return Thread(tuple((ts, topic) for ts, topic in json.loads(row.topics)), row.person) if row else None

    async def take_over(self) -> list[Job]:
        """Make the work of processes that are no longer alive this one's own, and return it, the oldest first."""

        def operation(connection: Connection) -> list[Job]:
            alive = exists().where(OWNERS.c.owner == MESSAGES.c.owner, OWNERS.c.alive_until > time.time())
            left = select(*_JOB).where(MESSAGES.c.state == "waiting", MESSAGES.c.owner != self.owner, ~alive)
            rows = connection.execute(left.order_by(MESSAGES.c.at).with_for_update(skip_locked=True)).all()
            jobs = [_job(row) for row in rows]
            for job in jobs:
                connection.execute(update(MESSAGES).where(_is(job.key)).values(owner=self.owner))
            return jobs

        return await self._anywhere(operation)

    async def owed(self) -> list[Job]:
        """All that this process owes, the oldest first."""
        mine = select(*_JOB).where(MESSAGES.c.state == "waiting", MESSAGES.c.owner == self.owner)
        statement = mine.order_by(MESSAGES.c.at)
        return await self._anywhere(lambda connection: [_job(row) for row in connection.execute(statement)])

    async def beat(self) -> None:
        """Say that this process is alive for another LEASE seconds."""

        def operation(connection: Connection) -> None:
            until = time.time() + LEASE
            statement = _insert(connection, OWNERS).values(owner=self.owner, alive_until=until)
            connection.execute(statement.on_conflict_do_update(index_elements=["owner"], set_={"alive_until": until}))

        await self._anywhere(operation)
        if self._late and time.monotonic() >= self._broken_until:  # what could not be written is written now
            for key, late in list(self._late.items()):
                await self._anywhere(late)
                del self._late[key]

    async def leave(self) -> None:
        """Say that this process has ended: others take over at once what it left."""
        await self._anywhere(
            lambda connection: connection.execute(delete(OWNERS).where(OWNERS.c.owner == self.owner)).rowcount
        )

    async def vote(self, team: str, channel: str, answer_ts: str, person: str, vote: str) -> None:
        """Record a person's vote ("helpful" or "wrong") on an answer, instead of an earlier one."""

        def operation(connection: Connection) -> None:
            place = {"team": team, "channel": channel, "answer_ts": answer_ts, "person": person}
            values = {"vote": vote, "at": time.time()}
            statement = _insert(connection, VOTES).values(**place, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=list(place), set_=values))

        await self._anywhere(operation)

    async def sweep(self, days: int) -> None:
        """Forget messages and threads older than `days`, and processes that ended long ago."""

        def operation(connection: Connection) -> None:
            before = time.time() - days * 86_400
            connection.execute(delete(MESSAGES).where(MESSAGES.c.at < before, MESSAGES.c.state != "waiting"))
            connection.execute(delete(THREADS).where(THREADS.c.at < before))
            connection.execute(delete(OWNERS).where(OWNERS.c.alive_until < time.time() - 3_600))

        await self._anywhere(operation)

    def close(self) -> None:
        """Finish what is queued and close."""
        for database in (self._main, self._standby):
            if database is not None:
                database.close()

    def _open(self) -> None:
        try:
            self._main = Database(self._url)
        except ConfigError:
            raise
        except (StorageError, OSError) as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if time.monotonic() >= self._broken_until:
            self._broken_until = time.monotonic() + _STANDBY
            _log.error("the store fails; working in memory meanwhile", extra={"error": str(error)})

    async def _for(self, key: Key, operation: Operation[T], *, enters: bool = False) -> T:
        """Run an operation on a message where that message is: in the database, or in memory since the database failed."""
        if key not in self._standby_keys:
            try:
                return await self._in_main(operation)
            except StorageError as error:
                self._fail(error)
        if enters:
            self._standby_keys.add(key)
        return await asyncio.wrap_future(self._standby.submit(operation))

    async def _anywhere(self, operation: Operation[T]) -> T:
        try:
            return await self._in_main(operation)
        except StorageError as error:
            self._fail(error)
            return await asyncio.wrap_future(self._standby.submit(operation))

    async def _in_main(self, operation: Operation[T]) -> T:
        if time.monotonic() < self._broken_until:
            raise StorageError("not tried again yet")
        if self._main is None:
            self._main = await asyncio.to_thread(Database, self._url)
        return await asyncio.wrap_future(self._main.submit(operation))


_JOB = (MESSAGES.c.team, MESSAGES.c.channel, MESSAGES.c.ts, MESSAGES.c.revision, MESSAGES.c.work)


def _is(key: Key) -> ColumnElement[bool]:
    return and_(MESSAGES.c.team == key.team, MESSAGES.c.channel == key.channel, MESSAGES.c.ts == key.ts)


def _alive(owner: str) -> Any:
    return select(exists().where(OWNERS.c.owner == owner, OWNERS.c.alive_until > time.time()))


def _insert(connection: Connection, table: Table) -> Any:
    """INSERT with ON CONFLICT, which SQLite and PostgreSQL spell alike."""
    return (postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert)(table)


def _values(job: Job, fingerprint: str, owner: str) -> dict[str, Any]:
    return {
        "team": job.key.team,
        "channel": job.key.channel,
        "ts": job.key.ts,
        "state": "waiting",
        "revision": job.revision,
        "fingerprint": fingerprint,
        "work": json.dumps(job.work, ensure_ascii=False),
        "owner": owner,
        "posting_by": "",
        "answer_ts": "",
        "at": time.time(),
    }


def _job(row: Any) -> Job:
    return Job(Key(row.team, row.channel, row.ts), row.revision, json.loads(row.work))
