"""How long the store takes with many recorded questions, and what recording one costs an answer.

    python -m tests.benchmarks.store --url sqlite --questions 100000
    python -m tests.benchmarks.store --url postgresql --questions 100000

`--url` is sqlite or postgresql (a throw-away database), or the URL of an empty database.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.store.asked import Question
from bot.store.jobs import Job, Key, Thread
from bot.store.schema import QUESTIONS, VOTES
from bot.store.store import Store
from bot.store.weeks import week_of
from tests.databases import opened
from tests.store_killed import database

_YEAR = 365 * 86_400.0
_WORDS = [f"ord{number}" for number in range(400)]


def fill(url: str, count: int, rng: random.Random) -> None:
    """Record `count` questions of the last year, a third of them gaps, with a vote on every fifth."""
    now = time.time()
    questions, votes = [], []
    for number, at in enumerate(sorted(now - rng.random() * _YEAR for _ in range(count))):
        place = {"team": "T1", "channel": f"C{number % 50}", "answer_ts": f"5.{number}"}
        asked = {
            "id": f"{number:024x}",
            "ts": f"1.{number}",
            "surface": "mention",
            "language": "sv",
            "status": rng.choices(["answered", "passages", "not_found"], [6, 2, 2])[0],
            "low": int(rng.random() < 0.1),
            "words": json.dumps(rng.sample(_WORDS, 3)),
            "text": None,
            "person": f"{number % 3_000:032x}",
        }
        questions.append(place | asked | {"at": at, "week": week_of(at)})
        if number % 5 == 0:
            vote = {"vote": rng.choice(["helpful", "helpful", "wrong"]), "reason": "", "said": None}
            votes.append(place | vote | {"person": "reader", "at": at, "week": week_of(at)})
    with opened(url) as connection:
        for start in range(0, count, 5_000):
            connection.execute(QUESTIONS.insert(), questions[start : start + 5_000])
        connection.execute(VOTES.insert(), votes)


async def timed(step: Callable[[], Awaitable[Any]], times: int = 9) -> float:
    """The median of some runs, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await step()
        taken.append((time.perf_counter() - begun) * 1_000)
    return round(statistics.median(taken), 2)


async def answers(store: Store, count: int) -> dict[str, float]:
    """What the store costs an answer, in milliseconds (received, claimed, finished): with the question not recorded, and recorded."""
    question = Question("mention", "sv", "not_found", True, ("resor", "avtal"), "", "asker")
    taken: dict[bool, list[float]] = {False: [], True: []}
    for number in range(2 * count):  # in turn, so that both meet the same machine
        key, recorded = Key("T1", "C1", f"n{number}"), bool(number % 2)
        job = Job(key, "", {"kind": "question", "text": "Vem beslutar om resor?"})
        begun = time.perf_counter()
        await store.receive(job, "f")
        await store.claim(job, [key.ts])
        thread = {key.ts: Thread(((key.ts, "resor"),), "asker")}
        await store.finish(job, f"a{key.ts}", threads=thread, question=question if recorded else None)
        taken[recorded].append((time.perf_counter() - begun) * 1_000)
    plain, more = (round(statistics.median(taken[recorded]), 3) for recorded in (False, True))
    return {"an answer, not recorded": plain, "an answer, recorded": more}


async def measure(url: str, count: int) -> dict[str, Any]:
    """All figures, in milliseconds."""
    Store(url, owner="first").close()
    fill(url, count, random.Random(1))
    begun = time.perf_counter()
    store = Store(url, owner="measured")
    opened_in = round((time.perf_counter() - begun) * 1_000, 1)
    month = time.time() - 30 * 86_400
    try:
        figures: dict[str, Any] = {
            "questions": count,
            "gaps": len(await store.gaps.all()),
            "start, the file checked": opened_in,
            "all gaps": await timed(store.gaps.all),
            "gaps of a month": await timed(lambda: store.gaps.all(since=month)),
            "the newest 200 gaps": await timed(lambda: store.gaps.all(limit=200)),
            "52 weeks": await timed(lambda: store.gaps.weeks(52)),
        }
        figures |= await answers(store, 500)
        figures["forget a person"] = await timed(lambda: store.forget(f"{7:032x}"), 1)
        figures["sweep"] = await timed(lambda: store.sweep(182), 1)
        return figures
    finally:
        store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="sqlite")
    parser.add_argument("--questions", type=int, default=100_000)
    options = parser.parse_args()
    with database(options.url) as url:
        print(json.dumps(asyncio.run(measure(url, options.questions)), indent=2))


if __name__ == "__main__":
    main()
