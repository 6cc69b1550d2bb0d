"""Relatives of a thing: what it builds on, what builds on it, and what is like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from kg.explore.model import Link
from kg.terms import IRI


@dataclass(frozen=True)
class Branch:
    """A thing of a tree, with what hangs on it.

    Parameters
    ----------
    link
        The thing.
    branches
        What hangs on it, in alphabetical order. What stands further up in the tree already, as
        in a circle, has no branches there.
    """

    link: Link
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Similar:
    """Something that is like a thing, and in how much it shares."""

    link: Link
    shared: int


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


def tree(root: IRI, edges: Iterable[tuple[IRI, IRI]], links: Mapping[IRI, Link]) -> Branch:
    """Return what hangs on a thing, to any depth.

    Parameters
    ----------
    root
        The thing.
    edges
        Pairs of a thing and what hangs on it.
    links
        The link to each of them.

    Examples
    --------
    >>> from kg.terms import Text
    >>> links = {IRI(name): Link(IRI(name), name, Text(name)) for name in "abc"}
    >>> grown = tree(IRI("a"), [(IRI("a"), IRI("b")), (IRI("b"), IRI("c"))], links)
    >>> grown.branches[0].branches[0].link.label
    'c'
    """
    below: dict[IRI, list[IRI]] = defaultdict(list)
    for upper, lower in edges:
        below[upper].append(lower)

    def grown(one: IRI, above: Sequence[IRI]) -> Branch:
        path = (*above, one)
        hanging = [] if one in above else sorted(below[one], key=by_label)
        return Branch(links[one], tuple(grown(lower, path) for lower in hanging))

    def by_label(one: IRI) -> tuple[str, str]:
        return links[one].label.casefold(), one

    return grown(root, ())
