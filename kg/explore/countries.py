"""Ties between countries: the events and initiatives in which actors of both take part."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from itertools import combinations

from kg.explore.labels import path_of
from kg.explore.timing import Standing, Timing
from kg.queries import named
from kg.store import Graph
from kg.terms import IRI, Value

NORDIC = ("dk", "no", "se", "fi", "is", "fo", "gl", "ax")
"""The Nordic countries and areas, by the slugs of their concepts, the larger ones first."""

Pair = tuple[str, str]


class CountryTies:
    """Who meets whom across borders.

    Parameters
    ----------
    graph
        The graph to read.
    timings
        Gives what is known of the time of each claim; asked only for a day.
    """

    def __init__(self, graph: Graph, timings: Callable[[], Mapping[IRI, Timing]]) -> None:
        self._timings = timings

        def path(value: Value) -> str:
            return path_of(str(value), graph.base)

        self._claims = [
            (IRI(str(row["claim"])), path(row["activity"]), path(row["country"]))
            for row in graph.select(named("country_activities"))
        ]

    def shared(
        self, among: Collection[str] = NORDIC, day: datetime.date | None = None
    ) -> dict[Pair, list[str]]:
        """Return what the actors of two countries take part in together.

        Parameters
        ----------
        among
            Slugs of the countries.
        day
            The day as of which claims are certain or possible; all times, if None.

        Returns
        -------
        dict
            Paths of events and initiatives, in alphabetical order, by the slugs of two countries
            in the order of `among`; under a country twice, all in which it has actors. Pairs that
            share nothing are left out.
        """
        known = self._timings() if day else {}
        countries: dict[str, set[str]] = defaultdict(set)
        for claim, activity, country in self._claims:
            if not day or _standing(known, claim, day) is not Standing.ABSENT:
                countries[activity].add(country.rpartition("/")[2])
        found: dict[Pair, list[str]] = defaultdict(list)
        for activity in sorted(countries):
            present = [slug for slug in among if slug in countries[activity]]
            for pair in (*combinations(present, 2), *((slug, slug) for slug in present)):
                found[pair].append(activity)
        return dict(found)


def _standing(known: Mapping[IRI, Timing], claim: IRI, day: datetime.date) -> Standing:
    return known.get(claim, Timing()).standing(day)
