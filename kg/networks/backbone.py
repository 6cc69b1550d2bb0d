"""Backbone and core: what is left of a network when one looks for what matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np


def significances(network: nx.Graph[str]) -> dict[tuple[str, str], float]:
    """Return for each tie how probable it is that it is as heavy by chance, by disparity.

    Where a node with k ties shares its strength out at random, a tie has at least the share p of
    it with probability (1 - p)^(k - 1) (Serrano, Boguñá & Vespignani 2009); of both ends, the lower
    one counts. For an end with one tie it is not defined, and taken as 1.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.

    Returns
    -------
    dict
        In the order of the ties.

    Examples
    --------
    >>> star = nx.Graph([("m", "a", {"weight": 2}), ("m", "b", {"weight": 1})])
    >>> {tie: round(chance, 3) for tie, chance in significances(star).items()}
    {('m', 'a'): 0.333, ('m', 'b'): 0.667}
    """
    degrees = dict(network.degree())
    strengths = dict(network.degree(weight="weight"))

    def chance(node: str, weight: float) -> float:
        if degrees[node] == 1 or not strengths[node]:
            return 1.0
        return float((1 - weight / strengths[node]) ** (degrees[node] - 1))

    return {
        (one, other): min(chance(one, weight), chance(other, weight))
        for one, other, weight in network.edges(data="weight", default=1)
    }


def backbone(
    network: nx.Graph[str], level: float = 0.05,
    chances: Mapping[tuple[str, str], float] | None = None,
) -> nx.Graph[str]:  # fmt: skip
    """Return the ties that are too heavy to be chance for one of their ends.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.
    level
        Level of significance, above 0 and at most 1; the lower, the fewer ties. A tie is kept
        where it is less probable.
    chances
        Its `significances`, where they are known already.

    Returns
    -------
    networkx.Graph
        The nodes that keep a tie, in the order of the network, with all attributes; edges have
        ``significance``. The attribute ``backbone`` of the graph is the level.

    Raises
    ------
    ValueError
        If there is no such level.

    Examples
    --------
    >>> star = nx.Graph([("m", "a", {"weight": 10}), ("m", "b"), ("m", "c"), ("m", "d")])
    >>> list(backbone(star).edges)
    [('m', 'a')]
    """
    if not 0 < level <= 1:
        raise ValueError(f"The level is {level}; it must be above 0, and at most 1.")
    chances = significances(network) if chances is None else chances
    made: nx.Graph[str] = nx.Graph(**network.graph, backbone=level)
    kept = {tie: chance for tie, chance in chances.items() if chance < level}
    ends = {end for tie in kept for end in tie}
    made.add_nodes_from((node, own) for node, own in network.nodes(data=True) if node in ends)
    made.add_edges_from(
        (*tie, {**network.edges[tie], "significance": chance}) for tie, chance in kept.items()
    )
    return made


@dataclass(frozen=True)
class Core:
    """A core whose members are tied to each other, and a periphery whose members are not.

    Parameters
    ----------
    members
        The nodes of the core, those with the most ties first, then in the order of the network.
    fit
        The correlation of the network with one in which all of the core are tied and none of the
        periphery, ties between both not counted, from -1 to 1 (Borgatti & Everett 1999);
        None where it is not defined.
    """

    members: tuple[str, ...]
    fit: float | None


def core(network: nx.Graph[str]) -> Core:
    """Return the core that has the fewest ties missing in it, and the fewest outside of it.

    By Lip (2011): where nodes are taken by their degree, the highest first, one of the cores that
    so arise is the best of all; so all can be tried in no time.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.

    Examples
    --------
    >>> network = nx.Graph(["ab", "bc", "ca", "ad", "be", "cf"])
    >>> core(network).members, core(network).fit
    (('a', 'b', 'c'), 1.0)
    """
    order = sorted(network, key=lambda node: -network.degree(node))  # a stable sort
    degrees = np.array([network.degree(node) for node in order])
    if not len(order) or not degrees.any():
        return Core((), None)
    # Ties missing in the core, and ties in the periphery, for a core of the first k nodes.
    sizes = np.arange(1, len(order) + 1)
    places = {node: place for place, node in enumerate(order)}
    within = np.zeros(len(order), dtype=np.int64)
    for one, other in network.edges:
        within[max(places[one], places[other])] += 1
    within = np.cumsum(within)
    touching = np.cumsum(degrees) - within
    missing = sizes * (sizes - 1) // 2 - within
    outside = network.number_of_edges() - touching
    size = int(np.argmin(missing + outside)) + 1
    return Core(
        tuple(order[:size]), _fit(size, len(order), int(missing[size - 1]), int(outside[size - 1]))
    )


def _fit(size: int, nodes: int, missing: int, outside: int) -> float | None:
    """Return the correlation of ties with being in the core, over pairs on one side (phi)."""
    inner = size * (size - 1) // 2
    outer = (nodes - size) * (nodes - size - 1) // 2
    tied, untied = inner - missing + outside, missing + outer - outside
    spread = inner * outer * tied * untied
    if not spread:
        return None
    return float(((inner - missing) * (outer - outside) - missing * outside) / spread**0.5)
