"""A network whose nodes carry all measures, for programs that draw by attributes."""

from __future__ import annotations

import networkx as nx

from kg.networks.brokerage import PAIRS, brokerage
from kg.networks.communities import communities
from kg.networks.measures import MEASURES, table
from kg.networks.mixing import countries

ATTRIBUTES = (*MEASURES, "community", *PAIRS)
"""What each node has besides, where it is defined."""


def described(network: nx.Graph[str]) -> nx.Graph[str]:
    """Return a network with all measures as attributes of its nodes.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.

    Returns
    -------
    networkx.Graph
        A copy. Nodes have also `ATTRIBUTES`: the measures, the number of their community from 1,
        the largest first, and the pairs between which they broker, by countries. What is not
        defined for a node is not there.

    Examples
    --------
    >>> network = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(network, "", "label")
    >>> nx.set_node_attributes(network, ("concept/country/dk",), "countries")
    >>> described(network).nodes["b"]["coordinator"]
    1
    """
    made = network.copy()
    community, roles = communities(network).of(), brokerage(network, countries(network))
    for row in table(network):
        own = roles[row.path]
        values = {name: getattr(row, name) for name in MEASURES}
        values |= {"community": community[row.path] + 1, **(own.pairs if own else {})}
        made.nodes[row.path].update(
            {name: value for name, value in values.items() if value is not None}
        )
    return made
