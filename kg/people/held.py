"""All that is held on one person: rows, claims with their sources, addresses, releases, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.lift import row_subject
from kg.people import places
from kg.people.mentions import Mentions
from kg.people.register import Person, Register, texts
from kg.quality import LEFT_OUT_TABLE
from kg.settings import BASE, Settings
from kg.tables import Reader, Row, Table
from kg.tables.removals import named_people


@dataclass(frozen=True)
class HeldRow:
    """A row that is about a person or names them.

    Parameters
    ----------
    file, row
        Where it stands.
    columns
        The columns that name the person.
    cells
        All cells that are filled, by column.
    """

    file: str
    row: int
    columns: tuple[str, ...]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class HeldClaim:
    """A claim about a person.

    Parameters
    ----------
    path
        Its path, which is also that of its page.
    sources
        Ids of the sources that make it.
    """

    path: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """All that is held on one person.

    Parameters
    ----------
    id, retired, names
        As in `Person`.
    rows
        Rows of the tables that are about the person or mention the name.
    claims
        What these rows say, each claim once with all its sources.
    addresses
        Paths of the explorer at which the person is shown, in alphabetical order.
    releases
        Digests of the releases on this disk that hold the person.
    files
        Other files of the project that name the person, each with its lines.
    """

    id: str
    retired: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[HeldRow, ...]
    claims: tuple[HeldClaim, ...]
    addresses: tuple[str, ...]
    releases: tuple[str, ...]
    files: Mapping[str, tuple[int, ...]]


def held_on(register: Register, person: Person, settings: Settings) -> Held:
    """Return all that is held on a person.

    Parameters
    ----------
    register
        The tables.
    person
        Who.
    settings
        Where releases and files lie.
    """
    mentions = register.mentions(person)
    claims: dict[str, list[str]] = {}
    others: set[str] = set()
    for table, row in _claims(register, person):
        claims.setdefault(_path(table, row), []).append(row.cells[table.index("source")])
        others.update(_others(table, row, person))
    files: dict[str, list[int]] = {}
    for place in places.files_naming(settings, mentions):
        files.setdefault(str(place.file.relative_to(settings.home)), []).append(place.line)
    return Held(
        id=person.id,
        retired=person.retired,
        names=person.names,
        rows=tuple(_rows(register, person, mentions, settings)),
        claims=tuple(HeldClaim(path, tuple(sources)) for path, sources in sorted(claims.items())),
        addresses=tuple(sorted({*_own(person), *(f"/{path}" for path in {*claims, *others})})),
        releases=tuple(one.name for one in places.releases_holding(settings, person)),
        files={name: tuple(lines) for name, lines in files.items()},
    )


def _rows(
    register: Register, person: Person, mentions: Mentions, settings: Settings
) -> Iterator[HeldRow]:
    left_out = Reader(LEFT_OUT_TABLE).read(settings.left_out) if settings.left_out.exists() else []
    for table, rows in (*register.tables, (LEFT_OUT_TABLE, left_out)):
        names = [column.name for column in table.columns]
        for row in rows:
            found = [column.name for column, one in named_people(table, row) if one in person.ids]
            found += [names[at] for at, cell in texts(table, row) if mentions.names(cell)]
            if found:
                cells = {name: cell for name, cell in zip(names, row.cells, strict=True) if cell}
                yield HeldRow(table.file, row.number, tuple(dict.fromkeys(found)), cells)


def _claims(register: Register, person: Person) -> Iterator[tuple[Table, Row]]:
    """Yield the rows that make a claim about a person, by the ids that are kept."""
    for table, rows in register.merged:
        if table.about_path.endswith("/{_key}"):
            for row in rows:
                if any(one == person.id for _, one in named_people(table, row)):
                    yield table, row


def _path(table: Table, row: Row) -> str:
    return row_subject(table, row).removeprefix(f"{BASE}id/")


def _others(table: Table, row: Row, person: Person) -> Iterator[str]:
    """Yield the paths of what a claim ties a person to, and of its source."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        template = column.path_template or ""
        if cell and template.startswith("id/"):
            path = template.removeprefix("id/").partition("{")[0] + cell
            if path != f"person/{person.id}":
                yield path


def _own(person: Person) -> Iterator[str]:
    """Yield the addresses that are about the person or list everybody."""
    yield from ("/people", "/dumps/", "/graph.nq", "/graphs?default")
    for one in (person.id, *person.retired):
        yield from (f"/person/{one}", f"/id/person/{one}")


def things_tied(register: Register, person: Person) -> dict[str, dict[str, int]]:
    """Return for each thing in how many claims of each table it is tied to a person."""
    claims: dict[tuple[str, str], set[str]] = {}
    for table, row in _claims(register, person):
        for thing in _others(table, row, person):
            if not thing.startswith("source/"):
                claims.setdefault((thing, table.name), set()).add(_path(table, row))
    counts: dict[str, dict[str, int]] = {}
    for (thing, name), paths in claims.items():
        counts.setdefault(thing, {})[name] = len(paths)
    return counts
