"""The sitemap: every page that may be listed, once, and no person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.build import build
from kg.settings import Settings
from server import create_app, sitemap
from server.languages import LANGUAGES
from tests.homes import World
from tests.server.web import Browser

MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def parsed(client: FlaskClient, address: str) -> ET.Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return ET.fromstring(answer.data)


def parts(client: FlaskClient) -> list[str]:
    index = parsed(client, "/sitemap.xml")
    assert index.tag == f"{MAPS}sitemapindex"
    return [str(one.text) for one in index.iter(f"{MAPS}loc")]


def places(client: FlaskClient) -> list[ET.Element]:
    found = [one for part in parts(client) for one in parsed(client, part).iter(f"{MAPS}url")]
    assert all(one.findtext(f"{MAPS}loc", "").startswith("http://localhost/") for one in found)
    return found


def paths(client: FlaskClient) -> list[str]:
    return [urlsplit(one.findtext(f"{MAPS}loc", "")).path for one in places(client)]


@pytest.fixture(scope="module")
def real(real_release: Settings) -> Iterator[Flask]:
    made = create_app(real_release)
    yield made
    made.extensions["releases"].close()


def test_it_names_every_page_that_may_be_listed_once(client: FlaskClient) -> None:
    found = paths(client)
    assert len(set(found)) == len(found)
    assert {"/", "/about", "/organisations", "/countries", "/event/taagetopmoede-2018",
            "/source/tangpost-2018", "/country/dk", "/concept/role/head"} <= set(found)  # fmt: skip
    assert not [one for one in found if one.startswith(("/person", "/people", "/id/", "/role/"))]
    for one in found:
        answer = client.get(one)
        assert answer.status_code == 200, one
        assert "X-Robots-Tag" not in answer.headers


def test_the_real_one_names_every_thing_and_no_person(real: Flask, real_release: Settings) -> None:
    client = real.test_client()
    found = paths(client)
    assert len(set(found)) == len(found)
    counts = real.extensions["releases"].current().release.report["counts"]
    for kind in ("organisation", "event", "initiative", "source"):
        assert sum(one.startswith(f"/{kind}/") for one in found) == counts[kind]
    assert not [one for one in found if one.startswith("/person")]
    sample = random.Random(0).sample(found, 100)
    assert {client.get(one).status_code for one in sample} == {200}


def test_each_page_is_named_in_each_language(client: FlaskClient) -> None:
    for one in places(client):
        address = one.findtext(f"{MAPS}loc")
        told = {link.attrib["hreflang"]: link.attrib["href"] for link in one.iter(LINK)}
        languages = {code: f"{address}?lang={code}" for code in LANGUAGES}
        assert told == {**languages, "x-default": address}


def test_when_a_thing_changed_is_told_where_that_is_known(world: World) -> None:
    build(world.settings, shacl=False)
    world.replace("events.csv", "Fog Summit 2020", "Fog Summit 2020 Äö")
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    (latest, _beginning) = app.extensions["releases"].current().steps
    dated = {
        one.findtext(f"{MAPS}loc"): one.findtext(f"{MAPS}lastmod")
        for one in places(app.test_client())
        if one.find(f"{MAPS}lastmod") is not None
    }
    time = latest.time.isoformat(timespec="seconds")
    assert dated == {"http://localhost/event/usvahuippu-2020": time}
    app.extensions["releases"].close()


def test_a_long_one_has_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = paths(client)
    assert parts(client) == ["http://localhost/sitemap-1.xml"]
    monkeypatch.setattr(sitemap, "_SIZE", 50)
    assert len(parts(client)) == -(-len(whole) // 50) > 1
    assert paths(client) == whole
    for number in (0, len(parts(client)) + 1):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_the_language_of_the_reader_makes_no_difference(client: FlaskClient) -> None:
    plain = client.get("/sitemap-1.xml").data
    assert client.get("/sitemap-1.xml?lang=da", headers={"Accept-Language": "sv"}).data == plain


def test_robots_are_led_to_it_at_the_host_that_serves(client: FlaskClient) -> None:
    text = client.get("/robots.txt", base_url="https://e.org/").text
    assert text.splitlines()[-1] == "Sitemap: https://e.org/sitemap.xml"
    assert (
        "https://e.org/sitemap-1.xml" in client.get("/sitemap.xml", base_url="https://e.org").text
    )


def test_who_has_it_already_is_told_so(client: FlaskClient) -> None:
    etag = client.get("/sitemap-1.xml").headers["ETag"]
    assert client.get("/sitemap-1.xml", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/organisations?sort=-name&page=2&country=dk", "/organisations"),
        ("/organisations?sort=-name&lang=da", "/organisations?lang=da"),
        ("/event/taagetopmoede-2018?x=<å>", "/event/taagetopmoede-2018"),
        ("/?lang=xx", "/"),
    ],
)
def test_a_page_says_where_it_is_for_good(browser: Browser, address: str, canonical: str) -> None:
    page = browser.get(address)
    assert page.one("link", rel="canonical")["href"] == f"http://localhost{canonical}"
    told = {one["hreflang"] for one in page.all("link", rel="alternate") if one["hreflang"]}
    assert told == {*LANGUAGES, "x-default"}


@pytest.mark.parametrize("address", ["/search?q=fog", "/networks", "/sparql", "/nowhere"])
def test_what_has_no_end_says_nothing_of_the_kind(browser: Browser, address: str) -> None:
    assert not browser.get(address).all("link", rel="canonical")
