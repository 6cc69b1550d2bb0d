"""Measure the quality of a graph: counts, gaps, contradictions."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Final

from kg.quality.model import (
    ONE,
    PLACED,
    SEVERAL,
    SOURCE,
    Contradiction,
    Gap,
    LeftOut,
    Quality,
    Saying,
    Tally,
)
from kg.queries import named
from kg.store import Answer, Graph
from kg.terms import Value

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
_UNSTATED = "XXXX"  # what the rules give a figure whose source states no edition or period
_ABOUT = ("country", "edition", "sector", "period")

_Things = dict[str, set[str]]


def measure(
    graph: Graph, unsure: Iterable[tuple[str, str]] = (), left_out: Path | None = None
) -> Quality:
    """Measure the quality of a graph.

    Parameters
    ----------
    graph
        The whole graph.
    unsure
        Pairs of things that were judged unsure, as the tables name them: ``person/une-tange``.
    left_out
        File with what was gathered and left out; there may be none.
    """
    rows = graph.select(named("quality_things"))
    of_kind = _grouped(rows, "kind")
    countries = _tallies(rows, "country")
    nordic = [f"{graph.base}concept/country/{slug}" for slug in NORDIC]
    others = sorted(set(countries) - set(nordic), key=lambda name: (not name, name))
    return Quality(
        nordic=tuple(Tally(name, countries.get(name, {})) for name in nordic),
        elsewhere=tuple(Tally(name, countries[name]) for name in others),
        years=tuple(_years(rows)),
        languages=tuple(_languages(rows)),
        claims=tuple(_claims(graph)),
        gaps=tuple(_gap(graph, name, len(of_kind[kind])) for name, kind in GAPS.items()),
        contradictions=(*_contradictions(graph), *_figures(graph)),
        unsure=tuple(
            (f"{graph.base}id/{thing}", f"{graph.base}id/{other}") for thing, other in unsure
        ),
        left_out=tuple(_left_out(left_out)) if left_out and left_out.is_file() else (),
    )


def _grouped(rows: Iterable[Answer], *names: str) -> _Things:
    """Return the things of rows by what they have in these columns."""
    grouped: _Things = defaultdict(set)
    for row in rows:
        grouped["\0".join(str(row.get(name, "")) for name in names)].add(str(row["thing"]))
    return grouped


def _tallies(rows: Iterable[Answer], name: str) -> dict[str, dict[str, int]]:
    """Return for each value of a column the number of things by kind."""
    tallies: dict[str, dict[str, int]] = defaultdict(dict)
    for key, things in sorted(_grouped(rows, name, "kind").items()):
        value, kind = key.split("\0")
        tallies[value][kind] = len(things)
    return tallies


def _years(rows: list[Answer]) -> Iterator[Tally]:
    """Yield the years, the last first; what has none comes at the end."""
    dated = [row for row in rows if row["kind"] in {SOURCE, "event"}]
    placed = _grouped((row for row in rows if row["kind"] == SOURCE), "year", "country")
    for year, counts in sorted(_tallies(dated, "year").items(), reverse=True):
        by_country = {
            key.partition("\0")[2]: len(things)
            for key, things in sorted(placed.items())
            if key.partition("\0")[0] == year
        }
        yield Tally(year, {**counts, **by_country})


def _languages(rows: list[Answer]) -> list[Tally]:
    """Return the languages of sources, the most frequent first."""
    tallies = _tallies((row for row in rows if row["kind"] == SOURCE), "language")
    found = [Tally(name, counts) for name, counts in tallies.items()]
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
            known = tuple(one for one in shared if one and one != _UNSTATED)
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


def _are_numbers(*values: Value) -> bool:
    return all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in values)


def _left_out(path: Path) -> list[LeftOut]:
    """Return what the file of rows left out says, the most frequent reason first.

    A reason ends at a colon or semicolon; what follows concerns the single row.
    """
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            reasons[re.split(r"[:;]", row["reason"])[0].strip()][row["table"]] += 1
    found = [LeftOut(reason, dict(sorted(tables.items()))) for reason, tables in reasons.items()]
    return sorted(found, key=lambda one: (-one.rows, one.reason))
