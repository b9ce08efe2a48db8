"""Logs tell what happened, never what was asked."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bot.config import LOG_LEVELS
from bot.slack.logs import JsonLines, redact, set_up_logs

QUESTION = "Vem beslutar om zebror?"


def logged(name: str, message: str, *, level: int = logging.INFO, error: bool = False, **extra: Any) -> dict[str, Any]:
    info = None
    if error:
        try:
            raise KeyError(QUESTION)
        except KeyError:
            info = sys.exc_info()
    record = logging.LogRecord(name, level, __file__, 7, message, (), info)
    vars(record).update(extra)
    entry = json.loads(JsonLines().format(record))
    assert isinstance(entry, dict)
    return entry


def test_a_line_is_an_object_with_what_was_said_and_what_goes_with_it() -> None:
    entry = logged("bot.slack.app", "joined Slack", documents=1)

    assert (entry["message"], entry["documents"], entry["level"]) == ("joined Slack", 1, "info")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
@pytest.mark.parametrize("name", ["slack_sdk.web.async_client", "slack_bolt.AsyncApp", "aiohttp.client", "asyncio"])
def test_of_other_libraries_only_the_place_is_told(name: str, level: int) -> None:
    entry = logged(name, f"payload: {QUESTION} xoxb-1-2", level=level)

    assert entry["message"] == "test_logs:7"


def test_an_error_is_told_by_its_kind_and_place_without_its_words() -> None:
    entry = logged("bot.slack.answerer", "an answer failed", error=True, error_id="abcd")

    assert entry["error"].startswith("KeyError in logged (test_logs.py:")
    assert "zebror" not in str(entry)


@pytest.mark.parametrize(
    "secret", ["xoxb-12-34-abcDEF", "xapp-1-A-2-b", "xoxe.xoxp-1", "19850101-1234", "850101-1234", "198501011234"]
)
def test_tokens_and_personal_numbers_are_taken_out(secret: str) -> None:
    told = redact(f"before {secret} after")

    assert told.startswith("before ")
    assert told.endswith(" after")
    assert secret not in told


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """What is set up in a test is undone behind it."""
    known = [logging.getLogger(name) for name in ("", "bot", "slack_bolt", "slack_sdk")]
    handlers, levels = known[0].handlers[:], [logger.level for logger in known]
    yield
    known[0].handlers[:] = handlers
    for logger, level in zip(known, levels, strict=True):
        logger.setLevel(level)


@pytest.mark.parametrize("level", LOG_LEVELS)
@pytest.mark.usefixtures("logs_as_before")
def test_the_level_holds_for_the_bot_and_never_lets_slacks_library_tell_payloads(
    level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(level)
    for name in LOG_LEVELS:
        logging.getLogger("bot.slack.app").log(logging.getLevelName(name.upper()), "ours")
        logging.getLogger("slack_sdk.web").log(logging.getLevelName(name.upper()), QUESTION)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    ours = [line["level"] for line in lines if line["logger"] == "bot.slack.app"]
    theirs = [line["level"] for line in lines if line["logger"] == "slack_sdk.web"]

    assert ours == list(LOG_LEVELS[LOG_LEVELS.index(level) :])
    assert not {"debug", "info"} & set(theirs)
    assert QUESTION not in str(lines)
