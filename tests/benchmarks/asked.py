"""What many recorded questions cost: python -m tests.benchmarks.asked [--questions 100000] [--json]

Fills a database of each kind (SQLite, and PostgreSQL where it is installed) with questions of the last four weeks, votes and hand-overs, and
prints what the gap list costs on the command line, what an owner's App Home costs in the running bot, and what an answer costs with the
store and without.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import insert

from bot.config import Config, read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.phrasebook import phrasebook
from bot.slack.desk import Desk
from bot.slack.homepage import home_page
from bot.slack.owners import Owners
from bot.store.asked import REASONS, Question
from bot.store.jobs import Job, Key
from bot.store.schema import HANDOVERS, QUESTIONS, VOTES
from bot.store.store import Store
from bot.store.weeks import week_of
from tests.conftest import ROOT
from tests.databases import opened
from tests.local_slack import own_config
from tests.postgres import PostgresMissingError, cluster
from tests.tables import read_table

DAYS = 28
SILENT, LOW, WRONG, HELPFUL = 0.25, 0.05, 0.02, 0.1  # shares of the questions
ROUNDS = 5
ASKED = 200


def fill(url: str, engine: Engine, count: int) -> None:
    """Record so many questions: those of the tables, over and over, each about words of the texts and of the word lists."""
    luck = random.Random(7)
    tables = sorted((ROOT / "tests" / "questions").glob("*.yaml"))
    asked = [row.question for table in tables for row in read_table(table)]
    words = [engine.topic_words(question) for question in asked]
    luck.shuffle(words)
    often = [1 / rank for rank in range(1, len(words) + 1)]  # few questions are asked often, and many seldom
    about = luck.choices(words, often, k=count)
    beside = luck.choices(words, often, k=count)
    now, questions, votes = time.time(), [], []
    for number in range(count):
        at, share = now - luck.random() * DAYS * 86_400, luck.random()
        place = {"team": "T1", "channel": f"C{number % 50}", "answer_ts": f"{number}.5"}
        questions.append(
            {
                **place, "id": f"{number:024x}", "ts": f"{number}.1", "surface": "mention", "language": "sv",
                "status": "not_found" if share < SILENT else "answered", "low": int(SILENT <= share < SILENT + LOW),
                "words": json.dumps(_joined(about[number], beside[number], luck), ensure_ascii=False), "text": None,
                "person": f"{number % 3_000:032x}", "at": at, "week": week_of(at),
            }
        )  # fmt: skip
        if luck.random() < WRONG + HELPFUL:
            wrong = luck.random() < WRONG / (WRONG + HELPFUL)
            vote = {"vote": "wrong", "reason": luck.choice(REASONS), "said": "Det är nämnden"} if wrong else {}
            voted = {
                "person": f"{number:032x}",
                "vote": "helpful",
                "reason": "",
                "said": None,
                "at": at,
                "week": week_of(at),
            }
            votes.append({**place, **voted, **vote})
    handover = {"id": "1" * 24, "state": "open", "team": "T1", "channel": "C1", "answer_ts": "9.9", "thread_ts": "", "contact": "C9",
                "posted_channel": "", "posted_ts": "", "text": "?", "language": "sv", "asked_by": "a" * 32, "resolved_by": "", "at": now,
                "resolved_at": 0.0}  # fmt: skip
    with opened(url) as connection:
        for at in range(0, count, 10_000):
            connection.execute(insert(QUESTIONS), questions[at : at + 10_000])
        connection.execute(insert(VOTES), votes)
        connection.execute(insert(HANDOVERS), [handover])


def _joined(about: Sequence[str], beside: Sequence[str], luck: random.Random) -> list[str]:
    """What a question is about: in three of ten with a word of another one, so that there are many thousand topics."""
    return list(dict.fromkeys([*about, *(beside[:1] if luck.random() < 0.3 else [])]))


def command_seconds(config: Path, *arguments: str) -> tuple[float, float]:
    """The median time of `python -m bot gaps` as a whole process, and what of it was work of its own (the machine may be busy)."""
    times, works = [], []
    for _ in range(ROUNDS):
        begun, before = time.perf_counter(), _work()
        subprocess.run(
            [sys.executable, "-m", "bot", "gaps", *arguments],
            cwd=ROOT, env={**os.environ, "BOT_CONFIG": str(config)}, check=True, capture_output=True,
        )  # fmt: skip
        times.append(time.perf_counter() - begun)
        works.append(_work() - before)
    return statistics.median(times), statistics.median(works)


def _work() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def home_ms(url: str, config: Config, engine: Engine) -> tuple[float, float]:
    """The median time of an owner's App Home in ms, read anew each time, and what of it was work of its own."""
    times, works = [], []
    store = Store(url, owner="benchmark")
    try:
        desk = Desk(config, *[SimpleNamespace(team="T1", name="bot")] * 7)  # type: ignore[arg-type]
        desk = replace(desk, store=store, answerer=SimpleNamespace(engine=engine))  # type: ignore[arg-type]
        for _ in range(ROUNDS):
            begun, before = time.perf_counter(), time.process_time()
            blocks = await Owners(desk).blocks(phrasebook("sv"))
            home_page(engine, "sv", command="/vem", name="bot", owners=blocks)
            times.append((time.perf_counter() - begun) * 1_000)
            works.append((time.process_time() - before) * 1_000)
    finally:
        store.close()
    return statistics.median(times), statistics.median(works)


async def answer_ms(url: str, engine: Engine) -> tuple[float, float]:
    """The median time in ms of an answer alone, and with its entry in the store, its claim, and its record."""
    alone, stored = [], []
    store = Store(url, owner="benchmark")
    try:
        for number in range(ASKED):
            text = f"Vem beslutar om medlemskap i nätverk {number}?"
            begun = time.perf_counter()
            answer = engine.ask(text)
            alone.append(time.perf_counter() - begun)
            job = Job(Key("T2", "C1", f"{number}.1"), "", {"kind": "question", "text": text})
            begun = time.perf_counter()
            await store.receive(job, text)
            await store.claim(job)
            words = engine.topic_words(text)
            asked = Question("mention", answer.language, answer.status, words=words, person="p")
            await store.finish(job, f"{number}.5", question=asked)
            stored.append(alone[-1] + time.perf_counter() - begun)
    finally:
        store.close()
    return statistics.median(alone) * 1_000, statistics.median(stored) * 1_000


def figures(url: str, folder: Path, engine: Engine, count: int) -> dict[str, float]:
    """All figures of one database."""
    Store(url, owner="benchmark").close()  # makes the tables
    fill(url, engine, count)
    config = own_config(folder, store={"url": url})
    alone, stored = asyncio.run(answer_ms(url, engine))
    (gaps, gaps_work), (as_json, _) = command_seconds(config), command_seconds(config, "--format", "json")
    home, home_work = asyncio.run(home_ms(url, read_config(config), engine))
    return {
        "gaps_s": gaps,
        "gaps_work_s": gaps_work,
        "gaps_json_s": as_json,
        "home_ms": home,
        "home_work_ms": home_work,
        "answer_ms": alone,
        "answer_with_store_ms": stored,
    }


def databases(folder: Path, stack: contextlib.ExitStack) -> Iterator[tuple[str, str]]:
    """The name and url of an empty database of each kind that there is."""
    yield "SQLite", f"sqlite:///{folder}/bot.sqlite3"
    try:
        yield "PostgreSQL", stack.enter_context(cluster()).database()
    except PostgresMissingError as error:
        print(f"no PostgreSQL: {error}", file=sys.stderr)


def main() -> None:
    """Print the figures as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    engine, measured = load_engine(read_config(ROOT / "config.yaml")), {}
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        for name, url in databases(Path(place), stack):
            measured[name] = figures(url, Path(place), engine, options.questions)
    if options.json:
        print(json.dumps(measured))
        return
    print(f"{options.questions} questions recorded over {DAYS} days; medians")
    for name, row in measured.items():
        print(f"{name}: gaps {row['gaps_s']:.2f} s (of its own {row['gaps_work_s']:.2f} s; JSON {row['gaps_json_s']:.2f} s), "
              f"App Home {row['home_ms']:.0f} ms (of its own {row['home_work_ms']:.0f} ms), "
              f"answer {row['answer_ms']:.2f} ms, with the store {row['answer_with_store_ms']:.2f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
