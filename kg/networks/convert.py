"""Conversion of a networkx graph to igraph, which is faster at heavy work."""

from __future__ import annotations

import igraph
import networkx as nx


def to_igraph(network: nx.Graph[str]) -> igraph.Graph:
    """Return the same undirected network in igraph; vertex numbers are the order of the nodes.

    Examples
    --------
    >>> to_igraph(nx.path_graph(["a", "b", "c"])).get_edgelist()
    [(0, 1), (1, 2)]
    """
    numbers = {node: number for number, node in enumerate(network)}
    edges = [(numbers[start], numbers[end]) for start, end in network.edges]
    return igraph.Graph(n=len(numbers), edges=edges)
