"""The terms that the Python code itself refers to; all others stand only in the ontology."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from kg.prefixes import expand

ONTOLOGY_GRAPH: Final = "graph/ontology"
"""Graph of the ontology and the concepts, relative to the base."""
INFERRED_GRAPH: Final = "graph/inferred"
"""Graph of what the rules derive, relative to the base."""
RESERVED_SOURCES: Final = ("ontology", "inferred")
"""Source ids that would take the name of one of the two graphs above."""


def _term(short: str) -> ox.NamedNode:
    return ox.NamedNode(expand(short))


A: Final = _term("rdf:type")
IN_SCHEME: Final = _term("skos:inScheme")
ONTOLOGY: Final = expand("npi:").rstrip("#")
"""IRI of the ontology, below which its modules and versions have theirs."""

NOTATION: Final = _term("skos:notation")
DEFINED_BY: Final = _term("rdfs:isDefinedBy")

XSD_GYEAR: Final = _term("xsd:gYear")
XSD_GYEAR_MONTH: Final = _term("xsd:gYearMonth")
PART_OF: Final = _term("dcterms:isPartOf")
XSD_DATE: Final = _term("xsd:date")
