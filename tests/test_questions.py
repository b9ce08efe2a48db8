"""Every row of the tables of questions, asked of the engine."""

from __future__ import annotations

import pytest

from bot.engine import Engine
from tests.tables import TESTS, Row, faults, parameters, read_table


def _tables(corpus: str) -> list[Row]:
    """All rows about one set of texts: the first table, and those written blind in any wording ("worded-…", "worded2-…")."""
    return [row for path in sorted((TESTS / "questions").glob(f"*{corpus}.yaml")) for row in read_table(path)]


STOCKHOLM = _tables("stockholm")
NORRVIK = _tables("norrvik")
STENSUNDA = _tables("stensunda")


@pytest.mark.parametrize("row", parameters(STOCKHOLM))
def test_a_question_about_the_first_text_is_answered_as_it_should(row: Row, stockholm: Engine) -> None:
    answer = stockholm.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.parametrize("row", parameters(NORRVIK))
def test_a_question_about_other_texts_is_answered_as_it_should(row: Row, norrvik: Engine) -> None:
    answer = norrvik.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.parametrize("row", parameters(STENSUNDA))
def test_a_question_about_a_larger_municipality_is_answered_as_it_should(row: Row, stensunda: Engine) -> None:
    answer = stensunda.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.parametrize(("rows", "name"), [(STOCKHOLM, "stockholm"), (NORRVIK, "norrvik"), (STENSUNDA, "stensunda")])
def test_nothing_is_asserted_where_the_texts_do_not_say(
    rows: list[Row], name: str, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(name)
    unanswerable = [row for row in rows if row.status == "not_found"]

    asserted = [row.id for row in unanswerable if engine.ask(row.question, row.thread).decisions]

    assert asserted == []
    assert len(unanswerable) >= 40
