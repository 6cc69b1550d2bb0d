"""The door to the store: answers as values, values bound and never pasted, the whole graph out."""

from __future__ import annotations

import datetime
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import IRI, Graph, Release, Settings, Text
from kg.errors import NoRelease, QueryError, QuerySyntaxError
from kg.formats import QUADS, TRIPLES
from kg.queries import Query
from kg.settings import BASE
from kg.store import current_release, open_release
from tests.homes import store_of

HOSTILE = [
    'x" } DELETE WHERE { ?s ?p ?o } #',
    "x' } UNION { ?s ?p ?o",
    '"""', "'''", "\\", "\\u0022", "{ } ?name", "\n\r\t", "<http://e.org/>", "ø😀",
]  # fmt: skip


@pytest.fixture(scope="module")
def graph(world_release: Settings) -> Graph:
    return kg.open(world_release)


def small(trig: str) -> Graph:
    return Graph(store_of(trig))


def test_rows_are_values_by_name(graph: Graph) -> None:
    query = """SELECT ?title ?start ?person { ?role npi:title ?title ; org:member ?person ;
        schema:startDate ?start FILTER(DATATYPE(?start) = xsd:date) }"""
    assert graph.select(query) == [
        {
            "title": "Kehitysjohtaja",
            "start": datetime.date(2016, 2, 29),
            "person": f"{BASE}id/person/paeivi-aeijaelae",
        }
    ]
    assert isinstance(graph.select(query)[0]["person"], IRI)
    assert getattr(graph.select(query)[0]["title"], "language", None) == "fi"


def test_a_variable_without_value_is_left_out(graph: Graph) -> None:
    assert graph.select("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }") == [{"a": 1}]


def test_the_order_of_the_query_is_kept(graph: Graph) -> None:
    rows = graph.select("SELECT ?n { VALUES ?n { 3 1 2 } } ORDER BY DESC(?n)")
    assert [row["n"] for row in rows] == [3, 2, 1]


def test_the_default_graph_is_the_union_of_all(graph: Graph) -> None:
    graphs = graph.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert len(graphs) == 7
    assert graph.ask("ASK { ?p foaf:name ?n ; a foaf:Person ; rdfs:label ?l ; npi:country ?c }")


def test_a_value_is_bound(graph: Graph) -> None:
    rows = graph.select("SELECT ?p ?name { ?p foaf:name ?name }", name="Jürgen Krüger")
    assert [row["p"] for row in rows] == [f"{BASE}id/person/juergen-krueger"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_is_only_a_value(text: str) -> None:
    graph = small("<a:a> <a:p> 'harmless' .")
    assert graph.select("SELECT ?s ?o { ?s <a:p> ?o }", o=text) == []
    assert graph.select("SELECT ?o {}", o=text) in ([{"o": text}], [{}])
    assert len(graph.select("SELECT ?s { ?s ?p ?o }")) == 1


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_that_is_stored_is_found_by_binding_it(text: str) -> None:
    store = ox.Store()
    node = ox.NamedNode("a:a")
    store.add(ox.Quad(node, node, ox.Literal(text)))
    store.add(ox.Quad(node, node, ox.Literal(f"{text}.")))
    rows = Graph(store).select("SELECT ?s ?o { ?s <a:a> ?o }", o=text)
    assert [row["o"] for row in rows] == [text]


def test_a_text_with_a_language_is_bound_with_it() -> None:
    graph = small("<a:a> <a:p> 'leder'@da, 'leder'@nb, 'leder' .")
    query = "SELECT ?s ?o { ?s <a:p> ?o }"
    assert [
        getattr(row["o"], "language", None) for row in graph.select(query, o=Text("leder", "da"))
    ] == ["da"]
    assert len(graph.select(query)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?nowhere { ?s ?p ?o } }",
        "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_a_service_that_gives_no_answer_is_an_error_of_the_query(query: str) -> None:
    graph = small("<a:a> <a:p> 1 .")
    with pytest.raises(QueryError, match=r"^The query cannot be run: "):
        (graph.ask if query.startswith("ASK") else graph.select)(query)


def test_triples_that_cannot_be_found_are_an_error_of_the_query() -> None:
    graph = small("<a:a> <a:p> 1 .")
    called = "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    with pytest.raises(QueryError, match=r"^The query cannot be run: "):
        list(graph.construct(called))
    with pytest.raises(QueryError, match=r"^The query cannot be run: "):
        graph.derive(called)


def test_a_query_from_a_file_moves_to_the_base_of_the_graph() -> None:
    store = ox.Store()
    store.load("<https://e.org/id/person/a> <a:p> 1 .", ox.RdfFormat.TURTLE)
    query = Query("q", "", f"SELECT ?n {{ <{BASE}id/person/a> <a:p> ?n }}")
    assert Graph(store, "https://e.org/").select(query) == [{"n": 1}]
    assert Graph(store).select(query) == []


def test_ask_and_construct(graph: Graph) -> None:
    assert graph.ask("ASK { ?p foaf:name 'Jürgen Krüger' }")
    assert not graph.ask("ASK { ?p foaf:name 'Nobody' }")
    assert len(list(graph.construct("CONSTRUCT WHERE { ?p foaf:name ?n }"))) == 6


def test_each_kind_of_query_has_its_own_door(graph: Graph) -> None:
    with pytest.raises(QueryError, match="A SELECT query is expected"):
        graph.select("ASK {}")
    with pytest.raises(QueryError, match="An ASK query is expected"):
        graph.ask("SELECT * { FILTER(false) }")
    with pytest.raises(QueryError, match="A CONSTRUCT or DESCRIBE query is expected"):
        graph.construct("SELECT * {}")
    with pytest.raises(QueryError, match="A CONSTRUCT or DESCRIBE query is expected"):
        graph.derive("ASK {}")


@pytest.mark.parametrize(
    ("query", "line"),
    [("SELEC * {}", 1), ("SELECT *\n{ ?s ?p }", 2), ("\n\n}", 3), ("SELECT * { e:x ?p ?o }", 1)],
)
def test_a_fault_is_named_with_line_and_column(graph: Graph, query: str, line: int) -> None:
    with pytest.raises(QuerySyntaxError, match=rf"at line {line}, column \d+: .") as caught:
        graph.select(query)
    assert caught.value.line == line


@pytest.mark.parametrize("query", ["INSERT DATA { <a:a> <a:a> 1 }", "DELETE WHERE { ?s ?p ?o }"])
def test_an_update_is_refused(graph: Graph, query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        graph.select(query)


def exported(graph: Graph, format_: str) -> bytes:
    sink = io.BytesIO()
    graph.export(format_, sink)
    return sink.getvalue()


@pytest.fixture(scope="module")
def dumped(world_release: Settings) -> set[ox.Quad]:
    """The dump of the release, without blank nodes, whose names are not told abroad."""
    text = current_release(world_release).dump.read_bytes()
    return {quad for quad in ox.parse(text, ox.RdfFormat.N_QUADS) if not blank(quad.triple)}


def named(store: ox.Store) -> list[ox.Quad]:
    """Return what the named graphs of a store say, without their union."""
    return [quad for quad in store if quad.graph_name != ox.DefaultGraph()]


def blank(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


@pytest.mark.parametrize("format_", QUADS)
def test_every_format_of_quads_holds_what_the_dump_holds(
    graph: Graph, dumped: set[ox.Quad], format_: str
) -> None:
    found = list(ox.parse(exported(graph, format_), QUADS[format_]))
    assert {quad for quad in found if not blank(quad.triple)} == dumped
    assert len(found) == len(named(graph._store))


@pytest.mark.parametrize("format_", sorted(TRIPLES.keys() - QUADS.keys()))
def test_every_format_of_triples_holds_each_triple_once(
    graph: Graph, dumped: set[ox.Quad], format_: str
) -> None:
    found = [quad.triple for quad in ox.parse(exported(graph, format_), TRIPLES[format_])]
    assert len(found) == len(set(found))
    assert {one for one in found if not blank(one)} == {quad.triple for quad in dumped}


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize(
    ("format_", "theirs"),
    [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("nquads", "nquads"),
     ("trig", "trig"), ("jsonld", "json-ld")],
)  # fmt: skip
def test_another_library_reads_each_format_alike(
    graph: Graph, dumped: set[ox.Quad], format_: str, theirs: str
) -> None:
    read = rdflib.Dataset()
    read.parse(data=exported(graph, format_), format=theirs)
    found = {
        (str(s), str(p), str(o))
        for s, p, o, _ in read.quads()
        if not isinstance(s, rdflib.BNode) and not isinstance(o, rdflib.BNode)
    }
    assert found == {
        (q.subject.value, q.predicate.value, q.object.value)  # type: ignore[union-attr]
        for q in dumped
    }


def test_the_turtle_is_the_same_each_time(graph: Graph) -> None:
    assert exported(graph, "turtle") == exported(graph, "turtle")


def test_json_ld_and_turtle_agree(graph: Graph) -> None:
    json.loads(exported(graph, "jsonld"))
    from_json = {quad.triple for quad in ox.parse(exported(graph, "jsonld"), ox.RdfFormat.JSON_LD)}
    from_turtle = {quad.triple for quad in ox.parse(exported(graph, "turtle"), ox.RdfFormat.TURTLE)}
    assert {t for t in from_json if not blank(t)} == {t for t in from_turtle if not blank(t)}


def test_the_dump_says_what_the_store_holds(graph: Graph, world_release: Settings) -> None:
    loaded = ox.Store()
    loaded.bulk_load(path=str(current_release(world_release).dump), format=ox.RdfFormat.N_QUADS)
    stored = named(graph._store)
    assert {q for q in loaded if not blank(q.triple)} == {q for q in stored if not blank(q.triple)}
    assert len(loaded) == len(stored)


def test_the_current_release_is_named_by_its_digest(world_release: Settings) -> None:
    release = current_release(world_release)
    assert release.folder.parent == world_release.releases
    assert len(release.digest) == 16
    assert release.report["counts"]["person"] == 6


def test_no_release_yet(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="Make one with: kg build"):
        current_release(Settings(home=tmp_path))


def test_a_release_that_vanished(world_release: Settings, tmp_path: Path) -> None:
    shutil.copytree(world_release.releases, tmp_path / "build", symlinks=True)
    settings = replace(world_release, home=tmp_path)
    shutil.rmtree(current_release(settings).folder)
    with pytest.raises(NoRelease):
        kg.open(settings)


def test_a_release_is_opened_for_reading_only(world_release: Settings) -> None:
    graph = kg.open(world_release)
    with pytest.raises(RuntimeError, match="read-write"):
        graph._store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:a"), ox.Literal(1)))


def test_many_readers_share_a_release(world_release: Settings) -> None:
    readers = [kg.open(world_release) for _ in range(5)]
    assert len({len(reader.select("SELECT * { ?s ?p ?o }")) for reader in readers}) == 1


def test_an_open_release_reads_on_though_its_folder_is_moved(
    world_release: Settings, tmp_path: Path
) -> None:
    copied = Release(Path(shutil.copytree(current_release(world_release).folder, tmp_path / "one")))
    graph = open_release(copied, BASE)
    copied.folder.rename(tmp_path / "two")
    assert graph.ask("ASK { ?p foaf:name 'Jürgen Krüger' }")


@pytest.mark.parametrize(
    ("clause", "count"),
    [("", 2), ("FROM <https://e.org/g>", 1), ("from <https://e.org/h>", 1), ("FROM <e:no>", 0)],
)
def test_from_restricts_a_query_to_its_graphs(clause: str, count: int) -> None:
    graph = small("<e:g> { <e:a> <e:p> 1 } <e:h> { <e:b> <e:p> 2 }")
    text = f"SELECT ?from {clause.replace('https://e.org/', 'e:')} {{ ?from ?p ?o }}"
    assert len(graph.select(text)) == count
