"""A file may end its reader, never the program: limits on time and memory, and what a reader is told."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from bot.ingest.folder import read_folder
from bot.ingest.sandbox import read_jobs
from bot.ingest.worker import Done, Job, Limits
from bot.phrasebook import phrasebook, tell
from tests.word_files import paragraph, word_file

GOOD = Job("good.txt", b"Ansvar\n\nN\xc3\xa4mnden beslutar om kajer.\n", {})


def read(*jobs: Job, limits: Limits) -> list[Done]:
    found: dict[int, Done] = {}
    read_jobs(jobs, (), found.__setitem__, limits=limits)
    return [found[number] for number in range(len(jobs))]


@pytest.mark.slow
def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    endless = Job("long.txt", b"Kommunstyrelsen beslutar om avtal och om resor. " * 200_000, {})

    long, good = read(endless, GOOD, limits=Limits(seconds=2))

    assert (long.code, long.values) == ("too_slow", (("seconds", "2"),))
    assert good.document


@pytest.mark.slow
def test_a_file_that_wants_too_much_memory_is_given_up_and_the_next_one_is_read() -> None:
    large = Job("large.txt", b"Kommunstyrelsen beslutar om avtal och om resor.\n\n" * 30_000, {})

    hungry, good = read(large, GOOD, limits=Limits(memory=75_000_000))

    assert hungry.code in ("too_heavy", "reader_failed")
    assert good.document


def test_a_fault_in_a_reader_is_the_files_own(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = Job("deep.md", b"> " * 30_000 + b"x", {})

    deep, good = read(nested, GOOD, limits=Limits(seconds=20))

    assert deep.code or deep.document
    assert good.document


def test_no_secret_reaches_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\n", encoding="utf-8")
    spy.chmod(0o700)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hush")
    monkeypatch.setenv("BOT_PERSON_KEY", "key-hush")
    monkeypatch.setattr("sys.executable", str(spy))

    (done,) = read(GOOD, limits=Limits(seconds=5))

    assert done.code == "reader_failed"
    assert "-hush" not in (tmp_path / "seen").read_text(encoding="utf-8")


def test_what_is_no_text_of_the_folder_is_refused_in_a_line_and_the_rest_is_served(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("Hemligt.\n", encoding="utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "good.txt").write_bytes(GOOD.data)
    (texts / "~$good.docx").write_bytes(b"Word's own")
    (texts / ".hidden.txt").write_bytes(b"hidden")
    (texts / "half.txt.part").write_bytes(b"half")
    (texts / "out.txt").symlink_to(tmp_path / "outside.txt")
    (texts / "nowhere.txt").symlink_to(tmp_path / "nothing")
    (texts / "circle.txt").symlink_to(texts / "circle.txt")
    (texts / "two\nlines.txt").write_bytes(GOOD.data)
    (texts / "turn\u202etxt.fdp.txt").write_bytes(GOOD.data)
    (Path(os.fsdecode(os.fsencode(texts) + b"/latin\xe5.txt"))).write_bytes(GOOD.data)
    os.mkfifo(texts / "pipe.txt")

    library = read_folder(texts)

    assert [document.file for document in library.documents] == ["good.txt"]
    told = {problem.file: tell(problem, phrasebook("sv")) for problem in library.problems}
    assert all(name.isprintable() and "\n" not in line for name, line in told.items())
    assert {name: problem.code for name, problem in zip(told, library.problems, strict=True)} == {
        "circle.txt": "dead_link",
        "latin\N{REPLACEMENT CHARACTER}.txt": "bad_name",
        "nowhere.txt": "dead_link",
        "out.txt": "link_out",
        "pipe.txt": "no_file",
        "turn\N{REPLACEMENT CHARACTER}txt.fdp.txt": "bad_name",
        "two\N{REPLACEMENT CHARACTER}lines.txt": "bad_name",
    }
    assert stat.S_ISFIFO((texts / "pipe.txt").stat().st_mode)


@pytest.mark.slow
def test_a_folder_full_of_harm_is_refused_line_by_line_and_the_rest_is_served(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 90_000_000)
    harm = {
        "bomb.docx": bomb.getvalue(),
        "cut.docx": word_file(paragraph("Nej."))[:400],
        "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "deep.html": b"<div>" * 200_000,
        "doctype.docx": word_file(parts={"word/document.xml": "<!DOCTYPE x><x/>"}),
        "empty.md": b"\n\n",
        "front.md": b"---\na: &a [*a]\n---\nNej.\n",
        "old.docx": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "picture.pdf": b"\x89PNG\r\n\x1a\n",
        "program.html": b"\x7fELF" + bytes(900),
        "sheet.xlsx": bomb.getvalue(),
        "zeros.txt": bytes(5_000),
    }
    for name, data in harm.items():
        (texts / name).write_bytes(data)
    (texts / "good.txt").write_bytes(GOOD.data)

    library = read_folder(texts)

    assert "good.txt" in [document.file for document in library.documents]
    refused = {problem.file: tell(problem, phrasebook("sv")) for problem in library.problems if problem.severe}
    assert set(refused) | {document.file for document in library.documents} == {"good.txt", *harm}
    assert set(refused) >= set(harm) - {"deep.html"}
    assert all("\n" not in line and len(line) < 200 for line in refused.values())
