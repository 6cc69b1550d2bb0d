"""Accessibility in each language at the width of a phone: axe finds nothing on any type of page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.languages import LANGUAGES
from tests.browser.test_accessibility import violations
from tests.browser.visits import MADE_UP, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_violation_in_another_language(
    visit_made_up: Callable[..., Visit], language: str
) -> None:
    visit = visit_made_up("/", "phone")
    found = {}
    for name, address in MADE_UP.items():
        path, _, place = address.partition("#")
        visit.page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}#{place}")
        visit.settle()
        assert visit.page.locator("html").get_attribute("lang") == language
        found[name] = violations(visit.page)
    assert {name: own for name, own in found.items() if own} == {}
