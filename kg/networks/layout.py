"""Positions for the nodes of a network, computed here so that a drawing stands still at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from kg.networks.chance import seeded
from kg.networks.convert import tie_weights, to_igraph

_GAP = 1.0
"""Room between pieces that nothing ties together."""

Positions = dict[str, tuple[float, float]]
_Piece = list[tuple[float, float]]

LARGEST_EXACT = 300
"""Number of nodes up to which the slower and clearer method is used."""
_BROAD = 1.5
"""How many times as broad as high a network is laid out that fills a frame."""
_APART = 0.62
"""The least distance of two nodes in it, of that which they would have if they stood evenly."""
_ROUNDS = 60
# Beyond so many nodes fewer rounds must do, as each takes the square of their number.
_MANY, _LONG, _SHORT = 1000, 500, 150
# The method knows no tie that does not pull at all.
_FAINTEST = 1e-6


def positions(network: nx.Graph[str], seed: int = 1) -> Positions:
    """Return a place for each node, the same for the same network and seed.

    By Kamada and Kawai (1989) up to a few hundred nodes, beyond that, where their method takes too
    long, by Fruchterman and Reingold (1991). Pieces that nothing ties together stand side by side,
    the largest first.

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
    parts = sorted(drawn.connected_components(), key=len, reverse=True)
    with seeded(seed):
        pieces = [_piece(drawn.induced_subgraph(part)) for part in parts]
    found = dict(zip((at for part in parts for at in part), _side_by_side(pieces), strict=True))
    middle = [sum(axis) / len(found) for axis in zip(*found.values(), strict=True)]
    return {
        node: (found[at][0] - middle[0], found[at][1] - middle[1])
        for at, node in enumerate(network)
    }


def spread(network: nx.Graph[str], seed: int = 1) -> Positions:
    """Return a place for each node so that all fill a frame, and as few as can be stand close.

    By Fruchterman and Reingold (1991), where ties pull by their weight over the geometric mean of
    the strengths of both ends (the cosine of Salton & McGill 1983), so that who shares one thing
    with many is not drawn to all of them alike. Then nodes that stand too close to each other are
    pushed apart, as far as a number of rounds allows.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.
    seed
        Start of the random numbers.

    Returns
    -------
    dict
        Node to (x, y) around (0, 0), such that nodes that stood evenly would be 1 apart.

    Examples
    --------
    >>> places = spread(nx.path_graph(["a", "b", "c"]))
    >>> list(places)
    ['a', 'b', 'c']
    >>> bool(math.dist(places["a"], places["b"]) < math.dist(places["a"], places["c"]))
    True
    """
    if len(network) < 2:
        return dict.fromkeys(network, (0.0, 0.0))
    strengths = {node: math.sqrt(own) for node, own in network.degree(weight="weight")}
    pulls = [
        weight / strengths[one] / strengths[other] if weight else 0.0
        for (one, other), weight in zip(network.edges, tie_weights(network), strict=True)
    ]
    usual = sum(pulls) / len(pulls) if any(pulls) else 1.0
    with seeded(seed):
        laid = to_igraph(network).layout_fruchterman_reingold(
            weights=[max(pull / usual, _FAINTEST) for pull in pulls] or None,
            niter=_LONG if len(network) <= _MANY else _SHORT,
            grid=False,
        )
    places = np.array(laid.coords)
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    extent = np.ptp(places, axis=0)
    high = math.sqrt(len(network) / _BROAD)
    places *= np.array([high * _BROAD, high]) / np.where(extent > 0, extent, 1)
    found = _apart(places, _APART)
    return {node: (x, y) for node, (x, y) in zip(network, found.tolist(), strict=True)}


def _apart(places: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Return places of which no two are nearer than a distance, or as few as some rounds allow."""
    for _ in range(_ROUNDS):
        pairs = cKDTree(places).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        ways = places[pairs[:, 0]] - places[pairs[:, 1]]
        lengths = np.hypot(*ways.T)
        # What stands in the same place goes apart in a direction of its own.
        same = lengths == 0
        turn = pairs[same].sum(axis=1) * np.pi * (3 - math.sqrt(5))
        ways[same] = np.column_stack([np.cos(turn), np.sin(turn)])
        lengths[same] = 1.0
        steps = ways / lengths[:, None] * ((least - np.where(same, 0, lengths)) / 2)[:, None]
        moves, met = np.zeros_like(places), np.zeros(len(places))
        for end, sign in ((0, 1), (1, -1)):
            np.add.at(moves, pairs[:, end], sign * steps)
            np.add.at(met, pairs[:, end], 1)
        places = places + moves / np.sqrt(np.maximum(met, 1))[:, None]
    return places


def _piece(part: igraph.Graph) -> _Piece:
    """Return places for the nodes of a network in one piece, neighbours about 1 apart."""
    layout = part.layout("kk" if part.vcount() <= LARGEST_EXACT else "fr")
    lengths = [math.dist(layout[one], layout[other]) for one, other in part.get_edgelist()]
    unit = sum(lengths) / len(lengths) if lengths else 1.0
    return [(x / unit, y / unit) for x, y in layout]


def _side_by_side(pieces: Sequence[_Piece]) -> Iterator[tuple[float, float]]:
    """Yield the places of all pieces, put in rows that together are about as wide as high."""
    boxes = [[max(axis) - min(axis) + _GAP for axis in zip(*one, strict=True)] for one in pieces]
    wide = max(math.sqrt(sum(width * height for width, height in boxes)), boxes[0][0])
    left = top = row = 0.0
    for piece, (width, height) in zip(pieces, boxes, strict=True):
        if left and left + width > wide:
            left, top, row = 0.0, top + row, 0.0
        corner = [min(axis) for axis in zip(*piece, strict=True)]
        yield from ((x - corner[0] + left, y - corner[1] + top) for x, y in piece)
        left, row = left + width, max(row, height)
