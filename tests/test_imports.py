"""The rooms of the house: who may import whom, and where each outside library lives."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOUNDATION = ("models", "errors", "config", "yamlfile", "yamlentry", "phrasebook")
MAY_IMPORT = {
    "language": (*FOUNDATION, "language"),
    "ingest": (*FOUNDATION, "language", "ingest"),
    "retrieval": (*FOUNDATION, "language", "retrieval"),
    "answering": (*FOUNDATION, "language", "answering"),
    "reports": (*FOUNDATION, "language", "ingest", "engine", "store", "reports"),
    "store": (*FOUNDATION, "store"),
    "slack": (*FOUNDATION, "engine", "fresh", "store", "reports", "slack"),
    "cli": (*FOUNDATION, "engine", "fresh", "reports", "store", "slack", "cli"),
}
HOMES: dict[str, str | tuple[str, ...]] = {
    "yaml": "bot/yamlfile.py",
    "rank_bm25": "bot/retrieval/",
    "slack_bolt": "bot/slack/",
    "slack_sdk": "bot/slack/",
    "aiohttp": "bot/slack/",
    "sqlalchemy": "bot/store/",
    "prometheus_client": "bot/slack/metrics.py",
    "openpyxl": "bot/reports/",
    "msgspec": "bot/ingest/pack.py",
    "tqdm": "bot/cli/",
    "docx": "bot/ingest/docx.py",
    "lxml": "bot/ingest/",
    "pypdfium2": ("bot/ingest/pdf.py", "bot/reports/raster.py"),  # PDF is read; the plot is drawn
    "markdown_it": "bot/ingest/",
    "rapidfuzz": "bot/language/",
    "Stemmer": "bot/language/",
    "simplemma": "bot/language/",
    "platformdirs": "bot/language/word_lists.py",
    "marisa_trie": "bot/language/word_lists.py",
}
FILES = sorted((ROOT / "bot").rglob("*.py"))


def imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_room_imports_only_what_stands_below_it(path: Path) -> None:
    room = path.relative_to(ROOT / "bot").parts[0]
    allowed = MAY_IMPORT.get(room)

    ours = {name.split(".")[1] for name in imported(path) if name.startswith("bot.")}

    assert allowed is None or ours <= set(allowed)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_an_outside_library_is_imported_only_at_its_home(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()

    strays = [name for name in imported(path) if not place.startswith(HOMES.get(name.split(".")[0], ""))]

    assert strays == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_swedish_word_stands_in_code(path: Path) -> None:
    strings = [
        node.value
        for node in ast.walk(_without_docstrings(ast.parse(path.read_text(encoding="utf-8"))))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    swedish = [
        text for text in strings if re.search(r"[a-zåäö][åäöÅÄÖ]|[åäöÅÄÖ][a-zåäö]", text) and " " not in text.strip()
    ]

    assert [text for text in swedish if not set(text) >= set("åäö")] == []


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]
    return tree
