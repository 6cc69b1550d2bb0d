"""The peer that the endpoint is measured against: rdflib-endpoint with a dump in memory."""

from __future__ import annotations

import os

import pyoxigraph as ox
import rdflib
from rdflib_endpoint import SparqlEndpoint

_said = {
    quad.triple for quad in ox.parse(path=os.environ["BENCH_DUMP"], format=ox.RdfFormat.N_QUADS)
}
_graph = rdflib.Graph()
_graph.parse(data=ox.serialize(_said, format=ox.RdfFormat.N_TRIPLES), format="nt")
app = SparqlEndpoint(graph=_graph)
