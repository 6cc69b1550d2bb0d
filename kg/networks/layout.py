"""Positions for the nodes of a network, computed here so that a drawing stands still at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import igraph
import networkx as nx

from kg.networks.chance import seeded
from kg.networks.convert import to_igraph

_GAP = 1.0
"""Room between pieces that nothing ties together."""

Positions = dict[str, tuple[float, float]]
_Piece = list[tuple[float, float]]

LARGEST_EXACT = 300
"""Number of nodes up to which the slower and clearer method is used."""


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
