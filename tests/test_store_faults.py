"""A database that fails, is full, locked, damaged or gone: answers go on, and what was done meanwhile is not lost."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.store.asked import Note, Question, Vote
from bot.store.database import Database
from bot.store.jobs import Claim, Job, Key, NoClaim, Receipt
from bot.store.store import Store
from tests.databases import dump, locked, rows
from tests.postgres import Cluster, cluster

ANSWER = Key("T1", "C1", "5.5")
SILENCE = Question("mention", "sv", "not_found", words=("resor",), person="asker")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engines.BUSY", 0.2)
    monkeypatch.setattr("bot.store.engines.SILENT", 0.5)
    monkeypatch.setattr("bot.store.storage._STANDBY", 0.0)


async def live(store: Store, number: int) -> tuple[Receipt, Claim | NoClaim, bool]:
    """A question is answered, voted on and handed over; a note is proposed and a topic marked."""
    job = Job(Key("T1", "C1", f"1.{number}"), "", {"kind": "question"})
    receipt, claim = await store.receive(job, "f"), await store.claim(job)
    await store.finish(job, f"5.{number}", question=SILENCE)
    kept = await store.votes.put(Key("T1", "C1", f"5.{number}"), "reader", Vote("wrong", "missed", "KS"))
    handover, _ = await store.handovers.open(Key("T1", "C1", f"5.{number}"), "asker", "C9")
    await store.handovers.posted(handover.id, Key("T1", "C9", "8.8"))
    await store.notes.propose(Note(f"n{number}", "note", handover.id))
    await store.gaps.mark(f"topic{number}", "mended", "owner")
    return receipt, claim, kept


def counted(url: str) -> dict[str, int]:
    return {table: len(rows(url, table)) for table in ("messages", "questions", "votes", "handovers", "notes", "marks")}


def all_of(number: int) -> dict[str, int]:
    return dict.fromkeys(("questions", "votes", "handovers", "notes", "marks"), number)


def test_what_is_said_while_the_database_is_locked_is_written_afterwards_once(store_url: str) -> None:
    async def steps() -> list[Any]:
        store = Store(store_url, owner="one")
        try:
            before = await live(store, 1)
            with locked(store_url):
                meanwhile = await live(store, 2)
                seen = len(await store.gaps.all())  # nothing of it is hidden meanwhile
                during = await store.votes.get(Key("T1", "C1", "5.2"), "reader")
            await store.beat()
            await store.beat()
            return [before, meanwhile, seen, during, len(await store.gaps.all())]
        finally:
            store.close()

    answered = (Receipt.NEW, Claim("", doubt=False))
    assert asyncio.run(steps()) == [(*answered, True), (*answered, False), 1, Vote("wrong", "missed", "KS"), 2]
    assert counted(store_url) == {"messages": 2, **all_of(2)}


def test_a_handover_is_resolved_afterwards_where_the_database_is_locked(store_url: str) -> None:
    async def steps() -> list[Any]:
        store = Store(store_url, owner="one")
        try:
            handover, _ = await store.handovers.open(ANSWER, "asker", "C9", text="Vem?")
            with locked(store_url):
                meanwhile = await store.handovers.resolve(handover.id, "expert")
            await store.beat()
            return [meanwhile, [(row["state"], row["text"]) for row in rows(store_url, "handovers")]]
        finally:
            store.close()

    assert asyncio.run(steps()) == [None, [("resolved", None)]]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own with little room, where this user may mount one."""
    with tempfile.TemporaryDirectory(prefix="bot-full-") as folder:
        mounted = ["mount", "-t", "tmpfs", "-o", "size=768k", "tmpfs", folder]
        try:
            subprocess.run(mounted, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            if os.environ.get("CI"):
                pytest.fail("only root may mount a small disk")
            pytest.skip("only root may mount a small disk")
        yield Path(folder)
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_does_not_stop_answers_and_gets_what_was_done_meanwhile(full: Path) -> None:
    url = f"sqlite:///{full}/bot.sqlite3"

    async def steps() -> list[Any]:
        store = Store(url, owner="one")
        try:
            before = await live(store, 1)
            with (full / "rest").open("wb", buffering=0) as rest, pytest.raises(OSError, match="No space"):
                while rest.write(b"x" * 4_096):
                    pass
            number = 1
            while before[2] and number < 500:  # what room the log has left is used up
                before = await live(store, number := number + 1)
            meanwhile = await live(store, number := number + 1)
            (full / "rest").unlink()
            await store.beat()
            return [number < 500, meanwhile, number, await live(store, number + 1)]
        finally:
            store.close()

    in_time, meanwhile, number, after = asyncio.run(steps())

    answered = (Receipt.NEW, Claim("", doubt=False))
    assert [in_time, meanwhile, after] == [True, (*answered, False), (*answered, True)]
    assert {name: count for name, count in counted(url).items() if name != "messages"} == all_of(number + 1)


def test_a_file_that_may_grow_no_more_is_like_a_full_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.sqlite3"

    async def steps() -> list[Any]:
        store = Store(url, owner="one")
        try:
            pages = await store._storage.main(
                lambda connection: connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            )
            await store._storage.main(
                lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar_one()
            )
            long = Vote("wrong", "missed", "å" * 20_000)
            meanwhile = await store.votes.put(ANSWER, "reader", long)
            await store._storage.main(
                lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 100000").scalar_one()
            )
            await store.beat()
            return [meanwhile, await store.votes.get(ANSWER, "reader") == long]
        finally:
            store.close()

    assert asyncio.run(steps()) == [False, True]
    assert len(rows(url, "votes")) == 1


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    spoilt = {"no database": b"This is no database. " * 999, "torn": content[: len(content) // 2], "": b""}
    # A leaf of the tables, with the pages around it: what a disk does.
    middle = content[: 4_096 * 2] + b"\xff" * (len(content) - 4_096 * 2)
    path.write_bytes(spoilt.get(how, middle))


@pytest.mark.parametrize("how", ["no database", "torn", "overwritten"])
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(
    tmp_path: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    url, path = f"sqlite:///{tmp_path}/bot.sqlite3", tmp_path / "bot.sqlite3"

    async def steps() -> tuple[Receipt, Claim | NoClaim, bool]:
        store = Store(url, owner="one")
        try:
            return await live(store, 1)
        finally:
            store.close()

    asyncio.run(steps())
    spoil(path, how)
    spoilt = path.read_bytes()
    caplog.clear()

    assert asyncio.run(steps()) == (Receipt.NEW, Claim("", doubt=False), True)
    aside = list(tmp_path.glob("bot.sqlite3.damaged-*Z"))
    assert [one.read_bytes() == spoilt for one in aside] == [True]
    told = [
        (record.getMessage(), vars(record)["aside"]) for record in caplog.records if record.levelno >= logging.ERROR
    ]
    assert told == [("the store's file is damaged and was set aside; a new one is begun", str(aside[0]))]
    assert counted(url) == {"messages": 1, **all_of(1)}


def test_a_file_that_is_damaged_while_it_is_used_is_set_aside_too(tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path}/bot.sqlite3", tmp_path / "bot.sqlite3"

    async def steps() -> list[Any]:
        store = Store(url, owner="one")
        try:
            for number in range(30):
                await live(store, number)
            await store._storage.settle()
            spoil(path, "overwritten")
            await store._storage.main(lambda connection: connection.exec_driver_sql("PRAGMA shrink_memory"))
            return [[(await live(store, number))[:2] for number in (50, 51, 52)], (await live(store, 53))[2]]
        finally:
            store.close()

    answered = (Receipt.NEW, Claim("", doubt=False))
    assert asyncio.run(steps()) == [[answered] * 3, True]
    assert len(list(tmp_path.glob("bot.sqlite3.damaged-*Z"))) == 1


def test_a_sound_file_is_left_as_it_is(tmp_path: Path) -> None:
    for _ in range(2):
        Database(f"sqlite:///{tmp_path}/bot.sqlite3").close()

    assert [path.name for path in tmp_path.iterdir()] == ["bot.sqlite3"]


@pytest.fixture
def own_postgres(postgres: Cluster) -> Iterator[Cluster]:
    """A PostgreSQL that this test alone uses; `postgres` says first whether there is any."""
    with cluster() as running:
        yield running


def test_a_postgresql_that_ends_and_comes_back_gets_what_was_done_meanwhile(own_postgres: Cluster) -> None:
    url = own_postgres.database()

    async def steps() -> list[Any]:
        store = Store(url, owner="one")
        try:
            before = await live(store, 1)
            own_postgres.stop()
            meanwhile = await live(store, 2)
            own_postgres.start()
            await store.beat()
            return [before, meanwhile, await live(store, 3)]
        finally:
            store.close()

    answered = (Receipt.NEW, Claim("", doubt=False))
    assert asyncio.run(steps()) == [(*answered, True), (*answered, False), (*answered, True)]
    assert counted(url) == {"messages": 3, **all_of(3)}


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the driver leaves sockets to be collected
def test_a_postgresql_that_falls_silent_is_waited_for_once_and_never_out_of_step(own_postgres: Cluster) -> None:
    url = own_postgres.database()

    async def steps() -> list[Any]:
        store = Store(url, owner="one")
        try:
            await live(store, 1)
            own_postgres.freeze()
            meanwhile = await live(store, 2)
            own_postgres.thaw()
            await store.beat()
            keys = [Key("T1", "C1", f"5.{number}") for number in (1, 2)]
            return [meanwhile, [await store.votes.get(key, "reader") for key in keys], len(await store.gaps.all())]
        finally:
            store.close()

    vote = Vote("wrong", "missed", "KS")
    assert asyncio.run(steps()) == [(Receipt.NEW, Claim("", doubt=False), False), [vote, vote], 2]
    assert counted(url) == {"messages": 2, **all_of(2)}


def test_a_start_without_its_postgresql_works_in_memory_until_it_is_there(own_postgres: Cluster) -> None:
    url = own_postgres.database()
    own_postgres.stop()

    async def steps() -> list[Any]:
        store = Store(url, owner="one")
        try:
            meanwhile = await live(store, 1)
            own_postgres.start()
            await store.beat()
            return [meanwhile, await live(store, 2)]
        finally:
            store.close()

    answered = (Receipt.NEW, Claim("", doubt=False))
    assert asyncio.run(steps()) == [(*answered, False), (*answered, True)]
    assert counted(url) == {"messages": 2, **all_of(2)}
    assert "reader" in dump(url)


def test_a_driver_that_is_not_installed_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.errors import ConfigError

    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)

    with (
        closing(Database("sqlite://")),
        pytest.raises(ConfigError, match=r"driver of PostgreSQL is not installed.*\[postgresql\]"),
    ):
        Database("postgresql://bot@127.0.0.1/bot")
