"""`digest`: the weekly digest printed, or posted now."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from bot.cli.gaps import with_store
from bot.config import Config
from bot.errors import UsageError
from bot.fresh import read_texts
from bot.phrasebook import phrasebook
from bot.reports.digest import write_digest


def run_digest(config: Config, knowledge: Path | None, *, now: bool, language: str) -> int:
    """Print the digest of the last whole week; with `now`, post it instead, as the bot would at its hour.

    Returns 1 where Slack does not take it. Raises UsageError where it cannot be posted from here.
    """
    if now:
        return _post(config, knowledge)
    book = phrasebook(language or config.answers.language)
    library = read_texts(config, knowledge or config.knowledge)
    print(with_store(config, lambda store: write_digest(store, library, book, at=time.time())).text)
    return 0


def _post(config: Config, knowledge: Path | None) -> int:
    if not config.slack.digest.channel:
        raise UsageError("slack.digest.channel is empty; name the channel that the digest is posted to in config.yaml")
    if not os.environ.get("SLACK_BOT_TOKEN"):
        raise UsageError("SLACK_BOT_TOKEN is not set; without --now the digest is printed here")
    from bot.slack.api import Done, Refused
    from bot.slack.app import post_digest

    posted = asyncio.run(post_digest(config, knowledge))
    book, channel = phrasebook(config.answers.language), config.slack.digest.channel
    if not posted.new:
        print(book.say("digest.posted_before", week=posted.week))
        return 0
    if isinstance(posted.outcome, Done):
        print(book.say("digest.posted", channel=channel))
        return 0
    refused = isinstance(posted.outcome, Refused)
    error = getattr(posted.outcome, "error", "")
    print(book.say("digest.not_posted", error=error, channel=channel) if refused else book.say("digest.waiting"))
    return 1
