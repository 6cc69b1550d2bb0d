"""A collaboration network in a browser: seen in many ways, gone through, saved, embedded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.crowd import NODES, TIES, crowded
from tests.browser.visits import MADE_UP, PATIENCE, Visit

pytestmark = pytest.mark.browser

PEOPLE = "/networks?between=people&by=events"


@pytest.fixture
def page(visit_made_up: Callable[..., Visit]) -> Page:
    """Return the page of who met whom in the made-up world."""
    visited: Page = visit_made_up(PEOPLE).page
    return visited


def asked(page: Page) -> dict[str, str]:
    """Return what stands in the address of a page."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_what_is_chosen_acts_at_once_and_stands_in_every_link(page: Page) -> None:
    expect(page.locator(".legend li").first).to_have_text(re.compile("Denmark 3"))
    page.get_by_label("Colour").select_option("Community")
    expect(page.locator(".legend li").first).to_have_text(re.compile("Around "))
    page.get_by_label("Size").select_option("Betweenness")
    page.get_by_label("Least weight of a tie").fill("2")
    expect(page.locator(".drawing")).to_have_attribute("data-shown", "2")
    wanted = {"colour": "community", "size": "betweenness", "least": "2"}
    assert asked(page) == {"between": "people", "by": "events"} | wanted
    for text in (page.locator("#code-permanent").text_content(),
                 page.locator("#code-embed").text_content(),
                 page.get_by_role("link", name="Picture (SVG)").get_attribute("href")):  # fmt: skip
        assert text
        assert "colour=community" in text
        assert "size=betweenness" in text
    page.reload()
    expect(page.get_by_label("Size")).to_have_value("betweenness")
    expect(page.locator(".drawing")).to_have_attribute("data-shown", "2", timeout=PATIENCE)
    expect(page.locator(".legend li").first).to_have_text(re.compile("Around "))


def test_a_year_is_looked_at_alone(page: Page) -> None:
    year = page.locator(".year [type=range]")
    expect(page.locator(".year output")).to_have_text("All years")
    year.fill("1")
    expect(page.locator(".year output")).to_have_text("2016: things 2, ties 1")
    expect(page.locator(".legend .count")).to_have_text(["1", "0", "1"])
    page.get_by_label("Colour").select_option("Community")
    expect(page.locator(".legend .count").first).to_have_text("2")
    page.get_by_label("Colour").select_option("Country")
    expect(page.locator(".drawing")).to_have_attribute("data-shown", "1")
    year.fill("2")
    expect(page.locator(".year output")).to_have_text("2018: things 5, ties 10")
    assert asked(page)["year"] == "2018"
    page.goto(page.url.replace("2018", "2016"))
    expect(page.locator(".drawing")).to_have_attribute("data-shown", "1", timeout=PATIENCE)
    expect(page.locator(".year output")).to_have_text("2016: things 2, ties 1")
    expect(page.locator(".legend .count")).to_have_text(["1", "0", "1"])
    year.fill("0")
    expect(page.locator(".legend .count")).to_have_text(["3", "2", "1"])
    expect(page.locator(".drawing")).to_have_attribute("data-shown", "12")


def test_keys_go_through_it_and_tell_why(page: Page) -> None:
    drawing, told = page.locator(".drawing"), page.locator(".pointed")
    expect(drawing).to_have_attribute("role", "application")
    drawing.focus()
    expect(drawing).to_be_focused()
    expect(told).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(told.locator("b")).to_be_visible()
    expect(told).to_contain_text("Ties: 5")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(told).to_contain_text("They share: ")
    expect(told).to_contain_text("Weight: 2")
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    ends = told.locator("b").text_content()
    page.keyboard.press("Enter")
    page.wait_for_url("**/networks/pair?**")
    assert ends
    heading = page.get_by_role("heading", level=1).text_content()
    assert heading
    assert {*heading.split(" – ")} == {*ends.split(" – ")}


def seek(page: Page, name: str) -> None:
    """Look for a name in the drawing."""
    box = page.get_by_label("Find in the drawing")
    box.fill(name)
    box.press("Enter")


def test_a_thing_is_found_by_its_name(page: Page) -> None:
    seek(page, "Þóra Ðúadóttir")
    expect(page.locator(".pointed b")).to_have_text("Þóra Ðúadóttir")
    expect(page.locator(".pointed")).to_contain_text("Iceland")
    assert page.url.endswith("by=events"), "the form was not sent"


def test_a_name_is_found_in_part_and_in_any_case_and_else_it_says_so(page: Page) -> None:
    card = page.locator(".pointed b")
    for written in ("þóra ðúadóttir", "ÞÓRA", "þora", "ðúad", "DOTTIR"):
        seek(page, written)
        expect(card).to_have_text("Þóra Ðúadóttir")
        expect(page.get_by_text("Nothing that is drawn is called so.")).to_be_hidden()
        seek(page, "nobody at all")
        expect(page.get_by_text("Nothing that is drawn is called so.")).to_be_visible()
        expect(card).to_have_count(0)
    seek(page, "þóra")
    expect(card).to_have_text("Þóra Ðúadóttir")
    page.get_by_label("Find in the drawing").fill("")
    expect(card).to_have_count(0)
    seek(page, "großmann")
    page.get_by_label("Colour").select_option("Community")
    expect(page.locator(".pointed")).to_contain_text("Around ")


def test_a_thing_is_found_by_its_name_in_another_language_and_by_its_abbreviation(
    visit_made_up: Callable[..., Visit],
) -> None:
    page = visit_made_up("/networks?between=organisations&by=events").page
    seek(page, "mustikka")
    expect(page.locator(".pointed b")).to_have_text("The Blueberry Ring")
    seek(page, "äuv")
    expect(page.locator(".pointed b")).to_have_text("Äälisaari Renewal Agency")


def test_all_fades_but_what_is_chosen_and_whom_it_is_tied_to(page: Page) -> None:
    seek(page, "Søren Großmann")
    expect(page.locator(".pointed b")).to_have_text("Søren Großmann")
    expect(page.locator(".pointed .swatch")).to_have_class("swatch group-0")
    page.wait_for_timeout(300)  # the drawing comes nearer
    lit = coloured(page)
    page.locator(".drawing").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".pointed b")).to_have_count(0)
    page.wait_for_timeout(100)
    assert coloured(page) > 1.2 * lit > 0


def coloured(page: Page) -> int:
    """Return how much of the drawing has one of the strong colours of its groups."""
    found: int = page.locator(".drawing canvas").evaluate(
        """canvas => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let number = 0;
          for (let at = 0; at < data.length; at += 4)
            number += Math.max(data[at], data[at + 1], data[at + 2])
              - Math.min(data[at], data[at + 1], data[at + 2]) > 60;
          return number;
        }"""
    )
    return found


def test_links_to_the_same_network_keep_what_was_chosen(page: Page) -> None:
    page.get_by_label("Colour").select_option("Community")
    page.get_by_role("columnheader", name="Betweenness").get_by_role("link").click()
    page.wait_for_url("**sort=-betweenness**")
    assert asked(page)["colour"] == "community"
    expect(page.locator("select[name=colour]")).to_have_value("community")
    swatches = page.locator("th .swatch")
    expect(swatches.first).to_have_class(re.compile(r"group-\d"))
    page.get_by_label("Colour").select_option("Country")
    page.wait_for_url(lambda url: "colour" not in url)


def test_it_works_also_where_a_script_comes_late(visit_made_up: Callable[..., Visit]) -> None:
    visited = visit_made_up(MADE_UP["privacy"])

    def late(route: Route) -> None:
        visited.page.wait_for_timeout(1500)
        route.continue_()

    visited.page.route("**/collaboration.js*", late)
    visited.page.goto(PEOPLE)
    visited.settle()
    expect(visited.page.locator(".drawing")).to_have_attribute("role", "application")


def found(page: Page, shows: str) -> tuple[float, float]:
    """Return a place across the middle of the drawing at which the panel tells something."""
    box = page.locator(".drawing").bounding_box()
    assert box
    for down in (0.5, 0.4, 0.6):
        for x in range(10, int(box["width"]), 8):
            place = box["x"] + x, box["y"] + box["height"] * down
            page.mouse.move(*place)
            if page.locator(".pointed", has_text=shows).count():
                return place
    pytest.fail(f"nothing in the drawing shows {shows}")


def test_pointing_at_a_tie_tells_its_evidence_and_a_click_leads_to_it(page: Page) -> None:
    place = found(page, "They share")
    expect(page.locator(".pointed")).to_contain_text("Statements: ")
    told = page.locator(".pointed b").text_content()
    assert told
    page.mouse.click(*place)
    page.wait_for_url("**/networks/pair?**")
    heading = page.get_by_role("heading", level=1).text_content()
    assert heading
    assert {*heading.split(" – ")} == {*told.split(" – ")}, "that which was told"
    expect(page.get_by_role("heading", name=re.compile("What they share"))).to_be_visible()


def test_a_finger_is_told_first(visit_made_up: Callable[..., Visit]) -> None:
    page = visit_made_up(PEOPLE, "phone").page
    box = page.locator(".drawing").bounding_box()
    assert box
    for step in range(20, int(box["height"]), 12):
        for across in range(10, int(box["width"]), 12):
            page.touchscreen.tap(box["x"] + across, box["y"] + step)
            if page.locator(".pointed a").count():
                assert page.url.endswith("by=events")
                page.locator(".pointed a").tap()
                page.wait_for_url(lambda url: not url.endswith("by=events"))
                return
    pytest.fail("nothing in the drawing was touched")


def test_it_is_saved_as_a_picture(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as waited:
        page.get_by_role("button", name="Picture as shown (PNG)").click()
    waited.value.save_as(tmp_path / "saved")
    assert waited.value.suggested_filename == "network.png"
    content = (tmp_path / "saved").read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    box = page.locator(".drawing canvas").bounding_box()
    assert box
    assert width >= box["width"]
    assert height > box["height"], "the legend stands below"


def test_a_form_asks_for_no_more_than_was_chosen(page: Page) -> None:
    page.locator("select[name=between]").select_option("organisations")
    page.get_by_role("button", name="Draw").click()
    page.wait_for_url("**between=organisations**")
    assert asked(page) == {"between": "organisations", "by": "events"}
    page.get_by_text("More choices").click()
    page.locator("[name=show]").select_option("communities")
    page.get_by_role("button", name="Draw").click()
    page.wait_for_url("**show=communities**")
    expect(page.get_by_text("Drawn are its communities")).to_be_visible()


def test_what_cannot_be_tied_by_something_is_not_offered_it(page: Page) -> None:
    between = page.locator("select[name=between]")
    cooperation = page.locator("[name=by][value=cooperation]")
    expect(cooperation).to_be_disabled()
    between.select_option("organisations")
    cooperation.check()
    between.select_option("people")
    expect(cooperation).to_be_disabled()
    sent = "form => [...new FormData(form)].map((field) => field.join('='))"
    assert page.locator("form.recipe").evaluate(sent) == ["between=people", "by=events"]


def test_it_is_drawn_within_a_page_elsewhere(visit_made_up: Callable[..., Visit]) -> None:
    visited = visit_made_up(MADE_UP["privacy"])
    address = re.sub(r"(//[^/]+).*", r"\1", visited.page.url)
    frame = f'<iframe src="{address}/embed/network?between=countries&by=events"></iframe>'
    with elsewhere(f"<!doctype html>{frame}") as other:
        visited.page.goto(other)
        drawing = visited.page.frame_locator("iframe").locator(".drawing[data-drawn='3']")
        expect(drawing).to_be_visible(timeout=PATIENCE)


@contextmanager
def elsewhere(content: str) -> Iterator[str]:
    """Serve a page of another origin, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_thousands_are_drawn(visit_made_up: Callable[..., Visit]) -> None:
    visited = visit_made_up(MADE_UP["privacy"])
    visited.page.route("**/networks/data.json?*", crowded)
    visited.page.goto(PEOPLE)
    visited.settle()
    expect(visited.page.locator(".drawing")).to_have_attribute("data-drawn", str(NODES))
    visited.page.get_by_label("Colour").select_option("Community")
    visited.page.get_by_label("Least weight of a tie").fill("1")
    expect(visited.page.locator(".drawing")).to_have_attribute("data-shown", str(TIES))
    assert visited.trouble == []


def test_within_another_page_its_credit_is_seen(visit_made_up: Callable[..., Visit]) -> None:
    page = visit_made_up("/embed/network?between=people&by=events").page
    page.set_viewport_size({"width": 800, "height": 600})  # as the page offers it
    expect(page.get_by_role("link", name="Nordic Public Innovation")).to_be_in_viewport(ratio=1)
    box = page.locator(".drawing").bounding_box()
    assert box
    assert box["height"] > 200
