"""The tables without a person: what goes, what is reworded, what is kept so that counts stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from kg.identity.judgements import TABLE as SAME_AS
from kg.people.held import things_tied
from kg.people.mentions import Mentions
from kg.people.register import Person, Register, texts
from kg.prefixes import expand
from kg.tables import Column, Row, Table, Tables
from kg.tables.removals import (
    ADMITTED,
    DAY,
    NAMES,
    TABLE,
    WITHHELD,
    name_key,
    named_people,
    of_id,
    of_name,
)

_ADDRESS = expand("xsd:anyURI")
_SOURCE = expand("dcterms:source")


@dataclass(frozen=True)
class Rewording:
    """A cell that named a person in passing."""

    file: str
    row: int
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Edited:
    """The tables without a person.

    Parameters
    ----------
    tables
        The rows as they are to be.
    taken
        Number of rows that go from each table.
    reworded
        Cells in which the name stood.
    """

    tables: Tables
    taken: Mapping[str, int]
    reworded: tuple[Rewording, ...]


def without(register: Register, person: Person, day: str) -> Edited:
    """Return the tables without a person, with what is kept instead.

    Parameters
    ----------
    register
        The tables as they are.
    person
        Who is taken out.
    day
        Day of the removal, in ISO 8601.
    """
    rows = {table.name: _rows_without(table, found, person) for table, found in register.tables}
    _drop_unnamed_sources(register.tables, rows)
    schema = {table.name: table for table in register.tables.schema}
    taken = {
        table.name: len(found) - len(rows[table.name])
        for table, found in register.tables
        if table.name != WITHHELD and len(found) > len(rows[table.name])
    }
    rows[WITHHELD] = _withheld(schema[WITHHELD], rows[WITHHELD], things_tied(register, person))
    rows[TABLE] = [
        *_not_admitted(schema[TABLE], rows[TABLE], person),
        _removal(schema[TABLE], register, person, taken, day),
    ]
    left = Tables(register.tables.schema, rows)
    mentions = register.mentions(person)
    renamed = _renamed(left, mentions)
    reworded: list[Rewording] = []
    done = {
        table.name: [_reworded(table, row, mentions, renamed, reworded) for row in found]
        for table, found in left
    }
    return Edited(Tables(left.schema, done), taken, tuple(reworded))


def _rows_without(table: Table, rows: Iterable[Row], person: Person) -> list[Row]:
    """Return the rows that do not name a person by id."""
    return [
        row for row in rows if person.ids.isdisjoint(one for _, one in named_people(table, row))
    ]


def _drop_unnamed_sources(tables: Tables, rows: dict[str, list[Row]]) -> None:
    """Take out the sources that nothing rests on any more, and what is judged about them."""
    named = {
        row.cells[at]
        for table in tables.schema
        for at, column in enumerate(table.columns)
        if column.predicate == _SOURCE
        for row in rows[table.name]
    }
    sources = next(table for table in tables.schema if table.folder == "id/source")
    at = sources.index("id")
    gone = {row.cells[at] for row in rows[sources.name]} - named
    judged_on = {f"source/{one}" for one in gone}
    rows[sources.name] = [row for row in rows[sources.name] if row.cells[at] not in gone]
    rows[SAME_AS] = [row for row in rows[SAME_AS] if judged_on.isdisjoint(row.cells)]


def _withheld(
    table: Table, rows: Iterable[Row], tied: Mapping[str, Mapping[str, int]]
) -> list[Row]:
    """Return the rows of what is withheld, with what is now withheld too."""
    names = [column.name for column in table.columns[1:]]
    total = {
        row.cells[0]: Counter(
            {name: int(cell or 0) for name, cell in zip(names, row.cells[1:], strict=True)}
        )
        for row in rows
    }
    for thing, counts in tied.items():
        total.setdefault(thing, Counter()).update(counts)
    return [
        Row(0, (thing, *(str(counts[name] or "") for name in names)))
        for thing, counts in total.items()
    ]


def _removal(
    table: Table, register: Register, person: Person, taken: Mapping[str, int], day: str
) -> Row:
    """Return the row that keeps a person from coming back."""
    keys = {name_key(one) for one in (*person.names, *person.ids)}
    namesakes = {
        other
        for other, names in register.names.items()
        if other not in person.ids and not keys.isdisjoint(map(name_key, (other, *names)))
    }
    cells = {
        NAMES: ";".join(sorted(map(of_name, keys))),
        DAY: day,
        ADMITTED: ";".join(sorted(map(of_id, namesakes))),
        **{name: str(number) for name, number in taken.items()},
    }
    return Row(0, tuple(cells.get(column.name, "") for column in table.columns))


def _not_admitted(table: Table, rows: Iterable[Row], person: Person) -> list[Row]:
    """Return the rows of former removals, by which a person may not be here any longer."""
    at = table.index(ADMITTED)
    column, former = table.columns[at], list(rows)
    gone = set(map(of_id, person.ids)) if former else set()
    return [
        row.with_cell(at, ";".join(one for one in column.values(row.cells[at]) if one not in gone))
        for row in former
    ]


def _renamed(tables: Tables, mentions: Mentions) -> dict[str, str]:
    """Return for the path of each thing whose id names the person the path that it gets."""
    paths = {
        f"{table.folder}/": [row.cells[table.index("id")] for row in rows]
        for table, rows in tables
        if table.about_path.endswith("/{id}") and table.folder != "id/person"
    }
    renamed: dict[str, str] = {}
    for folder, ids in paths.items():
        known = set(ids)
        for one in dict.fromkeys(ids):
            if mentions.names(one):
                plain = mentions.id_without(one)
                free = (f"{plain}-{number}" if number > 1 else plain for number in count(1))
                renamed[folder + one] = folder + next(new for new in free if new not in known)
                known.add(renamed[folder + one].removeprefix(folder))
    return renamed


def _reworded(
    table: Table,
    row: Row,
    mentions: Mentions,
    renamed: Mapping[str, str],
    noted: list[Rewording],
) -> Row:
    """Return a row in which the person is not named, and note what was changed."""
    for at, cell in texts(table, row) if table.name != TABLE else ():
        column = table.columns[at]
        after = _without_name(table, column, cell, mentions, renamed)
        if after != cell:
            noted.append(Rewording(table.file, row.number, column.name, cell, after))
            row = row.with_cell(at, after)
    return row


def _without_name(
    table: Table, column: Column, cell: str, mentions: Mentions, renamed: Mapping[str, str]
) -> str:
    template = f"{table.folder}/{{id}}" if column.name == "id" else column.path_template
    if template:
        before = template.partition("{")[0]
        return renamed.get(before + cell, before + cell).removeprefix(before)
    if column.datatype_iri == _ADDRESS:
        return _address_without(cell, mentions)
    return mentions.without(cell)


def _address_without(address: str, mentions: Mentions) -> str:
    """Return as much of a web address as does not name the person; nothing if its site does.

    Examples
    --------
    >>> _address_without("https://e.org/news/ane-boee?page=2", Mentions(["Ane Bøe"], []))
    'https://e.org/news/'
    """
    while mentions.names(address):
        address = address[: address.rstrip("/").rfind("/") + 1]
        if address.endswith("//"):
            return ""
    return address
