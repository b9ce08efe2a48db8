"""Headings, items and paragraphs in plain text, as a person would find them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.ingest.passages import split_passages
from bot.ingest.plaintext import plaintext_blocks
from bot.models import Citation, DocumentInfo, Standing
from bot.phrasebook import cite, phrasebook, place

REGLEMENTE = """REGLEMENTE
För hamnnämnden

2 kap. Uppgifter

§ 4 Nämndens ansvar
Nämnden ansvarar för hamnen. Den beslutar
om kajer.

5 § Nämnden beslutar om
- båtplatser,
- avgifter för
  vinterplatser.

3.1 Ekonomi
Nämnden har en budget.

Möten
-----

Nämnden möts varje månad
"""


def places(text: str) -> list[tuple[str, int, str, str]]:
    passages = split_passages(plaintext_blocks(text), file="a.txt", info=DocumentInfo("A"))
    return [(p.kind, p.citation.line, p.citation.section.split(" › ")[-1], p.text) for p in passages]


def test_a_reglemente_is_read_as_a_person_reads_it() -> None:
    assert places(REGLEMENTE) == [
        ("heading", 1, "REGLEMENTE", "REGLEMENTE"),
        ("heading", 2, "För hamnnämnden", "För hamnnämnden"),
        ("heading", 4, "2 kap. Uppgifter", "2 kap. Uppgifter"),
        ("heading", 6, "§ 4 Nämndens ansvar", "§ 4 Nämndens ansvar"),
        ("sentence", 7, "§ 4 Nämndens ansvar", "Nämnden ansvarar för hamnen."),
        ("sentence", 7, "§ 4 Nämndens ansvar", "Den beslutar om kajer."),
        ("heading", 10, "5 §", "5 §"),
        ("sentence", 10, "5 §", "Nämnden beslutar om"),
        ("item", 11, "5 §", "båtplatser,"),
        ("item", 12, "5 §", "avgifter för vinterplatser."),
        ("heading", 15, "3.1 Ekonomi", "3.1 Ekonomi"),
        ("sentence", 16, "3.1 Ekonomi", "Nämnden har en budget."),
        ("heading", 18, "Möten", "Möten"),
        ("sentence", 21, "Möten", "Nämnden möts varje månad"),
    ]


def test_a_list_of_enclosures_is_no_row_of_headings() -> None:
    kinds = [kind for kind, *_ in places("Bilagor\n\n1. Tjänsteutlåtande 2016-06-02\n2. Strategi\n")]

    assert kinds == ["heading", "item", "item"]


def test_a_law_that_is_cited_begins_no_section() -> None:
    assert places("Ansvar\n\n3 § kommunallagen gäller för nämndens alla beslut.\n")[1][2] == "Ansvar"


@pytest.mark.parametrize(
    ("text", "quote", "swedish", "english"),
    [
        (
            "4 § Nämnden\n\nEtt.\n\nNämnden beslutar om x.",
            "Nämnden beslutar om x.",
            "andra stycket, rad 5",
            "second paragraph, line 5",
        ),
        ("4 § Nämnden\n\nNämnden beslutar om x.", "Nämnden beslutar om x.", "rad 3", "line 3"),
        ("4 § Nämnden\n\nNämnden beslutar om\na) x,\nb) y.", "y.", "punkt b, rad 5", "point b, line 5"),
        ("3.2 Ansvar\n\nEtt.\n\nTvå:\n3. alla resor.", "alla resor.", "punkt 3, rad 6", "point 3, line 6"),
    ],
)
def test_a_place_is_cited_by_paragraph_and_point_where_texts_are(
    text: str, quote: str, swedish: str, english: str
) -> None:
    passages = split_passages(plaintext_blocks(text), file="a.txt", info=DocumentInfo("A"))
    citation = next(p.citation for p in passages if p.text == quote)

    assert (place(citation, phrasebook("sv")), place(citation, phrasebook("en"))) == (swedish, english)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"page": 7}, "s. 7"),
        ({"paragraph": 2}, "stycke 2"),
        ({"paragraph": 2, "section": "II › § 4 Resor", "point": "a)"}, "andra stycket, punkt a"),
        ({"paragraph": 12, "section": "§ 4"}, "stycke 12"),
        ({}, ""),
    ],
)
def test_a_file_without_lines_is_cited_by_page_or_paragraph(changes: dict[str, Any], said: str) -> None:
    citation = replace(Citation("A", "3 Resor", "a.pdf", None, 40, Standing.UNKNOWN, lined=False), **changes)

    assert place(citation, phrasebook("sv")) == said
    assert cite(citation, phrasebook("sv")).startswith(f"A, {citation.section}")


def test_lines_under_the_title_that_tell_of_the_text_head_nothing() -> None:
    text = (
        "HAMNSTADS KOMMUN\n\nReglemente för hamnnämnden\n\nAntaget av kommunfullmäktige den 3 maj 2021\n"
        "Gäller från den 1 juni 2021\n\n1 § Nämnden ansvarar för kajerna.\n"
    )

    assert [b.text for b in plaintext_blocks(text) if b.kind == "heading"] == [
        "HAMNSTADS KOMMUN",
        "Reglemente för hamnnämnden",
    ]
