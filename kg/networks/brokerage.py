"""Brokerage: who stands between others that are not tied, within countries and across them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from kg.networks.convert import to_igraph, to_sparse
from kg.networks.mixing import Groups

PAIRS: Final = ("coordinator", "itinerant", "gatekeeper", "liaison")
"""The roles that differ where ties have no direction; see `Brokerage.pairs`."""


@dataclass(frozen=True)
class Brokerage:
    """In which roles a node stands between two others that are not tied themselves.

    Counted is each way from one neighbour through the node to another, in both directions, as
    Gould & Fernandez (1989) count directed ones. So gatekeeper and representative, which differ by
    direction alone, are equal here.

    Parameters
    ----------
    coordinator
        Between two of its own group.
    itinerant
        Between two of one other group.
    gatekeeper
        From another group into its own.
    representative
        From its own group into another.
    liaison
        Between two groups, neither of which is its own.
    """

    coordinator: int
    itinerant: int
    gatekeeper: int
    representative: int
    liaison: int

    @property
    def total(self) -> int:
        """The number of all of them."""
        return (
            self.coordinator + self.itinerant + self.gatekeeper + self.representative + self.liaison
        )

    @property
    def pairs(self) -> dict[str, int]:
        """The number of pairs between which it stands, whichever way, by the role.

        Of a way and the same one back, one is counted; so gatekeeper and representative are one.
        """
        return {
            "coordinator": self.coordinator // 2,
            "itinerant": self.itinerant // 2,
            "gatekeeper": self.gatekeeper,
            "liaison": self.liaison // 2,
        }

    @property
    def across(self) -> int:
        """The number of those that join different groups."""
        return self.gatekeeper + self.representative + self.liaison


def brokerage(network: nx.Graph[str], groups: Groups) -> Mapping[str, Brokerage | None]:
    """Return the roles of each node.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.
    groups
        The group of each node, as `kg.networks.mixing.countries` tells it. Ties to a node without
        a group are left out, as it cannot be said whether they lead to another.

    Returns
    -------
    dict
        The roles of each node, in the order of the nodes; None for a node without a group.

    Examples
    --------
    A, of group 1, stands between two of its group, and between these and one of group 2:

    >>> star = nx.Graph([("A", "B"), ("A", "C"), ("A", "D")])
    >>> roles = brokerage(star, {"A": "1", "B": "1", "C": "1", "D": "2"})["A"]
    >>> roles.coordinator, roles.gatekeeper, roles.representative, roles.liaison
    (2, 2, 2, 0)
    """
    nodes = list(network)
    if not nodes:
        return {}
    names = sorted({groups.get(node) or "" for node in nodes} - {""})
    numbers = {name: number for number, name in enumerate(names)}
    codes = np.array([numbers.get(groups.get(node) or "", -1) for node in nodes])
    tied = to_sparse(to_igraph(network))
    return {
        node: _roles(tied, codes, place, len(names)) if codes[place] >= 0 else None
        for place, node in enumerate(nodes)
    }


def _roles(tied: sp.csr_array, codes: NDArray[np.int64], place: int, number: int) -> Brokerage:
    near = tied.indices[tied.indptr[place] : tied.indptr[place + 1]]
    near = near[(codes[near] >= 0) & (near != place)]
    of_group = sp.csr_array(
        (np.ones(len(near), dtype=np.int64), (np.arange(len(near)), codes[near])),
        shape=(len(near), number),
    )
    size = np.asarray(of_group.sum(axis=0)).ravel()
    # Ordered pairs of neighbours by their groups: all of them, less those with themselves, less
    # those that are tied.
    among = tied[near][:, near]
    pairs = np.outer(size, size) - np.diag(size) - (of_group.T @ among @ of_group).toarray()
    own = codes[place]
    into, out = pairs[:, own].sum() - pairs[own, own], pairs[own].sum() - pairs[own, own]
    same = np.trace(pairs) - pairs[own, own]
    return Brokerage(
        coordinator=int(pairs[own, own]),
        itinerant=int(same),
        gatekeeper=int(into),
        representative=int(out),
        liaison=int(pairs.sum() - pairs[own, own] - same - into - out),
    )
