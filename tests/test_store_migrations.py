"""The versions of the database: reached by themselves, whole or not at all, whoever else starts at the same time."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import engines
from bot.store.database import Database
from bot.store.jobs import Job, Key, Receipt, Thread
from bot.store.migrations import MIGRATIONS, Migration, migrate
from bot.store.schema import METADATA
from bot.store.store import Store
from tests.conftest import PATIENCE, ROOT
from tests.databases import opened, rows
from tests.process import run_bot

# The tables of the program before there were versions, word for word as it made them.
BEFORE = """
CREATE TABLE messages (team VARCHAR(32) NOT NULL, channel VARCHAR(64) NOT NULL, ts VARCHAR(96) NOT NULL,
  state VARCHAR(8) NOT NULL, revision VARCHAR(32) NOT NULL, fingerprint VARCHAR(64) NOT NULL, work TEXT,
  owner VARCHAR(32) NOT NULL, posting_by VARCHAR(32) NOT NULL, answer_ts VARCHAR(32) NOT NULL, at FLOAT NOT NULL,
  PRIMARY KEY (team, channel, ts));
CREATE INDEX messages_waiting ON messages (state, owner);
CREATE INDEX messages_at ON messages (at);
CREATE TABLE threads (team VARCHAR(32) NOT NULL, channel VARCHAR(64) NOT NULL, ts VARCHAR(32) NOT NULL,
  topics TEXT NOT NULL, person VARCHAR(64) NOT NULL, at FLOAT NOT NULL, PRIMARY KEY (team, channel, ts));
CREATE TABLE votes (team VARCHAR(32) NOT NULL, channel VARCHAR(64) NOT NULL, answer_ts VARCHAR(96) NOT NULL,
  person VARCHAR(64) NOT NULL, vote VARCHAR(16) NOT NULL, at FLOAT NOT NULL, PRIMARY KEY (team, channel, answer_ts, person));
CREATE TABLE owners (owner VARCHAR(32) NOT NULL, alive_until FLOAT NOT NULL, PRIMARY KEY (owner));
INSERT INTO messages VALUES ('T1', 'C1', '1.1', 'waiting', '', 'f', '{"kind": "question"}', 'dead', '', '', 1739178000);
INSERT INTO messages VALUES ('T1', 'C1', '1.2', 'done', '', 'f', NULL, 'dead', '', '5.5', 1739178000);
INSERT INTO threads VALUES ('T1', 'C1', '1.2', '[["1.2", "resor"]]', 'asker', 1739178000);
INSERT INTO votes VALUES ('T1', 'C1', '5.5', 'reader', 'wrong', 1739178000);
INSERT INTO votes VALUES ('T1', 'C1', '5.5', 'other', 'helpful', 1735550000);
"""
STEPS = sum(len(migration.steps) for migration in MIGRATIONS)


def child(act: Callable[[], object]) -> int:
    """Start a process that does something and ends; return its id."""
    if process := os.fork():
        return process
    try:
        act()
    except BaseException:
        os._exit(1)
    os._exit(0)


def ended(process: int) -> int:
    """Wait for a process; its exit code, or the signal that killed it as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def migrate_and_die(url: str, before: int) -> None:
    """Migrate, and be killed with -9 before the step of this number."""

    def die(_: Connection) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    left, migrations = before, []
    for migration in MIGRATIONS:
        steps = list(migration.steps)
        if 0 <= left < len(steps):
            steps.insert(left, die)
        left -= len(migration.steps)
        migrations.append(Migration(migration.version, steps))
    migrate(engines.open_engine(engines.read_url(url), writing=True), migrations)


def old_database(url: str) -> None:
    with opened(url) as connection:
        for statement in BEFORE.split(";\n"):
            if statement.strip():
                connection.execute(text(statement))


def columns(connection: Connection) -> dict[str, list[tuple[str, bool]]]:
    found = inspect(connection)
    return {
        table: [(column["name"], bool(column["nullable"])) for column in found.get_columns(table)]
        for table in sorted(found.get_table_names())
        if table != "version"
    }


def indices(connection: Connection) -> set[tuple[str, tuple[str | None, ...], bool]]:
    found = inspect(connection)
    return {
        (str(index["name"]), tuple(index["column_names"]), bool(index["unique"]))
        for table in found.get_table_names()
        for index in found.get_indexes(table)
    }


def version(url: str) -> list[dict[str, Any]]:
    return rows(url, "version")


@pytest.mark.parametrize("old", [False, True], ids=["new", "before versions"])
def test_the_versions_lead_to_the_tables_that_the_program_knows(store_url: str, old: bool) -> None:
    if old:
        old_database(store_url)
    Store(store_url, owner="one").close()

    with opened(store_url) as connection:
        made, indexed = columns(connection), indices(connection)

    wanted = create_engine("sqlite://")
    METADATA.create_all(wanted)
    with wanted.connect() as connection:
        assert {name: sorted(made[name]) for name in made} == {
            name: sorted(found) for name, found in columns(connection).items()
        }
        assert indexed == indices(connection)
    wanted.dispose()
    assert version(store_url) == [{"version": MIGRATIONS[-1].version}]


def test_a_database_made_before_there_were_versions_loses_nothing(store_url: str) -> None:
    async def steps() -> list[Any]:
        old_database(store_url)
        store = Store(store_url, owner="new")
        try:
            return [
                [job.key.ts for job in await store.take_over()],
                await store.receive(Job(Key("T1", "C1", "1.2"), "", {}), "f"),
                await store.thread("T1", "C1", "1.2"),
                {row["person"]: (row["vote"], row["reason"], row["week"]) for row in rows(store_url, "votes")},
            ]
        finally:
            store.close()

    assert asyncio.run(steps()) == [
        ["1.1"],
        Receipt.KNOWN,
        Thread((("1.2", "resor"),), "asker"),
        {"reader": ("wrong", "", 202507), "other": ("helpful", "", 202501)},
    ]


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "before versions"])
def test_a_start_killed_at_any_step_leaves_a_database_that_the_next_start_brings_up(store_url: str, old: bool) -> None:
    if old:
        old_database(store_url)
    steps = range(len(MIGRATIONS[0].steps) if old else 0, STEPS)
    killed = [ended(child(partial(migrate_and_die, store_url, step))) for step in steps]
    Database(store_url).close()

    assert set(killed) == {-signal.SIGKILL}
    assert version(store_url) == [{"version": MIGRATIONS[-1].version}]
    assert len(rows(store_url, "votes")) == (2 if old else 0)


@pytest.mark.parametrize("old", [False, True], ids=["new", "before versions"])
def test_processes_that_start_at_once_make_the_tables_once(store_url: str, old: bool) -> None:
    if old:
        old_database(store_url)
    waiting, go = os.pipe()

    def start() -> None:
        os.close(go)
        os.read(waiting, 1)
        Database(store_url).close()

    processes = [child(start) for _ in range(6)]
    os.close(waiting)
    os.close(go)

    assert [ended(process) for process in processes] == [0] * 6
    assert version(store_url) == [{"version": MIGRATIONS[-1].version}]


def test_a_start_waits_for_one_who_writes_to_a_file_that_is_not_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other, ThreadPoolExecutor() as starting:
        other.execute("CREATE TABLE theirs (one INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO theirs VALUES (1)")
        start = starting.submit(Database, f"sqlite:///{path}")
        with pytest.raises(TimeoutError):
            start.result(0.2)
        other.execute("COMMIT")
        start.result(PATIENCE).close()

    assert version(f"sqlite:///{path}") == [{"version": MIGRATIONS[-1].version}]


def test_a_database_newer_than_the_program_is_refused_in_one_line(store_url: str, tmp_path: Path) -> None:
    Database(store_url).close()
    with opened(store_url) as connection:
        connection.execute(text("UPDATE version SET version = 9"))
    (tmp_path / "config.yaml").write_text(f"knowledge: {ROOT / 'knowledge'}\nstore: {{url: '{store_url}'}}\n", "utf-8")

    run = run_bot("forget", "--older-than", "30", env={"BOT_CONFIG": str(tmp_path / "config.yaml")})

    newest = MIGRATIONS[-1].version
    assert (run.returncode, run.stderr) == (
        2,
        f"error: store.url: the database has version 9, this program knows versions up to {newest}; "
        "start a newer program, or name another database\n",
    )
    assert version(store_url) == [{"version": 9}]


def test_a_step_that_fails_leaves_the_version_before_it(store_url: str) -> None:
    Database(store_url).close()
    newest = MIGRATIONS[-1].version
    engine = engines.open_engine(engines.read_url(store_url), writing=True)
    failing = Migration(newest + 1, ("CREATE TABLE more (id INTEGER)", "CREATE TABLE votes (id INTEGER)"))

    with pytest.raises(SQLAlchemyError):
        migrate(engine, (*MIGRATIONS, failing))
    engine.dispose()

    assert version(store_url) == [{"version": newest}]
    with opened(store_url) as connection:
        assert "more" not in inspect(connection).get_table_names()
