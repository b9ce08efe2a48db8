"""A page of words to lines in reading order: tables by the lines drawn around their cells, columns by the gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.language.lexicon import load_lexicon

_NEAR = 3.0  # points: borders that meet
_LEAST_ROWS = 5  # lines on both sides of the gap between two columns
_FILLED = 0.55  # the share of a column's width that its usual line fills
_GAP = 8.0  # points between columns, at the least
_STEP = 3.0  # points between places where a gap is looked for
_MOST_RULES = 1_500


@dataclass(frozen=True, slots=True)
class Word:
    """A word: where it begins and ends, the line it stands on (from the top), its size in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn, from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a column that is as wide as `left` to `right`."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where it stands, and its rows of cells. A row over the whole width has one cell."""

    y: float
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page in reading order; `tables` stand before the line whose place in `lines` each has.

    A page that is a picture, without text, is `pictured`.
    """

    number: int
    height: float
    lines: tuple[Line, ...]
    tables: tuple[tuple[int, Table], ...]
    pictured: bool = False


def read_page(number: int, height: float, words: Sequence[Word], rules: Sequence[Rule]) -> Page:
    """Return a page's lines in reading order, with its tables in their places."""
    tables, rest = _tables(words, rules[:_MOST_RULES])
    lines = _lines(rest)
    tables.sort(key=lambda table: table.y)
    placed = [(sum(1 for line in lines if line.y < table.y), table) for table in tables]
    return Page(number, height, tuple(lines), tuple(placed))


def _lines(words: Sequence[Word]) -> list[Line]:
    rows = _rows(words)
    gutter = _gutter(rows)
    if gutter is None:
        return [_line(row, rows) for row in rows]
    x, first, last = gutter
    left = [[word for word in row if word.x1 <= x + 1] for row in rows[first : last + 1]]
    right = [[word for word in row if word.x1 > x + 1] for row in rows[first : last + 1]]
    above, below = rows[:first], rows[last + 1 :]
    return [
        *(_line(row, above) for row in above),
        *(_line(row, left) for row in left if row),
        *(_line(row, right) for row in right if row),
        *_lines([word for row in below for word in row]),
    ]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """The words that stand on one line, from left to right; the lines from the top."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.y, one.x0)):
        if rows and abs(rows[-1][0].y - word.y) <= max(1.5, 0.3 * min(rows[-1][0].size, word.size)):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _line(row: Sequence[Word], around: Sequence[Sequence[Word]]) -> Line:
    spoken = [one for one in around if one]
    size = max((word.size for word in row), key=[word.size for word in row].count)
    return Line(
        " ".join(word.text for word in row), row[0].x0, max(word.x1 for word in row), row[0].y, size,
        all(word.bold for word in row), min(one[0].x0 for one in spoken), max(one[-1].x1 for one in spoken),
    )  # fmt: skip


def _gutter(rows: Sequence[Sequence[Word]]) -> tuple[float, int, int] | None:
    """The gap between two columns: its middle, and the first and last row that it parts. None for a page of one column."""
    if len(rows) < _LEAST_ROWS:
        return None
    left, right = min(row[0].x0 for row in rows), max(word.x1 for row in rows for word in row)
    best: tuple[int, float, int, int] | None = None
    at = left + 0.25 * (right - left)
    while at < left + 0.75 * (right - left):
        start = 0
        for end in range(len(rows) + 1):
            if end < len(rows) and not any(w.x0 < at + _GAP / 2 and w.x1 > at - _GAP / 2 for w in rows[end]):
                continue
            run = rows[start:end]
            both = sum(1 for row in run if row[0].x0 < at < row[-1].x1)
            if both >= _LEAST_ROWS and (best is None or both > best[0]) and _is_filled(run, at):
                inside = [i for i in range(start, end) if rows[i][0].x0 < at < rows[i][-1].x1]
                best = (both, at, inside[0], _last_of_columns(rows, at, inside[-1], end))
            start = end + 1
        at += _STEP
    return best[1:] if best else None


def _last_of_columns(rows: Sequence[Sequence[Word]], at: float, last: int, end: int) -> int:
    """The last row that belongs to the columns: one column may be longer than the other."""
    while last + 1 < end and rows[last + 1][0].y - rows[last][0].y <= 1.8 * rows[last][0].size:
        last += 1
    return last


def _is_filled(run: Sequence[Sequence[Word]], at: float) -> bool:
    """Whether the lines on both sides are running text, and not the short cells of a table."""
    for on_the_left in (True, False):
        parts = [[word for word in row if (word.x1 <= at) is on_the_left] for row in run]
        parts = [part for part in parts if part]
        if not parts:
            return False
        width = max(part[-1].x1 for part in parts) - min(part[0].x0 for part in parts)
        filled = sorted(part[-1].x1 - part[0].x0 for part in parts)
        if len(parts) < _LEAST_ROWS or filled[len(filled) // 2] < _FILLED * width:
            return False
    return True


def _tables(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Table], list[Word]]:
    """The tables whose cells are bordered, and the words that stand in none."""
    tables, rest = [], list(words)
    for group in _groups(rules):
        across = _places([rule.y0 for rule in group if rule.y1 - rule.y0 <= _NEAR])
        down = _places([rule.x0 for rule in group if rule.x1 - rule.x0 <= _NEAR])
        if len(across) < 3 or len(down) < 3:
            continue
        inside = [
            w for w in rest if down[0] - _NEAR <= w.x0 and w.x1 <= down[-1] + _NEAR and across[0] < w.y <= across[-1]
        ]
        rows = _cells(inside, across, down, group)
        if len(rows) >= 2 and any(len(row) > 1 for row in rows):
            tables.append(Table(across[0], tuple(rows)))
            kept = {id(word) for word in inside}
            rest = [word for word in rest if id(word) not in kept]
    return tables, rest


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules that touch one another, directly or through others."""
    left = list(rules)
    groups = []
    while left:
        group = [left.pop()]
        for one in group:  # grows while it is walked
            near = [other for other in left if _touch(one, other)]
            if near:
                group += near
                left = [other for other in left if not _touch(one, other)]
        groups.append(group)
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.x0 - _NEAR <= other.x1 and other.x0 - _NEAR <= one.x1 and one.y0 - _NEAR <= other.y1 and other.y0 - _NEAR <= one.y1
    )  # fmt: skip


def _places(numbers: Sequence[float]) -> list[float]:
    """The different ones of `numbers`, in order; those that are near one another are one."""
    found: list[float] = []
    for number in sorted(numbers):
        if not found or number - found[-1] > _NEAR:
            found.append(number)
    return found


def _cells(
    words: Sequence[Word], across: Sequence[float], down: Sequence[float], rules: Sequence[Rule]
) -> list[tuple[str, ...]]:
    rows = []
    borders = [rule for rule in rules if rule.x1 - rule.x0 <= _NEAR]
    for top, bottom in pairwise(across):
        middle = (top + bottom) / 2
        real = [
            at for at, x in enumerate(down)
            if at in (0, len(down) - 1) or any(abs(r.x0 - x) <= _NEAR and r.y0 <= middle <= r.y1 for r in borders)
        ]  # fmt: skip
        cells = [""] * (len(down) - 1)
        for start, end in pairwise(real):
            held = [w for w in words if top < w.y <= bottom and down[start] <= (w.x0 + w.x1) / 2 < down[end]]
            cells[start] = join_lines([" ".join(w.text for w in row) for row in _rows(held)])[0]
        if any(cells):
            rows.append((cells[0],) if len(real) == 2 else tuple(cells))
    return rows


def join_lines(lines: Sequence[str]) -> tuple[str, list[int]]:
    """Lines as one text, and where in it each begins. A word that is parted at a line's end is put together."""
    text, starts = "", []
    for line in lines:
        if text.endswith("-") and len(text) > 1 and text[-2] != " ":
            if _parts_word(text, line):
                text = text[:-1]
            elif _first_word(line) in load_lexicon().words_of("conjunctions"):  # "social- och fritidsnämnden"
                text += " "
        elif text:
            text += " "
        starts.append(len(text))
        text += line
    return text, starts


def _parts_word(before: str, line: str) -> bool:
    """Whether the hyphen that ends `before` only parts a word: "kommun-styrelsen", but not "EU-projekt" or "e-post"."""
    head = before[:-1].rsplit(" ", maxsplit=1)[-1]
    if _first_word(line) in load_lexicon().words_of("conjunctions") or not line[:1].islower():
        return False
    return len(head) > 1 and not head[-1].isupper() and not head[-1].isdigit()


def _first_word(line: str) -> str:
    return line.split(" ", maxsplit=1)[0].strip(".,;:").lower()
