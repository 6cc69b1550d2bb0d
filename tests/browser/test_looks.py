"""Each type of page: asks for nothing outside, has no trouble, fits its screen; and its picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect

from server.languages import LANGUAGES
from tests.browser.visits import DARK, PAGES, WIDTHS, Visit, widths

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", ["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_and_fits(
    visit: Callable[..., Visit], screenshots: Path, name: str, screen: str
) -> None:
    visited = visit(PAGES[name], screen)
    visited.page.wait_for_load_state("networkidle")
    visited.page.screenshot(path=screenshots / f"{name}-{screen}.png")
    assert visited.outside == []
    assert visited.trouble == []
    # A page of a phone has to fit the narrowest too.
    for width, height in [WIDTHS[screen]] + [WIDTHS["narrow"]] * (screen == "phone"):
        visited.page.set_viewport_size({"width": width, "height": height})
        wide, screen_width = widths(visited.page)
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


@pytest.mark.parametrize("name", ["person", "organisation", "network"])
def test_on_paper_there_is_the_content_alone(
    visit: Callable[..., Visit], screenshots: Path, name: str
) -> None:
    page = visit(PAGES[name], "narrow", "dark").page
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    page.screenshot(path=screenshots / f"{name}-paper.png")
    for left_out in (".menu", ".languages", ".search", ".zoom", ".pills", ".button"):
        expect(page.locator(left_out).filter(visible=True)).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    wide, screen_width = widths(page)
    assert wide <= screen_width


@pytest.mark.parametrize("name", ["list", "figures", "network"])
def test_a_table_on_a_phone_shows_all_its_columns(visit: Callable[..., Visit], name: str) -> None:
    tables = visit(PAGES[name], "phone").page.locator(".scroll")
    for wide, shown in tables.evaluate_all("all => all.map(e => [e.scrollWidth, e.clientWidth])"):
        assert wide <= shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_and_the_languages_share_a_row(visit: Callable[..., Visit], language: str) -> None:
    page = visit(f"/about?lang={language}", "narrow").page
    name, languages = (page.locator(one).bounding_box() for one in (".brand", ".languages"))
    assert name
    assert languages
    assert name["x"] + name["width"] <= languages["x"]
    assert abs(name["y"] + name["height"] / 2 - languages["y"] - languages["height"] / 2) < 2


@pytest.mark.parametrize("screen", ["desk", "narrow"])
def test_the_languages_open_by_keyboard_and_step_aside(
    visit_made_up: Callable[..., Visit], screen: str
) -> None:
    page = visit_made_up("/about", screen).page
    switch, languages = page.locator(".languages summary"), page.locator(".languages li a")
    expect(languages.first).to_be_hidden()
    switch.focus()
    page.keyboard.press("Enter")
    for language in languages.all():
        page.keyboard.press("Tab")
        expect(language).to_be_focused()
        expect(language).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(languages.first).to_be_hidden()
    switch.focus()
    page.get_by_role("link", name="Íslenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "is")
    expect(switch).to_contain_text("Íslenska")
