"""Conversion of a networkx graph to igraph, which is faster at heavy work."""

from __future__ import annotations

from collections.abc import Sequence

import igraph
import networkx as nx
import numpy as np
import scipy.sparse as sp


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


def ties_to_igraph(ties: sp.csr_array) -> tuple[igraph.Graph, list[float]]:
    """Return a network in igraph, and the weights of its ties, from a matrix of these.

    Parameters
    ----------
    ties
        Each tie once, as `kg.networks.Projection` has them.

    Examples
    --------
    >>> network, weights = ties_to_igraph(sp.csr_array([[0, 2.0], [0, 0]]))
    >>> network.get_edgelist(), weights
    ([(0, 1)], [2.0])
    """
    known = ties.tocoo()
    # From pairs of whole numbers igraph makes a network in a seventh of the time that it takes from
    # an array.
    edges = zip(*(ends.tolist() for ends in known.coords), strict=True)
    return igraph.Graph(n=ties.shape[0], edges=edges), known.data.tolist()


def to_sparse(network: igraph.Graph, weights: Sequence[float] | None = None) -> sp.csr_array:
    """Return the symmetric matrix of the ties of a network in igraph, 1 for each without weights.

    Examples
    --------
    >>> to_sparse(igraph.Graph(n=2, edges=[(0, 1)])).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    ends = np.array(network.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    size = (network.vcount(), network.vcount())
    values = np.ones(len(ends)) if weights is None else np.asarray(weights, dtype=np.float64)
    upper = sp.csr_array((values, (ends[:, 0], ends[:, 1])), shape=size)
    return upper + upper.T


def tie_weights(network: nx.Graph[str]) -> list[float]:
    """Return the weights of the ties in the order in which `to_igraph` numbers them; 1 for none.

    Examples
    --------
    >>> tie_weights(nx.Graph([("a", "b", {"weight": 2}), ("b", "c")]))
    [2, 1]
    """
    return [weight for _, _, weight in network.edges(data="weight", default=1)]
