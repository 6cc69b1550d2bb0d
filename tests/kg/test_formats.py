"""The formats of answers: each is written whole, in a fixed order, and read back alike."""

from __future__ import annotations

import io
import json
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats import SOLUTIONS, TRIPLES, serialized, write, write_first

STORE = ox.Store()
STORE.load(
    "<http://e.org/a> <http://e.org/p> 1, 'a,\"b\"\\n', 'x'@da, <http://e.org/b> .",
    ox.RdfFormat.TURTLE,
)

nodes = st.from_regex(r"https://e\.org/[a-z]{1,3}", fullmatch=True).map(ox.NamedNode)
# What XML cannot hold at all, RDF/XML cannot; the tables refuse it.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
literals = st.one_of(
    texts.map(ox.Literal),
    texts.map(lambda text: ox.Literal(text, language="da")),
    st.integers(0, 99).map(ox.Literal),
)
triples = st.lists(st.builds(ox.Triple, nodes, nodes, nodes | literals))


@pytest.mark.parametrize("name", TRIPLES)
@given(said=triples)
def test_triples_are_read_back_alike(name: str, said: list[ox.Triple]) -> None:
    written = serialized(set(said), name)
    assert {quad.triple for quad in ox.parse(written, TRIPLES[name])} == set(said)


@pytest.mark.parametrize("name", TRIPLES)
@given(said=triples, order=st.randoms())
def test_the_order_in_which_they_come_makes_no_difference(
    name: str, said: list[ox.Triple], order: Random
) -> None:
    shuffled = list(said)
    order.shuffle(shuffled)
    assert serialized(shuffled, name) == serialized(said, name)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_each_format_of_solutions_is_written(name: str) -> None:
    sink = io.BytesIO()
    write(STORE.query("SELECT ?o { ?s ?p ?o }"), name, sink)
    if name != "csv":  # which tells no kinds of terms apart
        read = ox.parse_query_results(sink.getvalue(), SOLUTIONS[name])
        assert isinstance(read, ox.QuerySolutions)
        expected = STORE.query("SELECT ?o { ?s ?p ?o }")
        assert {row["o"] for row in read} == {row["o"] for row in expected}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["json", "xml"])
def test_yes_and_no_are_written(name: str) -> None:
    sink = io.BytesIO()
    write(STORE.query("ASK {}"), name, sink)
    assert bool(ox.parse_query_results(sink.getvalue(), SOLUTIONS[name]))


@pytest.mark.parametrize("name", TRIPLES)
def test_each_format_of_triples_is_written(name: str) -> None:
    sink = io.BytesIO()
    write(STORE.query("CONSTRUCT WHERE { ?s ?p ?o }"), name, sink)
    assert len(set(ox.parse(sink.getvalue(), TRIPLES[name]))) == 4


@pytest.mark.parametrize(
    ("most", "size", "written"),
    [(0, 9999, 0), (3, 9999, 3), (4, 9999, 4), (9, 9999, 4), (9, 130, 2), (9, 10, 0)],
)
def test_the_first_rows_are_written_and_all_are_counted(most: int, size: int, written: int) -> None:
    sink = io.BytesIO()
    assert write_first(_solutions("SELECT ?o ?none { ?s ?p ?o }"), most, size, sink) == 4
    read = ox.parse_query_results(sink.getvalue(), SOLUTIONS["json"])
    assert isinstance(read, ox.QuerySolutions)
    assert len(list(read)) == written


def test_the_first_rows_keep_iris_languages_and_gaps() -> None:
    sink = io.BytesIO()
    query = "SELECT ?a ?b ?c ?d { VALUES (?a ?b ?d) { (<e:a> 'x'@da 1) } }"
    write_first(_solutions(query), 1, 999, sink)
    assert json.loads(sink.getvalue())["results"]["bindings"] == [
        {
            "a": {"type": "uri", "value": "e:a"},
            "b": {"type": "literal", "value": "x", "xml:lang": "da"},
            "d": {"type": "literal", "value": "1"},
        }
    ]


def _solutions(query: str) -> ox.QuerySolutions:
    result = STORE.query(query)
    assert isinstance(result, ox.QuerySolutions)
    return result
