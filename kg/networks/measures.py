"""Measures of the nodes of a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.folding import alphabetical
from kg.networks.convert import to_igraph
from kg.terms import Text


@dataclass(frozen=True)
class NodeMeasures:
    """How a node stands in its network.

    Parameters
    ----------
    path, label, kind, countries
        What it is; see `kg.networks.project.read`.
    degree
        Number of neighbours.
    strength
        Sum of the weights of its ties: the number of claims behind them.
    betweenness
        Share of the shortest paths between all pairs of other nodes that pass through it, 0 to 1
        (Freeman 1977, normalised by the number of pairs); None where it was not computed.
    closeness
        Number of nodes that it reaches, over their mean distance, corrected for the share of the
        network that it reaches, 0 to 1 (Wasserman & Faust 1994, p. 201); None where it was not
        computed.
    """

    path: str
    label: Text
    kind: str
    countries: tuple[str, ...]
    degree: int
    strength: int
    betweenness: float | None
    closeness: float | None


def table(
    network: nx.Graph[str], language: str = "en", *, paths: bool = True
) -> list[NodeMeasures]:
    """Return the measures of every node.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it; it may be in several parts, or empty.
    language
        The reader's language, whose alphabet the labels are sorted by.
    paths
        Whether to compute betweenness and closeness too, whose time grows with the number of nodes
        times that of ties.

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
    close = dict(zip(network, closeness(network), strict=True)) if paths else {}
    between = dict(zip(network, betweenness(network), strict=True)) if paths else {}
    rows = []
    for node in network:
        own: dict[str, Any] = network.nodes[node]
        rows.append(
            NodeMeasures(
                path=node,
                label=own["label"],
                kind=own.get("kind", ""),
                countries=own.get("countries", ()),
                degree=network.degree(node),
                strength=network.degree(node, weight="weight"),
                betweenness=between.get(node),
                closeness=close.get(node),
            )
        )
    return sorted(
        rows,
        key=lambda row: (
            -row.degree, -row.strength, alphabetical(row.label, language), row.path,
        ),
    )  # fmt: skip


def betweenness(network: nx.Graph[str]) -> list[float]:
    """Return the normalised betweenness of each node, in the order of the nodes.

    The exact measure of Freeman (1977) by the algorithm of Brandes (2001), computed by igraph,
    which takes a thirtieth of networkx's time.
    """
    pairs = (len(network) - 1) * (len(network) - 2) / 2
    if pairs <= 0:
        return [0.0] * len(network)
    return [value / pairs for value in to_igraph(network).betweenness()]


def closeness(network: nx.Graph[str]) -> list[float]:
    """Return the closeness of each node, in the order of the nodes.

    Within the part of the network that a node reaches, by igraph; times the share of the other
    nodes that it reaches (Wasserman & Faust 1994, p. 201), so that a small part apart ranks low.
    """
    whole = to_igraph(network)
    parts = whole.connected_components()
    reached = [parts.size(part) - 1 for part in parts.membership]
    return [
        value * others / (len(network) - 1) if others else 0.0
        for value, others in zip(whole.closeness(), reached, strict=True)
    ]
