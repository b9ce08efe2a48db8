"""Which text is in force: told in YAML, found on a first page, by dates, and by who replaces whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.config import Config
from bot.fresh import KeptEngine, load_engine
from bot.ingest import folder as reading
from bot.ingest.metadata import find_facts
from bot.models import Standing


@pytest.mark.parametrize(
    ("page", "facts"),
    [
        ("Antagen av kommunfullmäktige 2016-12-12 § 5", {"adopted": "2016-12-12", "issuer": "kommunfullmäktige"}),
        ("Fastställd av hamnnämnden den 3 maj 2021, § 4.", {"adopted": "2021-05-03", "issuer": "hamnnämnden"}),
        ("Antagna av kommunstyrelsen 2022-04-05", {"adopted": "2022-04-05", "issuer": "kommunstyrelsen"}),
        ("Gäller från och med den 1 januari 2023.", {"valid_from": "2023-01-01"}),
        ("Gäller fr.o.m. 2023-01-01", {"valid_from": "2023-01-01"}),
        ("Giltig från: 2023-01-01", {"valid_from": "2023-01-01"}),
        ("Träder i kraft 2023-01-01", {"valid_from": "2023-01-01"}),
        ("Policyn gäller till och med 2025-12-31.", {"valid_until": "2025-12-31"}),
        ("Planen gäller från 2022-01-01 till 2025-12-31", {"valid_from": "2022-01-01", "valid_until": "2025-12-31"}),
        ("Dnr KS 2022/0541", {"reference": "KS 2022/0541"}),
        ("Diarienummer: 171-482/2016", {"reference": "171-482/2016"}),
        ("Ersätter: Resepolicy (2017-03-20 § 41)", {"replaces": "Resepolicy (2017-03-20 § 41)"}),
        ("Ersätter resepolicy antagen 2018-02-26.", {"replaces": "resepolicy antagen 2018-02-26"}),
        ("Upphävd 2024-09-30, ersatt av resepolicy antagen 2024-09-30", {}),
        ("Nämnden antog en plan. Den gäller alla.", {}),
        ("Antagen av kommunfullmäktige 2016-13-45", {"issuer": "kommunfullmäktige"}),
    ],
)
def test_a_first_page_tells_of_its_text(page: str, facts: dict[str, str]) -> None:
    assert find_facts(page) == facts


def standing(tmp_path: Path, config: Config, text: str = "", **fields: str) -> Standing:
    (tmp_path / "a.md").write_text(f"# Resepolicy\n\n{text}\n\nChefen beslutar om resor.\n", encoding="utf-8")
    if fields:
        told = ", ".join(f'{name}: "{value}"' for name, value in fields.items())
        (tmp_path / "documents.yaml").write_text(f"documents:\n  a.md: {{{told}}}\n", encoding="utf-8")
    engine = load_engine(replace(config, knowledge=tmp_path, state=tmp_path / ".state"))
    return engine.statements[0].passage.citation.standing


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("", {}, Standing.UNKNOWN),
        ("Antagen av kommunfullmäktige 2020-01-01.", {}, Standing.ADOPTED),
        ("Gäller från 2020-01-01.", {}, Standing.IN_FORCE),
        ("Gäller från 2999-01-01.", {}, Standing.FUTURE),
        ("Antagen av kommunfullmäktige 2020-01-01. Gäller till och med 2020-12-31.", {}, Standing.SUPERSEDED),
        ("Remissversion.", {}, Standing.PROPOSAL),
        ("Upphävd 2020-01-01.", {}, Standing.REVOKED),
        ("Upphävd 2020-01-01.", {"standing": "gällande"}, Standing.IN_FORCE),
        ("", {"standing": "antagen", "valid_from": "2999-01-01"}, Standing.FUTURE),
        ("", {"valid_until": "2020-01-01"}, Standing.SUPERSEDED),
        ("Remissversion.", {"valid_from": "2020-01-01"}, Standing.PROPOSAL),
    ],
)
def test_a_text_has_the_standing_of_today(
    text: str, fields: dict[str, str], expected: Standing, tmp_path: Path, config: Config
) -> None:
    assert standing(tmp_path, config, text, **fields) is expected


def versions(tmp_path: Path, config: Config, *, new: str, described: str = "") -> dict[str, Standing]:
    (tmp_path / "resepolicy-2018.md").write_text(
        "# Resepolicy\n\nAntagen av kommunfullmäktige 2018-02-26.\n\nKommunchefen beslutar om resor.\n",
        encoding="utf-8",
    )
    (tmp_path / "resepolicy-2024.md").write_text(
        f"# Resepolicy\n\n{new}\n\nChefen beslutar om resor.\n", encoding="utf-8"
    )
    if described:
        (tmp_path / "documents.yaml").write_text(described, encoding="utf-8")
    library = load_engine(replace(config, knowledge=tmp_path, state=tmp_path / ".state")).library
    return {document.file[11:15]: document.info.standing for document in library.documents}


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("Antagen av kommunfullmäktige 2024-09-30. Ersätter resepolicy antagen 2018-02-26.", Standing.SUPERSEDED),
        ("Antagen av kommunfullmäktige 2024-09-30. Ersätter tidigare resepolicy.", Standing.SUPERSEDED),
        ("Antagen av kommunfullmäktige 2024-09-30. Ersätter resepolicy antagen 2011-01-01.", Standing.ADOPTED),
        ("Antagen av kommunfullmäktige 2024-09-30. Ersätter avtalspolicyn.", Standing.ADOPTED),
        ("Remissversion. Ersätter resepolicy antagen 2018-02-26.", Standing.ADOPTED),
        ("Antagen av kommunfullmäktige 2024-09-30.", Standing.ADOPTED),
    ],
)
def test_a_text_that_another_one_replaces_is_superseded(
    new: str, old: Standing, tmp_path: Path, config: Config
) -> None:
    assert versions(tmp_path, config, new=new)["2018"] is old


def test_what_a_person_told_stands(tmp_path: Path, config: Config) -> None:
    told = "documents:\n  resepolicy-2018.md: {standing: in_force}\n"

    found = versions(tmp_path, config, new="Antagen 2024-09-30. Ersätter tidigare resepolicy.", described=told)

    assert found["2018"] is Standing.IN_FORCE


def test_a_text_becomes_valid_on_its_day(tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    class Calendar(date):
        day_of = date(2024, 9, 30)

        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return cls.day_of

    monkeypatch.setattr(reading, "date", Calendar)
    monkeypatch.setattr("bot.fresh.date", Calendar)
    (tmp_path / "a.md").write_text(
        "# Policy\n\nGäller från 2024-10-01.\n\nChefen beslutar om resor.\n", encoding="utf-8"
    )
    kept = KeptEngine(replace(config, knowledge=tmp_path, state=tmp_path / ".state"))
    before = kept.engine.ask("Vem beslutar om resor?").notes

    Calendar.day_of = date(2024, 10, 1)
    swapped = kept.refresh(1_000.0)

    assert (before, swapped, kept.engine.ask("Vem beslutar om resor?").notes) == (("future",), True, ())


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("Vem beslutar om resor?", "resepolicy-2024.md"),
        ("Vem beslutar om resor enligt resepolicyn?", "resepolicy-2024.md"),
        ("Vem beslutar om resor enligt 2018 års resepolicy?", "resepolicy-2018.md"),
        ("Vem beslutade om resor enligt den gamla resepolicyn?", "resepolicy-2018.md"),
        ("Who decides on trips according to the travel policy of 2018?", "resepolicy-2018.md"),
        ("Vem beslutar om resor enligt den nu gällande resepolicyn?", "resepolicy-2024.md"),
    ],
)
def test_a_question_may_name_its_text(question: str, file: str, tmp_path: Path, config: Config) -> None:
    versions(tmp_path, config, new="Antagen av kommunfullmäktige 2024-09-30. Ersätter tidigare resepolicy.")
    engine = load_engine(replace(config, knowledge=tmp_path, state=tmp_path / ".state"))

    answer = engine.ask(question)

    assert answer.decisions[0].statement.passage.citation.file == file
    assert ("superseded" in answer.notes) is ("2018" in file)


def test_an_opinion_on_a_proposal_is_called_by_what_it_is_about_and_binds_nobody(
    tmp_path: Path, config: Config
) -> None:
    letter = (
        "Kulturnämnden\nTjänsteutlåtande\nDnr KUN 2024/31\n2024-05-06\n\nTill Kulturnämnden den 4 juni\n\n"
        "Förslag till biblioteksplan 2025–2029\nSvar på remiss från kommunstyrelsen\n\nFörvaltningens synpunkter\n\n"
        "Den förra planen antogs av kommunfullmäktige i mars 2019. Bibliotekschefen beslutar om öppettider.\n"
    )
    (tmp_path / "svar.txt").write_text(letter, encoding="utf-8")

    info = load_engine(replace(config, state=tmp_path / ".state"), tmp_path).library.documents[0].info

    assert (info.title, info.standing) == ("Förslag till biblioteksplan 2025–2029", Standing.PROPOSAL)
    assert (info.adopted, info.issuer) == ("", "")
