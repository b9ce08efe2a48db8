"""What the owners of the texts learn, read from the store: the gap list, the numbers of each week, open hand-overs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.reports.gaps import GapList, group_gaps, moments
from bot.store.asked import Week
from bot.store.store import Store

_EXAMPLES = 1_000  # of the newest gaps, to take examples of each group from


@dataclass(frozen=True, slots=True)
class Learned:
    """The gap list, the weeks (the oldest first; the last is under way), and how many questions wait for a person."""

    gaps: GapList
    weeks: tuple[Week, ...]
    open_handovers: int = 0


async def read_learned(store: Store, *, since: float, weeks: int, examples: bool = False) -> Learned:
    """Read what came of asking since a time (seconds since 1970), and the numbers of the last `weeks`.

    With `examples`, each group has the ids (and texts, if they are kept) of some of its questions.
    """
    marks = await store.gaps.marks()
    tallies, wrong = await store.gaps.counted(since=since, moments=moments(marks))
    newest = await store.gaps.all(since=since, limit=_EXAMPLES) if examples else []
    return Learned(
        await asyncio.to_thread(group_gaps, tallies, wrong, marks, newest=newest),  # answers go on meanwhile
        tuple(await store.gaps.weeks(weeks)),
        await store.handovers.count_open(),
    )
