"""Lists: sorted, narrowed down, and page by page."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.folding import alphabetical
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


def test_each_choice_of_a_facet_is_a_link_with_its_number(browser: Browser) -> None:
    page = browser.get("/events")
    finland = page.links["/events?country=fi"]
    assert finland == "Finland 1"
    narrowed = browser.get("/events?country=fi")
    assert narrowed.links["/events"] == "Finland 1"  # the same link takes it away again
    assert "1 of 4" in narrowed.one("h1").text


def test_choices_are_kept_by_order_and_language(browser: Browser) -> None:
    page = browser.get("/events?country=fi&country=dk&sort=date&lang=da")
    assert "/events?sort=date&lang=da&country=dk" in page.links
    assert "/events?country=fi&country=dk&sort=-date&lang=da" in page.links


def test_a_choice_leads_to_the_first_page(browser: Browser) -> None:
    assert not [link for link in browser.get("/events?page=2").links if "page=2&country" in link]


@pytest.mark.parametrize(
    "asked",
    ["country=xx", "country=&country=", "country=dk&country=dk", "year=20x8", "type=%00",
     "participation=../x", "source=%3Cscript%3E", "level=" + "x" * 9000, "kind=person",
     "&".join(f"year={year}" for year in range(500)), "page=99&country=dk"],
)  # fmt: skip
def test_whatever_is_chosen_is_answered(browser: Browser, asked: str) -> None:
    page = browser.get(f"/people?{asked}")
    assert page.status == 200
    assert "<script>" not in page.source


def test_a_list_can_be_taken_along_as_it_is_seen(browser: Browser, client: FlaskClient) -> None:
    page = browser.get("/people?country=dk&sort=-name&lang=da")
    (address,) = [link for link in page.links if "format=csv" in link]
    answer = client.get(address)
    assert answer.mimetype == "text/csv"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["name"] for row in rows] == _rows(page)
    assert rows[0]["iri"].startswith("https://w3id.org/nordic-innovation/id/person/")
    assert client.get(rows[0]["page"].removeprefix("http://localhost")).status_code == 200
    assert all("Danmark" in row["countries"] for row in rows)


def test_a_list_is_had_as_csv_by_what_the_client_accepts(client: FlaskClient) -> None:
    answer = client.get("/events", headers={"Accept": "text/csv"})
    assert answer.mimetype == "text/csv"
    assert len(answer.text.splitlines()) == 5
    assert client.get("/events?format=xls").status_code == 404


def test_who_takes_anything_gets_the_page(client: FlaskClient) -> None:
    for accepted in ("*/*", "", "text/csv;q=0.5, text/html", "image/png"):
        assert client.get("/events", headers={"Accept": accepted}).mimetype == "text/html"


def test_people_stand_with_their_role_and_organisation(browser: Browser) -> None:
    page = browser.get("/people?sort=organisation")
    row = next(one for one in page.all("tr") if "Søren Großmann" in one.text)
    assert "project manager" in row.text
    assert "The Blueberry Ring and 1 more" in row.text
    organisations = [one.text for one in page.all("td", **{"data-label": "Organisation"})]
    known = [one for one in organisations if one]
    assert known == sorted(known, key=lambda one: alphabetical(one, "en"))
    assert organisations[: len(known)] == known


def test_people_are_found_by_where_they_work_and_sources_by_who_published_them(
    browser: Browser,
) -> None:
    page = browser.get("/people?organisation=idevaerket")
    assert _rows(page) == ["Åse Øst-Ærø", "Jürgen Krüger"]
    sources = browser.get("/sources?organisation=tangloese-kommuneforbund")
    assert len(_rows(sources)) == 1
    (publisher,) = [one.text for one in sources.all("td", **{"data-label": "Publisher"})]
    assert publisher == "Tangløse Association of Municipalities"
    assert _rows(browser.get("/people?organisation=tangloese-kommuneforbund&asof=2018-01-01")) == []


def test_a_list_is_that_of_the_day(browser: Browser) -> None:
    page = browser.get("/organisations?asof=2014-01-01")
    rows = _rows(page)
    assert "The Idea Works" not in " ".join(rows)
    assert "2 of other times are not shown." in page.text
    assert "4 of 6" in page.one("h1").text
    rows = _rows(browser.get("/organisations?asof=2020-06-01"))
    assert [one for one in rows if one.endswith("possible")]
    certain = _rows(browser.get("/organisations?asof=2020-06-01&standing=certain"))
    assert certain
    assert not [one for one in certain if one.endswith("possible")]


def test_roles_in_a_list_are_those_of_the_day(browser: Browser) -> None:
    page = browser.get("/people?asof=2016-01-01&sort=organisation")
    row = next(one for one in page.all("tr") if "Søren Großmann" in one.text)
    assert "Tangløse" in row.text
    assert "Blueberry" not in row.text
    assert "/people?asof=2016-01-01&sort=organisation&type=director" in page.links


def test_a_file_says_of_which_day_it_is(client: FlaskClient) -> None:
    text = client.get("/people?asof=2016-01-01&format=csv").text
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(text))}
    soeren = rows["Søren Großmann"]
    assert {row["as_of"] for row in rows.values()} == {"2016-01-01"}
    assert {row["standing"] for row in rows.values()} <= {"certain", "possible"}
    assert soeren["organisation"].startswith("Tangløse")
    always = next(csv.DictReader(io.StringIO(client.get("/people?format=csv").text)))
    assert (always["as_of"], always["standing"]) == ("", "")


def test_all_values_of_a_facet_can_be_seen(browser: Browser) -> None:
    page = browser.get("/people?facet=source&country=dk&values=99")
    assert page.one("h2", id="facet-whole").text.startswith("Source")
    assert "/people?country=dk" in page.links
    (choice,) = (link for link in page.links if link.endswith("source=tangpost-2018"))
    assert choice == "/people?country=dk&source=tangpost-2018"
    assert _rows(page) == []
    assert browser.get("/people?facet=height").status == 404
    assert browser.get("/search?q=fog&facet=year").one("h2", id="facet-whole")


def test_a_file_of_people_is_not_to_be_listed_either(client: FlaskClient) -> None:
    assert client.get("/people?format=csv").headers["X-Robots-Tag"] == "noindex"


def test_a_list_is_of_its_kind_whatever_else_is_asked_for(browser: Browser) -> None:
    assert len(_rows(browser.get("/people?kind=organisation"))) == 6


def test_caches_are_told_that_lists_have_two_forms(client: FlaskClient) -> None:
    for accept, address in (
        ("text/csv", "/people"),
        ("text/html", "/people"),
        ("application/json", "/connect?from=person/aase-oest-aeroe"),
    ):
        answer = client.get(address, headers={"Accept": accept})
        assert "accept" in answer.vary.as_set()
