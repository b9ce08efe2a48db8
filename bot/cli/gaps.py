"""`gaps`: the questions that were not answered well, marked as mended, or made tests of."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from bot.config import Config
from bot.errors import UsageError, UserError
from bot.phrasebook import Phrasebook, phrasebook
from bot.reports.gap_table import as_csv, as_json, as_text, topic_name
from bot.reports.gaps import STATES, Example, Group, find_group
from bot.reports.learned import Learned, read_learned
from bot.store.engines import shown_url
from bot.store.store import Store
from bot.store.weeks import week_begins, week_name, week_of, weeks_back

T = TypeVar("T")
_MOST_WEEKS = 520
_NAMED = 8  # groups named where one is not found


def run_gaps(config: Config, *, since: str, weeks: int, form: str, plot: Path | None, language: str) -> int:
    """Print the gap list, and draw the weeks to `plot` if that is given. Raises UsageError, and UserError where nothing can be read."""
    book, begins, count = phrasebook(language or config.answers.language), *_period(since, weeks)
    kept = config.store.questions
    examples = form == "json" or (form == "text" and kept == "full_text")
    learned = with_store(config, lambda store: read_learned(store, since=begins, weeks=count, examples=examples))
    if plot is not None:
        from bot.reports.plot import write_plot

        write_plot(learned.weeks, plot, book)
        print(book.say("gaps.drawn", file=plot), file=sys.stderr)
    if form == "csv":
        print(as_csv(learned, book), end="")
    else:
        print((as_json if form == "json" else as_text)(learned, book, since=begins, kept=kept), end="")
    return 0


def run_mark(config: Config, typed: str, state: str, *, language: str) -> int:
    """Mark a group as mended or dismissed. Raises UsageError where there is no such group."""
    if state not in STATES:
        raise UsageError(f"--mark {typed}: {state!r} is no state; accepted: {', '.join(STATES)}")
    book = phrasebook(language or config.answers.language)

    async def mark(store: Store) -> Group:
        group = _group(typed, await _all(store), book)
        if not await store.gaps.mark(group.key, state, ""):
            raise UserError(f"{shown_url(config.store.url)}: the mark cannot be kept there now; try again")
        return group

    group = with_store(config, mark)
    print(book.say("gaps.marked", topic=topic_name(group, book), state=book.of("gap_states", state)))
    return 0


def run_test(
    config: Config,
    knowledge: Path | None,
    typed: Sequence[str],
    *,
    question: str,
    expect: Mapping[str, str],
    silence: bool,
    sure: bool,
) -> int:
    """Make entries of questions.yaml out of groups or questions of the list: with what is expected, else with the answer of today,
    once that is confirmed. Returns 1 where one was not confirmed. Raises what `run_eval_add` raises."""
    from bot.cli.eval import run_eval_add

    if question and len(typed) > 1:
        raise UsageError("--question is the text of one question; give one ID or GROUP with it")
    book = phrasebook(config.answers.language)
    learned = with_store(config, _all)
    code = 0
    for one in typed:
        group, example = _meant(one, learned, book)
        asked = question or (example.text if example else "")
        if not asked:
            matter = topic_name(group, book)
            if not group.names:
                raise UsageError(f"--test {one}: no word of it is kept; give the question: --question TEXT")
            asked = book.say("gaps.test_question", matter=matter)
            print(book.say("gaps.test_from_topic", question=asked))
        reasons = example.reasons if example else [name for name, count in group.reasons.items() if count]
        week = week_name(week_of(example.at if example else group.newest))
        why = book.say("gaps.test_why", week=week, reasons=", ".join(book.of("gap_reasons", name) for name in reasons))
        kind = book.say("gaps.test_kind")
        code |= run_eval_add(
            config, knowledge, asked, expect=expect, silence=silence, thread=(), kind=kind, why=why, sure=sure
        )
    return code


def _meant(typed: str, learned: Learned, book: Phrasebook) -> tuple[Group, Example | None]:
    """The group, and the question of it, that somebody typed: an id or how it begins, else a group with its newest text."""
    found = [
        (group, example) for group in learned.gaps.groups for example in group.examples if example.id.startswith(typed)
    ]
    if len(found) == 1 and typed:
        return found[0]
    group = _group(typed, learned, book)
    return group, next((example for example in group.examples if example.text), None)


def _group(typed: str, learned: Learned, book: Phrasebook) -> Group:
    group = find_group(learned.gaps.groups, typed)
    if group is None:
        names = [topic_name(one, book) for one in learned.gaps.groups[:_NAMED]]
        there = f"there are: {'; '.join(names)}" if names else "there are none"
        raise UsageError(f"{typed!r} is no group of the gap list; {there}")
    return group


async def _all(store: Store) -> Learned:
    return await read_learned(store, since=0.0, weeks=1, examples=True)


def with_store(config: Config, steps: Callable[[Store], Awaitable[T]]) -> T:
    """What `steps` give with the store. Raises UserError where it cannot be read."""

    async def taken() -> T:
        store = Store(config.store.url, owner="command line", keeps=config.store.questions)
        try:
            found = await steps(store)
            if store.in_memory:
                raise UserError(f"store.url: {shown_url(config.store.url)} cannot be read; the log above says why")
            return found
        finally:
            store.close()

    return asyncio.run(taken())


def _period(since: str, weeks: int) -> tuple[float, int]:
    """When the list begins (seconds since 1970), and how many weeks that is with this one."""
    now = time.time()
    if not since:
        if not 1 <= weeks <= _MOST_WEEKS:
            raise UsageError(f"--weeks {weeks}: accepted: a number from 1 to {_MOST_WEEKS}")
        return week_begins(weeks_back(now, weeks)[0]), weeks
    try:
        begins = datetime.combine(date.fromisoformat(since), datetime.min.time(), UTC).timestamp()
    except ValueError:
        raise UsageError(f"--since {since}: accepted: a date such as 2025-03-01") from None
    if begins > now:
        raise UsageError(f"--since {since}: accepted: a day that has begun")
    count = int((week_begins(week_of(now)) - week_begins(week_of(begins))) / 604_800) + 1
    return begins, min(count, _MOST_WEEKS)
