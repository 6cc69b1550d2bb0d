"""Queries from outside are answered alike, whether the store is here or at another server."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg import IRI, Settings
from kg.answers import Dataset
from kg.cancelling import cancel
from kg.errors import (
    KGError,
    NoPlace,
    QueryCancelled,
    QueryError,
    QueryForbidden,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreUnavailable,
    UnknownName,
)
from kg.formats import SOLUTIONS, TRIPLES
from kg.forwarding import Forwarding, open_sandbox
from kg.remote import open_graph
from kg.sandbox import Sandbox, Stoppable
from kg.settings import BASE
from kg.store import current_release
from tests.stores import Server, oxigraph

NAMES = 'SELECT ?name { ?p foaf:name ?name FILTER(STRSTARTS(?name, "Å")) } ORDER BY ?name'
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MINE = "0123456789-of-my-own"
TANGPOST = f"{BASE}graph/tangpost-2018"


def opened(settings: Settings) -> Sandbox:
    release = current_release(settings)
    return open_sandbox(release, settings, open_graph(release, settings))


@pytest.fixture(scope="module")
def elsewhere(world_release: Settings, server: Server) -> Settings:
    return replace(world_release, store=server.queries, query_seconds=3)


@pytest.fixture(scope="module")
def forwarding(elsewhere: Settings) -> Sandbox:
    return opened(elsewhere)


@pytest.fixture(scope="module")
def here(world_release: Settings) -> Sandbox:
    return opened(world_release)


def test_the_door_decides_who_answers(forwarding: Sandbox, here: Sandbox) -> None:
    assert (type(forwarding), type(here)) == (Forwarding, Sandbox)


@pytest.mark.parametrize("format_", SOLUTIONS)
def test_tables_are_the_same_in_each_format(
    forwarding: Sandbox, here: Sandbox, format_: str
) -> None:
    expected, found = (one.run(NAMES, format_) for one in (here, forwarding))
    assert (found.format, found.media_type) == (expected.format, expected.media_type)
    if format_ == "csv":
        tables = [list(csv.reader(io.StringIO(one.body.decode()))) for one in (expected, found)]
        assert tables[0] == tables[1] != []
    elif format_ == "json":
        assert found.table() == expected.table()
    else:
        expected_rows, rows = (
            [str(row) for row in ox.parse_query_results(one.body, SOLUTIONS[format_])]  # type: ignore[union-attr]
            for one in (expected, found)
        )
        assert rows == expected_rows != []


def test_columns_come_in_the_order_of_the_query(forwarding: Sandbox, here: Sandbox) -> None:
    for one in (here, forwarding):
        table = one.run("SELECT * { ?who foaf:name ?name . ?who a ?kind } LIMIT 1").table()
        assert table.variables == ("who", "name", "kind")


@pytest.mark.parametrize("query", ["ASK { ?p a foaf:Person }", "ASK { ?p a foaf:Nothing }"])
def test_yes_and_no_are_the_same(forwarding: Sandbox, here: Sandbox, query: str) -> None:
    assert forwarding.run(query).table() == here.run(query).table()
    assert forwarding.show(query, 3, 100).table() == here.show(query, 3, 100).table()


def test_a_name_that_a_server_uses_for_yes_is_a_name_as_any_other(
    forwarding: Sandbox, here: Sandbox
) -> None:
    query = "SELECT ?__ASK_RETVAL { VALUES ?__ASK_RETVAL { 1 2 } }"
    assert forwarding.run(query).table() == here.run(query).table()


@pytest.mark.parametrize("format_", TRIPLES)
def test_triples_are_the_same(forwarding: Sandbox, here: Sandbox, format_: str) -> None:
    query = "CONSTRUCT { ?p foaf:name ?n } WHERE { ?p foaf:name ?n }"
    bodies = [one.run(query, triples=format_).body for one in (here, forwarding)]
    expected, found = (set(ox.parse(body, TRIPLES[format_])) for body in bodies)
    assert found == expected != set()


def test_the_beginning_of_a_table_is_shown_and_all_rows_are_counted(
    forwarding: Sandbox, here: Sandbox
) -> None:
    query = "SELECT ?p ?n { ?p foaf:name ?n } ORDER BY ?n"
    expected, found = (one.show(query, 2, 9999) for one in (here, forwarding))
    assert (found.rows, found.table()) == (expected.rows, expected.table())
    assert found.rows > len(found.table().rows) == 2


def test_the_beginning_of_triples_is_shown(forwarding: Sandbox) -> None:
    query = "CONSTRUCT { ?p foaf:name ?n } WHERE { ?p foaf:name ?n }"
    shown, whole = forwarding.show(query, 2, 100), forwarding.show(query, 2, 10**6)
    assert (len(shown.body), shown.cut, whole.cut) == (100, True, False)


def test_a_query_is_about_the_graphs_that_are_named(forwarding: Sandbox, here: Sandbox) -> None:
    query, dataset = "SELECT DISTINCT ?s { ?s a npi:Source }", Dataset((TANGPOST,))
    expected = here.run(query, dataset=dataset).table()
    assert forwarding.run(query, dataset=dataset).table() == expected
    named = f"SELECT DISTINCT ?s FROM <{TANGPOST}> {{ ?s a npi:Source }}"
    assert forwarding.run(named).table() == expected


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * {\n ?s ?p ?o ?q }", QuerySyntaxError),
        ("SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }", QueryForbidden),
        ("DROP ALL", QueryForbidden),
        ("ASK FROM <file:///etc/passwd> {}", QueryError),
        ("SELECT * { FILTER(" + "(" * 50_000, QueryTooLarge),
    ],
)
def test_what_may_not_be_asked_is_told_in_the_same_words(
    forwarding: Sandbox, here: Sandbox, query: str, error: type[KGError]
) -> None:
    said = []
    for one in (here, forwarding):
        with pytest.raises(error) as raised:
            one.run(query)
        said.append(str(raised.value))
    assert said[0] == said[1]


def test_an_answer_of_too_many_rows_is_refused(elsewhere: Settings) -> None:
    tried = opened(replace(elsewhere, query_rows=5))
    assert len(tried.run("SELECT * { ?s ?p ?o } LIMIT 5").table().rows) == 5
    with pytest.raises(QueryTooLarge, match="more than 5 rows"):
        tried.run("SELECT * { ?s ?p ?o } LIMIT 6", "csv")


def test_a_query_without_end_is_given_up(world_release: Settings, doomed: Server) -> None:
    with pytest.raises(QueryTimeout):
        opened(replace(world_release, store=doomed.queries)).run(PRODUCT, seconds=1)


def begun_and(act: Callable[[Stoppable], object]) -> Callable[[Stoppable], None]:
    """Return what acts a moment after a query has gone to the other server."""
    begun = list[Stoppable]()

    def begin(run: Stoppable) -> None:
        begun.append(run)
        if len(begun) == 2:  # the first is its examination
            threading.Timer(0.3, act, [run]).start()

    return begin


@pytest.mark.parametrize(
    "act",
    [lambda run: run.cancel(), lambda _: cancel(MINE)],
    ids=["its client leaves", "by its id"],
)
def test_a_query_ends_when_nobody_wants_it_any_more(
    world_release: Settings, doomed: Server, act: Callable[[Stoppable], object]
) -> None:
    tried = opened(replace(world_release, store=doomed.queries, query_seconds=60))
    with pytest.raises(QueryCancelled, match="was cancelled"):
        tried.run(f"{PRODUCT} # {act}", name=MINE, begun=begun_and(act))
    with pytest.raises(UnknownName):
        cancel(MINE)


def test_no_more_queries_go_out_than_there_are_places(
    world_release: Settings, doomed: Server
) -> None:
    elsewhere = replace(world_release, store=doomed.queries)
    tried = opened(replace(elsewhere, query_processes=1, long_queries=1))
    begun = list[Stoppable]()
    with ThreadPoolExecutor(2) as threads:
        runs = [
            threads.submit(tried.run, f"{PRODUCT} # {n}", seconds=2, begun=begun.append)
            for n in range(2)
        ]
        while len(begun) < 4:  # each for its examination, and then when it goes out
            time.sleep(0.02)
        with pytest.raises(NoPlace):
            tried.run(NAMES)
        for run in runs:
            with pytest.raises(QueryTimeout):
                run.result()
    assert tried.run(NAMES).table().rows


def test_a_store_that_has_gone_is_told(world_release: Settings) -> None:
    with oxigraph() as server:
        server.publish(world_release)
        tried = opened(replace(world_release, store=server.queries))
    with pytest.raises(StoreUnavailable, match="cannot be asked"):
        tried.run(NAMES)


def test_an_answer_that_is_none_is_told(
    forwarding: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Forwarding, "_pieces", lambda *_: (one for one in [b"<html>"]))
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        forwarding.show(NAMES, 2, 100)


def test_a_thing_is_described(forwarding: Sandbox) -> None:
    thing = IRI(f"{BASE}id/person/juergen-krueger")
    found = forwarding.run(f"DESCRIBE <{thing}>", triples="ntriples").body
    names = {triple.object for triple in ox.parse(found, TRIPLES["ntriples"])}
    assert ox.Literal("Jürgen Krüger") in names
