"""Robustness: what would change in a ranking with one source less, or with other events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from kg.errors import UnknownName
from kg.networks.affiliations import Affiliations
from kg.networks.convert import ties_to_igraph
from kg.networks.measures import MEASURES, Values
from kg.networks.projection import Projection
from kg.networks.recipe import Recipe

_Ranks = NDArray[np.float64]
"""The rank of each node, from 1; not a number where it has none. It never leaves this file."""


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
        The best and the worst rank that it has with one source less; None where it drops out
        whichever is missing.
    drops_out
        The sources without which it has no rank at all, by their paths.
    by_resampling
        Between which ranks it lies in 95 of 100 networks of events drawn anew with replacement
        (Efron 1979), of those in which it is; None where it is in none.
    present
        In which share of these networks it is, from 0 to 1.
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
    values = _values(whole.ties, measure)
    ranks = _ranks(values)
    without = {
        source: _without(whole, claims, measure) for source, claims in _resting(whole).items()
    }
    drawn = np.array(list(_drawn(whole, measure, samples, seed))).reshape(samples, len(values))
    paths = affiliations.things.paths
    found = []
    for place in np.argsort(ranks, kind="stable").tolist():
        value = values[place]
        if value is None:
            continue
        others = {source: own[place] for source, own in without.items()}
        left = [int(rank) for rank in others.values() if not np.isnan(rank)]
        own = drawn[:, place][~np.isnan(drawn[:, place])]
        found.append(
            Ranked(
                path=paths[whole.nodes[place]],
                value=value,
                rank=int(ranks[place]),
                by_source=(min(left), max(left)) if left else None,
                drops_out=tuple(
                    f"source/{source}" for source, rank in others.items() if np.isnan(rank)
                ),
                by_resampling=_middle(own) if len(own) else None,
                present=len(own) / samples if samples else 0.0,
                samples=samples,
                seed=seed,
            )
        )
    return found


def _values(ties: sp.csr_array, measure: str) -> Values:
    network, weights = ties_to_igraph(ties)
    return MEASURES[measure](network, weights)


def _ranks(values: Values, present: NDArray[np.bool_] | None = None) -> _Ranks:
    """Return for each value 1 and the number of higher ones."""
    known = np.array([np.nan if value is None else value for value in values], dtype=float)
    if present is not None:
        known[~present] = np.nan
    # What differs by less than the computer can tell is the same rank in every network.
    known = np.round(known, 12)
    ordered = np.sort(known[~np.isnan(known)])
    higher = len(ordered) - np.searchsorted(ordered, known, side="right")
    ranks: _Ranks = higher.astype(np.float64) + 1
    ranks[np.isnan(known)] = np.nan
    return ranks


def _resting(whole: Projection) -> dict[str, list[int]]:
    """Return for each source of the network the claims that no other source makes."""
    known, recipe = whole.affiliations.claims.sources, whole.recipe
    only, without = {*recipe.sources}, {*recipe.without_sources}
    found: dict[str, list[int]] = {}
    chosen = whole.chosen
    for claim in np.unique(np.concatenate([chosen.rows[:, 2], chosen.pairs[:, 2]])).tolist():
        wanted = {*known[claim]} - without
        making = wanted & only if only else wanted
        for source in making:
            found.setdefault(source, []).extend([claim] if len(making) == 1 else [])
    return dict(sorted(found.items()))


def _without(whole: Projection, claims: Sequence[int], measure: str) -> _Ranks:
    """Return the rank of each node of the whole in the network without some claims."""
    less = Projection(whole.affiliations, whole.recipe, whole.chosen.without(claims))
    own = dict(zip(less.nodes.tolist(), _ranks(_values(less.ties, measure)).tolist(), strict=True))
    return np.array([own.get(node, np.nan) for node in whole.nodes.tolist()])


def _drawn(whole: Projection, measure: str, samples: int, seed: int) -> Iterable[_Ranks]:
    """Yield the rank of each node in networks of as many shared things, drawn with replacement."""
    chance, number = np.random.default_rng(seed), len(whole.shared)
    for _ in range(samples):
        times = np.bincount(chance.integers(max(1, number), size=number), minlength=number)
        ties = whole.tied(times)
        present = (ties.sum(axis=0) > 0) | (ties.sum(axis=1) > 0)
        if whole.recipe.isolates:
            present |= whole.incidence @ (times > 0) > 0
        yield _ranks(_values(ties, measure), present)


def _middle(ranks: Sequence[float] | _Ranks) -> tuple[int, int]:
    low, high = np.quantile(ranks, (0.025, 0.975), method="closest_observation")
    return int(low), int(high)
