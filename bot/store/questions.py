"""Questions that were answered: what is kept of each, by the configuration."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

from sqlalchemy import Connection, bindparam, delete

from bot.store.asked import Question
from bot.store.jobs import Key
from bot.store.schema import QUESTIONS, WEEKS
from bot.store.statements import upsert
from bot.store.storage import Storage
from bot.store.weeks import week_of

Q = QUESTIONS.c
_AT_MESSAGE = (Q.team == bindparam("p_team"), Q.channel == bindparam("p_channel"), Q.ts == bindparam("p_ts"))
_WITHDRAW = delete(QUESTIONS).where(*_AT_MESSAGE)


class Questions:
    """What was asked. `keeps` says what is kept of a question: nothing (it is only counted), topic_words, or full_text."""

    def __init__(self, storage: Storage, keeps: str) -> None:
        self._storage, self._keeps = storage, keeps

    async def put(self, key: Key, question: Question) -> bool:
        """Record a question that was answered at once (a command, a window); its place is its key. Once, whoever repeats it.

        False where the database fails: it is written when that works again.
        """
        at = time.time()
        _, kept = await self._storage.keep(lambda connection: self.write(connection, key, question, key.ts, at=at))
        return kept

    def write(
        self, connection: Connection, key: Key, question: Question, answer_ts: str, *, at: float, again: bool = False
    ) -> None:
        """Record a question in a transaction that is under way. One that was recorded is given what it is now; `again` tells
        that it was counted before."""
        if self._keeps == "nothing":
            if not again:
                count = _counted(question)
                connection.execute(add_to_week(connection), {"week": week_of(at), "helpful": 0, "wrong": 0} | count)
            return
        row = {
            "id": secrets.token_hex(12),
            "team": key.team,
            "channel": key.channel,
            "ts": key.ts,
            "answer_ts": answer_ts,
            "surface": question.surface,
            "language": question.language,
            "status": question.status,
            "low": int(question.low),
            "words": json.dumps(question.words, ensure_ascii=False),
            "text": question.text if self._keeps == "full_text" else None,
            "person": question.person,
            "at": at,
            "week": week_of(at),
        }
        connection.execute(_put(connection), row)

    def withdraw(self, connection: Connection, key: Key) -> None:
        """Delete the record of a question whose message was deleted."""
        connection.execute(_WITHDRAW, {"p_team": key.team, "p_channel": key.channel, "p_ts": key.ts})


def _counted(question: Question) -> dict[str, int]:
    return {"questions": 1, "silence": int(question.status == "not_found"), "low": int(question.low)}


def _put(connection: Connection) -> Any:
    changing = ("answer_ts", "language", "status", "low", "words", "text", "person")
    return upsert(connection, QUESTIONS, ("team", "channel", "ts"), changing)


def add_to_week(connection: Connection) -> Any:
    """Add numbers to a week's."""
    return upsert(connection, WEEKS, ("week",), ("questions", "silence", "low", "helpful", "wrong"), add=True)
