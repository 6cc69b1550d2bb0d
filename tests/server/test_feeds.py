"""Feeds and the page of changes: the same news, exact, well formed, and of nobody who is gone."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.build import build
from kg.changes import Step
from server import create_app, feeds
from tests.homes import World
from tests.server.web import Browser

ATOM = "{http://www.w3.org/2005/Atom}"
SVEA = "/person/svea-oe"
ODD = 'Ærø & "å" ]]> 2 < 3 \' ö'
ALL = ["/feeds/changes.atom", "/feeds/releases.atom", "/feeds/country/dk.atom",
       "/feeds/person/juergen-krueger.atom", "/feeds/source/tangpost-2018.atom",
       "/feeds/event/taagetopmoede-2018.atom"]  # fmt: skip


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a world with three releases: a person comes, a source and an event change."""
    world = World(tmp_path_factory.mktemp("changed") / "home")
    build(world.settings, shacl=False)
    world.append("people.csv", "svea-oe,Svea Ø & Å,tangpost-2018,paragraph 3")
    world.append("roles.csv", "svea-oe,Rådgiver,da,adviser,idevaerket,,,,tangpost-2018,paragraph 3")
    build(world.settings, shacl=False)
    world.replace("events.csv", "Fog Summit 2020", "Fog & Sea Summit 2020 Äö")
    build(world.settings, shacl=False)
    return world


@pytest.fixture
def app(changed: World) -> Iterator[Flask]:
    made = create_app(changed.settings)
    made.testing = True
    yield made
    made.extensions["releases"].close()


def feed(client: FlaskClient, address: str, status: int = 200) -> ET.Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/atom+xml")
    return ET.fromstring(answer.data)


def titles(found: ET.Element) -> list[str]:
    return [str(one.findtext(f"{ATOM}title")) for one in found.iter(f"{ATOM}entry")]


def links(found: ET.Element) -> dict[str, str]:
    return {one.attrib["rel"]: one.attrib["href"] for one in found.findall(f"{ATOM}link")}


def test_what_is_new_and_changed_is_told_the_latest_first(client: FlaskClient) -> None:
    assert titles(feed(client, "/feeds/changes.atom")) == [
        "Changed: Fog & Sea Summit 2020 Äö",
        "New: Svea Ø & Å",
        "Changed: The Idea Works",
        'Changed: Tåge, tang og "nye veje": topmøde på Østerø',
    ]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/feeds/country/fi.atom", ["Changed: Fog & Sea Summit 2020 Äö"]),
        ("/feeds/country/is.atom", []),
        ("/feeds/person/svea-oe.atom", ["New: Svea Ø & Å"]),
        ("/feeds/organisation/idevaerket.atom", ["Changed: The Idea Works"]),
        ("/feeds/organisation/idevaerket.atom?lang=da", ["Ændret: Idéværket"]),
        ("/feeds/event/usvahuippu-2020.atom?lang=sv", ["Ändrad: Fog & Sea Summit 2020 Äö"]),
        ("/feeds/person/juergen-krueger.atom", []),
    ],
)
def test_a_feed_tells_of_its_country_or_thing_alone(
    client: FlaskClient, address: str, wanted: list[str]
) -> None:
    assert titles(feed(client, address)) == wanted


def test_each_release_is_an_entry_with_its_counts(client: FlaskClient) -> None:
    found = feed(client, "/feeds/releases.atom")
    told = [str(one.findtext(f"{ATOM}summary")) for one in found.iter(f"{ATOM}entry")]
    assert [text.partition(" Compared")[0] for text in told] == [
        "New: 0, changed: 1, gone: 0.",
        "New: 1, changed: 2, gone: 0.",
        "The first release that is known here.",
    ]


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("language", ["en", "da"])
def test_a_feed_has_what_atom_requires(client: FlaskClient, address: str, language: str) -> None:
    found = feed(client, f"{address}?lang={language}")
    assert found.tag == f"{ATOM}feed"
    assert found.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
    entries = list(found.iter(f"{ATOM}entry"))
    for one in (found, *entries):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
        time = datetime.datetime.fromisoformat(str(one.findtext(f"{ATOM}updated")))
        assert time.tzinfo is not None
        assert links(one)["alternate"].startswith("http://localhost/")
        assert str(one.findtext(f"{ATOM}id")).startswith(
            "https://w3id.org/nordic-innovation/feeds/"
        )
    assert found.find(f"{ATOM}author/{ATOM}name") is not None
    assert links(found)["self"] == f"http://localhost{address}?lang={language}"
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids)
    updated = [str(one.findtext(f"{ATOM}updated")) for one in entries]
    assert updated == sorted(updated, reverse=True)
    assert client.get(links(found)["alternate"]).status_code == 200


def test_an_entry_is_the_same_in_each_feed(client: FlaskClient) -> None:
    ids = [
        {one.findtext(f"{ATOM}id") for one in feed(client, address).iter(f"{ATOM}entry")}
        for address in ("/feeds/person/svea-oe.atom", "/feeds/country/dk.atom", ALL[0])
    ]
    assert ids[0] == ids[1] < ids[2]


@pytest.mark.parametrize("address", ALL)
def test_who_has_a_feed_already_is_told_so(client: FlaskClient, address: str) -> None:
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_long_feed_is_read_page_by_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = titles(feed(client, ALL[0]))
    monkeypatch.setattr(feeds, "_SIZE", 3)
    first = feed(client, f"{ALL[0]}?lang=en")
    assert "previous" not in links(first)
    second = feed(client, links(first)["next"])
    assert "next" not in links(second)
    assert links(second)["previous"] == links(first)["self"] == links(first)["first"]
    assert links(first)["last"] == links(second)["self"]
    assert titles(first) + titles(second) == whole


def test_what_no_feed_is_of_is_404_and_a_retired_id_leads_on(client: FlaskClient) -> None:
    for address in ("person/nobody", "role/x", "concept/role", "nothing/at-all"):
        assert client.get(f"/feeds/{address}.atom").status_code == 404
    answer = client.get("/feeds/person/soren-grossmann.atom")
    assert (answer.status_code, answer.headers["Location"]) == (
        301, "/feeds/person/soeren-grossmann.atom",
    )  # fmt: skip


def test_pages_lead_to_their_feed(browser: Browser) -> None:
    for page, address in (
        (SVEA, "/feeds/person/svea-oe.atom"),
        ("/country/dk", "/feeds/country/dk.atom"),
        ("/source/tangpost-2018", "/feeds/source/tangpost-2018.atom"),
        ("/changes", "/feeds/changes.atom"),
    ):
        shown = browser.get(page)
        feeds_told = [one["href"] for one in shown.all("link", type="application/atom+xml")]
        assert address in feeds_told
        assert shown.links[address] == "Follow changes (Atom)"
    assert not browser.get("/concept/role/head").all("link", type="application/atom+xml")


def test_the_page_shows_the_same(browser: Browser) -> None:
    page = browser.get("/changes")
    assert page.links[SVEA] == "Svea Ø & Å"
    assert "The first release that is known here." in page.text
    rows = [one.text for one in page.all("tr")]
    assert any(re.match(r"Svea Ø & Å New \d+ 0 ", row) for row in rows)
    assert len(page.all("tr")) == 1 + 3 + 1 + 4


@pytest.mark.parametrize(
    ("query", "number"),
    [("kind=event", 1), ("kind=country", 0), ("kind=x", 4), ("state=new", 1), ("country=dk", 1),
     ("state=changed&country=fi", 1), ("release=x", 0), ("state=new&state=gone", 1), ("page=99", 4),
     ("releases=-1", 4)],
)  # fmt: skip
def test_the_page_can_be_narrowed_down(browser: Browser, query: str, number: int) -> None:
    page = browser.get(f"/changes?{query}")
    assert page.status == 200
    assert page.one("h2", id="things").text == f"What has changed {number}"


def test_who_is_gone_is_counted_and_not_named(world: World) -> None:
    world.append("people.csv", "svea-oe,Svea Ø,tangpost-2018,paragraph 3")
    first = build(world.settings, shacl=False).release
    world.replace("events.csv", "Fog Summit 2020", "Fog Summit 2020 Äö")
    build(world.settings, shacl=False)
    world.replace("people.csv", "svea-oe,Svea Ø,tangpost-2018,paragraph 3\n", "")
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    browser, client = Browser(app.test_client()), app.test_client()
    page = browser.get("/changes")
    assert "1 person who is no longer here is counted above and not named." in page.text
    told = [page.source, *(client.get(one).text for one in ALL)]
    assert not any("svea" in one.lower() for one in told)
    assert client.get("/feeds/person/svea-oe.atom").status_code == 404
    # Whether or not the releases that knew her are still there.
    shutil.rmtree(first.folder)
    again = create_app(world.settings)
    page = Browser(again.test_client()).get("/changes")
    assert "This release is no longer kept" in page.text
    assert "svea" not in page.source.lower()
    for one in (app, again):
        one.extensions["releases"].close()


def test_a_thing_that_is_gone_is_told_by_its_path(world: World) -> None:
    world.append("events.csv", "dis,Dis,,,,,,,,,,meeting,2019,,,SE,,,,ringbook-2021,page 9")
    build(world.settings, shacl=False)
    world.change("events.csv", lambda text: re.sub(r"dis,Dis.*\n", "", text))
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    client = app.test_client()
    assert titles(feed(client, ALL[0])) == ["Gone: event/dis"]
    page = Browser(client).get("/changes?state=gone")
    assert "event/dis" in page.text
    assert "/event/dis" not in page.links
    app.extensions["releases"].close()


def test_the_first_release_begins_the_feed(world: World) -> None:
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    client = app.test_client()
    assert titles(feed(client, ALL[0])) == []
    assert len(titles(feed(client, ALL[1]))) == 1
    assert Browser(client).get("/changes").one("h2", id="things").text == "What has changed 0"
    app.extensions["releases"].close()


def test_an_odd_name_stays_text(world: World) -> None:
    build(world.settings, shacl=False)
    text = ODD.replace('"', '""')
    world.replace("events.csv", "Fog Summit 2020", f'"{text}"')
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    client = app.test_client()
    assert titles(feed(client, ALL[0])) == [f"Changed: {ODD}"]
    assert Browser(client).get("/changes").links["/event/usvahuippu-2020"] == ODD
    app.extensions["releases"].close()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\x00\ufffeå\x1b", "å"),
        ("</title><script>alert('å')</script>", "</title><script>alert('å')</script>"),
        ("<!-- ]]> &amp; \u202e\u0301", "<!-- ]]> &amp; \u202e\u0301"),
        ("å" * 300, "å" * 300),
    ],
)
def test_hostile_text_stays_text_and_what_xml_cannot_hold_is_left_out(
    app: Flask, text: str, kept: str
) -> None:
    time = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    step = Step(time, text, "", True, ())
    with app.test_request_context("/feeds/releases.atom"):
        answer = feeds._feed(text, [step], feeds._of_release, "/changes")
    found = ET.fromstring(answer.data)
    assert titles(found) == [f"Release {kept}"]
    assert found.findtext(f"{ATOM}title") == f"Nordic Public Innovation: {kept}"


def test_feeds_stay_small(client: FlaskClient) -> None:
    assert all(len(client.get(address).data) < 20_000 for address in ALL)
