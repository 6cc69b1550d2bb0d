"""The door to a store at another server gives what the door to the disk gives."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg import IRI, Graph, Settings, Text
from kg.build import build
from kg.description import describe
from kg.endpoint import Endpoint
from kg.errors import (
    KGError,
    QueryError,
    QueryTimeout,
    QueryTooLarge,
    SettingError,
    StoreDiffers,
    StoreUnavailable,
)
from kg.explore import KINDS, Explorer
from kg.formats import QUADS, TRIPLES
from kg.networks import Recipe, claim_network, project
from kg.networks import read as read_affiliations
from kg.queries import Query, files, read
from kg.remote import RemoteGraph
from kg.settings import BASE
from kg.store import current_release
from kg.terms import Value
from tests.homes import PROJECT, World
from tests.kg.test_endpoint import Act, hangs_up, says, script
from tests.kg.test_store import HOSTILE
from tests.stores import Server, oxigraph, virtuoso

# By which variable each of our queries is asked about something.
ABOUT = {
    "class_labels": "class", "class_statements": "class", "things": "class",
    "is_graph": "graph", "said_in": "graph", "source_labels": "graph", "source_statements": "graph",
    "concept_uses": "concept", "labels": "other", "described": "thing",
    "structured_facts": "thing", "structured_ties": "thing", "similar": "thing",
    "is_known": "thing", "thing_claims": "thing", "thing_facts": "thing",
    "thing_labels": "thing",
}  # fmt: skip
OWN = [
    query
    for query in map(read, files(PROJECT / "kg" / "queries"))
    if not query.name.startswith("described_")  # the description has a test of its own
]
JSON = {"Content_Type": "application/sparql-results+json"}


@pytest.fixture(scope="module")
def embedded(world_release: Settings) -> Graph:
    return kg.open(world_release)


@pytest.fixture(scope="module")
def elsewhere(world_release: Settings, server: Server) -> Settings:
    return replace(world_release, store=server.queries)


@pytest.fixture(scope="module")
def remote(elsewhere: Settings) -> RemoteGraph:
    graph = kg.open(elsewhere)
    assert isinstance(graph, RemoteGraph)
    return graph


def answer(graph: Graph, query: Query, values: Mapping[str, Value]) -> Counter[str]:
    """Return an answer in no order, without what has no name and is called as one likes."""
    if "ASK {" in query.text:
        return Counter([str(graph.ask(query, **values))])
    if "CONSTRUCT {" in query.text:
        return Counter(str(one) for one in graph.construct(query, **values) if "_:" not in str(one))
    rows = Counter[str]()
    for row in graph.select(query, **values):
        said = {name: (str(one), getattr(one, "language", "")) for name, one in row.items()}
        rows[str(sorted(said.items()))] += "'_:" not in str(said)
    return +rows


@pytest.fixture(scope="module")
def everything(embedded: Graph) -> list[IRI]:
    """Everything that the made-up world speaks of, its graphs among them."""
    spoken = "{ ?thing ?p ?o } UNION { ?s ?p ?thing } UNION { GRAPH ?thing { ?s ?p ?o } }"
    query = f"SELECT DISTINCT ?thing {{ {spoken} FILTER(ISIRI(?thing)) }} ORDER BY ?thing"
    return [IRI(str(row["thing"])) for row in embedded.select(query)]


@pytest.mark.parametrize("query", OWN, ids=[query.name for query in OWN])
def test_each_of_our_queries_is_answered_alike(
    embedded: Graph, remote: Graph, everything: list[IRI], query: Query
) -> None:
    about = ABOUT.get(query.name)
    ours = [one for one in everything if one.startswith(BASE)]
    asked = {*ours[::20], *everything[::200], IRI(KINDS["person"]), IRI(BASE + "graph/ontology")}
    for values in [{about: one} for one in sorted(asked)] if about else [{}]:
        assert answer(remote, query, values) == answer(embedded, query, values), values


def test_the_data_set_is_described_alike(embedded: Graph, remote: Graph) -> None:
    assert describe(remote, "x", []) == describe(embedded, "x", [])


@pytest.mark.parametrize("text", [*HOSTILE, "O'Brien", "Ærø\\u0022 } #", "\\\\u0022", "日本"])
def test_a_hostile_value_comes_back_as_it_is(remote: Graph, text: str) -> None:
    assert remote.select("SELECT ?o {}", o=text) == [{"o": text}]
    assert remote.select("SELECT ?s ?o { ?s rdfs:label ?o }", o=text) == []


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_comes_back_as_it_is(remote: Graph, text: str) -> None:
    value = Text(text, "da")
    (row,) = remote.select("SELECT ?o ?same { BIND(STR(?o) AS ?same) }", o=value)
    assert (row["o"], row["same"]) == (text, text)
    assert getattr(row["o"], "language", "") == "da"


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_of_the_explorer_says_the_same(
    world_release: Settings, elsewhere: Settings, language: str
) -> None:
    here, there = Explorer.open(world_release), Explorer.open(elsewhere)
    try:
        for kind in KINDS:
            assert there.listing(kind, language).entries == here.listing(kind, language).entries
            for entry in here.listing(kind, language).entries[:4]:
                path = entry.link.path
                assert there.thing(path, language) == here.thing(path, language)
                assert there.data.about(path, "turtle") == here.data.about(path, "turtle")
        for entry in here.listing("source", language).entries:
            slug = entry.link.slug
            assert there.source(slug, language) == here.source(slug, language)
        assert there.barometer(language) == here.barometer(language)
        assert there.finder.search("krüger").paths == here.finder.search("krüger").paths != ()
    finally:
        here.close()
        there.close()


def test_the_network_is_the_same(embedded: Graph, remote: Graph) -> None:
    here, there = claim_network.read(embedded, "da"), claim_network.read(remote, "da")
    assert list(there) == list(here)
    assert nx.utils.graphs_equal(here, there)
    recipe = Recipe(between="organisations", by=("events", "initiatives", "cooperation"))
    ours, theirs = (project(read_affiliations(graph), recipe, "da") for graph in (embedded, remote))
    assert ours.number_of_edges() > 0
    assert nx.utils.graphs_equal(ours, theirs)
    assert ours.graph == theirs.graph


@pytest.mark.parametrize("format_", sorted({*QUADS, *TRIPLES}))
def test_the_whole_graph_is_exported(embedded: Graph, remote: Graph, format_: str) -> None:
    found = []
    for graph in (embedded, remote):
        sink = io.BytesIO()
        graph.export(format_, sink)
        quads = list(ox.parse(sink.getvalue(), QUADS.get(format_) or TRIPLES[format_]))
        found.append({str(quad) for quad in quads if "_:" not in str(quad)})
    assert found[0] == found[1]


@pytest.mark.parametrize("name", [None, BASE + "graph/ontology", BASE + "graph/none"])
def test_a_graph_is_dumped(embedded: Graph, remote: Graph, name: str | None) -> None:
    sinks = [io.BytesIO(), io.BytesIO()]
    for graph, sink in zip((embedded, remote), sinks, strict=True):
        graph.dump(name, "ntriples", sink)
    here, there = (
        {line for line in sink.getvalue().splitlines() if b"_:" not in line} for sink in sinks
    )
    assert there == here


def test_a_graph_is_there_or_not(remote: Graph) -> None:
    assert remote.holds(BASE + "graph/ontology")
    assert not remote.holds(BASE + "graph/none")
    assert not remote.holds(BASE + "union")
    assert not remote.holds("no IRI > at all")


def test_what_is_wrong_with_a_query_is_said_as_ever(embedded: Graph, remote: Graph) -> None:
    for query, ask in (
        ("SELECT *\n{ ?s ?p }", "select"),
        ("INSERT DATA { <a:a> <a:a> 1 }", "select"),
        ("ASK {}", "select"),
        ("SELECT * {}", "ask"),
        ("SELECT * {}", "construct"),
    ):
        said = []
        for graph in (embedded, remote):
            with pytest.raises(QueryError) as told:
                getattr(graph, ask)(query)
            said.append(f"{type(told.value)} {told.value}")
        assert said[0] == said[1]
    with pytest.raises(QueryError, match="does not contains variable"):
        remote.select("SELECT ?s { ?s ?p ?o }", o="x")


def test_an_answer_from_outside_arrives_in_pieces(remote: RemoteGraph) -> None:
    query = "SELECT ?thing ?o { ?thing rdfs:label ?o } ORDER BY ?thing ?o"
    with remote.answer(query, "text/csv") as reply:
        assert reply.media_type == "text/csv"
        lines = b"".join(reply.pieces).decode().splitlines()
    assert len(lines) == 1 + len(remote.select(query))


def test_an_answer_of_yes_or_no_is_one(remote: RemoteGraph) -> None:
    for query, expected in (
        ("ASK { ?p foaf:name 'Jürgen Krüger' }", True),
        ("ASK { <a:a> ?p ?o }", False),
    ):
        with remote.answer(query, "application/sparql-results+json", is_ask=True) as reply:
            assert json.loads(b"".join(reply.pieces))["boolean"] is expected


def test_an_answer_may_be_about_some_graphs(remote: RemoteGraph) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with remote.answer(query, "text/csv", [BASE + "graph/release"]) as reply:
        assert b"".join(reply.pieces).split()[1].strip(b'"') == b"1"


def test_a_query_that_the_store_does_not_take_is_an_error_of_the_query(remote: RemoteGraph) -> None:
    with (
        pytest.raises(QueryError, match=r"The store refuses the query: .+"),
        remote.answer("SELECT nonsense", "text/csv"),
    ):
        pass


def test_the_door_that_the_settings_name_is_opened(elsewhere: Settings) -> None:
    environment = {
        "KG_STORE": elsewhere.store,
        "KG_STORE_SECONDS": "7.5",
        "KG_HOME": str(elsewhere.home),
    }
    opened = kg.open(Settings.from_environment(environment))
    assert isinstance(opened, RemoteGraph)
    assert opened.ask("ASK { ?p foaf:name 'Jürgen Krüger' }")
    assert isinstance(kg.open(elsewhere.store), RemoteGraph)


def test_a_store_with_another_release_is_not_asked(elsewhere: Settings, world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Ål")
    build(world.settings)
    digest = current_release(world.settings).digest
    with pytest.raises(StoreDiffers, match=rf"holds release \w+, but the current one is {digest}"):
        kg.open(replace(world.settings, store=elsewhere.store))


def test_a_store_that_goes_down_is_told_and_found_again(
    world_release: Settings, tmp_path: Path
) -> None:
    with oxigraph(tmp_path) as server:
        server.publish(world_release)
        graph = kg.open(server.queries)
    with pytest.raises(StoreUnavailable, match=rf"The store at {server.queries} cannot be asked"):
        graph.select("SELECT * {}")
    port = int(server.queries.rpartition(":")[2].partition("/")[0])
    with oxigraph(tmp_path, port=port):
        assert graph.select("SELECT * {}") == [{}]


def test_an_empty_store_holds_no_release(world_release: Settings) -> None:
    with oxigraph() as server:
        assert kg.open(server.queries).select("SELECT * { ?s ?p ?o }") == []
        with pytest.raises(StoreDiffers, match=r"holds no whole release.*kg publish http"):
            kg.open(replace(world_release, store=server.queries))


@pytest.mark.parametrize("union", [False, True])
def test_a_release_of_which_the_dump_was_loaded(world_release: Settings, union: bool) -> None:
    options = ["--union-default-graph"] if union else []
    with oxigraph(None, *options) as server:
        dump = current_release(world_release).dump.read_bytes()
        headers = {"Content-Type": "application/n-quads"}
        with Endpoint(server.graph_store, 60).request("POST", "", dump, headers) as reply:
            assert reply.status == 204
        if union:  # made while the query runs: what two graphs say counts twice, one release once
            assert kg.open(replace(world_release, store=server.queries))
        else:
            with pytest.raises(StoreDiffers, match="gives not what its graphs say"):
                kg.open(server.queries)


@pytest.mark.parametrize(
    "address", ["", "ftp://e.org/", "e.org", "http://", "http://e.org/ x", "http://e.org:x/"]
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(SettingError, match="must be a web address, such as http"):
        RemoteGraph(address)


def test_a_runaway_query_is_given_up(doomed: Server) -> None:
    remote = RemoteGraph(doomed.queries)
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?i) }"
    with (
        pytest.raises(QueryTimeout, match=r"did not answer within 0\.5 s"),
        remote.answer(query, "text/csv", seconds=0.5) as reply,
    ):
        b"".join(reply.pieces)


@pytest.mark.parametrize(
    ("act", "error", "words"),
    [
        (says(200, b"<html>Hello</html>", Content_Type="text/html"), StoreUnavailable, "text/html"),
        (says(200, b"{}"), StoreUnavailable, "it answers nothing where"),
        (says(200, b'{"head": {"vars"', **JSON), StoreUnavailable, "its answer cannot be read"),
        (says(200, b'{"head":{"vars":["n"]},"results":{"bindings":[{"n"', **JSON), StoreUnavailable,
         "its answer cannot be read"),
        (says(200, b'{"head":{},"boolean":true}', **JSON), StoreUnavailable, "another kind"),
        (says(404), StoreUnavailable, "404 Not Found. See that this is its address for queries"),
        (says(400, b"bad"), QueryError, "The store refuses the query: bad"),
        (says(413), QueryTooLarge, "larger than the store takes"),
        (hangs_up, StoreUnavailable, "cannot be asked"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told(act: Act, error: type[KGError], words: str) -> None:
    nothing = says(200, b'{"head":{"vars":[]},"results":{"bindings":[]}}', **JSON)
    with script(nothing, act) as server:
        graph = RemoteGraph(server.address)
        with pytest.raises(error, match=words):
            graph.select("SELECT ?n { ?s ?p ?n }")


def test_an_answer_that_virtuoso_has_cut_is_no_answer(tmp_path: Path) -> None:
    with virtuoso(tmp_path, rows=10) as server:
        graph = kg.open(server.queries)
        with pytest.raises(QueryTooLarge, match="has left out a part of the answer"):
            graph.select("SELECT * { GRAPH ?g { ?s ?p ?o } }")
