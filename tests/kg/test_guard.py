"""SERVICE is found however it is written, and nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryForbidden
from kg.guard import refuse_service
from tests.processes import Listener

CALLED = {
    "plain": "SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "small letters": "SELECT * { service <http://e.org/> { ?s ?p ?o } }",
    "mixed letters": "SELECT * { sErViCe <http://e.org/> { ?s ?p ?o } }",
    "no space": "SELECT*{SERVICE<http://e.org/>{?s ?p ?o}}",
    "silent": "SELECT * { SERVICE SILENT <http://e.org/> { ?s ?p ?o } }",
    "silent without space": "SELECT * { SERVICESILENT<http://e.org/> { ?s ?p ?o } }",
    "variable": "SELECT * { ?s ?p ?e SERVICE ?e { ?a ?b ?c } }",
    "dollar variable": "SELECT * { ?s ?p ?e SERVICE$e{ ?a ?b ?c } }",
    "prefixed name": "PREFIX e: <http://e.org/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "empty prefix, no space": "PREFIX : <http://e.org/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "silent empty prefix": "PREFIX : <http://e.org/> SELECT * { SERVICESILENT:x { ?s ?p ?o } }",
    "known prefix": "SELECT * { SERVICE org:x { ?s ?p ?o } }",
    "relative to a base": "BASE <http://e.org/> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "sub-select": "SELECT * { { SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } } } }",
    "optional": "SELECT * { ?s ?p ?o OPTIONAL { SERVICE <http://e.org/> { ?s ?q ?r } } }",
    "union": "SELECT * { { ?s ?p ?o } UNION { SERVICE <http://e.org/> { ?s ?q ?r } } }",
    "graph": "SELECT * { GRAPH ?g { SERVICE <http://e.org/> { ?s ?q ?r } } }",
    "exists": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://e.org/> { ?s ?q ?r } } }",
    "not exists": "ASK { FILTER(NOT EXISTS { SERVICE <http://e.org/> { ?s ?q ?r } }) }",
    "minus": "SELECT * { ?s ?p ?o MINUS { SERVICE <http://e.org/> { ?s ?q ?r } } }",
    "ask": "ASK { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "order": "SELECT * {} ORDER BY (EXISTS { SERVICE <http://e.org/> { ?s ?p ?o } })",
    "projection": "SELECT (EXISTS { SERVICE <http://e.org/> { ?s ?p ?o } } AS ?x) {}",
    "after a number": "SELECT * { ?s ?p 24SERVICE<http://e.org/> { ?a ?b ?c } }",
    "after a truth": "SELECT * { ?s ?p trueSERVICE<http://e.org/> { ?a ?b ?c } }",
    "after a full stop": "PREFIX : <http://e.org/> SELECT * { ?s ?p 24.SERVICE:x { ?a ?b ?c } }",
    "after a semicolon": "SELECT * { ?s ?p 24;SERVICE<http://e.org/> { ?a ?b ?c } }",
    "after a bracket": "SELECT * { ?s ?p (1 2)SERVICE<http://e.org/> { ?a ?b ?c } }",
    "after a comment": "SELECT * { # none\nSERVICE # of\r<http://e.org/> { ?s ?p ?o } }",
    "a comment in the way": "SELECT * { SERVICE # <http://e.org/>\n?e { ?s ?p ?o } }",
    "after a string with a quote": r'SELECT * { ?s ?p "\"" SERVICE <http://e.org/> { ?a ?b "" } }',
    "after a backslash": r'SELECT * { ?s ?p "\\" SERVICE <http://e.org/> { ?a ?b "" } }',
    "after a long string": 'SELECT*{?s ?p """a"\\"""" SERVICE <http://e.org/> {?a ?b "c"}}',
    "after two quotes": "SELECT*{VALUES ?v {'''a'} SERVICE <http://e.org/> {?a ?b ?c}}",
    "after three quotes left open": 'SELECT*{VALUES ?v {"""a"} SERVICE <http://e.org/> {?a ?b 1}}',
    "comparison like an IRI": "SELECT*{?s ?p ?o FILTER(?o<1)SERVICE#>\n<http://e.org/> {?a ?b ?c}}",
    "comparison with a string": "SELECT*{FILTER(?o<'>') SERVICE <http://e.org/> {?a ?b 'c'}}",
    "comparison, then a long string": (
        "SELECT*{FILTER(?o<1#>'''\n) SERVICE <http://e.org/> {?a ?b ?c} #'''\n}"
    ),
    "hash in a name": r"PREFIX e: <http://e.org/> SELECT*{?s e:\#x ?o SERVICE e:y {?a ?b ?c}}",
    "escaped letter": r"SELECT * { \u0053ERVICE <http://e.org/> { ?s ?p ?o } }",
    "long escape": r"SELECT * { serv\U00000049ce <http://e.org/> { ?s ?p ?o } }",
    "all letters escaped": (
        "SELECT * { " + "".join(f"\\u{ord(one):04x}" for one in "SERVICE") + " <http://e.org/> {} }"
    ),
}

NOT_CALLED = {
    "nothing of the kind": "SELECT * { ?s ?p ?o }",
    "string": "SELECT * { ?s ?p 'SERVICE <http://e.org/> {}' }",
    "string with quote": r'SELECT * { ?s ?p "\" SERVICE <http://e.org/> {}" }',
    "long string": 'SELECT * { ?s ?p """x" SERVICE\n<http://e.org/> {}""" }',
    "language": 'SELECT * { ?s ?p "x"@service }',
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://e.org/> {}",
    "comment on top": "# Which service is it?\nSELECT * { ?s ?p ?o }",
    "IRI": "SELECT * { ?s a <http://schema.org/Service> }",
    "IRI with a bracket": "SELECT * { ?s a <http://e.org/a)service#x> }",
    "relative IRI": "BASE <http://e.org/> SELECT * { ?s a <service> , <#service> }",
    "IRI after a comparison": "SELECT * { ?s ?p ?o FILTER(?o < 1 || ?p = <http://e.org/service>) }",
    "variable": "SELECT ?service $SERVICE { ?service ?p $SERVICE }",
    "renamed variable": "SELECT (1 AS ?service) {}",
    "local name": "SELECT * { ?s a schema:Service ; schema:serviceType ?o }",
    "prefix": "PREFIX service: <http://e.org/> SELECT * { ?s service:service ?o }",
    "prefixed graph": "PREFIX service: <http://e.org/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "blank node": "SELECT * { _:service ?p ?o }",
    "escaped in a string": r"SELECT * { ?s ?p '\u0053ERVICE' }",
    "both in a string and a name": "SELECT ?service { ?service rdfs:label 'Service'@en }",
    "search for a word": "SELECT * { ?s rdfs:label ?n FILTER(CONTAINS(LCASE(?n), 'service')) }",
}


@pytest.mark.parametrize("query", CALLED.values(), ids=CALLED.keys())
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryForbidden, match=r"^SERVICE is closed here: .* Ask the other endpoint"):
        refuse_service(query)


@pytest.mark.parametrize("query", NOT_CALLED.values(), ids=NOT_CALLED.keys())
def test_the_word_alone_is_not_refused(query: str) -> None:
    refuse_service(query)


@pytest.mark.parametrize("query", NOT_CALLED.values(), ids=NOT_CALLED.keys())
def test_what_is_not_refused_here_is_sparql(query: str) -> None:
    ox.Store().query(query, prefixes={"schema": "http://schema.org/", "rdfs": "http://e.org/"})


@pytest.mark.parametrize(
    "query",
    [
        "",
        "service",
        "SELECT * { ?service ?p }",
        "SELEC ?service { ?s ?p ?o }",
        "\0",
        "\ud800service",
    ],
)
def test_what_is_not_sparql_is_left_to_the_parser(query: str) -> None:
    refuse_service(query)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = ox.Store()
    made.load("<http://e.org/a> <http://e.org/b> 24, true, 'x' .", ox.RdfFormat.TURTLE)
    return made


def answered(store: ox.Store, query: str) -> None:
    """Run a query to its end, whatever comes of it."""
    try:
        list(store.query(query))  # type: ignore[arg-type]
    except (SyntaxError, OSError, RuntimeError, TypeError):
        return


def test_the_listener_hears_a_query_that_nobody_guards(store: ox.Store, listener: Listener) -> None:
    before = listener.calls
    answered(store, f"SELECT * {{ SERVICE <{listener.address}> {{ ?s ?p ?o }} }}")
    assert listener.calls > before


PIECES = [
    "?s ?p ?o", "?s ?p 24", "?s ?p true", "?s ?p 'x'", ".", "FILTER(1<2)", "FILTER(1<'>')",
    "FILTER(?o<26", ")", "'''", '"""', "'", '"', "#", "#>", "<", ">", "VALUES ?v {1}",
    "VALUES ?v {", "}", "{", "BIND(1<2 AS ?b)", "?s ?p \"a\"@en", "UNION", "OPTIONAL", "\\u0022",
    "\\u003E",
    "SERVICE", "service", "SERVICE", "SILENT", "<AT>", ":x", "?e", "{?a ?b ?c}", "{?a ?b 'c'}",
    "SERVICE <AT> {?a ?b ?c}", "SERVICE:x{}", "\\u0053ERVICE <AT> {}", "SERVICESILENT<AT>{}",
    "SERVICE#>\n<AT>{}", "'SERVICE <AT> {}'",
]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", "\n", "#\n"]))))
def test_no_query_put_together_at_random_calls_out_once_let_through(
    store: ox.Store, listener: Listener, pieces: list[tuple[str, str]]
) -> None:
    body = "".join(piece + space for piece, space in pieces).replace(
        "<AT>", f"<{listener.address}>"
    )
    query = f"PREFIX : <{listener.address}> SELECT * {{ {body} }}"
    try:
        refuse_service(query)
    except QueryForbidden:
        return
    before = listener.calls
    answered(store, query)
    assert listener.calls == before


VALID_PIECES = [
    "?s ?p ?o .", "?s ?service 24 .", "?s a :Service .", "?s ?p <http://e.org/service#x> .",
    "FILTER(?o<1)", "FILTER(1<'>')", "FILTER(1<'service>')", "# service\n", "?s ?p 'SERVICE' .",
    '?s ?p """service "x" """ .', "OPTIONAL { ?s :service ?o }",
    "{ ?service ?p ?o } UNION { ?s ?p 1 }", "BIND(STR(:service) AS ?%d)", "?s ?p '\\u0053ervice' .",
]  # fmt: skip


@given(st.lists(st.sampled_from(VALID_PIECES)))
def test_no_harmless_query_is_refused(store: ox.Store, pieces: list[str]) -> None:
    body = " ".join(piece.replace("%d", f"service{number}") for number, piece in enumerate(pieces))
    query = f"PREFIX : <http://e.org/> SELECT * {{ {body} }}"
    refuse_service(query)
    ox.Store().query(query)
