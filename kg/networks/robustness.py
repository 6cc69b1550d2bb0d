"""Robustness: what would change in a ranking with one source less, or with other events."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.errors import UnknownName
from kg.networks.affiliations import Affiliations
from kg.networks.convert import ties_to_igraph
from kg.networks.measures import MEASURES, Values
from kg.networks.projection import Projection
from kg.networks.recipe import Recipe
from kg.networks.replicates import Replicate, Replicates

_Ranks = NDArray[np.float64]
"""A number for each node, of ranks from 1; not a number where it has none, in this file alone."""
_DIGITS, _LOW = 12, 0.025


@dataclass(frozen=True)
class Ranked:
    """A node in a ranking, and how sure its rank is.

    Parameters
    ----------
    path
        The node.
    value
        Its value of the measure.
    rank
        1 and the number of nodes with a higher value.
    by_source
        The best and the worst rank that it has without one of the sources (jackknife), as counted
        among those who are then left; None where it drops out whichever is missing.
    drops_out
        The sources without which it has no rank at all, by their paths.
    by_resampling
        Between which ranks it lies in 95 of 100 networks of what is shared, drawn anew with
        replacement (bootstrap, percentile interval; Efron 1979), of those in which it is. There,
        equals have all the ranks that they take up together, and as fewer are there, a rank is
        told as of as many as have one in the network itself. None where it is in none, or there is
        but one thing to draw.
    present
        In which share of these networks it has a rank, from 0 to 1; the rest of them says nothing
        of its rank, but how much hangs on few things.
    samples, seed
        How many these are, and the start of the random numbers by which they were drawn.
    """

    path: str
    value: float
    rank: int
    by_source: tuple[int, int] | None
    drops_out: tuple[str, ...]
    by_resampling: tuple[int, int] | None
    present: float
    samples: int
    seed: int


def ranked(
    affiliations: Affiliations, recipe: Recipe, measure: str = "degree", *,
    samples: int = 500, seed: int = 1,
) -> list[Ranked]:  # fmt: skip
    """Return the ranking of the nodes by a measure, each rank with how sure it is.

    Parameters
    ----------
    affiliations, recipe
        As for `kg.networks.project`.
    measure
        A key of `kg.networks.measures.MEASURES`; the highest value ranks first.
    samples
        Number of networks that are drawn.
    seed
        Start of the random numbers.

    Returns
    -------
    list of Ranked
        Nodes for which the measure is defined; the first rank first, then by path.

    Raises
    ------
    UnknownName
        If there is no such measure.
    """
    if measure not in MEASURES:
        raise UnknownName(f"There is no measure {measure!r}; use one of {', '.join(MEASURES)}.")
    whole = Projection(affiliations, recipe)
    values = MEASURES[measure](*ties_to_igraph(whole.ties))
    numbers = _numbers(values)
    own = ranks(values)
    replicates = Replicates(whole)
    best, worst = np.full(len(values), np.nan), np.full(len(values), np.nan)
    drops_out: list[list[str]] = [[] for _ in values]
    for source, one in replicates.without_sources():
        less, _ = _ranks(_measured(one, measure))
        best, worst = np.fmin(best, less), np.fmax(worst, less)
        for place in np.flatnonzero(np.isnan(less)).tolist():
            drops_out[place].append(f"source/{source}")
    first, last, present = _drawn(replicates, numbers, measure, samples, seed)
    is_drawn, paths = (present > 0) & (replicates.number > 1), whole.node_paths
    return [
        Ranked(
            path=paths[place],
            value=value,
            rank=rank,
            by_source=None if np.isnan(best[place]) else (int(best[place]), int(worst[place])),
            drops_out=tuple(drops_out[place]),
            by_resampling=(int(first[place]), int(last[place])) if is_drawn[place] else None,
            present=float(present[place]),
            samples=samples,
            seed=seed,
        )
        for rank, place in sorted((one, place) for place, one in enumerate(own) if one)
        if (value := values[place]) is not None
    ]


def ranks(values: Values) -> list[int | None]:
    """Return of each value 1 and the number of those that are higher; of none, none.

    What differs by less than the computer can tell is the same.

    Examples
    --------
    >>> ranks([5, None, 7, 5])
    [2, None, 1, 2]
    """
    best, _ = _ranks(_numbers(values))
    return [None if math.isnan(one) else int(one) for one in best.tolist()]


def _drawn(
    replicates: Replicates, values: _Ranks, measure: str, samples: int, seed: int
) -> tuple[_Ranks, _Ranks, _Ranks]:
    """Return between which ranks each node lies in networks drawn anew, and how often it is there.

    It lies nowhere where it is missing in all of them.
    """
    if not samples:
        return np.full(len(values), np.nan), np.full(len(values), np.nan), np.zeros(len(values))
    number = int(np.count_nonzero(~np.isnan(values)))
    found = [
        _ranks_as_of(number, _measured(one, measure)) for one in replicates.drawn(samples, seed)
    ]
    best, worst = np.sort(np.array(found), axis=0).transpose(1, 0, 2)  # who has none comes last
    times = samples - np.isnan(best).sum(axis=0)
    first = np.floor(_LOW * times).astype(int)
    last = np.ceil((1 - _LOW) * times).astype(int) - 1
    nodes = np.arange(len(values))
    return np.floor(best[first, nodes]), np.ceil(worst[last, nodes]), times / samples


def _ranks_as_of(number: int, values: _Ranks) -> _Ranks:
    """Return the best and the worst rank of each value, told as if so many had one.

    So ranks in a network of fewer can be held against those in one of more: the first stays the
    first, the last becomes the last, and who stands in the middle stays there.

    Examples
    --------
    >>> _ranks_as_of(5, np.array([3.0, 2.0, np.nan, 1.0])).tolist()
    [[1.0, 3.0, nan, 5.0], [1.0, 3.0, nan, 5.0]]
    """
    here = np.count_nonzero(~np.isnan(values))
    steps = (number - 1) / (here - 1) if here > 1 else 0.0
    return np.round(1 + (np.array(_ranks(values)) - 1) * steps, _DIGITS)


def _measured(replicate: Replicate, measure: str) -> _Ranks:
    """Return the value of each node of the whole in a replicate of it."""
    values = np.full(len(replicate.present), np.nan)
    counted = COUNTED.get(measure)
    if counted:
        values[replicate.present] = counted(replicate)[replicate.present]
    else:
        own = MEASURES[measure](*ties_to_igraph(replicate.ties))
        values[replicate.present] = _numbers(own)
    return values


def _numbers(values: Values) -> _Ranks:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _degree(replicate: Replicate) -> _Ranks:
    ends = replicate.ends[:, replicate.weights > 0].ravel()
    return np.bincount(ends, minlength=len(replicate.present)).astype(float)


def _strength(replicate: Replicate) -> _Ranks:
    ends, weights = replicate.ends.ravel(), np.tile(replicate.weights, 2)
    return np.bincount(ends, weights, minlength=len(replicate.present)).astype(float)


COUNTED: Final[Mapping[str, Callable[[Replicate], _Ranks]]] = {
    "degree": _degree,
    "strength": _strength,
}
"""The measures that are counted without making each network, which takes little time."""


def _ranks(values: _Ranks) -> tuple[_Ranks, _Ranks]:
    """Return the best and the worst rank of each value, which those share that are equal.

    What is not a number has none.

    Examples
    --------
    >>> [one.tolist() for one in _ranks(np.array([5.0, np.nan, 7.0, 5.0]))]
    [[2.0, nan, 1.0, 2.0], [3.0, nan, 1.0, 3.0]]
    """
    is_known = ~np.isnan(values)
    most = np.abs(values[is_known]).max(initial=0.0) or 1.0
    # What differs by less than the computer can tell is the same rank in every network.
    known = np.round(values / most, _DIGITS)
    ordered = np.sort(known[is_known])
    best = len(ordered) - np.searchsorted(ordered, known, side="right") + 1
    worst = len(ordered) - np.searchsorted(ordered, known, side="left")
    return np.where(is_known, best, np.nan), np.where(is_known, worst, np.nan)
