"""A network whose nodes carry all measures, for programs that draw by attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from kg.networks.brokerage import PAIRS, brokerage
from kg.networks.communities import communities
from kg.networks.measures import MEASURES, table
from kg.networks.mixing import countries
from kg.networks.robustness import Ranked, ranks

ATTRIBUTES = (*MEASURES, "community", *PAIRS)
"""What each node has besides, where it is defined."""
RANKS = (
    "rank", "rank_best", "rank_worst", "rank_present", "rank_best_without_source",
    "rank_worst_without_source", "rank_drops_out",
)  # fmt: skip
"""What it has too, after the name of the measure that ranks are by, as in ``degree_rank``: its
rank, between which it lies in 95 of 100 networks drawn anew, in which share of these it is, between
which it lies without one of the sources, and without how many of these it is missing."""


def described(
    network: nx.Graph[str], ranked: Iterable[Ranked] = (), measure: str = "degree"
) -> nx.Graph[str]:
    """Return a network with all measures as attributes of its nodes.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.
    ranked
        How sure its ranks by the measure are; see `kg.networks.robustness.ranked`.
    measure
        The measure that ranks are by.

    Returns
    -------
    networkx.Graph
        A copy. Nodes have also `ATTRIBUTES`: the measures, the number of their community from 1,
        the largest first, and the pairs between which they broker, by countries; and of `RANKS`
        the first, with the others where it is told how sure they are. What is not defined for a
        node is not there.

    Examples
    --------
    >>> network = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(network, "", "label")
    >>> nx.set_node_attributes(network, ("concept/country/dk",), "countries")
    >>> described(network).nodes["b"]["coordinator"]
    1
    """
    made, rows = network.copy(), table(network)
    community, roles = communities(network).of(), brokerage(network, countries(network))
    rank, *_ = rank_names(measure)
    for row, place in zip(rows, ranks([getattr(row, measure) for row in rows]), strict=True):
        own = roles[row.path]
        values = {name: getattr(row, name) for name in MEASURES}
        values |= {"community": community[row.path] + 1, **(own.pairs if own else {}), rank: place}
        _tell(made, row.path, values)
    for one in ranked:
        drawn, less = one.by_resampling or (None, None), one.by_source or (None, None)
        told = one.rank, *drawn, one.present, *less, len(one.drops_out)
        _tell(made, one.path, dict(zip(rank_names(measure), told, strict=True)))
    return made


def _tell(network: nx.Graph[str], node: str, values: Mapping[str, float | None]) -> None:
    own = {name: value for name, value in values.items() if value is not None}
    network.nodes[node].update(own)


def rank_names(measure: str) -> tuple[str, ...]:
    """Return what the ranks by a measure are called, in the order of `RANKS`.

    Examples
    --------
    >>> rank_names("degree")[:2]
    ('degree_rank', 'degree_rank_best')
    """
    return tuple(f"{measure}_{name}" for name in RANKS)
