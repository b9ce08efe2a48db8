"""Pictures of a thread and of the App Home, in Chromium, on the local Slack, as `python -m bot demo` shows them.

    python -m tests.screenshots [--out tests/pictures]

Needs the extra `dev` (pip install -e '.[dev]'), Chromium and npm. The page draws plainer blocks than Slack does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser import browser
from tests.conftest import ROOT
from tests.local_slack import free_port, own_config, wait_for

QUESTION = "<@U0BOT> Får vår nämnd själv gå med i ett EU-projekt?"
FOLLOW_UP = "och stadens internationella åtaganden då?"


def take_screenshots(folder: Path) -> list[Path]:
    """Write thread.png and home.png into `folder`; raises AssertionError where what they should show is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        env = {**os.environ, "BOT_CONFIG": str(own_config(Path(place)))}
        command = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
        with (Path(place) / "demo.log").open("wb") as log:
            demo = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            wait_for(lambda: "joined Slack" in (Path(place) / "demo.log").read_text(encoding="utf-8"))
            return _pictures(f"http://127.0.0.1:{port}", folder)
        finally:
            demo.terminate()
            demo.wait()


def _pictures(address: str, folder: Path) -> list[Path]:
    ts = _say(address, QUESTION)
    time.sleep(0.5)  # the follow-up is written when the answer can be read
    _say(address, FOLLOW_UP, thread_ts=ts)
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1000, "height": 720})
        page.goto(address)
        page.get_by_text("3 replies").click()
        page.get_by_text("Anna Lind").last.wait_for()
        page.get_by_text("Ja.", exact=True).first.scroll_into_view_if_needed()
        pictures = [_picture(page, folder / "thread.png")]
        page.get_by_text("vembeslutar").nth(1).click()
        page.get_by_role("combobox").last.select_option(label="Kommunfullmäktige")
        page.get_by_text("antal uppgifter i texterna").wait_for()
        pictures.append(_picture(page, folder / "home.png"))
    return pictures


def _picture(page: Page, path: Path) -> Path:
    page.mouse.move(600, 700)
    page.wait_for_timeout(300)
    page.screenshot(path=path)
    return path


def _say(address: str, text: str, **where: str) -> str:
    body: dict[str, Any] = {"channel": "C01GEN", "user": "U01ANNA", "text": text, **where}
    request = urllib.request.Request(
        f"{address}/_control/message", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        return str(json.load(response)["message"]["ts"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "tests" / "pictures")
    for path in take_screenshots(parser.parse_args().out):
        print(path)


if __name__ == "__main__":
    main()
