"""What was not answered well, counted by week and listed; and what the owners made of it."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, product
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, exists, func, literal, or_, select

from bot.store.asked import Complaint, Gap, Mark, Tally, Week
from bot.store.schema import MARKS, QUESTIONS, VOTES, WEEKS
from bot.store.statements import put
from bot.store.storage import Storage
from bot.store.weeks import week_name, week_of, weeks_back

Q, V, W, M = QUESTIONS.c, VOTES.c, WEEKS.c, MARKS.c
SILENCE = "not_found"
_MOST = 1_000_000  # gaps listed at a time
_REASONS = {
    holding: tuple(compress(("silence", "low", "wrong"), holding)) for holding in product((False, True), repeat=3)
}
_SINCE: ColumnElement[Any] = bindparam("p_since")
_WEEK: ColumnElement[Any] = bindparam("p_week")
_SAME_PLACE = and_(V.team == Q.team, V.channel == Q.channel, V.answer_ts == Q.answer_ts)
_WRONG = exists().where(_SAME_PLACE, V.vote == "wrong")
_GAPS = (
    select(Q.id, Q.at, Q.language, Q.status, Q.low, Q.words, Q.text, Q.team, Q.channel, Q.answer_ts)
    .where(Q.at >= _SINCE, or_(Q.status == SILENCE, Q.low == 1, _WRONG))
    .order_by(Q.at.desc(), Q.id)
    .limit(bindparam("p_limit"))
)
_STRAY = select(V.reason, V.said, V.at).where(V.vote == "wrong", V.at >= _SINCE, ~exists().where(_SAME_PLACE))
_COMPLAINTS = (
    select(V.team, V.channel, V.answer_ts, V.reason, V.said, V.at)
    .where(V.vote == "wrong", V.at >= _SINCE)
    .order_by(V.at)
)
_WRONG_ONES = select(V.team, V.channel, V.answer_ts).where(V.vote == "wrong").distinct().subquery()
_W = _WRONG_ONES.c
_COMPLAINED = (  # from the votes on: they are few
    select(Q.id, Q.at, Q.language, Q.status, Q.low, Q.words, Q.text, Q.team, Q.channel, Q.answer_ts)
    .join_from(_WRONG_ONES, QUESTIONS, and_(_W.team == Q.team, _W.channel == Q.channel, _W.answer_ts == Q.answer_ts))
    .where(Q.at >= _SINCE)
    .order_by(Q.at.desc(), Q.id)
)
_ASKED = (
    select(
        Q.week,
        func.count().label("questions"),
        func.sum(case((Q.status == SILENCE, 1), else_=0)).label("silence"),
        func.sum(Q.low).label("low"),
    )
    .where(Q.week >= _WEEK)
    .group_by(Q.week)
)
_VOTED = select(V.week, V.vote, func.count().label("votes")).where(V.week >= _WEEK).group_by(V.week, V.vote)
_COUNTED = select(WEEKS).where(W.week >= _WEEK)


class Gaps:
    """What the texts' owners learn from."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def all(self, *, since: float = 0.0, limit: int = 0) -> list[Gap]:
        """Questions since a time (seconds since 1970) with silence, a low margin or a vote "wrong", the newest first; at most
        `limit` of them, unless it is 0."""
        return await self._storage.read(lambda connection: _gaps(connection, since, limit))

    async def counted(
        self, *, since: float = 0.0, moments: Sequence[float] = ()
    ) -> tuple[list[Tally], list[Gap]]:  # fmt: skip
        """The same as `all`, for very many of them: those with silence or a low margin counted by their words and weeks, apart for
        each of the `moments`; and those with a vote "wrong" one by one, the newest first, whatever else there is about them."""
        cuts = sorted(set(moments))
        return await self._storage.read(
            lambda connection: (_tallies(connection, since, cuts), _complained(connection, since))
        )

    async def weeks(self, count: int) -> list[Week]:
        """The last `count` weeks with this one, the oldest first, with what is no longer kept but as numbers."""
        wanted = weeks_back(time.time(), count)
        return await self._storage.read(lambda connection: _weeks(connection, wanted))

    async def mark(self, topic: str, state: str, person: str) -> bool:
        """Note what an owner made of a topic (255 characters at most), instead of what was noted before. False where the
        database fails: it is written when that works again."""
        row = {"topic": topic, "state": state, "person": person, "at": time.time()}
        _, kept = await self._storage.keep(lambda connection: connection.execute(put(connection, MARKS), row).rowcount)
        return kept

    async def marks(self) -> dict[str, Mark]:
        """What the owners made of topics."""

        def operation(connection: Connection) -> dict[str, Mark]:
            return {row.topic: Mark(row.state, row.person, row.at) for row in connection.execute(select(MARKS))}

        return await self._storage.read(operation)


def _gaps(connection: Connection, since: float, limit: int) -> list[Gap]:
    most = limit or _MOST
    asked = connection.execute(_GAPS, {"p_since": since, "p_limit": most}).all()
    since = asked[-1].at if len(asked) == most else since  # no complaint is older than its question
    return sorted(_listed(connection, asked, since), key=lambda gap: -gap.at)[:most]


def _complained(connection: Connection, since: float) -> list[Gap]:
    asked = connection.execute(_COMPLAINED, {"p_since": since}).all()
    return sorted(_listed(connection, asked, since), key=lambda gap: -gap.at)


def _listed(connection: Connection, asked: Sequence[Any], since: float) -> list[Gap]:
    """Questions with what people said of their answers, and what was said of answers whose question is not recorded."""
    complaints: dict[tuple[str, str, str], list[Complaint]] = defaultdict(list)
    for row in connection.execute(_COMPLAINTS, {"p_since": since}):
        complaints[row.team, row.channel, row.answer_ts].append(Complaint(row.reason, row.said or "", row.at))
    words = json.loads(f"[{','.join(row.words for row in asked)}]")  # at once: thousands of small texts take long
    gaps = [
        _gap(row, words[at], complaints.get((row.team, row.channel, row.answer_ts), ())) for at, row in enumerate(asked)
    ]
    for stray in connection.execute(_STRAY, {"p_since": since}):
        complaint = Complaint(stray.reason, stray.said or "", stray.at)
        gaps.append(Gap("", stray.at, "", (), ("wrong",), (complaint,)))
    return gaps


def _tallies(connection: Connection, since: float, cuts: Sequence[float]) -> list[Tally]:
    after: ColumnElement[Any] = literal(0)
    if cuts:
        after = case(*((Q.at > cut, number) for number, cut in reversed([*enumerate(cuts, 1)])), else_=0)
    silent, low = Q.status == SILENCE, Q.low == 1
    counted = (
        select(
            Q.words,
            Q.language,
            Q.week,
            after.label("after"),
            func.count().label("number"),
            func.sum(case((silent, 1), else_=0)).label("silence"),
            func.sum(Q.low).label("low"),
            func.max(Q.at).label("newest"),
        )
        # Found by the index of weeks: where most questions are wanted, that of `at` is slower.
        .where(Q.week >= _WEEK, Q.at + 0.0 >= _SINCE, or_(silent, low))
        .group_by(Q.words, Q.language, Q.week, "after")
    )
    values = {"p_since": since, "p_week": week_of(since)}
    return [
        Tally(_words(words), language, week, int(cut), number, int(silence), int(few), newest)
        for words, language, week, cut, number, silence, few, newest in connection.execute(counted, values).all()
    ]


@lru_cache(maxsize=20_000)
def _words(kept: str) -> tuple[str, ...]:
    return tuple(json.loads(kept))


def _gap(row: Any, words: Sequence[str], complaints: Sequence[Complaint]) -> Gap:
    return Gap(
        id=row.id,
        at=row.at,
        language=row.language,
        words=tuple(words),
        reasons=_REASONS[row.status == SILENCE, bool(row.low), bool(complaints)],
        complaints=tuple(complaints),
        text=row.text or "",
    )


def _weeks(connection: Connection, wanted: list[int]) -> list[Week]:
    numbers: dict[int, dict[str, int]] = {week: defaultdict(int) for week in wanted}
    values = {"p_week": wanted[0] if wanted else 0}
    for statement in (_ASKED, _COUNTED):
        for row in connection.execute(statement, values).mappings():
            for name in ("questions", "silence", "low", "helpful", "wrong"):
                numbers.get(row["week"], defaultdict(int))[name] += int(row.get(name) or 0)
    for row in connection.execute(_VOTED, values).mappings():
        numbers.get(row["week"], defaultdict(int))[row["vote"]] += row["votes"]
    return [Week(week_name(week), **numbers[week]) for week in wanted]
