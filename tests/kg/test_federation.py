"""Calls are found however they are written, and joined they say what the store itself would say."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kg import services
from kg.errors import QueryForbidden, ServiceFailed
from kg.federation import MOST_ROWS, Call, calls, joined, normalised
from kg.guard import refuse_service
from kg.prefixes import PREFIXES
from tests.kg.test_guard import CALLED, NOT_CALLED
from tests.processes import free_port

AT = "http://e.org/"
PATTERN = "{ ?s ?p ?o }"
FOUND = {
    "plain": "SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "small letters": "select * { service <http://e.org/> { ?s ?p ?o } }",
    "mixed letters": "SELECT * { sErViCe <http://e.org/> { ?s ?p ?o } }",
    "no space": "SELECT*{SERVICE<http://e.org/>{ ?s ?p ?o }}",
    "comments between": "SELECT * { SERVICE # of } {\n<http://e.org/>#\r{ ?s ?p ?o } }",
    "prefixed name": "PREFIX e: <http://e.org/> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "empty prefix": "PREFIX : <http://e.> SELECT * { SERVICE :org\\/ { ?s ?p ?o } }",
    "relative to the base": "BASE <http://e.org/x> SELECT * { SERVICE </> { ?s ?p ?o } }",
    "the base itself": "BASE <http://e.org/> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "escaped keyword": r"SELECT * { \u0053\U00000045RVICE <http://e.org/> { ?s ?p ?o } }",
    "escaped address": r"SELECT * { SERVICE <http://\u0065.org/> { ?s ?p ?o } }",
    "own port": "SELECT * { SERVICE <HTTP://E.org:80> { ?s ?p ?o } }",
    "sub-select": "SELECT * { { SELECT ?s { SERVICE <http://e.org/> { ?s ?p ?o } } } }",
    "optional": "SELECT * { ?s ?q ?r OPTIONAL { SERVICE <http://e.org/> { ?s ?p ?o } } }",
    "union": "SELECT * { { ?s ?q 1 } UNION { SERVICE <http://e.org/> { ?s ?p ?o } } }",
    "graph": "SELECT * { GRAPH ?g { SERVICE <http://e.org/> { ?s ?p ?o } } }",
    "exists": "SELECT * { ?s ?q ?r FILTER EXISTS { SERVICE <http://e.org/> { ?s ?p ?o } } }",
    "minus": "SELECT * { ?s ?q ?r MINUS { SERVICE <http://e.org/> { ?s ?p ?o } } }",
    "projection": "SELECT (EXISTS { SERVICE <http://e.org/> { ?s ?p ?o } } AS ?x) {}",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "after a number": "SELECT * { ?s ?p 24SERVICE<http://e.org/> { ?s ?p ?o } }",
    "after a string": r'SELECT * { ?s ?p "\" {" SERVICE <http://e.org/> { ?s ?p ?o } }',
}


def answer(variables: list[str], rows: list[dict[str, dict[str, str]]]) -> str:
    return json.dumps({"head": {"vars": variables}, "results": {"bindings": rows}})


EMPTY = answer(["s", "p", "o"], [])


@pytest.mark.parametrize("query", FOUND.values(), ids=FOUND.keys())
def test_a_call_is_found_however_it_is_written(query: str) -> None:
    (call,) = calls(query, [AT])
    assert normalised(call.endpoint) == AT
    assert call.query.endswith(f"SELECT * WHERE {PATTERN}")
    assert set(call.variables) == {"s", "p", "o"}
    assert not call.silent
    whole = joined(query, [call], [EMPTY])
    ox.Store().query(whole, prefixes=PREFIXES)


@pytest.mark.parametrize("query", CALLED.values(), ids=CALLED.keys())
def test_what_the_guard_refuses_is_never_run_with_a_call_left(query: str) -> None:
    """Where this reads a text otherwise than the store does, the guard has the last word."""
    try:
        found = calls(query, [AT, f"{AT}x"])
        whole = joined(query, found, [answer([], [])] * len(found))
    except QueryForbidden:
        return
    assert found
    refuse_service(whole)
    ox.Store().query(whole, prefixes=PREFIXES)


@pytest.mark.parametrize("query", NOT_CALLED.values(), ids=NOT_CALLED.keys())
def test_the_word_alone_is_no_call(query: str) -> None:
    assert calls(query, [AT]) == []


def test_without_a_list_there_are_no_calls_and_the_guard_refuses() -> None:
    assert calls(FOUND["plain"], []) == []
    with pytest.raises(QueryForbidden, match=r"^SERVICE is closed here"):
        joined(FOUND["plain"], [], [])


@pytest.mark.parametrize(
    "endpoint",
    ["<http://f.org/>", "<http://e.org/x>", "<https://e.org/>", "<http://e.org:81/>",
     "<http://me@e.org/>", "<http://e.org/#x>", "<http://e.org/?x>", "<http://e.org.f.org/>",
     "<file:///etc/passwd>", "<http://127.0.0.1/>", "org:x"],
)  # fmt: skip
def test_an_endpoint_that_is_not_on_the_list_is_refused(endpoint: str) -> None:
    with pytest.raises(QueryForbidden, match=r"SERVICE may ask these here: <http://e\.org/>"):
        calls(f"SELECT * {{ SERVICE SILENT {endpoint} {{ ?s ?p ?o }} }}", [AT])


@pytest.mark.parametrize("variable", ["?e", "$e"])
def test_an_endpoint_that_is_a_variable_is_refused(variable: str) -> None:
    query = f"SELECT * {{ VALUES ?e {{ <{AT}> }} SERVICE {variable} {{ ?s ?p ?o }} }}"
    with pytest.raises(QueryForbidden, match=r"<http://e.org/>\. Name one of them; .e may be any"):
        calls(query, [AT])


@pytest.mark.parametrize("inner", ["SERVICE", "service", r"\u0053ERVICE", "24SERVICE"])
def test_a_call_within_a_call_is_refused(inner: str) -> None:
    nested = f"?s ?p {inner}" if inner[0] == "2" else inner
    query = f"SELECT * {{ SERVICE <{AT}> {{ {nested} <{AT}> {{ ?s ?p ?o }} }} }}"
    with pytest.raises(QueryForbidden, match="within another"):
        calls(query, [AT])


def test_a_call_within_a_call_that_is_overlooked_is_refused_by_the_guard() -> None:
    query = f"SELECT * {{ SERVICE <{AT}> {{ ?s ?p trueSERVICE<{AT}> {{ ?s ?p ?o }} }} }}"
    with pytest.raises(QueryForbidden, match="closed here"):
        calls(query, [AT])


@pytest.mark.parametrize(
    "query",
    ["SELECT * { SERVICE", "SELECT * { SERVICE SILENT }", f"SELECT * {{ SERVICE <{AT}> ?s }}",
     f"SELECT * {{ SERVICE <{AT}> {{ ?s ?p }}", f"SELECT * {{ SERVICE <{AT}> {{ ?s ?p }} }}",
     "SELECT * { SERVICE e:x { ?s ?p ?o } }", "SELECT * { SERVICE 'x' { ?s ?p ?o } }",
     f"SELECT * {{ SERVICE <{AT}> {{ ?s e:p ?o }} }}", "SERVICE", "", "\0SERVICE"],
)  # fmt: skip
def test_what_is_not_sparql_is_left_to_the_store(query: str) -> None:
    assert calls(query, [AT]) == []
    with pytest.raises(SyntaxError):
        ox.Store().query(query, prefixes=PREFIXES)


def test_the_declarations_that_are_needed_are_sent_those_of_the_query_last() -> None:
    query = f"""PREFIX foaf: <http://other.org/> # a secret
        BASE <http://base.org/>
        SELECT * {{ SERVICE <{AT}> {{ ?s foaf:x <y> ; rdfs:label "skos:z" }} }}"""
    (call,) = calls(query, [AT])
    assert "secret" not in call.query
    assert "skos/core" not in call.query
    store = ox.Store()
    store.load(
        "<a:s> <http://other.org/x> <http://base.org/y> ; <"
        + PREFIXES["rdfs"]
        + 'label> "skos:z" .',
        ox.RdfFormat.TURTLE,
    )
    (row,) = store.query(call.query)  # type: ignore[misc]
    assert row["s"] == ox.NamedNode("a:s")


def test_several_calls_are_joined_each_in_its_place() -> None:
    query = f"""SELECT * {{ # Ærø
        SERVICE <{AT}> {{ ?s ?p 'æ' }} SERVICE SILENT <{AT}x> {{ ?s ?q ?r }} ?s a ?t }}"""
    one, two = calls(query, [AT, f"{AT}x"])
    assert (one.silent, two.silent) == (False, True)
    values = answer(["s"], [{"s": {"type": "uri", "value": "a:s"}}])
    whole = joined(query, [one, two], [values, None])
    assert "{ VALUES (?p ?s) { (UNDEF <a:s>) } }" in whole
    assert "{ VALUES (?q ?r ?s) { (UNDEF UNDEF UNDEF) } }" in whole
    assert whole.startswith("SELECT * { # Ærø")
    assert whole.endswith(" ?s a ?t }")


def test_any_literal_arrives_as_it_was_sent() -> None:
    texts = ['"', "'", "\\", "\n\r\t", '""" } SERVICE <a:b> { "', "\\u0022", "ø😀", "\x00", "# }"]
    (call,) = calls(FOUND["plain"], [AT])
    rows = [{"o": {"type": "literal", "value": text, "xml:lang": "da"}} for text in texts]
    whole = joined(FOUND["plain"], [call], [answer(["o"], rows)])
    found = [row["o"] for row in ox.Store().query(whole)]  # type: ignore[union-attr]
    assert found == [ox.Literal(text, language="da") for text in texts]


def test_blank_nodes_are_the_same_in_one_answer_only() -> None:
    query = f"SELECT * {{ SERVICE <{AT}> {{ ?a ?p ?b }} SERVICE <{AT}> {{ ?c ?q ?d }} }}"
    node = {"type": "bnode", "value": "b0"}
    one, two = calls(query, [AT])
    whole = joined(
        query,
        [one, two],
        [answer(["a", "b"], [{"a": node, "b": node}]), answer(["c"], [{"c": node}])],
    )
    (row,) = ox.Store().query(whole)  # type: ignore[misc]
    assert row["a"] == row["b"] != row["c"]
    assert "/.well-known/genid/" in row["a"].value


BROKEN = {
    "not JSON": "<html></html>",
    "nothing": "",
    "cut off": EMPTY[:-3],
    "no table": '{"head": {}, "boolean": true}',
    "no results": '{"head": {"vars": ["s"]}}',
    "an IRI that is none": answer(["s"], [{"s": {"type": "uri", "value": "a:b> } #"}}]),
    "a language that is none": answer(
        ["s"], [{"s": {"type": "literal", "value": "a", "xml:lang": "en } UNION {"}}]
    ),
    "a datatype that is none": answer(
        ["s"], [{"s": {"type": "literal", "value": "a", "datatype": "a:b> } UNION { <a:b"}}]
    ),
    "a blank node that is none": answer(["s"], [{"s": {"type": "bnode", "value": "b> }"}}]),
    "a variable that is none": answer(["s } UNION {"], []),
    "too many rows": answer(["s"], [{}] * (MOST_ROWS + 1)),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_an_answer_that_cannot_be_used_is_an_error_or_silent(text: str) -> None:
    (call,) = calls(FOUND["plain"], [AT])
    with pytest.raises(ServiceFailed, match=r"^The answer of <http://e\.org/> ") as caught:
        joined(FOUND["plain"], [call], [text])
    assert caught.value.status == 502
    query = FOUND["plain"].replace("SERVICE", "SERVICE SILENT")
    (call,) = calls(query, [AT])
    (row,) = ox.Store().query(joined(query, [call], [text]))  # type: ignore[misc]
    assert list(row) == [None, None, None]


def test_a_triple_as_a_value_is_refused() -> None:
    iri = {"type": "uri", "value": "a:b"}
    triple = {"subject": iri, "predicate": iri, "object": iri}
    text = answer(["s"], [{"s": {"type": "triple", "value": triple}}])  # type: ignore[dict-item]
    (call,) = calls(FOUND["plain"], [AT])
    with pytest.raises(ServiceFailed, match="a triple"):
        joined(FOUND["plain"], [call], [text])


def test_what_the_endpoint_adds_to_the_variables_is_left_out() -> None:
    (call,) = calls(FOUND["plain"], [AT])
    text = answer(["x", "s"], [{"x": {"type": "uri", "value": "a:x"}}])
    whole = joined(FOUND["plain"], [call], [text])
    assert "a:x" not in whole


# The store itself, which calls a real server by SERVICE, is the judge of what is joined.
THERE = """@prefix e: <http://d.org/> .
e:a e:p e:b , 1 , "æ"@da ; e:q e:c . e:b e:p e:c , "x" . e:c e:q 1.50 , "2018-01"^^e:t .
<http://d.org/g> { e:a e:r e:g . e:g e:p 2 }"""
HERE = """@prefix e: <http://d.org/> .
e:a e:k e:b , 1 . e:b e:k e:c ; e:p "x" . e:d e:k e:a .
<http://d.org/g> { e:a e:k 3 } <http://d.org/h> { e:b e:k 4 }"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a SPARQL server with the data that are elsewhere."""
    folder = tmp_path_factory.mktemp("elsewhere")
    store = ox.Store(str(folder))
    store.load(THERE, ox.RdfFormat.TRIG)
    store.flush()
    del store
    bind = f"127.0.0.1:{free_port()}"
    program = str(Path(sys.executable).with_name("oxigraph"))
    command = [program, "serve-read-only", "--location", str(folder), "--bind", bind]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://{bind}/query"
            end = time.monotonic() + 30
            while time.monotonic() < end and not is_there(address):
                time.sleep(0.05)
            yield address
        finally:
            server.terminate()


def is_there(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=5) as found:
            return bool(found.status == 200)
    except urllib.error.URLError:
        return False


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = ox.Store()
    made.load(HERE, ox.RdfFormat.TRIG)
    return made


def asked(call: Call) -> str:
    """Ask without any care, as the store does."""
    request = urllib.request.Request(
        call.endpoint,
        call.query.encode(),
        {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
    )
    with urllib.request.urlopen(request, timeout=30) as found:
        return str(found.read().decode())


def outcome(result: object) -> object:
    """Return an answer in a form that can be compared, whatever its order."""
    if isinstance(result, ox.QuerySolutions):
        names = sorted(variable.value for variable in result.variables)
        return names, Counter(tuple(str(row[name]) for name in names) for row in result)
    if isinstance(result, ox.QueryTriples):
        return Counter(map(str, result))
    return bool(result)


def compare(store: ox.Store, query: str, endpoint: str) -> None:
    found = calls(query, [endpoint])
    assert found
    whole = joined(query, found, [asked(call) for call in found])
    assert outcome(store.query(whole)) == outcome(store.query(query))


S = "SERVICE <AT>"
SAME = [
    f"SELECT * {{ {S} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s e:k ?x . {S} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ {S} {{ ?s e:p ?o }} ?s e:k ?o }}",
    f"SELECT * {{ ?s e:k ?x OPTIONAL {{ {S} {{ ?x e:p ?y }} FILTER(?y != 1) }} }}",
    f"SELECT * {{ {{ ?s e:k ?x }} UNION {{ {S} {{ ?s e:q ?x }} }} }}",
    f"SELECT * {{ ?s e:k ?x FILTER EXISTS {{ {S} {{ ?x e:p ?y }} }} }}",
    f"SELECT * {{ ?s e:k ?x FILTER NOT EXISTS {{ {S} {{ ?s e:p ?x }} }} }}",
    f"SELECT * {{ ?s e:k ?x MINUS {{ {S} {{ ?s e:q ?y }} }} }}",
    f"SELECT * {{ GRAPH ?g {{ ?s e:k ?x }} {S} {{ ?s e:p ?y }} }}",
    f"SELECT * {{ {S} {{ GRAPH ?g {{ ?s ?p ?o }} }} }}",
    f"SELECT ?s (COUNT(*) AS ?n) {{ {{ SELECT ?s {{ {S} {{ ?s e:p ?y }} }} }} }} GROUP BY ?s",
    f"SELECT * {{ {S} {{ SELECT ?s (MAX(?o) AS ?m) {{ ?s ?p ?o }} GROUP BY ?s }} }}",
    f"SELECT * {{ {S} {{ ?s e:p/e:q ?o OPTIONAL {{ ?s e:r ?r }} FILTER(ISIRI(?s)) }} }}",
    f"SELECT * {{ {S} {{ VALUES (?s ?z) {{ (e:a 1) (UNDEF 2) }} ?s ?p ?o }} BIND(STR(?o) AS ?t) }}",
    f"SELECT * {{ {S} {{ ?s e:nothing ?o }} }}",
    f"SELECT * {{ ?s e:k ?x OPTIONAL {{ {S} {{ ?s e:nothing ?o }} }} }}",
    f"SELECT * {{ {S} {{ }} }}",
    f"SELECT * {{ ?s e:k ?x . {S} {{ e:a e:p e:b }} }}",
    f"SELECT * {{ {S} {{ ?s ?p 1 }} {S} {{ ?s e:q ?r }} }}",
    f"SELECT * {{ {S} {{ ?a e:p ?b }} {S} {{ ?b e:p ?c }} FILTER(?a != ?c) }} ORDER BY ?a LIMIT 5",
    f"SELECT DISTINCT ?p {{ {S} {{ ?s ?p ?o }} }}",
    f"ASK {{ {S} {{ e:a e:p 'æ'@da }} }}",
    f"ASK {{ {S} {{ e:a e:p 'æ' }} }}",
    f"CONSTRUCT {{ ?s e:new ?o }} {{ ?s e:k ?x . {S} {{ ?x e:p ?o }} }}",
    f"DESCRIBE ?x {{ {S} {{ ?x e:p 1 }} }}",
    "SELECT * { ?s e:k ?x SERVICE SILENT <AT> { ?s e:p ?o } }",
]  # fmt: skip


@pytest.mark.parametrize("query", SAME)
def test_joined_it_says_what_the_store_says(store: ox.Store, endpoint: str, query: str) -> None:
    compare(store, f"PREFIX e: <http://d.org/> {query.replace('AT', endpoint)}", endpoint)


def test_the_graph_around_a_call_is_not_that_of_the_endpoint(
    store: ox.Store, endpoint: str
) -> None:
    """The store would ask the endpoint for a graph of its own, which SPARQL does not say."""
    query = f"""PREFIX e: <http://d.org/>
        SELECT * {{ GRAPH ?g {{ ?s e:k ?x . SERVICE <{endpoint}> {{ ?s e:q ?y }} }} }}"""
    (call,) = calls(query, [endpoint])
    whole = joined(query, [call], [asked(call)])
    outside = query.replace(" . SERVICE", " } SERVICE").replace("} } }", "} }")
    assert outcome(store.query(whole)) == outcome(store.query(outside))
    assert "GRAPH" not in call.query


def test_found_asked_and_joined_a_query_says_what_the_store_says(
    store: ox.Store, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "is_public", lambda _address: True)
    query = f"""PREFIX e: <http://d.org/>
        SELECT * {{ ?s e:k ?x . SERVICE <{endpoint}> {{ ?s e:p ?o }} }}"""
    found = calls(query, [endpoint])
    answers = [services.ask(call, [endpoint], 30, 10_000) for call in found]
    assert outcome(store.query(joined(query, found, answers))) == outcome(store.query(query))


def test_a_silent_call_that_fails_says_what_the_store_says(store: ox.Store) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/"
    query = f"SELECT * {{ ?s ?k ?x SERVICE SILENT <{nobody}> {{ ?x ?p ?o }} }}"
    found = calls(query, [nobody])
    assert outcome(store.query(joined(query, found, [None]))) == outcome(store.query(query))


TERMS = st.sampled_from(["?s", "?p", "?o", "?x", "e:a", "e:b", "e:k", "e:p", "e:q"])
OBJECTS = TERMS | st.sampled_from(["1", "'x'", "1.50"])
TRIPLES = st.tuples(TERMS, TERMS.filter(lambda one: one != "?o"), OBJECTS).map(
    lambda parts: " ".join(parts) + " ."
)


def grown(groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return patterns that hold other patterns."""
    forms = ["{{ {0} }}", "OPTIONAL {{ {0} }}", "{{ {0} }} UNION {{ {1} }}", "{0} {1}",
             "{{ SELECT ?s ?x {{ {0} }} }}",
             "FILTER EXISTS {{ {0} }}"]  # fmt: skip
    return st.tuples(st.sampled_from(forms), groups, groups).map(
        lambda parts: parts[0].format(*parts[1:])
    )


REMOTE = st.recursive(
    TRIPLES | TRIPLES.map(lambda one: f"GRAPH ?g {{ {one} }}"), grown, max_leaves=3
)
LOCAL = st.recursive(
    TRIPLES | REMOTE.map(lambda pattern: f"{S} {{ {pattern} }}"), grown, max_leaves=4
)


@hypothesis_settings(
    max_examples=100, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(LOCAL.filter(lambda pattern: S in pattern))
def test_patterns_at_random_say_the_same(store: ox.Store, endpoint: str, pattern: str) -> None:
    query = f"PREFIX e: <http://d.org/> SELECT * {{ {pattern} }}"
    compare(store, query.replace("AT", endpoint), endpoint)


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("http://e.org", "http://e.org/"),
        ("HTTPS://E.ORG:443/A?b=C", "https://e.org/A?b=C"),
        ("http://e.org:443/", "http://e.org:443/"),
        ("http://[2001:DB8::80]/", "http://[2001:db8::80]/"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
    ],
)
def test_an_address_has_one_form(address: str, form: str) -> None:
    assert normalised(address) == form
