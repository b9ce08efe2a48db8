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
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
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
    now, questions, votes = time.time(), [], []
    for number in range(count):
        at, share = now - luck.random() * DAYS * 86_400, luck.random()
        place = {"team": "T1", "channel": f"C{number % 50}", "answer_ts": f"{number}.5"}
        questions.append(
            {
                **place, "id": f"{number:024x}", "ts": f"{number}.1", "surface": "mention", "language": "sv",
                "status": "not_found" if share < SILENT else "answered", "low": int(SILENT <= share < SILENT + LOW),
                "words": json.dumps([*luck.choice(words), *luck.choice(words)[:1]], ensure_ascii=False), "text": None,
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
