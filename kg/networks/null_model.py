"""Null model: which countries meet more often, or less, than chance would have it.

Chance keeps the degrees of both sides: everybody takes part in as many things as they do, and each
thing has as many who take part (the bipartite configuration model). Networks like that are drawn by
the curveball algorithm (Strona et al. 2014), in which two actors that meet swap at random what only
one of them takes part in; each such network is as likely as any other (Carstens 2015).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from kg.errors import WrongRecipe
from kg.networks.affiliations import Affiliations
from kg.networks.projection import Projection
from kg.networks.recipe import COOPERATION, COUNTRIES, Recipe

# Trades for each actor before the first network and between two of them: by then a network says
# nothing any more of the one before it (Strona et al. 2014 find the former enough).
_TRADES = 5
# Sums of the same numbers in another order differ by less.
_NOTHING = 1e-9


@dataclass(frozen=True)
class Excess:
    """How much more two countries share than by chance.

    Parameters
    ----------
    one, other
        Paths of the countries, in alphabetical order; the same twice for what lies within one.
    observed
        The weight of the ties between them.
    expected, spread
        Mean and standard deviation of that weight in the networks of chance.
    z
        By how many standard deviations the observed lies above the mean; None where the networks
        of chance do not differ.
    p
        How probable it is by chance to lie at least as far from the mean, on either side: the
        share of such networks, the observed being one of them (Davison & Hinkley 1997, 4.11).
    samples, seed
        The number of networks of chance, and the start of the random numbers that made them.
    """

    one: str
    other: str
    observed: float
    expected: float
    spread: float
    z: float | None
    p: float
    samples: int
    seed: int


def excess(
    affiliations: Affiliations, recipe: Recipe, *, samples: int = 1000, seed: int = 1
) -> list[Excess]:
    """Return by how much the ties between each two countries differ from chance.

    Parameters
    ----------
    affiliations
        Who takes part in what.
    recipe
        How the network is made; between people, organisations or actors.
    samples
        Number of networks of chance, at least one.
    seed
        Start of the random numbers.

    Returns
    -------
    list of Excess
        For each two countries of which both have actors in the network, by their paths.

    Raises
    ------
    WrongRecipe
        If there would be nothing to draw: ties between countries themselves, or of cooperation,
        which is not shared.
    """
    complaints = []
    if recipe.between == COUNTRIES:
        complaints.append("between: draw people, organisations or actors; they have countries.")
    if COOPERATION in recipe.by:
        complaints.append("by: cooperation is stated of two, so there is nothing to draw anew.")
    if complaints:
        raise WrongRecipe(complaints)
    whole = Projection(affiliations, recipe)
    names, of_country = _countries(whole)
    observed = _between(whole.incidence, whole.worth, of_country)
    drawn = np.array(
        [
            _between(incidence, whole.worth, of_country)
            for incidence in curveball(whole.incidence, samples, seed)
        ]
    )
    return [
        _excess(names[row], names[column], observed[row, column], drawn[:, row, column], seed)
        for row in range(len(names))
        for column in range(row, len(names))
    ]


def curveball(incidence: sp.csr_array, samples: int, seed: int) -> Iterator[sp.csr_array]:
    """Yield networks of chance that have the degrees of both sides of a network.

    Parameters
    ----------
    incidence
        Who takes part in what: a row for each actor, a column for each thing.
    samples
        Number of networks.
    seed
        Start of the random numbers.

    Examples
    --------
    >>> seen = {str(one.toarray().tolist()) for one in curveball(sp.csr_array(np.eye(2)), 50, 1)}
    >>> sorted(seen)
    ['[[0.0, 1.0], [1.0, 0.0]]', '[[1.0, 0.0], [0.0, 1.0]]']
    """
    chance = np.random.default_rng(seed)
    actors, things = incidence.shape
    known = incidence.indptr
    own = [set(incidence.indices[known[row] : known[row + 1]].tolist()) for row in range(actors)]
    for _ in range(samples):
        if actors > 1:
            for one, other in chance.integers(actors, size=(_TRADES * actors, 2)).tolist():
                if one != other:
                    _trade(own, one, other, chance)
        columns = np.fromiter((at for row in own for at in sorted(row)), dtype=np.int64)
        yield sp.csr_array((np.ones(len(columns)), columns, known), shape=(actors, things))


def _trade(own: list[set[int]], one: int, other: int, chance: np.random.Generator) -> None:
    """Let two actors part at random between them what only one of them takes part in."""
    both = own[one] & own[other]
    apart = sorted(own[one] ^ own[other])
    if apart:
        number = len(own[one]) - len(both)
        chance.shuffle(apart)
        own[one] = both | {*apart[:number]}
        own[other] = both | {*apart[number:]}


def _countries(whole: Projection) -> tuple[list[str], sp.csr_array]:
    """Return the countries of the actors, and which actor is of which; those of several of none."""
    of = [whole.affiliations.things.countries[node] for node in whole.nodes.tolist()]
    single = [own[0] if len(own) == 1 else "" for own in of]
    names = sorted({*single} - {""})
    places = {name: place for place, name in enumerate(names)}
    rows = [row for row, name in enumerate(single) if name]
    columns = [places[single[row]] for row in rows]
    shape = len(single), len(names)
    return names, sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _between(
    incidence: sp.csr_array, worth: NDArray[np.float64], of_country: sp.csr_array
) -> NDArray[np.float64]:
    """Return the weights of the ties between countries; within one, each tie once."""
    present = (of_country.T @ incidence).toarray()  # how many of each country share each thing
    ties: NDArray[np.float64] = (present * worth) @ present.T
    np.fill_diagonal(ties, ((present * (present - 1) / 2) * worth).sum(axis=1))
    return ties


def _excess(one: str, other: str, observed: float, drawn: NDArray[np.float64], seed: int) -> Excess:
    mean, spread = float(drawn.mean()), float(drawn.std())
    far = abs(observed - mean)
    at_least = int((np.abs(drawn - mean) >= far - _NOTHING).sum())
    return Excess(
        one=one,
        other=other,
        observed=float(observed),
        expected=mean,
        spread=spread,
        z=float((observed - mean) / spread) if spread > _NOTHING else None,
        p=(at_least + 1) / (len(drawn) + 1),
        samples=len(drawn),
        seed=seed,
    )
