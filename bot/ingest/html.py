"""Web pages to blocks, by lxml: what a page says, without what stands around it on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from bot.errors import RefusedError
from bot.ingest.decoding import clean, decode
from bot.ingest.html_tables import table_blocks
from bot.ingest.parsed import Parsed
from bot.ingest.plaintext import split_mark
from bot.models import Block

_PAGE = re.compile(
    rb"<\s*(?:!doctype|html|head|body|main|article|section|div|p|h[1-6]|table|ul|ol|span)\b", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
# What stands around the text, works on it, or is never shown.
_UNSEEN = frozenset(
    [
        "nav",
        "footer",
        "aside",
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "svg",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "map",
        "dialog",
        "math",
    ]
)
_UNSEEN_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—]*$")
_MAIN_SHARE = 0.3  # of a page's letters that its main part must hold to be it
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def read_html(data: bytes) -> Parsed:
    """Read a web page. Raises RefusedError for what is none."""
    if b"\x00" in data or not _PAGE.search(data[:200_000]):
        raise RefusedError("not_html")
    text, notes = _decoded(data)
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        root = lxml_html.document_fromstring(text.encode(), parser=parser)
        part = _main_part(root)
        blocks = [block for block in _Walk().blocks(part) if block.text]
        links = tuple((one.sourceline or 1, str(one.get("href"))) for one in part.iter("a") if one.get("href"))
        title = clean(root.findtext(".//title") or "")
    except (etree.LxmlError, ValueError, AssertionError):
        raise RefusedError("not_html") from None
    if not blocks:
        raise RefusedError("empty")
    first = next((block.text for block in blocks if block.kind == "heading"), "")
    told = {"title": _SITE.sub("", title)} if title and first not in title else {}
    titled = any(b.kind == "heading" and b.level == 1 for b in blocks)
    return Parsed(blocks, {} if titled else told, notes, lined=False, links=links)


@dataclass(slots=True)
class _List:
    """A list that is open: the form of its marks, and how far it has come ("" for bullets)."""

    form: str
    count: int


@dataclass(slots=True)
class _Walk:
    """The walk through a page: what is open, and the words of the block under way."""

    words: list[str] = field(default_factory=list)
    line: int = 0
    lists: list[_List] = field(default_factory=list)
    mark: str | None = None  # of the list item that is open; None outside
    level: int = 0  # of the heading that is open

    def blocks(self, root: Any) -> Iterator[Block]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                if tag in _BLOCKS:
                    yield from self._flush()
                    self._close(tag)
                if element is not root and element.tail:
                    self._add(element.tail, element)
                continue
            if not tag or _is_unseen(element, tag):
                walk.skip_subtree()
                continue
            if tag == "br":
                self.words.append(" ")
            if tag in _BLOCKS:
                yield from self._flush()
                if tag == "table" and (rows := table_blocks(element)) is not None:
                    yield from rows
                    walk.skip_subtree()
                    continue
                self._open(tag, element)
            if element.text:
                self._add(element.text, element)
        yield from self._flush()

    def _add(self, text: str, element: Any) -> None:
        if not self.line and text.strip():
            self.line = element.sourceline or 1
        self.words.append(text)

    def _open(self, tag: str, element: Any) -> None:
        if tag in ("ul", "ol"):
            start = str(element.get("start") or "1")
            form = str(element.get("type") or "1") if tag == "ol" else ""
            self.lists.append(_List(form, int(start) if start.isdigit() and len(start) < 6 else 1))
        elif tag == "li":
            inside = self.lists[-1] if self.lists else _List("", 1)
            value = str(element.get("value") or "")
            if value.isdigit() and len(value) < 6:
                inside.count = int(value)
            self.mark = _mark(inside)
            inside.count += 1
        elif tag[0] == "h" and tag[1:].isdigit():
            self.level = int(tag[1:])

    def _close(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.mark = "" if self.lists else None
        elif tag == "li":
            self.mark = "" if len(self.lists) > 1 else None
        elif tag[0] == "h" and tag[1:].isdigit():
            self.level = 0

    def _flush(self) -> Iterator[Block]:
        text, line = clean("".join(self.words)), self.line
        self.words, self.line = [], 0
        if not text:
            return
        places = ((0, line),)
        if self.level:
            yield Block("heading", text, places, self.level)
        elif self.mark is not None:
            yield Block("item", text, places, max(1, len(self.lists)), mark=self.mark)
            self.mark = ""
        else:
            mark, rest = split_mark(text)
            kind = "item" if rest != text else "paragraph"
            yield Block(kind, rest, places, 1 if kind == "item" else 0, mark=mark)


def _decoded(data: bytes) -> tuple[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]]:
    """The text of a page, by its own word about its letters where that is right."""
    told = _CHARSET.search(data[:4_000])
    if told and told.group(1).lower() not in (b"utf-8", b"utf8"):
        try:
            return decode(data.decode(told.group(1).decode()).encode())
        except (LookupError, UnicodeError):
            pass
    return decode(data)


def _main_part(root: Any) -> Any:
    """The part of a page that is its text, where the page says so and most of its words stand there."""
    whole = len(root.text_content()) or 1
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(path)
        if len(found) == 1 and len(found[0].text_content()) >= _MAIN_SHARE * whole:
            return found[0]
    body = root.find("body")
    return root if body is None else body


def _is_unseen(element: Any, tag: str) -> bool:
    if tag in _UNSEEN or element.get("role") in _UNSEEN_ROLES:
        return True
    if tag == "header":
        return element.find(".//h1") is None
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _mark(listed: _List) -> str:
    number = listed.count
    if not listed.form:
        return ""
    if listed.form in "aA" and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return f"{letter if listed.form == 'a' else letter.upper()})"
    if listed.form in "iI" and 0 < number < len(_ROMAN):
        return f"{_ROMAN[number] if listed.form == 'i' else _ROMAN[number].upper()}."
    return f"{number}."
