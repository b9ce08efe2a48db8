"""The bot as a process that may be ended and started again, in a fake Slack."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import PATIENCE, ROOT
from tests.fake_slack import FakeSlack
from tests.local_slack import own_config


class Bot:
    """A bot process; it may be killed and started again over the same store."""

    def __init__(self, slack: FakeSlack, folder: Path, store: Path, /, **settings: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "bot.log"
        config = own_config(folder, **{"store": {"url": f"sqlite:///{store}"}, **settings})
        self._env = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-test-token",
            "SLACK_APP_TOKEN": "xapp-test-token",
            "SLACK_API_URL": f"{slack.address}/api/",
            "BOT_CONFIG": str(config),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot"], cwd=ROOT, env=self._env, stdout=log, stderr=log
            )
        if wait:
            joined = self.said("joined Slack")
            end = time.monotonic() + PATIENCE
            while self.said("joined Slack") == joined and time.monotonic() < end:
                time.sleep(0.01)

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    def said(self, words: str) -> int:
        return self.log.read_text(encoding="utf-8").count(words) if self.log.is_file() else 0

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the process and return its exit code."""
        assert self._process is not None
        self._process.send_signal(how)
        try:
            return self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


@contextmanager
def bots(slack: FakeSlack, /, count: int = 1, **settings: Any) -> Iterator[list[Bot]]:
    """Bots over one store, joined; `settings` are those of config.yaml."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        started = [
            Bot(slack, folder / f"bot{number}", folder / "shared.sqlite3", **settings) for number in range(count)
        ]
        try:
            for one in started:
                one.start()
            slack.wait(lambda: slack.connections >= 2 * count, what="joining")
            yield started
        finally:
            for one in started:
                if one.alive():
                    one.end()
