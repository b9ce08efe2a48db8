"""The picture of the weeks: for those who see it, and for those who do not."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.errors import UserError
from bot.phrasebook import phrasebook
from bot.reports.chart import Box, Stroke, Words, describe_weeks, draw_weeks
from bot.reports.plot import as_png, as_svg, write_plot
from bot.reports.raster import as_png as as_png_of
from bot.store.asked import Week
from tests.process import run_bot

BOOK = phrasebook("sv")
WEEKS = [
    Week("2024-W52", 40, 10, 1, 3, 1),
    Week("2025-W01", 120, 30, 5, 12, 4),
    Week("2025-W02"),
    Week("2025-W03", 7, 7, 0, 0, 9),
]
MANY = [Week(f"{2000 + at // 50}-W{at % 50 + 1:02}", at, at // 2, 0, at // 3, at // 9) for at in range(400)]


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + data) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        found.append((kind, data))
        at += 12 + length
    return found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_picture_tells_in_words_what_it_shows(language: str) -> None:
    book = phrasebook(language)
    told = describe_weeks(WEEKS, book)
    svg = ElementTree.fromstring(as_svg(WEEKS, book))
    png = as_png(WEEKS, book)

    assert "7" in told
    assert "120 (2025-W01)" in told
    assert svg.get("role") == "img"
    assert svg.get("lang") == language
    names = {child.tag.rpartition("}")[2]: child.text or "" for child in svg}
    assert names["title"] == book.say("plot.title")
    assert told in names["desc"]
    assert "2024-W52" in names["desc"]
    assert any(kind == b"iTXt" and data.endswith(told.encode()) for kind, data in chunks(png))


@pytest.mark.parametrize(
    "weeks", [WEEKS, MANY, WEEKS[:1], WEEKS[2:3], []], ids=["few", "many", "one", "nothing", "none"]
)
def test_all_that_is_drawn_stands_within_the_picture(weeks: list[Week]) -> None:
    for shape in draw_weeks(weeks, BOOK):
        match shape:
            case Box(x, y, width, height):
                places = [(x, y), (x + width, y + height)]
            case Stroke(x1, y1, x2, y2):
                places = [(x1, y1), (x2, y2)]
            case Words(x, y):
                places = [(x, y)]
        assert all(0 <= across <= 960 and 0 <= down <= 540 for across, down in places), shape


def test_bars_are_as_high_as_their_numbers_and_differ_by_more_than_colour() -> None:
    boxes = [
        shape for shape in draw_weeks(WEEKS, BOOK) if isinstance(shape, Box) and shape.outline and shape.width > 20
    ]
    by_fill: dict[str, list[float]] = {}
    for box in boxes:
        by_fill.setdefault(box.fill, []).append(box.height)
    stripes = [shape for shape in draw_weeks(WEEKS, BOOK) if isinstance(shape, Stroke) and shape.x1 != shape.x2 and shape.y1 != shape.y2]  # fmt: skip
    asked, silent, *_ = by_fill.values()

    assert len(by_fill) == 4
    assert asked[0] / asked[1] == pytest.approx(40 / 120)
    assert silent[1] / asked[1] == pytest.approx(30 / 120)
    assert stripes


def test_each_weeks_number_is_written_where_there_is_room() -> None:
    few = [shape.text for shape in draw_weeks(WEEKS, BOOK) if isinstance(shape, Words)]
    many = [shape.text for shape in draw_weeks(MANY, BOOK) if isinstance(shape, Words)]

    assert {"40", "120", "7", "v. 52", "v. 3", "2024", "2025"} <= set(few)
    assert len([text for text in many if text.startswith("v. ")]) <= 16
    assert f"v. {int(MANY[-1].week[-2:])}" in many


def ink(png: bytes) -> list[list[int]]:
    """The rows of a picture that is otherwise white, each with the places of its dark pixels."""
    image = pytest.importorskip("PIL.Image").open(io.BytesIO(png)).convert("L")
    assert image.size == (1920, 1080)
    return [[x for x in range(200) if image.getpixel((x, y)) < 100] for y in range(200)]


@pytest.mark.parametrize(("accented", "bare"), [("å", "a"), ("ä", "a"), ("ö", "o"), ("é", "e")])
def test_letters_of_swedish_are_drawn(accented: str, bare: str) -> None:
    with_mark, without = (
        ink(as_png_of([Box(0, 0, 960, 540, "#ffffff"), Words(20, 80, one, 60)], described={}, language="sv"))
        for one in (accented, bare)
    )
    top, foot = ([y for y, row in enumerate(without) if row][at] for at in (0, -1))

    assert any(row for row in with_mark[: top - 6])  # the mark
    assert not any(row for row in with_mark[foot + 3 :])
    assert sum(map(len, with_mark[top:])) == pytest.approx(sum(map(len, without)), rel=0.05)  # the letter under it


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(str(tmp_path / "none" / "a.png"))):
        write_plot(WEEKS, tmp_path / "none" / "a.png", BOOK)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "begins"), [("weeks.png", b"\x89PNG"), ("weeks.svg", b"<svg")])
def test_the_picture_is_drawn_from_the_command_line(tmp_path: Path, name: str, begins: bytes) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("knowledge: .\n", encoding="utf-8")

    done = run_bot("gaps", "--plot", tmp_path / name, env={"BOT_CONFIG": str(config)})

    assert done.returncode == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert name in done.stderr


@pytest.mark.slow
def test_pdfium_is_loaded_for_a_png_alone(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("knowledge: .\n", encoding="utf-8")
    code = "import sys; from bot.cli.main import main; main(['gaps'] + sys.argv[1:]); print('pypdfium2' in sys.modules)"

    def loaded(*arguments: str) -> bool:
        env = {**os.environ, "BOT_CONFIG": str(config)}
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()[-1] == "True"

    assert [loaded(), loaded("--plot", str(tmp_path / "a.svg")), loaded("--plot", str(tmp_path / "a.png"))] == [
        False,
        False,
        True,
    ]
