"""A short round of each fault; `python -m tests.slack_faults` runs long ones."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.slack_faults import KINDS, Figures

SHORT = {"duplicates": 60, "killed": 1, "cut": 1, "mutated": 200, "injected": 300}
LONGER = {
    "duplicates": 1_000, "killed": 6, "ended": 6, "cut": 20, "limited": 150, "mutated": 5_000, "injected": 5_000
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", SHORT)
def test_nothing_is_lost_doubled_or_unsound(kind: str) -> None:
    check(kind, KINDS[kind](SHORT[kind], random.Random(7)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", LONGER)
def test_nothing_is_lost_doubled_or_unsound_in_longer_rounds(kind: str) -> None:
    check(kind, KINDS[kind](LONGER[kind], random.Random(8)))


def check(kind: str, figures: Figures) -> None:
    never: dict[str, Any] = {"lost": 0, "doubled": 0, "unsound": [], "unacknowledged": 0, "uncaught": 0, "active": 0}

    assert {name: value for name, value in figures.items() if name in never} == {
        name: value for name, value in never.items() if name in figures
    }
    assert figures.get("alive", True)
    if kind == "ended":
        assert list(figures["exit_codes"]) == [0]
