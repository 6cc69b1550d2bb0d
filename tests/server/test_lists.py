"""Lists: sorted, narrowed down, and page by page."""

from __future__ import annotations

import pytest
from flask import Flask

from server.paging import page_of
from tests.server.web import Browser, Page


def _rows(page: Page) -> list[str]:
    return [one.text for one in page.all("th", scope="row")]


def test_a_list_names_everything_once_in_alphabetical_order(browser: Browser) -> None:
    rows = _rows(browser.get("/people"))
    assert len(rows) == 6
    assert rows[0] == "Åse Øst-Ærø"


@pytest.mark.parametrize("language", ["da", "nb", "sv"])
def test_a_list_is_in_the_alphabet_of_the_page(browser: Browser, language: str) -> None:
    assert _rows(browser.get("/people", language))[-1] == "Åse Øst-Ærø"


def test_a_list_can_be_sorted_both_ways_by_each_column(browser: Browser) -> None:
    page = browser.get("/events?sort=date")
    assert _rows(page)[0] == "Fog Summit 2015"
    assert "/events?sort=-date" in page.links
    assert _rows(browser.get("/events?sort=-date"))[0] == "Fog Summit 2020"
    assert _rows(browser.get("/events?sort=-name"))[0] == _rows(browser.get("/events"))[-1]
    sorted_heads = [one["aria-sort"] for one in page.all("th", scope="col")]
    assert sorted_heads.count("ascending") == 1


def test_those_without_a_value_come_last(browser: Browser) -> None:
    for sort in ("country", "-country"):
        page = browser.get(f"/organisations?sort={sort}")
        countries = [one.text for one in page.all("td", **{"data-label": "Country"})]
        known = [one for one in countries if one]
        assert 0 < len(known) < len(countries)
        assert countries[: len(known)] == known


def test_a_list_can_be_narrowed_down(browser: Browser) -> None:
    assert _rows(browser.get("/events?country=fi")) == ["Fog Summit 2020"]
    assert _rows(browser.get("/initiatives?type=survey&country=dk")) == ["The Fog Count"]
    page = browser.get("/events?country=ax")
    assert _rows(page) == []
    assert "There is none." in page.text


def test_an_unknown_order_has_no_page(browser: Browser) -> None:
    assert browser.get("/people?sort=height").status == 404


@pytest.mark.parametrize(
    ("asked", "number", "items"),
    [("", 1, "ab"), ("?page=2", 2, "cd"), ("?page=3", 3, "e"), ("?page=99", 3, "e"),
     ("?page=0", 1, "ab"), ("?page=-1", 1, "ab"), ("?page=x", 1, "ab")],
)  # fmt: skip
def test_a_page_outside_the_list_is_the_nearest(
    app: Flask, asked: str, number: int, items: str
) -> None:
    with app.test_request_context(f"/people{asked}"):
        page = page_of("abcde", 2)
    assert (page.number, page.last, page.total, "".join(page.items)) == (number, 3, 5, items)
