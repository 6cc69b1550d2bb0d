"""Communities: parts of a network that hold together, and how surely they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean

import igraph
import networkx as nx
import numpy as np

from kg.networks.chance import seeded
from kg.networks.convert import tie_weights, ties_to_igraph, to_igraph
from kg.networks.projection import Projection

# Beyond these, a figure tells more of the computer than of the network.
_DIGITS = 12


@dataclass(frozen=True)
class Communities:
    """Communities of a network.

    Parameters
    ----------
    members
        The nodes of each, in the order of the network; the largest community first, then the one
        whose first node comes first.
    modularity
        By how much more of the weight lies within them than by chance, at most 1 (Newman & Girvan
        2004), whatever the resolution is by which they were found; None without a tie.
    stability
        How alike the communities are that other seeds give: the mean of the adjusted Rand index of
        each two runs (Hubert & Arabie 1985), 1 where all are the same, about 0 where they have no
        more in common than by chance; None for one run.
    sureness
        Of each node the share of the runs, from 0 to 1, in which it is with the most of those it
        is with here, averaged over these; None for who is alone, and for one run.
    seed, runs
        What they were found with.
    """

    members: tuple[tuple[str, ...], ...]
    modularity: float | None
    stability: float | None
    sureness: dict[str, float | None]
    seed: int
    runs: int

    def of(self) -> dict[str, int]:
        """Return the number of the community of each node, from 0."""
        return {node: number for number, own in enumerate(self.members) for node in own}


def communities(
    network: nx.Graph[str] | Projection, *, resolution: float = 1.0, seed: int = 1,
    runs: int = 20,
) -> Communities:  # fmt: skip
    """Return communities by the Leiden method, and how stable they are.

    Traag, Waltman & van Eck (2019), with modularity at the resolution and the weights of the ties.
    Of all runs, the one where this is highest is told, of several the first.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it, or the projection before it is made one,
        which takes less time where it is large.
    resolution
        Above 1 there are more and smaller communities.
    seed
        Start of the random numbers of the first run; each further one has the next number.
    runs
        How often they are looked for, at least once.

    Examples
    --------
    >>> found = communities(nx.Graph(["ab", "bc", "ca", "cd", "de", "ef", "fd"]))
    >>> found.members, found.stability
    ((('a', 'b', 'c'), ('d', 'e', 'f')), 1.0)
    """
    if isinstance(network, Projection):
        nodes, (drawn, weights) = network.node_paths, ties_to_igraph(network.ties)
    else:
        nodes, drawn, weights = list(network), to_igraph(network), tie_weights(network)
    found: list[list[int]] = []
    qualities: list[float] = []
    for number in range(max(1, runs)):
        with seeded(seed + number):
            membership, quality = _leiden(drawn, weights, resolution)
        found.append(membership)
        qualities.append(quality)
    best = found[max(range(len(found)), key=qualities.__getitem__)]
    return Communities(
        members=_members(nodes, best),
        modularity=drawn.modularity(best, weights=weights) if weights else None,
        stability=_stability(found),
        sureness=_sureness(nodes, best, found) if len(found) > 1 else dict.fromkeys(nodes),
        seed=seed,
        runs=max(1, runs),
    )


def condensed(
    network: nx.Graph[str], found: Communities, *, smallest: int = 1, most: int | None = None
) -> nx.Graph[str]:
    """Return the network of communities, for what is too large to be drawn node by node.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.
    found
        Its communities.
    smallest
        Communities with fewer members are left out.
    most
        How many are taken at most, the largest first; without a number, all.

    Returns
    -------
    networkx.Graph
        The nodes are called ``community/0`` and so on, with the ``label`` and ``kind`` of the
        member with the most ties, ``countries``, those of all members by how many there are of
        each, and ``size``, the number of members. The ``weight`` of an edge is the sum of
        the weights between both, ``ties`` their number. The attributes of the graph are kept.

    Examples
    --------
    >>> network = nx.Graph(["ab", "bc", "ca", "cd", "de", "ef", "fd"])
    >>> nx.set_node_attributes(network, {node: {"label": node.upper()} for node in network})
    >>> made = condensed(network, communities(network))
    >>> list(made.nodes(data="label")), list(made.edges(data="ties"))
    ([('community/0', 'C'), ('community/1', 'D')], [('community/0', 'community/1', 1)])
    """
    made: nx.Graph[str] = nx.Graph(**network.graph)
    for number, members in enumerate(found.members[:most]):
        if len(members) < smallest:
            break  # the largest come first
        first = max(members, key=lambda node: network.degree(node))  # of several the first
        own = network.nodes[first]
        countries = Counter(
            one for node in members for one in network.nodes[node].get("countries", ())
        )
        made.add_node(
            f"community/{number}",
            label=own["label"],
            kind=own.get("kind", ""),
            countries=tuple(sorted(countries, key=lambda one: (-countries[one], one))),
            size=len(members),
        )
    of = found.of()
    for one, other, weight in network.edges(data="weight", default=1):
        start, end = sorted((of[one], of[other]))
        if start == end:
            continue
        tie = f"community/{start}", f"community/{end}"
        if not {*tie} <= made.nodes:
            continue
        known = made.get_edge_data(*tie, {"weight": 0, "ties": 0})
        made.add_edge(*tie, weight=known["weight"] + weight, ties=known["ties"] + 1)
    return made


def _leiden(
    drawn: igraph.Graph, weights: Sequence[float], resolution: float
) -> tuple[list[int], float]:
    """Return the community of each node, and what the method maximises: of two runs, the better."""
    if not drawn.ecount():
        return list(range(drawn.vcount())), 0.0
    made = drawn.community_leiden(
        objective_function="modularity", weights=weights, resolution=resolution, n_iterations=-1
    )
    return made.membership, round(made.quality, _DIGITS)


def _members(nodes: Sequence[str], membership: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    parts: dict[int, list[str]] = {}
    for node, part in zip(nodes, membership, strict=True):
        parts.setdefault(part, []).append(node)
    return tuple(map(tuple, sorted(parts.values(), key=len, reverse=True)))


def _stability(found: Sequence[Sequence[int]]) -> float | None:
    if len(found) == 1 or len(found[0]) <= 1:
        return None
    alike: float = mean(
        igraph.compare_communities(one, other, method="adjusted_rand")
        for one, other in combinations(found, 2)
    )
    return round(alike, _DIGITS)


def _sureness(
    nodes: Sequence[str], best: Sequence[int], found: Sequence[Sequence[int]]
) -> dict[str, float | None]:
    """Return of each node how often those of its community are with it in the runs."""
    own = np.array(best, dtype=np.int64)
    together = np.zeros(len(nodes), dtype=np.int64)
    for run in found:
        # Nodes that are together here and there: those of one pair of communities.
        pairs = own * len(nodes) + np.array(run, dtype=np.int64)
        _, places, sizes = np.unique(pairs, return_inverse=True, return_counts=True)
        together += sizes[places] - 1
    others = np.bincount(own, minlength=1)[own] - 1
    return {
        node: met / (len(found) * number) if number else None
        for node, met, number in zip(nodes, together.tolist(), others.tolist(), strict=True)
    }
