"""The reviewer of texts: what it finds, what it leaves alone, and how it is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Config
from bot.fresh import read_texts
from bot.reports.review import review
from tests.conftest import NORRVIK, ROOT, STENSUNDA
from tests.process import run_bot

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "reviews" / "cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_is_worth_a_look_is_found_and_nothing_else(case: dict[str, Any], tmp_path: Path, config: Config) -> None:
    for name, text in case["texts"].items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = read_texts(replace(config, state=tmp_path / ".state"), tmp_path)

    found = [one for one in review(library) if not one.kind.startswith("standing_")]

    assert [one.kind for one in found] == [kind for kind, _ in case["found"]]
    quotes = [one.passage.text if one.passage else "" for one in found]
    assert all(words in quote for (_, words), quote in zip(case["found"], quotes, strict=True))


@pytest.mark.parametrize(("folder", "most"), [(STENSUNDA, 26), (NORRVIK, 3), (ROOT / "knowledge", 0)])
def test_texts_that_are_in_order_get_few_findings(folder: Path, most: int, config: Config) -> None:
    assert len(review(read_texts(config, folder))) <= most


def test_check_is_read_by_a_strategist_and_by_a_program(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Resepolicy\n\nAntagen av kommunfullmäktige 2024-03-18. Dnr KS 2024/7.\n\nSe [planen](plan.md) och [lagen](https://x.se).\n\n"
        "Resor beslutas i förväg.\n",
        encoding="utf-8",
    )
    (tmp_path / "b.txt").write_bytes(b"\x00")

    swedish = run_bot("check", "--knowledge", tmp_path, "--statements")
    english = run_bot("check", "--knowledge", tmp_path, "--language", "en")
    data = json.loads(run_bot("check", "--knowledge", tmp_path, "--format", "json").stdout)

    assert (swedish.returncode, swedish.stderr) == (1, "")
    assert "b.txt: filen är inte text" in swedish.stdout
    assert "a.md:5: länken till plan.md leder ingenstans i mappen" in swedish.stdout
    assert 'adopted: "2024-03-18"' in swedish.stdout
    assert "”Resor beslutas i förväg.”\n    — rad 7 · Resepolicy" in swedish.stdout
    assert "rad 7: (ingen nämnd) | beslutar | Resor" in swedish.stdout
    assert "1 texter, 1 uppgifter lästa, 2 saker att se över, 1 fel" in swedish.stdout
    assert "Nobody is named" in english.stdout
    assert [one["kind"] for one in data["findings"]] == ["standing_found", "nobody"]
    assert [one["code"] for one in data["problems"] if one["severe"]] == ["zero_bytes"]
    assert not any("x.se" in one["message"] for one in data["problems"])
