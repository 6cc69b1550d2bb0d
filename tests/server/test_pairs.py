"""Why two are tied: each thing that they share, each statement, each source."""

from __future__ import annotations

import re

import networkx as nx
import pytest
from flask.testing import FlaskClient

import kg
from kg import Settings
from kg.networks import Projection, Recipe, read
from tests.server.web import Browser

AASE, THORA = "person/aase-oest-aeroe", "person/thora-duadottir"
RING = "organisation/blaabaerringen"
PAIR = "/networks/pair?between=people&by=events"


def test_each_statement_behind_a_tie_is_told_with_its_sources(browser: Browser) -> None:
    page = browser.get(f"{PAIR}&one={AASE}&other={THORA}")
    assert page.one("h1").text == "Åse Øst-Ærø – Þóra Ðúadóttir"
    assert page.one("p", **{"class": "lead"}).text == "Weight: 2 · Statements: 5 · Sources: 2"
    assert [one.text.partition(" 2 steps")[0] for one in page.all("h3")] == [
        "Through Fog Summit 2018", "Through Þokufundur í Hraunvík",
    ], "the latest first"  # fmt: skip
    claims = {one for one in page.links if one.startswith("/participation/")}
    assert len(claims) == 5
    assert page.one("h2", id="sources").text == "Sources 2"
    (back,) = (one for one, text in page.links.items() if text == "Collaboration networks")
    assert back == "/networks?between=people&by=events"
    assert f"/connect?from={AASE}&to={THORA}" in {one.replace("%2F", "/") for one in page.links}


def test_the_order_of_the_two_does_not_matter(browser: Browser) -> None:
    one, other = (
        browser.get(f"{PAIR}&one={a}&other={b}") for a, b in ((AASE, THORA), (THORA, AASE))
    )
    of = [{one for one in page.links if one.startswith("/participation/")} for page in (one, other)]
    assert of[0] == of[1]
    assert other.one("h1").text == "Þóra Ðúadóttir – Åse Øst-Ærø"


def test_what_others_do_on_behalf_of_one_is_told_of_them(browser: Browser) -> None:
    known = browser.get("/networks?between=organisations&by=events")
    first = next(one for one in known.links if one.startswith("/networks/pair") and RING in one)
    page = browser.get(first)
    told = [one.text for one in page.all("div", **{"class": "told"})]
    assert told
    assert all("took part in" in one or " had " in one for one in told)
    assert any("on behalf of" in one for one in told)


def test_a_tie_with_nothing_between_is_told_directly(
    browser: Browser, world_release: Settings
) -> None:
    recipe = Recipe(between="organisations", by=("cooperation",))
    network = Projection(read(kg.open(world_release)), recipe).network()
    one, other = next(iter(network.edges))
    page = browser.get(
        f"/networks/pair?between=organisations&by=cooperation&one={one}&other={other}"
    )
    assert [one.text for one in page.all("h3")] == ["Directly"]
    assert any(one.startswith("/relation/") for one in page.links)


def test_only_sources_that_the_recipe_takes_are_cited(browser: Browser) -> None:
    address = f"{PAIR}&one={AASE}&other={THORA}&without_source=ringbook-2021"
    page = browser.get(address)
    assert page.one("h2", id="sources").text == "Sources 1"
    assert "/source/tangpost-2018" in page.links
    assert "/source/ringbook-2021" not in page.links


@pytest.mark.parametrize("day", ["&to=2017", "&asof=2017-01-01"])
def test_only_what_the_recipe_takes_counts(browser: Browser, day: str) -> None:
    page = browser.get(f"{PAIR}&one={AASE}&other={THORA}{day}")
    assert "Through Þokufundur í Hraunvík" in page.text
    assert "Fog Summit" not in page.text


def test_two_that_nothing_ties_are_told_so(browser: Browser) -> None:
    page = browser.get(f"{PAIR}&to=2014&one={AASE}&other={THORA}")
    assert page.status == 200
    wanted = "Nothing ties them in this network. Not in it: Åse Øst-Ærø , Þóra Ðúadóttir"
    assert wanted in page.text
    same = browser.get(f"{PAIR}&one={AASE}&other=Åse Øst-Ærø")
    assert same.status == 200
    assert "Both are the same: Åse Øst-Ærø" in same.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        (
            f"one=person/nobody&other={AASE}",
            404,
            ["Nothing of these kinds is called “ person/nobody"],
        ),
        ("one=nobody&other=nothing", 404, ["is called “ nobody", "is called “ nothing"]),
        (f"one={AASE}&other={RING}", 404, ["In this network are: People. Of another kind is: The"]),
        (f"one={AASE}&other=blåbærringen", 404, ["People. Of another kind is: The Blueberry Ring"]),
        ("one=&other=", 200, []),
        ("", 200, []),
        (f"one={AASE}", 200, []),
    ],
)
def test_two_can_be_asked_for_and_who_is_not_known_is_told(
    browser: Browser, query: str, status: int, said: list[str]
) -> None:
    page = browser.get(f"{PAIR}&{query}")
    assert page.status == status
    for text in said:
        assert text in page.text
    kept = {(one["name"], one["value"]) for one in page.all("input", type="hidden")}
    assert {("between", "people"), ("by", "events")} <= kept
    assert page.one("input", id="other")["name"] == "other"
    assert "Nothing ties them" not in page.text


@pytest.mark.parametrize(
    ("between", "one", "other", "heading"),
    [
        ("people", "Åse Øst-Ærø", "þóra ðúadóttir", "Åse Øst-Ærø – Þóra Ðúadóttir"),
        ("people", "soren-grossmann", "Päivi Äijälä", "Søren Großmann – Päivi Äijälä"),
        ("people", "aase-oest-aeroe", "Þóra", "Åse Øst-Ærø – Þóra Ðúadóttir"),
        ("countries", "Danmark", "concept/country/is", "Denmark – Iceland"),
        ("actors", "blåbærringen", AASE, "The Blueberry Ring – Åse Øst-Ærø"),
    ],
)
def test_two_are_asked_for_by_their_names(
    browser: Browser, between: str, one: str, other: str, heading: str
) -> None:
    page = browser.get(f"/networks/pair?between={between}&by=events&one={one}&other={other}")
    assert page.status == 200
    assert page.one("h1").text == heading
    assert page.one("h2", id="shared")


def test_a_guess_is_asked_about_and_not_taken_for_what_was_meant(browser: Browser) -> None:
    page = browser.get(f"{PAIR}&one=Jurgen Krugger&other={AASE}")
    assert "Which of these is meant by “ Jurgen Krugger ”?" in page.text
    assert "Jürgen Krüger" in page.text
    assert not page.all("h2", id="shared")


def test_the_form_asks_of_the_same_network_as_it_is_shown(browser: Browser) -> None:
    page = browser.get(f"{PAIR}&one={AASE}&to=2020&asof=2019-01-01&lang=da&colour=community")
    assert page.one("form", **{"class": "connect"})["action"] == "/networks/pair"
    form = page.source.partition('<form class="connect"')[2].partition("</form>")[0]
    assert dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) == {
        "between": "people", "by": "events", "to": "2020", "asof": "2019-01-01", "lang": "da",
        "colour": "community",
    }  # fmt: skip
    boxes = [one["data-suggest"] for one in page.all("div") if "connect-end" in one["class"]]
    assert boxes == ["/search/suggest?kind=person&asof=2019-01-01&lang=da"] * 2


def test_two_that_are_there_and_not_tied_are_told_so(
    browser: Browser, world_release: Settings
) -> None:
    recipe = Recipe(between="people", by=("memberships",), isolates=True)
    network = Projection(read(kg.open(world_release)), recipe).network()
    one, other = next(nx.non_edges(network))
    asked = "/networks/pair?between=people&by=memberships&isolates=1"
    page = browser.get(f"{asked}&one={one}&other={other}")
    assert "Nothing ties them in this network." in page.text
    assert "Not in it:" not in page.text


def test_what_is_of_another_kind_twice_is_told_once_each(browser: Browser) -> None:
    page = browser.get(f"{PAIR}&one={RING}&other={RING}")
    assert page.status == 404
    assert "Both are the same" not in page.text
    country = browser.get(f"{PAIR}&one=concept/country/dk&other={AASE}")
    assert "How are they connected?" not in country.text


def test_a_retired_id_leads_to_the_kept_one(client: FlaskClient) -> None:
    answer = client.get(f"{PAIR}&one=person/soren-grossmann&other={AASE}&lang=da")
    assert answer.status_code == 301
    kept = f"{PAIR}&one=person/soeren-grossmann&other={AASE}&lang=da"
    assert answer.headers["Location"] == kept


def test_a_wrong_recipe_is_refused(client: FlaskClient) -> None:
    answer = client.get(f"/networks/pair?between=robots&by=tea&one={AASE}&other={THORA}")
    assert answer.status_code == 400
    assert "robots" in answer.text
    assert "tea" in answer.text


def test_many_shared_things_are_paged(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pairs._ROWS", 1)
    first = browser.get(f"{PAIR}&one={AASE}&other={THORA}")
    assert len(first.all("h3")) == 1
    (further,) = (one for one in first.links if "shared=2" in one)
    assert "Þokufundur í Hraunvík" in browser.get(further).one("h3").text
