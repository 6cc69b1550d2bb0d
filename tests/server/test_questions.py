"""The questions as data: in each format, and as a page for people."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import SH

from kg.questions import all_questions
from kg.settings import Settings
from server.addresses import SUFFIXES
from tests.server.web import ACCEPT

PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_they_can_be_had_in_each_format(
    client: FlaskClient, world_release: Settings, suffix: str
) -> None:
    answer = client.get(f"/sparql/questions.{suffix}")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told = rdflib.Graph().parse(data=answer.data, format=PARSERS[suffix])
    found = set(told.subjects(rdflib.RDF.type, SH.SPARQLExecutable))
    assert len(found) == len(all_questions(world_release))
    (target,) = set(told.objects(None, rdflib.URIRef("http://schema.org/target")))
    assert str(target) == "http://localhost/sparql"


def test_the_client_is_led_to_what_it_asks_for(client: FlaskClient) -> None:
    asked = {"text/turtle": ".ttl", "application/ld+json": ".jsonld"}
    for accept, ending in asked.items():
        answer = client.get("/sparql/questions", headers={"Accept": accept})
        assert (answer.status_code, answer.location) == (303, f"/sparql/questions{ending}")
    answer = client.get("/sparql/questions", headers={"Accept": ACCEPT})
    assert (answer.status_code, answer.location) == (303, "/sparql#questions")
    assert client.get("/sparql/questions", headers={"Accept": "text/csv"}).status_code == 406


def test_who_has_them_already_gets_nothing_new(client: FlaskClient) -> None:
    etag = client.get("/sparql/questions.ttl").headers["ETag"]
    again = client.get("/sparql/questions.ttl", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
