"""A headless Chromium, wherever it lies on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# The one without windows opens a page with a quarter of the work.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
          "google-chrome-stable")  # fmt: skip
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
          "--disable-component-update", "--no-first-run", "--disable-default-apps")  # fmt: skip


@contextmanager
def headless() -> Iterator[Browser | None]:
    """Start a Chromium and end it again; yield None where there is none on this machine."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        yield browser
        browser.close()
