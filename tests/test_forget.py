"""What is deleted for a person who asks for it: from the database, from its files, and by the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.slack.people import People
from bot.store.asked import Forgotten, Note, Question, Vote
from bot.store.jobs import Job, Key, Thread
from bot.store.store import Store
from tests.conftest import ROOT
from tests.databases import dump, rows
from tests.process import run_bot
from tests.test_store_asked import using

ME, OTHER = People(b"secret").hashed("T1", "U0ME"), People(b"secret").hashed("T1", "U0OTHER")
TEXT = "Vem betalar min resa?"


async def live(store: Store) -> None:
    """Two people ask, vote, hand over and propose."""
    for number, person in enumerate((ME, OTHER)):
        answer = Key("T1", f"D{number}", f"5.{number}")
        job = Job(Key("T1", f"D{number}", f"1.{number}"), "", {"kind": "question", "text": TEXT})
        await store.receive(job, f"fingerprint{number}")
        await store.claim(job)
        thread = {job.key.ts: Thread(((job.key.ts, "resa"),), person)}
        question = Question("direct", "sv", "not_found", words=("resa",), text=TEXT, person=person)
        await store.finish(job, answer.ts, threads=thread, question=question)
        for voter in (ME, OTHER):
            await store.votes.put(answer, voter, Vote("wrong", "missed", f"said by {voter}"))
        await store.first(Key("T1", "C9", f"person:{answer.ts}:{person}"))
        handover, _ = await store.handovers.open(answer, person, "C9", text=f"asked by {person}")
        await store.notes.propose(Note(f"n{number}", "note", handover.id, {"answer": f"proposed by {person}"}, person))
        await store.gaps.mark(f"topic{number}", "mended", person)


def test_a_person_is_forgotten_and_the_others_are_not(store_url: str, tmp_path: Path) -> None:
    async def steps(store: Store) -> list[Any]:
        await live(store)
        gone = await store.forget(ME)
        gaps = await store.gaps.all()
        weeks = await store.gaps.weeks(1)
        kept = [await store.votes.get(Key("T1", "D1", "5.1"), OTHER), await store.thread("T1", "D1", "1.1")]
        return [
            gone,
            [
                (gap.words, gap.text, [one.said for one in gap.complaints])
                for gap in sorted(gaps, key=lambda gap: gap.text)
            ],
            [(week.questions, week.silence, week.wrong) for week in weeks],
            kept,
            sorted(row["state"] for row in rows(store_url, "handovers")),
            [note.id for note in await store.notes.proposed()],
            await store.forget(ME),
        ]

    assert using(store_url, steps, "full_text") == [
        Forgotten(questions=1, votes=2, handovers=1, notes=2, threads=1, messages=2),
        [(("resa",), "", [f"said by {OTHER}"]), (("resa",), TEXT, [f"said by {OTHER}"])],
        [(2, 2, 4)],
        [Vote("wrong", "missed", f"said by {OTHER}"), Thread((("1.1", "resa"),), OTHER)],
        ["closed", "open"],
        ["n1"],
        Forgotten(),
    ]
    left = dump(store_url)
    traces = (ME, "D0", "5.0", "1.0", "fingerprint0")
    # As a value of its own: "1.0" is also the end of many a point in time.
    assert [trace for trace in traces if re.search(rf"(?<![\d.]){re.escape(trace)}(?!\d)", left)] == []
    assert [path.name for path in tmp_path.glob("bot.sqlite3*") if ME.encode() in path.read_bytes()] == []


def test_what_is_forgotten_leaves_the_files_while_the_store_is_open(tmp_path: Path) -> None:
    async def steps(store: Store) -> list[str]:
        await live(store)
        await store.forget(ME)
        return [path.name for path in tmp_path.iterdir() if ME.encode() in path.read_bytes()]

    assert using(f"sqlite:///{tmp_path}/bot.sqlite3", steps) == []


def configured(folder: Path, url: str) -> dict[str, str]:
    """The environment of the command line with a configuration that names this database."""
    path = folder / "config.yaml"
    path.write_text(
        f"knowledge: {ROOT / 'knowledge'}\nstore: {{url: '{url}', retention_decision: KS 2025/123}}\n", encoding="utf-8"
    )
    return {"BOT_CONFIG": str(path), "BOT_PERSON_KEY": "secret"}


def test_the_command_forgets_a_person_in_all_workspaces_or_in_one(store_url: str, tmp_path: Path) -> None:
    env = configured(tmp_path, store_url)
    using(store_url, live)

    elsewhere = run_bot("forget", "U0ME", "--team", "T2", env=env)
    run = run_bot("forget", "U0ME", env=env)

    nothing = "forgotten: 0 questions, 0 votes, 0 handovers, 0 notes, 0 threads, 0 messages (decision: KS 2025/123)\n"
    everything = (
        "forgotten: 1 questions, 2 votes, 1 handovers, 2 notes, 1 threads, 2 messages (decision: KS 2025/123)\n"
    )
    assert [(one.returncode, one.stdout, one.stderr) for one in (elsewhere, run)] == [
        (0, nothing, ""),
        (0, everything, ""),
    ]
    assert ME not in dump(store_url)


@pytest.mark.slow
def test_the_command_forgets_what_is_older_than_some_days(store_url: str, tmp_path: Path) -> None:
    env = configured(tmp_path, store_url)
    using(store_url, live)

    kept = run_bot("forget", "--older-than", "1", env=env)
    run = run_bot("forget", "--older-than", "0", env=env)

    assert (kept.returncode, kept.stdout[:24]) == (0, "forgotten: 0 questions, ")
    assert (run.returncode, run.stdout[:33]) == (0, "forgotten: 2 questions, 4 votes, ")
    assert [rows(store_url, table) for table in ("questions", "votes", "handovers", "notes", "threads")] == [[]] * 5
    assert [(row["questions"], row["wrong"]) for row in rows(store_url, "weeks")] == [(2, 4)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give the id of a person"),
        (["U0ME", "--older-than", "3"], "and not both"),
        (["anna"], "'anna' is no id of a person; accepted: ids such as U024BE7LH"),
        (["--older-than", "-1"], "--older-than is -1; accepted: a whole number"),
    ],
)
def test_wrong_use_is_told_in_a_line(tmp_path: Path, arguments: list[str], told: str) -> None:
    run = run_bot("forget", *arguments, env=configured(tmp_path, f"sqlite:///{tmp_path}/bot.sqlite3"))

    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert told in run.stderr


def test_without_the_key_nobody_is_known_and_that_is_told(tmp_path: Path) -> None:
    env = configured(tmp_path, f"sqlite:///{tmp_path}/bot.sqlite3") | {"BOT_PERSON_KEY": ""}

    run = run_bot("forget", "U0ME", env=env)

    assert (run.returncode, "set BOT_PERSON_KEY as the bot has it" in run.stderr) == (2, True)
    assert not (tmp_path / "state").exists()


def test_a_database_that_fails_is_told_with_exit_code_1(tmp_path: Path) -> None:
    run = run_bot("forget", "U0ME", env=configured(tmp_path, "postgresql://nobody@127.0.0.1:1/none"))

    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (1, "", 1)
    assert run.stderr.startswith("error: store.url: the database fails (")
