"""PDF files: headings, pages, columns, tables and parted words as a reader sees them; and files that are broken or mean harm."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.config import Config
from bot.errors import RefusedError
from bot.fresh import load_engine
from bot.ingest.pdf import read_pdf
from tests.pdf_files import Paper

FILL = "Texten beskriver hur arbetet bedrivs och varför det är viktigt för alla som bor här. "
COLUMN = ["Kommunens vänorter väljs efter", "samråd med nämnderna och med", "de organisationer som berörs", "av arbetet i sin helhet och", "följs upp varje år av de som", "har ansvaret för dem."]  # fmt: skip
OTHER = ["Avtal med en vänort skrivs på", "fyra år i taget och kan sägas", "upp av båda parter. Det gäller", "även för de avtal som har", "ingåtts tidigare och för de", "som ännu inte är klara."]  # fmt: skip


def told(paper: Paper) -> list[tuple[str, str, int]]:
    return [(b.kind, b.text, b.pages[0][1]) for b in read_pdf(paper.bytes()).blocks]


def test_headings_paragraphs_and_pages_without_running_heads() -> None:
    paper = Paper()
    paper.heading("Riktlinjer för EU-projekt")
    paper.section("1 Ansvar")
    paper.text_of(FILL * 3)
    paper.small_section("1.1 Nämnden")
    paper.lines(
        "Nämnden beslutar om ansökan till EU och om medfinan-",
        "siering. Social- och",
        "fritidsnämnden deltar i EU-",
        "projekt med e-",
        "post.",
    )
    for number in range(2, 5):
        paper.add_page()
        paper.section(f"{number} Avsnitt")
        paper.text_of(FILL * 2)

    blocks = told(paper)

    assert [one for one in blocks if one[0] == "heading"] == [
        ("heading", "Riktlinjer för EU-projekt", 1),
        ("heading", "1 Ansvar", 1),
        ("heading", "1.1 Nämnden", 1),
        ("heading", "2 Avsnitt", 2),
        ("heading", "3 Avsnitt", 3),
        ("heading", "4 Avsnitt", 4),
    ]
    assert (FILL * 3).strip() in [text for _, text, _ in blocks]
    assert (
        "paragraph",
        "Nämnden beslutar om ansökan till EU och om medfinansiering. Social- och fritidsnämnden deltar i EU-projekt med e-post.",
        1,
    ) in blocks
    assert not any("Dnr" in text or "Sida" in text for _, text, _ in blocks)


def test_a_sentence_over_a_page_break_is_one_and_the_next_stands_on_its_own_page() -> None:
    paper = Paper(running="")
    paper.text_of(FILL)
    paper.lines("Kommunstyrelsen ansvarar för samordningen av")
    paper.add_page()
    paper.lines("EU-projekt. Rektor beslutar om resor.")

    block = read_pdf(paper.bytes()).blocks[-1]

    assert block.text.endswith("Kommunstyrelsen ansvarar för samordningen av EU-projekt. Rektor beslutar om resor.")
    assert [page for _, page in block.pages][-2:] == [1, 2]


def test_columns_are_read_one_after_the_other() -> None:
    paper = Paper()
    paper.section("Vänorter")
    paper.columns(COLUMN, OTHER)
    paper.section("Efteråt")
    paper.text_of(FILL)

    texts = [text for _, text, _ in told(paper)]

    assert texts[:2] == ["Vänorter", " ".join(COLUMN)]
    assert texts[2:5] == [" ".join(OTHER), "Efteråt", FILL.strip()]


def test_lists_have_marks_and_levels() -> None:
    paper = Paper()
    paper.text_of(FILL * 2)
    paper.lines("Nämnden beslutar om")
    paper.lines("a) resor som varar längre än en vecka och som går", indent=5)
    paper.lines("till andra länder,", indent=10)
    paper.lines("b) avtal,", indent=5)
    paper.lines("- av alla slag.", indent=10)

    blocks = read_pdf(paper.bytes()).blocks[1:]

    assert [(b.kind, b.mark, b.text) for b in blocks] == [
        ("paragraph", "", "Nämnden beslutar om"),
        ("item", "a)", "resor som varar längre än en vecka och som går till andra länder,"),
        ("item", "b)", "avtal,"),
        ("item", "", "av alla slag."),
    ]
    assert blocks[3].level > blocks[2].level


def test_a_table_with_borders_is_rows_and_goes_on_over_pages() -> None:
    paper = Paper()
    paper.section("Ärenden")
    rows = [(f"{number}", f"Inköp av slag {number} för verksamheten", "Enhetschefen") for number in range(1, 40)]
    paper.grid(("Nr", "Ärende", "Delegat"), *rows)

    blocks = [b for b in read_pdf(paper.bytes()).blocks if b.kind == "row"]

    assert [b.cells for b in blocks] == rows
    assert {b.header for b in blocks} == {("Nr", "Ärende", "Delegat")}
    assert len({b.pages[0][1] for b in blocks}) > 1


def test_a_table_of_contents_is_left_out() -> None:
    paper = Paper()
    paper.lines("1 Ansvar ............................ 3", "2 Uppföljning . . . . . . . . . . . 7")
    paper.text_of(FILL)

    assert [text for _, text, _ in told(paper)] == [FILL.strip()]


def test_a_pdf_is_answered_from_with_page_and_section(tmp_path: Path, config: Config) -> None:
    paper = Paper()
    paper.heading("Riktlinjer för EU-projekt")
    paper.section("1 Ansökan")
    paper.text_of(FILL * 4)
    paper.add_page()
    paper.section("2 Avslut")
    paper.text_of("Förvaltningschefen beslutar om slutrapport. " + FILL)
    (tmp_path / "riktlinjer.pdf").write_bytes(paper.bytes())
    engine = load_engine(replace(config, knowledge=tmp_path, state=tmp_path / "state"))

    answer = engine.ask("Vem beslutar om slutrapporten?")

    found = answer.decisions[0].statement
    assert found.actor is not None
    assert (found.actor.name, found.passage.citation.section, found.passage.citation.page) == (
        "Förvaltningschefen",
        "2 Avslut",
        2,
    )
    assert "riktlinjer.pdf s. 2" in answer.text


def _picture() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.rect(10, 10, 100, 100, style="F")
    return bytes(paper.output())


def _locked() -> bytes:
    paper = FPDF()
    paper.set_encryption("owner", "user", EncryptionMethod.RC4)
    paper.add_page()
    paper.set_font("helvetica")
    paper.cell(text="Hemligt.")
    return bytes(paper.output())


def _plain() -> bytes:
    paper = Paper()
    paper.section("1 Ansvar")
    paper.text_of(FILL * 3)
    paper.grid(("A", "B"), ("1", "2"))
    return paper.bytes()


GOOD = _plain()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_pdf"),
        (b"PK\x03\x04 ...", "not_pdf"),
        (b"%PDF-1.7 and nothing more", "broken_pdf"),
        (GOOD[:300], "broken_pdf"),
        (_locked(), "locked_pdf"),
        (_picture(), "scanned"),
    ],
    ids=["nothing", "zip", "head", "cut", "locked", "scanned"],
)
def test_what_is_no_whole_pdf_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_pdf(data)

    assert refused.value.code == code


def test_pages_without_text_are_told() -> None:
    paper = Paper(running="")
    paper.text_of(FILL)
    paper.add_page()
    paper.image(Image.new("L", (20, 20)), x=20, y=40, w=100)
    paper.add_page()
    paper.add_page()
    paper.text_of(FILL)

    assert read_pdf(paper.bytes()).notes == (("pages_without_text", (("pages", "2"),)),)


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=40), st.integers(0, len(GOOD)))
@example([], 0)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_spoilt_pdf_is_read_or_refused(changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    with suppress(RefusedError):
        read_pdf(bytes(data[:length] if length else data))
