"""Word files: every construct that carries text, as it stands on the screen; and files that are broken or mean harm."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.config import Config
from bot.errors import RefusedError
from bot.fresh import load_engine
from bot.ingest.docx import read_docx
from tests.word_files import cell, paragraph, row, run, table, word_file


def told(*body: str) -> list[tuple[str, int, str, str]]:
    return [(b.kind, b.level, b.mark, b.text) for b in read_docx(word_file(*body)).blocks]


def texts(*body: str, notes: str = "") -> list[str]:
    return [b.text for b in read_docx(word_file(*body, notes=notes)).blocks]


def test_headings_by_style_by_what_a_style_is_based_on_and_by_outline_level() -> None:
    outlined = '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr>' + run("Utan stil") + "</w:p>"

    assert told(
        paragraph("Resepolicy", style="Rubrik"),
        paragraph("Ansvar", style="Rubrik1"),
        paragraph("Nämnden", style="Rubrik2"),
        paragraph("Chefen", style="Kommunrubrik"),
        outlined,
        paragraph("Nämnden beslutar om resor."),
    ) == [
        ("heading", 1, "", "Resepolicy"),
        ("heading", 1, "", "Ansvar"),
        ("heading", 2, "", "Nämnden"),
        ("heading", 2, "", "Chefen"),
        ("heading", 3, "", "Utan stil"),
        ("paragraph", 0, "", "Nämnden beslutar om resor."),
    ]


def test_numbers_that_word_makes_are_part_of_headings_and_marks_of_items() -> None:
    assert told(
        paragraph("Inledning", style="Numrerad"),
        paragraph("Ansvar", style="Numrerad"),
        paragraph("Styrelsen", style="Numrerad2"),
        paragraph("Nämnden", style="Numrerad2"),
        paragraph("Uppföljning", style="Numrerad"),
        paragraph("Årligen", style="Numrerad2"),
        paragraph("resor,", number=3),
        paragraph("inrikes,", number=3, depth=1),
        paragraph("utrikes,", number=3, depth=1),
        paragraph("avtal.", number=3),
        paragraph("på nytt", number=4),
        paragraph("punkt", style="Punkt"),
        paragraph("underpunkt", number=2, depth=1),
        paragraph("utan lista", style="Punkt", number=0),
    ) == [
        ("heading", 1, "", "1 Inledning"),
        ("heading", 1, "", "2 Ansvar"),
        ("heading", 2, "", "2.1 Styrelsen"),
        ("heading", 2, "", "2.2 Nämnden"),
        ("heading", 1, "", "3 Uppföljning"),
        ("heading", 2, "", "3.1 Årligen"),
        ("item", 1, "a)", "resor,"),
        ("item", 2, "i.", "inrikes,"),
        ("item", 2, "ii.", "utrikes,"),
        ("item", 1, "b)", "avtal."),
        ("item", 1, "a)", "på nytt"),
        ("item", 1, "", "punkt"),
        ("item", 2, "", "underpunkt"),
        ("item", 1, "", "utan lista"),
    ]


def test_a_numbered_section_of_a_statute_is_one_and_marks_typed_by_hand_are_marks() -> None:
    assert told(
        paragraph("Nämnden beslutar om resor.", number=5),
        paragraph("Den ansvarar för avtal.", number=5),
        paragraph("a) typade bokstäver"),
        paragraph("– tankstreck"),
    ) == [
        ("paragraph", 0, "", "4 § Nämnden beslutar om resor."),
        ("paragraph", 0, "", "5 § Den ansvarar för avtal."),
        ("item", 1, "a)", "typade bokstäver"),
        ("item", 1, "", "tankstreck"),
    ]


def test_a_short_paragraph_that_is_bold_as_a_whole_is_a_heading() -> None:
    assert told(paragraph("Nämndens ansvar", bold=True), paragraph("Nämnden beslutar om resor.", bold=True)) == [
        ("heading", 7, "", "Nämndens ansvar"),
        ("paragraph", 0, "", "Nämnden beslutar om resor."),
    ]


@pytest.mark.parametrize(
    ("name", "inside", "said"),
    [
        ("an insertion", "<w:ins>" + run("beslutar") + "</w:ins>", "Nämnden beslutar om resor."),
        ("a deletion", run("beslutar") + "<w:del><w:r><w:delText>inte</w:delText></w:r></w:del>", "Nämnden beslutar om resor."),
        ("moved away", run("beslutar") + "<w:moveFrom>" + run("bort") + "</w:moveFrom>", "Nämnden beslutar om resor."),
        ("moved here", "<w:moveTo>" + run("beslutar") + "</w:moveTo>", "Nämnden beslutar om resor."),
        ("a content control", "<w:sdt><w:sdtContent>" + run("beslutar") + "</w:sdtContent></w:sdt>", "Nämnden beslutar om resor."),
        ("a control that nobody filled in", run("beslutar") + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("Klicka här") + "</w:sdtContent></w:sdt>", "Nämnden beslutar om resor."),
        ("a link", "<w:hyperlink>" + run("beslutar") + "</w:hyperlink>", "Nämnden beslutar om resor."),
        ("a smart tag", "<w:smartTag>" + run("beslutar") + "</w:smartTag>", "Nämnden beslutar om resor."),
        ("a simple field", '<w:fldSimple w:instr="REF x">' + run("beslutar") + "</w:fldSimple>", "Nämnden beslutar om resor."),
        ("a complex field", '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF x</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>' + run("beslutar"), "Nämnden beslutar om resor."),
        ("hidden text", run("beslutar") + run(" aldrig", hidden=True), "Nämnden beslutar om resor."),
        ("a tab and a break", "<w:r><w:t>be-</w:t><w:tab/><w:t>och</w:t><w:br/><w:t>slutar</w:t></w:r>", "Nämnden be- och slutar om resor."),
        ("hyphens", "<w:r><w:t>be</w:t><w:softHyphen/><w:t>slutar</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r>", "Nämnden beslutar-x om resor."),
        ("runs", run("be") + run("slutar", bold=True), "Nämnden beslutar om resor."),
        ("an alternative", "<w:r><mc:AlternateContent><mc:Choice><w:t>beslutar</w:t></mc:Choice><mc:Fallback><w:t>fel</w:t></mc:Fallback></mc:AlternateContent></w:r>", "Nämnden beslutar om resor."),
        ("a formula", "<m:oMath><m:r><m:t>beslutar</m:t></m:r></m:oMath>", "Nämnden beslutar om resor."),
        ("signs that are not seen", run("be\u200bslu\u00adtar\u202e"), "Nämnden beslutar om resor."),
        ("letters in two parts", run("beslutar a\u030a"), "Nämnden beslutar å om resor."),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)  # fmt: skip
def test_the_text_of_a_paragraph_is_what_a_reader_sees(name: str, inside: str, said: str) -> None:
    assert texts(paragraph(raw=run("Nämnden ") + inside + run(" om resor."))) == [said]


def test_text_boxes_notes_and_whole_controls_are_read_once_and_contents_are_not() -> None:
    box = "<w:txbxContent>" + paragraph("I rutan.") + "</w:txbxContent>"
    drawn = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    noted = run("Nämnden beslutar.") + '<w:r><w:footnoteReference w:id="7"/></w:r>'
    contents = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>' + paragraph("1 Inledning 3") + "</w:sdtContent></w:sdt>"  # fmt: skip
    controlled = "<w:sdt><w:sdtContent>" + paragraph("I en kontroll.") + "</w:sdtContent></w:sdt>"

    assert texts(
        contents,
        paragraph("2 Ansvar 4", style="TOC1"),
        paragraph(raw=run("Före. ") + drawn),
        paragraph(raw=noted),
        controlled,
        notes=f'<w:footnote w:id="7">{paragraph("Se även lagen.")}</w:footnote>',
    ) == ["Före.", "I rutan.", "Nämnden beslutar.", "Se även lagen.", "I en kontroll."]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    ended = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("Nämnden beslutar ") + "</w:p>"

    assert texts(ended, paragraph("om resor.")) == ["Nämnden beslutar om resor."]


def test_tables_are_rows_with_their_header_and_merged_cells_stand_in_every_row() -> None:
    blocks = read_docx(
        word_file(
            paragraph("Ärenden", style="Rubrik1"),
            table(
                row("Nr", "Ärende", "Delegat", header=True),
                row(cell("1 Ekonomi", span=3)),
                row("1.1", "Inköp", cell("Chefen", merged="restart")),
                row("1.2", "Avtal", cell("", merged="continue")),
                row("1.3", "Resor", "Rektor<w:br/>".replace("<w:br/>", "")),
            ),
        )
    ).blocks

    assert [(b.kind, b.text, b.header) for b in blocks[1:]] == [
        ("heading", "1 Ekonomi", ()),
        ("row", "1.1 | Inköp | Chefen", ("Nr", "Ärende", "Delegat")),
        ("row", "1.2 | Avtal | Chefen", ("Nr", "Ärende", "Delegat")),
        ("row", "1.3 | Resor | Rektor", ("Nr", "Ärende", "Delegat")),
    ]


def test_a_header_of_two_rows_is_one_and_a_table_that_places_sentences_is_read_as_text() -> None:
    two = table(
        row("Ärende", cell("Beslut", span=2), header=True),
        row("", "Delegat", "Ersättare", header=True),
        row("Inköp", "Chefen", "Rektor"),
    )
    placed = table(row("Nämnden beslutar om resor.", "Styrelsen ansvarar för avtal."))

    assert [b.header for b in read_docx(word_file(two)).blocks] == [("Ärende", "Beslut Delegat", "Ersättare")]
    assert told(placed) == [
        ("paragraph", 0, "", "Nämnden beslutar om resor."),
        ("paragraph", 0, "", "Styrelsen ansvarar för avtal."),
    ]


def test_a_delegation_order_is_answered_from(tmp_path: Path, config: Config) -> None:
    (tmp_path / "delegationsordning.docx").write_bytes(
        word_file(
            paragraph("Delegationsordning för hamnnämnden", style="Rubrik"),
            paragraph("Antagen av hamnnämnden 2024-03-18 § 12. Dnr HN 2024/7."),
            paragraph("Delegerade ärenden", style="Numrerad"),
            table(
                row("Nr", "Ärende", "Delegat", "Lagrum", "Anmärkning"),
                row(cell("A Ekonomi", span=5)),
                row("A.1", "Inköp av fendrar upp till 200 000 kr", "Hamnkapten", "", "Får inte vidaredelegeras"),
                row("A.2", "Avskrivning av fordran", "Ekonomichef, hamnkapten", "6 kap. 39 § KL", ""),
                row("A.3", "Försäljning av båtar", "–", "", "Se A.1"),
            ),
        )
    )
    engine = load_engine(_over(config, tmp_path))

    answer = engine.ask("Vem har delegation att köpa in fendrar?")
    assert [d.statement.actor.name for d in answer.decisions if d.statement.actor] == ["Hamnkapten"]
    assert answer.decisions[0].statement.condition == "Får inte vidaredelegeras"
    assert answer.decisions[0].statement.passage.citation.section == "1 Delegerade ärenden › A Ekonomi"
    both = engine.ask("Vem får skriva av en fordran?").decisions
    assert {d.statement.actor.name for d in both if d.statement.actor} == {"Ekonomichefen", "Hamnkapten"}
    assert engine.ask("Vem beslutar om försäljning av båtar?").decisions == ()
    info = engine.library.documents[0].info
    assert (info.kind, info.adopted, info.reference) == ("delegationsordning", "2024-03-18", "HN 2024/7")


def test_a_file_that_the_library_itself_writes_is_read() -> None:
    document = docx.Document()
    document.add_heading("Resepolicy", 0)
    document.add_heading("Beslut", 1)
    document.add_paragraph("Chefen beslutar om")
    document.add_paragraph("resor,", style="List Bullet")
    document.add_paragraph("hotell.", style="List Number")
    out = io.BytesIO()
    document.save(out)

    assert [(b.kind, b.level, b.text) for b in read_docx(out.getvalue()).blocks] == [
        ("heading", 1, "Resepolicy"),
        ("heading", 1, "Beslut"),
        ("paragraph", 0, "Chefen beslutar om"),
        ("item", 1, "resor,"),
        ("item", 1, "hotell."),
    ]


GOOD = word_file(
    paragraph("Ansvar", style="Rubrik1"),
    paragraph("Nämnden beslutar.", number=3),
    table(row("A", "B", "C"), row("1", "2", "3")),
)


def _with_entity() -> bytes:
    return word_file(parts={"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})


def _locked() -> bytes:
    data = bytearray(GOOD)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def _many() -> bytes:
    return word_file(parts={f"word/x{number}.xml": "<x/>" for number in range(2_100)})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_office"),
        (b"%PDF-1.7 ...", "not_office"),
        (b"Vanlig text.", "not_office"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "old_or_locked"),
        (_locked(), "old_or_locked"),
        (GOOD[: len(GOOD) // 2], "cut_off"),
        (_with_entity(), "doctype"),
        (word_file(parts={"word/media/x.bin": b"\x00" * 30_000_000}), "zip_bomb"),
        (_many(), "zip_bomb"),
        (word_file(parts={"word/document.xml": "<w:document"}), "not_word"),
        (word_file(parts={"[Content_Types].xml": "<Types/>"}), "not_word"),
        (word_file(), "empty"),
    ],
    ids=["nothing", "pdf", "text", "old", "locked", "cut", "doctype", "bomb", "many", "xml", "types", "empty"],
)
def test_what_is_no_whole_word_file_is_refused_at_once(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_docx(data)

    assert refused.value.code == code


def test_deep_nesting_is_refused_or_read_but_never_fatal() -> None:
    deep = "<w:sdt><w:sdtContent>" * 3_000 + paragraph("x") + "</w:sdtContent></w:sdt>" * 3_000

    with pytest.raises(RefusedError):
        read_docx(word_file(deep))


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=30), st.integers(0, len(GOOD)))
@example([], len(GOOD))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_spoilt_file_is_refused_or_read(changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    with suppress(RefusedError):
        read_docx(bytes(data[:length] if length else data))


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(32, 126)), min_size=1, max_size=12), st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"]))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_part_that_is_spoilt_is_refused_or_read(changes: list[tuple[int, int]], part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        content = bytearray(archive.read(part))
    for at, value in changes:
        content[at % len(content)] = value
    with suppress(RefusedError):
        read_docx(word_file(parts={part: bytes(content)}))


def _over(config: Config, folder: Path) -> Config:
    return replace(config, knowledge=folder, state=folder / "state")
