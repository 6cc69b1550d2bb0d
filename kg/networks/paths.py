"""Paths: how two things of a network are connected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt

from kg.errors import UnknownName
from kg.explore import Explorer, Step
from kg.networks.convert import to_igraph

Path = tuple[str, ...]
"""The things of a path, from its start to its end."""
_Costs = npt.NDArray[np.float64]

# Lengths are counted in half steps, so that what costs a thing can be put onto its ties, half onto
# the one by which a path comes and half onto the one by which it goes.
_STEP, _FOUND_TIE, _FOUND_THING = 2, 2, 1
_MOST_LONGER = 3
# Times that one looks for each alternative that is wanted.
_TRIES = 2


@dataclass(frozen=True)
class Connection:
    """How two things are connected.

    Parameters
    ----------
    distance
        Number of steps of the shortest paths; None where nothing connects the two.
    number
        Number of shortest paths.
    through
        What lies on each shortest path between the ends, in the order in which they pass it.
    shortest
        The best of the shortest paths.
    alternatives
        Other paths, which share little with these and with each other; the shortest first.
    parts
        Number of things in the part of the network in which the start lies, and in that of the end.
    """

    distance: int | None
    number: int
    through: Path
    shortest: tuple[Path, ...]
    alternatives: tuple[Path, ...]
    parts: tuple[int, int]


class _Best(NamedTuple):
    """The shortest paths between two things."""

    number: int
    through: list[int]
    paths: list[Path]


class Paths:
    """Finds paths in one network.

    Parameters
    ----------
    network
        A network as `kg.networks.claim_network` returns it; it must not change.

    Examples
    --------
    >>> found = Paths(nx.Graph(["ab", "bd", "ac", "cd", "ce"])).between("a", "d")
    >>> found.distance, found.number, found.shortest
    (2, 2, (('a', 'b', 'd'), ('a', 'c', 'd')))
    """

    def __init__(self, network: nx.Graph[str]) -> None:
        self._graph = to_igraph(network)
        self._parts = self._graph.connected_components()
        self._things = list(network)
        self._numbers = {thing: number for number, thing in enumerate(self._things)}
        self._degrees: list[int] = self._graph.degree()
        ends: list[tuple[int, int]] = self._graph.get_edgelist()
        # The two ends of each tie taken together: less the one end, it is the other.
        self._sums = np.array(ends, dtype=int).reshape(-1, 2).sum(axis=1)
        self._steps: _Costs = np.full(len(ends), float(_STEP))

    def __contains__(self, thing: str) -> bool:
        """Return whether a thing is in the network."""
        return thing in self._numbers

    def between(
        self, start: str, end: str, *, shortest: int = 3, alternatives: int = 3
    ) -> Connection:
        """Return how two things are connected.

        Shortest paths are counted as by Brandes (2001). Of several, those are best whose things in
        the middle have few ties, as what two share says the less the more others share it: the
        smallest product of their numbers of ties, which for one thing in the middle is the weight
        of Zhou, Lü & Zhang (2009); then the first in the order of their paths.

        Alternatives are looked for one after the other by the penalty method of de la Barra, Pérez
        & Añez (1993): each tie and each thing in the middle of a path counts as one step more
        each time that such a path is found. What is more than three steps longer than the shortest
        is none.

        Parameters
        ----------
        start, end
            Paths of two different things.
        shortest, alternatives
            Largest number of each.

        Raises
        ------
        UnknownName
            If one of them is not in the network.

        Examples
        --------
        >>> network = nx.Graph(["ab", "bd", "ac", "cd", "ce", "xy"])
        >>> Paths(network).between("a", "d", shortest=1).alternatives
        (('a', 'c', 'd'),)
        >>> Paths(network).between("a", "x").parts
        (5, 2)
        """
        source, target = self._number(start), self._number(end)
        own, other = (self._parts.membership[one] for one in (source, target))
        parts = self._parts.size(own), self._parts.size(other)
        if own != other:
            return Connection(None, 0, (), (), (), parts)
        lengths = self._lengths(source)
        best = self._best(lengths, self._steps, target, shortest)
        others = self._alternatives(best.paths, alternatives)
        return Connection(
            distance=int(lengths[target]) // _STEP,
            number=best.number,
            through=tuple(self._things[one] for one in best.through),
            shortest=tuple(best.paths),
            alternatives=tuple(others),
            parts=parts,
        )

    def _number(self, thing: str) -> int:
        if thing not in self._numbers:
            raise UnknownName(f"{thing!r} has no ties in this network.")
        return self._numbers[thing]

    def _lengths(self, start: int, costs: _Costs | None = None) -> _Costs:
        """Return how far each thing is from one; infinitely far where nothing leads to it."""
        if costs is None:  # counted without costs, in a fraction of the time
            return np.array(self._graph.distances(start)[0]) * _STEP
        return np.array(self._graph.distances(start, weights=costs.tolist())[0])

    def _best(self, lengths: _Costs, costs: _Costs, target: int, most: int) -> _Best:
        """Return the number of shortest paths and the best of them.

        Parameters
        ----------
        lengths
            How far each thing is from the start.
        costs
            The length of each tie.
        target
            The end.
        most
            Largest number of paths.
        """
        before = self._before(lengths, costs, target)
        source, *nodes = sorted(before, key=lengths.__getitem__)
        numbers = {source: 1}
        ranked: dict[int, list[tuple[int, Path]]] = {source: [(1, (self._things[source],))]}
        for node in nodes:
            numbers[node] = sum(numbers[one] for one in before[node])
            degree = 1 if node == target else self._degrees[node]
            ways = (
                (product * degree, (*path, self._things[node]))
                for one in before[node]
                for product, path in ranked[one]
            )
            ranked[node] = nsmallest(most, ways)
        # What is alone at its distance from the start lies on all paths.
        alone = Counter(lengths[nodes].tolist())
        through = [one for one in nodes if alone[lengths[one]] == 1 and one != target]
        return _Best(numbers[target], through, [path for _, path in ranked[target]])

    def _before(self, lengths: _Costs, costs: _Costs, target: int) -> dict[int, list[int]]:
        """Return all that lies on shortest paths, and for each thing what comes just before it."""
        before: dict[int, list[int]] = {}
        waiting = [target]
        while waiting:
            node = waiting.pop()
            if node in before:
                continue
            ties = np.array(self._graph.incident(node))
            others = self._sums[ties] - node
            before[node] = others[lengths[others] + costs[ties] == lengths[node]].tolist()
            waiting += before[node]
        return before

    def _alternatives(self, shown: Sequence[Path], most: int) -> list[Path]:
        """Return paths that share little with those that are shown, nor with each other."""
        costs, found = self._steps.copy(), list(shown)
        source, target = (self._numbers[end] for end in (shown[0][0], shown[0][-1]))
        for path in shown:
            self._charge(costs, path)
        for _ in range(_TRIES * most):
            (path,) = self._best(self._lengths(source, costs), costs, target, 1).paths
            self._charge(costs, path)
            if path not in found and len(path) <= len(shown[0]) + _MOST_LONGER:
                found.append(path)
            if len(found) == len(shown) + most:
                break
        return sorted(found[len(shown) :], key=len)

    def _charge(self, costs: _Costs, path: Path) -> None:
        """Make the ties and things of a path dearer."""
        nodes = [self._numbers[thing] for thing in path]
        for one, other in pairwise(nodes):
            costs[self._graph.get_eid(one, other)] += _FOUND_TIE
        for node in nodes[1:-1]:
            costs[self._graph.incident(node)] += _FOUND_THING


def told(
    explorer: Explorer, network: nx.Graph[str], path: Path, language: str = "en"
) -> tuple[Step, ...]:
    """Return the steps of a path, each claim as a sentence with its evidence.

    Parameters
    ----------
    explorer
        The explorer of the release from which the network was made.
    network
        The network in which the path was found.
    path
        The path.
    language
        The reader's language.
    """
    return tuple(
        explorer.step(one, other, network.edges[one, other]["claims"], language)
        for one, other in pairwise(path)
    )
