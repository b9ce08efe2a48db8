"""The chart of the weeks as a picture, SVG or PNG. Both say in words, too, what they show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from bot.errors import UsageError, UserError
from bot.phrasebook import Phrasebook
from bot.reports.chart import HEIGHT, WIDTH, Box, Shape, Stroke, Words, describe_weeks, draw_weeks, tell_weeks
from bot.store.asked import Week

_FONTS = "Helvetica, Arial, 'Liberation Sans', sans-serif"


def write_plot(weeks: Sequence[Week], path: Path, book: Phrasebook) -> None:
    """Write the picture to a file. Raises UsageError for another ending than .png or .svg, UserError where it cannot be written."""
    ending = path.suffix.lower()
    if ending not in (".png", ".svg"):
        raise UsageError(f"--plot {path}: accepted: a file that ends in .png or .svg")
    data = as_png(weeks, book) if ending == ".png" else as_svg(weeks, book).encode()
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from None


def as_svg(weeks: Sequence[Week], book: Phrasebook) -> str:
    """The picture as SVG, with a title and a description for those who do not see it."""
    told = f"{describe_weeks(weeks, book)}\n{tell_weeks(weeks, book)}"
    drawn = "\n".join(map(_element, draw_weeks(weeks, book)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-labelledby="title description" lang="{book.language}" font-family={quoteattr(_FONTS)}>\n'
        f'<title id="title">{escape(book.say("plot.title"))}</title>\n<desc id="description">{escape(told)}</desc>\n{drawn}\n</svg>\n'
    )


def as_png(weeks: Sequence[Week], book: Phrasebook) -> bytes:
    """The picture as PNG; its description is in the file, too."""
    from bot.reports import raster

    described = {"Title": book.say("plot.title"), "Description": describe_weeks(weeks, book)}
    return raster.as_png(draw_weeks(weeks, book), described=described, language=book.language)


def _element(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, fill, outline):
            line = f' stroke="{outline}"' if outline else ""
            return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{line}/>'
        case Stroke(x1, y1, x2, y2, colour, width):
            return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'
        case Words(x, y, text, size, anchor, bold, colour):
            weight = ' font-weight="bold"' if bold else ""
            place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
            return f'<text {place}{weight} fill="{colour}">{escape(text)}</text>'
