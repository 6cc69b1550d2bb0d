"""What people are told of what is held on them, and that one who was removed is on no page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.build import build
from kg.people.register import Register
from kg.people.removal import plan, remove
from kg.settings import Settings
from server import create_app
from tests.homes import World
from tests.people import RETIRED, WHO, named_in, spread
from tests.server.live import Live
from tests.server.web import Browser

PATIENCE = 30
FORMER = (f"/person/{WHO}", f"/person/{RETIRED}", f"/id/person/{WHO}", f"/id/person/{WHO}.ttl")


def taken_out(world: World) -> None:
    """Remove the person, as the command does."""
    register = Register(world.settings)
    planned = plan(register, register.person(WHO), world.settings, "2030-01-01")
    remove(planned, world.settings, lambda _: None)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Serve a world from which the person was removed while it was served."""
    world = World(tmp_path_factory.mktemp("served") / "home")
    spread(world)
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    assert Browser(app.test_client()).get(FORMER[0]).one("h1").text == "Søren Großmann"
    taken_out(world)
    yield app
    app.extensions["releases"].close()


def test_the_page_tells_what_is_held_in_each_language(browser: Browser) -> None:
    heads = set()
    for language in ("en", "da", "nb", "sv"):
        page = browser.get("/privacy", language)
        assert page.status == 200
        heads.add(page.one("h1").text)
        assert [row.text for row in page.all("td")] == ["6", "12", "2"]
        assert {"held", "why", "long", "see", "ask", "removal", "engines"} <= page.ids
    assert len(heads) == 4


def test_it_is_linked_from_every_page_and_from_people(browser: Browser) -> None:
    for address in ("/", "/people", "/event/usvahuippu-2020"):
        page = browser.get(address)
        assert page.links["/privacy"] == "People and privacy"
        assert "Is this you?" not in page.text
    assert "Is this you?" in browser.get("/person/juergen-krueger").text


def test_it_names_whom_to_write_to(world_release: Settings) -> None:
    app = create_app(replace(world_release, contact="post@e.org"))
    page = Browser(app.test_client()).get("/privacy")
    assert page.links["mailto:post@e.org"] == "post@e.org"
    assert "has not said" not in page.text
    app.extensions["releases"].close()


@pytest.fixture(scope="module")
def addresses(served: Flask) -> list[str]:
    """Return every address of a page, and of what pages link to, and what programs ask for."""
    found = [
        "/graph.nq", "/graphs?default", "/.well-known/void", "/graph/withheld.ttl",
        "/search?q=grossmann", "/search?q=soren", "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D",
    ]  # fmt: skip
    for address, page in Browser(served.test_client()).crawl():
        found += [address, *(one["href"] for one in page.all("link", rel="alternate"))]
        found += [link for link in page.links if link.startswith("/")]
    # The same page is named with and without its host.
    found = [one.removeprefix("http://localhost") for one in found]
    unique = dict.fromkeys(one.partition("#")[0] for one in found)
    # What is narrowed down twice holds less than what is narrowed down once; and a concept tells
    # the same names in each language.
    return [
        one for one in unique
        if ("&" not in one or one.startswith(("/connect", "/sparql")))
        and not (one.startswith("/concept/") and "?lang=" in one)
    ]  # fmt: skip


def naming(client: FlaskClient, addresses: list[str], language: str) -> set[str]:
    """Return the addresses at which the person is named; what was searched for aside."""
    found = set()
    for address in addresses:
        with client.get(address, headers={"Accept-Language": language}) as answer:
            asked = address.partition("/search?q=")[2].encode()
            if named_in(answer.data.replace(asked, b"") if asked else answer.data):
                found.add(address)
    return found


@pytest.mark.parametrize(
    "address",
    ["/people", "/event/usvahuippu-2020", "/graph.nq", "/id/event/usvahuippu-2020.ttl",
     "/search?q=soren", "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D"],
)  # fmt: skip
def test_one_who_is_there_is_found(client: FlaskClient, address: str) -> None:
    assert naming(client, [address], "en") == {address}


def test_no_byte_of_one_who_was_removed_is_on_any_page(served: Flask, addresses: list[str]) -> None:
    assert {"/people?lang=da", "/people?lang=sv"} <= {*addresses}  # pages in each language
    assert naming(served.test_client(), addresses, "en") == set()
    assert {"/people", "/privacy", "/quality", "/sources", "/sparql"} <= {*addresses}
    assert len(addresses) > 300


@pytest.mark.parametrize("address", FORMER)
def test_a_former_page_is_like_one_that_never_was(served: Flask, address: str) -> None:
    browser, never = (
        Browser(served.test_client()),
        address.replace("soeren", "sybren").replace("soren", "sybren"),
    )
    page, other = browser.get(address), browser.get(never)
    assert page.status == other.status == 404
    assert "removed" not in page.one("main").text
    assert page.source.replace(address, "") == other.source.replace(never, "")


def test_pages_tell_how_much_is_not_shown(served: Flask) -> None:
    browser = Browser(served.test_client())
    said = browser.get("/event/lone-talk").one("p", role="note")
    assert said.text.startswith(
        "1 participation is not shown, at the wish of the person concerned."
    )
    said = browser.get("/organisation/tangloese-kommuneforbund", "da").one("p", role="note")
    assert said.text.startswith("1 rolle vises ikke efter ønske fra personen.")
    assert "1 deltagelse vises ikke" in said.text
    assert not browser.get("/event/thokufundur-2016").all("p", role="note")
    assert "1 person has been removed so far." in browser.get("/privacy").text
    assert "/event/lone-talk" not in browser.get("/quality/events-without-participants").links
    data = served.test_client().get("/id/event/lone-talk.ttl").text
    assert "participationsWithheld" in data
    answer = served.test_client().get("/graph/withheld")
    assert (answer.status_code, answer.location) == (303, "/privacy#removal")


def test_a_running_server_shows_nobody_any_more_and_lets_go_of_the_former_release(
    world: World,
) -> None:
    spread(world)
    former = build(world.settings, shacl=False).release.folder
    query = "SELECT ?name { ?p foaf:name ?name FILTER(CONTAINS(?name, 'mann')) }"
    with closing(Live(world.settings, KG_WORKERS="1")) as server:
        assert named_in(server.get("/sparql", query=query)[1])
        assert server.get(FORMER[0])[0] == 200
        taken_out(world)
        assert not named_in(server.get("/sparql", query=query)[1])
        assert server.get(FORMER[0])[0] == 404
        assert server.get("/people")[0] == 200
        assert not former.exists()
        # What is computed ahead for it in the background goes on to its end.
        until = time.monotonic() + PATIENCE
        while server.opened(former) and time.monotonic() < until:
            time.sleep(0.1)
        assert server.opened(former) == []
