"""Columns: those of a star come as the query names them, and mean the same."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.columns import named
from kg.prefixes import PREFIXES


def columns(query: str) -> list[str]:
    result = ox.Store().query(named(query), prefixes=PREFIXES)
    assert isinstance(result, ox.QuerySolutions)
    return [one.value for one in result.variables]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "s p o"),
        ("select*{?s ?p ?o}", "s p o"),
        ("SELECT REDUCED * WHERE { ?ø npi:event ?æ OPTIONAL { ?æ rdfs:label ?å } }", "ø æ å"),
        ("# SELECT *\nPREFIX z: <e:*> SELECT\n*\n{ $z z:y ?a BIND(1 AS ?b) }", "z a b"),
        ("SELECT * { ?z ?y ?x MINUS { ?q ?y ?x } FILTER NOT EXISTS { ?w ?y 1 } }", "z y x"),
        ("SELECT * { { SELECT ?n (COUNT(?q) AS ?c) { ?n a ?q } GROUP BY ?n } ?b a ?n }", "n c b"),
        ("SELECT # all of it\n* # or not\n{ ?s ?p ?o }", "s p o"),
        ("SELECT * { VALUES (?z ?a) { (1 2) } }", "z a"),
        ("SELECT * FROM <e:g> { ?s ?p ?o } ORDER BY ?o", "s p o"),
    ],
)
def test_columns_come_as_the_query_names_them(query: str, expected: str) -> None:
    assert columns(query) == expected.split()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {}", "ASK { ?s ?p* ?o }", "SELECT ?o { { SELECT * { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } } }", "SELECT * { ?s ?p }",
        "DESCRIBE *  { ?s ?p ?o }", "SELECT * { ?s ?p ?o } GROUP BY ?s", "*", "",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT ?s { ?s <e:p>* ?o }",
    ],
)  # fmt: skip
def test_whatever_else_stays_as_it_is(query: str) -> None:
    assert named(query) == query


def test_none_is_lost_where_a_comparison_looks_like_an_iri() -> None:
    query = "SELECT * { VALUES ?o { 1 } BIND(?o<2AS?c)FILTER(?o>0) }"
    assert named(query) == query
    assert columns(query) == ["c", "o"]
