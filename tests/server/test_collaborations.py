"""The page of collaboration networks: what it draws, its table says; what it cannot make, why."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from server.collaborations import BETWEEN, BY, WEIGHTS
from tests.server.web import Browser

PEOPLE = "/networks?between=people&by=events"


def test_it_is_linked_from_the_network(browser: Browser) -> None:
    links = browser.get("/networks").links
    (address,) = (one for one, text in links.items() if text == "Collaboration networks")
    assert browser.get(address).one("h1").text == "Collaboration networks"


def test_a_sentence_says_what_is_to_be_seen(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&from=2018&to=2018")
    assert "5 nodes, 10 ties, by 6 statements of 2 sources." in page.text
    assert "Tied to most others:" in page.text
    assert "Statements of other times that are left out: 6." in page.text


def test_the_tables_name_every_node_and_tie(browser: Browser) -> None:
    page = browser.get(PEOPLE)
    rows = [one.text for one in page.all("th", scope="row")]
    assert len(rows) == 6
    assert {"Åse Øst-Ærø", "Þóra Ðúadóttir"} <= {*rows}
    assert page.one("h2", id="ties").text == "Ties 12"
    claims = [one for one in page.links if one.startswith("/participation/")]
    assert len(claims) == 11


@pytest.mark.parametrize(
    "column",
    ["name", "country", "degree", "strength", "betweenness", "closeness", "constraint",
     "effective_size"],
)  # fmt: skip
def test_it_can_be_sorted_by_each_column(browser: Browser, column: str) -> None:
    up, down = (
        [one.text for one in browser.get(f"{PEOPLE}&sort={sign}{column}").all("th", scope="row")]
        for sign in ("", "-")
    )
    assert sorted(up) == sorted(down)
    assert up != down
    kept = [one for one in browser.get(f"{PEOPLE}&sort={column}").links if "sort=" in one]
    assert all("between=people" in one for one in kept)


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("weight", WEIGHTS)
def test_no_figure_is_not_a_number(browser: Browser, between: str, by: str, weight: str) -> None:
    page = browser.get(f"/networks?between={between}&by={by}&weight={weight}")
    refused = (between, by) in {("people", "cooperation"), ("actors", "memberships")}
    assert page.status == (400 if refused else 200)
    assert not re.search(r"\bnan\b|None|\binf\b", page.one("main").text, re.IGNORECASE)
    assert bool(page.all("div", role="alert")) == refused


def test_files_and_pictures_are_of_the_same_recipe(browser: Browser, client: FlaskClient) -> None:
    page = browser.get(f"{PEOPLE}&weight=newman&from=2016&roll_up=1&sort=name&lang=da")
    files = [one for one in page.links if one.startswith(("/networks/file/", "/networks/drawing"))]
    assert len(files) == 6
    for address in files:
        asked = parse_qs(urlsplit(address).query)
        assert {name: asked[name] for name in ("between", "by", "weight", "from", "roll_up")} == {
            "between": ["people"], "by": ["events"], "weight": ["newman"], "from": ["2016"],
            "roll_up": ["1"],
        }  # fmt: skip
        assert "sort" not in asked
        assert client.get(address).status_code == 200
    source = page.one("div", role="img")["data-source"]
    drawn = json.loads(client.get(source).data)
    assert len(drawn["nodes"]) == len(page.all("th", scope="row"))
    assert all(node["url"].startswith("/person/") for node in drawn["nodes"])
    picture = next(one for one in files if "drawing" in one)
    assert ET.fromstring(client.get(picture).data).tag.endswith("svg")


def test_the_form_keeps_what_was_asked(browser: Browser) -> None:
    page = browser.get(
        "/networks?between=countries&by=initiatives&to=2019-06&possible=1&weight=newman"
    )
    chosen = [one["value"] for one in page.all("option") if "selected" in one.attributes]
    assert chosen == ["countries", "newman"]
    checked = {one["value"] for one in page.all("input") if "checked" in one.attributes}
    assert checked == {"initiatives", "1"}
    assert page.one("input", name="to", maxlength="10")["value"] == "2019-06"


def test_all_that_is_wrong_is_on_the_page(browser: Browser) -> None:
    page = browser.get('/networks?between=<b>&by=events&from="spring"&half_life=x')
    assert page.status == 400
    said = page.one("div", role="alert").text
    assert "This network cannot be made:" in said
    assert "between: '<b>' is none of people" in said
    assert "There is no year, month or day '\"spring\"'" in said
    assert "half_life" in said


def test_a_network_without_ties_says_so(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&to=1900")
    assert page.status == 200
    assert "Nobody is tied to anybody by this recipe." in page.text
    assert not page.all("div", role="img")


def test_as_of_a_day_nothing_counts_that_came_after(browser: Browser, client: FlaskClient) -> None:
    page, same = browser.get(f"{PEOPLE}&asof=2016-12-31"), browser.get(f"{PEOPLE}&to=2016-12-31")
    rows = [one.text for one in page.all("th", scope="row")]
    assert rows == [one.text for one in same.all("th", scope="row")]
    assert len(rows) == 2
    (address,) = [one for one in page.links if "/file/json" in one]
    assert json.loads(client.get(address).data)["graph"]["recipe"]["until"] == "2016-12-31"
    earlier = json.loads(
        client.get("/networks/file/json?between=people&by=events&to=2016&asof=2020-01-01").data
    )
    assert earlier["graph"]["recipe"]["until"] == "2016-12-31"
