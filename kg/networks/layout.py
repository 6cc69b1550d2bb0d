"""Positions for the nodes of a network, computed here so that a drawing stands still at once."""

from __future__ import annotations

import math
import random
import threading

import igraph
import networkx as nx

from kg.networks.convert import to_igraph

_ONE_AT_A_TIME = threading.Lock()

Positions = dict[str, tuple[float, float]]

LARGEST_EXACT = 300
"""Number of nodes up to which the slower and clearer method is used."""


def positions(network: nx.Graph[str], seed: int = 1) -> Positions:
    """Return a place for each node, the same for the same network and seed.

    By Kamada and Kawai (1989) up to a few hundred nodes, beyond that, where their method takes too
    long, by Fruchterman and Reingold (1991).

    Parameters
    ----------
    network
        The network.
    seed
        Start of the random numbers.

    Returns
    -------
    dict
        Node to (x, y), neighbours about 1 apart, around (0, 0).

    Examples
    --------
    >>> places = positions(nx.path_graph(["a", "b"]))
    >>> round(math.dist(places["a"], places["b"]), 1)
    1.0
    """
    if not len(network):
        return {}
    drawn = to_igraph(network)
    with _ONE_AT_A_TIME:  # igraph has one source of chance for all threads
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - not for secrets
        try:
            layout = drawn.layout("kk" if len(network) <= LARGEST_EXACT else "fr")
        finally:
            igraph.set_random_number_generator(random)
    lengths = [math.dist(layout[one], layout[other]) for one, other in drawn.get_edgelist()]
    unit = sum(lengths) / len(lengths) if lengths else 1.0
    middle = [sum(axis) / len(network) for axis in zip(*layout, strict=True)]
    return {
        node: ((x - middle[0]) / unit, (y - middle[1]) / unit)
        for node, (x, y) in zip(network, layout, strict=True)
    }
