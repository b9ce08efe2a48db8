"""The SQL of the store, made once: the same text for SQLite and PostgreSQL, but for the spelling of INSERT … ON CONFLICT."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, case, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.store.schema import MESSAGES, OWNERS, THREADS

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
KNOWN = select(M.state).where(_KEY)
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


def inserting(connection: Connection, table: Table) -> Any:
    """INSERT in the database's own spelling, which knows ON CONFLICT."""
    return (postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert)(table)


@cache
def _put(insert: Any, table: Table, keys: tuple[str, ...], changing: tuple[str, ...], add: bool) -> Any:
    statement = insert(table)
    if not changing:
        return statement.on_conflict_do_nothing(index_elements=keys)
    news = {name: statement.excluded[name] + table.c[name] if add else statement.excluded[name] for name in changing}
    return statement.on_conflict_do_update(index_elements=keys, set_=news)


def upsert(
    connection: Connection, table: Table, keys: tuple[str, ...], changing: tuple[str, ...], *, add: bool = False
) -> Any:
    """INSERT … ON CONFLICT in the database's own spelling: a row with the same `keys` gets new values of `changing`, or
    with `add` these added to its own; it is left as it is where nothing is changing."""
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    return _put(insert, table, keys, changing, add)


def put(connection: Connection, table: Table) -> Any:
    """Insert a row, or give the one that is there the new values."""
    keys = tuple(column.name for column in table.primary_key)
    return upsert(connection, table, keys, tuple(c.name for c in table.columns if c.name not in keys))


def enter(connection: Connection, table: Table) -> Any:
    """Insert a row unless it is there."""
    return upsert(connection, table, tuple(column.name for column in table.primary_key), ())
