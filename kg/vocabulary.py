"""The terms that the Python code itself refers to; all others stand only in the ontology."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from kg.prefixes import expand

ONTOLOGY_GRAPH: Final = "graph/ontology"
"""Graph of the ontology and the concepts, relative to the base."""
INFERRED_GRAPH: Final = "graph/inferred"
"""Graph of what the rules derive, relative to the base."""
IDENTITY_GRAPH: Final = "graph/identity"
"""Graph of which ids are retired for which, relative to the base."""
RELEASE_GRAPH: Final = "graph/release"
"""Graph of which release it is, relative to the base."""
WITHHELD_GRAPH: Final = "graph/withheld"
"""Graph of how many statements are not shown, relative to the base."""
UNION_GRAPH: Final = "union"
"""What all graphs say, in stores whose default graph it cannot be, relative to the base."""
UNSTATED: Final = "XXXX"
"""The edition or period that the rules give a figure whose source states none (EDTF)."""
DATA_SET: Final = ".well-known/void#dataset"
"""The data set that the graphs make up, relative to the base."""
RESERVED_SOURCES: Final = ("ontology", "inferred", "identity", "release", "withheld")
"""Source ids that would take the name of one of the graphs above."""


def _term(short: str) -> ox.NamedNode:
    return ox.NamedNode(expand(short))


ONTOLOGY: Final = expand("npi:").rstrip("#")
"""IRI of the ontology, below which its modules and versions have theirs."""

A: Final = _term("rdf:type")
DEFINED_BY: Final = _term("rdfs:isDefinedBy")
IN_SCHEME: Final = _term("skos:inScheme")
IS_REPLACED_BY: Final = _term("dcterms:isReplacedBy")
NOTATION: Final = _term("skos:notation")
PART_OF: Final = _term("dcterms:isPartOf")
VERSION: Final = _term("dcat:version")

XSD_GYEAR: Final = _term("xsd:gYear")
XSD_GYEAR_MONTH: Final = _term("xsd:gYearMonth")
XSD_DATE: Final = _term("xsd:date")
EDTF: Final = _term("edtf:EDTF")
"""Intervals, and dates that no source states, as the Extended Date/Time Format writes them."""
