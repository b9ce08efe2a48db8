"""`ask`: one question, or a file of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.cli.contract import as_json as answer_as_json
from bot.cli.loading import open_engine
from bot.config import Config
from bot.errors import UsageError


def run_ask(config: Config, knowledge: Path | None, question: str | None, *, as_json: bool) -> int:
    """Print the answer to one question. Raises UsageError when there is none."""
    if question is None or not question.strip():
        raise UsageError('ask needs a question: python -m bot ask "Vem beslutar om …?"')
    answer = open_engine(config, knowledge).ask(question)
    print(json.dumps(answer_as_json(answer), ensure_ascii=False) if as_json else answer.text)
    return 0


def run_batch(config: Config, knowledge: Path | None, batch: Path, *, as_json: bool, question: str | None) -> int:
    """Print the answers to a file of questions, a JSON object a line, in the file's order. Raises UsageError for wrong input."""
    if not as_json or question is not None:
        raise UsageError("--batch goes with --json and without a question of its own: ask --json --batch FILE.jsonl")
    rows = _read_batch(batch)
    engine = open_engine(config, knowledge)
    for row in rows:
        answer = engine.ask(row["question"], tuple(row.get("thread") or ()))
        print(json.dumps(answer_as_json(answer, question_id=row["id"]), ensure_ascii=False))
    return 0


def _read_batch(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8 text") from None
    return [_row(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{where}: not JSON: {error}") from None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str) or "id" not in row:
        raise UsageError(f'{where}: should be an object with "id" and "question" (text), and perhaps "thread" (a list)')
    thread = row.get("thread")
    if thread is not None and not (isinstance(thread, list) and all(isinstance(one, str) for one in thread)):
        raise UsageError(f'{where}: "thread" should be a list of the earlier questions')
    return row
