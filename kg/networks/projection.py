"""Projection: who is tied to whom by what they share, as a recipe has it.

The work is done on sparse matrices. The incidence matrix B has a row for each node and a column
for each thing that is shared; the weights of the ties are B W Bᵀ, where the diagonal matrix W says
how much each thing counts (Wasserman & Faust 1994, chapter 8; Newman 2001).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from kg.errors import UnknownName, WrongRecipe
from kg.networks.affiliations import Affiliations, Numbers
from kg.networks.recipe import COOPERATION, COUNT, COUNTRIES, NEWMAN, Recipe
from kg.networks.selection import last_known, of_countries, of_types, selected

_DAYS_OF_YEAR = 365.25
Worth = NDArray[np.float64]
"""How much each of some things counts."""


def project(affiliations: Affiliations, recipe: Recipe, language: str = "en") -> nx.Graph[str]:
    """Return the network of those who share something, as a recipe has it.

    Parameters
    ----------
    affiliations
        Who takes part in what; see `kg.networks.read`.
    recipe
        How the network is made.
    language
        Language of the labels.

    Returns
    -------
    networkx.Graph
        Nodes are paths (``person/pia-gjellerup``), in alphabetical order, with ``iri``, ``label``,
        ``kind`` and ``countries`` (a tuple of paths). Edges have ``weight``; ``shared``, the paths
        of what both take part in; ``claims`` and ``sources``, the paths of those that say so;
        ``certain``, whether the tie lies in the window of time for certain. What the whole was
        made of stands in its attribute ``graph``: ``recipe``, as `Recipe.as_json` tells it,
        ``release``, ``left_out`` (numbers of claims by why) and ``made`` (what came out).

    Examples
    --------
    >>> import kg
    >>> from kg.networks import Recipe, project, read
    >>> recipe = Recipe(between="organisations", by=("events",))
    >>> network = project(read(kg.open()), recipe)  # doctest: +SKIP
    """
    return Projection(affiliations, recipe).network(language)


def two_mode(affiliations: Affiliations, recipe: Recipe, language: str = "en") -> nx.Graph[str]:
    """Return the network of actors and what they take part in, as a recipe has it.

    Parameters
    ----------
    affiliations, recipe, language
        As for `project`.

    Returns
    -------
    networkx.Graph
        As for `project`, but with what is shared as nodes too. Nodes have ``bipartite``: 0 for
        actors, 1 for what they take part in. The weight of an edge is the number of its claims.

    Raises
    ------
    WrongRecipe
        If ties are to be made of stated cooperation, which has nothing between the two.
    """
    if COOPERATION in recipe.by:
        raise WrongRecipe(["by: cooperation has nothing between the two, thus no second mode."])
    return Projection(affiliations, recipe).two_mode(language)


@dataclass(frozen=True)
class Shared:
    """Something that two share, and the claims that say so.

    Parameters
    ----------
    path
        What they share.
    claims
        The paths of the claims of the one, and those of the other.
    """

    path: str
    claims: tuple[tuple[str, ...], ...]


class Projection:
    """A network as matrices, for what is too large for a graph with all its evidence.

    Parameters
    ----------
    affiliations, recipe
        As for `project`.

    Attributes
    ----------
    nodes
        Numbers of the things that are nodes, in the order of their paths.
    ties
        Weights of the ties, a square matrix in the order of the nodes; each tie stands once, above
        the diagonal.
    shared, incidence, worth, direct
        Numbers of the things that are shared; who shares what, a matrix of nodes and these; how
        much each of these counts; the weights of ties with nothing between, as in `ties`.
    chosen
        The affiliations that were taken, also those of actors that are no nodes.
    rows, pairs, certain, left_out
        Those that it is made of, as `kg.networks.selection.Selection` has them, with
        the countries in the place of actors where there are ties between these.
    direct_worth
        How much each of the pairs counts.
    """

    def __init__(self, affiliations: Affiliations, recipe: Recipe) -> None:
        self.affiliations, self.recipe = affiliations, recipe
        things = affiliations.things
        self.chosen = chosen = selected(affiliations, recipe)
        self.left_out, self.certain = chosen.left_out, chosen.certain
        fits, wanted = of_types(things, recipe.types), of_countries(things, recipe.countries)
        self._everyone = self._with_countries(chosen.rows, 0)
        rows = self._with_countries(chosen.rows[fits[chosen.rows[:, 0]]], 0)
        self.rows = np.unique(rows[wanted[rows[:, 0]]], axis=0)
        pairs = chosen.pairs[fits[chosen.pairs[:, :2]].all(axis=1)]
        for column in (0, 1):
            pairs = self._with_countries(pairs, column)
        pairs = pairs[wanted[pairs[:, :2]].all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
        pairs[:, :2].sort(axis=1)
        self.pairs = np.unique(pairs, axis=0)
        nodes = np.unique(np.concatenate([self.rows[:, 0], self.pairs[:, :2].ravel()]))
        self.incidence, self.direct = self._matrices(nodes)
        ties = self._tied()
        if not recipe.isolates:
            kept = (ties.sum(axis=0) > 0) | (ties.sum(axis=1) > 0)
            nodes, ties = nodes[kept], ties[kept][:, kept]
            self.incidence, self.direct = self.incidence[kept], self.direct[kept][:, kept]
        self.nodes, self.ties = nodes, ties

    def _with_countries(self, rows: Numbers, column: int) -> Numbers:
        """Return rows with the countries of actors in the place of these, a row for each."""
        if self.recipe.between != COUNTRIES:
            return rows
        countries, starts = self.affiliations.things.country_numbers
        actors = rows[:, column]
        counts = starts[actors + 1] - starts[actors]
        found = np.repeat(rows, counts, axis=0)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        at = np.repeat(starts[actors], counts) + np.arange(len(found)) - before
        found[:, column] = countries[at]
        return found

    def _matrices(self, nodes: Numbers) -> tuple[sp.csr_array, sp.csr_array]:
        """Return the incidence and the ties with nothing between; see what each thing is worth."""
        pairs = np.unique(self.rows[:, :2], axis=0)
        self.shared, columns = np.unique(pairs[:, 1], return_inverse=True)
        places = np.searchsorted(nodes, pairs[:, 0]), columns
        shape = len(nodes), len(self.shared)
        incidence = sp.csr_array((np.ones(len(pairs)), places), shape=shape)
        self.worth = self.worth_without()
        self.direct_worth = np.ones(len(self.pairs))
        if self.recipe.half_life is not None:
            self.direct_worth *= self._decay(self._days[self.pairs[:, 2]])
        ends = np.searchsorted(nodes, self.pairs[:, :2]).T
        direct = sp.csr_array(
            (self.direct_worth, (ends[0], ends[1])), shape=(len(nodes), len(nodes))
        )
        return incidence, direct

    def worth_without(self, claims: Collection[int] = ()) -> Worth:
        """Return how much each shared thing counts without some claims, in the order of `shared`.

        Parameters
        ----------
        claims
            The numbers of claims.
        """
        everyone, rows = (of[~np.isin(of[:, 2], [*claims])] for of in (self._everyone, self.rows))
        most = len(self.affiliations.things.paths)
        worth = _worth(_sizes(everyone, most)[self.shared], self.recipe.weight)
        if self.recipe.half_life is None:
            return worth
        days = np.zeros(most)
        np.maximum.at(days, rows[:, 1], self._days[rows[:, 2]])
        return worth * self._decay(days[self.shared])

    @cached_property
    def _days(self) -> Worth:
        """The last day on which each claim behind it is known to have held; 0 for none."""
        days, until = np.zeros(len(self.affiliations.claims.paths)), self.recipe.until
        if until is None:
            return days
        for claim in np.unique(np.concatenate([self.rows[:, 2], self.pairs[:, 2]])).tolist():
            day = last_known(self.affiliations.claims.timings[claim], until)
            days[claim] = day.toordinal() if day else 0
        return days

    def _decay(self, days: Worth) -> Worth:
        """Return how much still counts what was last known on some days."""
        until, half_life = self.recipe.until, self.recipe.half_life
        if until is None or half_life is None:
            return np.ones(len(days))
        years: Worth = (until.toordinal() - days) / _DAYS_OF_YEAR
        return np.power(0.5, years / half_life)

    def _tied(self) -> sp.csr_array:
        """Return the weights of the ties, each once, above the diagonal."""
        through = self.incidence @ sp.diags_array(self.worth) @ self.incidence.T
        ties = sp.csr_array(sp.triu(through, 1)) + self.direct
        ties.eliminate_zeros()
        ties.sort_indices()
        return ties

    def between(self, one: str, other: str) -> tuple[list[Shared], list[str]]:
        """Return why two are tied.

        Parameters
        ----------
        one, other
            Their paths; neither needs to be a node. Who counts as another stands for this.

        Returns
        -------
        tuple
            What they share, what is known to be the latest first, then by path; and the paths of
            claims that tie them with nothing between.
        """
        things, claims = self.affiliations.things, self.affiliations.claims.paths
        try:
            ends = [things.number(path) for path in (one, other)]
        except UnknownName:  # what can stand in no network has nothing to share
            return [], []
        ends = [self.chosen.counted_as.get(end, end) for end in ends]
        told: list[dict[int, set[int]]] = [defaultdict(set), defaultdict(set)]
        for end, own in zip(ends, told, strict=True):
            for _, shared, claim in self.rows[self.rows[:, 0] == end].tolist():
                own[shared].add(claim)

        def latest(at: int) -> datetime.date:
            timings = (self.affiliations.claims.timings[one] for own in told for one in own[at])
            days = (last_known(timing, datetime.date.max) for timing in timings)
            return max(filter(None, days), default=datetime.date.min)

        both = sorted(told[0].keys() & told[1].keys())
        both.sort(key=latest, reverse=True)
        shared = [
            Shared(
                things.paths[at],
                tuple(tuple(claims[one] for one in sorted(own[at])) for own in told),
            )
            for at in both
        ]
        direct = self.pairs[(self.pairs[:, :2] == sorted(ends)).all(axis=1), 2]
        return shared, [claims[claim] for claim in direct.tolist()]

    @property
    def node_paths(self) -> list[str]:
        """The paths of the nodes, in their order."""
        return [self.affiliations.things.paths[number] for number in self.nodes.tolist()]

    def network(self, language: str = "en") -> nx.Graph[str]:
        """Return it as a graph with all its evidence; see `project`."""
        made: nx.Graph[str] = nx.Graph()
        self._add(made, self.nodes.tolist(), language)
        paths, nodes, ties = self.affiliations.things.paths, self.nodes.tolist(), self.ties.tocoo()
        evidence, rows, columns = _Evidence(self), *(one.tolist() for one in ties.coords)
        for row, column, weight in zip(rows, columns, ties.data.tolist(), strict=True):
            one, other = nodes[row], nodes[column]
            made.add_edge(
                paths[one],
                paths[other],
                weight=round(weight) if self.recipe.counts else weight,
                **evidence.of(one, other),
            )
        return self._described(made)

    @property
    def counted_as(self) -> dict[str, str]:
        """The paths of things in it that count as others, and of these."""
        paths = self.affiliations.things.paths
        return {paths[one]: paths[other] for one, other in self.chosen.counted_as.items()}

    def two_mode(self, language: str = "en") -> nx.Graph[str]:
        """Return its nodes with what they take part in as a graph; see `two_mode`."""
        made: nx.Graph[str] = nx.Graph()
        for mode in (0, 1):
            self._add(made, np.unique(self.rows[:, mode]).tolist(), language, bipartite=mode)
        paths, evidence = self.affiliations.things.paths, _Evidence(self)
        for (actor, shared), claims in evidence.claims.items():
            made.add_edge(paths[actor], paths[shared], weight=len(claims), **evidence.told(claims))
        return self._described(made)

    def _add(
        self, made: nx.Graph[str], numbers: Iterable[int], language: str, **more: object
    ) -> None:
        for number in numbers:
            own = self.affiliations.things.attributes(number, language)
            made.add_node(self.affiliations.things.paths[number], **own, **more)

    def _described(self, made: nx.Graph[str]) -> nx.Graph[str]:
        """Return a graph that tells what it was made of and what came out."""
        claims, sources = (
            {one for _, _, own in made.edges(data=True) for one in own[name]}
            for name in ("claims", "sources")
        )
        made.graph.update(
            recipe=self.recipe.as_json(),
            release=self.affiliations.release,
            left_out={reason.value: number for reason, number in self.left_out.items()},
            counted_as=self.counted_as,
            made={
                "nodes": len(made),
                "ties": made.number_of_edges(),
                "claims": len(claims),
                "sources": len(sources),
            },
        )
        return made


class _Evidence:
    """What stands behind the ties of a projection."""

    def __init__(self, projection: Projection) -> None:
        self._known, recipe = projection.affiliations, projection.recipe
        self._certain = projection.certain
        self._sources = {*recipe.sources}, {*recipe.without_sources}
        self.claims: dict[tuple[int, int], list[int]] = defaultdict(list)
        actors: dict[int, list[int]] = defaultdict(list)
        for actor, shared, claim in projection.rows.tolist():
            if (actor, shared) not in self.claims:
                actors[shared].append(actor)
            self.claims[actor, shared].append(claim)
        self._shared: dict[tuple[int, int], list[int]] = defaultdict(list)
        for shared in sorted(actors):
            for pair in combinations(actors[shared], 2):
                self._shared[pair].append(shared)
        self._direct: dict[tuple[int, int], list[int]] = defaultdict(list)
        for one, other, claim in projection.pairs.tolist():
            self._direct[one, other].append(claim)

    def of(self, one: int, other: int) -> dict[str, Any]:
        """Return what is behind a tie, as attributes of an edge."""
        shared, direct = self._shared.get((one, other), []), self._direct.get((one, other), [])
        claims = {claim for at in shared for end in (one, other) for claim in self.claims[end, at]}
        certain = any(self._certain[direct]) or any(
            any(self._certain[self.claims[one, at]]) and any(self._certain[self.claims[other, at]])
            for at in shared
        )
        told = self.told(sorted(claims | {*direct}))
        paths = self._known.things.paths
        return {"shared": tuple(paths[at] for at in shared), **told, "certain": certain}

    def told(self, claims: list[int]) -> dict[str, Any]:
        """Return claims and those of their sources that are wanted, as attributes of an edge."""
        only, without = self._sources
        sources = {one for claim in claims for one in self._known.claims.sources[claim]} - without
        wanted = sorted(sources & only if only else sources)
        return {
            "claims": tuple(self._known.claims.paths[claim] for claim in claims),
            "sources": tuple(f"source/{one}" for one in wanted),
            "certain": any(self._certain[claims]),
        }


def _sizes(rows: Numbers, most: int) -> Numbers:
    """Return of each thing how many share it."""
    shared = np.unique(rows[:, :2], axis=0)[:, 1]
    return np.bincount(shared, minlength=most).astype(np.int32)


def _worth(sizes: Numbers, weight: str) -> Worth:
    """Return how much a thing adds to the tie of two that share it, by how many do.

    Examples
    --------
    >>> _worth(np.array([1, 2, 5]), "newman").tolist()
    [0.0, 1.0, 0.25]
    >>> _worth(np.array([1, 2, 5]), "fractional").tolist()
    [0.0, 1.0, 0.1]
    """
    if weight == COUNT:
        return np.ones(len(sizes))
    others = np.maximum(sizes - 1, 1)  # of one alone there is no pair
    worth = 1 / others if weight == NEWMAN else 2 / (np.maximum(sizes, 2) * others)
    return np.where(sizes > 1, worth, 0.0)
