"""What changed between two texts in who does what: a table of cases, folders, and the command itself."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Config
from bot.fresh import read_texts
from bot.reports.diff import Difference, compare
from tests.conftest import NORRVIK, ROOT
from tests.process import run_bot

CASES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "differences" / "cases.yaml").read_text(encoding="utf-8")
)


def difference(old: str, new: str, folder: Path, config: Config) -> Difference:
    for name, text in (("old", old), ("new", new)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / f"{name}.md").write_text(f"# Ansvar\n\n{text}\n", encoding="utf-8")
    config = replace(config, state=folder / "state")
    return compare(read_texts(config, folder / "old"), read_texts(config, folder / "new" / "new.md"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_changed_is_told(case: dict[str, Any], tmp_path: Path, config: Config) -> None:
    found = difference(case["old"], case["new"], tmp_path, config)

    told = [
        {
            "kind": change.kind,
            "old": change.old.actor.name if change.old and change.old.actor else "-",
            "new": change.new.actor.name if change.new and change.new.actor else "-",
        }
        for change in found.changes
        if change.kind != "reworded"
    ]
    assert told == [{name: row[name] for name in ("kind", "old", "new")} for row in case["changes"]]
    matters = [(c.new or c.old).matter for c in found.changes if c.kind != "reworded" and (c.new or c.old)]  # type: ignore[union-attr]
    assert all(row["matter"].lower() in matter.lower() for row, matter in zip(case["changes"], matters, strict=True))


SENTENCES = [text for case in CASES for text in (case["old"], case["new"]) if "\n" not in text]


@pytest.mark.slow
@given(old=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), new=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))  # fmt: skip
@settings(max_examples=3, deadline=None)
def test_a_difference_and_its_mirror_agree(
    old: list[str], new: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = Config(knowledge=Path("none"))
    place = tmp_path_factory.mktemp("mirror")
    forward = difference(" ".join(old), " ".join(new), place, config)
    backward = difference(" ".join(new), " ".join(old), tmp_path_factory.mktemp("mirror"), config)
    nothing = difference(" ".join(old), " ".join(old), tmp_path_factory.mktemp("mirror"), config)

    swapped = {"added": "removed", "removed": "added"}
    assert nothing.changes == ()
    assert Counter(c.kind for c in forward.changes) == Counter(swapped.get(c.kind, c.kind) for c in backward.changes)


def test_the_command_tells_both_quotations_with_their_places() -> None:
    old, new = NORRVIK / "avtalspolicy-2018.md", NORRVIK / "avtalspolicy.md"

    text = run_bot("diff", old, new)
    marked = run_bot("diff", old, new, "--format", "md", "--language", "en", "--all")
    data = json.loads(run_bot("diff", old, new, "--format", "json").stdout)

    assert (text.returncode, text.stderr) == (0, "")
    assert "→ Flyttat från Kommundirektören till Kommunikationschefen (1)" in text.stdout
    assert "Före: ”Kommundirektören beslutar om sponsringsavtal.”" in text.stdout
    assert "avtalspolicy-2018.md rad 33, ersatt, gäller inte längre" in text.stdout
    assert "## → Moved from Kommundirektören to Kommunikationschefen (1)" in marked.stdout
    moved = next(change for change in data["changes"] if change["kind"] == "moved")
    assert (moved["old"]["citation"]["line"], moved["new"]["citation"]["file"]) == (33, "avtalspolicy.md")
    assert data["counts"]["moved"] == 1


@pytest.mark.slow
def test_the_exit_code_tells_of_changes_only_where_it_is_asked_for(tmp_path: Path) -> None:
    file = NORRVIK / "avtalspolicy.md"

    assert run_bot("diff", file, file, "--exit-code").returncode == 0
    assert run_bot("diff", NORRVIK / "avtalspolicy-2018.md", file, "--exit-code").returncode == 1
    missing = run_bot("diff", file, tmp_path / "nowhere.md")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr.startswith("error: ")
    assert len(missing.stderr.splitlines()) == 1
