"""The quality of a release as tables of text, for whoever sits at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.prefixes import compress
from kg.quality.model import ONE, PLACED, ROWS, SEVERAL, SOURCE, TRIPLES, Quality, Tally
from kg.queries import named

_SAID = (SOURCE, ROWS, TRIPLES)
_KINDS = (*_SAID, "organisation", "person", "event", "initiative", "observation")


@dataclass(frozen=True)
class Table:
    """A table of text.

    Parameters
    ----------
    title
        What it shows.
    columns
        The heads of its columns.
    rows
        Its cells; numbers are numbers.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def tables(quality: Quality, rows: Mapping[str, int], base: str) -> Iterator[Table]:
    """Yield the tables of the report.

    Parameters
    ----------
    quality
        What was measured.
    rows
        Number of rows by table.
    base
        Base of the IRIs, which are shown without it.
    """

    def short(iri: str) -> str:
        path = iri.removeprefix(base)
        return path.removeprefix("id/") if path != iri else compress(iri) or iri

    def slug(iri: str) -> str:
        return iri.rpartition("/")[2] or "not stated"

    def tallied(title: str, found: Iterable[Tally], kinds: tuple[str, ...]) -> Table:
        lines: list[tuple[str | int, ...]] = [
            (slug(one.name), *(one[kind] for kind in kinds)) for one in found
        ]
        return Table(title, ("", *kinds), tuple(lines))

    yield Table("Rows", ("table", "rows"), tuple(rows.items()))
    countries = [*quality.nordic, *quality.elsewhere]
    yield tallied(
        "By country; a source, with what it says, is of its publisher's", countries, _KINDS
    )
    yield Table(
        "Thinly covered; what is missing here may exist",
        ("country", "sources", f"of those of {slug(quality.best.name)}"),
        tuple((slug(one.name), one[SOURCE], f"{quality.share(one):.0%}") for one in quality.thin),
    )
    yield tallied("By year of the source, and of the event", quality.years, (*_SAID, "event"))
    yield tallied("By language of the source", quality.languages, _SAID)
    yield tallied("Claims by what they rest on", quality.claims, (ONE, SEVERAL, PLACED))
    yield Table(
        "What one would expect to be known",
        ("missing", "number", "of"),
        tuple((_purpose(gap.name), len(gap.things), gap.total) for gap in quality.gaps),
    )
    yield Table(
        "Sources that disagree",
        ("thing", "property", "value", "sources"),
        tuple(
            (
                short(one.thing),
                ", ".join(map(slug, (short(one.property), *one.about))),
                short(said.value),
                ", ".join(map(slug, said.sources)),
            )
            for one in quality.contradictions
            for said in one.sayings
        ),
    )
    yield Table(
        "Judged unsure whether they are one",
        ("thing", "other"),
        tuple((short(thing), short(other)) for thing, other in quality.unsure),
    )
    yield Table(
        "Left out",
        ("reason", "rows", "tables"),
        tuple((one.reason, one.rows, ", ".join(one.tables)) for one in quality.left_out),
    )


def _purpose(gap: str) -> str:
    return named(f"gap_{gap.replace('-', '_')}").purpose.rstrip(".")
