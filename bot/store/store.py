"""The store's interface: what the bot owes, and what it remembers of threads and votes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.store import statements as sql
from bot.store.asked import Forgotten, Question
from bot.store.failures import StorageError
from bot.store.forgetting import DIGEST, forget, sweep, teams
from bot.store.gaps import Gaps
from bot.store.handovers import Handovers
from bot.store.jobs import Claim, Job, Key, NoClaim, Receipt, Thread
from bot.store.notes import Notes
from bot.store.questions import Questions
from bot.store.schema import MESSAGES, OWNERS, THREADS
from bot.store.storage import Storage
from bot.store.votes import Votes
from bot.store.worker import Operation

T = TypeVar("T")
_GOODBYE = 2.0  # seconds for the database when the process ends
LEASE = 4.0  # seconds without a sign of life after which a process's work is taken over


class Store:
    """All that outlives the process. While its database fails, it works in memory: answers never wait for storage.

    Every method is a coroutine and has committed what it says when it returns. `owner` names this process. What came of asking
    has rooms of its own: `questions`, `votes`, `gaps`, `handovers`, `notes`.
    """

    def __init__(self, url: str, *, owner: str, keeps: str = "topic_words") -> None:
        """Open `url` (SQLAlchemy's form); `keeps` says what is kept of a question: nothing, topic_words or full_text.

        Raises ConfigError when it is no url or a newer program's database; a database that fails is told in the log.
        """
        self.owner = owner
        self._storage = Storage(url)
        self._standby_keys: set[Key] = set()
        self.questions = Questions(self._storage, keeps)
        self.votes = Votes(self._storage)
        self.gaps = Gaps(self._storage)
        self.handovers = Handovers(self._storage)
        self.notes = Notes(self._storage)

    @property
    def in_memory(self) -> bool:
        """Whether memory stands in for a database that failed when it was last used."""
        return self._storage.in_memory

    async def receive(self, job: Job, fingerprint: str, *, edited: bool = False, create: bool = True) -> Receipt:
        """Enter a job for a message, once.

        An edit (`edited`) of a known message enters its new text, unless it is the same (`fingerprint`) or was edited
        again since; it is entered as new only where `create` says so.
        """
        values = self._values(job, fingerprint)

        def operation(connection: Connection) -> Receipt:
            if create and connection.execute(sql.enter(connection, MESSAGES), _row(values, state="waiting")).rowcount:
                return Receipt.NEW
            if edited and connection.execute(sql.CHANGE, values).rowcount:
                return Receipt.CHANGED
            return Receipt.KNOWN

        return await self._for(job.key, operation, enters=create)

    async def first(self, key: Key) -> bool:
        """Note that something was asked for that is done at once; False where it was noted before."""
        values = {**self._values(Job(key, "", {}), ""), "p_work": None}
        row = _row(values, state="done")
        return await self._for(
            key, lambda connection: bool(connection.execute(sql.enter(connection, MESSAGES), row).rowcount), enters=True
        )

    async def knows(self, key: Key) -> bool:
        """Whether something was entered under this key, by whichever process."""
        return await self._for(key, lambda connection: connection.execute(sql.KNOWN, _key(key)).first() is not None)

    async def withdraw(self, job: Job) -> bool:
        """Enter the removal of the answer to a message that was deleted; False where there is none to remove."""
        values = self._values(job, "")

        def operation(connection: Connection) -> bool:
            if connection.execute(sql.WITHDRAW, values).rowcount:
                return True
            connection.execute(sql.FORGET_UNANSWERED, _key(job.key))
            return False

        return await self._for(job.key, operation)

    async def claim(self, job: Job, threads: Sequence[str] = ()) -> Claim | NoClaim:
        """Ask leave to call Slack for `job`; it is noted that a call may be under way. `threads` are read along."""
        values = {**_key(job.key), "p_revision": job.revision, "p_me": self.owner}

        def operation(connection: Connection) -> Claim | NoClaim:
            known = {ts: _thread(connection, job.key.team, job.key.channel, ts) for ts in threads}
            if row := connection.execute(sql.CLAIM, values).one_or_none():
                return Claim(row.answer_ts, doubt=False, threads=known)
            row = connection.execute(sql.LOOK, values | {"p_now": time.time()}).one_or_none()
            if row is None:
                return NoClaim.OVER
            if row.posting_by != self.owner and row.alive:
                return NoClaim.BUSY
            connection.execute(sql.CLAIM_IN_DOUBT, values)
            return Claim(row.answer_ts, doubt=True, threads=known)

        if self._storage.is_late(job.key):
            return NoClaim.OVER
        if job.key in self._standby_keys:
            return await self._for(job.key, operation)
        try:
            return await self._storage.main(operation)
        except StorageError as error:
            self._storage.fail(error)
            return Claim("", doubt=True)  # whether it was answered cannot be known here: Slack is asked

    async def release(self, job: Job) -> None:
        """Note that the call has surely not arrived, and is to be made again."""
        values = {**_key(job.key), "p_me": self.owner}
        await self._for(job.key, lambda connection: connection.execute(sql.RELEASE, values).rowcount)

    async def finish(
        self,
        job: Job,
        answer_ts: str,
        *,
        gone: bool = False,
        threads: Mapping[str, Thread] | None = None,
        question: Question | None = None,
    ) -> None:
        """Note that `job` is done, with the message that answers it, what is known of threads from then on, and the question
        that was answered; with `gone`, that its message is deleted: what is kept of it goes, too. All in one commit."""
        state = "gone" if gone else "done"
        values = {
            **_key(job.key),
            "p_me": self.owner,
            "p_revision": job.revision,
            "p_answer_ts": answer_ts,
            "p_state": state,
        }
        at, again = time.time(), bool(job.revision)

        def operation(connection: Connection) -> None:
            connection.execute(sql.FINISH, values)
            if gone:
                self.questions.withdraw(connection, job.key)
            elif question is not None:
                self.questions.write(connection, job.key, question, answer_ts or job.key.ts, at=at, again=again)
            for ts, thread in (threads or {}).items():
                topics = json.dumps(thread.topics, ensure_ascii=False)
                place = {"team": job.key.team, "channel": job.key.channel, "ts": ts}
                row = {**place, "topics": topics, "person": thread.person, "at": at}
                connection.execute(sql.put(connection, THREADS), row)

        def entered(connection: Connection) -> None:
            done = _row({**self._values(job, ""), "p_work": None}, state=state) | {"answer_ts": answer_ts}
            connection.execute(sql.enter(connection, MESSAGES), done)
            operation(connection)

        if job.key in self._standby_keys:  # the database does not know of it yet
            self._storage.later(("entered", job.key, job.revision), entered)
            await self._storage.standby(operation)
            return
        try:
            await self._storage.main(operation)
        except StorageError as error:
            self._storage.fail(error)
            self._storage.later(job.key, operation)
            await self._storage.standby(operation)

    async def thread(self, team: str, channel: str, ts: str) -> Thread | None:
        """What is known of a thread; None where the bot has not answered in it."""
        return await self._storage.run(lambda connection: _thread(connection, team, channel, ts))

    async def take_over(self) -> list[Job]:
        """Make the work of processes that are no longer alive this one's own, and return it, the oldest first."""

        def operation(connection: Connection) -> list[Job]:
            rows = connection.execute(sql.LEFT, {"p_me": self.owner, "p_now": time.time()}).all()
            jobs = [_job(row) for row in rows]
            for job in jobs:
                connection.execute(sql.TAKE, {**_key(job.key), "p_me": self.owner})
            return jobs

        return await self._storage.run(operation)

    async def owed(self) -> list[Job]:
        """All that this process owes, the oldest first."""
        values = {"p_me": self.owner}
        return await self._storage.run(lambda connection: [_job(row) for row in connection.execute(sql.OWED, values)])

    async def beat(self) -> None:
        """Say that this process is alive for another LEASE seconds."""

        def operation(connection: Connection) -> None:
            row = {"owner": self.owner, "alive_until": time.time() + LEASE}
            connection.execute(sql.put(connection, OWNERS), row)

        await self._storage.run(operation)
        await self._storage.catch_up()

    async def leave(self) -> None:
        """Say that this process has ended: others take over at once what it left."""
        with suppress(TimeoutError):  # else its time passes by itself
            async with asyncio.timeout(_GOODBYE):
                await self._storage.run(lambda connection: connection.execute(sql.LEAVE, {"p_me": self.owner}).rowcount)

    async def sweep(self, days: int) -> Forgotten:
        """Delete what is older than `days` (of questions and votes, the numbers stay), and processes that ended long ago.

        Raises StorageError where the database fails.
        """
        now = time.time()
        found = await self._storage.everywhere(lambda connection: sweep(connection, now - days * 86_400, now))
        await self._storage.settle()
        return found

    async def tidy(self) -> None:
        """Let texts that are deleted leave SQLite's log, too, which keeps them for a while by itself."""
        await self._storage.settle()

    async def forget(self, person: str) -> Forgotten:
        """Delete all that concerns a person, from the database's files, too. Raises StorageError where the database fails."""
        found = await self._storage.everywhere(lambda connection: forget(connection, person))
        await self._storage.settle()
        return found

    async def teams(self) -> list[str]:
        """The workspaces of which something is kept."""
        return await self._storage.read(teams)

    def close(self) -> None:
        """Finish what is queued and close."""
        self._storage.close()

    def _values(self, job: Job, fingerprint: str) -> dict[str, Any]:
        work = json.dumps(job.work, ensure_ascii=False)
        return {
            **_key(job.key),
            "p_revision": job.revision,
            "p_fingerprint": fingerprint,
            "p_work": work,
            "p_me": self.owner,
        }

    async def _for(self, key: Key, operation: Operation[T], *, enters: bool = False) -> T:
        """Run an operation on a message where that message is: in the database, or in memory since the database failed."""
        if key not in self._standby_keys:
            try:
                return await self._storage.main(operation)
            except StorageError as error:
                self._storage.fail(error)
        if enters:
            self._standby_keys.add(key)
        return await self._storage.standby(operation)


def _key(key: Key) -> dict[str, Any]:
    return {"p_team": key.team, "p_channel": key.channel, "p_ts": key.ts}


def _row(values: Mapping[str, Any], *, state: str) -> dict[str, Any]:
    """A row of messages out of the parameters of the other statements."""
    row = {name.removeprefix("p_"): value for name, value in values.items() if name != "p_me"}
    return row | {"owner": values["p_me"], "state": state, "posting_by": "", "answer_ts": "", "at": time.time()}


def _thread(connection: Connection, team: str, channel: str, ts: str) -> Thread | None:
    row = connection.execute(sql.THREAD, {"p_team": team, "p_channel": channel, "p_ts": ts}).one_or_none()
    return Thread(tuple((at, topic) for at, topic in json.loads(row.topics)), row.person) if row else None


def _job(row: Any) -> Job:
    return Job(Key(row.team, row.channel, row.ts), row.revision, json.loads(row.work))


__all__ = ["DIGEST", "LEASE", "Store"]
