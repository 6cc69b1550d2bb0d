"""Lists: an entry for each thing of a kind, in the order that is wanted."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kg.explore.catalogue import Numbers
from kg.explore.labels import Labels, as_text, preferred
from kg.explore.model import Entry, Link, Position, roles
from kg.explore.timing import Timing
from kg.folding import alphabetical
from kg.prefixes import expand
from kg.store import Answer
from kg.terms import IRI, Text

KINDS = {
    "person": expand("foaf:Person"),
    "organisation": expand("org:Organization"),
    "event": expand("npi:Event"),
    "initiative": expand("npi:Initiative"),
    "source": expand("npi:Source"),
    "concept/country": expand("npi:Country"),
}
"""The kinds of things that have a list, and the class of each."""


SORTS = ("name", "type", "organisation", "country", "date", "claims")
"""What lists can be sorted by."""


@dataclass(frozen=True)
class Listing:
    """All things of a kind in one order.

    Parameters
    ----------
    entries
        The things.
    numbering
        Gives the numbers by which the catalogue knows things, by their paths.
    """

    entries: tuple[Entry, ...]
    numbering: Callable[[Iterable[str]], Numbers]

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers by which the catalogue knows the things, in the same order."""
        return self.numbering(entry.link.path for entry in self.entries)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Those of `SORTS` in which at least one thing has a value."""
        always = ("name", "claims")
        return tuple(
            name for name in SORTS if name in always or any(one.value(name) for one in self.entries)
        )

    def as_of(self, day: datetime.date) -> Listing:
        """Return the same with the positions that people held on a day."""
        return Listing(tuple(entry.as_of(day) for entry in self.entries), self.numbering)

    def ordered(self, sort: str, language: str) -> Listing:
        """Return the same in another order, those without a value last.

        Parameters
        ----------
        sort
            One of `SORTS`, with a minus in front where backwards. Things that are equal in it stay
            in the order in which they were.
        language
            The reader's language, for its alphabet.
        """
        column, backwards = sort.removeprefix("-"), sort.startswith("-")
        places = list(range(len(self.entries)))
        if column == "name":
            places = places[::-1] if backwards else places
        elif column == "claims":
            places.sort(key=lambda place: self.entries[place].claims, reverse=backwards)
        else:
            values = [one.value(column) for one in self.entries]
            known = [place for place in places if values[place]]
            known.sort(key=lambda place: alphabetical(values[place], language), reverse=backwards)
            places = known + [place for place in places if not values[place]]
        return Listing(tuple(self.entries[place] for place in places), self.numbering)


def entries(
    rows: Iterable[Answer],
    labels: Labels,
    claims: Mapping[IRI, int] | None = None,
    held: Mapping[IRI, tuple[Position, ...]] | None = None,
    publishers: Mapping[IRI, tuple[Link, ...]] | None = None,
) -> list[Entry]:
    """Return the entries of a list, in alphabetical order of their labels.

    Parameters
    ----------
    rows
        What the query ``things`` answers.
    labels
        The labels of types and countries, in the language of the reader.
    claims
        In how many claims each thing stands.
    held
        The positions of people.
    publishers
        The publishers of sources.
    """
    said: dict[IRI, list[Answer]] = defaultdict(list)
    for row in rows:
        said[IRI(str(row["thing"]))].append(row)
    counted, positions, published = claims or {}, held or {}, publishers or {}
    found = [
        replace(
            _entry(thing, own, labels, positions.get(thing, ())),
            claims=counted.get(thing, 0),
            publishers=published.get(thing, ()),
        )
        for thing, own in said.items()
        if any("label" in row for row in own)
    ]
    language = labels.language
    return sorted(found, key=lambda one: (alphabetical(one.link.label, language), one.link.path))


def _entry(thing: IRI, rows: list[Answer], labels: Labels, held: tuple[Position, ...]) -> Entry:
    names = [
        as_text(row["label"]) for row in rows if "label" in row
    ]  # no set: Finland is Danish and English
    concepts = {
        column: {IRI(str(row[column])) for row in rows if column in row}
        for column in ("type", "country")
    }
    return Entry(
        link=labels.link(thing, preferred(names, labels.language)),
        types=labels.sorted(map(labels.link, concepts["type"])) or roles(held),
        countries=labels.sorted(map(labels.link, concepts["country"])),
        dates=_dates({str(row["date"]) for row in rows if "date" in row}),
        positions=held,
    )


def positions(
    rows: Iterable[Answer], labels: Labels, timings: Mapping[IRI, Timing]
) -> dict[IRI, tuple[Position, ...]]:
    """Return the positions of each person, those without a known end first, then the latest.

    Parameters
    ----------
    rows
        What the query ``positions`` answers.
    labels
        The labels of roles, in the language of the reader.
    timings
        What is known of the time of each claim.
    """
    names: dict[IRI, list[Text]] = defaultdict(list)
    claims: dict[IRI, Answer] = {}
    for row in rows:
        names[IRI(str(row["organisation"]))].append(as_text(row["label"]))
        claims[IRI(str(row["claim"]))] = row
    organisations = {
        iri: labels.link(iri, preferred(own, labels.language)) for iri, own in names.items()
    }
    held: dict[IRI, list[tuple[Any, Position]]] = defaultdict(list)
    for claim, row in claims.items():
        timing = timings.get(claim, Timing())
        role = labels.link(IRI(str(row["role"]))) if "role" in row else None
        position = Position(role, organisations[IRI(str(row["organisation"]))], timing)
        latest = max((one.last.toordinal() for one in timing.known), default=0)
        held[IRI(str(row["person"]))].append(((bool(timing.ends), -latest, claim), position))
    return {
        person: tuple(one for _, one in sorted(own, key=lambda one: one[0]))
        for person, own in held.items()
    }


def _dates(given: set[str]) -> tuple[str, ...]:
    """Return dates in their order, without those that another gives more exactly.

    Examples
    --------
    >>> _dates({"2018", "2018-01", "2017"})
    ('2017', '2018-01')
    """
    exact = (one for one in given if not any(other.startswith(f"{one}-") for other in given))
    return tuple(sorted(exact))
