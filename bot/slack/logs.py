"""Logs: one JSON object a line on stderr, without questions, without secrets, whatever is logged at whatever level."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

# Slack's tokens, and personal numbers with or without a century.
_SECRET = re.compile(r"x(?:ox[a-z]|app)-[\w-]+|\b(?:19|20)?\d{6}[-+]?\d{4}\b")
_OURS = ("bot", "__main__")
_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One line a record. What other libraries log may quote payloads: of theirs only the place is told, never the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.split(".")[0] in _OURS:
            entry["message"] = record.getMessage()
            entry |= {name: value for name, value in vars(record).items() if name not in _FIELDS}
        else:
            entry["message"] = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            entry["error"] = _without_words(record.exc_info[1])
        return redact(json.dumps(entry, ensure_ascii=False, default=str))


def redact(text: str) -> str:
    """`text` without tokens and personal numbers."""
    return _SECRET.sub("[secret]", text)


def set_up_logs(level: str) -> None:
    """Send all logs of this process to stderr, ours from `level` (one of LOG_LEVELS) on and other libraries' from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level.upper())
    for name in ("slack_bolt", "slack_sdk"):  # they warn of what we do on purpose, and log payloads at DEBUG
        logging.getLogger(name).setLevel(logging.ERROR)


def _without_words(error: BaseException) -> str:
    """An error's type and where it was raised; its own words may hold a question."""
    places = [
        f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return f"{type(error).__name__} in {' > '.join(places[-8:])}"
