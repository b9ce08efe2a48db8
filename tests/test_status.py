"""`python -m bot status`, run as an administrator runs it, beside a bot that runs, one that does not, and something else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.local_slack import bot_in, free_port, local_slack, need_binary, own_config, wait_for
from tests.operations_port import health
from tests.process import run_bot

NOTHING_WRONG = "wrong          nothing, as far as can be seen from here"


def status(config: Path, *arguments: str | Path, **env: str) -> tuple[int, str]:
    done = run_bot("status", *arguments, env={"BOT_CONFIG": str(config), **env})
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.slow
def test_without_a_running_bot_all_that_can_be_seen_is_shown(tmp_path: Path) -> None:
    config = own_config(tmp_path)

    code, shown = status(config)
    lines = shown.splitlines()

    assert code == 0
    assert lines[0] == "bot            not asked: operations.port is 0"
    assert f"configuration  {config}" in lines
    assert "               1 text, 9 statements" in lines
    assert f"state          {tmp_path / 'state'}" in lines
    assert any(line.split()[:3] == ["texts", "1", "file,"] for line in lines)
    assert "kept index     none; one is kept where there are many texts" in lines
    assert f"store          sqlite:///{tmp_path / 'state' / 'bot.sqlite3'}" in lines
    assert "               store.questions topic_words, store.days 30, store.retention_decision not named" in lines
    assert lines[-1] == NOTHING_WRONG


@pytest.mark.slow
def test_the_decision_under_which_records_are_destroyed_is_shown(tmp_path: Path) -> None:
    config = own_config(tmp_path, store={"questions": "nothing", "days": 90, "retention_decision": "KS 2025/123"})

    _, shown = status(config)

    assert "store.questions nothing, store.days 90, store.retention_decision KS 2025/123" in shown


@pytest.mark.slow
def test_variables_and_passwords_are_told_as_set_and_never_shown(tmp_path: Path) -> None:
    config = own_config(tmp_path, store={"url": "postgresql+psycopg://bot:s3cret@db/bot?sslpassword=s3cret"})
    secrets = dict.fromkeys(("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "BOT_PERSON_KEY", "https_proxy"), "s3cret")

    _, shown = status(config, **secrets)
    _, as_json = status(config, "--json", **secrets)
    told = dict(line[15:].split(maxsplit=1) for line in shown.splitlines() if line.endswith(" set"))

    assert "s3cret" not in shown + as_json
    assert {name for name, known in told.items() if known == "set"} == {
        "BOT_CONFIG", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "BOT_PERSON_KEY", "HTTPS_PROXY",
    }  # fmt: skip
    assert {name for name, known in told.items() if known == "not set"} >= {"SLACK_APP_TOKEN", "SLACK_API_URL"}
    assert "store          postgresql+psycopg://bot:***@db/bot?…" in shown.splitlines()
    assert json.loads(as_json)["environment"]["SLACK_BOT_TOKEN"] is True


@pytest.mark.slow
def test_texts_that_cannot_be_read_are_named_and_wrong(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("Ansvar\n\nHamnnämnden beslutar om kajer.\n", encoding="utf-8")
    (texts / "b.txt").write_bytes(b"\x00")

    code, shown = status(own_config(tmp_path), "--knowledge", texts)

    assert code == 1
    assert "               1 text, 1 statement" in shown.splitlines()
    assert "               cannot be read: b.txt: not text (it holds zero bytes)" in shown
    assert shown.splitlines()[-1] == "wrong          1 of the texts cannot be read"


@pytest.mark.slow
def test_a_folder_that_is_not_there_is_wrong_and_the_rest_is_shown(tmp_path: Path) -> None:
    code, shown = status(own_config(tmp_path, knowledge=str(tmp_path / "nowhere")))

    assert code == 1
    assert f"texts          {tmp_path / 'nowhere'}" in shown.splitlines()
    assert f"store          sqlite:///{tmp_path}" in shown
    assert shown.splitlines()[-1].startswith(f"wrong          {tmp_path / 'nowhere'}: no such folder")


@pytest.mark.slow
def test_where_nothing_answers_that_is_wrong(tmp_path: Path) -> None:
    port = free_port()

    code, shown = status(own_config(tmp_path, operations={"port": port}))

    assert code == 1
    assert shown.splitlines()[0] == f"bot            no answer on 127.0.0.1:{port}"
    assert shown.splitlines()[-1].startswith(f"wrong          nothing answers on 127.0.0.1:{port}")


class _Something(BaseHTTPRequestHandler):
    """A server that has nothing to do with the bot."""

    body, code = b"", 200

    def do_GET(self) -> None:
        self.send_response(self.code)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def something_else(body: bytes, code: int = 200) -> Iterator[int]:
    handler = type("Handler", (_Something,), {"body": body, "code": code})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"<html>hello</html>", 200, id="a page"),
        pytest.param(b"", 404, id="no such page"),
        pytest.param(b"", 302, id="another address"),
        pytest.param(b"[]", 200, id="a list"),
        pytest.param(b'{"status": "fine"}', 200, id="another status"),
        pytest.param(b"[" * 60_000, 200, id="a deep list"),
        pytest.param(b"\xff\xfe", 200, id="no text"),
        pytest.param(b"9" * 70_000, 200, id="a number without an end"),
    ],
)
def test_what_answers_instead_of_the_bot_is_not_taken_for_it(tmp_path: Path, body: bytes, code: int) -> None:
    with something_else(body, code) as port:
        found, shown = status(own_config(tmp_path, operations={"port": port}))

    assert found == 1
    assert shown.splitlines()[0] == f"bot            something else answers on 127.0.0.1:{port}"
    assert shown.splitlines()[-1] == f"wrong          what answers on 127.0.0.1:{port} is not the bot"


@pytest.mark.slow
def test_what_claims_to_be_the_bot_cannot_move_the_cursor_or_break_the_command(tmp_path: Path) -> None:
    claimed = {
        "status": "ok", "version": "\x1b[2J\n", "index_age_seconds": 10**300, "connections": [], "documents": None,
    }  # fmt: skip
    with something_else(json.dumps(claimed).encode()) as port:
        code, shown = status(own_config(tmp_path, operations={"port": port}))

    assert code == 0
    assert "\x1b" not in shown
    assert shown.splitlines()[1].startswith("               version �[2J�, mode None, connections none")


@pytest.mark.slow
def test_a_degraded_bot_is_wrong_by_its_reasons(tmp_path: Path) -> None:
    claimed = {"status": "degraded", "reasons": ["store_in_memory", "answers_late"]}
    with something_else(json.dumps(claimed).encode()) as port:
        code, shown = status(own_config(tmp_path, operations={"port": port}))

    assert code == 1
    assert shown.splitlines()[-1] == "wrong          the bot is degraded: store in memory, answers late"


def test_a_bot_that_runs_is_shown_past_any_proxy(tmp_path: Path) -> None:
    need_binary()
    port = free_port()
    with local_slack(tmp_path) as slack, bot_in(slack, tmp_path, operations={"port": port}):
        wait_for(lambda: health(port)["status"] == "ok")  # the second connection comes after the first
        config = tmp_path / "config.yaml"
        code, shown = status(config, http_proxy="http://127.0.0.1:9")
        _, as_json = status(config, "--json")

    told = json.loads(as_json)
    lines = shown.splitlines()
    assert code == 0
    assert lines[0] == f"bot            ok, on 127.0.0.1:{port}"
    assert lines[1].endswith("mode socket, connections 2 of 2, store ok")
    assert lines[2].startswith("               1 text, 9 statements, read ")
    assert lines[2].endswith(" s ago, 0 waiting")
    assert any(line.split()[0] == "bot.sqlite3" for line in lines)
    assert lines[-1] == NOTHING_WRONG
    assert (told["bot"]["state"], told["bot"]["health"]["documents"], told["wrong"]) == ("ok", 1, [])
    assert {kept["name"] for kept in told["state"]} >= {"bot.sqlite3", "person.key", "texts"}


def test_wrong_use_and_a_wrong_configuration_are_one_line_and_exit_code_2(tmp_path: Path) -> None:
    wrong = tmp_path / "config.yaml"
    wrong.write_text("operations: {port: low}\n", encoding="utf-8")

    used = run_bot("status", "--colour")
    read = run_bot("status", env={"BOT_CONFIG": str(wrong)})

    assert (used.returncode, read.returncode) == (2, 2)
    assert "error: " in used.stderr.splitlines()[-1]
    assert read.stderr.splitlines() == [
        f"error: {wrong}: operations.port is 'low'; accepted: a whole number from 0 to 65535"
    ]
