"""`diff`: what changed in who decides what, between two files or folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.cli.contract import as_statement
from bot.cli.loading import progress_bar, warn
from bot.config import Config
from bot.fresh import read_texts
from bot.phrasebook import phrasebook
from bot.reports.diff import KINDS, Difference, compare
from bot.reports.diff_text import as_markdown, as_text


def run_diff(
    config: Config, old: Path, new: Path, *, form: str, language: str, everything: bool, exit_code: bool
) -> int:
    """Print what changed from `old` to `new`. Returns 0, or with `exit_code` 1 where there is a change.

    Raises UserError for a path that holds no text.
    """
    with progress_bar(config) as progress:
        before, after = (read_texts(config, path, progress=progress) for path in (old, new))
    for library in (before, after):
        warn(library)
    difference = compare(before, after)
    book = phrasebook(language or config.answers.language)
    if form == "json":
        print(json.dumps(_as_json(difference, old, new, everything=everything), ensure_ascii=False, indent=2))
    else:
        print((as_markdown if form == "md" else as_text)(difference, book, everything=everything), end="")
    changed = any(change.kind != "reworded" for change in difference.changes) or bool(difference.documents)
    return int(exit_code and changed)


def _as_json(difference: Difference, old: Path, new: Path, *, everything: bool) -> dict[str, Any]:
    shown = [change for change in difference.changes if everything or change.kind != "reworded"]
    return {
        "old": str(old),
        "new": str(new),
        "documents": [
            {
                "old": one.old and {"file": one.old.file, "standing": str(one.old.info.standing)},
                "new": one.new and {"file": one.new.file, "standing": str(one.new.info.standing)},
            }
            for one in difference.documents
        ],
        "changes": [
            {
                "kind": change.kind,
                "kinds": list(change.kinds),
                "old": change.old and as_statement(change.old),
                "new": change.new and as_statement(change.new),
                "similarity": change.similarity,
            }
            for change in shown
        ],
        "counts": {kind: sum(change.kind == kind for change in difference.changes) for kind in KINDS},
        "unchanged": difference.same,
    }
