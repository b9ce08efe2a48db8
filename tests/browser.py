"""A real browser for tests: Chromium, by playwright."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Nothing outside this machine is looked up, and the page needs no graphics card.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


def need_browser() -> None:
    """Skip where Chromium or playwright is not installed; fail where they must be, in CI."""
    if importlib.util.find_spec("playwright") and any(map(shutil.which, CHROMIUM)):
        return
    reason = "no browser: install Chromium, and pip install -e '.[dev]'"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window, closed at the end."""
    from playwright.sync_api import sync_playwright

    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, "no Chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()
