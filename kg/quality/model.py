"""What is known of the quality of a release, as the build wrote it beside the graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

THIN: Final = 0.2
"""A country is thinly covered with less than this share of the sources of the best covered one."""
SOURCE: Final = "source"
ROWS, TRIPLES = "rows", "triples"
"""How much sources say: rows of the tables, and what the rows give."""
ONE, SEVERAL, PLACED = "one", "several", "placed"
"""What claims rest on: one source, several, a place in one of them."""


@dataclass(frozen=True)
class Tally:
    """How many things there are of each kind, in a country, of a year, in a language ...

    Parameters
    ----------
    name
        What they have in common: an IRI, a year, a kind; empty for those of which it is not known.
    counts
        Their number by kind.
    """

    name: str
    counts: Mapping[str, int]

    def __getitem__(self, kind: str) -> int:
        return self.counts.get(kind, 0)


@dataclass(frozen=True)
class Gap:
    """Things of which something is not known that one would expect.

    Parameters
    ----------
    name
        Name of the gap: ``people-without-role``.
    kind
        Their kind: ``person``.
    total
        Number of all things of the kind.
    things
        Their IRIs.
    """

    name: str
    kind: str
    total: int
    things: tuple[str, ...]


@dataclass(frozen=True)
class Saying:
    """One of the values of a contradiction.

    Parameters
    ----------
    value
        The value as text; of a thing or concept, its IRI.
    sources
        IRIs of the sources that give it.
    """

    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Contradiction:
    """Sources that give different values where there can be but one.

    Parameters
    ----------
    thing
        IRI of what they speak of; of figures, the survey.
    property
        IRI of the property; of figures, the indicator.
    about
        What else they agree on: of figures, country, edition, sector and period; of the start of
        a tie, what ties it to what.
    sayings
        The values, each with its sources.
    """

    thing: str
    property: str
    about: tuple[str, ...]
    sayings: tuple[Saying, ...]


@dataclass(frozen=True)
class LeftOut:
    """Rows that were gathered and left out for one reason.

    Parameters
    ----------
    reason
        Why, without what concerns a single row.
    tables
        Their number by table.
    """

    reason: str
    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Their number."""
        return sum(self.tables.values())


@dataclass(frozen=True)
class Quality:
    """What is covered, what is missing, what is contradicted.

    Parameters
    ----------
    nordic
        For each Nordic country and territory the number of sources that are published there, of
        their rows and triples, and of people, organisations, events, initiatives and figures.
    elsewhere
        The same for all others; the last is for what has no country.
    years
        For each year the number of sources, of their rows and triples, and of events, and by IRI
        of the country that of sources.
    languages
        For each language the number of sources, and of their rows and triples.
    claims
        For each kind of claim the number of those with one source, with several, and with a place
        in the source.
    gaps
        What one would expect to be known and is not.
    contradictions
        Where sources disagree.
    unsure
        Pairs of IRIs of which nobody could tell whether they are one thing.
    left_out
        What was gathered and did not come in, the most frequent reason first.
    """

    nordic: tuple[Tally, ...]
    elsewhere: tuple[Tally, ...]
    years: tuple[Tally, ...]
    languages: tuple[Tally, ...]
    claims: tuple[Tally, ...]
    gaps: tuple[Gap, ...]
    contradictions: tuple[Contradiction, ...]
    unsure: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]

    @cached_property
    def best(self) -> Tally:
        """The Nordic country with the most sources."""
        return max(self.nordic, key=lambda one: one[SOURCE])

    @property
    def thin(self) -> tuple[Tally, ...]:
        """The Nordic countries that are thinly covered."""
        return tuple(one for one in self.nordic if self.share(one) < THIN)

    @property
    def thin_years(self) -> tuple[Tally, ...]:
        """The years that are thinly covered, held against the one with the most sources."""
        known = [one for one in self.years if one.name]
        most = max((one[SOURCE] for one in known), default=0)
        return tuple(one for one in known if one[SOURCE] < THIN * most)

    def share(self, country: Tally, kind: str = SOURCE) -> float:
        """Return the number of a country as share of the largest of all Nordic countries."""
        most = max(one[kind] for one in self.nordic)
        return country[kind] / most if most else 0.0

    def gap(self, name: str) -> Gap | None:
        """Return the gap of a name, if there is one."""
        return next((gap for gap in self.gaps if gap.name == name), None)

    @property
    def text(self) -> str:
        """All of it as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> Quality:
    """Return what a build wrote."""
    said = json.loads(path.read_text("utf-8"))
    tallies = {
        name: tuple(Tally(**one) for one in said[name])
        for name in ("nordic", "elsewhere", "years", "languages", "claims")
    }
    return Quality(
        **tallies,
        gaps=tuple(Gap(**{**one, "things": tuple(one["things"])}) for one in said["gaps"]),
        contradictions=tuple(
            Contradiction(
                one["thing"],
                one["property"],
                tuple(one["about"]),
                tuple(Saying(each["value"], tuple(each["sources"])) for each in one["sayings"]),
            )
            for one in said["contradictions"]
        ),
        unsure=tuple((thing, other) for thing, other in said["unsure"]),
        left_out=tuple(LeftOut(**one) for one in said["left_out"]),
    )
