"""PDF files to blocks. PDFium (the engine of Chromium, by pypdfium2) tells where each letter stands; the rest is worked out from that."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import suppress

import pypdfium2
import pypdfium2.raw as pdfium

from bot.errors import RefusedError
from bot.ingest.decoding import Note, clean
from bot.ingest.parsed import Parsed
from bot.ingest.pdf_blocks import make_blocks
from bot.ingest.pdf_layout import Page, Rule, Word, read_page

_MOST_PAGES = 3_000
_MOST_LETTERS = 50_000  # on a page
_LISTED = 12  # pages that a note names
_BOLD_NAMES = re.compile(r"bold|black|semibold|demi|heavy", re.IGNORECASE)
_BOLD = 600  # weight
_THIN = 3.0  # points: what is no thicker is a line
_PAPER = 0.8  # of a page: a box as large borders nothing
_HYPHEN = 2  # what PDFium gives for a hyphen at the end of a line


def read_pdf(data: bytes) -> Parsed:
    """Read a PDF file. Raises RefusedError for one that is locked, damaged, scanned without text, or larger than it seems.

    Pages are counted from 1, or by their labels where those are plain numbers.
    """
    if b"%PDF-" not in data[:1024]:
        raise RefusedError("not_pdf")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise RefusedError("locked_pdf" if locked else "broken_pdf") from None
    try:
        count = len(document)
        if not count:
            raise RefusedError("broken_pdf")
        if count > _MOST_PAGES:
            raise RefusedError("too_many_pages", pages=f"{count:,}", most=f"{_MOST_PAGES:,}")
        pages = [page for index in range(count) if (page := _page(document, index))]
        blocks = make_blocks(pages)
        title = clean(document.get_metadata_dict().get("Title", ""))
    finally:
        document.close()
    if not blocks:
        raise RefusedError("scanned")
    pictures = [str(page.number) for page in pages if page.pictured]
    notes: tuple[Note, ...] = ()
    if pictures:
        told = ", ".join(pictures[:_LISTED]) + (" …" if len(pictures) > _LISTED else "")
        notes = (("pages_without_text", (("pages", told),)),)
    first = " ".join(block.text for block in blocks if block.pages and block.pages[0][1] == blocks[0].pages[0][1])
    fields = {"title": title} if title and title.lower() in first.lower() else {}
    return Parsed(blocks, fields, notes, lined=False)


def _page(document: pypdfium2.PdfDocument, index: int) -> Page | None:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        text = page.get_textpage()
        label = (document.get_page_label(index) or "").strip()
        number = int(label) if label.isascii() and label.isdigit() and 0 < len(label) < 6 else index + 1
        width, height = page.get_size()
        words = list(_words(text, height))
        if not words:
            return Page(number, height, (), (), pictured=any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])))
        return read_page(number, height, words, list(_rules(page, width, height)))
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


def _words(text: pypdfium2.PdfTextPage, height: float) -> Iterator[Word]:
    """The words of a page in the order of the file; y is counted downwards to the line that the letters stand on."""
    x, y, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    letters: list[str] = []
    start = end = line = 0.0
    first = 0

    def word() -> Word | None:
        spelt = clean("".join(letters))
        return Word(spelt, start, end, height - line, _size(text, first), _is_bold(text, first)) if spelt else None

    for at in range(min(text.count_chars(), _MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        letter = "-" if code == _HYPHEN else chr(code) if 0 < code < 0x110000 else ""
        if not letter or letter.isspace() or letter in "\ufffe\uffff":
            if letters and (made := word()):
                yield made
            letters = []
            continue
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top)
        apart = letters and (abs(y.value - line) > 2.0 or left.value < start - 1 or left.value - end > 30)
        if apart:
            if made := word():
                yield made
            letters = []
        if not letters:
            first, start, line = at, min(x.value, left.value), y.value
        letters.append(letter)
        end = max(right.value, x.value)
    if letters and (made := word()):
        yield made


def _size(text: pypdfium2.PdfTextPage, at: int) -> float:
    """The size of a letter on the page, in points: that of its font, scaled as it is drawn."""
    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(text, at))
    if pdfium.FPDFText_GetMatrix(text, at, matrix):
        size *= max(abs(matrix.b), abs(matrix.d)) or 1.0
    return round(size, 1)


def _is_bold(text: pypdfium2.PdfTextPage, at: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD:
        return True
    buffer, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text, at, buffer, 200, flags)
    return bool(length) and bool(_BOLD_NAMES.search(buffer.value.decode("utf-8", "replace")))


def _rules(page: pypdfium2.PdfPage, width: float, height: float) -> Iterator[Rule]:
    """The lines that are drawn on a page, and the edges of its boxes, as they would border the cells of a table."""
    with suppress(pypdfium2.PdfiumError):
        for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
            left, bottom, right, top = drawn.get_bounds()
            x0, x1, y0, y1 = left, right, height - top, height - bottom
            if y1 - y0 > _PAPER * height and x1 - x0 > _PAPER * width:
                continue  # the paper
            if y1 - y0 <= _THIN or x1 - x0 <= _THIN:
                yield Rule(x0, y0, x1, y1)
            else:
                yield from (Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1))
