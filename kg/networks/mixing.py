"""Mixing: whether ties lead within groups, such as countries, or across them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Groups = Mapping[str, str | None]
"""The group of each node; None for one that is in no group, or in several."""


def countries(network: nx.Graph[str]) -> dict[str, str | None]:
    """Return the country of each node; None where none is known, or several are.

    Examples
    --------
    >>> network = nx.Graph()
    >>> network.add_node("a", countries=("concept/country/dk",))
    >>> network.add_node("b", countries=())
    >>> countries(network)
    {'a': 'concept/country/dk', 'b': None}
    """
    own = {node: network.nodes[node]["countries"] for node in network}
    return {node: of[0] if len(of) == 1 else None for node, of in own.items()}


@dataclass(frozen=True)
class Mixing:
    """The ties of a network by the groups of their ends.

    Parameters
    ----------
    groups
        The groups, in alphabetical order.
    ties, weights
        The numbers of ties between each two of them, and the sums of their weights: symmetric
        matrices in the order of the groups.
    unplaced
        Number of ties with an end that is in no one group.
    """

    groups: tuple[str, ...]
    ties: NDArray[np.int64]
    weights: NDArray[np.float64]
    unplaced: int

    @property
    def within(self) -> int:
        """Number of ties within groups."""
        return int(np.trace(self.ties))

    @property
    def across(self) -> int:
        """Number of ties between groups."""
        return int(np.triu(self.ties, 1).sum())

    @property
    def e_i(self) -> float | None:
        """The E-I index: from -1, all ties within groups, to 1, all across.

        Ties across less those within, over all (Krackhardt & Stern 1988); not defined without any.
        """
        whole = self.across + self.within
        return (self.across - self.within) / whole if whole else None

    @property
    def assortativity(self) -> float | None:
        """By how much more ties lie within groups than by chance, 1 where all do.

        Newman (2003); not defined where all ends of ties are in one group.
        """
        ends = self.ties + np.diag(np.diag(self.ties))  # a tie within has both ends there
        if not ends.sum():
            return None
        share = ends / ends.sum()
        chance = float((share.sum(axis=0) * share.sum(axis=1)).sum())
        return (
            (float(np.trace(share)) - chance) / (1 - chance)
            if not math.isclose(chance, 1)
            else None
        )


def mixing(network: nx.Graph[str], groups: Groups) -> Mixing:
    """Return the ties of a network by the groups of their ends.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.
    groups
        The group of each node, as `countries` tells it.

    Examples
    --------
    >>> found = mixing(nx.path_graph(["a", "b", "c"]), {"a": "dk", "b": "dk", "c": "no"})
    >>> found.ties.tolist(), found.e_i
    ([[1, 1], [1, 0]], 0.0)
    """
    names = tuple(sorted({groups.get(node) or "" for node in network} - {""}))
    numbers = {name: number for number, name in enumerate(names)}
    ties = np.zeros((len(names), len(names)), dtype=np.int64)
    weights = np.zeros((len(names), len(names)))
    unplaced = 0
    for one, other, weight in network.edges(data="weight", default=1):
        ends = numbers.get(groups.get(one) or ""), numbers.get(groups.get(other) or "")
        if ends[0] is None or ends[1] is None:
            unplaced += 1
            continue
        for place in {ends, ends[::-1]}:
            ties[place] += 1
            weights[place] += weight
    return Mixing(names, ties, weights, unplaced)
