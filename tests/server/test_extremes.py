"""Names and numbers at their extremes: odd letters, long names, very much, and nothing."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from kg.build import build
from server import create_app
from tests.homes import World
from tests.server.web import Browser

MANY = 2_000
NAMES = {
    "quoted": 'Åse "Vejviser" O\'Øst & Søn',
    "hebrew": "שירה כהן",
    "arabic": "ليلى الحسن",
    "combining": unicodedata.normalize("NFC", "Þóra" + "\u0301" * 20 + " Grå\u0327lund"),
    "long": "Maximiliane " + "Ærøskøbing-" * 25 + "Ø",
    "unbroken": "Å" * 300,
    "alone": "Alene Ensomsdóttir",
}
"""Names of people by their ids; the tables refuse none, as they do signs that cannot be seen."""
BUSY = "organisation/tangloese-kommuneforbund"


@dataclass
class Explorer:
    """The explorer of a world of extremes."""

    client: FlaskClient
    browser: Browser


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explorer]:
    world = World(tmp_path_factory.mktemp("extremes") / "home")
    people = {**NAMES, **{f"mange-{number}": f"Mange Møller {number}" for number in range(MANY)}}
    rows = [
        f'{slug},"{name.replace(chr(34), chr(34) * 2)}",tangpost-2018,'
        for slug, name in people.items()
    ]
    world.change("people.csv", lambda text: text + "".join(f"{row}\n" for row in rows))
    roles = [
        f"{slug},Rådgiver,da,adviser,tangloese-kommuneforbund,2018,,,tangpost-2018,\n"
        for slug in people
        if slug != "alone"
    ]
    world.change("roles.csv", lambda text: text + "".join(roles))
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    client = app.test_client()
    yield Explorer(client, Browser(client))
    app.extensions["releases"].close()


@pytest.mark.parametrize("slug", NAMES)
def test_an_odd_name_has_its_page_and_is_found(explorer: Explorer, slug: str) -> None:
    name = NAMES[slug]
    page = explorer.browser.get(f"/person/{slug}")
    assert page.status == 200
    assert page.one("h1").text == name
    forms = [f"/embed/person/{slug}", f"/person/{slug}?dossier=1", f"/person/{slug}.csv"]
    for address in forms + [f"/networks?around=person/{slug}"] * (slug != "alone"):
        assert explorer.client.get(address).status_code == 200
    if slug not in {"hebrew", "arabic"}:  # of other scripts no letter can be typed here
        found = explorer.client.get("/search/suggest", query_string={"q": name[:60]}).json
        assert found
        assert f"/person/{slug}" in {one["url"] for one in found["suggestions"]}


def test_a_name_from_right_to_left_is_written_so(explorer: Explorer) -> None:
    assert explorer.browser.get("/person/hebrew").one("h1")["dir"] == "auto"


def test_who_stands_in_no_claim_has_a_page_that_says_so(explorer: Explorer) -> None:
    page = explorer.browser.get("/person/alone")
    assert "Nothing more is said of it yet." in page.text
    assert not page.all("svg", **{"class": "timeline"})


def test_much_is_cut_and_can_be_seen_whole(explorer: Explorer) -> None:
    page = explorer.browser.get(f"/{BUSY}")
    assert len(page.all("div", **{"class": "statement"})) < 100
    assert len(zlib.compress(page.source.encode())) < 50_000
    more = next(link for link in page.links if "show=membership-to" in link)
    whole = explorer.browser.get(more)
    assert len(whole.all("div", **{"class": "statement"})) >= MANY


def test_lists_of_much_are_paged(explorer: Explorer) -> None:
    page = explorer.browser.get("/people?country=fo&page=3&sort=-name")
    assert page.status == 200
    rows = explorer.client.get("/people?format=csv").text.splitlines()
    assert len(rows) > MANY
