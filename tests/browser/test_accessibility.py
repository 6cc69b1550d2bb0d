"""Accessibility: axe finds nothing on any type of page; all can be reached by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.visits import DARK, MADE_UP, PAGES, Visit

pytestmark = pytest.mark.browser

# Targets of 24 pixels (WCAG 2.2, 2.5.8) are not among what axe tries unasked; it takes its time.
_WITH_TARGETS = {"rules": {"target-size": {"enabled": True}}}


@pytest.mark.parametrize("name", MADE_UP)
@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_no_violation(visit_made_up: Callable[..., Visit], name: str, screen: str) -> None:
    assert violations(visit_made_up(MADE_UP[name], screen).page, _WITH_TARGETS) == []


@pytest.mark.parametrize("name", DARK)
def test_no_violation_in_the_dark(visit_made_up: Callable[..., Visit], name: str) -> None:
    assert violations(visit_made_up(MADE_UP[name], scheme="dark").page) == []


@pytest.mark.parametrize("name", ["organisation", "barometer", "quality"])
def test_no_violation_where_there_is_much(visit: Callable[..., Visit], name: str) -> None:
    assert violations(visit(PAGES[name]).page) == []


def violations(page: Page, options: Mapping[str, object] = {}) -> list[tuple[str, str, str]]:
    """Return what axe finds: the rule, the element, and what is to be done."""
    # To describe all that is in order takes axe longer than to find what is not.
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
    return [
        (one["id"], node["html"], node["failureSummary"])
        for one in found["violations"]
        for node in one["nodes"]
    ]


def test_the_first_key_leads_past_the_menu(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_drawing_does_not_catch_the_keys(visit: Callable[..., Visit]) -> None:
    page = visit(PAGES["network-around"]).page
    page.get_by_role("button", name="Draw").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.closest('section')?.querySelector('h2')?.id")
        == "nodes"
    )
