"""Connections: how two things are connected, and an answer to whatever is asked."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kg.settings import BASE
from tests.server.web import Browser, Page

AASE, KRUEGER = "person/aase-oest-aeroe", "person/juergen-krueger"
PAEIVI, THORA = "person/paeivi-aeijaelae", "person/thora-duadottir"
SUMMIT = "event/taagetopmoede-2018"
NAMES = {PAEIVI: "Päivi Äijälä", THORA: "Þóra Ðúadóttir"}


def asked(browser: Browser, start: str, end: str, **more: str) -> Page:
    language = more.pop("language", "en")
    return browser.get("/connect", language, query_string={"from": start, "to": end, **more})


def data(client: FlaskClient, start: str, end: str) -> dict[str, Any]:
    answer = client.get("/connect", query_string={"from": start, "to": end, "format": "json"})
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = answer.json  # type: ignore[assignment]
    return found


def test_the_ways_are_told_step_by_step(browser: Browser) -> None:
    page = asked(browser, PAEIVI, THORA)
    assert page.status == 200
    assert "Päivi Äijälä and Þóra Ðúadóttir are 2 steps apart." in page.text
    assert "There is one shortest way." in page.text
    way, *others = page.all("ol", **{"class": "path"})
    assert "Päivi Äijälä took part in Fog Summit 2018 as participant (26 January 2018)" in way.text
    assert "Fog Summit 2018 had Þóra Ðúadóttir as participant" in way.text
    assert "on behalf of Äälisaari Renewal Agency" in way.text
    assert others
    assert {f"/{SUMMIT}", f"/{PAEIVI}", f"/{THORA}"} <= set(page.links)
    assert "/source/tangpost-2018#paragraph-4" in page.links
    assert [link for link in page.links if link.startswith("/participation/taagetopmoede-2018--")]


def test_each_statement_on_the_page_has_its_evidence(browser: Browser) -> None:
    page = asked(browser, AASE, THORA)
    told = page.all("div", **{"class": "told"})
    cited = page.all("p", **{"class": "claim-evidence"})
    assert len(told) == len(cited) > 3
    assert all(one.text for one in cited)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "Tågetopmødet 2018 havde Päivi Äijälä som deltager"),
        ("nb", "Tågetopmødet 2018 hadde Päivi Äijälä som deltaker"),
        ("sv", "Dimtoppmötet 2018 hade Päivi Äijälä som deltagare"),
    ],
)
def test_the_ways_are_told_in_the_readers_language(
    browser: Browser, language: str, sentence: str
) -> None:
    assert sentence in asked(browser, SUMMIT, PAEIVI, language=language).text


@pytest.mark.parametrize(
    "name",
    [PAEIVI, f"/{PAEIVI}", f"{BASE}id/{PAEIVI}", f"http://localhost/{PAEIVI}?lang=da",
     "Päivi Äijälä", "paeivi aeijaelae", "aijala"],
)  # fmt: skip
def test_an_end_is_named_by_path_by_iri_or_by_name(client: FlaskClient, name: str) -> None:
    found = data(client, name, THORA)
    assert (found["from"]["state"], found["from"]["thing"]["path"]) == ("found", PAEIVI)
    assert found["distance"] == 2


def test_where_a_name_is_not_clear_choices_are_offered(browser: Browser) -> None:
    page = asked(browser, "fog", THORA)
    assert page.status == 200
    assert "Which of these is meant by" in page.text
    assert page.one("bdi").text == "fog"
    choices = [link for link in page.links if f"&to={THORA}" in link and "from=event/" in link]
    assert choices
    assert browser.get(choices[0]).all("ol", **{"class": "path"})


def test_the_boxes_hold_what_was_asked_and_can_be_swapped(browser: Browser) -> None:
    page = asked(browser, PAEIVI, "Thora Duadottir")
    boxes = [page.one("input", id=name) for name in ("from", "to")]
    assert [one["value"] for one in boxes] == [NAMES[PAEIVI], NAMES[THORA]]
    assert [one["data-path"] for one in boxes] == [PAEIVI, THORA]
    (swapped,) = (link for link, text in page.links.items() if text == "Swap")
    page = browser.get(swapped)
    assert page.one("input", id="from")["value"] == NAMES[THORA]
    assert "Þóra Ðúadóttir and Päivi Äijälä are 2 steps apart." in page.text


def test_an_example_is_taken_from_the_data(browser: Browser, client: FlaskClient) -> None:
    page = browser.get("/connect")
    assert page.status == 200
    (example,) = (link for link in page.links if link.startswith("/connect?from=person/"))
    assert "steps apart" in browser.get(example).text
    assert "For example" not in asked(browser, PAEIVI, "").text


def test_the_same_as_data(browser: Browser, client: FlaskClient) -> None:
    page, found = asked(browser, AASE, THORA), data(client, AASE, THORA)
    assert found["number"] == len(found["shortest"])
    ways = [*found["shortest"], *found["alternatives"]]
    assert len(page.all("ol", **{"class": "path"})) == len(ways)
    for way in ways:
        assert (way[0]["from"]["path"], way[-1]["to"]["path"]) == (AASE, THORA)
        for one in (one for step in way for one in step["statements"]):
            assert one["claim"].startswith(f"{BASE}id/")
            assert one["evidence"]
            assert one["sentence"] in page.text
    answer = client.get(f"/connect?from={AASE}&to={THORA}", headers={"Accept": "application/json"})
    assert answer.json == found


def test_as_of_a_day_ways_lead_over_the_ties_of_that_day(browser: Browser) -> None:
    assert "steps apart" in asked(browser, PAEIVI, THORA, asof="2018-01-26").text
    page = asked(browser, PAEIVI, THORA, asof="1900-01-01")
    assert "No statement ties this to anything on that day:" in page.text
    assert page.all("input", type="hidden", name="asof", value="1900-01-01")


def test_the_same_thing_twice_is_said(browser: Browser, client: FlaskClient) -> None:
    page = asked(browser, PAEIVI, NAMES[PAEIVI])
    assert page.status == 200
    assert "Both are the same:" in page.text
    assert data(client, PAEIVI, PAEIVI)["same"] is True


def test_a_retired_id_leads_to_the_kept_one(client: FlaskClient) -> None:
    answer = client.get(f"/connect?from={THORA}&to=person/soren-grossmann&lang=da")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/connect?from={THORA}&to=person/soeren-grossmann&lang=da"


@pytest.mark.parametrize("page", ["connect", "networks/pair"])
def test_no_retired_id_leads_round_and_round(client: FlaskClient, page: str) -> None:
    names = ("from", "to") if page == "connect" else ("one", "other")
    long = "http://localhost/person/soren-grossmann." + "a" * 250 + ".b"
    for value in ("person/soren-grossmann", f" {client.application.name} ", long):
        asked = {"between": "people", "by": "events"} | dict.fromkeys(names, value)
        answer = client.get(f"/{page}", query_string=asked)
        if answer.status_code == 301:
            assert "soren-grossmann" not in answer.headers["Location"]
            answer = client.get(answer.headers["Location"])
        assert answer.status_code in {200, 404}


@pytest.mark.parametrize(
    "path",
    ["source/tangpost-2018", "concept/country/dk", "concept/role/head",
     "role/juergen-krueger--idevaerket--seniorraadgiver"],
)  # fmt: skip
def test_what_lies_outside_networks_is_said(browser: Browser, path: str) -> None:
    page = asked(browser, PAEIVI, path)
    assert page.status == 404
    assert "Ways lead between people, organisations, events and initiatives." in page.text


def test_what_is_unknown_is_404_with_what_is_near(browser: Browser, client: FlaskClient) -> None:
    page = asked(browser, "person/paeivi-aijala", THORA)
    assert page.status == 404
    assert f"/connect?from={PAEIVI}&to={THORA}" in page.links
    found = data(client, "person/paeivi-aijala", THORA)
    assert (found["from"]["state"], found["distance"], found["shortest"]) == ("unknown", None, [])
    assert [one["path"] for one in found["from"]["choices"]] == [PAEIVI]


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, f"person/{'x' * 10_000}", "<script>alert(1)</script>", "שלום", "\u202eevil",
     "\0", "%", "'", '"', "a/b", "/", "//e.org/", "person/", "person/../../etc", f"{BASE}id/", BASE,
     "http://localhost/", "concept/country", "graph/ontology", "A\u0301\u0301\u0301", "*", "OR"],
)  # fmt: skip
@pytest.mark.parametrize("parameter", ["from", "to"])
def test_whatever_is_asked_there_is_a_page(browser: Browser, parameter: str, text: str) -> None:
    page = browser.get("/connect", query_string={"from": PAEIVI, "to": THORA, parameter: text})
    assert page.status in {200, 404}
    assert page.one("h1").text == "How are they connected?"
    assert "<script>alert" not in page.source
    assert len(page.one("input", id=parameter)["value"]) <= 200


@pytest.mark.parametrize(
    "query", ["", "from=", "to=", f"from={PAEIVI}", f"to={PAEIVI}", "from=&to=&x=1"]
)
def test_what_is_missing_is_asked_for(browser: Browser, query: str) -> None:
    page = browser.get(f"/connect?{query}")
    assert page.status == 200
    assert not page.all("ol", **{"class": "path"})


def test_of_what_is_asked_twice_the_first_counts(browser: Browser) -> None:
    page = browser.get(f"/connect?from={PAEIVI}&from={AASE}&to={THORA}&to={AASE}")
    assert "Päivi Äijälä and Þóra Ðúadóttir are 2 steps apart." in page.text


def test_another_form_than_json_is_404(client: FlaskClient) -> None:
    assert client.get(f"/connect?from={PAEIVI}&to={THORA}&format=gexf").status_code == 404


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/", "/connect"),
        ("/networks", "/connect"),
        (f"/networks?around={AASE}", f"/connect?from={AASE}"),
        (f"/{AASE}", f"/connect?from={AASE}"),
        (f"/{SUMMIT}", f"/connect?from={SUMMIT}"),
        ("/organisation/idevaerket", "/connect?from=organisation/idevaerket"),
        ("/initiative/regnebraettet", "/connect?from=initiative/regnebraettet"),
    ],
)
def test_pages_lead_to_it(browser: Browser, address: str, link: str) -> None:
    page = browser.get(address)
    assert link in page.links
    assert f"/connect?from={quote(PAEIVI)}" not in page.links


@pytest.mark.parametrize("form", ["/id/person/{}", "/id/person/{}.ttl", "/person/{}"])
def test_an_end_is_known_by_all_addresses_of_this_server(browser: Browser, form: str) -> None:
    start = "http://localhost" + form.format("aase-oest-aeroe")
    page = browser.get("/connect", query_string={"from": start, "to": "person/juergen-krueger"})
    assert page.one("input", id="from")["value"] == "Åse Øst-Ærø"
