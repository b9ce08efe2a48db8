"""A local Slack, started and ended by the tests: the npm package local-slack-linux-x64."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

BINARY = ROOT / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
WORKSPACE = """
workspace: { name: Stockholms stad (lokal), domain: sthlm-test, teamId: T01TEST }
app: { appId: A01APP, botUserId: U0BOT, botName: vembeslutar, botToken: xoxb-test-token, appToken: xapp-test-token,
  signingSecret: test-signing-secret, mode: socket }
users: [ { id: U01ALICE, name: alice, real_name: Alice Åkesson, email: alice@example.com } ]
channels: [ { id: C01GEN, name: general, members: [U01ALICE, U0BOT] } ]
"""
PATIENCE = 20  # seconds until something that should happen is said not to


def need_binary() -> None:
    """Skip where the local Slack is not installed; fail where it must be, in CI."""
    if BINARY.is_file():
        return
    reason = "no local Slack: npm install --no-save local-slack-linux-x64@0.1.8"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class LocalSlack:
    """The control interface of a running local Slack."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def post(self, path: str, **body: str) -> Any:
        """Do something as a person: `post("message", channel=…, user=…, text=…)`."""
        request = urllib.request.Request(
            f"{self.address}/_control/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=5) as response:
            return json.load(response)

    def get(self, path: str) -> str:
        """Read "state" or "log" as text."""
        with urllib.request.urlopen(f"{self.address}/_control/{path}", timeout=5) as response:
            return str(response.read().decode())

    def sent(self) -> list[dict[str, Any]]:
        """What the bot posted with chat.postMessage, in order."""
        calls = json.loads(self.get("log"))["log"]
        return [call["detail"] for call in calls if call["summary"].startswith("chat.postMessage")]


def wait_for(true: Callable[[], bool]) -> None:
    """Return as soon as `true()`; fail when it is not within PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@contextmanager
def local_slack(tmp_path: Path) -> Iterator[LocalSlack]:
    """A local Slack on a free port of this machine."""
    config = tmp_path / "slack.yaml"
    config.write_text(WORKSPACE, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(BINARY), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
    with _process(command, os.environ.copy(), tmp_path / "slack.log"):
        slack = LocalSlack(port)
        wait_for(lambda: _answers(slack))
        yield slack


def own_config(tmp_path: Path, /, **settings: object) -> Path:
    """The project's configuration with settings of one's own, beside a state folder of its own."""
    path = tmp_path / "config.yaml"
    root = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    root["knowledge"] = str(ROOT / "knowledge")
    for name, value in settings.items():
        root[name] = {**root[name], **value} if isinstance(value, dict) else value
    path.write_text(json.dumps(root, ensure_ascii=False), encoding="utf-8")
    return path


@contextmanager
def bot_in(server: LocalSlack, tmp_path: Path, /, **settings: object) -> Iterator[Path]:
    """The bot, joined as its administrator joins it; yields the file that its log goes to."""
    tokens = {
        "SLACK_BOT_TOKEN": "xoxb-test-token",
        "SLACK_APP_TOKEN": "xapp-test-token",
        "SLACK_API_URL": f"{server.address}/api/",
        "BOT_CONFIG": str(own_config(tmp_path, **settings)),
    }
    log = tmp_path / "bot.log"
    with _process([sys.executable, "-m", "bot"], {**os.environ, **tokens}, log):
        wait_for(lambda: "joined Slack" in log.read_text(encoding="utf-8"))
        yield log


@contextmanager
def _process(command: list[str], env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(slack: LocalSlack) -> bool:
    try:
        return bool(slack.get("state"))
    except OSError:
        return False
