"""Markdown to blocks, by markdown-it-py; the words are kept as they are read, without the marks around them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.ingest.decoding import decode
from bot.ingest.metadata import cut_front_matter, front_matter_fields
from bot.ingest.parsed import Parsed
from bot.models import Block

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = "front matter"


def read_markdown(data: bytes) -> Parsed:
    """Read a Markdown file with its front matter. Raises RefusedError for what is empty or no text, UserError for wrong YAML."""
    text, notes = decode(data)
    front, text, line = cut_front_matter(text, file=_FRONT)
    links = tuple(
        ((token.map or [0])[0] + line, str(child.attrs["href"]))
        for token in _parser().parse(text)
        for child in token.children or []
        if child.type == "link_open"
    )
    return Parsed(markdown_blocks(text, first_line=line), front_matter_fields(front, file=_FRONT), notes, links=links)


def markdown_blocks(text: str, *, first_line: int = 1) -> list[Block]:
    """Split Markdown `text` into blocks. `first_line` is the number in the file of the line where `text` begins."""
    blocks: list[Block] = []
    depth, header, cells = 0, [""], [""]
    kind, level, row_line, mark = "paragraph", 0, 0, ""
    in_head = False
    for token in _parser().parse(text):
        match token.type:
            case "heading_open":
                kind, level = "heading", int(token.tag[1:])
            case "paragraph_open":
                kind, level = ("item", depth) if depth and kind != "item_rest" else ("paragraph", 0)
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                mark = f"{token.info}{token.markup}" if token.info else ""
            case "table_open":
                kind, header = "row", []
            case "thead_open" | "thead_close":
                in_head = token.type == "thead_open"
            case "tr_open":
                cells, row_line = [], (token.map or [0])[0] + first_line
            case "tr_close" if in_head:
                header = cells
            case "tr_close":
                blocks.append(_row(cells, header, row_line))
            case "table_close":
                kind = "paragraph"
            case "inline" if kind == "row":
                cells.append(_visible(token))
            case "inline":
                line = (token.map or [0])[0] + first_line
                blocks.append(replace(_block(kind, level, token, line), mark=mark if kind == "item" else ""))
                mark = ""
            case _:
                pass
    return [block for block in blocks if block.text]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # a folder of plain text starts without it

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _visible(token: Token) -> str:
    """The words of an inline token as a reader sees them, a line break as "\\n"."""
    parts = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image" or child.type in ("text", "code_inline"):
            parts.append(child.content)
    return "".join(parts)


def _block(kind: str, level: int, token: Token, line: int) -> Block:
    children = [child for child in token.children or [] if child.type != "text" or child.content.strip()]
    strong = len(children) > 2 and children[0].type == "strong_open" and children[-1].type == "strong_close"
    if kind == "paragraph" and strong and sum(child.type == "strong_open" for child in children) == 1:
        kind, level = "heading", 7  # a paragraph that is bold as a whole is a heading in all but name
    text, places = "", []
    for offset, part in enumerate(_visible(token).split("\n")):
        text += " " if text else ""
        places.append((len(text), line + offset))
        text += " ".join(part.split())
    return Block(kind=kind, text=text, lines=tuple(places), level=level)


def _row(cells: list[str], header: list[str], line: int) -> Block:
    clean = tuple(" ".join(cell.split()) for cell in cells)
    text = " ".join(" | ".join(clean).split()).strip("| ")  # empty cells stay, so that the row stands so in the file
    return Block("row", text, ((0, line),), cells=clean, header=tuple(" ".join(cell.split()) for cell in header))
