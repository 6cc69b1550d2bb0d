"""Pages of things in a browser: evidence in place, by mouse and by keys, and what is offered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.visits import MADE_UP, Visit

pytestmark = pytest.mark.browser


def test_the_number_of_a_source_opens_it_in_place(visit_made_up: Callable[..., Visit]) -> None:
    visit = visit_made_up(MADE_UP["person"])
    page, address = visit.page, visit.page.url
    link = page.locator(".claims .cite a").first
    link.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_contain_text("To cite it")
    expect(card.get_by_role("link").first).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(link).to_be_focused()
    assert page.url == address
    assert visit.trouble == []


def test_without_scripts_the_number_leads_to_the_place(
    visit_made_up: Callable[..., Visit],
) -> None:
    page = visit_made_up(MADE_UP["person"], script=False).page
    page.locator(".claims .cite a").first.click()
    expect(page).to_have_url(re.compile("/source/"))


def test_a_facet_is_chosen_and_taken_away_by_keys(visit_made_up: Callable[..., Visit]) -> None:
    page = visit_made_up("/events").page
    page.get_by_role("link", name="Finland 1").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"country=fi"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 of 4")
    page.get_by_role("link", name=re.compile("Take away")).focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(r"country=fi"))


def test_the_day_is_chosen_and_kept(visit_made_up: Callable[..., Visit]) -> None:
    page = visit_made_up(MADE_UP["person"]).page
    page.get_by_label("As of").get_by_role("button", name="Show").wait_for()
    page.locator("#asof").fill("2018-01-26")
    page.locator("#asof").press("Enter")
    expect(page).to_have_url(re.compile("asof=2018-01-26"))
    expect(page.get_by_text("Certain on that day").first).to_be_visible()
    page.locator(".claim-main a").first.click()
    expect(page).to_have_url(re.compile("asof=2018-01-26"))


def test_a_page_elsewhere_may_hold_the_embedded_one(visit_made_up: Callable[..., Visit]) -> None:
    page = visit_made_up(f"/embed{MADE_UP['event']}").page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
