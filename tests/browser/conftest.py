"""What the browser tests share: the explorer on a free port, and a headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kg.settings import Settings
from tests.browser.visits import Visit, Visitor
from tests.server.catalogs import compile_catalogs
from tests.server.live import Live

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
          "--disable-component-update", "--no-first-run", "--disable-default-apps")  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium; without one on the machine the test is skipped."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip("there is no Chromium on this machine; install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(real_release: Settings) -> Iterator[str]:
    """Serve the real tables on a free port of this machine and return the address."""
    compile_catalogs()
    with closing(Live(real_release, KG_WORKERS="1")) as server:
        yield server.address


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a page of the explorer; see `Visitor.visit`."""
    visitor = Visitor(chromium, address)
    yield visitor.visit
    visitor.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Return the folder of the screenshots, which are there to be looked at."""
    folder = Path(__file__).parent / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def page(visit: Callable[..., Visit]) -> Page:
    """Return the first page, at the width of a desk."""
    return visit("/").page
