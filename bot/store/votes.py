"""Votes on answers: one a person and answer, changeable, with why an answer is wrong and what is right."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, bindparam, case, select

from bot.store.asked import Vote
from bot.store.jobs import Key
from bot.store.schema import VOTES
from bot.store.statements import inserting
from bot.store.storage import Storage
from bot.store.weeks import week_of

V = VOTES.c
_ONE = select(V.vote, V.reason, V.said).where(
    V.team == bindparam("p_team"),
    V.channel == bindparam("p_channel"),
    V.answer_ts == bindparam("p_answer_ts"),
    V.person == bindparam("p_person"),
)


class Votes:
    """What people thought of answers."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def put(self, answer: Key, person: str, vote: Vote, *, whole: bool = False) -> bool:
        """Record a person's vote on the answer at this place, instead of an earlier one.

        The same vote once more keeps the reason and the words that were given, unless it brings others or is the `whole` of what the
        person says now. False where the database fails: it is written when that works again.
        """
        at = time.time()
        row = {
            "team": answer.team,
            "channel": answer.channel,
            "answer_ts": answer.ts,
            "person": person,
            "vote": vote.vote,
            "reason": vote.reason,
            "said": vote.said or None,
            "at": at,
            "week": week_of(at),
        }
        _, kept = await self._storage.keep(lambda connection: connection.execute(_put(connection, whole), row).rowcount)
        return kept

    async def get(self, answer: Key, person: str) -> Vote | None:
        """A person's vote on an answer; None where there is none."""
        values = {"p_team": answer.team, "p_channel": answer.channel, "p_answer_ts": answer.ts, "p_person": person}

        def operation(connection: Connection) -> Vote | None:
            row = connection.execute(_ONE, values).one_or_none()
            return Vote(row.vote, row.reason, row.said or "") if row else None

        return await self._storage.run(operation)


def _put(connection: Connection, whole: bool) -> Any:
    statement = inserting(connection, VOTES)
    new = statement.excluded
    again = new.vote == V.vote
    return statement.on_conflict_do_update(
        index_elements=["team", "channel", "answer_ts", "person"],
        set_={
            "vote": new.vote,
            "reason": new.reason if whole else case((again & (new.reason == ""), V.reason), else_=new.reason),
            "said": new.said if whole else case((again & new.said.is_(None), V.said), else_=new.said),
            "at": new.at,
            "week": new.week,
        },
    )
