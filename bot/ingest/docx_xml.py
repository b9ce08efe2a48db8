"""The words of WordprocessingML: the text of a paragraph as a reader sees it, tracked changes and controls included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SPACES = {f"{W}{name}" for name in ("tab", "ptab", "br", "cr")}
# What was deleted, moved away, or is never shown.
_UNSEEN = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "rt", "sdtPr")
}
_ALTERNATIVES = (f"{_MC}Choice", f"{_MC}Fallback")
_OFF = ("0", "false", "off", "none")


def value_of(element: Any, name: str = "val") -> str:
    """An attribute of `element`, or ""."""
    return str(element.get(f"{W}{name}") or "")


def number_of(element: Any, name: str, default: int = 0) -> int:
    """A whole number of an attribute; `default` where there is none."""
    told = value_of(element, name)
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else default


def is_on(properties: Any | None, name: str) -> bool:
    """Whether a switch such as w:b stands among `properties` and is not turned off."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and value_of(found) not in _OFF


def children(element: Any) -> Iterator[Any]:
    """The children of a container that are shown, those of wrappers (insertions, controls, alternatives) in their place."""
    for child in element.iterchildren():
        tag = child.tag
        if not isinstance(tag, str) or tag in _UNSEEN:
            continue
        if tag == f"{W}sdt":
            properties, content = child.find(f"{W}sdtPr"), child.find(f"{W}sdtContent")
            if content is not None and not is_on(properties, "showingPlcHdr") and not _is_contents(properties):
                yield from children(content)
        elif tag == f"{_MC}AlternateContent":
            chosen = next((one for name in _ALTERNATIVES if (one := child.find(name)) is not None), None)
            if chosen is not None:
                yield from children(chosen)
        elif tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag", f"{W}hyperlink", f"{W}fldSimple"):
            yield from children(child)
        else:
            yield child


def text_of(paragraph: Any) -> str:
    """The text of a paragraph, or of a run, as it is shown; what stands in text boxes apart."""
    return "".join(_pieces(paragraph))


def runs_of(paragraph: Any) -> list[Any]:
    """The runs that are shown."""
    return [one for one in children(paragraph) if one.tag == f"{W}r" and not is_on(one.find(f"{W}rPr"), "vanish")]


def boxes_of(paragraph: Any) -> Iterator[Any]:
    """The containers of the text boxes that are anchored in a paragraph, each once."""
    for run in runs_of(paragraph):
        for part in children(run):
            if part.tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                yield from part.iter(f"{W}txbxContent")


def notes_of(paragraph: Any) -> list[tuple[str, str]]:
    """The footnotes and endnotes that a paragraph refers to: "footnotes" or "endnotes", and the number of each."""
    found = []
    for run in runs_of(paragraph):
        for part in run.iterchildren(f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnotes" if part.tag.endswith("footnoteReference") else "endnotes"
            found.append((kind, value_of(part, "id")))
    return found


def _pieces(element: Any) -> Iterator[str]:
    for child in children(element):
        tag = child.tag
        if tag in (f"{W}t", _MATH):
            yield child.text or ""
        elif tag in _SPACES:
            yield " "
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{W}softHyphen") or (
            tag == f"{W}r" and is_on(child.find(f"{W}rPr"), "vanish")
        ):
            continue
        else:
            yield from _pieces(child)


def _is_contents(properties: Any | None) -> bool:
    """Whether a content control holds the table of contents."""
    if properties is None:
        return False
    return any(value_of(one) == "Table of Contents" for one in properties.iter(f"{W}docPartGallery"))
