"""A local Slack, started and ended by the tests: the npm package local-slack-linux-x64."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from tests.conftest import PATIENCE, ROOT
from tests.payload_limits import problems

BINARY = ROOT / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
WORKSPACE = """
workspace: { name: Stockholms stad (lokal), domain: sthlm-test, teamId: T01TEST }
app: { appId: A01APP, botUserId: U0BOT, botName: vembeslutar, botToken: xoxb-test-token, appToken: xapp-test-token,
  signingSecret: test-signing-secret, mode: MODE }
users:
  - { id: U01ALICE, name: alice, real_name: Alice Åkesson, email: alice@example.com }
  - { id: U02BOB, name: bob, real_name: Bob Öberg, email: bob@example.com }
channels:
  - { id: C01GEN, name: general, members: [U01ALICE, U02BOB, U0BOT] }
  - { id: C02HELP, name: help, members: [U01ALICE, U02BOB, U0BOT] }
  - { id: C03OFF, name: off, members: [U01ALICE, U0BOT] }
  - { id: C04SURE, name: sure, members: [U01ALICE, U0BOT] }
  - { id: C05PRIV, name: private-answers, members: [U01ALICE, U0BOT] }
"""


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

    def post(self, path: str, **body: Any) -> Any:
        """Do something as a person: `post("message", channel=…, user=…, text=…)`."""
        request = urllib.request.Request(
            f"{self.address}/_control/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.load(response)

    def say(self, text: str, *, channel: str = "C01GEN", user: str = "U01ALICE", thread_ts: str = "") -> str:
        """Write a message and return its ts."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        return str(self.post("message", channel=channel, user=user, text=text, **thread)["message"]["ts"])

    def get(self, path: str) -> str:
        """Read "state" or "log" as text."""
        with urllib.request.urlopen(f"{self.address}/_control/{path}", timeout=PATIENCE) as response:
            return str(response.read().decode())

    def calls(self, method: str = "") -> list[dict[str, Any]]:
        """The arguments of the bot's calls of `method` (or of all) among the last few hundred; each is within Slack's limits."""
        found = []
        for entry in json.loads(self.get("log"))["log"]:
            name, detail = str(entry["summary"]).split(" ")[0], entry.get("detail") or {}
            if entry["direction"] != "from_bot" or entry["kind"] not in ("web_api", "ack"):
                continue
            if entry["kind"] == "ack":
                name = "response" if "text" in detail else "view_response" if detail else ""
            assert problems(name, detail) == []
            if method in ("", name):
                found.append(detail)
        return found

    def sent(self) -> list[dict[str, Any]]:
        """What the bot posted with chat.postMessage, in order."""
        return self.calls("chat.postMessage")

    def thread(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """The bot's messages in a thread, as they stand now."""
        messages = self._read("conversations.replies", channel=channel, ts=ts, limit=1000)
        return [message for message in messages if message.get("user") == "U0BOT"]

    def history(self, channel: str) -> list[dict[str, Any]]:
        """The messages of a channel that are in no thread."""
        return self._read("conversations.history", channel=channel, limit=1000)

    def _read(self, method: str, **arguments: object) -> list[dict[str, Any]]:
        address = f"{self.address}/api/{method}?{urllib.parse.urlencode(arguments)}"
        request = urllib.request.Request(address, headers={"Authorization": "Bearer xoxb-test-token"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return list(json.load(response).get("messages", []))

    def press(self, message: dict[str, Any], action: str, *, channel: str = "C01GEN", user: str = "U01ALICE") -> None:
        """Press a button of a message."""
        elements = [one for block in message["blocks"] for one in block.get("elements", []) if isinstance(one, dict)]
        found = next(one for one in elements if one.get("action_id") == action)
        value = found.get("value") or found["positive_button"]["value"]
        pressed = {"type": found["type"], "action_id": action, "value": value}
        self.post("interact", channel=channel, messageTs=message["ts"], user=user, action=pressed)

    def submit(self, user: str, values: dict[str, Any]) -> None:
        """Submit the window that is open before a person."""

        async def send() -> None:
            async with aiohttp.ClientSession() as session, session.ws_connect(f"{self.address}/ui") as page:
                await page.send_json({"t": "view_submit", "user": user, "values": values})
                await asyncio.sleep(0.2)  # the page must stay open until it is sent

        asyncio.run(send())


def wait_for(true: Callable[[], object]) -> None:
    """Return as soon as `true()`; fail when it is not within PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def local_slack(tmp_path: Path, *, request_url: str = "") -> Iterator[LocalSlack]:
    """A local Slack on a free port of this machine; with `request_url` it sends signed HTTP requests there."""
    config = tmp_path / "slack.yaml"
    mode = f"events, requestUrl: {request_url}" if request_url else "socket"
    config.write_text(WORKSPACE.replace("MODE", mode), encoding="utf-8")
    port = free_port()
    command = [str(BINARY), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
    with process(command, os.environ.copy(), tmp_path / "slack.log"):
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
        "SLACK_SIGNING_SECRET": "test-signing-secret",
        "SLACK_API_URL": f"{server.address}/api/",
        "BOT_CONFIG": str(own_config(tmp_path, **settings)),
    }
    log = tmp_path / "bot.log"
    with process([sys.executable, "-m", "bot"], {**os.environ, **tokens}, log):
        wait_for(lambda: "joined Slack" in log.read_text(encoding="utf-8"))
        yield log


@contextmanager
def process(command: list[str], env: dict[str, str], log: Path) -> Iterator[None]:
    """A process of its own, which ends with the block."""
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(slack: LocalSlack) -> bool:
    try:
        return bool(slack.get("state"))
    except OSError:
        return False
