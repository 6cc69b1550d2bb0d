"""Measure the quality of a graph: counts, gaps, contradictions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from kg.prefixes import expand
from kg.quality.model import (
    ONE,
    PLACED,
    ROWS,
    SEVERAL,
    SOURCE,
    TRIPLES,
    Contradiction,
    Gap,
    LeftOut,
    Quality,
    Saying,
    Tally,
)
from kg.queries import named
from kg.store import Graph
from kg.terms import Value
from kg.vocabulary import UNSTATED

NORDIC: Final = ("dk", "no", "se", "fi", "is", "fo", "gl", "ax")
"""The Nordic countries and territories, as their concepts are called."""
GAPS: Final = {
    "people-without-role": "person",
    "organisations-without-country": "organisation",
    "events-without-participants": "event",
    "events-without-country": "event",
    "initiatives-without-actors": "initiative",
    "sources-without-date": SOURCE,
}
"""What one would expect to be known, and the kind of the things of which it should be."""

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_START = expand("schema:startDate")
_ABOUT = ("country", "edition", "sector", "period")


def measure(
    graph: Graph,
    rows: Mapping[str, int],
    unsure: Iterable[tuple[str, str]] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> Quality:
    """Measure the quality of a graph.

    Parameters
    ----------
    graph
        The whole graph.
    rows
        Number of rows of the tables by the IRI of the graph in which they stand.
    unsure
        Pairs of things that were judged unsure, as the tables name them: ``person/une-tange``.
    left_out
        What was gathered and left out.
    """
    sources = _sources(graph, rows)
    totals = {str(row["kind"]): _number(row["count"]) for row in graph.select(named("counts"))}
    countries = _countries(graph, sources)
    nordic = [f"{graph.base}concept/country/{slug}" for slug in NORDIC]
    others = sorted(set(countries) - set(nordic), key=lambda name: (not name, name))
    return Quality(
        nordic=tuple(Tally(name, dict(countries[name])) for name in nordic),
        elsewhere=tuple(Tally(name, dict(countries[name])) for name in others),
        years=tuple(_years(graph, sources)),
        languages=tuple(_languages(sources)),
        claims=tuple(_claims(graph)),
        gaps=tuple(_gap(graph, name, totals.get(kind, 0)) for name, kind in GAPS.items()),
        contradictions=(*_contradictions(graph), *_starts(graph), *_figures(graph)),
        unsure=tuple(
            (f"{graph.base}id/{thing}", f"{graph.base}id/{other}") for thing, other in unsure
        ),
        left_out=left_out,
    )


@dataclass
class _Source:
    """How much a source says, and what is said of it; values of which none is stated are empty."""

    rows: int
    triples: int
    said: dict[str, set[str]]


def _sources(graph: Graph, rows: Mapping[str, int]) -> list[_Source]:
    """Return all sources."""
    found: dict[str, _Source] = {}
    for row in graph.select(named("quality_sources")):
        name = str(row["graph"])
        made = _Source(rows.get(name, 0), _number(row["triples"]), defaultdict(set))
        source = found.setdefault(name, made)
        for what in ("country", "year", "language"):
            source.said[what].add(str(row.get(what, "")))
    return list(found.values())


def _tallies(sources: Iterable[_Source], what: str) -> dict[str, Counter[str]]:
    """Return how many sources have each country, year or language, and how much they say."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for source in sources:
        for value in source.said[what]:
            tallies[value].update({SOURCE: 1, ROWS: source.rows, TRIPLES: source.triples})
    return tallies


def _countries(graph: Graph, sources: Iterable[_Source]) -> dict[str, Counter[str]]:
    """Return how many things of each kind each country has, and how much its sources say."""
    tallies = _tallies(sources, "country")
    for row in graph.select(named("quality_things")):
        number = _number(row["things"])
        tallies[str(row.get("country", ""))].update({str(row["kind"]): number})
    return tallies


def _years(graph: Graph, sources: Iterable[_Source]) -> Iterator[Tally]:
    """Yield the years, the last first; what has none comes at the end."""
    tallies = _tallies(sources, "year")
    for row in graph.select(named("quality_events")):
        tallies[str(row.get("year", ""))].update({"event": _number(row["events"])})
    for source in sources:
        for year in source.said["year"]:
            tallies[year].update(filter(None, source.said["country"]))
    for year, counts in sorted(tallies.items(), reverse=True):
        yield Tally(year, dict(counts))


def _languages(sources: Iterable[_Source]) -> list[Tally]:
    """Return the languages of sources, the most frequent first."""
    found = [Tally(name, dict(counts)) for name, counts in _tallies(sources, "language").items()]
    return sorted(found, key=lambda one: (-one[SOURCE], one.name))


def _claims(graph: Graph) -> Iterator[Tally]:
    """Yield for each kind of claim how many rest on one source, on several, and on a place."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in graph.select(named("quality_claims")):
        support = ONE if row["sources"] == 1 else SEVERAL
        counts[str(row["kind"])].update({support: 1, PLACED: int(bool(row["placed"]))})
    for kind, found in sorted(counts.items()):
        yield Tally(kind, {name: found[name] for name in (ONE, SEVERAL, PLACED)})


def _gap(graph: Graph, name: str, total: int) -> Gap:
    rows = graph.select(named(f"gap_{name.replace('-', '_')}"))
    return Gap(name, GAPS[name], total, tuple(sorted({str(row["thing"]) for row in rows})))


def _contradictions(graph: Graph) -> Iterator[Contradiction]:
    """Yield where sources give one thing different values of a property that has but one."""
    said: dict[tuple[str, str], dict[Value, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in graph.select(named("quality_values")):
        values = said[str(row["thing"]), str(row["property"])]
        values[row["value"]].add(str(row["source"]))
    for (thing, property_), values in sorted(said.items()):
        if _disagree(values):
            yield Contradiction(thing, property_, (), _sayings(values))


def _starts(graph: Graph) -> Iterator[Contradiction]:
    """Yield where sources give different starts of a tie; each start makes a claim of its own."""
    said: dict[tuple[str, str, str], dict[Value, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in graph.select(named("quality_starts")):
        tie = str(row["thing"]), str(row["link"]), str(row["other"])
        said[tie][row["start"]].add(str(row["source"]))
    for (thing, *about), values in sorted(said.items()):
        if _disagree(values):
            yield Contradiction(thing, _START, tuple(about), _sayings(values))


def _figures(graph: Graph) -> Iterator[Contradiction]:
    """Yield where sources give different figures for the same indicator in the same survey."""
    said: dict[tuple[str, ...], dict[Value, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in graph.select(named("quality_figures")):
        about = tuple(str(row.get(name, "")) for name in _ABOUT)
        key = str(row["survey"]), str(row["indicator"]), str(row.get("unit", "")), *about
        said[key][row["value"]].add(str(row["source"]))
    for key, values in sorted(said.items()):
        if _disagree(values):
            survey, indicator, _unit, *shared = key
            known = tuple(one for one in shared if one and one != UNSTATED)
            yield Contradiction(survey, indicator, known, _sayings(values))


def _sayings(values: Mapping[Value, set[str]]) -> tuple[Saying, ...]:
    return tuple(
        Saying(str(value), tuple(sorted(sources)))
        for value, sources in sorted(values.items(), key=lambda one: str(one[0]))
    )


def _disagree(values: Mapping[Value, set[str]]) -> bool:
    """Return whether two sources give values that cannot both be right."""
    return any(
        len(values[one] | values[other]) > 1 and not _agree(one, other)
        for one, other in combinations(values, 2)
    )


def _agree(one: Value, other: Value) -> bool:
    """Return whether one value is the other, only less exact.

    Examples
    --------
    >>> _agree("2018", "2018-01"), _agree("2018-02", "2018-01")
    (True, False)
    >>> _agree(Decimal("33"), Decimal("33.4")), _agree(Decimal("33"), Decimal("34"))
    (True, False)
    """
    texts = sorted((str(one), str(other)), key=len)
    if all(map(_DATE.fullmatch, texts)) and len(texts[0]) >= 4 and not _are_numbers(one, other):
        return texts[1].startswith(texts[0])
    if _are_numbers(one, other):
        less, more = sorted(
            map(Decimal, texts), key=lambda number: -int(number.as_tuple().exponent)
        )
        return more.quantize(less) == less
    return one == other


def _number(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _are_numbers(*values: Value) -> bool:
    return all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in values)
