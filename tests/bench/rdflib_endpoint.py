"""The peer that the endpoint is measured against: rdflib-endpoint with a dump in memory."""

from __future__ import annotations

import os

import pyoxigraph as ox
import rdflib
from rdflib_endpoint import SparqlEndpoint


def create() -> SparqlEndpoint:
    """Return the endpoint for the dump that the environment names."""
    quads = ox.parse(path=os.environ["BENCH_DUMP"], format=ox.RdfFormat.N_QUADS)
    said = {quad.triple for quad in quads}
    graph = rdflib.Graph()
    graph.parse(data=ox.serialize(said, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return SparqlEndpoint(graph=graph)
