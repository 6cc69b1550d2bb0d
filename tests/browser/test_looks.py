"""Each type of page: asks for nothing outside, has no trouble, fits its screen; and its picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from tests.browser.visits import DARK, PAGES, Visit

pytestmark = pytest.mark.browser

_WIDTH = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.mark.parametrize("screen", ["desk", "phone", "narrow"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_and_fits(
    visit: Callable[..., Visit], screenshots: Path, name: str, screen: str
) -> None:
    visited = visit(PAGES[name], screen)
    visited.page.screenshot(path=screenshots / f"{name}-{screen}.png")
    assert visited.outside == []
    assert visited.trouble == []
    wide, screen_width = visited.page.evaluate(_WIDTH)
    assert wide <= screen_width


@pytest.mark.parametrize("screen", ["desk", "phone"])
@pytest.mark.parametrize("name", DARK)
def test_a_page_in_the_dark(
    visit: Callable[..., Visit], screenshots: Path, name: str, screen: str
) -> None:
    visited = visit(PAGES[name], screen, "dark")
    visited.page.screenshot(path=screenshots / f"{name}-{screen}-dark.png")
    assert visited.trouble == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_follows_the_light(
    visit: Callable[..., Visit], scheme: Literal["light", "dark"]
) -> None:
    visited = visit(PAGES["network"], scheme=scheme)
    visited.page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    visited.page.wait_for_timeout(200)
    assert visited.trouble == []
