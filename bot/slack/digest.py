"""The weekly digest: posted once a week, whichever process comes first, with the picture of the weeks in its thread."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import DAYS, DigestConfig
from bot.phrasebook import Phrasebook, phrasebook
from bot.reports.chart import describe_weeks
from bot.reports.digest import Digest, write_digest
from bot.reports.plot import as_png
from bot.slack.api import Done, Outcome, Unsure, told
from bot.slack.blocks import MOST_TEXT, Block, context, header, line, rich_text, span
from bot.slack.card import Message
from bot.slack.desk import Desk
from bot.slack.text import clip, clip_escaped
from bot.store.jobs import Job, Key, Receipt
from bot.store.store import DIGEST

_LINE = 400  # characters of a line: a message holds thirteen thousand
_PATIENCE = 60.0  # seconds for the post, before its picture is given up
_AGAIN = 60.0  # seconds before another try where something failed
_ALT = 1_000  # characters of a picture's description
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a try: `new` is False where the digest of this `week` was posted, or begun, before."""

    week: str
    new: bool
    outcome: Outcome | None = None


class WeeklyDigest:
    """Posts the digest when it is due."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._settings = desk, desk.config.slack.digest
        self._over = ""  # the week whose digest needs no more looking after
        self._not_before = 0.0

    async def look(self) -> None:
        """Post the digest if it is due and was not posted this week. Fails in the log alone."""
        now = time.time()
        week, is_due = due(self._settings, now)
        if not self._settings.channel or not is_due or week == self._over or now < self._not_before:
            return
        self._not_before = now + _AGAIN
        try:
            if not self._desk.store.in_memory:  # memory cannot tell what other processes have posted
                await self.post(now)
                self._over = week
        except Exception as error:
            _log.exception("the weekly digest failed", exc_info=error)

    async def post(self, now: float) -> Posted:
        """Post the digest of this week, unless it was posted before."""
        desk, channel = self._desk, self._settings.channel
        book = phrasebook(desk.language)
        week, _ = due(self._settings, now)
        midweek = datetime.strptime(f"{week}-4 +0000", "%G-W%V-%u %z").timestamp()  # the store's weeks are those of UTC
        key = Key(desk.me.team, channel, f"{DIGEST}{week}")
        if await desk.store.knows(key):
            return Posted(week, False)
        digest = await write_digest(desk.store, desk.answerer.engine.library, book, at=midweek)
        message = digest_message(digest, block_id=f"{key.team}/{channel}/{key.ts}")
        work = {
            "kind": "message",
            "text": message.text,
            "blocks": list(message.blocks),
            "thread_ts": "",
            "since": f"{now - 60:.6f}",
        }
        job = Job(key, "", work)
        if await desk.store.receive(job, "") is not Receipt.NEW:
            return Posted(week, False)
        posting = desk.outbox.put(job)
        try:
            outcome = await asyncio.wait_for(asyncio.shield(posting), _PATIENCE)
        except TimeoutError:
            outcome = Unsure("timeout")
        _log.info("the weekly digest is posted", extra={"week": week, **told(outcome)})
        if isinstance(outcome, Done) and outcome.data.get("ts"):
            await self._picture(digest, channel, str(outcome.data["ts"]), book)
        return Posted(week, True, outcome)

    async def _picture(self, digest: Digest, channel: str, thread_ts: str, book: Phrasebook) -> None:
        """Put the picture into the digest's thread; where Slack does not take it, the digest stands without."""
        data = await asyncio.to_thread(as_png, digest.weeks, book)
        name, title = f"{digest.week}.png", book.say("digest.picture")
        alt = clip(describe_weeks(digest.weeks, book), _ALT)
        place = await self._desk.api.call("files.getUploadURLExternal", filename=name, length=len(data), alt_txt=alt)
        outcome: Outcome = place
        if isinstance(place, Done):
            outcome = await self._desk.api.upload(str(place.data.get("upload_url", "")), data)
        if isinstance(place, Done) and isinstance(outcome, Done):
            file = {"id": str(place.data.get("file_id", "")), "title": title}
            outcome = await self._desk.api.call(
                "files.completeUploadExternal", files=[file], channel_id=channel, thread_ts=thread_ts
            )
        if not isinstance(outcome, Done):
            _log.warning("the weekly digest has no picture", extra=told(outcome))


def due(settings: DigestConfig, now: float) -> tuple[str, bool]:
    """The week that a time (seconds since 1970) lies in where the digest is read, such as 2025-W07, and whether its digest is due."""
    local = datetime.fromtimestamp(now, ZoneInfo(settings.timezone))
    year, week, weekday = local.isocalendar()
    day = (local - timedelta(days=weekday - 1 - DAYS.index(settings.day))).date()
    begins = datetime(day.year, day.month, day.day, settings.hour, tzinfo=local.tzinfo)
    return f"{year}-W{week:02}", local >= begins


def digest_message(digest: Digest, *, block_id: str) -> Message:
    """The digest as Slack shows it."""
    blocks: list[Block] = [{**header(digest.title), "block_id": block_id[:255]}]
    for part in digest.parts:
        told = [line(span(f"• {clip(one, _LINE)}\n")) for one in part.lines]
        blocks.append(rich_text(line(span(f"{part.title}\n", bold=True)), *told))
    blocks.append(context(digest.more))
    return Message(clip_escaped(digest.text, MOST_TEXT), tuple(blocks))


__all__ = ["Posted", "WeeklyDigest", "digest_message", "due"]
