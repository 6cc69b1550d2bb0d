"""Each language at the width of a phone: axe finds nothing on any page, and its long words fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import ViewportSize

from server.languages import LANGUAGES
from tests.browser.test_accessibility import violations
from tests.browser.visits import MADE_UP, WIDTHS, Visit, widths

pytestmark = pytest.mark.browser

# Colours are the same in every language, and to compare them takes axe longer than all else.
_WITHOUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_violation_and_no_word_too_long(
    visit_made_up: Callable[..., Visit], language: str
) -> None:
    visit = visit_made_up("/", "phone")
    phone, narrow = (
        ViewportSize(width=width, height=height)
        for width, height in (WIDTHS["phone"], WIDTHS["narrow"])
    )
    found, wide = {}, {}
    for name, address in MADE_UP.items():
        path, _, place = address.partition("#")
        visit.page.set_viewport_size(phone)
        visit.page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}#{place}")
        visit.settle()
        assert visit.page.locator("html").get_attribute("lang") == language
        found[name] = violations(visit.page, _WITHOUT_COLOURS)
        visit.page.set_viewport_size(narrow)
        wide[name], screen = widths(visit.page)
        assert screen == narrow["width"]
    assert {name: own for name, own in found.items() if own} == {}
    assert {name: own for name, own in wide.items() if own > narrow["width"]} == {}
