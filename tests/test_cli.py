"""The command line, run as its users run it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import NORRVIK, ROOT
from tests.local_slack import own_config
from tests.process import run_bot

KEYS = [
    "question",
    "language",
    "status",
    "answer",
    "decisions",
    "passages",
    "unknown_words",
    "notes",
    "suggestions",
    "note",
]


def test_ask_prints_the_body_the_sentence_and_its_place() -> None:
    done = run_bot("ask", "Vem beslutar om EU-projekt?")

    assert done.returncode == 0
    assert done.stdout.startswith("Alla nämnder och bolagsstyrelser – beslutar: ")
    assert "”Alla nämnder och bolagsstyrelser ansvarar för att tillämpa" in done.stdout
    assert "remissvar-internationell-strategi.txt rad 32, förslag, inte beslutat" in done.stdout


@pytest.mark.slow
def test_ask_json_is_the_contract() -> None:
    done = run_bot("ask", "--json", "Vem beslutar om stadsövergripande medlemskap?")
    answer = json.loads(done.stdout)

    assert list(answer) == KEYS
    assert (answer["language"], answer["status"], answer["passages"]) == ("sv", "answered", [])
    decision = answer["decisions"][0]
    assert decision["actor"] == "Kommunfullmäktige"
    assert (decision["role"], decision["verb"]) == ("decides", "beslutar")
    assert decision["citation"] == {
        "document": "Remissvar: Internationell strategi för Stockholms stad",
        "section": "Remissen: Internationell strategi för Stockholms stad",
        "file": "remissvar-internationell-strategi.txt",
        "page": None,
        "line": 32,
        "standing": "proposal",
    }
    assert 0 < decision["score"] <= 1


def test_a_batch_is_answered_in_its_order_with_threads(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [
        {"id": "b", "question": "och samarbetsinitiativ då?", "thread": ["Vem beslutar om EU-projekt?"]},
        {"id": "a", "question": "Vem beslutar om bygglov?"},
        {"id": 3, "question": ""},
    ]
    batch.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")

    done = run_bot("ask", "--json", "--batch", batch)
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert [(answer["id"], answer["status"]) for answer in answers] == [
        ("b", "answered"),
        ("a", "not_found"),
        (3, "help"),
    ]
    assert list(answers[0]) == ["id", *KEYS]
    assert answers[1]["unknown_words"] == ["bygglov"]
    assert answers[1]["decisions"] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{not json\n", ":1: not JSON"),
        ('{"id": 1, "question": "x"}\n[]\n', ":2: should be an object"),
        ('{"question": "x"}\n', ':1: should be an object with "id"'),
        ('{"id": 1, "question": 2}\n', ":1: should be an object"),
        ('{"id": 1, "question": "x", "thread": "y"}\n', ':1: "thread" should be a list'),
    ],
)
def test_a_wrong_batch_is_refused_by_line(text: str, fault: str, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(text, encoding="utf-8")

    done = run_bot("ask", "--json", "--batch", batch)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"batch.jsonl{fault}" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", " "),
        ("ask", "--batch", "x.jsonl"),
        ("ask", "--json", "--batch", "nowhere.jsonl"),
        ("ask", "x", "--knowledge", "nowhere"),
        ("check", "--knowledge", "nowhere"),
        ("matrix", "--format", "xlsx"),
        ("matrix", "-o", "nowhere/x.md"),
        ("matrix", "--format", "pdf"),
        ("unknown",),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    done = run_bot(*arguments)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "error: " in done.stderr.splitlines()[-1]


def test_a_wrong_configuration_is_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "config.yaml"
    wrong.write_text("colour: red\n", encoding="utf-8")

    done = run_bot("ask", "x", env={"BOT_CONFIG": str(wrong)})

    assert done.returncode == 2
    assert (
        done.stderr
        == f"error: {wrong}: 'colour' is not a setting; known: knowledge, contact, answers, retrieval, slack, store, operations\n"
    )


@pytest.mark.slow
def test_the_chat_reads_questions_from_a_pipe_and_keeps_the_thread() -> None:
    done = run_bot(
        stdin="Vem beslutar om EU-projekt?\n\noch medlemskap i stadsövergripande organisationer?\n:avsluta\nhej\n"
    )

    answers = done.stdout.strip().split("\n\n")
    assert done.returncode == 0
    assert [answer.split(" – ")[0] for answer in answers] == ["Alla nämnder och bolagsstyrelser", "Kommunfullmäktige"]
    assert "\x1b" not in done.stdout


def test_the_chat_helps_and_starts_over() -> None:
    done = run_bot(stdin=":hjälp\nVem beslutar om EU-projekt?\n:ny\noch nätverk då?\n")

    answers = done.stdout.strip().split("\n\n")
    assert answers[0].startswith("Jag svarar på vem som beslutar")
    assert answers[1].startswith("Alla nämnder")


def test_in_a_terminal_the_chat_greets_wraps_and_leaves() -> None:
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot"], cwd=ROOT, stdin=follower, stdout=follower, stderr=follower,
        env={**os.environ, "COLUMNS": "60", "TERM": "dumb", "SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""},
    )  # fmt: skip
    os.close(follower)
    os.write(leader, b"Vem beslutar om EU-projekt?\n:avsluta\n")
    shown = b""
    with contextlib.suppress(OSError):  # the terminal is gone when the process has left
        while chunk := os.read(leader, 4096):
            shown += chunk
    lines = shown.decode().replace("\r", "").split("\n")
    os.close(leader)

    assert process.wait(timeout=20) == 0
    assert any("SLACK_BOT_TOKEN" in line for line in lines)
    assert any("\x1b[1mAlla nämnder" in line for line in lines)
    quoted = [line for line in lines if line.startswith("  ")]
    assert quoted
    assert max(map(len, quoted)) <= 60


def test_check_lists_statements_and_what_was_not_read() -> None:
    done = run_bot("check", "--knowledge", NORRVIK, "--statements")

    assert done.returncode == 0
    assert "rad 18: Kommunfullmäktige | beslutar | hamntaxan (active)" in done.stdout
    assert "Ordet ”besluta” kunde inte läsas säkert" in done.stdout


@pytest.mark.slow
def test_check_of_a_folder_with_a_broken_text_finds_something_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ansvar\n\nHamnnämnden beslutar om kajer.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00")

    done = run_bot("check", "--knowledge", tmp_path)

    assert done.returncode == 1
    assert "b.txt: filen är inte text" in done.stdout
    assert "1 texter, 1 uppgifter lästa" in done.stdout


@pytest.mark.slow
def test_explain_tells_what_each_step_made_of_a_question() -> None:
    told = run_bot("explain", "vem beslutar om samarbetsinitativ och rymdfärjor?").stdout

    assert "wants who, roles decides" in told
    assert "read as  samarbetsinitativ -> samarbetsinitiativ" in told
    assert "rymdfärjor: telling" in told and "UNKNOWN to the texts" in told
    assert "retrieved:" in told and "remissvar-internationell-strategi.txt #" in told
    assert "Alla nämnder och bolagsstyrelser | decides" in told and "missing rymdfärjor" in told
    assert "verdict: not_found" in told and "not found: rymdfärjor" in told
    assert "a statement is asserted that covers 0." in told


def test_explain_shows_the_terms_and_weights_of_each_word_and_hit() -> None:
    told = run_bot("explain", "vem bestämmer om EU-projekten?").stdout

    assert "  vem: 0.5, vem, #vem vem#; in 0" in told
    assert (
        "  EU-projekten: 1, eu-projek, #eu- eu-p u-pr -pro proj roje ojek jekt ekte kten ten#; parts eu + projek; in "
        in told
    )
    assert "stems:eu-projek 1 = " in told and re.search(r"ngrams:\S{4} 1 = \d", told)


@pytest.mark.slow
def test_the_matrix_says_the_same_in_every_format(tmp_path: Path) -> None:
    rows = json.loads(run_bot("matrix", "--format", "json", "--knowledge", NORRVIK).stdout)
    table = list(csv.DictReader(io.StringIO(run_bot("matrix", "--format", "csv", "--knowledge", NORRVIK).stdout)))
    markdown = run_bot("matrix", "--knowledge", NORRVIK).stdout.splitlines()
    book = tmp_path / "matrix.xlsx"
    written = run_bot("matrix", "--format", "xlsx", "-o", book, "--knowledge", NORRVIK)
    sheet = openpyxl.load_workbook(book).worksheets[0]

    assert written.returncode == 0
    assert len(rows) == len(table) == len(markdown) - 2 == sheet.max_row - 1 > 40
    assert [row["matter"] for row in rows] == [row["matter"] for row in table]
    assert [cell.value for cell in sheet[1]] == list(rows[0])
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [row["matter"] for row in rows]
    assert sheet.auto_filter.ref is not None


def test_help_shows_examples_that_the_readme_shows_too() -> None:
    shown = run_bot("--help").stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    examples = [line.strip() for line in shown.splitlines() if line.strip().startswith("python -m bot ")]

    assert len(examples) == 16
    assert [example for example in examples if example.split("  ")[0] not in readme] == []


def test_the_answers_in_the_readme_are_what_the_program_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [block for block in readme.split("```") if block.startswith("\nfråga> ")]

    for block in shown:
        question, _, answer = block.strip().removeprefix("fråga> ").partition("\n")
        assert run_bot("ask", question).stdout.startswith(answer)
    assert len(shown) == 2


@pytest.mark.slow
def test_the_same_question_gets_the_same_answer_in_every_process(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    questions = [
        "Vem beslutar om avtal?",
        "vem godkaner trycksaker",
        "Who decides on the harbour fee?",
        "Vad gör rektorn?",
    ]
    batch.write_text("".join(json.dumps({"id": q, "question": q}) + "\n" for q in questions), encoding="utf-8")

    printed = {
        run_bot("ask", "--json", "--batch", batch, "--knowledge", NORRVIK, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1", "2")
    }

    assert len(printed) == 1


@pytest.mark.slow
def test_a_text_that_is_left_out_is_told_beside_the_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ansvar\n\nHamnnämnden beslutar om kajer.\n", encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"PK")

    done = run_bot("ask", "Vem beslutar om kajer?", "--knowledge", tmp_path)

    assert (done.returncode, done.stdout.split(" – ")[0]) == (0, "Hamnnämnden")
    assert done.stderr == "warning: b.docx: cut off or damaged; copy it here anew\n"


@pytest.mark.slow
def test_a_folder_with_nothing_that_can_be_read_answers_that_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "b.docx").write_bytes(b"PK")

    done = run_bot("ask", "Vem beslutar om kajer?", "--knowledge", tmp_path)

    assert (done.returncode, done.stdout.split("\n")[0]) == (
        0,
        "Det framgår inte av texterna. Det här hittades inte: ”kajer”.",
    )


@pytest.mark.parametrize(("follow_ups", "reads_channels"), [("on", True), ("off", False)])
def test_the_manifest_asks_for_no_more_than_the_configuration_needs(
    tmp_path: Path, follow_ups: str, reads_channels: bool
) -> None:
    config = own_config(tmp_path, slack={"follow_ups": follow_ups, "command": "/vem"})

    done = run_bot("manifest", env={"BOT_CONFIG": str(config)})
    manifest = json.loads(done.stdout)
    scopes = manifest["oauth_config"]["scopes"]["bot"]

    assert ("channels:history" in scopes) is reads_channels
    assert ("message.channels" in manifest["settings"]["event_subscriptions"]["bot_events"]) is reads_channels
    assert set(scopes) >= {"app_mentions:read", "chat:write", "commands", "im:history", "assistant:write"}
    assert [scope for scope in scopes if f"  {scope} " not in done.stderr] == []
    assert manifest["features"]["slash_commands"][0]["command"] == "/vem"
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert 174 <= len(manifest["display_information"]["long_description"]) <= 4_000
    assert len(manifest["display_information"]["description"]) <= 140
    assert len(manifest["features"]["agent_view"]["agent_description"]) <= 300
    assert all(len(shortcut["name"]) <= 24 for shortcut in manifest["features"]["shortcuts"])


def test_the_manifest_of_http_mode_has_the_address_everywhere(tmp_path: Path) -> None:
    config = own_config(tmp_path, slack={"mode": "http"})

    done = run_bot("manifest", "--address", "https://bot.example.se/", env={"BOT_CONFIG": str(config)})
    manifest = json.loads(done.stdout)

    assert done.stdout.count('"https://bot.example.se/slack/events"') == 3
    assert manifest["settings"]["socket_mode_enabled"] is False


@pytest.mark.slow
def test_a_demo_without_npm_is_one_line(tmp_path: Path) -> None:
    config = own_config(tmp_path)

    done = run_bot("demo", env={"BOT_CONFIG": str(config), "PATH": str(tmp_path)}, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith("error: demo: needs npm, which comes with Node.js")
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_tokens_that_are_missing_are_told_in_each_mode(tmp_path: Path) -> None:
    config = own_config(tmp_path, slack={"mode": "http"})

    done = run_bot(stdin="Vem beslutar om EU-projekt?\n", env={"BOT_CONFIG": str(config), "SLACK_BOT_TOKEN": "xoxb-x"})

    assert done.returncode == 0
    assert done.stdout.startswith("Alla nämnder och bolagsstyrelser")
