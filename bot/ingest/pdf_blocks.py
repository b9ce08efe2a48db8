"""The lines of all pages to blocks: headings by size and weight, paragraphs over lines and pages, lists, rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.ingest.pdf_layout import Line, Page, Table, join_lines
from bot.ingest.plaintext import looks_like_heading, split_mark
from bot.models import Block

_MARGIN = 0.12  # of a page: where running headers and footers stand
_EDGE = 0.075
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:\w+\.? )?\d+ ?(?:[(/]|av|of)? ?(?:\d+)? ?\)?", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d+$|…+\s*\d+$")
_NUMBERED = re.compile(r"^(\d+(?:\.\d+)*)\.?\s")
_BULLET = re.compile(r"^[\uf000-\uf0ff●○■□◆►➢✓]\s*")
_LARGER = 1.12  # times the size of running text, for a heading
_LEADING = 1.45  # times the usual distance of lines, for a new paragraph
_INDENT = 14.0  # points of a list's depth
_ENDS = (".", "!", "?", ":", ";", "”", '"')
Style = tuple[float, bool]


@dataclass(slots=True)
class _Part:
    """A block under way: its lines, with the number of each and its page."""

    kind: str
    lines: list[Line]
    numbers: list[int]
    pages: list[int]
    level: int = 0
    mark: str = ""
    texts: list[str] = field(default_factory=list)

    def block(self) -> Block:
        text, starts = join_lines(self.texts)
        return Block(
            self.kind, text, tuple(zip(starts, self.numbers, strict=True)), self.level,
            pages=tuple(zip(starts, self.pages, strict=True)), mark=self.mark,
        )  # fmt: skip


def make_blocks(pages: Sequence[Page]) -> list[Block]:
    """Return the blocks of a document in reading order, without its running headers, footers and table of contents."""
    body = _body_size([line for page in pages for line in page.lines])
    running = _running(pages, body)
    kept = [(page, [line for line in page.lines if not _is_running(line, page, running, body)]) for page in pages]
    ranks = _ranks([line for _, lines in kept for line in lines], body)
    leading = _leading([lines for _, lines in kept])
    return list(_walk(kept, body, ranks, leading))


def _walk(
    kept: Sequence[tuple[Page, list[Line]]], body: float, ranks: dict[Style, int], leading: float
) -> Iterator[Block]:
    part: _Part | None = None
    number = 0
    header: tuple[str, ...] = ()
    for page, lines in kept:
        tables = [(sum(1 for line in page.lines[:at] if line in lines), table) for at, table in page.tables]
        before: Line | None = None
        for at, line in enumerate([*lines, None]):
            for _, table in [one for one in tables if one[0] == at]:
                if part:
                    yield part.block()
                part, before = None, None
                rows, header = _table_blocks(table, header, page.number, number)
                number += len(table.rows)
                yield from rows
            if line is None:
                continue
            number += 1
            if _CONTENTS.search(line.text):
                continue
            header = ()
            if part and _goes_on(part, line, before, ranks, leading):
                part.lines.append(line)
                part.texts.append(line.text)
                part.numbers.append(number)
                part.pages.append(page.number)
            else:
                if part:
                    yield part.block()
                part = _begin(line, number, page.number, body, ranks)
            before = line
    if part:
        yield part.block()


def _begin(line: Line, number: int, page: int, body: float, ranks: dict[Style, int]) -> _Part:
    rank = _rank(line, ranks)
    if rank:
        numbered = _NUMBERED.match(line.text)
        depth = numbered.group(1).count(".") if numbered else 0
        return _Part("heading", [line], [number], [page], rank * 4 + min(depth, 3), "", [line.text])
    bullet = _BULLET.match(line.text)
    mark, rest = ("", line.text[bullet.end() :]) if bullet else split_mark(line.text)
    if rest != line.text and rest:
        depth = 1 + max(0, round((line.x0 - line.left) / _INDENT))
        return _Part("item", [line], [number], [page], min(depth, 6), mark, [rest])
    return _Part("paragraph", [line], [number], [page], 0, "", [line.text])


def _goes_on(part: _Part, line: Line, before: Line | None, ranks: dict[Style, int], leading: float) -> bool:
    """Whether a line belongs to the block before it."""
    last = part.lines[-1]
    rank = _rank(line, ranks)
    if part.kind == "heading":
        near = before is last and 0 < line.y - last.y < 1.6 * last.size
        return (
            bool(rank) and near and (line.size, line.bold) == (last.size, last.bold) and not _NUMBERED.match(line.text)
        )
    if rank or _BULLET.match(line.text) or split_mark(line.text)[1] != line.text or line.text.startswith("§"):
        return False
    if before is last and line.y > last.y:
        if line.y - last.y > leading * _LEADING and line.y - last.y > last.size * 1.7:
            return False
        if part.kind == "item" and line.x0 < part.lines[0].x0 - 2:
            return False
        short = last.x1 < last.right - 0.2 * (last.right - last.left)
        return not (short and last.text.endswith(_ENDS) and (line.text[:1].isupper() or line.text[:1].isdigit()))
    return not last.text.endswith(
        _ENDS
    )  # in the next column or on the next page, a sentence that has not ended goes on


def _rank(line: Line, ranks: dict[Style, int]) -> int:
    """The rank of a heading by its looks; 0 for what is none."""
    rank = ranks.get((line.size, line.bold), 0)
    return rank if rank and (looks_like_heading(line.text) or line.size >= 1.3 * _smallest(ranks)) else 0


def _smallest(ranks: dict[Style, int]) -> float:
    return min(size for size, _ in ranks)


def _ranks(lines: Sequence[Line], body: float) -> dict[Style, int]:
    """The ranks of the looks that headings have: larger than running text, or as large and bold where that is not."""
    letters: Counter[Style] = Counter()
    for line in lines:
        letters[line.size, line.bold] += len(line.text)
    mostly_bold = letters[body, True] > letters[body, False]
    looks = [
        (size, bold)
        for size, bold in letters
        if size >= body * _LARGER or (bold and not mostly_bold and size >= body * 0.95)
    ]
    return {look: rank for rank, look in enumerate(sorted(looks, reverse=True), 1)}


def _body_size(lines: Sequence[Line]) -> float:
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return max(letters, key=lambda size: (letters[size], -size), default=10.0)


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance between lines."""
    steps = Counter(
        round(two.y - one.y, 0) for lines in pages for one, two in pairwise(lines) if 4 < two.y - one.y < 40
    )
    return steps.most_common(1)[0][0] if steps else 14.0


def _running(pages: Sequence[Page], body: float) -> set[str]:
    """What stands at the top or the bottom of many pages, its numbers apart."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_bare(line, body) for line in page.lines if _in_margin(line, page, _MARGIN)})
    needed = max(2, min(3, len(pages)), len(pages) // 2 if len(pages) < 8 else len(pages) // 4)
    return {text for text, count in seen.items() if count >= needed}


def _is_running(line: Line, page: Page, running: set[str], body: float) -> bool:
    """Whether a line is a running head or a page number; on a single page, what is small and at its very edge."""
    if not _in_margin(line, page, _MARGIN):
        return False
    small = line.size < 0.95 * body and _in_margin(line, page, _EDGE)
    return small or _bare(line, body) in running or bool(_PAGE_NUMBER.fullmatch(line.text))


def _in_margin(line: Line, page: Page, share: float) -> bool:
    return line.y < share * page.height or line.y > (1 - share) * page.height


def _bare(line: Line, body: float) -> str:
    """A line by which it is known on other pages; headings ("2 Resor", "3 Resor") differ by their numbers."""
    return line.text if line.size >= body * _LARGER else _NUMBERS.sub("#", line.text)


def _table_blocks(table: Table, above: tuple[str, ...], page: int, number: int) -> tuple[list[Block], tuple[str, ...]]:
    """The rows of a table, and its header: its first row, or that of the table on the page before, which it goes on from."""
    rows = list(table.rows)
    width = max(len(row) for row in rows)
    lead = [row for row in rows[:1] if len(row) == 1]
    rows = rows[len(lead) :]
    if above and len(above) == width:
        header = above
        rows = [row for row in rows if row != above]
    else:
        header, rows = (rows[0], rows[1:]) if rows else ((), [])
    blocks = []
    for at, row in enumerate([*lead, *rows]):
        place, where = ((0, number + at + 1),), ((0, page),)
        if len(row) == 1:
            blocks.append(Block("heading", row[0], place, 60, pages=where))
        else:
            text = " ".join(" | ".join(row).split()).strip("| ")
            blocks.append(Block("row", text, place, cells=row, header=header, pages=where))
    return [block for block in blocks if block.text], header
