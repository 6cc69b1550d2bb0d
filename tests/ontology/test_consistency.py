"""Ontology and data contradict neither themselves nor each other, says a real OWL reasoner.

The reasoner gets the whole of the data, less what means nothing to it (`logical_part`). Of the
108,705 statements of the first full data 86,070 were left; all took 32 seconds on two busy cores.
At each build the check `of-two-kinds` looks for the same, and names the thing.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from kg.prefixes import expand
from kg.settings import BASE, Settings
from kg.store import current_release
from tests.ontology.reasoner import Contradiction, inconsistent_classes, logical_part

ONTOLOGY_GRAPH = ox.NamedNode(f"{BASE}graph/ontology")
THING = ox.NamedNode("https://example.org/it")


def term(name: str) -> ox.NamedNode:
    """Return a term by its prefixed name."""
    return ox.NamedNode(expand(name))


def dumped(settings: Settings) -> list[ox.Quad]:
    """Return the whole graph of a release."""
    dump = current_release(settings).dump
    return list(ox.parse(path=str(dump), format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def axioms(ontology: rdflib.Graph) -> list[ox.Triple]:
    """Return the ontology as triples."""
    text = ontology.serialize(format="nt")
    return [quad.triple for quad in ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES)]


def test_no_class_must_be_empty(axioms: list[ox.Triple]) -> None:
    """The ontology alone: no contradiction, and no class that can have no members."""
    assert inconsistent_classes(axioms) == set()


def test_a_class_that_must_be_empty_is_found(axioms: list[ox.Triple]) -> None:
    """A class of things both event and source is found, so that the test above can fail."""
    both = term("npi:Both")
    faulty = [
        ox.Triple(both, term("rdf:type"), term("owl:Class")),
        ox.Triple(both, term("rdfs:subClassOf"), term("npi:Event")),
        ox.Triple(both, term("rdfs:subClassOf"), term("npi:Source")),
    ]
    assert inconsistent_classes([*axioms, *faulty]) == {both.value}


def test_the_real_data_hold_no_contradiction(real_release: Settings) -> None:
    """Ontology and all data of the tables together can be true."""
    assert inconsistent_classes(logical_part(dumped(real_release), ONTOLOGY_GRAPH)) == set()


@pytest.mark.parametrize(
    "faulty",
    [
        [(THING, "rdf:type", "npi:Event"), (THING, "rdf:type", "foaf:Person")],
        [(THING, "npi:event", "npi:it"), ("npi:it", "rdf:type", "foaf:Person")],
        [(THING, "npi:level", "npi:it"), (THING, "rdf:type", "npi:Source")],
        [(THING, "org:organization", "npi:it"), ("npi:it", "rdf:type", "foaf:Person")],
    ],
    ids=["of two kinds", "range", "domain", "range in ORG"],
)
def test_a_contradiction_in_the_data_is_found(
    world_release: Settings, faulty: list[tuple[ox.NamedNode | str, str, ox.NamedNode | str]]
) -> None:
    """What is reduced still tells a person from an event, by type as by domain and range."""
    said = [
        ox.Quad(*(term(one) if isinstance(one, str) else one for one in triple))
        for triple in faulty
    ]
    with pytest.raises(Contradiction):
        inconsistent_classes(logical_part([*dumped(world_release), *said], ONTOLOGY_GRAPH))
