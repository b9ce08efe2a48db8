"""Questions put to a person: open until somebody resolves them."""

from __future__ import annotations

import secrets
import time
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.store.asked import Handover
from bot.store.jobs import Key
from bot.store.schema import HANDOVERS
from bot.store.statements import upsert
from bot.store.storage import Storage

H = HANDOVERS.c
_ONE = select(HANDOVERS).where(H.id == bindparam("p_id"))
_SAME = select(HANDOVERS).where(
    H.team == bindparam("p_team"),
    H.channel == bindparam("p_channel"),
    H.answer_ts == bindparam("p_answer_ts"),
    H.asked_by == bindparam("p_asked_by"),
)
_POSTED = (
    update(HANDOVERS)
    .where(H.id == bindparam("p_id"))
    .values(posted_channel=bindparam("p_channel"), posted_ts=bindparam("p_ts"))
)
_RESOLVE = (
    update(HANDOVERS)
    .where(H.id == bindparam("p_id"), H.state == "open")
    .values(state="resolved", text=None, resolved_by=bindparam("p_person"), resolved_at=bindparam("p_at"))
)
_WITHDRAW = delete(HANDOVERS).where(H.id == bindparam("p_id"), H.state == "open", H.posted_ts == "")
_OPEN = select(HANDOVERS).where(H.state == "open").order_by(H.at, H.id)
_COUNT = select(func.count()).select_from(HANDOVERS).where(H.state == "open")


class Handovers:
    """What people were asked."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def open(
        self, answer: Key, asked_by: str, contact: str, *, text: str = "", thread_ts: str = "", language: str = ""
    ) -> tuple[Handover, bool]:
        """Put the question of an answer to a person, once for each who asks: the hand-over, and whether it is new.

        Where the database fails, it is written when that works again.
        """
        new = Handover(secrets.token_hex(12), answer, asked_by, contact, text, thread_ts, language, at=time.time())

        def operation(connection: Connection) -> tuple[Handover, bool]:
            if connection.execute(_enter(connection), _row(new)).rowcount:
                return new, True
            values = {**_place(answer), "p_asked_by": asked_by}
            return _handover(connection.execute(_SAME, values).one()), False

        found, _ = await self._storage.keep(operation)
        return found

    async def find(self, answer: Key, asked_by: str) -> Handover | None:
        """What a person made of the question of an answer; None where nobody was asked."""
        values = {**_place(answer), "p_asked_by": asked_by}

        def operation(connection: Connection) -> Handover | None:
            row = connection.execute(_SAME, values).one_or_none()
            return _handover(row) if row else None

        return await self._storage.run(operation)

    async def withdraw(self, id_: str) -> None:
        """Delete an open hand-over that could not be posted, so that it can be tried again."""
        await self._storage.keep(lambda connection: connection.execute(_WITHDRAW, {"p_id": id_}).rowcount)

    async def posted(self, id_: str, place: Key) -> bool:
        """Note where a hand-over was posted. False where the database fails: it is written when that works again."""
        values = {"p_id": id_, "p_channel": place.channel, "p_ts": place.ts}
        _, kept = await self._storage.keep(lambda connection: connection.execute(_POSTED, values).rowcount)
        return kept

    async def resolve(self, id_: str, person: str) -> Handover | None:
        """Resolve an open hand-over and return it as it was, with its text; None where it is not open (or the database fails:
        it is resolved when that works again)."""
        values = {"p_id": id_, "p_person": person, "p_at": time.time()}

        def operation(connection: Connection) -> Handover | None:
            row = connection.execute(_ONE.with_for_update(), values).one_or_none()
            done = connection.execute(_RESOLVE, values).rowcount
            return _handover(row) if row and done else None

        found, _ = await self._storage.keep(operation)
        return found

    async def get(self, id_: str) -> Handover | None:
        """A hand-over; None where there is none."""

        def operation(connection: Connection) -> Handover | None:
            row = connection.execute(_ONE, {"p_id": id_}).one_or_none()
            return _handover(row) if row else None

        return await self._storage.run(operation)

    async def open_ones(self, limit: int = 100) -> list[Handover]:
        """The open hand-overs, the oldest first."""
        return await self._storage.read(
            lambda connection: [_handover(row) for row in connection.execute(_OPEN.limit(limit))]
        )

    async def count_open(self) -> int:
        """How many hand-overs are open."""
        return await self._storage.read(lambda connection: int(connection.execute(_COUNT).scalar_one()))


def _enter(connection: Connection) -> Any:
    return upsert(connection, HANDOVERS, ("team", "channel", "answer_ts", "asked_by"), ())


def _place(answer: Key) -> dict[str, str]:
    return {"p_team": answer.team, "p_channel": answer.channel, "p_answer_ts": answer.ts}


def _row(handover: Handover) -> dict[str, Any]:
    return {
        "id": handover.id,
        "state": handover.state,
        "team": handover.answer.team,
        "channel": handover.answer.channel,
        "answer_ts": handover.answer.ts,
        "thread_ts": handover.thread_ts,
        "contact": handover.contact,
        "posted_channel": "",
        "posted_ts": "",
        "text": handover.text or None,
        "language": handover.language,
        "asked_by": handover.asked_by,
        "resolved_by": "",
        "at": handover.at,
        "resolved_at": 0.0,
    }


def _handover(row: Any) -> Handover:
    return Handover(
        id=row.id,
        answer=Key(row.team, row.channel, row.answer_ts),
        asked_by=row.asked_by,
        contact=row.contact,
        text=row.text or "",
        thread_ts=row.thread_ts,
        language=row.language,
        state=row.state,
        posted=Key(row.team, row.posted_channel, row.posted_ts) if row.posted_ts else None,
        resolved_by=row.resolved_by,
        at=row.at,
        resolved_at=row.resolved_at,
    )
