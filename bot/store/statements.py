"""The SQL of the store, made once: the same text for SQLite and PostgreSQL, but for the spelling of INSERT … ON CONFLICT."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.store.schema import MESSAGES, OWNERS, THREADS, VOTES

M = MESSAGES.c
_JOB = (M.team, M.channel, M.ts, M.revision, M.work)
_KEY = and_(M.team == bindparam("p_team"), M.channel == bindparam("p_channel"), M.ts == bindparam("p_ts"))
_ME: ColumnElement[Any] = bindparam("p_me")
_NOW: ColumnElement[Any] = bindparam("p_now")


def _alive(owner: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(OWNERS.c.owner == owner, OWNERS.c.alive_until > _NOW)


_NEW_WORK = {
    "state": "waiting",
    "revision": bindparam("p_revision"),
    "fingerprint": bindparam("p_fingerprint"),
    "work": bindparam("p_work"),
    "owner": _ME,
}
_LATER = M.revision < bindparam("p_revision")

CHANGE = (
    update(MESSAGES)
    .where(_KEY, M.state != "gone", M.fingerprint != bindparam("p_fingerprint"), _LATER)
    .values(_NEW_WORK)
)
WITHDRAW = (
    update(MESSAGES)
    .where(_KEY, M.state != "gone", (M.answer_ts != "") | (M.posting_by != ""), _LATER)
    .values(_NEW_WORK)
)
FORGET_UNANSWERED = update(MESSAGES).where(_KEY, M.answer_ts == "", M.posting_by == "").values(state="gone", work=None)
# Leave to post: at once where nobody has tried; where somebody has, it depends on who, and is looked at closely.
_MINE = and_(_KEY, M.state == "waiting", M.revision == bindparam("p_revision"), M.owner == _ME)
CLAIM = update(MESSAGES).where(_MINE, M.posting_by == "").values(posting_by=_ME).returning(M.answer_ts)
LOOK = select(M.posting_by, M.answer_ts, _alive(M.posting_by).label("alive")).where(_MINE).with_for_update()
CLAIM_IN_DOUBT = update(MESSAGES).where(_MINE).values(posting_by=_ME)
RELEASE = update(MESSAGES).where(_KEY, M.posting_by == _ME).values(posting_by="")
# A job that was edited meanwhile stays waiting, but its answer is known.
_SAME = M.revision == bindparam("p_revision")
FINISH = (
    update(MESSAGES)
    .where(_KEY, (M.posting_by == _ME) | _SAME)
    .values(
        posting_by=case((M.posting_by == _ME, ""), else_=M.posting_by),
        answer_ts=case((M.posting_by == _ME, bindparam("p_answer_ts")), else_=M.answer_ts),
        state=case((_SAME, bindparam("p_state")), else_=M.state),
        work=case((_SAME, None), else_=M.work),
    )
)
_LEFT = and_(M.state == "waiting", M.owner != _ME, ~_alive(M.owner))
LEFT = select(*_JOB).where(_LEFT).order_by(M.at).with_for_update(skip_locked=True)
TAKE = update(MESSAGES).where(_KEY).values(owner=_ME)
OWED = select(*_JOB).where(M.state == "waiting", M.owner == _ME).order_by(M.at)
THREAD = select(THREADS.c.topics, THREADS.c.person).where(
    THREADS.c.team == bindparam("p_team"),
    THREADS.c.channel == bindparam("p_channel"),
    THREADS.c.ts == bindparam("p_ts"),
)
LEAVE = delete(OWNERS).where(OWNERS.c.owner == _ME)
_BEFORE: ColumnElement[Any] = bindparam("p_before")
SWEEP = (
    delete(MESSAGES).where(M.at < _BEFORE, M.state != "waiting"),
    delete(THREADS).where(THREADS.c.at < _BEFORE),
    delete(OWNERS).where(OWNERS.c.alive_until < bindparam("p_long_ago")),
)


class Inserts:
    """INSERT … ON CONFLICT in one database's spelling."""

    def __init__(self, dialect: str) -> None:
        """`dialect` is SQLAlchemy's name of the database."""
        insert = postgresql_insert if dialect == "postgresql" else sqlite_insert

        def put(table: Table) -> Any:
            """Insert a row, or give the one that is there the new values."""
            statement = insert(table)
            keys = [column.name for column in table.primary_key]
            others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
            return statement.on_conflict_do_update(index_elements=keys, set_=others)

        self.message = insert(MESSAGES).on_conflict_do_nothing()
        self.thread, self.vote, self.owner = put(THREADS), put(VOTES), put(OWNERS)


INSERTS = {name: Inserts(name) for name in ("sqlite", "postgresql")}
