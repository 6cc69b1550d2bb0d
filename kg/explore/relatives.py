"""Relatives of a thing: what it builds on, what builds on it, and what is like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from kg.explore.labels import path_of
from kg.explore.model import Link
from kg.folding import alphabetical
from kg.queries import named
from kg.store import Graph
from kg.terms import IRI

# Things in common that make two alike.
_ALIKE = 2


@dataclass(frozen=True)
class Branch:
    """A thing of a tree, with what hangs on it.

    Parameters
    ----------
    link
        The thing.
    branches
        What hangs on it, in alphabetical order. What several things share has its branches only
        where it comes first, which also ends circles.
    """

    link: Link
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Similar:
    """Something that is like a thing, and in how much it shares."""

    link: Link
    shared: int


class Relatives:
    """The relatives of the things of one graph.

    Parameters
    ----------
    graph
        The graph to read.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @cached_property
    def _based_on(self) -> list[tuple[IRI, IRI]]:
        rows = self._graph.select(named("based_on"))
        return [(IRI(str(row["later"])), IRI(str(row["earlier"]))) for row in rows]

    @property
    def _basis_of(self) -> list[tuple[IRI, IRI]]:
        return [(earlier, later) for later, earlier in self._based_on]

    def reached(self, thing: IRI) -> set[IRI]:
        """Return all that a thing builds on or that builds on it, and the thing itself."""
        return reached(thing, self._based_on) | reached(thing, self._basis_of)

    def lineage(
        self, thing: IRI, links: Mapping[IRI, Link], language: str
    ) -> tuple[Branch, Branch]:
        """Return what a thing builds on, and what builds on it, each as a tree.

        Parameters
        ----------
        thing
            The thing.
        links
            The link to each that is reached.
        language
            The reader's language.
        """
        return (
            tree(thing, self._based_on, links, language),
            tree(thing, self._basis_of, links, language),
        )

    def similar(self, thing: IRI, path: str, most: int) -> dict[str, int]:
        """Return the paths of the things of the same kind that share most with a thing.

        Parameters
        ----------
        thing, path
            The thing, and its path.
        most
            Largest number.

        Returns
        -------
        dict
            By path, in how much they share; what shares most first. What shares less than two
            things is not similar: one may be chance.
        """
        kind = path.rpartition("/")[0]
        shared = {
            path_of(str(row["other"]), self._graph.base): int(str(row["shared"]))
            for row in self._graph.select(named("similar"), thing=thing)
        }
        alike = [
            other
            for other, number in shared.items()
            if number >= _ALIKE and other != path and other.rpartition("/")[0] == kind
        ]
        alike.sort(key=lambda other: (-shared[other], other))
        return {other: shared[other] for other in alike[:most]}


def reached(root: IRI, edges: Iterable[tuple[IRI, IRI]]) -> set[IRI]:
    """Return all that hangs on a thing, and the thing itself.

    Parameters
    ----------
    root
        The thing.
    edges
        Pairs of a thing and what hangs on it.

    Examples
    --------
    >>> sorted(reached(IRI("a"), [(IRI("a"), IRI("b")), (IRI("c"), IRI("a"))]))
    ['a', 'b']
    """
    known: nx.DiGraph[IRI] = nx.DiGraph(edges)
    return {root, *(nx.descendants(known, root) if root in known else ())}


def tree(
    root: IRI, edges: Iterable[tuple[IRI, IRI]], links: Mapping[IRI, Link], language: str
) -> Branch:
    """Return what hangs on a thing, to any depth.

    Parameters
    ----------
    root
        The thing.
    edges
        Pairs of a thing and what hangs on it.
    links
        The link to each of them.
    language
        The reader's language, for its alphabet.

    Examples
    --------
    >>> from kg.terms import Text
    >>> links = {IRI(name): Link(IRI(name), name, Text(name)) for name in "abc"}
    >>> grown = tree(IRI("a"), [(IRI("a"), IRI("b")), (IRI("b"), IRI("c"))], links, "en")
    >>> grown.branches[0].branches[0].link.label
    'c'
    """
    below: dict[IRI, list[IRI]] = defaultdict(list)
    for upper, lower in edges:
        below[upper].append(lower)

    seen: set[IRI] = set()

    def grown(one: IRI) -> Branch:
        hanging = [] if one in seen else sorted(below[one], key=by_label)
        seen.add(one)
        return Branch(links[one], tuple(map(grown, hanging)))

    def by_label(one: IRI) -> tuple[Any, str]:
        return alphabetical(links[one].label, language), one

    return grown(root)
