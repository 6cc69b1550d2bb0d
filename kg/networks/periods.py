"""Periods: how a network changes from one span of time to the next."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

import networkx as nx
import numpy as np

from kg.errors import WrongRecipe
from kg.networks.affiliations import Affiliations
from kg.networks.brokerage import brokerage
from kg.networks.mixing import countries
from kg.networks.projection import Projection, project
from kg.networks.recipe import Recipe


@dataclass(frozen=True)
class Period:
    """A network of a span of time, and what is new and gone in it.

    Parameters
    ----------
    since, until
        Its first and last day.
    network
        The network; see `kg.networks.project`.
    enter
        Paths of nodes that are in none of the periods before, in alphabetical order.
    leave
        Paths of nodes of the period before that are in none from this one on.
    bridges
        Paths of nodes that stand between others of different countries, not tied themselves: those
        between most pairs first, then by path; see `kg.networks.brokerage`.
    nodes_kept, ties_kept
        How alike it is to the period before: what both have, of what any of both has, from 0 to 1
        (Jaccard 1901), among the nodes and among the ties; None for the first, and where both have
        nothing.
    """

    since: datetime.date
    until: datetime.date
    network: nx.Graph[str]
    enter: tuple[str, ...]
    leave: tuple[str, ...]
    bridges: tuple[str, ...]
    nodes_kept: float | None
    ties_kept: float | None


def periods(
    affiliations: Affiliations, recipe: Recipe, first: int, last: int, *,
    width: int = 1, step: int = 1, language: str = "en",
) -> list[Period]:  # fmt: skip
    """Return the networks of some years, one after the other, or of a window that moves over them.

    Parameters
    ----------
    affiliations, language
        As for `kg.networks.project`.
    recipe
        How each is made, without days of its own. A half-life looks back from the last day of
        each period.
    first, last
        First and last year.
    width
        Years of each period.
    step
        Years from one to the next. Where it is less than the width, periods overlap, and what
        they have in common is much of the same time.

    Returns
    -------
    list of Period
        In the order of time; all lie within the years.

    Raises
    ------
    WrongRecipe
        If the recipe has days of its own, or there is no such span of years.
    """
    complaints = []
    if recipe.since or (recipe.until and recipe.half_life is None):
        complaints.append("since, until: each period has days of its own; leave them out.")
    if width < 1 or step < 1 or last - first + 1 < width:
        complaints.append(
            f"There is no period of {width} years, each {step} later, from {first} to {last}."
        )
    if complaints:
        raise WrongRecipe(complaints)
    networks = []
    for year in range(first, last - width + 2, step):
        days = datetime.date(year, 1, 1), datetime.date(year + width - 1, 12, 31)
        own = replace(recipe, since=days[0], until=days[1])
        networks.append((days, project(affiliations, own, language)))
    return [_period(networks, place) for place in range(len(networks))]


def tied_years(affiliations: Affiliations, recipe: Recipe) -> dict[tuple[str, str], list[int]]:
    """Return of each tie the years in which it is there too if only they are looked at.

    Parameters
    ----------
    affiliations, recipe
        As for `kg.networks.project`. A half-life changes no year in which there is a tie.

    Returns
    -------
    dict
        The two ends, in alphabetical order, to the years, the first first. Ties of which no year
        is known are not there, as a window of time leaves them out.
    """
    chosen = Projection(affiliations, recipe).chosen
    claims = np.unique(np.concatenate([chosen.rows[:, 2], chosen.pairs[:, 2]])).tolist()
    sure = [one for claim in claims for one in affiliations.claims.timings[claim].sure]
    years = [*chain.from_iterable((one.first.year, one.last.year) for one in sure)]
    since, until = (recipe.since or datetime.date.min), (recipe.until or datetime.date.max)
    first, last = max(min(years, default=1), since.year), min(max(years, default=0), until.year)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for year in range(first, last + 1):
        own = replace(
            recipe,
            half_life=None,
            possible=False,
            since=max(since, datetime.date(year, 1, 1)),
            until=min(until, datetime.date(year, 12, 31)),
        )
        part = Projection(affiliations, own)
        paths, ties = part.node_paths, part.ties.tocoo()
        for row, column in zip(*(one.tolist() for one in ties.coords), strict=True):
            found[paths[row], paths[column]].append(year)
    return dict(found)


def dated(network: nx.Graph[str], years: Mapping[tuple[str, str], Sequence[int]]) -> nx.Graph[str]:
    """Return a network whose ties tell the years in which they are there.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.
    years
        What `tied_years` tells of it.

    Returns
    -------
    networkx.Graph
        A copy; the ``years`` of each edge are a tuple, empty where none is known.

    Examples
    --------
    >>> made = dated(nx.Graph(["ab", "bc"]), {("a", "b"): [2018, 2019]})
    >>> list(made.edges(data="years"))
    [('a', 'b', (2018, 2019)), ('b', 'c', ())]
    """
    made = network.copy()
    for one, other, own in made.edges(data=True):
        own["years"] = tuple(years.get((min(one, other), max(one, other)), ()))
    return made


def _period(
    networks: list[tuple[tuple[datetime.date, datetime.date], nx.Graph[str]]], place: int
) -> Period:
    (since, until), network = networks[place]
    before = [{*one} for _, one in networks[:place]]
    now, later = {*network}, set[str]().union(*(one for _, one in networks[place:]))
    return Period(
        since=since,
        until=until,
        network=network,
        enter=tuple(sorted(now.difference(*before))),
        leave=tuple(sorted(before[-1] - later)) if before else (),
        bridges=_bridges(network),
        nodes_kept=_alike(before[-1], now) if before else None,
        ties_kept=_alike(_ties(networks[place - 1][1]), _ties(network)) if before else None,
    )


def _bridges(network: nx.Graph[str]) -> tuple[str, ...]:
    roles = brokerage(network, countries(network))
    across = {node: own.across for node, own in roles.items() if own and own.across}
    return tuple(sorted(across, key=lambda node: (-across[node], node)))


def _ties(network: nx.Graph[str]) -> set[frozenset[str]]:
    return {frozenset(tie) for tie in network.edges}


def _alike(one: Set[object], other: Set[object]) -> float | None:
    either = len(one | other)
    return len(one & other) / either if either else None
