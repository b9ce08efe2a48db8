"""Shapes as the pixels of a picture: written down as a page of PDF, and drawn by PDFium, which brings its own letters.

PDFium is there for reading PDF anyway; Pillow would be one library more, and its own letters lack å, ä and ö.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

import pypdfium2

from bot.reports.chart import HEIGHT, WIDTH, Box, Shape, Stroke, Words

_SIZE = 2  # pixels a unit, for screens with small pixels
_FONTS = {False: "Helvetica", True: "Helvetica-Bold"}
# How wide letters of Helvetica are beside its size, for words that are not set from the left: numbers and short names.
_NARROW, _DIGIT, _LETTER = 0.278, 0.556, 0.5
_PNG = b"\x89PNG\r\n\x1a\n"


def as_png(shapes: Sequence[Shape], *, described: Mapping[str, str], language: str) -> bytes:
    """The shapes as a PNG file, which says in words what it shows: `described` by PNG's key words (Title, Description)."""
    document = pypdfium2.PdfDocument(_page(shapes))
    try:
        pixels = document[0].render(scale=_SIZE, rev_byteorder=True).to_numpy()[:, :, :3]
    finally:
        document.close()
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    told = (
        _chunk(b"iTXt", b"\0".join((name.encode(), b"\0", language.encode(), b"", text.encode())))
        for name, text in described.items()
    )
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"".join((_PNG, head, *told, _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _page(shapes: Sequence[Shape]) -> bytes:
    """A PDF file with one page."""
    drawn = b"\n".join(map(_operators, shapes))
    fonts = " ".join(f"/F{int(bold)} {4 + int(bold)} 0 R" for bold in _FONTS)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 6 0 R /Resources << /Font << {fonts} >> >> >>".encode(),
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode() for name in _FONTS.values()),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]  # fmt: skip
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        file
        + head
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(file))
    )


def _operators(shape: Shape) -> bytes:
    """A shape in PDF's operators; its y runs upwards."""
    match shape:
        case Box(x, y, width, height, fill, outline):
            colours = f"{_colour(fill)} rg {_colour(outline or fill)} RG"
            place = f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re"
            return f"{colours} 1 w {place} {'B' if outline else 'f'}".encode()
        case Stroke(x1, y1, x2, y2, colour, width):
            line = f"{x1:.2f} {HEIGHT - y1:.2f} m {x2:.2f} {HEIGHT - y2:.2f} l S"
            return f"{_colour(colour)} RG {width} w {line}".encode()
        case Words(x, y, text, size, anchor, bold, colour):
            left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * _wide(text) * size
            place = f"{left:.2f} {HEIGHT - y:.2f} Td"
            return b"BT %s rg /F%d %d Tf %s <%s> Tj ET" % (
                _colour(colour).encode(), bold, size, place.encode(), text.encode("cp1252", "replace").hex().encode(),
            )  # fmt: skip


def _wide(text: str) -> float:
    return sum(_NARROW if one in " .,:" else _DIGIT if one.isdigit() else _LETTER for one in text)


def _colour(colour: str) -> str:
    """A colour such as #12436d as PDF's three numbers from 0 to 1."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
