"""Replicates: a network without one of its sources, or of what is shared drawn anew.

The former are those of the jackknife, the latter those of the bootstrap (Efron 1979). No replicate
has a tie that the network itself has not, as something only is taken away or counts more than
once. So all that ties two is told once, and each replicate says how much of it counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from kg.networks.affiliations import Numbers
from kg.networks.projection import Projection, Worth
from kg.networks.selection import Flags


@dataclass(frozen=True)
class Replicate:
    """A network that differs from another in what it is made of.

    Parameters
    ----------
    ends
        The ends of the ties of the other, by the places of the nodes there: two rows.
    weights
        How much each of these ties weighs here; 0 where it is missing.
    present
        Of each node of the other, whether it is one here.
    """

    ends: Numbers
    weights: Worth
    present: Flags

    @property
    def ties(self) -> sp.csr_array:
        """The weights of its ties as in `kg.networks.Projection`, in the order of its nodes."""
        tied, places = self.weights > 0, np.cumsum(self.present) - 1
        rows, columns = places[self.ends[:, tied]]
        size = int(self.present.sum())
        return sp.csr_array((self.weights[tied], (rows, columns)), shape=(size, size))


class Replicates:
    """The replicates of a network.

    Parameters
    ----------
    whole
        The network.

    Attributes
    ----------
    number
        How many things and stated ties there are to be drawn.
    """

    def __init__(self, whole: Projection) -> None:
        self._whole = whole
        ties, cells = whole.ties.tocoo(), whole.incidence.tocoo()
        self._ends = np.array(ties.coords)
        # A cell says that a node has part in a thing; a row says so by a claim.
        self._nodes, self._things = cells.coords
        keys = self._nodes.astype(np.int64) * len(whole.shared) + self._things
        is_node = np.isin(whole.rows[:, 0], whole.nodes)
        nodes, things, self._claims = whole.rows[is_node].T
        of = np.searchsorted(whole.nodes, nodes) * len(whole.shared)
        self._cells = np.searchsorted(keys, of + np.searchsorted(whole.shared, things))
        # A pair of cells is of two that share a thing, thus a part of a tie.
        pairs = _pairs(self._things)
        found = self._places(self._nodes[pairs])
        is_tie = found >= 0
        self._pairs, self._ties = pairs[:, is_tie], found[is_tie]
        between_nodes = np.isin(whole.pairs[:, :2], whole.nodes).all(axis=1)
        self._stated = np.searchsorted(whole.nodes, whole.pairs[between_nodes, :2].T)
        self._stated_claims = whole.pairs[between_nodes, 2]
        self._stated_worth = whole.direct_worth[between_nodes]
        # What counts no more, as it is so long ago, is no tie; its place is after all of these.
        found = self._places(self._stated)
        self._direct = np.where(found < 0, whole.ties.nnz, found)
        drawn, self._drawn_as = np.unique(self._stated, axis=1, return_inverse=True)
        self.number = len(whole.shared) + drawn.shape[1]

    def without_sources(self) -> Iterator[tuple[str, Replicate]]:
        """Yield the network without each of its sources, with the slugs of these, in their order.

        Without a source, a claim is missing that no other of the sources makes that are wanted.
        """
        whole = self._whole
        rows = np.bincount(self._cells, minlength=len(self._nodes))
        for source, claims in self._resting().items():
            gone = np.zeros(len(whole.affiliations.claims.paths), dtype=bool)
            gone[claims] = True
            lost = np.bincount(self._cells[gone[self._claims]], minlength=len(self._nodes))
            stated = np.logical_not(gone[self._stated_claims])
            worth = whole.worth if whole.recipe.counts else whole.worth_without(claims)
            yield source, self._replicate(worth, rows > lost, stated)

    def drawn(self, samples: int, seed: int) -> Iterator[Replicate]:
        """Yield networks of as many shared things and stated ties, drawn with replacement.

        Parameters
        ----------
        samples
            Number of networks.
        seed
            Start of the random numbers.
        """
        chance, whole = np.random.default_rng(seed), self._whole
        number, things = self.number, len(self._whole.shared)
        for _ in range(samples):
            times = np.bincount(chance.integers(max(1, number), size=number), minlength=number)
            is_drawn, stated = times[self._things] > 0, times[things:][self._drawn_as]
            yield self._replicate(whole.worth * times[:things], is_drawn, stated)

    def _replicate(
        self, worth: Worth, has_part: Flags, stated: NDArray[np.integer[Any]] | Flags
    ) -> Replicate:
        """Return what comes of how much each thing counts, of which cells, and of stated ties."""
        one, other = self._pairs
        by_thing = worth[self._things[one]] * (has_part[one] & has_part[other])
        ties = self._ends.shape[1]
        weights = np.bincount(self._ties, by_thing, minlength=ties).astype(float)
        weights += np.bincount(self._direct, self._stated_worth * stated, minlength=ties + 1)[:ties]
        present = np.zeros(len(self._whole.nodes), dtype=bool)
        present[self._ends[:, weights > 0]] = True
        if self._whole.recipe.isolates:
            present[self._nodes[has_part]] = True
            present[self._stated[:, stated > 0]] = True
        return Replicate(self._ends, weights, present)

    def _places(self, ends: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
        """Return the place of each of some ties among those of the network; -1 for none."""
        size = len(self._whole.nodes)
        known, keys = (
            rows.astype(np.int64) * size + columns for rows, columns in (self._ends, ends)
        )
        places = np.searchsorted(known, keys)
        is_known = np.append(known, -1)[places] == keys
        return np.where(is_known, places, -1)

    def _resting(self) -> dict[str, list[int]]:
        """Return for each source of the network the claims that no other source makes."""
        known, recipe = self._whole.affiliations.claims.sources, self._whole.recipe
        only, without = {*recipe.sources}, {*recipe.without_sources}
        found: dict[str, list[int]] = {}
        chosen = self._whole.chosen
        for claim in np.unique(np.concatenate([chosen.rows[:, 2], chosen.pairs[:, 2]])).tolist():
            wanted = {*known[claim]} - without
            making = wanted & only if only else wanted
            for source in making:
                found.setdefault(source, []).extend([claim] if len(making) == 1 else [])
        return dict(sorted(found.items()))


def _pairs(things: Numbers) -> NDArray[np.intp]:
    """Return the places of each two cells of one thing, in two rows, the first before the second.

    Examples
    --------
    >>> _pairs(np.array([0, 1, 0, 0])).tolist()
    [[0, 0, 2], [2, 3, 3]]
    """
    order = np.argsort(things, kind="stable")
    bounds = [0, *np.cumsum(np.unique(things, return_counts=True)[1]).tolist()]
    pairs = [
        order[start:end][np.array(np.triu_indices(end - start, 1))]
        for start, end in pairwise(bounds)
    ]
    return np.concatenate([np.empty((2, 0), dtype=np.intp), *pairs], axis=1)
