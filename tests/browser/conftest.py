"""What the browser tests share: the explorer on a free port, and a headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kg.settings import Settings
from tests.browser.chromium import headless
from tests.browser.visits import Visit, Visitor
from tests.server.catalogs import compile_catalogs
from tests.server.live import Live


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium; without one on the machine the test is skipped."""
    with headless() as browser:
        if not browser:
            pytest.skip("there is no Chromium on this machine; install the package chromium")
        yield browser


@pytest.fixture(scope="session")
def address(real_release: Settings) -> Iterator[str]:
    """Serve the real tables on a free port of this machine and return the address."""
    compile_catalogs()
    with closing(Live(real_release, KG_WORKERS="1")) as server:
        yield server.address


@pytest.fixture(scope="session")
def made_up_address(world_release: Settings) -> Iterator[str]:
    """Serve the made-up world likewise."""
    compile_catalogs()
    with closing(Live(world_release, KG_WORKERS="1")) as server:
        yield server.address


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a page of the explorer; see `Visitor.visit`."""
    with closing(Visitor(chromium, address)) as visitor:
        yield visitor.visit


@pytest.fixture
def visit_made_up(chromium: Browser, made_up_address: str) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a page of the made-up world, which has few things on it."""
    with closing(Visitor(chromium, made_up_address)) as visitor:
        yield visitor.visit


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
