"""What is deleted: by age, and for a person who asks for it. The numbers of each week stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, or_, select, union, update

from bot.store.asked import Forgotten
from bot.store.gaps import SILENCE
from bot.store.questions import add_to_week
from bot.store.schema import HANDOVERS, MARKS, MESSAGES, NOTES, OWNERS, QUESTIONS, THREADS, VOTES

Q, V, H, N, T, M = QUESTIONS.c, VOTES.c, HANDOVERS.c, NOTES.c, THREADS.c, MESSAGES.c
_BEFORE: ColumnElement[Any] = bindparam("p_before")
_PERSON: ColumnElement[Any] = bindparam("p_person")
_OLD_QUESTIONS = delete(QUESTIONS).where(Q.at < _BEFORE).returning(Q.week, Q.status, Q.low)
_OLD_VOTES = delete(VOTES).where(V.at < _BEFORE).returning(V.week, V.vote)
_OLD_OWNERS = delete(OWNERS).where(OWNERS.c.alive_until < bindparam("p_long_ago"))
DIGEST = "digest:"  # begins the key of what is posted once a week: it is remembered for longer than that, whatever is kept of the rest
_DIGEST_DAYS = 15
_OLD_MESSAGES = delete(MESSAGES).where(
    M.at < _BEFORE,
    M.state != "waiting",
    or_(M.ts.not_like(f"{DIGEST}%"), M.at < bindparam("p_before_digest")),
)
_OLD = {table.name: delete(table).where(table.c.at < _BEFORE) for table in (HANDOVERS, NOTES, THREADS, MARKS)}
_ASKED_BY = select(Q.id, Q.team, Q.channel, Q.ts, Q.answer_ts).where(Q.person == _PERSON)
_NAMELESS = (
    update(QUESTIONS)
    .where(Q.person == _PERSON)
    .values(person="", text=None, team="", channel="", ts=Q.id, answer_ts=Q.id)
)
# What others said of an answer stays with its nameless question.
_VOTES_AWAY = (
    update(VOTES)
    .where(
        V.team == bindparam("p_team"),
        V.channel == bindparam("p_channel"),
        V.answer_ts == bindparam("p_answer_ts"),
        V.person != _PERSON,
    )
    .values(team="", channel="", answer_ts=bindparam("p_id"))
)
_MESSAGE_OF = delete(MESSAGES).where(
    M.team == bindparam("p_team"), M.channel == bindparam("p_channel"), M.ts == bindparam("p_ts"), M.state != "waiting"
)
_NAMED_AFTER = delete(MESSAGES).where(M.ts.like(bindparam("p_like")), M.state != "waiting")
_THREADS_OF = delete(THREADS).where(T.person == _PERSON)
_HANDOVERS_OF = (
    update(HANDOVERS)
    .where(H.asked_by == _PERSON)
    .values(
        state=case((H.state == "open", "closed"), else_=H.state),
        text=None,
        asked_by="",
        team="",
        channel="",
        answer_ts=H.id,
        thread_ts="",
    ),
    update(HANDOVERS).where(H.resolved_by == _PERSON).values(resolved_by=""),
)
_NOTES_OF = (
    delete(NOTES).where(N.person == _PERSON, N.state == "proposed"),
    update(NOTES).where(N.person == _PERSON).values(person=""),
    update(NOTES).where(N.decided_by == _PERSON).values(decided_by=""),
    update(MARKS).where(MARKS.c.person == _PERSON).values(person=""),
)
_VOTES_OF = delete(VOTES).where(V.person == _PERSON).returning(V.week, V.vote)


def sweep(connection: Connection, before: float, now: float) -> Forgotten:
    """Delete what is older than `before`, and processes not alive for an hour before `now` (seconds since 1970)."""
    values = {"p_before": before, "p_long_ago": now - 3_600, "p_before_digest": now - _DIGEST_DAYS * 86_400}
    asked = connection.execute(_OLD_QUESTIONS, values).all()
    voted = connection.execute(_OLD_VOTES, values).all()
    _count(connection, asked, voted)
    gone = {name: connection.execute(statement, values).rowcount for name, statement in _OLD.items()}
    messages = connection.execute(_OLD_MESSAGES, values).rowcount
    connection.execute(_OLD_OWNERS, values)
    return Forgotten(
        len(asked), len(voted), gone["handovers"], gone["notes"] + gone["marks"], gone["threads"], messages
    )


def forget(connection: Connection, person: str) -> Forgotten:
    """Delete all that concerns a person (a keyed hash): votes, topics of threads, proposals that are not decided on; what they asked
    loses its person, its text and its place, so that only its topic words are left; their open hand-overs are closed."""
    values = {"p_person": person}
    asked, messages = connection.execute(_ASKED_BY, values).all(), 0
    for row in asked:
        place = {"p_team": row.team, "p_channel": row.channel, "p_answer_ts": row.answer_ts, "p_id": row.id}
        connection.execute(_VOTES_AWAY, place | values)
        messages += connection.execute(_MESSAGE_OF, place | {"p_ts": row.ts}).rowcount
    connection.execute(_NAMELESS, values)
    voted = connection.execute(_VOTES_OF, values).all()
    _count(connection, (), voted)
    handovers = [connection.execute(statement, values).rowcount for statement in _HANDOVERS_OF]
    notes = [connection.execute(statement, values).rowcount for statement in _NOTES_OF]
    threads = connection.execute(_THREADS_OF, values).rowcount
    messages += connection.execute(_NAMED_AFTER, {"p_like": f"%{person}%"}).rowcount
    return Forgotten(len(asked), len(voted), sum(handovers), sum(notes), threads, messages)


def teams(connection: Connection) -> list[str]:
    """The workspaces of which something is kept."""
    found = union(*(select(table.c.team) for table in (MESSAGES, THREADS, VOTES, QUESTIONS, HANDOVERS)))
    return sorted(team for (team,) in connection.execute(found) if team)


def _count(connection: Connection, asked: Iterable[Any], voted: Iterable[Any]) -> None:
    """Add to each week's numbers what is deleted of it."""
    weeks: dict[int, dict[str, int]] = defaultdict(
        lambda: {"questions": 0, "silence": 0, "low": 0, "helpful": 0, "wrong": 0}
    )
    for row in asked:
        numbers = weeks[row.week]
        numbers["questions"] += 1
        numbers["silence"] += row.status == SILENCE
        numbers["low"] += row.low
    for row in voted:
        weeks[row.week][row.vote] += 1
    for week in sorted(weeks):  # in one order, so that two processes do not wait for each other
        connection.execute(add_to_week(connection), {"week": week, **weeks[week]})
