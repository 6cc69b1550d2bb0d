"""The graphs of FROM and FROM NAMED are found however they are written, and must exist."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

import kg
from kg.dataset_clauses import graphs_named, refuse_unknown_graphs
from kg.errors import QueryError
from kg.settings import BASE, Settings
from kg.tokens import decoded

GRAPH = f"{BASE}graph/tangpost-2018"
NAMED = {
    "plain": "SELECT * FROM <http://e.org/a> { ?s ?p ?o }",
    "small letters": "select * from <http://e.org/a> where { ?s ?p ?o }",
    "named": "SELECT * FROM NAMED <http://e.org/a> { GRAPH ?g { ?s ?p ?o } }",
    "no spaces": "SELECT*FROM NAMED<http://e.org/a>{?s ?p ?o}",
    "letters that are escaped": r"ASK FROM <http://e.org/a> { ?s ?p '\from' }",
    "no spaces between the first words": "SELECTDISTINCT ?s FROM <http://e.org/a> { ?s ?p ?o }",
    "comments between": "SELECT * FROM # <http://e.org/b>\nNAMED#\n<http://e.org/a> { ?s ?p ?o }",
    "prefixed": "PREFIX e: <http://e.org/> SELECT * FROM e:a { ?s ?p ?o }",
    "prefix declared twice": "PREFIX e: <a:> PREFIX e: <http://e.org/> ASK FROM e:a {}",
    "relative": "BASE <http://e.org/x/> ASK FROM <../a> {}",
    "two bases": "BASE <http://e.org/> BASE <x/> ASK FROM NAMED <../a> {}",
    "escaped letters": r"ASK \u0046ROM <http://e.org/\u0061> {}",
    "describe": "DESCRIBE <http://e.org/b> FROM <http://e.org/a>",
    "construct": "CONSTRUCT { ?s ?p ?o } FROM <http://e.org/a> WHERE { ?s ?p ?o }",
    "short construct": "CONSTRUCT FROM <http://e.org/a> WHERE { ?s ?p ?o }",
    "words elsewhere": (
        "SELECT ?from FROM <http://e.org/a> { ?from e:from 'FROM <a:b>' } # FROM <a:b>"
        .replace("e:from", "<FROM:b>")
    ),
}  # fmt: skip


@pytest.mark.parametrize("query", NAMED.values(), ids=NAMED.keys())
def test_a_graph_is_found_however_it_is_named(query: str) -> None:
    assert graphs_named(query) == ["http://e.org/a"]
    ox.Store().query(decoded(query))  # the store itself knows no escaped keywords


@pytest.mark.parametrize(
    "clause",
    ["ASKFROM <e:a>", "CONSTRUCTFROM e:a WHERE", "ASK FROMe:a", "ASK FROM NAMEDe:a", "ASKFROM:a",
     "SELECT * FROMNAMED <e:a>", "SELECT(1 AS ?x)FROMe:a", "ASK FROM e:a FROMe:b"],
)  # fmt: skip
def test_one_that_is_written_together_with_a_word_is_refused(clause: str) -> None:
    query = f"PREFIX e: <http://e.org/> PREFIX : <http://e.org/> {clause} {{ ?s ?p ?o }}"
    ox.Store().query(query)  # the store does not mind
    with pytest.raises(QueryError, match="Leave a space between them"):
        graphs_named(query)


@pytest.mark.parametrize(
    "query", ["SELECT * { GRAPH <http://e.org/a> { ?s ?p ?o } }", "", "FROM <a", "ASK FROM x:y {}"]
)
def test_other_queries_name_none(query: str) -> None:
    assert graphs_named(query) == []


def test_the_order_is_that_of_the_query() -> None:
    query = "ASK FROM <a:c> FROM NAMED <a:a> FROM skos: FROM <a:b> {}"
    skos = "http://www.w3.org/2004/02/skos/core#"
    assert graphs_named(query) == ["a:c", "a:a", skos, "a:b"]


@pytest.fixture
def holds(world_release: Settings) -> Callable[[str], bool]:
    return kg.open(world_release).holds


def test_graphs_that_exist_may_be_named(holds: Callable[[str], bool]) -> None:
    refuse_unknown_graphs(f"ASK FROM <{GRAPH}> FROM NAMED <{GRAPH}> {{}}", [GRAPH], holds)
    refuse_unknown_graphs("SELECT * { GRAPH <a:b> { ?s ?p ?o } }", (), holds)


@pytest.mark.parametrize(
    "iri", ["file:///etc/passwd", f"{BASE}graph/fog", "http://127.0.0.1/", "urn:x-arq:UnionGraph"]
)
def test_what_is_no_graph_is_refused(holds: Callable[[str], bool], iri: str) -> None:
    for query, asked in ((f"ASK FROM <{iri}> {{}}", []), ("ASK {}", [iri])):
        with pytest.raises(QueryError, match=r"^There is no graph <.*>\. The ") as caught:
            refuse_unknown_graphs(query, asked, holds)
        assert f"<{iri}>" in str(caught.value)
        assert caught.value.status == 400


def test_all_that_are_unknown_are_named_once(holds: Callable[[str], bool]) -> None:
    query = f"ASK FROM <a:x> FROM <{GRAPH}> FROM NAMED <a:y> {{}}"
    with pytest.raises(QueryError, match=r"^There are no graphs <a:y>, <a:x>\. The graphs"):
        refuse_unknown_graphs(query, ["a:y", GRAPH], holds)


def test_the_query_that_is_told_lists_the_graphs(world_release: Settings) -> None:
    graph = kg.open(world_release)
    with pytest.raises(QueryError) as caught:
        refuse_unknown_graphs("ASK FROM <a:x> {}", (), graph.holds)
    listing = str(caught.value).partition("listed by: ")[2]
    assert {"graph": GRAPH} in graph.select(listing)
