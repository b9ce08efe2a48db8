"""The outbox: each job's answer is made and posted once, whatever Slack, the network or the process does meanwhile.

A talk (a channel's thread) is answered in order; talks do not wait for each other, but share their channel's pace. No post is
repeated before it was looked up whether it arrived: our key stands in its metadata and in its first block's id.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.slack.answerer import Answerer, Reply
from bot.slack.api import BLOCK_ERRORS, Done, Limited, Outcome, Refused, SlackApi, Unreached, told
from bot.slack.card import Message
from bot.slack.metrics import Metrics
from bot.slack.pace import Pace
from bot.slack.people import People
from bot.store.jobs import Claim, Job, Key, NoClaim, Thread
from bot.store.store import Store

DIRECT = "last"  # stands for the thread of what was last said in a direct talk
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0  # seconds between tries
_GIVE_UP = 86_400.0  # seconds after which an answer would come too late
_MOST_FAILURES = 3  # of one job by a bug, before it is given up
_MOST_AT_ONCE = 40  # calls to Slack
_TOPICS = 5  # questions remembered of a thread
_RECENT = 1_800.0  # seconds for which a direct talk goes on outside its threads
_METADATA = "vem_beslutar_answer"
_log = logging.getLogger(__name__)


class Outbox:
    """Works off jobs. `put` never waits; `drain` tells when all is done."""

    def __init__(self, store: Store, api: SlackApi, answerer: Answerer, people: People, metrics: Metrics) -> None:
        self._store, self._api, self._answerer, self._people, self._metrics = store, api, answerer, people, metrics
        self._talks: dict[tuple[str, str], deque[Job]] = {}
        self._paces: dict[str, Pace] = {}
        self._known: dict[tuple[Key, str], asyncio.Future[Outcome]] = {}
        self._since: dict[tuple[Key, str], float] = {}  # when each of them was taken, the oldest first
        self._tasks: set[asyncio.Task[None]] = set()
        self._places: dict[Key, tuple[str, str]] = {}  # the talk in which a message's jobs are: one after another
        self._failures: Counter[tuple[Key, str]] = Counter()
        self._forgotten: dict[str, float] = {}  # persons, and when: what they had asked before is not recorded after
        self._slots = asyncio.Semaphore(_MOST_AT_ONCE)

    def __len__(self) -> int:
        """How many jobs are not done."""
        return len(self._known)

    @property
    def oldest(self) -> float:
        """How many seconds ago the oldest job that is not done was taken; 0 where all are done."""
        return time.monotonic() - next(iter(self._since.values())) if self._since else 0.0

    def put(self, job: Job) -> asyncio.Future[Outcome]:
        """Take a job; one that is under way already is not taken twice. The future tells what came of the first try."""
        name = (job.key, job.revision)
        if name in self._known:
            return self._known[name]
        self._known[name] = asyncio.get_running_loop().create_future()
        self._since[name] = time.monotonic()
        talk = self._places.setdefault(job.key, (job.key.channel, str(job.work.get("thread_ts") or job.key.ts)))
        if talk in self._talks:
            self._talks[talk].append(job)
        else:
            self._talks[talk] = deque([job])
            task = asyncio.create_task(self._work_off(talk))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return self._known[name]

    def forget(self, person: str) -> None:
        """Record nothing of what a person (a keyed hash) has asked so far, though it is answered yet."""
        self._forgotten = {one: at for one, at in self._forgotten.items() if time.monotonic() - at < _GIVE_UP}
        self._forgotten[person] = time.monotonic()

    async def drain(self, seconds: float) -> None:
        """Wait until all is done, or for `seconds`; what is not done then stays in the store."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work_off(self, talk: tuple[str, str]) -> None:
        jobs = self._talks[talk]
        while jobs:
            job = jobs[0]
            try:
                await self._do(job)
            except Exception as error:  # a bug: this job is left in the store for another try, the others go on
                await self._fail(job, error)
            self._tell(job, Refused("failed"))
            del self._known[(job.key, job.revision)], self._since[(job.key, job.revision)]
            jobs.popleft()
            if all(other.key != job.key for other in jobs):
                del self._places[job.key]
        del self._talks[talk]

    async def _fail(self, job: Job, error: Exception) -> None:
        name = (job.key, job.revision)
        self._failures[name] += 1
        given_up = self._failures[name] >= _MOST_FAILURES
        _log.exception("a job failed", exc_info=error, extra={**_where(job), "given_up": given_up})
        if given_up:
            with suppress(Exception):
                await self._store.finish(job, "")

    async def _do(self, job: Job) -> None:
        wait, begun = _FIRST_WAIT, time.monotonic()
        while time.monotonic() - begun < _GIVE_UP:
            outcome = await self._try(job)
            if outcome is None:
                return
            self._tell(job, outcome)
            if isinstance(outcome, Limited):
                self._pace(job).limit(outcome.seconds)
                continue
            _log.warning("a call to Slack failed and is tried again", extra={**told(outcome), "again_in": wait})
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
        _log.error("an answer could not be posted for a day and is given up", extra=_where(job))
        await self._store.finish(job, "")

    async def _try(self, job: Job) -> Outcome | None:
        """Do a job; None when nothing more is to be done for it, else why it is to be tried again."""
        await self._pace(job).turn()
        claim = await self._store.claim(job, _threads_of(job))
        if claim is NoClaim.BUSY:
            return Unreached("another process is at it")
        if not isinstance(claim, Claim):
            return None
        if job.work["kind"] == "nothing":
            await self._store.finish(job, "", gone=True)
            return None
        if job.work["kind"] == "removal":
            return await self._remove(job, claim)
        before = [topic for _, topic in _before(job, claim.threads)]
        reply = self._answerer.reply(job.work, before, channel=job.key.channel, block_id=_name(job))
        if reply.message is None:
            await self._store.finish(job, claim.answer_ts)
            return None
        answer_ts = claim.answer_ts
        if claim.doubt and not answer_ts:
            seen = await self._look_up(job)
            if isinstance(seen, Refused):
                await self._leave_in_doubt(job)
                return None
            if not isinstance(seen, Done):
                return seen
            answer_ts = str(seen.data.get("ts", ""))
            if answer_ts and not job.revision:
                await self._finish(job, reply, answer_ts, claim.threads)
                return None
        async with self._slots:
            outcome = await self._send(job, reply.message, answer_ts)
            if isinstance(outcome, Refused) and outcome.error in BLOCK_ERRORS and reply.message.blocks:
                _log.error(
                    "Slack refuses the blocks of an answer; posted as plain text",
                    extra={**told(outcome), **_where(job)},
                )
                outcome = await self._send(job, Message(reply.message.text, ()), answer_ts)
        if isinstance(outcome, Refused) and outcome.error == "message_not_found" and answer_ts:
            outcome = Done({"ts": answer_ts})  # somebody deleted the answer: it is not given again
        if isinstance(outcome, Done):
            posted = outcome.data.get("ts") or outcome.data.get("message_ts") or ""
            place = str(outcome.data.get("channel") or _channel(job))
            await self._finish(job, reply, str(posted), claim.threads, place)
            return None
        if isinstance(outcome, Refused):
            _log.error("Slack refuses an answer", extra={**told(outcome), **_where(job)})
            self._tell(job, outcome)
            if reply.asked:
                self._metrics.answered(reply.asked)
            await self._store.finish(job, answer_ts)
            return None
        if isinstance(outcome, (Limited, Unreached)):
            await self._store.release(job)
        return outcome

    async def _finish(
        self, job: Job, reply: Reply, answer_ts: str, threads: Mapping[str, Thread | None], channel: str = ""
    ) -> None:
        """Note that a job is done; `channel` is where Slack has put its post, if that is known."""
        if handover := str(job.work.get("handover") or ""):
            await self._store.handovers.posted(handover, Key(job.key.team, channel, answer_ts))
        if closes := str(job.work.get("closes") or ""):
            await self._store.handovers.resolve(closes, str(job.work.get("by") or ""))
        self._tell(job, Done({"ts": answer_ts}))
        if reply.asked:
            self._metrics.answered(reply.asked)
            if received := job.work.get("received"):
                self._metrics.posted(reply.asked.surface, time.time() - float(received))
        person = self._people.hashed(job.key.team, str(job.work.get("user", "")))
        known: dict[str, Thread | None] = {}
        if job.work["kind"] == "question" and job.work["thread_ts"]:
            known[str(job.work["thread_ts"])] = None
        known.update(threads)
        remembered = {}
        for ts, thread in known.items():
            topics = {at: topic for at, topic in (thread.topics if thread else ()) if at != job.key.ts}
            topics |= {job.key.ts: reply.topic} if reply.topic else {}
            remembered[ts] = Thread(tuple(sorted(topics.items()))[-_TOPICS:], person)
        question = replace(reply.question, person=person) if reply.question else None
        if self._forgotten.get(person, 0.0) > self._since.get((job.key, job.revision), 0.0):
            remembered, question = {}, None
        await self._store.finish(job, answer_ts, threads=remembered, question=question)

    async def _send(self, job: Job, message: Message, answer_ts: str) -> Outcome:
        work, blocks = job.work, list(message.blocks) or None
        common = {"channel": _channel(job), "text": message.text, "blocks": blocks}
        if work.get("private"):
            user, thread_ts = work["user"], work.get("thread_ts") if work.get("in_thread") else None
            return await self._api.call("chat.postEphemeral", user=user, thread_ts=thread_ts, **common)
        metadata = {"event_type": _METADATA, "event_payload": {"key": _name(job)}}
        if answer_ts:
            return await self._api.call("chat.update", ts=answer_ts, metadata=metadata, **common)
        return await self._api.call(
            "chat.postMessage",
            thread_ts=work.get("thread_ts") or None,
            metadata=metadata,
            parse="none",
            link_names=False,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
            **common,
        )

    async def _remove(self, job: Job, claim: Claim) -> Outcome | None:
        answer_ts = claim.answer_ts
        if claim.doubt and not answer_ts:
            seen = await self._look_up(job)
            if not isinstance(seen, (Done, Refused)):
                return seen
            answer_ts = str(seen.data.get("ts", "")) if isinstance(seen, Done) else ""
        if answer_ts:
            outcome = await self._api.call("chat.delete", channel=_channel(job), ts=answer_ts)
            if not isinstance(outcome, (Done, Refused)):
                return outcome
        await self._store.finish(job, "", gone=True)
        return None

    async def _look_up(self, job: Job) -> Outcome:
        """Look whether an earlier call has posted the answer: Done with its `ts`, Done without, Refused where that is hidden."""
        if job.work.get("private"):
            return Refused("only its reader sees it")
        thread_ts, cursor = str(job.work.get("thread_ts") or ""), None
        while True:
            where = {
                "channel": _channel(job),
                "ts": thread_ts or None,
                "oldest": job.work.get("since"),
                "cursor": cursor,
            }
            method = "conversations.replies" if thread_ts else "conversations.history"
            outcome = await self._api.call(method, limit=200, include_all_metadata=True, **where)
            if isinstance(outcome, Refused) and outcome.error == "thread_not_found":
                return Done()
            if not isinstance(outcome, Done):
                return outcome
            for message in outcome.data.get("messages") or []:
                if isinstance(message, Mapping) and _bears(message, _name(job)):
                    return Done({"ts": str(message.get("ts", ""))})
            following = outcome.data.get("response_metadata")
            cursor = following.get("next_cursor") if isinstance(following, Mapping) else None
            if not cursor:
                return Done()

    async def _leave_in_doubt(self, job: Job) -> None:
        _log.error("whether an answer arrived cannot be seen; it is not posted again", extra=_where(job))
        await self._store.finish(job, "")

    def _pace(self, job: Job) -> Pace:
        return self._paces.setdefault(_channel(job), Pace())

    def _tell(self, job: Job, outcome: Outcome) -> None:
        future = self._known.get((job.key, job.revision))
        if future is not None and not future.done():
            future.set_result(outcome)


def _channel(job: Job) -> str:
    """Where a job is posted: in the channel of its message, or `to` a channel or person that its key does not tell."""
    return str(job.work.get("to") or job.key.channel)


def _threads_of(job: Job) -> list[str]:
    """The threads that a question belongs to: the one it is answered in, and its direct talk."""
    if job.work["kind"] != "question":
        return []
    place = str(job.work["thread_ts"])
    begins = place == job.key.ts and not job.revision  # nothing can be known of a thread that begins here
    names = ["" if begins else place, DIRECT if job.work.get("direct") else ""]
    return [name for name in names if name]


def _before(job: Job, threads: Mapping[str, Thread | None]) -> list[tuple[str, str]]:
    """What was asked before in the thread; at the beginning of one in a direct talk, what was asked there a while ago."""
    for thread in threads.values():
        earlier = [(ts, topic) for ts, topic in (thread.topics if thread else ()) if ts < job.key.ts]
        if earlier:
            recent = seconds_between(earlier[-1][0], job.key.ts) < _RECENT or len(threads) == 1
            return earlier if recent else []
    return []


def seconds_between(earlier: str, later: str) -> float:
    """The seconds between two of Slack's timestamps; infinite where one is none."""
    try:
        return float(later) - float(earlier)
    except ValueError:
        return float("inf")


def _where(job: Job) -> dict[str, str]:
    """The channel, as a field of a log line; of a direct talk only that it is one, since its id stands for a person."""
    return {"channel": "direct" if job.key.channel.startswith("D") else job.key.channel}


def _name(job: Job) -> str:
    """What marks the answer to a message: the same however often it is posted."""
    return f"{job.key.team}/{job.key.channel}/{job.key.ts}"[:255]


def _bears(message: Mapping[str, Any], name: str) -> bool:
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, Mapping) else None
    if isinstance(payload, Mapping) and payload.get("key") == name:
        return True
    blocks = message.get("blocks")
    blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
    return any(isinstance(block, Mapping) and block.get("block_id") == name for block in (blocks or [])[:1])
