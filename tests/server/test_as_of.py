"""As of a day: one date for all pages, which decides what roles, ties and networks they show."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.server.web import Browser

AASE = "/person/aase-oest-aeroe"


def test_every_page_has_the_date_and_keeps_it(browser: Browser) -> None:
    for address in ("/", "/people", AASE, "/networks", "/about", "/country/dk", "/search?q=fog"):
        page = browser.get(address + ("&" if "?" in address else "?") + "asof=2018-06-01")
        assert page.status == 200
        assert page.one("input", id="asof")["value"] == "2018-06-01"
        assert "As of 1 June 2018" in page.text
        assert "/organisations?asof=2018-06-01" in page.links
        assert page.links[address] == "All times"


def test_without_a_date_nothing_says_so(browser: Browser) -> None:
    page = browser.get("/people")
    assert page.one("input", id="asof")["value"] == ""
    assert not [link for link in page.links if "asof" in link]


def test_the_form_keeps_what_else_is_asked_for(browser: Browser) -> None:
    page = browser.get("/people?country=dk&lang=da")
    hidden = {one["name"]: one["value"] for one in page.all("input", type="hidden")}
    assert hidden["country"] == "dk"


def test_certain_and_possible_stand_apart(browser: Browser) -> None:
    headings = {
        day: [one.text for one in browser.get(f"{AASE}?asof={day}").all("h3")]
        for day in ("2018-01-26", "1950-01-01")
    }
    assert any(one.startswith("Certain on that day") for one in headings["2018-01-26"])
    assert not any(one.startswith("Certain") for one in headings["1950-01-01"])


def test_the_day_is_marked_in_the_timeline(browser: Browser) -> None:
    def marked(day: str) -> bool:
        return "timeline-day" in browser.get(f"/person/soeren-grossmann?asof={day}").source

    assert marked("2018-01-26")
    assert not marked("1950-01-01")
    assert "timeline-day" not in browser.get("/person/soeren-grossmann").source


def test_possible_steps_of_a_way_are_marked(browser: Browser) -> None:
    address = "/connect?from=person/juergen-krueger&to=organisation/idevaerket"
    for day, possible in (("2018-01-31", False), ("2021-06-01", True)):
        page = browser.get(f"{address}&asof={day}")
        assert (
            "possible" in [one.text for one in page.all("span", **{"class": "tag"})]
        ) == possible


def test_what_is_of_other_times_is_counted_and_not_shown(browser: Browser) -> None:
    page = browser.get(f"{AASE}?asof=1950-01-01")
    assert "of other times" in page.text
    assert "/event/taagetopmoede-2018?asof=1950-01-01" not in page.links


def test_the_network_is_that_of_the_day(client: FlaskClient) -> None:
    whole = client.get("/networks/data.json").json
    then = client.get("/networks/data.json?asof=2018-01-26").json
    assert whole
    assert then
    assert 0 < len(then["edges"]) < len(whole["edges"])
    assert any(edge.get("dashes") for edge in then["edges"])
    assert not any(edge.get("dashes") for edge in whole["edges"])
    assert "stroke-dasharray" in client.get("/networks/drawing.svg?asof=2018-01-26").text


def test_a_day_on_which_nothing_is_known_has_its_page(browser: Browser) -> None:
    page = browser.get("/networks?around=event/taagetopmoede-2018&asof=1950-01-01")
    assert page.status == 200
    assert "No ties are known as of 1 January 1950." in page.text


@pytest.mark.parametrize("address", ["/", AASE, "/networks", "/people", "/nowhere"])
@pytest.mark.parametrize("day", ["2018", "2018-02-30", "9999-01-01", "<script>", "x" * 5000])
def test_a_wrong_day_is_refused_with_what_to_write(
    browser: Browser, address: str, day: str
) -> None:
    page = browser.get(address, query_string={"asof": day})
    assert page.status == 400
    assert page.one("h1").text == "There is no such day"
    assert "2018-06-01" in page.text
    assert "'<script>'" not in page.source


@pytest.mark.parametrize("asked", ["asof=", "asof=%20", "asof=2018-06-01&asof=junk"])
def test_an_empty_or_a_repeated_day_is_read(browser: Browser, asked: str) -> None:
    assert browser.get(f"{AASE}?{asked}").status == 200


def test_what_programs_get_says_the_day_and_how_each_statement_stands(client: FlaskClient) -> None:
    asked = "from=person/juergen-krueger&to=organisation/idevaerket&format=json"
    for day, standing in (("2018-01-31", "certain"), ("2021-06-01", "possible")):
        found = client.get(f"/connect?{asked}&asof={day}").json
        assert found
        assert found["asof"] == day
        (step,) = found["shortest"][0]
        assert {one["standing"] for one in step["statements"]} == {standing}
    always = client.get(f"/connect?{asked}").json
    assert always
    assert always["asof"] is None


def test_the_table_of_ties_marks_those_that_are_only_possible(browser: Browser) -> None:
    then = browser.get("/networks?asof=2018-01-26").all("span", **{"class": "tag"})
    assert {one.text for one in then} == {"possible"}
    assert browser.get("/networks").all("span", **{"class": "tag"}) == []


def test_a_file_of_claims_is_that_of_the_day(client: FlaskClient) -> None:
    def standings(day: str) -> list[str]:
        text = client.get(f"{AASE}.csv?asof={day}").text
        return [row["standing"] for row in csv.DictReader(io.StringIO(text))]

    whole = client.get(f"{AASE}.csv").text.splitlines()
    assert {"certain"} <= {*standings("2018-01-26")} <= {"certain", "possible"}
    assert 0 < len(standings("2018-01-26")) < len(whole) - 1
    assert standings("1950-01-01").count("certain") == 0


def test_what_is_embedded_says_the_day_and_what_is_certain(browser: Browser) -> None:
    page = browser.get("/embed/person/aase-oest-aeroe?asof=2018-01-26")
    assert "As of 26 January 2018" in page.text
    assert "Certain on that day" in page.text
    assert "Before" in browser.get("/embed/person/soeren-grossmann").text


def test_ties_of_countries_say_what_is_counted(browser: Browser) -> None:
    assert (
        "certain on that day and those that are possible" in browser.get("/?asof=2018-01-26").text
    )
    assert "certain on that day" not in browser.get("/").text
