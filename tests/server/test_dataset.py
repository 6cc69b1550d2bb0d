"""The data set as a whole: described by VoID and DCAT, and given as one file."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, DCTERMS, RDF, SKOS, VOID

import kg
from kg.settings import BASE, Settings
from kg.store import current_release
from server.languages import LANGUAGES
from tests.server.web import ACCEPT

# rdflib reads JSON-LD by a class of its own that it calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

ADDRESS = "/.well-known/void"
DATASET = rdflib.URIRef(f"{BASE}.well-known/void#dataset")
FORMATS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}


@pytest.fixture
def described(client: FlaskClient) -> rdflib.Graph:
    """Return the description of the made-up world."""
    return rdflib.Graph().parse(data=client.get(ADDRESS).data, format="turtle")


def _number(graph: rdflib.Graph, subject: rdflib.term.Node, name: rdflib.URIRef) -> int:
    return int(str(graph.value(subject, name)))


def test_it_says_what_the_data_set_is(described: rdflib.Graph, world_release: Settings) -> None:
    types = set(described.objects(DATASET, RDF.type))
    assert types == {VOID.Dataset, DCAT.Dataset}
    for name in (DCTERMS.title, DCTERMS.description):
        texts = described.objects(DATASET, name)
        assert {one.language for one in texts if isinstance(one, rdflib.Literal)} == set(LANGUAGES)
    licence = rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert set(described.objects(DATASET, DCTERMS.license)) == {licence}
    assert described.value(DATASET, DCTERMS.publisher)
    digest = current_release(world_release).digest
    assert set(described.objects(DATASET, DCTERMS.identifier)) == {rdflib.Literal(digest)}
    assert (DATASET, VOID.vocabulary, rdflib.URIRef(f"{BASE}ontology")) in described


def test_what_it_counts_is_in_the_store(described: rdflib.Graph, world_release: Settings) -> None:
    graph = kg.open(world_release)
    (row,) = graph.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert _number(described, DATASET, VOID.triples) == row["n"]
    classes = graph.select("SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } GROUP BY ?term")
    properties = graph.select("SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term")
    for partition, term, number, rows in (
        (VOID.classPartition, VOID["class"], VOID.entities, classes),
        (VOID.propertyPartition, VOID.property, VOID.triples, properties),
    ):
        told = {
            str(described.value(part, term)): _number(described, part, number)
            for part in described.objects(DATASET, partition)
        }
        assert told == {str(row["term"]): row["n"] for row in rows}
    assert _number(described, DATASET, VOID.properties) == len(properties)
    assert _number(described, DATASET, VOID.classes) == len(classes)
    things = graph.select(
        f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?c FILTER(STRSTARTS(STR(?s), '{BASE}id/')) }}"
    )
    assert _number(described, DATASET, VOID.entities) == things[0]["n"]


def test_its_links_lead_to_the_countries_of_the_union(
    described: rdflib.Graph, world_release: Settings
) -> None:
    target = rdflib.URIRef("http://publications.europa.eu/resource/authority/country")
    (links,) = described.subjects(VOID.objectsTarget, target)
    assert described.value(links, VOID.linkPredicate) == SKOS.exactMatch
    (row,) = kg.open(world_release).select(
        "SELECT (COUNT(*) AS ?n) { ?s a npi:Country ; skos:exactMatch ?o }"
    )
    assert row["n"] != 0
    assert _number(described, links, VOID.triples) == row["n"]


def _below(iri: rdflib.term.Node) -> str:
    """Return an address below the base, or below the server that is asked."""
    return str(iri).removeprefix(BASE).removeprefix("http://localhost/")


def test_what_it_names_can_be_had(described: rdflib.Graph, client: FlaskClient) -> None:
    named = [
        *described.objects(DATASET, VOID.exampleResource),
        *described.objects(DATASET, VOID.dataDump),
        *described.objects(None, DCAT.downloadURL),
        *described.subjects(RDF.type, VOID.DatasetDescription),
    ]
    assert len(named) > 8
    for iri in named:
        with client.get(f"/{_below(iri)}", follow_redirects=True) as answer:
            assert answer.status_code == 200, iri
    (endpoint,) = described.objects(DATASET, VOID.sparqlEndpoint)
    answer = client.get(f"/{_below(endpoint)}?query=ASK{{}}&format=json")
    assert answer.json == {"head": {}, "boolean": True}


def test_it_tells_the_addresses_of_the_server_that_is_asked(client: FlaskClient) -> None:
    answer = client.get(ADDRESS, base_url="https://kg.example.org/")
    graph = rdflib.Graph().parse(data=answer.data, format="turtle")
    assert [str(one) for one in graph.objects(DATASET, VOID.sparqlEndpoint)] == [
        "https://kg.example.org/sparql"
    ]
    dumps = [str(one) for one in graph.objects(DATASET, VOID.dataDump)]
    assert dumps
    assert all(one.startswith("https://kg.example.org/") for one in dumps)
    named_here = client.get(ADDRESS).headers["ETag"]
    assert named_here != answer.headers["ETag"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        (ACCEPT, "text/turtle"),
        *((one, one) for one in FORMATS),
        ("text/turtle;q=0.2, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("application/json", "application/ld+json"),
    ],
)
def test_it_is_had_in_the_format_that_is_accepted(
    client: FlaskClient, described: rdflib.Graph, accept: str | None, media_type: str
) -> None:
    answer = client.get(ADDRESS, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "accept" in answer.vary.as_set()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    graph = rdflib.Graph().parse(data=answer.data, format=FORMATS[media_type])
    assert len(graph) == len(described)
    again = client.get(
        ADDRESS, headers={"Accept": media_type, "If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_each_format_has_an_ending(client: FlaskClient) -> None:
    for suffix, media_type in zip(("ttl", "jsonld", "nt", "rdf"), FORMATS, strict=True):
        assert client.get(f"{ADDRESS}.{suffix}").mimetype == media_type


def test_what_it_cannot_be_is_406(client: FlaskClient) -> None:
    for accept in ("text/html", "image/png"):
        answer = client.get(ADDRESS, headers={"Accept": accept})
        assert answer.status_code == 406
        assert "text/turtle" in answer.text


def test_the_whole_graph_is_one_file(client: FlaskClient, world_release: Settings) -> None:
    release = current_release(world_release)
    with client.get("/graph.nq") as answer:
        assert answer.mimetype == "application/n-quads"
        assert answer.data == release.dump.read_bytes()
        etag = answer.headers["ETag"]
    assert len(list(ox.parse(path=str(release.dump), format=ox.RdfFormat.N_QUADS))) > 1000
    with client.get("/graph.nq", headers={"If-None-Match": etag}) as answer:
        assert answer.status_code == 304
