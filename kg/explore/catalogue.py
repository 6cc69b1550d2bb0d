"""The catalogue: everything that is listed or found, by its facets.

A facet is something by which one narrows down a list: country, type, level, year, what one takes
part in, source. Values of one facet widen each other (Danish or Norwegian), those of different
facets narrow each other (Danish, and of 2018); beside each value stands how many things one would
see with it (Tunkelang 2009, chapter 4). As of a day only what there was then is left, and people
have the roles that they held then.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kg.explore.facet import TIMELESS, Facet, Value
from kg.explore.labels import path_of
from kg.explore.presence import STANDINGS, Presence
from kg.explore.timing import Span, Standing, Timing, span
from kg.queries import Query, named
from kg.store import Graph
from kg.terms import IRI

FACETS = (
    "standing", "kind", "country", "type", "organisation", "level", "year", "participation",
    "source",
)  # fmt: skip
"""The facets, in the order in which one looks at them; the first only as of a day."""

_QUERIES = {
    "country": "facet_countries",
    "type": "facet_types",
    "organisation": "facet_organisations",
    "level": "facet_levels",
    "participation": "facet_participations",
    "source": "facet_sources",
}
_YEAR_DIGITS = 4
_STANDING = "standing"
_CODES = {
    one.value: code
    for code, one in reversed(list(enumerate(STANDINGS)))
    if one is not Standing.ABSENT
}
_CERTAIN, _POSSIBLE = _CODES.values()

Numbers = NDArray[np.int32]
"""Things by their number."""


@dataclass(frozen=True)
class Selection:
    """What is left of some things when they are narrowed down.

    Parameters
    ----------
    places
        The places, among the things that were given, of those that are left, in their order.
    facets
        The values of each facet that occur and the chosen ones, those with most things first,
        the latest years first; of very many only the first, and the chosen ones.
    occurring
        Number of values of each facet that occur or are chosen.
    possible
        For each place, whether it is only possible that the thing was there on the day.
    absent
        Number of the given things that were not there on the day.
    """

    places: NDArray[np.intp]
    facets: Mapping[str, Sequence[Value]]
    occurring: Mapping[str, int]
    possible: NDArray[np.bool_]
    absent: int


class Catalogue:
    """Everything that is listed or found, by its facets.

    Parameters
    ----------
    graph
        The graph to read.
    timings
        Gives what is known of the time of each claim; asked only for a day.
    """

    def __init__(self, graph: Graph, timings: Callable[[], Mapping[IRI, Timing]]) -> None:
        self._graph, self._timings = graph, timings
        self._numbers: dict[str, int] = {}
        self._claims: dict[IRI, int] = {}
        self._facets = {
            name: Facet(name, self._said(named(query))) for name, query in _QUERIES.items()
        }
        self._facets["year"] = Facet("year", self._years())
        kinds = (
            (number, path.rpartition("/")[0], TIMELESS) for path, number in self._numbers.items()
        )
        self._facets["kind"] = Facet("kind", kinds)

    def _number(self, path: str) -> int:
        return self._numbers.setdefault(path, len(self._numbers))

    def _claim(self, iri: IRI) -> int:
        return self._claims.setdefault(iri, len(self._claims))

    def _path(self, iri: object) -> str:
        return path_of(str(iri), self._graph.base)

    def _said(self, query: Query) -> Iterator[tuple[int, str, int]]:
        for row in self._graph.select(query):
            thing, value = self._path(row["thing"]), self._path(row["value"])
            if thing and value:
                claim = self._claim(IRI(str(row["claim"]))) if "claim" in row else TIMELESS
                yield self._number(thing), value, claim

    def _years(self) -> Iterator[tuple[int, str, int]]:
        for row in self._graph.select(named("facet_years")):
            number = self._number(self._path(row["thing"]))
            first, last = (int(str(row[name])[:_YEAR_DIGITS]) for name in ("first", "last"))
            for year in range(first, last + 1):
                yield number, str(year), TIMELESS

    @cached_property
    def _presence(self) -> Presence:
        rows = self._graph.select(named("presences"))
        pairs = {
            (self._numbers[path], self._claim(IRI(str(row["claim"]))))
            for row in rows
            if (path := self._path(row["thing"])) in self._numbers
        }
        known, unknown = self._timings(), Timing()
        claims = [known.get(claim, unknown) for claim in self._claims]
        return Presence(list(self._numbers), self._lifetimes(), claims, pairs)

    def _lifetimes(self) -> dict[str, Timing]:
        """Return when things began and ended, by path."""
        said: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for row in self._graph.select(named("lifetimes")):
            said[self._path(row["thing"])][str(row["part"])].append(span(row["date"]))
        return {
            path: Timing(starts=tuple(parts["starts"]), ends=tuple(parts["ends"]))
            for path, parts in said.items()
        }

    def numbers(self, paths: Iterable[str]) -> Numbers:
        """Return the numbers by which the catalogue knows things, in their order.

        Parameters
        ----------
        paths
            Paths of things; one without any facet gets a number that has no values.
        """
        return np.fromiter((self._numbers.get(path, -1) for path in paths), dtype=np.int32)

    def select(
        self,
        things: Numbers,
        chosen: Mapping[str, Collection[str]],
        day: datetime.date | None = None,
        *,
        whole: str = "",
    ) -> Selection:
        """Narrow some things down, and count what further choices would leave.

        Parameters
        ----------
        things
            What `numbers` returned.
        chosen
            For each facet by which they are narrowed down, the keys of the chosen values.
        day
            The day as of which they are wanted; all times, if None.
        whole
            The facet of which all values are wanted, in the order of their keys.
        """
        size = len(self._numbers) + 1  # the last place is that of all things without a facet
        among = np.zeros(size, dtype=bool)
        among[things] = True
        view = self._presence.as_of(day) if day else None
        # What has no facet is a concept: each thing has a source.
        standing = np.append(view.things, _CERTAIN) if view else np.full(size, _CERTAIN)
        there = standing > 0
        pairs = {name: facet.pairs(view) for name, facet in self._facets.items()}
        fits = {
            name: self._facets[name].fitting(pairs[name], keys, size)
            for name, keys in chosen.items()
            if keys and name in self._facets
        }
        if view and chosen.get(_STANDING):
            fits[_STANDING] = np.isin(standing, [_CODES.get(key, -1) for key in chosen[_STANDING]])
        values: dict[str, list[Value]] = {}
        occurring = {}
        for name in FACETS:
            others = [mask for other, mask in fits.items() if other != name]
            left = np.logical_and.reduce([among, there, *others])
            keys = chosen.get(name, ())
            if name in self._facets:
                values[name], occurring[name] = self._facets[name].counted(
                    pairs[name], left, keys, whole=name == whole
                )
            else:
                values[name] = _standings(standing[left], keys) if view else []
                occurring[name] = len(values[name])
        left = np.logical_and.reduce([among, there, *fits.values()])
        places = np.flatnonzero(left[things])
        return Selection(
            places,
            values,
            occurring,
            possible=standing[things[places]] == _POSSIBLE,
            absent=int(np.count_nonzero(~there[things])),
        )


def _standings(found: NDArray[np.int8], chosen: Collection[str]) -> list[Value]:
    """Return the ways in which things stand on a day, the surer first."""
    return [
        Value(key, "", int(np.count_nonzero(found == code)), key in chosen)
        for key, code in _CODES.items()
        if key in chosen or (found == code).any()
    ]
