"""What the tables say of each thing, gathered into one record that can be compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from kg.identity.names import Name, long_and_short
from kg.tables import Row, Table, Tables

KINDS = {
    "people": "person",
    "organisations": "organisation",
    "events": "event",
    "initiatives": "initiative",
    "sources": "source",
}
"""The tables of things, and what a thing of each is called in front of its id."""

_CLAIMS = {
    "roles": (("person", "person/"), ("organisation", "organisation/")),
    "participations": (("event", "event/"), ("participant", ""), ("on_behalf_of", "organisation/")),
    "involvements": (("initiative", "initiative/"), ("actor", "")),
    "relations": (("subject", ""), ("object", "")),
}
"""The tables of claims: the columns that name things, and what their cells lack of kind/slug."""

_UNIONS = frozenset({"cooperates-with", "signatory-of"})
"""Relations of which one end is not a part, owner, edition or follower of the other."""

_COUNTRY = re.compile(r"-(dk|no|se|fi|is|fo|gl|ax)$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PARENTS = ("unit_of", "part_of")
_WEB = ("homepage", "url")


@dataclass(frozen=True)
class Record:
    """All that is known of one thing.

    Parameters
    ----------
    kind, slug
        As in ``person/une-tangen``.
    names
        Its names in all languages, and other names.
    own_names
        Those of the names that are given as its name, and not as acronym or other name.
    types, countries, places, series, languages, publishers
        What the rows of its table say; the ending of the id stands in for a missing country.
    dates
        Start and end (or founding and dissolution, or publication) as printed; the end may be
        empty.
    neighbours
        Things with which it stands in a claim or a column.
    related
        Things to which a stated relation leads from it, or from which one leads to it, so that
        the two cannot be one (a unit, a successor, an edition).
    addresses
        Home page or address, without scheme, ``www`` and final slash.
    sources
        The sources that speak of it, in rows of its own and in claims.
    rows
        In how many rows it has an entry of its own.
    """

    kind: str
    slug: str
    names: tuple[Name, ...]
    own_names: tuple[Name, ...]
    types: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    publishers: frozenset[str] = frozenset()
    dates: frozenset[tuple[str, str]] = frozenset()
    neighbours: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    rows: int = 1

    @property
    def thing(self) -> str:
        """Kind and slug, as the tables write them."""
        return f"{self.kind}/{self.slug}"

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that its names and its id carry, which tell editions apart."""
        texts = [*(name.text for name in self.own_names), self.slug]
        return frozenset(year for text in texts for year in _YEAR.findall(text))


@dataclass
class _Gathered:
    """A record in the making."""

    own_names: dict[Name, None] = field(default_factory=dict)
    other_names: dict[Name, None] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    dates: set[tuple[str, str]] = field(default_factory=set)
    neighbours: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    rows: int = 0


def records(tables: Tables) -> list[Record]:
    """Gather the rows of each thing into one record.

    Several rows of one id are what several sources say of it. A column that a table does not
    have is passed over.

    Returns
    -------
    list[Record]
        In the order of kind and id.
    """
    gathered: dict[str, _Gathered] = defaultdict(_Gathered)
    for table, rows in tables:
        if table.name in KINDS:
            for row in rows:
                _describe(table, row, gathered)
    for table, rows in tables:
        if table.name in _CLAIMS:
            for row in rows:
                _relate(table, row, gathered)
    known = {thing: one for thing, one in gathered.items() if one.rows}
    return [_record(thing, known[thing], known) for thing in sorted(known)]


def address(url: str) -> str:
    """Return an address without what does not tell pages apart.

    Examples
    --------
    >>> address("http://www.coi.dk/en/about-coi/") == address("https://coi.dk/en/about-coi")
    True
    >>> address("https://www.regjeringen.no/no/dokumenter/meld.-st.-30/id2715113/?ch=1#a")
    'regjeringen.no/no/dokumenter/meld.-st.-30/id2715113?ch=1'
    """
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = (parts.netloc.lower()).removeprefix("www.")
    return host + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")


def _cells(table: Table, row: Row) -> dict[str, str]:
    """Return the filled cells of a row by the names of their columns."""
    return {
        column.name: cell for column, cell in zip(table.columns, row.cells, strict=True) if cell
    }


def _describe(table: Table, row: Row, gathered: dict[str, _Gathered]) -> None:
    """Add what a row of a table of things says of its thing."""
    cells = _cells(table, row)
    kind = KINDS[table.name]
    thing = f"{kind}/{cells['id']}"
    one = gathered[thing]
    one.rows += 1
    one.sources.update({cells["source"]} if "source" in cells else ())
    for column, cell in cells.items():
        if column in {"name", "title"} or column.startswith("name_"):
            language = column.partition("_")[2]
            one.own_names[Name(cell, language)] = None
            for long, short in filter(None, [long_and_short(cell)]):
                one.own_names[Name(long, language)] = None
                one.other_names[Name(short)] = None
        elif column in {"type", "country", "place", "series", "language", "publisher"}:
            one.values[column].add(cell)
        elif column in _WEB:
            one.values["address"].add(address(cell))
    if "other_names" in cells:
        other_names = table.columns[table.index("other_names")]
        given = other_names.values(cells["other_names"])
        one.other_names.update(dict.fromkeys(Name(text) for text in given))
    for start, end in (("start", "end"), ("founded", "dissolved"), ("published", "")):
        if start in cells:
            one.dates.add((cells[start], cells.get(end, "")))
    for parent in (f"organisation/{cells[column]}" for column in _PARENTS if column in cells):
        one.values["parent"].add(parent)
        _oppose(thing, parent, gathered)


def _relate(table: Table, row: Row, gathered: dict[str, _Gathered]) -> None:
    """Make the things that a claim names neighbours of one another."""
    cells = _cells(table, row)
    named = [before + cells[name] for name, before in _CLAIMS[table.name] if name in cells]
    sources = {cells["source"]} if "source" in cells else set()
    for thing in named:
        gathered[thing].sources.update(sources)
        gathered[thing].neighbours.update(other for other in named if other != thing)
    if "relation" in cells and cells["relation"] not in _UNIONS:
        subject, related = named
        _oppose(subject, related, gathered)


def _oppose(thing: str, other: str, gathered: dict[str, _Gathered]) -> None:
    """Note that a statement leads from one thing to another: they are two."""
    for one, another in ((thing, other), (other, thing)):
        gathered[one].related.add(another)
        gathered[one].neighbours.add(another)


def _record(thing: str, one: _Gathered, known: Mapping[str, _Gathered]) -> Record:
    kind, _, slug = thing.partition("/")
    own_names = tuple(one.own_names)
    suffix = _COUNTRY.search(slug)
    countries = one.values["country"] or ({suffix[1].upper()} if suffix else set())
    if kind == "person" and not countries:
        countries = set(_countries(one.neighbours, known))
    return Record(
        kind=kind,
        slug=slug,
        names=(*own_names, *one.other_names),
        own_names=own_names,
        types=frozenset(one.values["type"]),
        countries=frozenset(countries),
        places=frozenset(one.values["place"]),
        series=frozenset(one.values["series"]),
        languages=frozenset(one.values["language"]),
        publishers=frozenset(one.values["publisher"]),
        dates=frozenset(one.dates),
        neighbours=frozenset(one.neighbours),
        related=frozenset(one.related),
        addresses=frozenset(one.values["address"]),
        sources=frozenset(one.sources),
        rows=one.rows,
    )


def _countries(things: Iterable[str], known: Mapping[str, _Gathered]) -> Iterator[str]:
    """Yield the countries of organisations, for people whose rows name none."""
    for thing in things:
        if thing.startswith("organisation/") and thing in known:
            yield from known[thing].values["country"]
