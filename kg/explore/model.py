"""What the explorer's answers are made of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg.explore.timing import Standing, Timing
from kg.terms import IRI, Text, Value


@dataclass(frozen=True)
class Link:
    """A thing that one can go to.

    Parameters
    ----------
    iri
        Its IRI.
    path
        The IRI after the base, without ``id/``: ``person/pia-gjellerup``,
        ``concept/country/dk``; empty for what is not ours.
    label
        Its name in the reader's language, or the nearest to it.
    """

    iri: IRI
    path: str
    label: Text

    @property
    def kind(self) -> str:
        """The part of the path that says what it is: ``person``, ``concept/country``."""
        return self.path.rpartition("/")[0]

    @property
    def slug(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Evidence:
    """Which source says so, and where in it.

    Parameters
    ----------
    source
        The source.
    locators
        The places in it, such as ``paragraph 3``; none where the source is cited as a whole.
    """

    source: Link
    locators: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """One thing that is said: a property and a value.

    Parameters
    ----------
    property
        The property, with its label.
    value
        A link, or a plain value.
    evidence
        Who says so; empty for what a rule derives.
    """

    property: Link
    value: Link | Value
    evidence: tuple[Evidence, ...] = ()


def value_text(fact: Fact) -> str:
    """Return the value of a fact as a text: of a link, its label."""
    return str(fact.value.label if isinstance(fact.value, Link) else fact.value)


@dataclass(frozen=True)
class Claim:
    """A claim as seen from one of the things in it.

    Parameters
    ----------
    link
        The claim itself; its label names its ends.
    other
        The thing at the other end; for a claim without declared ends, the claim's own link.
    role
        What the edge says: a role, a capacity, a type of relation.
    facts
        What else it says: titles, dates, on whose behalf, figures.
    evidence
        Who says so.
    latest
        Last day of which it speaks, in ISO 8601; empty where none is known.
    date
        When the other thing began, as printed, where that is an event.
    timing
        What is known of the time in which it held.
    """

    link: Link
    other: Link
    role: Link | None
    facts: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]
    latest: str = ""
    date: Value | None = None
    timing: Timing = field(default_factory=Timing)


@dataclass(frozen=True)
class Statement:
    """A claim told as a sentence.

    Parameters
    ----------
    parts
        The sentence: things that one can go to as links, words as texts in their language.
    claim
        The claim, as seen from the thing with which the sentence begins.
    """

    parts: tuple[Link | Text, ...]
    claim: Claim

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(one.label if isinstance(one, Link) else one for one in self.parts)


@dataclass(frozen=True)
class Step:
    """A step of a path from one thing to another.

    Parameters
    ----------
    start, end
        The things.
    statements
        The claims that tie them, the most telling first.
    """

    start: Link
    end: Link
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Group:
    """Claims of one kind under their heading.

    Parameters
    ----------
    key
        By which addresses name it, whatever the language: ``membership-from``.
    heading
        What the claims are, as seen from the thing: *Roles held*.
    claims
        The claims, in their order.
    """

    key: str
    heading: Text
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Thing:
    """All that is known of a thing.

    Parameters
    ----------
    link
        The thing.
    types
        Its type in words, such as *Association*; the concept where it has one, else its class.
    names
        Its other names, each with its language where it has one.
    facts
        What is said of it directly.
    groups
        The claims in which it stands, by kind.
    neighbours
        The things at the other ends of its claims, each once, in alphabetical order.
    related
        Things that name it without a claim: what a concept describes, what an event series holds.
    evidence
        The sources that describe it.
    """

    link: Link
    types: tuple[Link, ...]
    names: tuple[Text, ...]
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    neighbours: tuple[Link, ...]
    related: tuple[Link, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Position:
    """A role of somebody in an organisation, in short.

    Parameters
    ----------
    role
        The role, if it is known.
    organisation
        The organisation.
    timing
        What is known of the time in which it was held.
    """

    role: Link | None
    organisation: Link
    timing: Timing


@dataclass(frozen=True)
class Entry:
    """A line of a list.

    Parameters
    ----------
    link
        The thing.
    types, countries
        Its types and countries, by label; of a person, the role in the first position.
    dates
        When it starts or came out, as printed, the earliest first; several where sources differ.
    claims
        Number of claims in which it stands; of a source, that it makes.
    positions
        Of a person, the positions: those without a known end first, then the latest.
    publishers
        Of a source, who published it.
    """

    link: Link
    types: tuple[Link, ...] = ()
    countries: tuple[Link, ...] = ()
    dates: tuple[str, ...] = ()
    claims: int = 0
    positions: tuple[Position, ...] = ()
    publishers: tuple[Link, ...] = ()

    @property
    def organisations(self) -> tuple[Link, ...]:
        """The organisations of the positions, or the publishers."""
        return (*(one.organisation for one in self.positions), *self.publishers)

    def as_of(self, day: datetime.date) -> Entry:
        """Return the same with the positions that are certain or possible as of a day."""
        if not self.positions:
            return self
        standings = [(one.timing.standing(day), one) for one in self.positions]
        held = [
            one
            for wanted in (Standing.CERTAIN, Standing.POSSIBLE)
            for standing, one in standings
            if standing is wanted
        ]
        return replace(self, positions=tuple(held), types=roles(held))

    @property
    def date(self) -> str:
        """The earliest of its dates; empty where none is known."""
        return next(iter(self.dates), "")

    def value(self, column: str) -> str:
        """Return by what it is sorted in a column; empty where there is nothing."""
        if column == "date":
            return self.date
        links = {
            "type": self.types,
            "country": self.countries,
            "organisation": self.organisations,
        }[column]
        return links[0].label if links else ""


def roles(positions: Sequence[Position]) -> tuple[Link, ...]:
    """Return the role in the first of some positions, if there is one and it is known."""
    return tuple(one.role for one in positions[:1] if one.role)


@dataclass(frozen=True)
class SourceCard:
    """What one needs to cite a source.

    Parameters
    ----------
    source
        The source.
    publishers
        Who published it.
    issued
        When, as printed; None where it is not known.
    address
        Its web address; empty where it has none.
    """

    source: Link
    publishers: tuple[Link, ...]
    issued: Value | None
    address: str


@dataclass(frozen=True)
class Passage:
    """What one place of a source says.

    Parameters
    ----------
    locator
        The place, such as ``paragraph 3``; empty for what is said of the source as a whole.
    statements
        For each thing that it speaks of, what it says.
    """

    locator: str
    statements: tuple[tuple[Link, tuple[Fact, ...]], ...] = field(default=())


@dataclass(frozen=True)
class SourceView:
    """All that a source says, by place."""

    thing: Thing
    passages: tuple[Passage, ...]
