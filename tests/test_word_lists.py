"""The general word lists: made ready once on a machine, by whoever asks first, and never needed to be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.process import run_bot

MISSPELT = "vem beslutar om medlemskap i intrnationella organsiationer"


def asked(cache: Path) -> tuple[int, str]:
    run = run_bot("ask", MISSPELT, env={"XDG_CACHE_HOME": str(cache)})
    return run.returncode, run.stdout


def kept(cache: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_list_is_made_ready_once_and_used_from_then_on(tmp_path: Path) -> None:
    first, made = asked(tmp_path), kept(tmp_path)
    second = asked(tmp_path)

    assert made
    assert (second, kept(tmp_path)) == (first, made)


@pytest.mark.slow
def test_where_nothing_can_be_kept_the_answer_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")

    assert asked(tmp_path / "file" / "cache") == asked(tmp_path / "cache")


@pytest.mark.slow
def test_a_damaged_list_is_made_ready_again(tmp_path: Path) -> None:
    first = asked(tmp_path)
    for path in tmp_path.rglob("*.dic"):
        path.write_bytes(path.read_bytes()[:1000])

    assert asked(tmp_path) == first
    assert all(path.stat().st_size > 1000 for path in tmp_path.rglob("*.dic"))


@pytest.mark.slow
def test_programs_that_make_it_ready_at_once_leave_one_list(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as started:
        answers = list(started.map(asked, [tmp_path] * 4))

    assert set(answers) == {asked(tmp_path)}
    assert list(kept(tmp_path)) == ["sv.dic"]
