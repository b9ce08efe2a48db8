"""The store: what is entered once, taken over, and forgotten; and that answers do not wait for it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import pytest

import bot.store.store as store_module
from bot.errors import ConfigError
from bot.store.database import Database
from bot.store.engines import shown_url
from bot.store.failures import StorageError
from bot.store.jobs import Claim, Job, Key, NoClaim, Receipt, Thread
from bot.store.store import Store
from tests.databases import dump, locked

T = TypeVar("T")
KEY = Key("T1", "C1", "1.1")
QUESTION = Job(KEY, "", {"kind": "question", "text": "Vem beslutar?"})
EDIT = Job(KEY, "2.0", {"kind": "question", "text": "Vem ansvarar?"})


def run(steps: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(steps)


def test_a_message_is_entered_once_whoever_receives_it(store_url: str) -> None:
    async def steps() -> list[Receipt]:
        one, other = Store(store_url, owner="one"), Store(store_url, owner="other")
        try:
            return [await store.receive(QUESTION, "f") for store in (one, other, one)]
        finally:
            one.close()
            other.close()

    assert run(steps()) == [Receipt.NEW, Receipt.KNOWN, Receipt.KNOWN]


def test_what_is_asked_for_at_the_same_time_is_each_answered_for_itself(store_url: str) -> None:
    async def steps() -> list[Receipt]:
        store = Store(store_url, owner="one")
        try:
            jobs = [Job(Key("T1", "C1", str(n % 50)), "", {}) for n in range(200)]
            return await asyncio.gather(*(store.receive(job, "f") for job in jobs))
        finally:
            store.close()

    assert run(steps()).count(Receipt.NEW) == 50


def test_an_edit_counts_only_if_the_text_is_another_and_no_later_edit_is_known(store_url: str) -> None:
    async def steps() -> list[Any]:
        store = Store(store_url, owner="one")
        try:
            await store.receive(QUESTION, "f")
            return [
                await store.receive(Job(KEY, "1.5", {}), "f", edited=True),
                await store.receive(EDIT, "g", edited=True),
                await store.receive(Job(KEY, "1.9", {}), "h", edited=True),
                await store.receive(Job(Key("T1", "C1", "9.9"), "2.0", {}), "f", edited=True, create=False),
                [job.work for job in await store.owed()],
            ]
        finally:
            store.close()

    assert run(steps()) == [Receipt.KNOWN, Receipt.CHANGED, Receipt.KNOWN, Receipt.KNOWN, [EDIT.work]]


def test_a_question_edited_while_it_is_answered_keeps_its_answer_and_is_owed_again(store_url: str) -> None:
    async def steps() -> list[Any]:
        store = Store(store_url, owner="one")
        try:
            await store.receive(QUESTION, "f")
            first = await store.claim(QUESTION)
            await store.receive(EDIT, "g", edited=True)
            await store.finish(QUESTION, "5.5")
            return [first, await store.claim(QUESTION), await store.claim(EDIT)]
        finally:
            store.close()

    assert run(steps()) == [Claim("", doubt=False), NoClaim.OVER, Claim("5.5", doubt=False)]


def test_text_leaves_the_database_and_its_file_when_it_is_answered(store_url: str, tmp_path: Path) -> None:
    async def steps() -> None:
        store = Store(store_url, owner="one")
        await store.receive(QUESTION, "f")
        await store.claim(QUESTION)
        await store.finish(QUESTION, "5.5")
        store.close()

    run(steps())

    assert "Vem beslutar" not in dump(store_url)
    assert [path.name for path in tmp_path.iterdir() if b"Vem beslutar" in path.read_bytes()] == []


def test_what_a_dead_process_left_is_taken_over_in_doubt_and_a_living_ones_is_not(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steps() -> list[Any]:
        dead, alive = Store(store_url, owner="dead"), Store(store_url, owner="alive")
        try:
            await dead.beat()
            await dead.receive(QUESTION, "f")
            await dead.claim(QUESTION)
            before = await alive.take_over()
            now = time.time()
            monkeypatch.setattr("time.time", lambda: now + store_module.LEASE + 1)
            after = await alive.take_over()
            return [before, after, await alive.claim(QUESTION), await dead.claim(QUESTION)]
        finally:
            dead.close()
            alive.close()

    assert run(steps()) == [[], [QUESTION], Claim("", doubt=True), NoClaim.OVER]


def test_two_processes_do_not_post_for_one_message_at_a_time(store_url: str) -> None:
    async def steps() -> list[Any]:
        one, other = Store(store_url, owner="one"), Store(store_url, owner="other")
        try:
            await one.beat()
            await one.receive(QUESTION, "f")
            await one.claim(QUESTION)
            await other.receive(EDIT, "g", edited=True)
            busy = await other.claim(EDIT)
            await one.finish(QUESTION, "5.5")
            return [busy, await other.claim(EDIT)]
        finally:
            one.close()
            other.close()

    assert run(steps()) == [NoClaim.BUSY, Claim("5.5", doubt=False)]


def test_a_deleted_question_is_not_answered_and_an_answered_one_is_to_be_removed(store_url: str) -> None:
    answered, open_ = QUESTION, Job(Key("T1", "C1", "3.3"), "", {})

    async def steps() -> list[Any]:
        store = Store(store_url, owner="one")
        try:
            for job in (answered, open_):
                await store.receive(job, "f")
            await store.claim(answered)
            await store.finish(answered, "5.5")
            removed = [await store.withdraw(Job(job.key, "9.9", {"kind": "removal"})) for job in (answered, open_)]
            return [removed, await store.claim(open_), [job.key for job in await store.owed()]]
        finally:
            store.close()

    assert run(steps()) == [[True, False], NoClaim.OVER, [answered.key]]


def test_threads_are_remembered_and_what_is_old_is_forgotten(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = Thread((("1.1", "Vem beslutar om EU-projekt?"),), "person")

    async def steps() -> list[Any]:
        store = Store(store_url, owner="one")
        try:
            await store.receive(QUESTION, "f")
            await store.claim(QUESTION)
            await store.finish(QUESTION, "5.5", threads={"1.1": thread})
            known = await store.thread("T1", "C1", "1.1")
            now = time.time()
            monkeypatch.setattr("time.time", lambda: now + 31 * 86_400)
            await store.sweep(30)
            return [known, await store.thread("T1", "C1", "1.1"), await store.receive(QUESTION, "f")]
        finally:
            store.close()

    assert run(steps()) == [thread, None, Receipt.NEW]


def test_a_locked_database_does_not_stop_answers_and_gets_what_was_done_meanwhile(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.engines.BUSY", 0.2)
    monkeypatch.setattr("bot.store.engines.SILENT", 0.2)
    monkeypatch.setattr("bot.store.storage._STANDBY", 0.0)

    async def steps() -> list[Any]:
        store = Store(store_url, owner="one")
        try:
            await store.receive(QUESTION, "f")
            await store.claim(QUESTION)
            other = Job(Key("T1", "C1", "7.7"), "", {})
            with locked(store_url):
                meanwhile = [await store.receive(other, "f"), await store.receive(other, "f"), await store.claim(other)]
                await store.finish(QUESTION, "5.5")
            await store.beat()
            return [meanwhile, await store.claim(QUESTION), await store.owed()]
        finally:
            store.close()

    assert run(steps()) == [[Receipt.NEW, Receipt.KNOWN, Claim("", doubt=False)], NoClaim.OVER, []]


def test_a_database_that_cannot_be_opened_leaves_the_bot_in_memory(tmp_path: Path) -> None:
    async def steps() -> Receipt:
        store = Store(f"sqlite:///{tmp_path}", owner="one")  # a folder is no database
        try:
            return await store.receive(QUESTION, "f")
        finally:
            store.close()

    assert run(steps()) is Receipt.NEW


@pytest.mark.parametrize("wrong", ["no url", "nosuchdb://x", "mysql://x"])
def test_a_wrong_url_is_told_with_what_would_be_right(wrong: str) -> None:
    with pytest.raises(ConfigError, match=r"store\.url is .*accepted: sqlite:///PATH"):
        Database(wrong)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("sqlite:////srv/bot.sqlite3", "sqlite:////srv/bot.sqlite3"),
        ("postgresql+psycopg://bot:s3cret@db:5432/bot", "postgresql+psycopg://bot:***@db:5432/bot"),
        ("postgresql+psycopg://db/bot?user=bot&password=s3cret", "postgresql+psycopg://db/bot?…"),
        ("postgresql+psycopg://bot:p@s3cret@db/bot", "postgresql+psycopg://…"),
        ("postgresql://bot:p@db:s3cret/bot", "postgresql://…"),
        ("s3cret", "no URL"),
    ],
)
def test_a_url_is_shown_without_its_password(given: str, shown: str) -> None:
    assert shown_url(given) == shown


@pytest.mark.parametrize("wrong", ["nosuchdb://bot:s3cret@db/bot", "postgresql://bot:p@db:s3cret/bot"])
def test_a_wrong_url_is_told_without_its_password(wrong: str) -> None:
    with pytest.raises(ConfigError, match=r"store\.url is .*accepted: sqlite:///PATH") as error:
        Database(wrong)

    assert "s3cret" not in str(error.value)


def test_what_nobody_waits_for_any_more_is_done_and_ends_nothing(store_url: str) -> None:
    database, hold, done = Database(store_url), threading.Event(), []
    begun = database.submit(lambda _: hold.wait(10))
    withdrawn: list[Future[Any]] = [database.settle(), database.submit(lambda _: done.append(1))]
    cancelled = [one.cancel() for one in withdrawn]
    hold.set()

    assert (cancelled, begun.result(5), database.submit(lambda _: 2).result(5)) == ([True, True], True, 2)
    assert (done, database.settle().result(5)) == ([1], None)
    database.close()


def test_one_operation_that_fails_does_not_take_the_others_with_it(store_url: str) -> None:
    database = Database(store_url)
    futures = [database.submit(lambda connection, n=n: 1 // n) for n in (1, 0, 1)]  # type: ignore[misc]
    failed = database.submit(lambda connection: connection.exec_driver_sql("SELECT * FROM nowhere"))

    assert [futures[0].result(5), futures[2].result(5)] == [1, 1]
    with pytest.raises(ZeroDivisionError):
        futures[1].result(5)
    with pytest.raises(StorageError):
        failed.result(5)
    database.close()
