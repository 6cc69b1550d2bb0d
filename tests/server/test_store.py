"""The explorer over a store at another server: its pages, and what they say when that is down."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest

from kg import Settings, endpoint
from server import create_app
from tests.processes import free_port
from tests.server.catalogs import compile_catalogs
from tests.server.live import Live
from tests.server.web import Browser
from tests.stores import oxigraph

PAGES = (
    "/people", "/organisations", "/events", "/sources", "/countries", "/person/juergen-krueger",
    "/networks", "/barometer", "/ontology", "/quality", "/search?q=krüger", "/about", "/country/dk",
    "/", "/people?year=2018", "/person/aase-oest-aeroe?asof=2018-01-26", "/country/dk/with/no",
    "/id/person/juergen-krueger.ttl", "/graph/ontology.nt",
)  # fmt: skip


def test_pages_are_the_same_whichever_store_answers(world_release: Settings) -> None:
    with oxigraph() as server:
        server.publish(world_release)
        here = create_app(world_release)
        there = create_app(replace(world_release, store=server.queries))
        for page in PAGES:
            expected, found = (app.test_client().get(page) for app in (here, there))
            assert found.status_code == expected.status_code == 200, page
            blank = ".nt" in page  # blank nodes have other names, in another order
            assert blank or found.data == expected.data, page
    for app in (here, there):
        app.extensions["releases"].close()


def test_queries_over_http_go_to_that_store_and_can_be_cancelled(world_release: Settings) -> None:
    compile_catalogs()
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    name = "0123456789abcdef-elsewhere"
    limits = {"KG_QUERY_SECONDS": "30"}
    with ExitStack() as stack:
        server = stack.enter_context(oxigraph())
        server.publish(world_release)
        live = stack.enter_context(closing(Live(world_release, KG_STORE=server.queries, **limits)))
        threads = stack.enter_context(ThreadPoolExecutor(1))
        names = "SELECT ?n { ?p foaf:name ?n } ORDER BY ?n"
        status, body = live.get("/sparql", query=names, format="csv")
        assert (status, "Jürgen Krüger" in body.decode()) == (200, True)
        running = threads.submit(
            live.request, "GET", "/sparql", headers={"Query-Id": name, "Accept": "text/csv"},
            query={"query": endless},
        )  # fmt: skip
        end = time.monotonic() + 20
        while live.request("DELETE", f"/sparql/queries/{name}")[0] != 204:
            assert time.monotonic() < end
        status, _, body = running.result(20)
        assert (status, b"cancelled" in body) == (409, True)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "The store is not available"),
        ("da", "Databasen er ikke tilgængelig"),
        ("sv", "Databasen är inte tillgänglig"),
    ],
)
def test_a_store_that_is_down_is_told_with_503(
    world_release: Settings, monkeypatch: pytest.MonkeyPatch, language: str, title: str
) -> None:
    monkeypatch.setattr(endpoint, "PAUSES", ())
    address = f"http://127.0.0.1:{free_port()}/query"
    app = create_app(replace(world_release, store=address.replace("//", "//ann:secret@")))
    for path in ("/person/juergen-krueger", "/networks", "/nothing/there"):
        page = Browser(app.test_client()).get(f"{path}?lang={language}")
        assert page.status == (404 if "nothing" in path else 503)
        assert "secret" not in page.text
    page = Browser(app.test_client()).get(f"/people?lang={language}")
    assert page.one("h1").text == title
    assert f"The store at {address} cannot be asked: connection refused" in page.text


def test_a_store_that_goes_down_and_comes_back(
    world_release: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setattr(endpoint, "PAUSES", ())
    folder, port = tmp_path_factory.mktemp("store"), free_port()
    with oxigraph(folder, port=port) as server:
        server.publish(world_release)
        app = create_app(replace(world_release, store=server.queries))
        client = app.test_client()
        assert client.get("/person/juergen-krueger").status_code == 200
    assert client.get("/person/juergen-krueger").status_code == 503
    with oxigraph(folder, port=port):
        assert client.get("/person/juergen-krueger").status_code == 200
    app.extensions["releases"].close()
