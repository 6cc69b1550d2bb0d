"""Rankings: how sure ranks in a network are, where that is soon found."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import networkx as nx

from kg.networks import Affiliations, Recipe
from kg.networks.measures import BY_PATHS, WEIGHTED
from kg.networks.recipe import COUNT
from kg.networks.robustness import COUNTED, Ranked, ranked

MOST: Final = 120_000_000
"""The most effort while somebody waits: about four seconds."""
_SAMPLES = 500
# Effort is counted in pairs of two that share a thing. A tie takes as much as so many of these,
# while so many ties on the ways from one node take as much as one. Weights that are no numbers of
# things are found anew for each source.
_PER_TIE = {"core": 4, "pagerank": 9, "effective_size": 20, "eigenvector": 22}
_TIES_FROM_A_NODE = {"betweenness": 8, "closeness": 4}
_WEIGHING = 5
# One at a time, as each takes all that one processor can. Few others wait, and not for long, as
# who waits holds a thread that answers readers.
_TURN, _QUEUE = threading.Lock(), threading.BoundedSemaphore(2)
_PATIENCE = 5.0


def effort(
    network: nx.Graph[str], recipe: Recipe, measure: str, pairs: int, sources: int
) -> int:  # fmt: skip
    """Return the effort that it takes to find how sure ranks by a measure are; see `MOST`.

    Parameters
    ----------
    network, recipe
        The network, and how it is made.
    measure
        One of `kg.networks.measures.RANKED`.
    pairs
        How many pairs share a thing, each counted for each thing.
    sources
        How many sources stand behind it.

    Examples
    --------
    >>> recipe = Recipe(between="people", by=("events",))
    >>> two_parts = nx.Graph(["ab", "cd"])
    >>> [effort(two_parts, recipe, one, 2, 100) for one in ("degree", "core", "closeness")]
    [3600, 8400, 4200]
    >>> of_one_pair = replace(recipe, weight="newman")
    >>> [effort(two_parts, of_one_pair, one, 2, 100) for one in ("degree", "strength")]
    [3600, 18000]
    """
    steps = pairs + len(network)
    if not _as_needed(recipe, measure).counts:
        steps *= _WEIGHING
    if measure in BY_PATHS:
        parts = map(network.subgraph, nx.connected_components(network))
        ties = sum(len(part) * part.number_of_edges() for part in parts)
        steps += ties // _TIES_FROM_A_NODE[measure]
    elif measure not in COUNTED:
        steps += _PER_TIE[measure] * network.number_of_edges()
    return steps * (sources + _SAMPLES)


def ranked_by(affiliations: Affiliations, recipe: Recipe, measure: str) -> Mapping[str, Ranked]:
    """Return how sure the rank of each node by a measure is, by their paths."""
    found = ranked(affiliations, _as_needed(recipe, measure), measure, samples=_SAMPLES)
    return {one.path: one for one in found}


def _as_needed(recipe: Recipe, measure: str) -> Recipe:
    """Return a recipe for the same ranks, which takes longer where they depend on the weights."""
    return recipe if measure in WEIGHTED else replace(recipe, weight=COUNT)


@contextmanager
def turn() -> Iterator[bool]:
    """Wait for the turn to do what takes long, and tell whether it came."""
    has_turn = _TURN.acquire(blocking=False)
    if not has_turn and _QUEUE.acquire(blocking=False):
        try:
            has_turn = _TURN.acquire(timeout=_PATIENCE)
        finally:
            _QUEUE.release()
    try:
        yield has_turn
    finally:
        if has_turn:
            _TURN.release()
