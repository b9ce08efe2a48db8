"""Nothing that was acknowledged is lost or doubled by kill -9; `python -m tests.store_killed` prints the figures."""

from __future__ import annotations

import random

import pytest

from tests.store_killed import kill_often


@pytest.mark.parametrize("count", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_what_was_acknowledged_is_there_once_after_kill_9(store_url: str, count: int) -> None:
    figures = kill_often(store_url, count, random.Random(1))

    assert (figures["lost"], figures["doubled"], figures["sound"]) == ([], [], "ok")
    assert all(figures["acknowledged"].values())
