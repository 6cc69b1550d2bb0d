"""Affiliations: who takes part in what, as the claims of a graph say. Networks are made of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import UnknownName
from kg.explore.labels import as_text, iri_of, path_of, preferred
from kg.explore.timing import Timing, timings
from kg.networks.recipe import COOPERATION, EVENTS, INITIATIVES, MEMBERSHIPS
from kg.prefixes import expand
from kg.queries import named
from kg.store import Answer, Graph
from kg.terms import IRI, Text

Numbers = NDArray[np.int32]
"""Things or claims by their place in the order of their paths; or days, as proleptic ordinals."""

_COOPERATES = "concept/relation-type/cooperates-with"
_COUNTRY = IRI(expand("npi:Country"))
_COUNTRIES = "concept/country"
_ACTORS = ("person", "organisation")
_BY_KIND = {"event": EVENTS, "initiative": INITIATIVES}


@dataclass(frozen=True)
class Things:
    """The things of a graph that may stand in a network, and the countries.

    Parameters
    ----------
    paths
        Their paths, in alphabetical order; all else comes in this order.
    iris, labels
        Their IRIs; their labels, in all languages.
    countries, types
        The paths of the countries and types of each.
    whole
        The number of the organisation that each is a unit of, however far up; its own, if of none.
    successor
        The number of the organisation that succeeded each in the end, where one alone did; else its
        own.
    """

    paths: Sequence[str]
    iris: Sequence[str]
    labels: Sequence[Sequence[Text]]
    countries: Sequence[Sequence[str]]
    types: Sequence[Sequence[str]]
    whole: Numbers
    successor: Numbers

    @cached_property
    def kinds(self) -> NDArray[np.str_]:
        """The kind of each: ``person``, ``concept/country``."""
        return np.array([path.rpartition("/")[0] for path in self.paths], dtype=str)

    @cached_property
    def country_numbers(self) -> tuple[Numbers, Numbers]:
        """The numbers of the countries of all things, and where those of each begin in these."""
        numbers = {path: number for number, path in enumerate(self.paths)}
        countries = [[numbers[one] for one in own if one in numbers] for own in self.countries]
        starts = np.cumsum([0, *map(len, countries)])
        return np.array([*chain.from_iterable(countries)], dtype=np.int32), starts

    def number(self, path: str) -> int:
        """Return the number of a thing.

        Raises
        ------
        UnknownName
            If there is none at this path.
        """
        place = bisect_left(self.paths, path)
        if place == len(self.paths) or self.paths[place] != path:
            raise UnknownName(f"Nothing that can stand in a network has the path {path!r}.")
        return place

    def attributes(self, number: int, language: str) -> dict[str, Any]:
        """Return what a network tells of a thing: ``iri``, ``label``, ``kind``, ``countries``."""
        path = self.paths[number]
        kind = path.rpartition("/")[0]
        return {
            "iri": self.iris[number],
            "label": preferred(list(self.labels[number]), language),
            "kind": kind,
            "countries": (path,) if kind == _COUNTRIES else tuple(self.countries[number]),
        }


@dataclass(frozen=True)
class Claims:
    """The claims behind affiliations.

    Parameters
    ----------
    paths
        Their paths, in alphabetical order; all else comes in this order.
    sources
        The slugs of the sources of each, in alphabetical order.
    read_timings
        Gives what is known of the time of each; asked once, and only by who wants to know.
    """

    paths: Sequence[str]
    sources: Sequence[Sequence[str]]
    read_timings: Callable[[], Sequence[Timing]]

    @cached_property
    def timings(self) -> Sequence[Timing]:
        """What is known of the time of each claim."""
        return self.read_timings()


@dataclass(frozen=True)
class Affiliations:
    """Who takes part in what.

    Parameters
    ----------
    release
        Digest of the release; empty for a graph that is of none.
    things, claims
        What the rows speak of, by number.
    rows
        For each name of `kg.networks.recipe.BY`, rows of three numbers: an actor, what it takes
        part in, and the claim. For memberships these are a person, an organisation and a role; for
        cooperation the two that cooperate and the relation. Each row is there once; whoever takes
        part on behalf of an organisation makes a row for this too.
    """

    release: str
    things: Things
    claims: Claims
    rows: Mapping[str, Numbers]

    @cached_property
    def names(self) -> Mapping[str, Set[str]]:
        """The names that something here has, by the part of a recipe that they can stand in."""
        sources = {one for own in self.claims.sources for one in own}
        return {
            "countries": {one.rpartition("/")[2] for own in self.things.countries for one in own},
            "types": {one for own in self.things.types for one in own},
            "sources": sources,
            "without_sources": sources,
        }


def read(graph: Graph) -> Affiliations:
    """Return who takes part in what, as the claims of a graph say.

    Which claims are edges, and between what, is declared in the ontology (``npi:edgeFrom``,
    ``npi:edgeTo``).

    Parameters
    ----------
    graph
        The graph to read: that of a release, or a store at another server that holds one.
    """
    base = graph.base
    things = _things(graph)
    numbers = {path: number for number, path in enumerate(things.paths)}
    sources: dict[str, set[str]] = defaultdict(set)
    edges: dict[str, tuple[str, str, str]] = {}
    for row in graph.select(named("network_edges")):
        claim = path_of(str(row["claim"]), base)
        sources[claim].add(path_of(str(row["source"]), base).partition("/")[2])
        one, other = (path_of(str(row[end]), base) for end in ("from", "to"))
        by = _tied_by(one, other, str(row.get("label", "")).removeprefix(base))
        if by and one in numbers and other in numbers:
            edges[claim] = by, one, other
    claims = _claims(graph, {claim: sources[claim] for claim in edges})
    found: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    order = {claim: number for number, claim in enumerate(claims.paths)}
    for claim, (by, one, other) in edges.items():
        found[by].add((numbers[one], numbers[other], order[claim]))
    for row in graph.select(named("behalf")):
        claim, actor = (path_of(str(row[name]), base) for name in ("claim", "organisation"))
        if claim in edges and actor in numbers:
            by, _, event = edges[claim]
            found[by].add((numbers[actor], numbers[event], order[claim]))
    return Affiliations(
        release=_release(graph),
        things=things,
        claims=claims,
        rows={
            by: np.array(sorted(found[by]), dtype=np.int32).reshape(-1, 3)
            for by in (EVENTS, INITIATIVES, MEMBERSHIPS, COOPERATION)
        },
    )


def _tied_by(one: str, other: str, label: str) -> str:
    """Return by what a claim ties its ends; empty where networks are not made of it."""
    kinds = one.partition("/")[0], other.partition("/")[0]
    if kinds == ("person", "organisation"):
        return MEMBERSHIPS
    if kinds == ("organisation", "organisation") and label == _COOPERATES:
        return COOPERATION
    return _BY_KIND.get(kinds[1], "") if kinds[0] in _ACTORS else ""


def _release(graph: Graph) -> str:
    held = {str(row["version"]) for row in graph.select(named("releases_held"))}
    return held.pop() if len(held) == 1 else ""


def _things(graph: Graph) -> Things:
    labels: dict[str, list[Text]] = defaultdict(list)
    countries: dict[str, set[str]] = defaultdict(set)
    nodes = graph.select(named("network_nodes"))
    for row in (*nodes, *graph.select(named("things"), **{"class": _COUNTRY})):
        labels[str(row["thing"])].append(as_text(row["label"]))
    for row in nodes:
        if "country" in row:
            countries[str(row["thing"])].add(path_of(str(row["country"]), graph.base))
    types: dict[str, set[str]] = defaultdict(set)
    for row in graph.select(named("facet_types")):
        types[str(row["thing"])].add(path_of(str(row["value"]), graph.base))
    paths = {path_of(iri, graph.base): iri for iri in labels}
    ordered = sorted(paths)
    iris = [paths[path] for path in ordered]
    return Things(
        paths=ordered,
        iris=iris,
        labels=[labels[iri] for iri in iris],
        countries=[sorted(countries[iri]) for iri in iris],
        types=[sorted(types[iri]) for iri in iris],
        whole=_last(
            {str(row["unit"]): str(row["organisation"]) for row in graph.select(named("units"))},
            iris,
        ),
        successor=_last(_successors(graph.select(named("successions"))), iris),
    )


def _successors(rows: Iterable[Answer]) -> dict[str, str]:
    """Return what succeeded each organisation, where that is one alone.

    Examples
    --------
    >>> rows = [("a", "b"), ("c", "b"), ("d", "e"), ("d", "f")]
    >>> _successors({"former": IRI(one), "successor": IRI(other)} for one, other in rows)
    {'a': 'b', 'c': 'b'}
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[str(row["former"])].add(str(row["successor"]))
    return {former: own.pop() for former, own in found.items() if len(own) == 1}


def _last(steps: Mapping[str, str], iris: Sequence[str]) -> Numbers:
    """Return the number of the thing to which steps from each lead in the end.

    It is its own where they lead round and round, which only a store elsewhere may hold.

    Examples
    --------
    >>> _last({"a": "b", "b": "c", "x": "y"}, ["a", "b", "c", "x"]).tolist()
    [2, 2, 2, 3]
    >>> _last({"a": "b", "b": "c", "c": "b"}, ["a", "b", "c"]).tolist()
    [0, 1, 2]
    """
    numbers = {iri: number for number, iri in enumerate(iris)}
    last = np.arange(len(iris), dtype=np.int32)
    for first in steps.keys() & numbers.keys():
        way = [first]
        while (further := steps.get(way[-1])) in numbers and further not in way:
            way.append(str(further))
        last[numbers[first]] = numbers[first if further in way else way[-1]]
    return last


def _claims(graph: Graph, sources: Mapping[str, set[str]]) -> Claims:
    ordered = sorted(sources)

    def read_timings() -> list[Timing]:
        known, unknown = timings(graph.select(named("claim_dates"))), Timing()
        return [known.get(iri_of(claim, graph.base), unknown) for claim in ordered]

    return Claims(ordered, [sorted(sources[claim]) for claim in ordered], read_timings)
