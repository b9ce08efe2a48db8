"""Sections: which heading each block stands under, as a path from the outermost heading inwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.ingest.plaintext import is_sentence
from bot.models import Block

Path = tuple[str, ...]

_CHAPTER = re.compile(r"^\d+\s*kap\b", re.IGNORECASE)
_PARAGRAPH_SIGN = re.compile(r"^(?:§\s*\d+(?:\s*[a-z](?=\s|$))?|\d+(?:\s*[a-z])?\s*§)", re.IGNORECASE)
_DECIMAL = re.compile(r"^(\d+(?:\.\d+)*)\.?\s")
_LONGEST_SIGN_TITLE = 80


def assign_sections(blocks: Iterable[Block]) -> Iterator[tuple[Path, Block]]:
    """Yield each block with the path of headings it stands under; a heading comes with its own path, itself included.

    A heading without a level of its own (plain text) gets one by its kind ("2 kap.", "§ 4", "3.2", unnumbered): a kind
    seen for the first time stands below the one before it. A
    paragraph that begins with "§ 4" is cut: the sign is a heading, with its title if a short one follows.
    """
    path: list[tuple[int, str]] = []
    styles: dict[str, int] = {}
    for block in _split_signs(blocks):
        if block.kind == "heading":
            level = block.level or _level(block.text, styles, path)
            while path and path[-1][0] >= level:
                path.pop()
            path.append((level, block.text))
        yield tuple(text for _, text in path), block


def _split_signs(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        sign = _PARAGRAPH_SIGN.match(block.text)
        if block.kind != "paragraph" or sign is None:
            yield block
            continue
        rest = block.text[sign.end() :].lstrip(" .:")
        offset = len(block.text) - len(rest)
        titled = len(rest) <= _LONGEST_SIGN_TITLE and rest[-1:].isalnum() and len(block.lines) == 1
        titled = titled and not is_sentence(rest)
        if not rest or titled:
            yield replace(block, kind="heading", level=0)
            continue
        if not rest[0].isupper():  # "3 § kommunallagen gäller": a law is cited, no section begins
            yield block
            continue
        yield Block("heading", sign.group().strip(), block.lines[:1], pages=block.pages[:1])
        lines, pages = (
            tuple((max(0, start - offset), number) for start, number in places) for places in (block.lines, block.pages)
        )
        yield replace(block, text=rest, lines=lines, pages=pages)


def _level(text: str, styles: dict[str, int], path: list[tuple[int, str]]) -> int:
    style = _style(text)
    if style not in styles:
        styles[style] = (path[-1][0] + 1) if path else 1
        if style.startswith("decimal"):  # "3.1" stands below "3" wherever the first of each is met
            outer = styles.get(f"decimal{int(style[7:]) - 1}")
            styles[style] = outer + 1 if outer else styles[style]
    return styles[style]


def _style(text: str) -> str:
    if _CHAPTER.match(text):
        return "chapter"
    if _PARAGRAPH_SIGN.match(text):
        return "paragraph sign"
    if decimal := _DECIMAL.match(text):
        return f"decimal{decimal.group(1).count('.') + 1}"
    return "capitals" if text.isupper() else "plain"
