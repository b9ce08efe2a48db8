"""The gap list as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from bot.phrasebook import Phrasebook
from bot.reports.disarmed import disarmed
from bot.reports.gaps import REASONS, Group
from bot.reports.learned import Learned
from bot.reports.topics import NOTHING, UNKNOWN

_NUMBERS = ("questions", "silence", "low", "helpful", "wrong")
_COLUMNS = ("key", "topic", "number", *REASONS, "withheld", "newest")
_WIDTH = 100  # characters of a line
_MOST = 50  # groups told in words; CSV and JSON have all
_SAID = 5  # complaints and examples shown of a group
_SHORT_ID = 8


def topic_name(group: Group, book: Phrasebook) -> str:
    """What a group is called."""
    special = {NOTHING: "gaps.nothing", UNKNOWN: "gaps.unknown"}
    return book.say(special[group.key]) if group.key in special else ", ".join(group.names)


def told_reasons(group: Group, book: Phrasebook) -> str:
    """Why the questions of a group are in the list, each reason with its number."""
    return ", ".join(
        book.say("digest.reason", name=book.of("gap_reasons", reason), count=count)
        for reason, count in group.reasons.items()
        if count
    )


def told_why(reason: str, book: Phrasebook) -> str:
    """Why an answer is wrong, by its code; a code that is not known here is shown as it is."""
    code = reason or "none"
    return book.of("gap_why", code) if code in book.words_of("gap_why") else code


def told_day(at: float) -> str:
    """The day of a time in seconds since 1970, in UTC."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def as_text(learned: Learned, book: Phrasebook, *, since: float, kept: str) -> str:
    """The numbers of each week, then each group on a line with what was said of it beneath; `kept` is what is kept of a question."""
    gaps = learned.gaps
    lines = [*_aligned([_week_heads(book), *_week_rows(learned)]), ""]
    if gaps.groups:
        told = book.say("gaps.since", date=told_day(since), number=gaps.number, groups=len(gaps.groups))
        lines += [book.say("gaps.title"), told, *_groups(learned, book)]
    else:
        lines.append(book.say("gaps.none", date=told_day(since)))
    if gaps.hidden:
        lines += ["", book.say("gaps.hidden", count=gaps.hidden)]
    if kept == "nothing":
        lines += ["", book.say("gaps.kept_nothing")]
    elif kept == "topic_words" and any(group.withheld for group in gaps.groups):
        lines += ["", book.say("gaps.kept_words", unknown=book.say("gaps.unknown"))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def as_csv(learned: Learned, book: Phrasebook) -> str:
    """A row a group; behind the columns that are always there, one for each week."""
    weeks = [week.week for week in learned.weeks]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_COLUMNS, *weeks])
    for group in learned.gaps.groups:
        row = [
            group.key,
            topic_name(group, book),
            group.number,
            *(group.reasons[one] for one in REASONS),
            group.withheld,
        ]
        counted = [group.weeks.get(week, 0) for week in weeks]
        writer.writerow(map(disarmed, [*row, told_day(group.newest), *counted]))
    return out.getvalue()


def as_json(learned: Learned, book: Phrasebook, *, since: float, kept: str) -> str:
    """One JSON object: since, kept, weeks, groups (each with topic, key, counts, what was said, examples), hidden."""
    found = {
        "since": told_day(since),
        "kept": kept,
        "weeks": [asdict(week) for week in learned.weeks],
        "groups": [_group(group, book) for group in learned.gaps.groups],
        "hidden": learned.gaps.hidden,
        "open_handovers": learned.open_handovers,
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _group(group: Group, book: Phrasebook) -> Mapping[str, object]:
    mark = group.mark and {"state": group.mark.state, "at": _time(group.mark.at)}
    return {
        "topic": topic_name(group, book),
        "key": group.key,
        "number": group.number,
        "reasons": group.reasons,
        "why": {reason or "none": count for reason, count in group.why.items()},
        "withheld": group.withheld,
        "newest": _time(group.newest),
        "weeks": group.weeks,
        "said": [{**asdict(one), "at": _time(one.at)} for one in group.said],
        "examples": [{**asdict(one), "at": _time(one.at)} for one in group.examples],
        "marked": mark,
    }


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _week_heads(book: Phrasebook) -> list[str]:
    return [book.of("gap_columns", name) for name in ("week", *_NUMBERS)]


def _week_rows(learned: Learned) -> Iterator[list[str]]:
    for week in learned.weeks:
        yield [week.week, *(str(getattr(week, name)) for name in _NUMBERS)]


def _groups(learned: Learned, book: Phrasebook) -> Iterator[str]:
    groups, weeks = learned.gaps.groups[:_MOST], [week.week for week in learned.weeks]
    by_week = book.of("gap_columns", "by_week").format(first=weeks[0], last=weeks[-1])
    heads = [book.of("gap_columns", name) for name in ("number", *REASONS, "newest")]
    rows = [
        [
            str(group.number), *(str(group.reasons[one] or "·") for one in REASONS), told_day(group.newest),
            " ".join(str(group.weeks.get(week) or "·") for week in weeks), topic_name(group, book),
        ]
        for group in groups
    ]  # fmt: skip
    head, *lines = _aligned([[*heads, by_week, book.of("gap_columns", "topic")], *rows])
    yield head
    for group, line in zip(groups, lines, strict=True):
        yield line
        for told in _beneath(group, book):
            yield from textwrap.wrap(told, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8)
    if len(learned.gaps.groups) > _MOST:
        yield book.say("digest.more", count=len(learned.gaps.groups) - _MOST)


def _beneath(group: Group, book: Phrasebook) -> Iterator[str]:
    if group.mark:
        state = book.of("gap_states", group.mark.state) if group.mark.state in book.words_of("gap_states") else "?"
        yield book.say("gaps.again", date=told_day(group.mark.at), state=state)
    if group.withheld and group.key != UNKNOWN:
        yield book.say("gaps.withheld", count=group.withheld)
    if group.why:
        yield ", ".join(f"{told_why(reason, book)} {count}" for reason, count in group.why.items())
    for one in group.said[:_SAID]:
        yield f"{one.question[:_SHORT_ID]} {told_why(one.reason, book)}: {book.say('gaps.said', said=one.said)}".strip()
    for example in [one for one in group.examples if one.text][:_SAID]:
        yield f"{example.id[:_SHORT_ID]} {book.say('gaps.question', text=example.text)}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines: columns as wide as their widest cell, numbers to the right, the last as it is."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    ]
