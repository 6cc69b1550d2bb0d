"""Pages of countries, and of what two of them share."""

from __future__ import annotations

import pytest

from tests.server.web import Browser


def test_a_country_leads_to_its_lists(browser: Browser) -> None:
    page = browser.get("/country/dk")
    assert page.one("h1").text == "Denmark"
    for address in ("people", "organisations", "events", "initiatives", "sources"):
        (heading,) = [one for one in page.all("h2") if one.text.lower().startswith(address)]
        listed = browser.get(f"/{address}?country=dk").all("th", scope="row")
        assert heading.text.split()[1] == str(len(listed))
        assert f"/{address}?country=dk" in page.links
    assert "/initiative/taagetaellingen" in page.links


def test_a_country_has_its_ties_to_the_others(browser: Browser) -> None:
    page = browser.get("/country/dk")
    (table,) = page.all("table", **{"class": "matrix"})
    assert "Norway" in table.text
    cells = [link for link in page.links if "/with/" in link]
    assert cells
    for link in cells:
        shared = browser.get(link)
        number = int(page.links[link])
        listed = [one for one in shared.links if one.startswith(("/event/", "/initiative/"))]
        assert len(listed) == number


def test_a_country_elsewhere_has_no_table_of_nordic_ties(browser: Browser) -> None:
    page = browser.get("/country/gb")
    assert page.status == 200
    assert not page.all("table", **{"class": "matrix"})


@pytest.mark.parametrize("address", ["/country/xx", "/country/dk/with/dk", "/country/dk/with/xx"])
def test_what_is_no_country_or_no_pair_has_no_page(browser: Browser, address: str) -> None:
    assert browser.get(address).status == 404


def test_the_first_page_shows_the_ties_at_a_glance(browser: Browser) -> None:
    page = browser.get("/", "da")
    assert page.all("table", **{"class": "matrix"})
    assert "deler mest" in page.text


def test_as_of_a_day_ties_are_those_of_the_day(browser: Browser) -> None:
    assert not [link for link in browser.get("/?asof=1850-01-01").links if "/with/" in link]


def test_the_ties_of_a_country_begin_with_its_own(browser: Browser) -> None:
    page = browser.get("/country/is")
    heads = [one.text for one in page.all("th", scope="row")]
    assert heads[0] == "Iceland"
    assert "Iceland and Denmark share most:" in page.text
    assert next(one.text for one in browser.get("/").all("th", scope="row")) == "Denmark"
