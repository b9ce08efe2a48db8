"""Web pages: what a page says, without what stands around it; and pages that are none."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.ingest.html import read_html

PAGE = """<!doctype html><html lang="sv"><head><title>Kommunikationspolicy | Norrhamn</title><meta charset="utf-8"></head><body>
<header><a href="/">Norrhamn</a></header><nav><ul><li>Start</li></ul></nav>
<main><h1>Kommunikationspolicy</h1><p>Antagen av kommunfullmäktige<br>2024-03-18.</p>
<h2>1 Ansvar</h2><p>Kommunikations<wbr>chefen <b>beslutar</b> om:</p>
<ul><li>grafisk profil,<ol type="a"><li>loggan,</li><li>färger,</li></ol></li><li><p>webbplatsen.</p><p>Även bilder.</p></li></ul>
<div>Text i en ruta <div>och en till</div> med svans.</div>
<p hidden>Aldrig.</p><p style="display: none">Aldrig.</p><aside>Se även</aside><script>var x = "aldrig";</script>
<table><caption>Roller</caption><thead><tr><th>Fråga</th><th colspan="2">Ansvar</th></tr></thead>
<tr><th colspan="3">Press</th></tr>
<tr><td rowspan="2">Presskontakt</td><td>Presschefen</td><td>alltid</td></tr><tr><td>Jouren</td><td>natt</td></tr></table>
<dl><dt>Kanal</dt><dd>Webben.</dd></dl><p>F&ouml;rs&auml;ljning &lt;b&gt;.</p></main>
<footer>Kontakta oss</footer></body></html>"""


def told(page: str) -> list[tuple[str, int, str, str]]:
    return [(b.kind, b.level, b.mark, b.text) for b in read_html(page.encode()).blocks]


def test_a_page_is_read_as_it_is_seen() -> None:
    assert told(PAGE) == [
        ("heading", 1, "", "Kommunikationspolicy"),
        ("paragraph", 0, "", "Antagen av kommunfullmäktige 2024-03-18."),
        ("heading", 2, "", "1 Ansvar"),
        ("paragraph", 0, "", "Kommunikationschefen beslutar om:"),
        ("item", 1, "", "grafisk profil,"),
        ("item", 2, "a)", "loggan,"),
        ("item", 2, "b)", "färger,"),
        ("item", 1, "", "webbplatsen."),
        ("item", 1, "", "Även bilder."),
        ("paragraph", 0, "", "Text i en ruta"),
        ("paragraph", 0, "", "och en till"),
        ("paragraph", 0, "", "med svans."),
        ("heading", 60, "", "Roller"),
        ("heading", 61, "", "Press"),
        ("row", 0, "", "Presskontakt | Presschefen | alltid"),
        ("row", 0, "", "Presskontakt | Jouren | natt"),
        ("paragraph", 0, "", "Kanal"),
        ("paragraph", 0, "", "Webben."),
        ("paragraph", 0, "", "Försäljning <b>."),
    ]
    rows = [block for block in read_html(PAGE.encode()).blocks if block.kind == "row"]
    assert rows[0].header == ("Fråga", "Ansvar", "")


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("<body>Text utan element<p>och en till.</p></body>", ["Text utan element", "och en till."]),
        ("<header><h1>Policy</h1></header><p>Ett.</p>", ["Policy", "Ett."]),
        (
            "<main><p>Ett.</p></main><p>" + "Resten av sidan. " * 40 + "</p>",
            ["Ett.", ("Resten av sidan. " * 40).strip()],
        ),
        ("<table><tr><td><p>Nämnden beslutar om resor.</p></td></tr></table>", ["Nämnden beslutar om resor."]),
        ('<ol start="4"><li>fyra</li><li value="9">nio</li></ol>', ["4. fyra", "9. nio"]),
        ("<p>– ett tankstreck</p><p>a) en bokstav</p>", ["ett tankstreck", "a) en bokstav"]),
        ("<p>oslutet <b>stycke <p>och nästa", ["oslutet stycke", "och nästa"]),
    ],
)
def test_pages_that_are_built_otherwise(page: str, texts: list[str]) -> None:
    assert [f"{mark} {text}".strip() for _, _, mark, text in told(page)] == texts


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "no-such-charset"])
def test_a_page_is_read_by_its_own_word_about_its_letters(charset: str) -> None:
    real = "utf-8" if charset == "no-such-charset" else charset
    page = f'<meta charset="{charset}"><p>Nämnden beslutar.</p>'.encode(real)

    assert [block.text for block in read_html(page).blocks] == ["Nämnden beslutar."]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"%PDF-1.7", "not_html"), (b"PK\x03\x04\x00", "not_html"), (b"Vanlig text.", "not_html"), (b"<p></p>", "empty")],
)
def test_what_is_no_page_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_html(data)

    assert refused.value.code == code


def test_a_page_of_a_hundred_thousand_boxes_in_one_another_is_read_or_refused() -> None:
    with suppress(RefusedError):
        read_html(b"<div>" * 100_000 + b"Nej." + b"</div>" * 100_000)


@given(st.lists(st.tuples(st.integers(0, len(PAGE) - 1), st.integers(1, 255)), max_size=30))
@example([])
def test_a_spoilt_page_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(PAGE.encode())
    for at, value in changes:
        data[at] = value
    with suppress(RefusedError):
        read_html(bytes(data))
