"""A process that writes to the store under load is killed with -9 at random moments; what it had acknowledged is counted.

    python -m tests.store_killed --url sqlite --count 50 --seed 1
    python -m tests.store_killed --url postgresql --count 50 --seed 1

`--url` is sqlite or postgresql (a throw-away database of its own), or the URL of an empty database. Most processes are killed while
they write, some while they start. Each says on its stdout what it is about to do, and what it has done once that is committed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bot.store.asked import Note, Question, Vote
from bot.store.jobs import Job, Key
from bot.store.store import Store
from tests.conftest import ROOT
from tests.databases import opened, rows
from tests.postgres import cluster

Figures = dict[str, Any]
_AT_ONCE = 12  # things under way in the process
_MONTH = 40 * 86_400.0
_STARTS = 0.15  # the share of processes that are killed while they start
_LINES = 300  # at most so many lines are said before the end
_PATIENCE = 60.0  # seconds in which they are said


def kill_often(url: str, count: int, rng: random.Random) -> Figures:
    """Kill `count` processes that write to the database of `url`, and return what came of what they said."""
    said: list[dict[str, Any]] = []
    begun = time.monotonic()
    for number in range(count):
        lines = 0 if rng.random() < _STARTS else rng.randint(1, _LINES)
        said += _killed(url, number, rng.randrange(1 << 30), lines, rng.uniform(0.0, 0.05 if lines else 0.4))
    figures = {"killed": count, "seconds": round(time.monotonic() - begun, 1), **asyncio.run(_checked(url, said))}
    return figures | {"sound": _sound(url)}


def _killed(url: str, number: int, seed: int, lines: int, moment: float) -> list[dict[str, Any]]:
    """What a process said until it was killed, `moment` seconds after it had said so many lines.

    Lines are counted, not time alone: a slow machine then has as much to lose as a quick one.
    """
    command = [sys.executable, "-m", "tests.store_killed", "--url", url, "--writer", str(number), "--seed", str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        pipe, output = process.stdout, bytearray()

        def listen(until: float) -> bool:
            """Take what is said by then, since the pipe must not fill; whether there may be more."""
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                return False
            output.extend(piece := os.read(pipe.fileno(), 1 << 16))
            return bool(piece)

        patience = time.monotonic() + _PATIENCE
        while output.count(b"\n") < lines and listen(patience):
            pass
        moment += time.monotonic()
        while listen(moment):
            pass
        process.kill()
        output += pipe.read()
        errors = process.stderr.read().decode()
    if process.returncode != -signal.SIGKILL:
        raise AssertionError(f"the process ended by itself: {errors}")
    said = output.decode().split("\n")[:-1]  # a line that was cut off was not said
    return [json.loads(line) for line in said]


async def _write(url: str, number: int, rng: random.Random) -> None:
    """Write until killed."""
    store = Store(url, owner=f"writer{number}")

    def say(done: bool, kind: str, **words: Any) -> None:
        os.write(1, (json.dumps({"done": done, "kind": kind, **words}) + "\n").encode())

    async def live(task: int) -> None:
        for turn in range(1_000_000):
            name = f"{number}.{task}.{turn}"
            key, answer = Key("T1", f"C{task}", f"q{name}"), Key("T1", f"C{task}", f"a{name}")
            old = rng.random() < 0.2  # asked so long ago that it is swept
            job = Job(key, "", {"kind": "question"})
            status = rng.choice(["answered", "not_found"])
            say(False, "question", name=name, task=task, old=old)
            await store.receive(job, "f")
            await store.claim(job)
            question = Question("mention", "sv", status, True, ("resor",), "", "p")
            if old:
                at = time.time() - _MONTH
                await store._storage.main(
                    partial(store.questions.write, key=key, question=question, answer_ts=answer.ts, at=at)
                )
                await store.finish(job, answer.ts)
            else:
                await store.finish(job, answer.ts, question=question)
            say(True, "question", name=name, task=task, old=old)
            for change in range(rng.randrange(3)):
                vote = Vote(rng.choice(["helpful", "wrong"]), "missed", str(change))
                if await store.votes.put(answer, "reader", vote):
                    say(True, "vote", name=name, task=task, change=change)
            handover, _ = await store.handovers.open(answer, "asker", "C9", text="Vem?")
            say(True, "handover", name=name, id=handover.id)
            if rng.random() < 0.5:
                await store.handovers.posted(handover.id, Key("T1", "C9", f"p{name}"))
                if await store.handovers.resolve(handover.id, "expert"):
                    say(True, "resolved", id=handover.id)
            await store.notes.propose(Note(f"n{name}", "note", handover.id, {"answer": name}, "expert"))
            say(True, "note", id=f"n{name}")
            if rng.random() < 0.02:
                await store.sweep(30)

    await asyncio.gather(*(live(task) for task in range(_AT_ONCE)))


async def _checked(url: str, said: list[dict[str, Any]]) -> Figures:
    """What was acknowledged and is not there as it was, and what is there more often than it was done."""
    done = {kind: [one for one in said if one["done"] and one["kind"] == kind] for kind in _KINDS}
    begun = Counter(one["name"] for one in said if not one["done"])
    store = Store(url, owner="checker")
    try:
        kept = Counter(row["ts"].removeprefix("q") for row in rows(url, "questions"))
        lost = [one["name"] for one in done["question"] if not one["old"] and not kept[one["name"]]]
        doubled = [name for name, count in kept.items() if count > 1 or name not in begun]
        gaps = Counter(gap.id for gap in await store.gaps.all() if gap.id)
        doubled += [id_ for id_, count in gaps.items() if count > 1]
        changes = {row["answer_ts"].removeprefix("a"): int(row["said"]) for row in rows(url, "votes")}
        last = {one["name"]: one["change"] for one in done["vote"]}
        lost += [name for name, change in last.items() if changes.get(name, -1) < change]
        handovers = Counter(row["id"] for row in rows(url, "handovers"))
        resolved = {row["id"] for row in rows(url, "handovers") if row["state"] == "resolved" and row["text"] is None}
        lost += [one["id"] for one in done["handover"] if not handovers[one["id"]]]
        lost += [one["id"] for one in done["resolved"] if one["id"] not in resolved]
        answers = Counter((row["channel"], row["answer_ts"]) for row in rows(url, "handovers"))
        doubled += [str(place) for place, count in answers.items() if count > 1]
        notes = Counter(row["id"] for row in rows(url, "notes"))
        lost += [one["id"] for one in done["note"] if notes[one["id"]] != 1]
        await store.sweep(30)
        counted = sum(week.questions for week in await store.gaps.weeks(60))
        finished, at_most = len(done["question"]), len(begun)
        return {
            "acknowledged": {kind: len(found) for kind, found in done.items()},
            "lost": lost + ["numbers by week"] * (counted < finished),
            "doubled": doubled + ["numbers by week"] * (counted > at_most),
            "counted_by_week": f"{finished} <= {counted} <= {at_most}",
        }
    finally:
        store.close()


_KINDS = ("question", "vote", "handover", "resolved", "note")


def _sound(url: str) -> str:
    """What the database says of itself: "ok" where it is sound."""
    with opened(url) as connection:
        if connection.dialect.name == "sqlite":
            return str(connection.exec_driver_sql("PRAGMA integrity_check").scalar_one())
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS amcheck")
        checks = "SELECT bt_index_check(indexrelid, true) FROM pg_index JOIN pg_class ON oid = indrelid WHERE relnamespace = 'public'::regnamespace"
        connection.exec_driver_sql(checks)  # raises where an index and its table differ
        return "ok"


@contextmanager
def database(url: str) -> Iterator[str]:
    """The database that is meant by `url`; a throw-away one for sqlite or postgresql."""
    if url == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'bot.sqlite3'}"
    elif url == "postgresql":
        with cluster() as running:
            yield running.database()
    else:
        yield url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="sqlite")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writer", type=int, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    if options.writer is not None:
        asyncio.run(_write(options.url, options.writer, rng))
        return
    with database(options.url) as url:
        figures = kill_often(url, options.count, rng)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    sys.exit(bool(figures["lost"] or figures["doubled"] or figures["sound"] != "ok"))


if __name__ == "__main__":
    main()
