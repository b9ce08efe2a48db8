"""The weeks as a chart: rectangles, lines and words with their places, for whatever draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.phrasebook import Phrasebook
from bot.store.asked import Week

WIDTH, HEIGHT = 960, 540  # in the chart's own units
_LEFT, _RIGHT = 60, 940
_TOP, _MIDDLE, _BOTTOM = (96, 300), (352, 486), 512  # of the upper and the lower part, and of the weeks' names
_MOST = 52  # weeks that are drawn: the last ones
_CROWDED = 16  # weeks beyond which numbers and names would run into each other
_STRIPES = 7  # units between the stripes of what is striped
INK, GREY, PAPER = "#1d1d1d", "#c8c8c8", "#ffffff"
# Apart for those who see no colours, too: two are light, two are dark and striped.
_ASKED, _SILENT, _HELPFUL, _WRONG = "#a9cbe8", "#12436d", "#8fd6cf", "#801650"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; with an `outline` where it is not ""."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    outline: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `y` is that of its base line, `anchor` start, middle or end."""

    x: float
    y: float
    text: str
    size: int
    anchor: str = "start"
    bold: bool = False
    colour: str = INK


Shape = Box | Stroke | Words


@dataclass(frozen=True, slots=True)
class _Slots:
    """Where the bars stand: the left edge of each week's, and their width."""

    left: tuple[float, ...]
    width: float

    def middle(self, at: int) -> float:
        return self.left[at] + self.width / 2


def draw_weeks(weeks: Sequence[Week], book: Phrasebook) -> list[Shape]:
    """Questions with those that were not answered above, helpful and wrong below; what is drawn later lies over what is earlier."""
    shown = list(weeks[-_MOST:])
    slot = (_RIGHT - _LEFT) / max(len(shown), 1)
    width = min(0.62 * slot, 56.0)
    slots = _Slots(tuple(_LEFT + slot * at + (slot - width) / 2 for at in range(len(shown))), width)
    shapes: list[Shape] = [
        Box(0, 0, WIDTH, HEIGHT, PAPER),
        Words(24, 40, book.say("plot.title"), 22, bold=True),
        *_questions(shown, slots, book),
        *_feedback(shown, slots, book),
        *_names(shown, slots, book),
    ]
    return shapes


def describe_weeks(weeks: Sequence[Week], book: Phrasebook) -> str:
    """What the chart shows, in words, for those who do not see it: the last week, the highest, and each week's numbers."""
    shown = weeks[-_MOST:]
    if not shown:
        return book.say("plot.title")
    last, most = shown[-1], max(shown, key=lambda week: week.questions)
    numbers = {"questions": last.questions, "silence": last.silence, "helpful": last.helpful, "wrong": last.wrong}
    told = {
        "count": len(shown),
        "first": shown[0].week,
        "last": last.week,
        "most": most.questions,
        "most_week": most.week,
    }
    return book.say("plot.described", **numbers, **told)


def tell_weeks(weeks: Sequence[Week], book: Phrasebook) -> str:
    """The chart as words alone: a line for each week."""
    return "\n".join(
        book.say(
            "plot.row",
            week=one.week,
            questions=one.questions,
            silence=one.silence,
            helpful=one.helpful,
            wrong=one.wrong,
        )
        for one in weeks[-_MOST:]
    )


def _questions(weeks: Sequence[Week], slots: _Slots, book: Phrasebook) -> Iterator[Shape]:
    top, base = _TOP
    step, most = _scale(max((week.questions for week in weeks), default=0))
    unit = (base - top) / most
    yield from _head(book.say("plot.asked"), top - 18)
    yield from _legend([("plot.questions", _ASKED, False), ("plot.silence", _SILENT, True)], top - 18, book)
    yield from _grid(range(0, most + 1, step), base, unit)
    for at, week in enumerate(weeks):
        yield from _bar(slots, at, base - unit * week.questions, base, _ASKED, striped=False)
        yield from _bar(slots, at, base - unit * week.silence, base, _SILENT, striped=True)
        if len(weeks) <= _CROWDED and week.questions:
            yield Words(slots.middle(at), base - unit * week.questions - 5, str(week.questions), 13, "middle")
        if len(weeks) <= _CROWDED and unit * week.silence > 20 and unit * (week.questions - week.silence) > 22:
            yield Words(slots.middle(at), base - unit * week.silence - 5, str(week.silence), 12, "middle")
    yield Stroke(_LEFT, base, _RIGHT, base, INK, 1.5)


def _feedback(weeks: Sequence[Week], slots: _Slots, book: Phrasebook) -> Iterator[Shape]:
    top, bottom = _MIDDLE
    up, down = (max((getattr(week, name) for week in weeks), default=0) for name in ("helpful", "wrong"))
    step, _ = _scale(max(up, down), ticks=2)
    above, below = (max(step, -(-most // step) * step) for most in (up, down))
    unit = (bottom - top) / (above + below)
    base = top + unit * above
    yield from _head(book.say("plot.voted"), top - 18)
    yield from _legend([("plot.helpful", _HELPFUL, False), ("plot.wrong", _WRONG, True)], top - 18, book)
    yield from _grid(range(-below, above + 1, step), base, unit)
    for at, week in enumerate(weeks):
        yield from _bar(slots, at, base - unit * week.helpful, base, _HELPFUL, striped=False)
        yield from _bar(slots, at, base, base + unit * week.wrong, _WRONG, striped=True)
        if len(weeks) <= _CROWDED and week.helpful:
            yield Words(slots.middle(at), base - unit * week.helpful - 4, str(week.helpful), 12, "middle")
        if len(weeks) <= _CROWDED and week.wrong:
            yield Words(slots.middle(at), base + unit * week.wrong + 13, str(week.wrong), 12, "middle")
    yield Stroke(_LEFT, base, _RIGHT, base, INK, 1.5)


def _names(weeks: Sequence[Week], slots: _Slots, book: Phrasebook) -> Iterator[Shape]:
    """The weeks' names, as many as there is room for, the last one always; the year where it begins."""
    every = -(-len(weeks) // _CROWDED)
    year = ""
    for at, week in enumerate(weeks):
        if (len(weeks) - 1 - at) % every:
            continue
        now, _, number = week.week.partition("-W")
        yield Words(slots.middle(at), _BOTTOM, book.say("plot.week", number=int(number)), 13, "middle")
        if now != year:
            yield Words(slots.middle(at), _BOTTOM + 17, now, 12, "middle")
        year = now


def _head(text: str, y: float) -> Iterator[Shape]:
    yield Words(_LEFT, y, text, 15, bold=True)


def _legend(entries: Sequence[tuple[str, str, bool]], y: float, book: Phrasebook) -> Iterator[Shape]:
    """What each kind of bar means, from the right edge on: a sample and its name."""
    x = float(_RIGHT)
    for name, fill, striped in reversed(entries):
        text = book.say(name)
        x -= 7.2 * len(text)
        yield Words(x, y, text, 13)
        yield from _filled(x - 24, y - 11, 17, 13, fill, striped=striped)
        x -= 44


def _grid(ticks: Sequence[int], base: float, unit: float) -> Iterator[Shape]:
    for tick in ticks:
        y = base - unit * tick
        yield Stroke(_LEFT, y, _RIGHT, y, GREY)
        yield Words(_LEFT - 8, y + 4, str(abs(tick)), 12, "end")


def _bar(slots: _Slots, at: int, top: float, bottom: float, fill: str, *, striped: bool) -> Iterator[Shape]:
    if bottom > top:
        yield from _filled(slots.left[at], top, slots.width, bottom - top, fill, striped=striped)


def _filled(x: float, y: float, width: float, height: float, fill: str, *, striped: bool) -> Iterator[Shape]:
    """A rectangle; a striped one with white lines that rise to the right."""
    yield Box(x, y, width, height, fill, INK)
    start = _STRIPES
    while striped and start < width + height:
        left, right = max(0.0, start - height), min(start, width)
        yield Stroke(x + left, y + start - left, x + right, y + start - right, PAPER, 1.5)
        start += _STRIPES


def _scale(most: int, *, ticks: int = 4) -> tuple[int, int]:
    """The step between grid lines (1, 2 or 5 times a power of ten) and the number at the top of the scale."""
    step = 1
    while most > step * ticks:
        step = next(one for one in _steps() if one > step)
    return step, max(step, -(-most // step) * step)


def _steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


__all__ = ["HEIGHT", "WIDTH", "Box", "Shape", "Stroke", "Words", "describe_weeks", "draw_weeks", "tell_weeks"]
