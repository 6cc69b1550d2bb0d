"""The OWL reasoner HermiT, which comes with owlready2: what it finds in ontology and data."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator

import owlready2
import pyoxigraph as ox
import pytest

from kg.prefixes import expand
from kg.vocabulary import ONTOLOGY, A

Contradiction = owlready2.OwlReadyInconsistentOntologyError
"""Raised where what is said cannot all be true."""

# Of the datatypes in the data, OWL 2 DL knows these; of years, months and days it knows nothing.
_KNOWN = {expand(f"xsd:{name}") for name in ("string", "integer", "decimal", "anyURI")}
_OBJECT = ox.NamedNode(expand("owl:ObjectProperty"))
_DATATYPE = ox.NamedNode(expand("owl:DatatypeProperty"))
_NOTHING = expand("owl:Nothing")


def inconsistent_classes(triples: Iterable[ox.Triple]) -> set[str]:
    """Return the classes that can have no members.

    Raises
    ------
    Contradiction
        If the whole contradicts itself.
    """
    if not shutil.which("java"):
        pytest.skip("the reasoner HermiT needs java, which is not on this machine")
    world = owlready2.World()
    read = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    world.get_ontology(ONTOLOGY).load(fileobj=io.BytesIO(read or b""))
    try:
        owlready2.sync_reasoner(world, debug=0)
        return {one.iri for one in world.inconsistent_classes()} - {_NOTHING}
    finally:
        world.close()


def logical_part(quads: Iterable[ox.Quad], ontology: ox.NamedNode) -> Iterator[ox.Triple]:
    """Yield what a reasoner can draw conclusions from.

    That is the ontology as a whole, and of the data the types, the links by object properties, and
    the values of datatypes that OWL 2 DL knows. Names and other annotations mean nothing to it.

    Parameters
    ----------
    quads
        The whole graph.
    ontology
        The graph of the ontology.
    """
    quads = list(quads)
    links, values = (
        {quad.subject for quad in quads if quad.predicate == A and quad.object == kind}
        for kind in (_OBJECT, _DATATYPE)
    )
    for quad in quads:
        said, value = quad.predicate, quad.object
        known = isinstance(value, ox.Literal) and value.datatype.value in _KNOWN
        if quad.graph_name == ontology or said == A or said in links or (said in values and known):
            yield quad.triple
