"""The way from a file to a network through kglab, timed; run by the Python that has kglab."""

from __future__ import annotations

import json
import sys
import time

import networkx as nx

QUERY = """
PREFIX npi: <https://w3id.org/nordic-innovation/ontology#>
SELECT DISTINCT ?subject ?object WHERE {
  { ?claim npi:event ?object ; npi:participant ?subject }
  UNION { ?claim npi:event ?object ; npi:onBehalfOf ?subject }
  FILTER(CONTAINS(STR(?subject), "/id/organisation/"))
}
"""


def main() -> None:
    """Read the file, make the network, and print the seconds of both."""
    import kglab  # only the Python that runs this has it

    start = time.perf_counter()
    graph = kglab.KnowledgeGraph()
    graph.load_rdf(sys.argv[1])
    loaded = time.perf_counter()
    both = kglab.SubgraphMatrix(graph, QUERY).build_nx_graph(nx.Graph(), bipartite=True)
    actors = [node for node, own in both.nodes(data=True) if own["bipartite"] == 0]
    nx.bipartite.weighted_projected_graph(both, actors)
    print(json.dumps({"load": loaded - start, "network": time.perf_counter() - loaded}))


if __name__ == "__main__":
    main()
