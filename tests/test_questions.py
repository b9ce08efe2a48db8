"""Every row of the tables of questions, asked of the engine."""

from __future__ import annotations

import pytest

from bot.engine import Engine
from tests.tables import TESTS, Row, faults, parameters, read_table

STOCKHOLM = read_table(TESTS / "questions" / "stockholm.yaml")
NORRVIK = read_table(TESTS / "questions" / "norrvik.yaml")
STENSUNDA = read_table(TESTS / "questions" / "stensunda.yaml")
# Worded as people speak and write: everyday, misspelt, English, and what the texts do not say.
WORDED = {
    name: [row for path in sorted((TESTS / "questions").glob(f"worded*-{name}.yaml")) for row in read_table(path)]
    for name in ("stockholm", "norrvik", "stensunda", "ekvalla", "lindvik", "bergsund")
}
# Facts: names, recipients, numbers, dates, purpose, contents, proposals, enclosures, opinions.
FACTS = {name: read_table(TESTS / "questions" / f"facts-{name}.yaml") for name in ("stockholm", "ekvalla")}


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


@pytest.mark.slow
@pytest.mark.parametrize("row", parameters(WORDED["stockholm"]))
def test_a_question_in_any_words_about_the_first_text_is_answered_as_it_should(row: Row, stockholm: Engine) -> None:
    answer = stockholm.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.slow
@pytest.mark.parametrize("row", parameters(WORDED["norrvik"]))
def test_a_question_in_any_words_about_other_texts_is_answered_as_it_should(row: Row, norrvik: Engine) -> None:
    answer = norrvik.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.slow
@pytest.mark.parametrize("row", parameters(WORDED["stensunda"]))
def test_a_question_in_any_words_about_a_larger_municipality_is_answered_as_it_should(
    row: Row, stensunda: Engine
) -> None:
    answer = stensunda.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.slow
@pytest.mark.parametrize("row", parameters(WORDED["ekvalla"]))
def test_a_question_in_any_words_about_texts_of_many_kinds_is_answered_as_it_should(row: Row, ekvalla: Engine) -> None:
    answer = ekvalla.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.slow
@pytest.mark.parametrize("row", parameters(WORDED["bergsund"]))
def test_a_question_in_any_words_about_a_city_is_answered_as_it_should(row: Row, bergsund: Engine) -> None:
    answer = bergsund.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.slow
@pytest.mark.parametrize("row", parameters(WORDED["lindvik"]))
def test_a_question_in_any_words_about_three_fresh_texts_is_answered_as_it_should(row: Row, lindvik: Engine) -> None:
    answer = lindvik.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.parametrize("row", parameters(FACTS["stockholm"]))
def test_a_question_of_fact_about_the_first_text_is_answered_as_it_should(row: Row, stockholm: Engine) -> None:
    answer = stockholm.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.parametrize("row", parameters(FACTS["ekvalla"]))
def test_a_question_of_fact_about_a_memo_and_rules_is_answered_as_it_should(row: Row, ekvalla: Engine) -> None:
    answer = ekvalla.ask(row.question, row.thread)

    assert faults(row, answer) == []


@pytest.mark.parametrize("name", sorted(WORDED))
def test_nothing_is_asserted_in_other_words_where_the_texts_do_not_say(
    name: str, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(name)
    unanswerable = [row for row in WORDED[name] if row.status == "not_found" and not row.missed]

    asserted = [row.id for row in unanswerable if engine.ask(row.question, row.thread).decisions]

    assert asserted == []
    assert len(unanswerable) >= 10


@pytest.mark.parametrize(("rows", "name"), [(STOCKHOLM, "stockholm"), (NORRVIK, "norrvik"), (STENSUNDA, "stensunda")])
def test_nothing_is_asserted_where_the_texts_do_not_say(
    rows: list[Row], name: str, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(name)
    unanswerable = [row for row in rows if row.status == "not_found"]

    asserted = [row.id for row in unanswerable if engine.ask(row.question, row.thread).decisions]

    assert asserted == []
    assert len(unanswerable) >= 40
