"""Word's automatic numbers: what stands before a paragraph on the screen and nowhere in its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.ingest.docx_xml import W, number_of, value_of

_PLACE = re.compile(r"%(\d)")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LEVELS = 9
_MOST = 10_000  # a number beyond this is nobody's list


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list is numbered."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has come."""

    levels: Mapping[str, Mapping[int, Level]]  # by abstract list
    lists: Mapping[str, tuple[str, Mapping[int, int]]]  # list → its abstract list, and where its levels start anew
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, number: str, depth: int) -> str | None:
        """Count the next paragraph of list `number` at `depth` and return its label: "" for a bullet, None for no list."""
        if number not in self.lists or depth not in range(_LEVELS):
            return None
        abstract, restarts = self.lists[number]
        levels = self.levels.get(abstract, {})
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if depth in restarts and (number, depth) not in self._begun:
            self._begun.add((number, depth))
            counts[depth] = restarts[depth] - 1
        for above in range(depth):
            if counts[above] is None:
                counts[above] = levels.get(above, Level()).start
        before = counts[depth]
        level = levels.get(depth, Level())
        counts[depth] = min(_MOST, level.start if before is None else before + 1)
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        if level.form in ("bullet", "none") or not level.text:
            return ""

        def fill(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            return _written(counts[at] or 0, levels.get(at, Level()).form) if 0 <= at <= depth else ""

        return " ".join(_PLACE.sub(fill, level.text).split())


def read_numbering(root: Any | None, style_lists: Mapping[str, str]) -> Numbering:
    """Return the lists of numbering.xml; `style_lists` tells the list of each style, for lists that are defined by one."""
    if root is None:
        return Numbering({}, {})
    levels: dict[str, dict[int, Level]] = {}
    linked: dict[str, str] = {}
    for abstract in root.iterchildren(f"{W}abstractNum"):
        name = str(abstract.get(f"{W}abstractNumId"))
        levels[name] = {number_of(one, "ilvl"): _level(one) for one in abstract.iterchildren(f"{W}lvl")}
        link = abstract.find(f"{W}numStyleLink")
        if link is not None:
            linked[name] = value_of(link)
    lists: dict[str, tuple[str, dict[int, int]]] = {}
    for num in root.iterchildren(f"{W}num"):
        abstract = num.find(f"{W}abstractNumId")
        if abstract is None:
            continue
        restarts = {}
        for override in num.iterchildren(f"{W}lvlOverride"):
            start = override.find(f"{W}startOverride")
            if start is not None:
                restarts[number_of(override, "ilvl")] = number_of(start, "val", 1)
        lists[str(num.get(f"{W}numId"))] = (value_of(abstract), restarts)
    for name, style in linked.items():
        target = lists.get(style_lists.get(style, ""))
        if target:
            levels[name] = levels.get(target[0], {})
    return Numbering(levels, lists)


def _level(element: Any) -> Level:
    form, text, start = (element.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start"))
    return Level(
        value_of(form) if form is not None else "decimal",
        value_of(text) if text is not None else "",
        number_of(start, "val", 1) if start is not None else 1,
    )


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for worth, letters in _ROMAN:
            roman += letters * (number // worth)
            number %= worth
        return roman.upper() if form == "upperRoman" else roman
    return f"{number:02}" if form == "decimalZero" else str(number)
