"""The questions as RDF: each can be run from its description, in the way that SHACL describes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDFS, SH

from kg.examples import triples
from kg.formats import serialized
from kg.prefixes import PREFIXES
from kg.questions import Question, all_questions
from kg.settings import Settings
from tests.homes import PROJECT

BASE, ENDPOINT = "https://e.org/", "https://e.org/sparql"


def _told(*questions: Question) -> rdflib.Graph:
    body = serialized(triples(questions, BASE, ENDPOINT), "turtle")
    return rdflib.Graph().parse(data=body, format="turtle")


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("# Who?\nSELECT * {}", SH.SPARQLSelectExecutable, SH.select),
        ('ASK { ?s ?p "Ærø\\n\\"" }', SH.SPARQLAskExecutable, SH.ask),
        ("CONSTRUCT {} WHERE {}", SH.SPARQLConstructExecutable, SH.construct),
    ],
)
def test_each_form_has_its_executable(text: str, kind: rdflib.URIRef, says: rdflib.URIRef) -> None:
    told = _told(Question("001-who", "Who?", text, {"en": "Who?", "da": "Hvem, på Ærø?"}))
    (example,) = told.subjects(rdflib.RDF.type, SH.SPARQLExecutable)
    assert str(example) == "https://e.org/sparql/questions#001-who"
    assert (example, rdflib.RDF.type, kind) in told
    assert str(told.value(example, says)) == text
    assert set(told.objects(example, RDFS.comment)) == {
        rdflib.Literal("Who?", "en"),
        rdflib.Literal("Hvem, på Ærø?", "da"),
    }
    assert str(told.value(example, rdflib.URIRef("http://schema.org/target"))) == ENDPOINT


def test_what_describes_is_left_out() -> None:
    told = _told(Question("001-who", "Who?", "DESCRIBE <a:b>", {"en": "Who?"}))
    assert not list(told.subjects(rdflib.RDF.type, SH.SPARQLExecutable))


def test_the_prefixes_are_declared_as_shacl_declares_them() -> None:
    told = _told(Question("001-who", "Who?", "ASK {}", {"en": "Who?"}))
    document = told.value(rdflib.URIRef("https://e.org/sparql/questions#001-who"), SH.prefixes)
    declared = {
        str(told.value(one, SH.prefix)): str(told.value(one, SH.namespace))
        for one in told.objects(document, SH.declare)
    }
    assert declared == PREFIXES


def test_those_of_the_project_can_be_run_from_their_description() -> None:
    questions = all_questions(Settings(home=PROJECT))
    told = _told(*questions)
    texts = {str(text) for text in told.objects(None, SH.select)}
    assert texts == {one.text for one in questions}
    for text in texts:
        assert isinstance(ox.Store().query(text), ox.QuerySolutions)
