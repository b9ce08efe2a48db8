"""Passages: sentences, list items with their lead-in, table rows and headings, each with its exact place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from bot.ingest.sections import Path, assign_sections
from bot.ingest.sentences import split_sentences
from bot.language.lexicon import load_lexicon
from bot.models import Block, Citation, DocumentInfo, Passage


def split_passages(blocks: Iterable[Block], *, file: str, info: DocumentInfo, lined: bool = True) -> list[Passage]:
    """Return the passages of one document in order. Text is verbatim but for folded white space."""
    passages: list[Passage] = []
    lead_ins: list[tuple[int, str]] = []  # the lead-in of each list depth that is open
    for heading, block, paragraph in _numbered(assign_sections(blocks)):
        if block.kind == "item":
            while lead_ins and lead_ins[-1][0] >= block.level:
                lead_ins.pop()
        elif block.kind == "heading":
            lead_ins.clear()
        lead_in = lead_ins[-1][1] if lead_ins and block.kind == "item" else ""
        for text, line, page in _sentences(block):
            citation = Citation(
                info.title, section_name(heading, info), file, page, line, info.standing,
                paragraph, block.mark, lined,
            )  # fmt: skip
            kind = block.kind if block.kind in ("item", "row", "heading") else "sentence"
            passages.append(Passage(len(passages), kind, text, lead_in, heading, citation, block.cells, block.header))
        if block.kind in ("paragraph", "item") and passages and is_lead_in(opening := passages[-1].text):
            depth = block.level if block.kind == "item" else 0
            lead_ins = [one for one in lead_ins if one[0] < depth]
            lead_ins.append((depth, f"{lead_in} {opening}".strip() if block.kind == "item" else opening))
        elif block.kind == "paragraph":
            lead_ins.clear()
    return passages


def _numbered(blocks: Iterable[tuple[Path, Block]]) -> Iterator[tuple[Path, Block, int]]:
    """Each block with the number of its paragraph under its heading: 0 for headings and rows, and where there is but one.

    A list belongs to the paragraph that leads into it.
    """
    run: list[tuple[Path, Block, int]] = []
    number = 0
    for heading, block in blocks:
        if block.kind == "heading":
            yield from _unless_alone(run, number)
            run, number = [], 0
        number += block.kind == "paragraph" or (block.kind == "item" and not number)
        run.append((heading, block, number if block.kind in ("paragraph", "item") else 0))
    yield from _unless_alone(run, number)


def _unless_alone(run: list[tuple[Path, Block, int]], last: int) -> Iterator[tuple[Path, Block, int]]:
    for heading, block, number in run:
        yield heading, block, number if last > 1 else 0


def section_name(heading: tuple[str, ...], info: DocumentInfo) -> str:
    """The heading path as it is cited, without the document's own title in front."""
    shown = heading[1:] if len(heading) > 1 and heading[0].strip() == info.title.strip() else heading
    return " › ".join(shown)


def _sentences(block: Block) -> Iterator[tuple[str, int, int | None]]:
    """Each sentence of a block with its line and page."""
    if block.kind in ("heading", "row"):
        yield block.text, _number(block.lines, 0) or 0, _number(block.pages, 0)
        return
    lexicon = load_lexicon()
    for start, end in split_sentences(block.text, abbreviations=lexicon.abbreviations, closing=lexicon.closing):
        yield block.text[start:end], _number(block.lines, start) or 0, _number(block.pages, start)


def _number(places: tuple[tuple[int, int], ...], at: int) -> int | None:
    """The line or page on which the character `at` stands, by where each begins."""
    return places[bisect_right(places, at, key=lambda place: place[0]) - 1][1] if places else None


def is_lead_in(text: str) -> bool:
    """Whether `text` opens a list: it ends with a colon, or does not end as a sentence does."""
    return text.endswith(":") or text[-1:].isalnum()
