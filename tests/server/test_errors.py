"""Errors: the right status, a page for people, a problem in JSON for programs, and a way on."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg import errors
from kg.search import Hits, SearchIndex
from kg.settings import Settings
from server import create_app
from server.errors import title_of
from tests.server.web import Browser


def _all_errors(kind: type[errors.KGError] = errors.KGError) -> list[type[errors.KGError]]:
    """Return all our errors that are shown on a page; a thing that was replaced is led on."""
    under = [one for below in kind.__subclasses__() for one in _all_errors(below)]
    return [one for one in (kind, *under) if one is not errors.Replaced]


def test_a_page_that_is_not_there_suggests_what_is_near(browser: Browser) -> None:
    page = browser.get("/person/jurgen-kruger")
    assert page.status == 404
    assert page.links["/person/juergen-krueger"] == "Jürgen Krüger"
    assert "Did you mean one of these?" in page.text


@pytest.mark.parametrize("address", ["/kruger", "/who/is/jurgen_kruger", "/person/krugr"])
def test_words_of_an_unknown_address_are_searched_for(browser: Browser, address: str) -> None:
    page = browser.get(address)
    assert page.status == 404
    assert "/person/juergen-krueger" in page.links


@pytest.mark.parametrize("address", ["/person/qqqq", "/people/qq", "/person/krugexy", "/event/a"])
def test_what_is_not_really_near_is_not_suggested(browser: Browser, address: str) -> None:
    page = browser.get(address)
    assert page.status == 404
    assert "Did you mean" not in page.text


def test_of_a_long_address_little_is_searched_for(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    near = SearchIndex.near

    def noted(index: SearchIndex, text: str, limit: int) -> Hits:
        searched.append(text)
        return near(index, text, limit)

    monkeypatch.setattr(SearchIndex, "near", noted)
    assert browser.get("/" + "/".join(f"{n}{'q' * 200}" for n in range(9))).status == 404
    assert len(searched) == 3
    assert max(map(len, searched)) <= 100
    searched.clear()
    assert browser.get("/qqqq" * 9000).status == 404
    assert searched == ["qqqq"]


@pytest.mark.parametrize(
    "address",
    [
        "/qqqqqq",
        "/person/%00",
        "/person/a b",
        "/person/<x>",
        "/id/person/%22.ttl",
        "/%F0%9F%98%80",
        "/source/..%2F..",
        "/" + "x" * 5000,
    ],
)
def test_no_address_breaks_it(browser: Browser, address: str) -> None:
    assert browser.get(address).status == 404


def test_programs_get_a_problem(client: FlaskClient) -> None:
    answer = client.get("/person/jurgen-kruger", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json
    assert answer.json["status"] == 404
    assert answer.json["suggestions"] == [
        {"label": "Jürgen Krüger", "url": "/person/juergen-krueger"}
    ]


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/people")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("kind", _all_errors())
def test_each_error_of_ours_has_its_status_and_title(
    fresh_app: Flask, kind: type[errors.KGError]
) -> None:
    error = kind([]) if issubclass(kind, errors.BuildRefused) else kind("what is wrong")

    @fresh_app.get("/fails")
    def fails() -> str:
        raise error

    page = Browser(fresh_app.test_client()).get("/fails")
    assert page.status == kind.status
    with fresh_app.test_request_context(headers={"Accept-Language": "en"}):
        assert page.one("h1").text == title_of(error)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/people?asof=2018-13-99", 400, "Skriv år, måned og dag, mellem 1800 og 2199"),
        ("/people?sort=colour", 404, "et minus foran vender rækkefølgen"),
        ("/people?facet=colour", 404, "Alle værdier kan ses for en af standing, "),
        ("/people?format=xml", 404, "Det kan fås som side og med format=csv."),
        ("/barometer?indicator=colour", 404, "En indikator er en af "),
        ("/country/dk/with/dk", 404, "mellem to nordiske lande: /country/dk/with/no"),
        ("/quality/colour", 404, "Et hul er et af "),
        ("/source/tangpost-2018/evidence?at=colour", 404, "intet sted »colour«"),
        ("/person/aase-oest-aeroe?show=colour", 404, "Intet af slagsen »colour«"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_reader(
    browser: Browser, address: str, status: int, said: str
) -> None:
    page = browser.get(address, "da")
    assert page.status == status
    assert said in page.one("main").text
    assert not page.all("span", lang="en")


def test_what_nobody_foresaw_says_nothing_of_the_inside(fresh_app: Flask) -> None:
    @fresh_app.get("/fails")
    def fails() -> str:
        raise RuntimeError("secret /path")

    fresh_app.testing = False
    page = Browser(fresh_app.test_client()).get("/fails")
    assert page.status == 500
    assert "secret" not in page.source
    assert page.one("h1").text == "This went wrong on our side"


def test_without_a_release_it_says_so(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path)).test_client()
    page = Browser(client).get("/")
    assert page.status == 503
    assert "kg build" in page.text
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["status"] == "unavailable"
    assert Browser(client).get("/nowhere").status == 404


@pytest.mark.parametrize("address", ["/people", "/sparql", "/nowhere", "/person/nobody", "/fails"])
@pytest.mark.parametrize(
    "name", ["endpoint", "self", "values", "_anchor", "_method", "_scheme", "_external", "kind"]
)
def test_no_name_of_a_parameter_means_something_to_the_addresses(
    fresh_app: Flask, address: str, name: str
) -> None:
    @fresh_app.get("/fails")
    def fails() -> str:
        raise RuntimeError

    fresh_app.testing = False
    browser = Browser(fresh_app.test_client())
    page = browser.get(f"{address}?{name}=https", base_url="http://elsewhere.org")
    assert page.status == browser.get(address).status
    assert "Content-Security-Policy" in page.headers
    assert not [link for link in page.links if "elsewhere.org" in link]
    assert f"{address}?{name}=https&lang=da" in page.links or address == "/nowhere"


def test_a_retired_id_leads_to_a_path_whatever_the_parameters(client: FlaskClient) -> None:
    asked = "/person/soren-grossmann?_external=1&endpoint=home.page&a=1&a=%FF"
    answer = client.get(asked, base_url="http://elsewhere.org")
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("/person/soeren-grossmann?_external=1&endpoint=")


@pytest.mark.parametrize(
    "address",
    ["/id/person/nobody", "/id/person/nobody.ttl", "/graph/none", "/concept/role/none.ttl"],
)
def test_programs_that_ask_for_data_are_told_as_data(client: FlaskClient, address: str) -> None:
    for accept, media_type in (
        ("text/turtle", "application/problem+json"),
        ("text/html,*/*;q=0.8", "text/html"),
    ):
        answer = client.get(address, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (404, media_type)


@pytest.mark.parametrize("address", ["/person/nobody", "/nowhere", "/id/person/nobody"])
def test_caches_are_told_that_the_form_of_an_error_counts(
    client: FlaskClient, address: str
) -> None:
    for accept in ("text/html", "application/json"):
        answer = client.get(address, headers={"Accept": accept})
        assert answer.status_code == 404
        assert "Accept" in [one.strip() for one in answer.headers["Vary"].split(",")]
