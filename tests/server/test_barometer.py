"""The barometer: pictures, the tables that say the same, and a plain warning."""

from __future__ import annotations

import pytest

from server.languages import LANGUAGES
from tests.server.web import Browser, Page


def rows(page: Page, table: str) -> int:
    """Return the number of rows of a table of figures."""
    start = page.source.index(f'id="{table}"')
    return page.source[start : page.source.index("</table>", start)].count('scope="row"')


def test_it_begins_with_the_share_known_of_most_countries(browser: Browser) -> None:
    page = browser.get("/barometer")
    assert page.status == 200
    assert page.one("h2", id="main").text == "Share that has renewed itself"
    assert "Workplaces with > 0 renewals in two years" in page.text
    assert (
        "7 figures. The lowest figure is 54.25 % (Iceland, 2), the highest 72 % (Finland, 2)."
        in (page.text.replace("\u00a0", " "))
    )


def test_as_of_a_day_later_figures_are_left_out(browser: Browser) -> None:
    whole, then, before = (
        browser.get(f"/barometer{asked}") for asked in ("", "?asof=2017-06-01", "?asof=1950-01-01")
    )
    numbers = [rows(page, "countries-table") for page in (whole, then)]
    assert 0 < numbers[1] < numbers[0]
    assert then.one("input", type="hidden", name="asof")["value"] == "2017-06-01"
    assert before.status == 200


def test_each_picture_has_a_name_and_a_table_that_says_the_same(browser: Browser) -> None:
    page = browser.get("/barometer")
    pictures = page.all("svg", role="img")
    assert len(pictures) >= 2
    for picture in pictures:
        assert all(id_ in page.ids for id_ in picture["aria-labelledby"].split())
    drawn = page.source.count('class="plot-bar')
    assert drawn == rows(page, "countries-table") + rows(page, "sectors-table")


def test_each_figure_leads_to_its_claim_and_its_source(browser: Browser) -> None:
    page = browser.get("/barometer?sector=municipal")
    (claim,) = [link for link, text in page.links.items() if text == "54.25 %"]
    assert claim.startswith("/observation/usvabarometri--is--2--")
    assert page.links["/source/usvaraportti-2020#table-2-row-1"] == "table 2 row 1"
    assert browser.get(claim).status == 200


def test_what_cannot_be_compared_is_said(browser: Browser) -> None:
    warning = browser.get("/barometer").one("div", role="note").text
    assert "Sources give different figures for the same. 2 of 7 figures" in warning
    assert "They cover different parts of the public sector." in warning
    assert "Some are only known as a round number or a phrase. 2 of 7 figures" in warning
    assert "renewed at least once" in warning


def test_a_single_figure_needs_no_warning(browser: Browser) -> None:
    page = browser.get("/barometer?indicator=renewed-share&sector=national")
    assert "1 figure." in page.text
    assert not page.all("div", role="note")


def test_how_the_editions_were_made_stands_below(browser: Browser) -> None:
    text = browser.get("/barometer").one("section", **{"aria-labelledby": "method"}).text
    assert "leaders of workplaces & their deputies" in text
    assert "420 301" in text
    assert "Asks of two years, the first edition of one." in text


def test_the_tables_can_be_sorted(browser: Browser) -> None:
    def first(sort: str) -> str:
        page = browser.get(f"/barometer?sort={sort}")
        links = [one.text for one in page.all("a") if one["href"].startswith("/observation/")]
        return links[0]

    assert first("value") == "54.25 %"
    assert first("-value") == "72 %"
    assert browser.get("/barometer?sort=-value").all("th", **{"aria-sort": "descending"})


@pytest.mark.parametrize("query", ["indicator=nothing", "sort=nothing"])
def test_what_does_not_exist_has_no_page(browser: Browser, query: str) -> None:
    assert browser.get(f"/barometer?{query}").status == 404


def test_a_sector_without_figures_is_as_every_sector(browser: Browser) -> None:
    assert "7 figures." in browser.get("/barometer?sector=regional").text


def test_counts_are_drawn_too(browser: Browser) -> None:
    page = browser.get("/barometer?indicator=fog-days")
    assert "The lowest figure is 0 (Denmark, 2018), the highest 112 (Denmark, 2012)." in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_each_language(browser: Browser, language: str) -> None:
    page = browser.get("/barometer", language)
    assert page.one("html")["lang"] == language
    named = {"fi": "Barometri", "is": "Nýsköpunarvog"}
    assert page.one("h1").text == named.get(language, "Barometer")


def test_the_first_page_and_the_menu_lead_to_it(browser: Browser) -> None:
    page = browser.get("/")
    links = [one for one in page.all("a") if one["href"] == "/barometer"]
    assert len(links) == 2
