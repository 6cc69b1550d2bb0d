"""Syntax: the place is that of the fault, and the words say what is wrong there."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QuerySyntaxError
from kg.prefixes import PREFIXES
from kg.syntax import syntax_error

STOP = "; perhaps a full stop or a semicolon is missing before it"


def fault(query: str) -> QuerySyntaxError | None:
    try:
        ox.Store().query(query, prefixes=PREFIXES)
    except SyntaxError as error:
        return syntax_error(query, error)
    return None


@pytest.mark.parametrize(
    ("query", "line", "column", "reason"),
    [
        ("SELECT * { ?s ?p }", 1, 18, "unexpected '}'"),
        ("SELECT * {?s ?p}", 1, 16, "unexpected '}'"),
        ("SELEC", 1, 1, "unexpected 'SELEC'"),
        ("SELEC * {}", 1, 1, "unexpected 'SELEC'"),
        ("SELECT * { ?s a 'ø' ;\r\n ?p }", 2, 5, "unexpected '}'"),
        ("SELECT * { ?s ?p ?o } LIMT 5", 1, 23, "unexpected 'LIMT'"),
        ("SELECT * { ?s ?p ?o . FILTR(?o) }", 1, 23, "unexpected 'FILTR'"),
        ("SELECT ?a ?b, ?c {}", 1, 13, "unexpected ','"),
        ("SELECT *\nWHERE ?s ?p ?o", 2, 7, "unexpected '?s', expected {"),
        ("", 1, 1, "unexpected end of the query"),
        ("SELECT * { ?s ?p ?o", 1, 20, "unexpected end of the query, expected one of , . ; { }"),
        ("SELECT * { ?s ?p 'abc }", 1, 24, "unexpected end of the query, expected '"),
        ("PREFIX x <e:> SELECT * {}", 1, 10, "unexpected '<e:>', expected one of . :"),
        ("SELECT * {\n?s a foaf:Person\n?s ?p ?o }", 3, 1, f"unexpected '?s'{STOP}"),
        ("SELECT * { ?s ?p ?o ?s ?p ?o }", 1, 21, f"unexpected '?s'{STOP}"),
        ("SELECT * { ?s a <a b> }", 1, 17, "<a b> is not an absolute IRI"),
        ("SELECT * { ?s a <rel> }", 1, 17, "<rel> is not an absolute IRI"),
        ("SELECT ?x, ?y { ?x ?p ?y }", 1, 10, "unexpected ','"),
        ("SELECT * { ?s foaf:name, ?o }", 1, 24, "unexpected ','"),
        ("SELECT * {?s ?p ?o FILTER(?o=)}", 1, 30, "unexpected ')'"),
        ("SELECT (1 AS ?s) { ?s ?p ?o }", 1, 14,
         "?s has a value already; choose another variable after AS"),
        ("SELECT * {\n?s ?p ?o BIND(1 AS $s) }", 2, 20,
         "$s has a value already; give BIND another variable"),
        ("SELECT * { { ?s ?p ?o } BIND(1 AS ?s) . ?a ?b ?c }", 1, 35,
         "?s has a value already; give BIND another variable"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", 1, 8,
         "?s is neither in GROUP BY nor within an aggregate such as COUNT"),
        ("SELECT ?ø (COUNT(*) AS ?n) { ?ø ?p ?o }", 1, 8,
         "?ø is neither in GROUP BY nor within an aggregate such as COUNT"),
        ("SELECT * { { SELECT ?p (MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?s } }", 1, 21,
         "?p is neither in GROUP BY nor within an aggregate such as COUNT"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", 1, 8,
         "SELECT * cannot be grouped; name what is wanted of each group"),
        ("SELECT ?s (MAX(?o) AS ?m) (?m AS ?n) (STR(?o) AS ?l) { ?s ?p ?o } GROUP BY $s", 1, 43,
         "?o is neither in GROUP BY nor within an aggregate such as COUNT"),
        ("SELECT (?o + 1 AS ?n) { ?s ?p ?o } GROUP BY ?s", 1, 9,
         "?o is neither in GROUP BY nor within an aggregate such as COUNT"),
        ("SELECT * { BIND(1 AS ?x) ?s ?p }", 1, 32, "unexpected '}'"),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_is(query: str, line: int, column: int, reason: str) -> None:
    found = fault(query)
    assert found
    assert (found.line, found.column, found.expected) == (line, column, reason)


@pytest.mark.parametrize(
    ("query", "column", "prefix"),
    [
        ("SELECT * { e:x ?p ?o }", 12, "'e:'"),
        ("SELECT * { ?s foo:p ?o }", 15, "'foo:'"),
        ("SELECT * { ?s a :Person }", 17, "':'"),
        ("PREFIX a: <e:> SELECT * { ?s a:b/c:d ?o }", 34, "'c:'"),
        ("PREFIX foo: <e:> SELECT * { ?s foo:p ?o ; Foo:q ?o }", 43, "'Foo:'"),
    ],
)
def test_an_unknown_prefix_is_named_with_those_that_are_known(
    query: str, column: int, prefix: str
) -> None:
    found = fault(query)
    assert found
    assert found.column == column
    assert f"unknown prefix {prefix}; declare it with PREFIX" in found.expected
    assert all(f" {known}" in found.expected for known in PREFIXES)


def test_what_is_no_part_of_sparql_or_closed_is_not_proposed() -> None:
    for query in ("SELECT * { ?s ?p }", "SELECT * { ?s ?p ?o ", "SELECT * { ?s ?p ?o ?s }"):
        found = fault(query)
        assert found
        assert not {"LATERAL", "SERVICE", "{|", "~", "<<"} & set(found.expected.split())


WORDS = st.sampled_from(
    ["SELECT", "*", "?s", "{", "}", ".", ";", "foaf:name", "e:x", "<e:y>", "'ø", "\n", "(", ")",
     "FILTER", "PREFIX", "#", "\\u0041", "AS", "1", "_:b"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12))
def test_a_place_is_always_in_the_text(words: list[str]) -> None:
    query = " ".join(words)
    found = fault(query)
    if found and found.line:
        lines = query.split("\n")
        assert found.line <= len(lines)
        assert 1 <= (found.column or 0) <= len(lines[found.line - 1]) + 1
