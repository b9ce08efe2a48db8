"""Notes and tests that somebody proposed, until they are decided on."""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.store.asked import Note
from bot.store.schema import NOTES
from bot.store.statements import enter
from bot.store.storage import Storage

N = NOTES.c
_ONE = select(NOTES).where(N.id == bindparam("p_id"))
_DECIDE = (
    update(NOTES)
    .where(N.id == bindparam("p_id"), N.state == "proposed")
    .values(state=bindparam("p_state"), body=None, decided_by=bindparam("p_person"))
)
_PROPOSED = select(NOTES).where(N.state == "proposed").order_by(N.at, N.id)


class Notes:
    """What is proposed to be kept."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def propose(self, note: Note) -> bool:
        """Enter a proposal, once for each id: True where it is new. Where the database fails, it is written when that works
        again."""
        body = json.dumps(dict(note.body), ensure_ascii=True)
        row = {
            "id": note.id,
            "kind": note.kind,
            "state": "proposed",
            "source": note.source,
            "body": body,
            "person": note.person,
            "decided_by": "",
            "at": note.at or time.time(),
        }
        new, _ = await self._storage.keep(
            lambda connection: bool(connection.execute(enter(connection, NOTES), row).rowcount)
        )
        return new

    async def decide(self, id_: str, state: str, person: str) -> Note | None:
        """Decide on a proposal (kept or dropped) and return it as it was; None where it is not open (or the database fails: it
        is decided when that works again)."""
        values = {"p_id": id_, "p_state": state, "p_person": person}

        def operation(connection: Connection) -> Note | None:
            row = connection.execute(_ONE.with_for_update(), values).one_or_none()
            done = connection.execute(_DECIDE, values).rowcount
            return _note(row) if row and done else None

        found, _ = await self._storage.keep(operation)
        return found

    async def get(self, id_: str) -> Note | None:
        """A proposal; None where there is none."""

        def operation(connection: Connection) -> Note | None:
            row = connection.execute(_ONE, {"p_id": id_}).one_or_none()
            return _note(row) if row else None

        return await self._storage.run(operation)

    async def proposed(self, limit: int = 100) -> list[Note]:
        """What is not decided on, the oldest first."""
        return await self._storage.read(
            lambda connection: [_note(row) for row in connection.execute(_PROPOSED.limit(limit))]
        )


def _note(row: Any) -> Note:
    body = json.loads(row.body) if row.body else {}
    return Note(row.id, row.kind, row.source, body, row.person, row.state, row.decided_by, row.at)
