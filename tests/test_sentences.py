"""Where a Swedish sentence ends."""

from __future__ import annotations

import pytest

from bot.ingest.sentences import split_sentences
from bot.language.lexicon import load_lexicon


@pytest.mark.parametrize(
    "sentences",
    [
        ["Nämnden beslutar.", "Kommunstyrelsen bereder."],
        ["Det gäller t.ex. Kommunstyrelsen och bl.a. Nämnden.", "Så är det."],
        ["Remissen (dnr 171-482/2016) sändes den 17 okt. 2016.", "Den är ute."],
        ["Nämnden beslutar om avtal, planer m.m.", "Styrelsen bereder dem."],
        ["Mötet börjar kl. 10.30 enligt 6 kap. 4 § kommunallagen.", "Det är öppet."],
        ["A. Berg är ordförande.", "B. Ek är vice."],
        ["Är det så?", "Ja!", "Det är så …", "Nu."],
        ["”Det är beslutat.”", "Så sade hon."],
        ["3. Avtal tecknas av nämnden.", "Det gäller alla."],
        ["Avgiften är 1.500 kronor.", "2023 höjdes den."],
    ],
    ids=lambda sentences: sentences[0][:24],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    lexicon = load_lexicon()
    text = "  ".join(sentences)

    spans = split_sentences(text, abbreviations=lexicon.abbreviations, closing=lexicon.closing)

    assert [text[start:end] for start, end in spans] == sentences
