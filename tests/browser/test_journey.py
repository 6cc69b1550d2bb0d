"""A journey from the first page to a person, the source, and the network; and the same by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import PATIENCE, Visit

pytestmark = pytest.mark.browser


def test_from_a_name_to_the_paragraph_that_says_so(page: Page, screenshots: Path) -> None:
    page.get_by_role("combobox", name="Search by name").type("gjell")
    option = page.locator("[role=option][data-url='/person/pia-gjellerup']")
    expect(option).to_be_visible()
    page.screenshot(path=screenshots / "journey-1-suggestions.png")
    option.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Pia Gjellerup")
    expect(page.locator(".drawing[data-drawn]")).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=screenshots / "journey-2-person.png")
    page.locator(".claims li").get_by_role("link", name="paragraph 3").first.click()
    page.get_by_role("dialog").get_by_role("link", name="paragraph 3").click()

    page.wait_for_url("**/source/*#paragraph-3")
    passage = page.locator("#paragraph-3")
    expect(passage).to_be_in_viewport()
    expect(passage).to_contain_text("Pia Gjellerup")
    expect(page.get_by_role("link", name="Read the original")).to_be_visible()
    page.screenshot(path=screenshots / "journey-3-source.png")
    passage.locator("a[href='/organisation/coi-dk']").first.click()

    page.get_by_role("link", name="Larger, and as a table").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The network around")
    expect(page.locator(".drawing[data-drawn]")).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=screenshots / "journey-4-network.png")


def test_suggestions_can_be_used_by_keys(page: Page) -> None:
    box = page.get_by_role("combobox", name="Search by name")
    box.type("innov")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    box.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    box.press("ArrowUp")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    address = page.get_by_role("option").first.get_attribute("data-url") or ""
    box.press("Enter")
    page.wait_for_url(f"**{address}")


def test_two_names_are_typed_and_connected(visit: Callable[..., Visit]) -> None:
    page = visit("/connect").page
    for label, typed, name in (
        ("From", "pia gjel", "Pia Gjellerup"),
        ("To", "une tang", "Une Tangen"),
    ):
        box = page.get_by_role("combobox", name=label, exact=True)
        box.focus()
        page.keyboard.type(typed)
        expect(page.get_by_role("option", name=name)).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(box).to_have_value(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/connect?from=person*pia-gjellerup&to=person*une-tangen")
    expect(page.get_by_text("steps apart")).to_be_visible()
    # Who changes a name asks for that name and no longer for the thing chosen before.
    page.get_by_role("combobox", name="To", exact=True).fill("innovation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/connect?from=person*pia-gjellerup&to=innovation")
    expect(page.get_by_text("Which of these is meant by")).to_be_visible()


def test_things_are_connected_without_script(visit: Callable[..., Visit]) -> None:
    page = visit("/connect", script=False).page
    page.get_by_label("From", exact=True).fill("Pia Gjellerup")
    page.get_by_label("To", exact=True).fill("Une Tangen")
    page.get_by_role("button", name="Find ways").click()
    expect(page.get_by_text("steps apart")).to_be_visible()


@pytest.mark.parametrize("typed", ["Kruger", "Krüger", "Krueger"])
def test_suggestions_take_any_spelling(page: Page, typed: str) -> None:
    page.get_by_role("combobox", name="Search by name").type(typed)
    expect(page.get_by_role("option", name="Kristina Krüger Hansen")).to_be_visible()


def test_enter_without_a_choice_searches(page: Page) -> None:
    box = page.get_by_role("combobox", name="Search by name")
    box.type("innovation")
    box.press("Enter")
    page.wait_for_url("**/search?q=innovation")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")


def test_a_click_on_a_drawn_thing_leads_to_its_page(visit: Callable[..., Visit]) -> None:
    page = visit("/networks?around=organisation/coi-dk").page
    drawing = page.locator(".drawing")
    box = drawing.bounding_box()
    assert box
    # Somewhere on this grid is a thing.
    for x in range(int(box["width"] / 3), int(box["width"]), 14):
        for y in range(20, int(box["height"]), 14):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if page.locator("canvas.over-node").count():
                page.mouse.click(box["x"] + x, box["y"] + y)
                page.wait_for_url(lambda url: "/networks" not in url)
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                return
    pytest.fail("no thing was found in the drawing")


def test_the_drawing_stands_still(visit: Callable[..., Visit]) -> None:
    page = visit("/networks").page
    page.wait_for_timeout(300)
    canvas = page.locator(".drawing canvas")
    first = canvas.screenshot()
    page.wait_for_timeout(700)
    assert canvas.screenshot() == first


def test_all_but_the_drawing_works_without_script(visit: Callable[..., Visit]) -> None:
    page = visit("/", script=False).page
    page.get_by_label("Search by name").fill("gjellerup")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Pia Gjellerup", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pia Gjellerup")
    picture = page.locator(".drawing img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.naturalWidth") > 0
    page.get_by_role("link", name="Larger, and as a table").click()
    page.get_by_role("link", name="Betweenness").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Betweenness")


def test_the_language_can_be_changed_and_stays(page: Page) -> None:
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Dansk", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "da")
    page.get_by_role("link", name="Personer").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Personer")
