"""The same texts as Word, PDF and HTML are answered from as they are in Markdown and plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config
from bot.engine import Engine
from bot.fresh import load_engine
from tests.conftest import NORRVIK, STENSUNDA
from tests.other_formats import convert
from tests.tables import TESTS, Row, faults, read_table

TABLES = {NORRVIK: "norrvik.yaml", STENSUNDA: "stensunda.yaml"}


@pytest.fixture(scope="module", params=[(NORRVIK, "docx"), (STENSUNDA, "docx"), (NORRVIK, "html"), (STENSUNDA, "html"), (NORRVIK, "pdf"), (STENSUNDA, "pdf")], ids=lambda pair: f"{pair[0].name}-{pair[1]}")  # fmt: skip
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, config: Config
) -> Iterator[tuple[Engine, list[Row]]]:
    source, form = request.param
    place: Path = tmp_path_factory.mktemp("formats")
    convert(source, place / "texts", form)
    if (source / "actors.yaml").is_file():
        (place / "texts" / "actors.yaml").write_bytes((source / "actors.yaml").read_bytes())
    if (source / "documents.yaml").is_file():
        described = (source / "documents.yaml").read_text(encoding="utf-8")
        (place / "texts" / "documents.yaml").write_text(
            described.replace(".md:", f".{form}:").replace(".txt:", f".{form}:"), encoding="utf-8"
        )
    engine = load_engine(replace(config, knowledge=place / "texts", state=place / "state"))
    rows = [_in(form, row) for row in read_table(TESTS / "questions" / TABLES[source]) if not row.missed]
    yield engine, rows


def _in(form: str, row: Row) -> Row:
    def renamed(file: str) -> str:
        return f"{file.rsplit('.', maxsplit=1)[0]}.{form}" if file else ""

    expect, also = (tuple(replace(e, file=renamed(e.file)) for e in some) for some in (row.expect, row.also))
    return replace(row, expect=expect, also=also)


@pytest.mark.slow
def test_nearly_every_question_is_answered_as_in_markdown(asked: tuple[Engine, list[Row]]) -> None:
    engine, rows = asked

    wrong = [row.id for row in rows if faults(row, engine.ask(row.question, row.thread))]

    assert len(wrong) <= 0.06 * len(rows), wrong


@pytest.mark.slow
def test_nothing_is_asserted_that_the_texts_do_not_say(asked: tuple[Engine, list[Row]]) -> None:
    engine, rows = asked

    assert [
        row.id for row in rows if row.status == "not_found" and engine.ask(row.question, row.thread).decisions
    ] == []
