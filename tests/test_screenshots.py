"""The demo in a real browser: what a person would see there is drawn."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from tests.local_slack import need_binary


def need_browser() -> None:
    """Skip where Chromium or playwright is not installed; fail where they must be, in CI."""
    if importlib.util.find_spec("playwright") and any(
        map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))
    ):
        return
    reason = "no browser: install Chromium, and pip install -e '.[dev]'"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.slow
def test_a_thread_and_the_app_home_are_drawn_in_chromium(tmp_path: Path) -> None:
    need_binary()
    need_browser()
    from tests.screenshots import take_screenshots

    pictures = take_screenshots(tmp_path)

    assert [path.name for path in pictures] == ["thread.png", "home.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 20_000 for path in pictures)
