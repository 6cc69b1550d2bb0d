"""Measures of the nodes of a network.

The heavy ones are computed by igraph, which takes a thirtieth of networkx's time. What is not
defined for a node, such as the constraint of one without ties, is None and never a number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import igraph
import networkx as nx
import numpy as np
from scipy.sparse.linalg import eigsh

from kg.folding import alphabetical
from kg.networks.convert import tie_weights, to_igraph, to_sparse
from kg.terms import Text

Values = Sequence[float | None]
"""A value for each node, in the order of the nodes; None where it is not defined."""
Weights = Sequence[float]
"""The weights of the ties, in the order in which igraph numbers them."""


@dataclass(frozen=True)
class NodeMeasures:
    """How a node stands in its network; None for what is not defined, or was not computed.

    Weights count in the strength, the eigenvector, PageRank and the constraint; the other measures
    ask only whether there is a tie.

    Parameters
    ----------
    path, label, kind, countries
        What it is; see `kg.networks.project`.
    degree
        Number of neighbours.
    strength
        Sum of the weights of its ties.
    betweenness
        Share of the shortest paths between all pairs of other nodes that pass through it, 0 to 1
        (Freeman 1977, normalised by the number of pairs).
    closeness
        Number of nodes that it reaches, over their mean distance, corrected for the share of the
        network that it reaches, 0 to 1 (Wasserman & Faust 1994, p. 201).
    eigenvector
        How well it is tied to those who are well tied themselves, the best 1 (Bonacich 1972);
        only defined within the largest part of a network, as parts cannot be compared by it.
    pagerank
        Share of the time that a walker spends there who follows ties by their weights, and jumps
        anywhere 15 times of 100 (Page et al. 1999); the sum of all is 1.
    core
        The largest k for which it is in the k-core, within which each has k neighbours
        (Seidman 1983).
    clustering
        Share of the pairs of its neighbours that are tied themselves, 0 to 1 (Watts & Strogatz
        1998); not defined for fewer than two neighbours.
    constraint
        How far its ties lead back to one another, so that it bridges little (Burt 1992, chapter 2);
        not defined without a tie. It may exceed 1 for few ties.
    effective_size
        Its number of neighbours less the mean number of ties that these have among each other
        (Burt 1992, in the form of Borgatti 1997); not defined without a tie.
    """

    path: str
    label: Text
    kind: str
    countries: tuple[str, ...]
    degree: int
    strength: float
    betweenness: float | None
    closeness: float | None
    eigenvector: float | None
    pagerank: float | None
    core: int
    clustering: float | None
    constraint: float | None
    effective_size: float | None


def table(
    network: nx.Graph[str], language: str = "en", *, paths: bool = True
) -> list[NodeMeasures]:
    """Return the measures of every node.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it, or `kg.networks.claim_network`; it may be in
        several parts, or empty.
    language
        The reader's language, whose alphabet the labels are sorted by.
    paths
        Whether to compute `BY_PATHS` too.

    Returns
    -------
    list of NodeMeasures
        By degree, then strength, the highest first, then by label.

    Examples
    --------
    >>> network = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(network, "", "label")
    >>> [(one.path, one.degree, one.betweenness) for one in table(network)]
    [('b', 2, 1.0), ('a', 1, 0.0), ('c', 1, 0.0)]
    """
    drawn, weights = to_igraph(network), tie_weights(network)
    columns = {
        name: [None] * len(network) if name in BY_PATHS and not paths else of(drawn, weights)
        for name, of in MEASURES.items()
    }
    rows = []
    for place, node in enumerate(network):
        own: dict[str, Any] = network.nodes[node]
        values: dict[str, Any] = {name: column[place] for name, column in columns.items()}
        rows.append(
            NodeMeasures(
                path=node,
                label=own["label"],
                kind=own.get("kind", ""),
                countries=own.get("countries", ()),
                **values,
            )
        )
    return sorted(
        rows,
        key=lambda row: (
            -row.degree, -row.strength, alphabetical(row.label, language), row.path,
        ),
    )  # fmt: skip


def _strength(network: igraph.Graph, weights: Weights) -> Values:
    """Return the sum of the weights; of whole numbers a whole number."""
    whole = all(isinstance(weight, int) for weight in weights)
    found: Sequence[float] = network.strength(weights=weights)
    return [round(value) for value in found] if whole else found


def _betweenness(network: igraph.Graph, _: Weights) -> Values:
    """Return the exact measure of Freeman (1977), by the algorithm of Brandes (2001)."""
    others = network.vcount() - 1
    pairs = others * (others - 1) / 2
    if pairs <= 0:
        return [0.0] * network.vcount()
    return [value / pairs for value in network.betweenness()]


def _closeness(network: igraph.Graph, _: Weights) -> Values:
    """Return the closeness within what a node reaches, times the share of the others in this.

    So a small part apart ranks low (Wasserman & Faust 1994, p. 201).
    """
    parts = network.connected_components()
    reached = [parts.size(part) - 1 for part in parts.membership]
    return [
        value * others / (network.vcount() - 1) if others else 0.0
        for value, others in zip(network.closeness(), reached, strict=True)
    ]


def _eigenvector(network: igraph.Graph, weights: Weights) -> Values:
    """Return the eigenvector of the largest eigenvalue of the largest part, 1 at the most."""
    values: list[float | None] = [None] * network.vcount()
    if not network.ecount():
        return values
    part = max(network.connected_components(), key=len)  # the first of several
    tied = to_sparse(network, weights)[part][:, part]
    if len(part) <= _DENSE:
        found = np.linalg.eigh(tied.toarray())[1][:, -1]
    else:
        found = eigsh(tied, k=1, which="LA", v0=np.ones(len(part)))[1][:, 0]
    own = np.abs(found) / np.abs(found).max()
    for place, value in zip(part, own.tolist(), strict=True):
        values[place] = value
    return values


def _pagerank(network: igraph.Graph, weights: Weights) -> Values:
    return list(network.pagerank(weights=weights)) if network.vcount() else []


def _effective_size(network: igraph.Graph, _: Weights) -> Values:
    """Return degree less twice the number of ties among neighbours over the degree."""
    if not network.vcount():
        return []
    tied = to_sparse(network)
    degrees = np.asarray(tied.sum(axis=1)).ravel().tolist()
    twice_among = np.asarray(((tied @ tied) * tied).sum(axis=1)).ravel().tolist()
    return [
        degree - among / degree if degree else None
        for degree, among in zip(degrees, twice_among, strict=True)
    ]


def _defined(values: Sequence[float]) -> Values:
    """Return values, with None in the place of those that are no numbers."""
    return [None if math.isnan(value) else value for value in values]


MEASURES: Final[Mapping[str, Callable[[igraph.Graph, Weights], Values]]] = {
    "degree": lambda network, _: network.degree(),
    "strength": _strength,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "eigenvector": _eigenvector,
    "pagerank": _pagerank,
    "core": lambda network, _: network.coreness(),
    "clustering": lambda network, _: _defined(network.transitivity_local_undirected(mode="nan")),
    "constraint": lambda network, weights: _defined(network.constraint(weights=weights)),
    "effective_size": _effective_size,
}
"""What can be measured of nodes, and how: by a network in igraph and the weights of its ties."""
RANKED: Final = (
    "degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "core",
    "effective_size",
)  # fmt: skip
"""Those of which the more stands first, all of which are 0 or more; of the constraint, the less a
node has the more it bridges, and the clustering says nothing of how much a node matters."""
BY_PATHS: Final = frozenset({"betweenness", "closeness"})
"""Those whose time grows with the number of nodes times that of ties."""
WEIGHTED: Final = frozenset({"strength", "eigenvector", "pagerank", "constraint"})
"""Those that depend on the weights."""
# Up to this many nodes all eigenvectors are found at once, which the other way cannot for few.
_DENSE = 100
