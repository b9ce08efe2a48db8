"""Bodies that nobody listed, and the second names that a text gives them: who is found to do what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config
from bot.fresh import load_engine

CASES = [
    ("Kommunledningskontoret (KLK) stödjer nämnderna. KLK ansvarar för resor.", "Kommunledningskontoret", "resor"),
    ("Kultur- och fritidsnämnden, nedan KFN, beslutar om bidrag.", "Kultur- och fritidsnämnden", "bidrag"),
    ("Hamnens Vatten och Avfall AB (nedan kallat bolaget) säljer vatten. Bolaget beslutar om taxan.", "Hamnens Vatten och Avfall AB", "taxan"),
    ("Brandbolaget AB ansvarar för släckbilarna.", "Brandbolaget AB", "släckbilarna"),
    ("Tillväxtutskottet beslutar om stöd till företag.", "Tillväxtutskottet", "stöd till företag"),
    ("Näringslivsdirektören ansvarar för marknadsföring.", "Näringslivsdirektören", "marknadsföring"),
    # No second name: the letters are not the name's, or nobody said that they are one.
    ("Kommunstyrelsen (EU) finns. EU beslutar om bidrag.", "", ""),
    ("Hamnnämnden, KLM och andra reser. KLM beslutar om priset.", "", ""),
    ("Den ansvariga chefen beslutar om schemat.", "Den ansvariga chefen", "schemat"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actor", "matter"), CASES, ids=[case[0][:40] for case in CASES])
def test_a_second_name_is_its_body(text: str, actor: str, matter: str, tmp_path: Path, config: Config) -> None:
    (tmp_path / "a.txt").write_text(f"Ansvar\n\n{text}\n", encoding="utf-8")
    engine = load_engine(replace(config, knowledge=tmp_path, state=tmp_path))

    last = [s for s in engine.statements if s.actor]

    assert [(s.actor.name, s.matter) for s in last[-1:] if s.actor] == ([(actor, matter)] if actor else [])


@pytest.mark.parametrize(
    "question", ["Vad ansvarar KLK för?", "vad ansvarar klk för", "Vad ansvarar kommunledningskontoret för?"]
)
def test_an_abbreviation_that_one_text_spells_out_is_known_in_questions(
    question: str, tmp_path: Path, config: Config
) -> None:
    (tmp_path / "a.txt").write_text("Ansvar\n\n" + CASES[0][0] + "\n", encoding="utf-8")
    engine = load_engine(replace(config, knowledge=tmp_path, state=tmp_path))

    assert [d.statement.matter for d in engine.ask(question).decisions] == ["resor"]


def test_an_abbreviation_of_two_bodies_is_neithers(tmp_path: Path, config: Config) -> None:
    (tmp_path / "a.txt").write_text("Ansvar\n\nKulturnämnden (KN) beslutar om bidrag.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Ansvar\n\nKyrkogårdsnämnden (KN) beslutar om gravar.\n", encoding="utf-8")
    engine = load_engine(replace(config, knowledge=tmp_path, state=tmp_path))

    assert engine.ask("Vad beslutar KN om?").decisions == ()
