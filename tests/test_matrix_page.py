"""The matrix as a web page, in a real browser: by keyboard, on a phone, in print, without a script, and with hostile texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import browser, need_browser
from tests.conftest import STENSUNDA
from tests.process import run_bot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = """# <script>document.title='broken'</script> Ansvar

Hamnnämnden beslutar om <img src=x onerror="document.title='broken'"> "kajplatser" & 'bryggor'.

Tekniska nämnden ansvarar inte för </script><script>document.title='broken'</script> gatubelysningen.
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    need_browser()
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("matrix") / "matrix.html"
    done = run_bot("matrix", "--format", "html", "-o", file, "--knowledge", STENSUNDA)
    assert (done.returncode, done.stderr) == (0, "")
    return file.as_uri()


def opened(chromium: Browser, address: str, **context: object) -> Page:
    page = chromium.new_context(**context).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text) if message.type == "error" else None)
    page.goto(address)
    return page


def test_it_is_walked_and_opened_by_keyboard(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    first = page.locator("a.mark").first
    first.focus()

    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    shown = page.locator("dialog").inner_text()
    quotation = page.locator(second).inner_text()
    page.keyboard.press("Escape")

    assert second != first.get_attribute("href")
    assert shown.startswith(quotation.split("\n")[0])
    assert "resepolicy" in shown or ".md" in shown
    assert not page.locator("dialog").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == second
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first.get_attribute("href")
    assert page.locator("table a.mark[tabindex='0']").count() == 1


def test_it_is_filtered_and_searched_and_the_address_keeps_it(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    rows = page.locator("tbody tr:not(.group):visible")
    everything = rows.count()

    page.locator("[name=q]").fill("VANORTSAVTAL")
    found = rows.count()
    page.locator("[name=role]").select_option("decides")
    deciding = rows.count()
    page.get_by_label("dölj tomma kolumner").check()
    again = opened(chromium, page.url)

    assert 0 < deciding <= found < everything
    assert again.locator("tbody tr:not(.group):visible").count() == deciding
    assert page.locator("thead th:visible").count() < 10
    assert f"{deciding} av" in page.locator("#count").inner_text()
    page.get_by_role("button", name="Rensa").click()
    page.wait_for_function("!location.hash")
    assert rows.count() == everything


def test_only_texts_in_force_are_shown_where_that_is_asked_for(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)

    page.get_by_label("bara texter som gäller").check()

    texts = page.locator("tbody:visible").evaluate_all("all => all.map(one => one.dataset.text)")
    assert "resepolicy-2023.md" in texts
    assert "resepolicy-2019.md" not in texts


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_is_wider_than_the_window(width: int, chromium: Browser, address: str) -> None:
    page = opened(chromium, address, viewport={"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("a.mark").first.click()
    assert page.locator("dialog").is_visible()
    box = page.locator("dialog").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


def test_without_a_script_a_letter_leads_to_its_quotation(chromium: Browser, address: str) -> None:
    page = opened(chromium, address, java_script_enabled=False)

    page.locator("a.mark").nth(3).click()

    assert page.url.endswith("#s4") or "#s" in page.url
    assert page.locator("#quotations li").count() > 200
    assert not page.locator("#filters").is_visible()


def test_in_print_the_quotations_are_there_and_what_is_pressed_is_not(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    page.emulate_media(media="print")

    assert not page.locator("#filters").is_visible()
    assert page.locator("#quotations li").last.is_visible()
    assert page.pdf(format="A3", landscape=True).startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out_from_their_ground(scheme: str, chromium: Browser, address: str) -> None:
    page = opened(chromium, address, color_scheme=scheme)

    contrasts = page.evaluate(
        """() => {
          const light = (text) => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map((v) => { v /= 255;
            return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = (one) => { for (; one; one = one.parentElement) { const c = getComputedStyle(one).backgroundColor;
            if (!/, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
          return [...document.querySelectorAll('.legend .mark, .legend li, thead th span, h1, label, cite')].map((one) => {
            const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }); }"""
    )
    assert len(contrasts) > 20
    assert min(contrasts) >= 4.5


def test_hostile_texts_are_text(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.md").write_text(HOSTILE, encoding="utf-8")
    file = tmp_path / "matrix.html"
    run_bot("matrix", "--format", "html", "--raci", "--language", "en", "-o", file, "--knowledge", tmp_path / "texts")
    page = opened(chromium, file.as_uri())

    page.locator("a.mark").first.click()

    assert page.title() == "Who decides what"
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert "onerror" in page.locator("dialog").inner_text()
    assert page.locator("a.mark.denied").inner_text() == "×"


def test_thousands_of_statements_stay_usable(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for number in range(10):
        lines = [
            f"Nämnd{chr(97 + i % 26)}styrelsen beslutar om ärende {number}-{i} i verksamheten." for i in range(300)
        ]
        text = "# Reglemente\n\n" + "\n\n".join(lines)
        (tmp_path / "texts" / f"{number}.md").write_text(text, encoding="utf-8")
    file = tmp_path / "matrix.html"
    run_bot("matrix", "--format", "html", "-o", file, "--knowledge", tmp_path / "texts")
    page = opened(chromium, file.as_uri())

    page.locator("[name=q]").fill("ärende 7-123")

    page.wait_for_function("document.getElementById('count').value.startsWith('1 ')")
    assert page.locator("tbody tr:not(.group):visible").count() == 1
