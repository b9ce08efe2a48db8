"""Headings, items and paragraphs in plain text, as a person would find them."""

from __future__ import annotations

from bot.ingest.passages import split_passages
from bot.ingest.plaintext import plaintext_blocks
from bot.models import DocumentInfo

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
