"""The demo in a real browser: what a person would see there is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import need_browser
from tests.local_slack import need_binary


@pytest.mark.slow
def test_a_thread_and_the_app_home_are_drawn_in_chromium(tmp_path: Path) -> None:
    need_binary()
    need_browser()
    from tests.screenshots import take_screenshots

    pictures = take_screenshots(tmp_path)

    assert [path.name for path in pictures] == ["thread.png", "home.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 20_000 for path in pictures)
