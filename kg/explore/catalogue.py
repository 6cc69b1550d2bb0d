"""The catalogue: everything that is listed or found, by its facets.

A facet is something by which one narrows down a list: country, type, level, year, what one takes
part in, source. Values of one facet widen each other (Danish or Norwegian), those of different
facets narrow each other (Danish, and of 2018); beside each value stands how many things one would
see with it (Tunkelang 2009, chapter 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.explore.labels import path_of
from kg.queries import named
from kg.store import Graph

FACETS = ("kind", "country", "type", "level", "year", "participation", "source")
"""The facets, in the order in which one looks at them."""

# Of these the value is a path, as they are of several kinds; of the others the slug is enough.
_OF_PATHS = ("kind", "participation")
_QUERIES = {
    "country": "facet_countries",
    "type": "facet_types",
    "level": "facet_levels",
    "participation": "facet_participations",
    "source": "facet_sources",
}
_YEAR_DIGITS = 4
# Values of a facet that are named; people look through no more of them.
_MOST = 30

Numbers = NDArray[np.int32]
"""Things or values by their number."""


@dataclass(frozen=True)
class Value:
    """A value of a facet.

    Parameters
    ----------
    key
        How addresses name it: a slug, a year, ``event/fog-summit-2015``.
    path
        Path of the thing or concept that it is; empty for a year.
    count
        Number of things that one would see with it.
    chosen
        Whether it is chosen.
    """

    key: str
    path: str
    count: int
    chosen: bool


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
    """

    places: NDArray[np.intp]
    facets: Mapping[str, Sequence[Value]]
    occurring: Mapping[str, int]


class _Facet:
    """One facet: pairs of a thing and a value, both by number."""

    def __init__(self, name: str, pairs: Iterable[tuple[int, str]]) -> None:
        self.name = name
        codes: dict[str, int] = {}
        things, values = [], []
        for thing, path in dict.fromkeys(pairs):
            things.append(thing)
            values.append(codes.setdefault(path, len(codes)))
        self.paths = list(codes)
        self.keys = [_key(name, path) for path in self.paths]
        self.things = np.asarray(things, dtype=np.int32)
        self.values = np.asarray(values, dtype=np.int32)
        self._codes = {key: code for code, key in enumerate(self.keys)}
        by_key = sorted(range(len(self.keys)), key=self.keys.__getitem__, reverse=name == "year")
        self._rank = np.argsort(np.asarray(by_key, dtype=np.int32))

    def fitting(self, chosen: Collection[str], number: int) -> NDArray[np.bool_]:
        """Return for each of a number of things whether it has one of the chosen values."""
        codes = [self._codes[key] for key in chosen if key in self._codes]
        fits = np.zeros(number, dtype=bool)
        fits[self.things[np.isin(self.values, codes)]] = True
        return fits

    def counted(self, among: NDArray[np.bool_], chosen: Collection[str]) -> tuple[list[Value], int]:
        """Return the values that occur among some things or are chosen, and how many there are."""
        counts = np.bincount(self.values[among[self.things]], minlength=len(self.keys))
        is_chosen = np.zeros(len(self.keys), dtype=bool)
        is_chosen[[self._codes[key] for key in chosen if key in self._codes]] = True
        occurring = np.flatnonzero((counts > 0) | is_chosen)
        order = (self._rank,) if self.name == "year" else (self._rank, -counts)
        found = occurring[np.lexsort([column[occurring] for column in order])]
        seen = [code for place, code in enumerate(found) if place < _MOST or is_chosen[code]]
        values = [self._value(code, counts[code], is_chosen[code]) for code in seen]
        # What is chosen and nothing has is shown too, so that it can be taken away.
        unknown = [Value(key, "", 0, True) for key in chosen if key not in self._codes]
        return values + unknown, len(found) + len(unknown)

    def _value(self, code: int, count: int, is_chosen: bool) -> Value:
        path = "" if self.name == "year" else self.paths[code]
        return Value(self.keys[code], path, int(count), bool(is_chosen))


class Catalogue:
    """Everything that is listed or found, by its facets.

    Parameters
    ----------
    graph
        The graph to read.
    """

    def __init__(self, graph: Graph) -> None:
        self._base = graph.base
        self._numbers: dict[str, int] = {}
        self._facets = {
            name: _Facet(name, self._pairs(graph, query)) for name, query in _QUERIES.items()
        }
        self._facets["year"] = _Facet("year", self._years(graph))
        kinds = ((number, path.rpartition("/")[0]) for path, number in self._numbers.items())
        self._facets["kind"] = _Facet("kind", kinds)

    def _number(self, path: str) -> int:
        return self._numbers.setdefault(path, len(self._numbers))

    def _pairs(self, graph: Graph, query: str) -> Iterator[tuple[int, str]]:
        for row in graph.select(named(query)):
            thing, value = (path_of(str(row[name]), self._base) for name in ("thing", "value"))
            if thing and value:
                yield self._number(thing), value

    def _years(self, graph: Graph) -> Iterator[tuple[int, str]]:
        for row in graph.select(named("facet_years")):
            number = self._number(path_of(str(row["thing"]), self._base))
            first, last = (int(str(row[name])[:_YEAR_DIGITS]) for name in ("first", "last"))
            for year in range(first, last + 1):
                yield number, str(year)

    def numbers(self, paths: Iterable[str]) -> Numbers:
        """Return the numbers by which the catalogue knows things, in their order.

        Parameters
        ----------
        paths
            Paths of things; one without any facet gets a number that has no values.
        """
        return np.fromiter((self._numbers.get(path, -1) for path in paths), dtype=np.int32)

    def select(self, things: Numbers, chosen: Mapping[str, Collection[str]]) -> Selection:
        """Narrow some things down, and count what further choices would leave.

        Parameters
        ----------
        things
            What `numbers` returned.
        chosen
            For each facet by which they are narrowed down, the keys of the chosen values.
        """
        size = len(self._numbers) + 1  # the last place is that of all things without a facet
        among = np.zeros(size, dtype=bool)
        among[things] = True
        fits = {
            name: self._facets[name].fitting(keys, size) for name, keys in chosen.items() if keys
        }
        values, occurring = {}, {}
        for name in FACETS:
            others = [mask for other, mask in fits.items() if other != name]
            left = np.logical_and.reduce([among, *others])
            values[name], occurring[name] = self._facets[name].counted(left, chosen.get(name, ()))
        left = np.logical_and.reduce([among, *fits.values()])
        return Selection(np.flatnonzero(left[things]), values, occurring)


def _key(facet: str, path: str) -> str:
    return path if facet in _OF_PATHS else path.rpartition("/")[2]
