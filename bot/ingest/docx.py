"""Word files to blocks: headings, numbered paragraphs, lists and tables, as they stand on the screen.

python-docx opens the package; the text is walked here, since it passes over tracked insertions and content controls, which are common
in the templates of authorities.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from bot.errors import RefusedError
from bot.ingest.archive import check_archive
from bot.ingest.decoding import clean
from bot.ingest.docx_numbering import Numbering, read_numbering
from bot.ingest.docx_tables import table_rows
from bot.ingest.docx_xml import W, boxes_of, children, is_on, notes_of, number_of, runs_of, text_of, value_of
from bot.ingest.grid import read_grid
from bot.ingest.parsed import Parsed
from bot.ingest.plaintext import looks_like_heading, split_mark
from bot.language.lexicon import load_yaml
from bot.models import Block
from bot.yamlfile import as_mapping, as_text

_FAULTS = (OpcError, etree.LxmlError, KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, OSError)  # fmt: skip
_BOLD_LEVEL = 7  # a paragraph that is bold as a whole is a heading in all but name, below the real ones
_DEEPEST = 20  # styles that are based on one another


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    number: str = ""
    depth: int = 0
    bold: bool = False


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """An expression for the names of styles, or for titles that say nothing (documents.yaml: word)."""
    node = as_mapping(load_yaml("documents.yaml")["word"], "documents.yaml: word")
    return re.compile(as_text(node[name], f"documents.yaml: word.{name}"), re.IGNORECASE)


def read_docx(data: bytes) -> Parsed:
    """Read a Word file. Raises RefusedError for what is none, is locked, cut off, or larger than it seems."""
    check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_Walk(document).blocks(document.element.body))
        told = clean(document.core_properties.title or "").strip()
    except _FAULTS:
        raise RefusedError("not_word") from None
    blocks = [block for block in blocks if block.text]
    if not blocks:
        raise RefusedError("empty")
    fields = {} if not told or _pattern("no_title").fullmatch(told) else {"title": told}
    return Parsed(blocks, fields, lined=False)


class _Walk:
    """The walk through a document, counting paragraphs and lists."""

    def __init__(self, document: Any) -> None:
        self._styles = _read_styles(document.styles.element)
        self._default = next(
            (
                value_of(one, "styleId")
                for one in document.styles.element.iterchildren(f"{W}style")
                if value_of(one, "type") == "paragraph" and value_of(one, "default") in ("1", "true")
            ),
            "",
        )
        style_lists = {name: self._inherited(name).number for name in self._styles}
        self._numbering: Numbering = read_numbering(_part(document, "numbering"), style_lists)
        self._notes = {kind: _read_notes(_part(document, kind)) for kind in ("footnotes", "endnotes")}
        self._paragraph = 0

    def blocks(self, container: Any) -> Iterator[Block]:
        """The blocks of a body, cell or text box, in order."""
        carried = ""  # a paragraph whose end was deleted goes on in the next one
        for child in children(container):
            if child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag == f"{W}p":
                self._paragraph += 1
                properties = child.find(f"{W}pPr")
                mark = properties.find(f"{W}rPr") if properties is not None else None
                text = carried + text_of(child)
                if mark is not None and mark.find(f"{W}del") is not None:
                    carried = text
                else:
                    carried = ""
                    yield from self._block(child, properties, clean(text))
                for box in boxes_of(child):
                    yield from self.blocks(box)
                for kind, number in notes_of(child):
                    yield self._made("paragraph", self._notes[kind].get(number, ""))

    def _block(self, paragraph: Any, properties: Any | None, text: str) -> Iterator[Block]:
        named = properties.find(f"{W}pStyle") if properties is not None else None
        style = self._inherited(value_of(named) if named is not None else self._default)
        if not text or _pattern("contents").match(style.name):
            return
        number, depth = _list_of(properties, style)
        label = self._numbering.next_label(number, depth) if number not in ("", "0") else None
        level = _level_of(properties, style)
        if level:
            yield self._made("heading", f"{label or ''} {text}", level=level)
        elif label is not None and "§" in label:  # a paragraph of a statute: its sign is where it is cited by
            yield self._made("paragraph", f"{label} {text}")
        elif style.bold or all(is_on(run.find(f"{W}rPr"), "b") for run in runs_of(paragraph) if text_of(run).strip()):
            whole = f"{label or ''} {text}".strip()
            if looks_like_heading(whole):
                yield self._made("heading", whole, level=0 if whole[0].isdigit() else _BOLD_LEVEL)
            else:
                yield self._listed(text, label, depth)
        else:
            yield self._listed(text, label, depth)

    def _listed(self, text: str, label: str | None, depth: int) -> Block:
        if label is not None:
            return self._made("item", text, level=depth + 1, mark=label)
        mark, rest = split_mark(text)
        return self._made("item", rest, level=1, mark=mark) if rest != text else self._made("paragraph", text)

    def _table(self, table: Any) -> Iterator[Block]:
        first = self._paragraph + 1
        header, rows = read_grid(list(table_rows(table)))
        self._paragraph += sum(1 for _ in table.iter(f"{W}p"))
        if header is None:  # drawn to place things, not to hold rows
            self._paragraph = first - 1
            for row in children(table):
                for cell in children(row) if row.tag == f"{W}tr" else ():
                    if cell.tag == f"{W}tc":
                        yield from self.blocks(cell)
            return
        for at, cells in rows:
            place = ((0, first + at),)
            if len(cells) == 1:
                yield Block("heading", cells[0], place, _BOLD_LEVEL)
            else:
                text = " ".join(" | ".join(cells).split()).strip("| ")
                yield Block("row", text, place, cells=cells, header=header)

    def _made(self, kind: str, text: str, *, level: int = 0, mark: str = "") -> Block:
        return Block(kind, " ".join(text.split()), ((0, self._paragraph),), level, mark=mark)

    def _inherited(self, name: str) -> _Style:
        """A style with what it has from those that it is based on."""
        style = self._styles.get(name, _Style())
        heading, outline, number, depth, bold = style.name, style.outline, style.number, style.depth, style.bold
        base = style
        for _ in range(_DEEPEST):
            if base.based_on not in self._styles:
                break
            base = self._styles[base.based_on]
            if not _pattern("heading").match(heading) and _pattern("heading").match(base.name):
                heading = base.name
            outline = base.outline if outline is None else outline
            if not number:
                number, depth = base.number, base.depth
            bold = bold or base.bold
        return _Style(heading, "", outline, number, depth, bold)


def _list_of(properties: Any | None, style: _Style) -> tuple[str, int]:
    """The list that a paragraph is in, and its depth; "" for none."""
    own = properties.find(f"{W}numPr") if properties is not None else None
    if own is None:
        return style.number, style.depth
    number, depth = own.find(f"{W}numId"), own.find(f"{W}ilvl")
    return (
        value_of(number) if number is not None else style.number,
        number_of(depth, "val") if depth is not None else style.depth,
    )


def _level_of(properties: Any | None, style: _Style) -> int:
    """The rank of a heading, 1 to 9; 0 for what is none."""
    outline = properties.find(f"{W}outlineLvl") if properties is not None else None
    own = number_of(outline, "val", 9) if outline is not None else None
    if match := _pattern("heading").match(style.name):
        return int(match.group(1)) or 1
    if _pattern("title").fullmatch(style.name):
        return 1
    rank = own if own is not None else style.outline
    return rank + 1 if rank is not None and rank < 9 else 0


def _read_styles(root: Any) -> dict[str, _Style]:
    styles = {}
    for element in root.iterchildren(f"{W}style"):
        name, base = element.find(f"{W}name"), element.find(f"{W}basedOn")
        properties = element.find(f"{W}pPr")
        outline = properties.find(f"{W}outlineLvl") if properties is not None else None
        number, depth = _list_of(properties, _Style())
        styles[value_of(element, "styleId")] = _Style(
            value_of(name) if name is not None else "",
            value_of(base) if base is not None else "",
            number_of(outline, "val", 9) if outline is not None else None,
            number,
            depth,
            is_on(element.find(f"{W}rPr"), "b"),
        )
    return styles


def _read_notes(root: Any | None) -> dict[str, str]:
    """The texts of footnotes or endnotes by number."""
    if root is None:
        return {}
    return {
        value_of(note, "id"): clean(" ".join(text_of(p) for p in note.iter(f"{W}p")))
        for note in root.iterchildren()
        if isinstance(note.tag, str) and value_of(note, "type") in ("", "normal")
    }


def _part(document: Any, name: str) -> Any | None:
    """The root of another part of the package ("numbering"), or None."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{name}") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            return etree.fromstring(relation.target_part.blob, parser)
    return None
