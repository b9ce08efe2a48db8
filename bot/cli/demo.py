"""`python -m bot demo`: the bot in a local throw-away Slack, to be tried in a browser without a workspace."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.config import Config, StoreConfig
from bot.errors import UserError
from bot.phrasebook import phrasebook
from bot.slack.app import run_slack

PACKAGE = "local-slack-linux-x64"
VERSION = "0.1.8"
_PATIENCE = 20.0  # seconds until the local Slack is said not to start
_WORKSPACE = """\
workspace: {{ name: Demo, domain: demo, teamId: T01DEMO }}
app: {{ appId: A01APP, botUserId: U0BOT, botName: {name}, botToken: xoxb-demo, appToken: xapp-demo,
  signingSecret: demo, mode: socket }}
users:
  - {{ id: U01ANNA, name: anna, real_name: Anna Lind, email: anna@example.com }}
  - {{ id: U02OMAR, name: omar, real_name: Omar Berg, email: omar@example.com }}
channels:
  - {{ id: C01GEN, name: internationellt, members: [U01ANNA, U02OMAR, U0BOT] }}
  - {{ id: C02HELP, name: fragor-till-strategerna, members: [U01ANNA, U02OMAR, U0BOT] }}
"""


def run_demo(config: Config, knowledge: Path | None, *, port: int = 0) -> int:
    """Start a local Slack with the bot in it, say where to open it, and go on until it is ended.

    Raises UserError where npm or a machine that the local Slack runs on is missing.
    """
    folder = config.state / "demo"
    binary = _binary(folder)
    port = port or _free_port()
    address = f"http://127.0.0.1:{port}"
    book = phrasebook(config.answers.language)
    name = config.slack.command.removeprefix("/")
    slack = replace(config.slack, mode="socket", contact="C02HELP")
    with _local_slack(binary, folder, port, name):
        tokens = {"SLACK_BOT_TOKEN": "xoxb-demo", "SLACK_APP_TOKEN": "xapp-demo", "SLACK_API_URL": f"{address}/api/"}
        os.environ.update(tokens)
        print(book.say("demo", address=address, name=name, command=config.slack.command), flush=True)
        beside = replace(config.operations, port=0)  # that port is for the bot in the real Slack
        config = replace(config, slack=slack, store=StoreConfig("sqlite://"), operations=beside)
        return run_slack(config, knowledge, plain=True)


def _binary(folder: Path) -> Path:
    """The local Slack's binary, fetched through npm the first time."""
    installed = [Path("node_modules"), folder / "node_modules"]
    for place in installed:
        if (found := place / PACKAGE / "bin" / "local-slack").is_file():
            return found.resolve()
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "AMD64"):
        raise UserError(
            f"demo: the local Slack runs on Linux on x86-64; this is {sys.platform} on {platform.machine()}"
        )
    npm = shutil.which("npm")
    if npm is None:
        raise UserError("demo: needs npm, which comes with Node.js (https://nodejs.org, or your system's package npm)")
    folder.mkdir(parents=True, exist_ok=True)
    print(f"npm install {PACKAGE}@{VERSION} …", file=sys.stderr, flush=True)
    command = [npm, "install", "--no-save", "--silent", "--prefix", str(folder), f"{PACKAGE}@{VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = folder / "node_modules" / PACKAGE / "bin" / "local-slack"
    if done.returncode or not found.is_file():
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no binary in the package"]
        raise UserError(f"demo: npm could not install {PACKAGE}@{VERSION}: {reason[0]}")
    return found.resolve()


@contextmanager
def _local_slack(binary: Path, folder: Path, port: int, name: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "slack.yaml"
    settings.write_text(_WORKSPACE.format(name=name), encoding="utf-8")
    command = [str(binary), "--config", str(settings), "--port", str(port), "--base-host", "127.0.0.1"]
    with (folder / "slack.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            _wait(process, port, folder / "slack.log")
            yield
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_control/state", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise UserError(f"demo: the local Slack does not start; see {log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
