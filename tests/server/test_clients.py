"""Real clients ask over HTTP: rdflib's SPARQLStore, SPARQLWrapper, pandas."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas as pd
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLExceptions,
    SPARQLWrapper,
)

from kg.prefixes import expand

NAMES = "SELECT ?person ?name WHERE { ?person a foaf:Person ; foaf:name ?name } ORDER BY ?name"
GRAPH = "CONSTRUCT { ?p foaf:name ?n } WHERE { ?p foaf:name ?n }"
PEOPLE = {"Åse Øst-Ærø", "Þóra Ðúadóttir", "Máret Ŧuoŋŋal-Čáhppe", "Jürgen Krüger"}
ONE = rdflib.URIRef("https://w3id.org/nordic-innovation/id/person/aase-oest-aeroe")
NAME = rdflib.URIRef(expand("foaf:name"))
TANGPOST = "https://w3id.org/nordic-innovation/graph/tangpost-2018"


@pytest.fixture(scope="module")
def endpoint(address: str) -> str:
    return f"{address}/sparql"


# Clients that do not know how much they will send


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/sparql-query", b"ASK {}"),
        ("application/x-www-form-urlencoded", b"query=ASK+%7B%7D"),
    ],
)
def test_a_query_of_unknown_length_arrives(endpoint: str, kind: str, body: bytes) -> None:
    pieces = iter([body[:4], body[4:]])
    request = Request(endpoint, pieces, {"Content-Type": kind, "Accept": "application/json"})
    with urlopen(request) as answer:
        assert json.load(answer)["boolean"] is True


# rdflib's SPARQLStore


def _remote(endpoint: str, method: str = "GET", **options: str) -> rdflib.Graph:
    return rdflib.Graph(SPARQLStore(endpoint, method=method, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returned", ["xml", "json", "csv", "tsv"])
def test_rdflib_selects(endpoint: str, method: str, returned: str) -> None:
    rows = _remote(endpoint, method, returnFormat=returned).query(NAMES)
    assert {str(row["name"]) for row in rows} >= PEOPLE  # type: ignore[index, call-overload]
    assert len(rows) == 6


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rdflib_asks(endpoint: str, method: str) -> None:
    graph = _remote(endpoint, method)
    assert graph.query("ASK { ?p foaf:name 'Åse Øst-Ærø' }").askAnswer is True
    assert graph.query("ASK { ?p foaf:name 'Åse' }").askAnswer is False


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rdflib_constructs(endpoint: str, method: str) -> None:
    made = _remote(endpoint, method).query(GRAPH).graph
    assert made is not None
    assert {str(name) for name in made.objects(None, NAME)} >= PEOPLE


def test_rdflib_binds(endpoint: str) -> None:
    graph = _remote(endpoint)
    for bound in ({"person": ONE}, {"name": rdflib.Literal("Åse Øst-Ærø")}):
        rows = list(graph.query(NAMES, initBindings=bound))
        assert [tuple(row) for row in rows] == [(ONE, rdflib.Literal("Åse Øst-Ærø"))]  # type: ignore[arg-type]


def test_rdflib_reads_triples_as_of_a_graph_of_its_own(endpoint: str) -> None:
    graph = _remote(endpoint)
    assert graph.value(ONE, NAME) == rdflib.Literal("Åse Øst-Ærø")
    assert (ONE, NAME, rdflib.Literal("Åse Øst-Ærø")) in graph
    named = rdflib.Graph(SPARQLStore(endpoint), identifier=TANGPOST)
    assert 0 < len(named) < len(graph)


def test_rdflib_says_that_something_is_wrong(endpoint: str) -> None:
    with pytest.raises(ValueError, match="wrong formulating"):
        _remote(endpoint).query("SELECT ?a { ?a")


# SPARQLWrapper


def _wrapped(endpoint: str, query: str, returned: str, method: str = GET) -> Any:
    service = SPARQLWrapper(endpoint, returnFormat=returned)
    service.setMethod(method)
    service.setQuery(query)
    return service


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_selects_json(endpoint: str, method: str, way: str) -> None:
    service = _wrapped(endpoint, NAMES, JSON, method)
    service.setRequestMethod(way)
    rows = service.queryAndConvert()["results"]["bindings"]
    assert {row["name"]["value"] for row in rows} >= PEOPLE


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("returned", [XML, CSV, TSV])
def test_sparqlwrapper_selects_in_other_formats(endpoint: str, method: str, returned: str) -> None:
    answer = _wrapped(endpoint, NAMES, returned, method).queryAndConvert()
    text = answer.toxml() if returned == XML else answer.decode()
    assert all(name in text for name in PEOPLE)


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_asks(endpoint: str, method: str) -> None:
    answer = _wrapped(endpoint, "ASK { ?p foaf:name 'Åse Øst-Ærø' }", JSON, method)
    assert answer.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("returned", [TURTLE, N3, RDFXML, XML, JSONLD])
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_sparqlwrapper_constructs(endpoint: str, method: str, returned: str) -> None:
    service = _wrapped(endpoint, GRAPH, returned, method)
    answer = service.queryAndConvert()
    if isinstance(answer, bytes):
        answer = rdflib.Graph().parse(data=answer, format="turtle")
    assert {str(name) for name in answer.objects(None, NAME)} >= PEOPLE


def test_sparqlwrapper_asks_of_one_graph(endpoint: str) -> None:
    query = "SELECT DISTINCT ?s { ?s a npi:Source }"
    service = _wrapped(endpoint, query, JSON)
    service.addDefaultGraph(TANGPOST)
    (row,) = service.queryAndConvert()["results"]["bindings"]
    assert row["s"]["value"].endswith("/tangpost-2018")


def test_sparqlwrapper_shows_what_is_wrong(endpoint: str) -> None:
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match='"line":2'):
        _wrapped(endpoint, "SELECT * {\n ?ærø", JSON).query()


# pandas


def test_pandas_reads_an_address(endpoint: str) -> None:
    table = pd.read_csv(f"{endpoint}?{urlencode({'query': NAMES, 'format': 'csv'})}")
    assert list(table.columns) == ["person", "name"]
    assert set(table["name"]) >= PEOPLE


def test_pandas_reads_what_it_accepts(endpoint: str) -> None:
    options = {"Accept": "text/csv"}
    table = pd.read_csv(f"{endpoint}?{urlencode({'query': NAMES})}", storage_options=options)
    assert table.loc[table["person"] == str(ONE), "name"].item() == "Åse Øst-Ærø"


def test_pandas_keeps_numbers_and_what_is_not_known(endpoint: str) -> None:
    query = r"""SELECT ?n ?x ?t { VALUES (?n ?x ?t) { (1 1.5 'a, "b"\nø') (2 UNDEF 'NA') } }"""
    address = f"{endpoint}?{urlencode({'query': query, 'format': 'csv'})}"
    table = pd.read_csv(address, keep_default_na=False, na_values=[""])
    assert list(table["n"]) == [1, 2]
    assert table["x"].isna().tolist() == [False, True]
    assert list(table["t"]) == ['a, "b"\nø', "NA"]


def test_pandas_raises_what_the_server_says(endpoint: str) -> None:
    with pytest.raises(HTTPError) as caught:
        pd.read_csv(f"{endpoint}?{urlencode({'query': 'SELECT bad', 'format': 'csv'})}")
    with caught.value as answer:
        assert answer.code == 400
        assert json.loads(answer.read())["line"] == 1


def test_a_client_that_asks_a_long_query_posts_it(endpoint: str) -> None:
    values = " ".join(f'"{"ø" * 50}{number}"' for number in range(2000))
    body = urlencode({"query": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {values} }} }}"}).encode()
    with urlopen(Request(endpoint, body, {"Accept": "application/sparql-results+json"})) as answer:
        result = Result.parse(answer, format="json")
    assert [str(row[0]) for row in result] == ["2000"]  # type: ignore[index]
