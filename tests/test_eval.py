"""Questions as tests: what counts as answered, how a miss is explained, and how a question is added."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import Config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.phrasebook import phrasebook, tell
from bot.reports.eval_report import as_json, as_text
from bot.reports.evaluation import evaluate
from bot.reports.questions import parse_question, read_questions
from bot.yamlfile import parse_yaml
from tests.conftest import ROOT
from tests.process import run_bot

LATER = (date.today() + timedelta(days=400)).isoformat()
TEXT = """# Reglemente

## Ansvar

Hamnnämnden beslutar om kajplatser. Kommunstyrelsen samordnar hamnarbetet. Hamnnämnden beslutar inte om farleder.

## Avgifter

Kommunfullmäktige beslutar om hamntaxan. Ansökan lämnas in senast den 1 mars 2027.
"""
NOTES = f"""notes:
  - id: nycklar
    questions: [Vem beslutar om nycklar?]
    answer: Hamnkontoret.
    source: rutinen
    owner: staben
    valid_until: {LATER}
  - id: gammal
    questions: [Vem beslutar om bojar?]
    answer: Hamnkontoret.
    source: rutinen
    owner: staben
    valid_until: 2020-01-01
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("texts")
    (made / "reglemente.md").write_text(TEXT, encoding="utf-8")
    (made / "notes.yaml").write_text(NOTES, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def engine(config: Config, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine(replace(config, knowledge=folder, state=tmp_path_factory.mktemp("state")))


def miss(engine: Engine, yaml: str, language: str = "sv") -> list[str]:
    """What is told of a question that is missed, from what came on; [] for one that is met."""
    question = parse_question(parse_yaml(yaml, name="x"), "x")
    told = json.loads(as_json(evaluate(engine, [question]), [], engine, phrasebook(language), "q.yaml"))
    return [line for one in told["misses"] for line in (one["expected"], one["got"], *one["reasons"])]


@pytest.mark.parametrize(
    "yaml",
    [
        "{question: Vem beslutar om kajplatser?, expect: {body: Hamnnämnden}}",
        "{question: Vem beslutar om kajplatser?, expect: {body: hamnnämndens, role: decides, section: ansvar, file: reglemente.md, quote: om kajplatser}}",
        "{question: Vem beslutar om hamntaxan?, expect: {body: KF}}",
        "{question: Who decides on the harbour fee?, expect: silence}",
        "{question: Vem beslutar om kajplatser?, expect: {section: Ansvar}}",
        "{question: Vem beslutar om hamnarbetet?, expect: {body: KS, role: coordinates}}",
        "{question: När ska ansökan lämnas in?, expect: {section: Avgifter, quote: 1 mars 2027}}",
        "{question: Får hamnnämnden besluta om kajplatser?, expect: {body: Hamnnämnden, yes_no: yes}}",
        "{question: Får hamnnämnden besluta om farleder?, expect: {yes_no: no}}",
        "{question: och hamntaxan då?, thread: [Vem beslutar om kajplatser?], expect: {body: KF}}",
        "{question: Vem beslutar om flygplatser?, expect: silence}",
        "{question: Vem beslutar om nycklar?, expect: {note: nycklar}}",
        "{question: Vad gör hamnnämnden?, expect: [{body: Hamnnämnden, quote: kajplatser}, {body: Hamnnämnden, quote: farleder}]}",
    ],
)  # fmt: skip
def test_a_question_is_met_by_what_is_expected_first_and_whole(yaml: str, engine: Engine) -> None:
    assert miss(engine, yaml) == []


KAJ = "Hamnnämnden – beslutar: kajplatser (reglemente.md rad 5)"
TAXA = "Kommunfullmäktige – beslutar: hamntaxan (reglemente.md rad 9)"
WORK = "Kommunstyrelsen – samordnar: hamnarbetet (reglemente.md rad 5)"


@pytest.mark.parametrize(
    ("yaml", "told"),
    [
        ("{question: Vem beslutar om kajplatser?, expect: {body: KF}}", ["KF", KAJ, f"{TAXA} säger inget om ”kajplatser”."]),
        ("{question: Vem beslutar om kajplatser?, expect: {body: Byggnadsnämnden}}", ["Byggnadsnämnden", KAJ, "Texterna säger ingenting om vad Byggnadsnämnden gör."]),
        ("{question: Vem beslutar om kajplatser?, expect: silence}", ["tystnad", KAJ, "Så hittades frågans ord: kajplatser → kajplatser."]),
        ("{question: Vem beslutar om hamnarbetet?, expect: {body: KS}}", ["KS", WORK, "Texterna säger inte vem som beslutar om detta, och svaret talar om det. Är det rätt svar, så skriv rollen som role."]),
        ("{question: Vem samordnar hamnarbetet?, expect: {body: KS, role: decides}}", ["KS, beslutar", WORK, f"{WORK} har en annan roll än den som väntas."]),
        ("{question: Vem samordnar hamnarbetet?, expect: {role: decides}}", ["beslutar", WORK, f"{WORK} har en annan roll än den som väntas."]),
        ("{question: Vem beslutar om kajplatser?, expect: {body: Hamnnämnden, section: Avgifter}}", ["Hamnnämnden, under ”Avgifter”", KAJ, "Frågan leder inte till det som texterna säger om Hamnnämnden där."]),
        ("{question: Vem beslutar om kajplatser?, expect: {section: Avgifter}}", ["under ”Avgifter”", KAJ, "Svaret står under ”Ansvar” i reglemente.md."]),
        ("{question: Vem beslutar om kajplatser?, expect: {section: Bilagor}}", ["under ”Bilagor”", KAJ, "Ingen rubrik i texterna har orden ”Bilagor”."]),
        ("{question: Vem beslutar om kajplatser?, expect: {file: b.md}}", ["i b.md", KAJ, "Ingen text heter b.md."]),
        ("{question: När ska ansökan lämnas in?, expect: {quote: 2 april}}", ["med orden ”2 april”", "”Ansökan lämnas in senast den 1 mars 2027.” (reglemente.md rad 9)", "Ingen mening i texterna har orden ”2 april”."]),
        ("{question: Vem beslutar om flygplatser?, expect: {body: KF}}", ["KF", "det framgår inte av texterna", f"{TAXA} säger inget om ”flygplatser”.", "Texterna har inte ”flygplatser”.", "Närmast kom ”Hamnnämnden beslutar om kajplatser.” (reglemente.md rad 5)."]),
        ("{question: Får hamnnämnden besluta om kajplatser?, expect: {body: Hamnnämnden, yes_no: no}}", ["Hamnnämnden, svaret Nej", KAJ, "Svaret börjar: Ja."]),
        ("{question: Vem beslutar om nycklar?, expect: silence}", ["tystnad", "anteckningen nycklar", "Anteckningen nycklar visas för frågan."]),
        ("{question: Vem beslutar om bojar?, expect: {note: gammal}}", ["anteckningen gammal", "det framgår inte av texterna", "Ingen anteckning som gäller i dag heter gammal.", "Texterna har inte ”bojar”.", "Närmast kom ”Hamnnämnden beslutar om kajplatser.” (reglemente.md rad 5)."]),
        ("{question: Vem beslutar om kajplatser?, expect: {note: nycklar}}", ["anteckningen nycklar", KAJ, "Anteckningen nycklar har ingen fråga som säkert är samma som den här."]),
        ("{question: Hej!, expect: silence}", ["tystnad", "hur man frågar", "Frågan läses som en hälsning eller en fråga om boten själv."]),
    ],
)  # fmt: skip
def test_a_miss_is_explained_by_what_the_engine_considered(yaml: str, told: list[str], engine: Engine) -> None:
    assert miss(engine, yaml) == told


def test_a_body_that_is_told_behind_another_is_not_first(engine: Engine) -> None:
    yaml = "{question: Vad gör hamnnämnden?, expect: {body: Hamnnämnden, quote: farleder}}"

    assert miss(engine, yaml)[-1] == "Hamnnämnden finns i svaret, men inte först."


def test_a_list_wants_them_all(engine: Engine) -> None:
    yaml = "{question: Vem beslutar om kajplatser?, expect: [{body: Hamnnämnden}, {body: KF}]}"

    assert miss(engine, yaml)[0] == "Hamnnämnden samt KF"


def test_misses_are_told_in_english_too(engine: Engine) -> None:
    told = miss(engine, "{question: Vem beslutar om flygplatser?, expect: {body: KF, role: decides}}", "en")

    assert told[:2] == ["KF, decides", "the texts do not say"]
    assert "The texts do not have ”flygplatser”." in told


def test_the_table_counts_by_kind_in_the_order_of_the_file(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(
        "questions:\n"
        "- {question: Vem beslutar om kajplatser?, kind: hamn, expect: {body: KF}, why: därför}\n"
        "- {question: Vem beslutar om flygplatser?, expect: silence}\n"
        "- {question: Vem beslutar om hamntaxan?, kind: hamn, expect: {body: KF}}\n"
        "- {question: Vem beslutar om nycklar?, expect: {note: nycklar}}\n"
        "- {question: Vem beslutar om hamntaxan?, expect: {body: KF}}\n",
        encoding="utf-8",
    )
    questions, problems = read_questions(path)

    lines = as_text(evaluate(engine, questions), problems, engine, phrasebook("sv"), "q.yaml").split("\n")

    assert lines[:14] == [
        "Slag        Rätt  Av",
        "hamn           1   2",
        "tystnad        1   1",
        "anteckning     1   1",
        "övrigt         1   1",
        "Alla           4   5",
        "",
        "Besvaras inte som väntat (1):",
        "",
        "q.yaml rad 2: Vem beslutar om kajplatser?",
        "  frågan finns därför att: därför",
        "  väntat: KF",
        f"  svaret: {KAJ}",
        f"  → {TAXA} säger inget om ”kajplatser”.",
    ]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{expect: silence}", "a question lacks its text; write it as question"),
        ("{question: Vem?}", "the question ”Vem?” does not say what is expected; write expect: silence, or at least one of"),
        ("{question: Vem?, expect: []}", "the question ”Vem?” does not say what is expected"),
        ("{question: Vem?, expect: {body: ' '}}", "the question ”Vem?” does not say what is expected"),
        ("{question: Vem?, expect: tystnad}", "expect is tystnad; write silence, or at least one of"),
        ("{question: Vem?, expect: {role: beslutar}}", "role is beslutar; accepted: decides, responsible, "),
        ("{question: Vem?, expect: {yes_no: ja}}", "yes_no is ja; accepted: yes, no, unclear"),
        ("{question: Vem?, expect: {organ: KF}}", "organ is nothing that can be set here; accepted: body, role, section, file, quote, yes_no, note"),
        ("{question: Vem?, svar: KF}", "svar is nothing that can be set here; accepted: question, expect, thread, kind, why"),
        ("{question: Vem?, thread: Vad, expect: silence}", "questions[2]: thread: should be a list, is the text 'Vad'"),
        ("Vem", "questions[2]: should be keys with values, is the text 'Vem'"),
    ],
)  # fmt: skip
def test_an_entry_that_is_wrong_is_told_by_line_and_the_others_are_asked(entry: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(f"# two\nquestions:\n- {{question: Vad?, expect: silence}}\n\n- {entry}\n", encoding="utf-8")

    questions, problems = read_questions(path)

    assert [question.question for question in questions] == ["Vad?"]
    assert [(p.file, p.line, p.severe) for p in problems] == [("questions.yaml", 5, True)]
    assert tell(problems[0], phrasebook("en")).startswith(told)


# The questions that come with the bot.


def test_the_questions_that_come_with_the_bot_are_answered_as_they_should_be(config: Config, stockholm: Engine) -> None:
    questions, problems = read_questions(config.knowledge / "questions.yaml")

    missed = [one.question.question for one in evaluate(stockholm, questions) if not one.met]

    assert (missed, problems) == ([], ())
    assert sum(not question.silence for question in questions) >= 12
    assert sum(question.silence for question in questions) >= 4


def test_a_new_file_of_questions_explains_itself_as_the_one_that_comes_with_the_bot(config: Config) -> None:
    head = (ROOT / "bot" / "reports" / "new_questions.yaml").read_text(encoding="utf-8")

    assert (config.knowledge / "questions.yaml").read_text(encoding="utf-8").startswith(head)


# The command line.


@pytest.fixture
def place(tmp_path: Path, folder: Path) -> Path:
    """A knowledge folder of its own for a command that writes."""
    made = tmp_path / "texts"
    made.mkdir()
    for path in folder.iterdir():
        (made / path.name).write_bytes(path.read_bytes())
    return made


def asked(place: Path) -> str:
    text = (place / "questions.yaml").read_text(encoding="utf-8")
    return text[text.index("\nquestions:\n") + len("\nquestions:\n") :]


@pytest.mark.slow
def test_eval_exits_by_whether_all_is_as_it_should_be(place: Path) -> None:
    right, wrong = place / "questions.yaml", place.parent / "other.yaml"
    right.write_text(
        "questions:\n- {question: Vem beslutar om kajplatser?, expect: {body: Hamnnämnden}}\n", encoding="utf-8"
    )
    wrong.write_text("questions:\n- {question: Vem beslutar om kajplatser?, expect: silence}\n", encoding="utf-8")

    good = run_bot("eval", "--knowledge", place)
    bad = run_bot("eval", "--knowledge", place, wrong)
    data = run_bot("eval", "--knowledge", place, "--format", "json", wrong)

    assert (good.returncode, good.stdout.split("\n")[-2]) == (0, "Alla       1   1")
    assert (bad.returncode, "other.yaml rad 2: Vem beslutar om kajplatser?" in bad.stdout) == (1, True)
    assert data.returncode == 1
    told = json.loads(data.stdout)
    assert (told["questions"], told["right"], told["misses"][0]["line"]) == (1, 0, 2)
    assert told["kinds"] == [{"kind": "tystnad", "right": 0, "questions": 1}]


@pytest.mark.slow
def test_eval_of_a_file_with_an_entry_that_cannot_be_read_is_not_right(place: Path) -> None:
    (place / "questions.yaml").write_text("questions:\n- {question: Hej}\n", encoding="utf-8")

    done = run_bot("eval", "--knowledge", place)

    assert done.returncode == 1
    assert "questions.yaml:2: frågan ”Hej” säger inte vad som väntas" in done.stdout


def test_a_question_is_added_with_the_answer_of_today_once_it_is_confirmed(place: Path) -> None:
    declined = run_bot("eval", "add", "Vem beslutar om kajplatser?", "--knowledge", place, stdin="n\n")
    silent = run_bot("eval", "add", "Vem beslutar om kajplatser?", "--knowledge", place)
    there = (place / "questions.yaml").exists()
    confirmed = run_bot("eval", "add", "Vem beslutar om kajplatser?", "--knowledge", place, stdin="j\n")

    assert (declined.returncode, silent.returncode, there) == (1, 1, False)
    assert declined.stdout.startswith("Hamnnämnden – beslutar: kajplatser\n  ”Hamnnämnden beslutar om kajplatser.”")
    assert "Vänta detta svar från och med nu: Hamnnämnden, beslutar, under ”Ansvar”? [j/N]" in declined.stdout
    assert confirmed.returncode == 0
    assert asked(place) == (
        "  - question: Vem beslutar om kajplatser?\n    expect:\n      body: Hamnnämnden\n      role: decides\n"
        "      section: Ansvar\n"
    )


@pytest.mark.slow
def test_each_kind_of_answer_can_be_the_one_of_today(place: Path) -> None:
    questions = [
        "Vem beslutar om flygplatser?", "När ska ansökan lämnas in?", "Får hamnnämnden besluta om kajplatser?",
        "Vem beslutar om nycklar?", "Vad gör hamnnämnden?", "Vem beslutar om hamnarbetet?",
    ]  # fmt: skip
    for question in questions:
        assert run_bot("eval", "add", "--yes", question, "--knowledge", place).returncode == 0

    (place / "extra.md").write_text("# Extra\n\nMiljönämnden beslutar om badplatser.\n", encoding="utf-8")
    followed = run_bot(
        "eval", "add", "och hamntaxan då?", "--thread", "Vem beslutar om kajplatser?", "--yes", "--kind", "följd", "--knowledge", place
    )  # fmt: skip
    done = run_bot("eval", "--knowledge", place)

    assert (followed.returncode, done.returncode) == (0, 0)
    assert done.stdout.split()[-3:] == ["Alla", "7", "7"]
    entries = asked(place)
    assert "expect: silence\n" in entries
    assert "      quote: Ansökan lämnas in senast den 1 mars 2027.\n" in entries
    assert "      yes_no: yes\n" in entries
    assert "      note: nycklar\n" in entries
    assert "      role: coordinates\n" in entries
    assert "    thread:\n      - Vem beslutar om kajplatser?\n    kind: följd\n" in entries
    assert entries.endswith("      file: reglemente.md\n")


@pytest.mark.slow
def test_a_question_is_added_with_what_is_expected_and_told_if_that_is_not_so_yet(place: Path) -> None:
    met = run_bot(
        "eval", "add", "Vem beslutar om hamntaxan?", "--body", "KF", "--section", "Avgifter", "--knowledge", place
    )
    missed = run_bot("eval", "add", "Vem beslutar om kajplatser?", "--silence", "--why", "prov", "--knowledge", place)

    assert (met.returncode, met.stdout) == (0, "Tillagd i questions.yaml, väntat: KF, under ”Avgifter”\n")
    assert missed.returncode == 0
    assert missed.stdout.split("\n")[1:3] == [
        f"I dag är svaret ett annat: {KAJ}",
        "  → Så hittades frågans ord: kajplatser → kajplatser.",
    ]
    assert run_bot("eval", "--knowledge", place).returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("eval",),  # there is no such file yet
        ("eval", "nowhere.yaml"),
        ("eval", "reglemente.md"),
        ("eval", "add"),
        ("eval", "add", "Hej!"),
        ("eval", "add", " ", "--silence"),
        ("eval", "add", "Vem beslutar om kajplatser?", "--role", "beslutar"),
        ("eval", "add", "Vem beslutar om kajplatser?", "--silence", "--body", "KF"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: tuple[str, ...], place: Path) -> None:
    done = run_bot(*arguments, "--knowledge", place)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "error: " in done.stderr.splitlines()[-1]
    assert not (place / "questions.yaml").exists()


@pytest.mark.slow
def test_a_question_stands_in_the_file_once(place: Path) -> None:
    run_bot("eval", "add", "Vem beslutar om kajplatser?", "--yes", "--knowledge", place)

    again = run_bot("eval", "add", "vem beslutar om kajplatser", "--silence", "--knowledge", place)

    assert (again.returncode, again.stdout) == (2, "")
    assert "'vem beslutar om kajplatser' stands there already" in again.stderr


# What `check` says of both files.


@pytest.mark.slow
def test_check_tells_what_a_changed_text_breaks(place: Path) -> None:
    run_bot("eval", "add", "Vem beslutar om kajplatser?", "--yes", "--knowledge", place)
    (place / "notes.yaml").unlink()
    before = run_bot("check", "--knowledge", place)
    (place / "reglemente.md").write_text(
        TEXT.replace("Hamnnämnden beslutar om", "Kommunstyrelsen beslutar om"), encoding="utf-8"
    )

    after = run_bot("check", "--knowledge", place)
    data = json.loads(run_bot("check", "--knowledge", place, "--format", "json").stdout)

    assert (before.returncode, before.stdout.split("\n")[-2]) == (0, "Frågor som prov: 1 av 1 besvaras som väntat")
    assert (after.returncode, after.stdout.split("\n")[-2]) == (1, "Frågor som prov: 0 av 1 besvaras som väntat")
    head = (ROOT / "bot" / "reports" / "new_questions.yaml").read_text(encoding="utf-8")
    assert [(p["file"], p["line"], p["code"]) for p in data["problems"] if p["severe"]] == [
        ("questions.yaml", head.count("\n") + 1, "question_missed")
    ]
    assert (
        "frågan ”Vem beslutar om kajplatser?” besvaras inte som väntat. Väntat: Hamnnämnden, beslutar, under ”Ansvar”. "
        "Svaret: Kommunstyrelsen – beslutar: kajplatser (reglemente.md rad 5)."
    ) in after.stdout


@pytest.mark.slow
def test_check_tells_of_a_file_of_questions_that_is_broken_and_of_notes_that_cannot_be_shown(place: Path) -> None:
    (place / "questions.yaml").write_text("frågor: []\n", encoding="utf-8")
    (place / "notes.yaml").write_text(
        NOTES.replace("2020-01-01", LATER).replace("om bojar?]", 'om nycklarna?, "Hej!"]'), encoding="utf-8"
    )

    done = run_bot("check", "--knowledge", place)

    assert done.returncode == 1
    assert "questions.yaml: 'frågor' is not a setting; known: questions" in done.stdout
    assert (
        "notes.yaml:8: anteckningen gammal: ”Vem beslutar om nycklarna?” besvaras redan av anteckningen nycklar"
        in done.stdout
    )
    assert "notes.yaml:8: anteckningen gammal: ”Hej!” säger inte vad den handlar om" in done.stdout


@pytest.mark.slow
def test_check_tells_of_a_note_that_is_overdue(place: Path) -> None:
    done = run_bot("check", "--knowledge", place)

    assert done.returncode == 1
    assert "notes.yaml:8: anteckningen gammal gällde t.o.m. 2020-01-01 och visas inte längre" in done.stdout
