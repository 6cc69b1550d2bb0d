"""People who were taken out: fingerprints of their names, and the rows that bring them back.

The tables keep no name of theirs. A name is folded to one spelling, its words in the order of the
alphabet, and of that there is a fingerprint: three digits of a fast hash, so that nearly all other
names are told from it at once, and a slow one that takes memory too (scrypt, RFC 7914), so that
long lists of names cannot be tried cheaply. Whoever suspects one certain name can try it: so does
a build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property

from kg.errors import Complaint
from kg.folding import name_words
from kg.tables.model import Column, Row, Table, Tables

TABLE = "removals"
"""Name of the table of those who were taken out."""
WITHHELD = "withheld"
"""Name of the table of how many statements are not shown."""
NAMES, ADMITTED, DAY = "names", "admitted", "removed"
"""Columns of the first: former names, who else may be here, and the day of the removal."""

_PERSON = "id/person/"
_QUICK = 3
_SALT = b"https://w3id.org/nordic-innovation/privacy"
# A tenth of a second and 32 MB for each name that the fast hash does not tell apart.
_COST, _BLOCK, _MEMORY = 2**15, 8, 2**26


def name_key(text: str) -> str:
    """Return a name or an id so that all its spellings are alike, in whatever order its words are.

    Examples
    --------
    >>> name_key("Bjørn, Ole"), name_key("ole-bjoern"), name_key("OLE BJORN")
    ('bjorn ole', 'bjorn ole', 'bjorn ole')
    """
    return " ".join(sorted(name_words(text)))


def of_name(text: str) -> str:
    """Return the fingerprint of a name or an id, the same for all its spellings."""
    return _fingerprint(name_key(text))


def of_id(person: str) -> str:
    """Return the fingerprint of an id, of no other spelling."""
    return _fingerprint(f"person/{person}")


def _fingerprint(text: str) -> str:
    return _quick(text) + _slow(text)


def _quick(text: str) -> str:
    return hashlib.sha256(_SALT + text.encode()).hexdigest()[:_QUICK]


@cache
def _slow(text: str) -> str:
    made = hashlib.scrypt(
        text.encode(), salt=_SALT, n=_COST, r=_BLOCK, p=1, maxmem=_MEMORY, dklen=16
    )
    return made.hex()


@dataclass(frozen=True)
class Removal:
    """One who was taken out.

    Parameters
    ----------
    row
        The row of the table.
    day
        When.
    names
        Fingerprints of names and ids.
    admitted
        Fingerprints of the ids of others who bear such a name.
    """

    row: int
    day: str
    names: frozenset[str]
    admitted: frozenset[str]


class Removals:
    """All who were taken out, to hold others against.

    Parameters
    ----------
    tables
        The tables as they stand.
    """

    def __init__(self, tables: Tables) -> None:
        self._removals = [_removal(table, row) for table, row in _rows(tables)]

    def __len__(self) -> int:
        return len(self._removals)

    @cached_property
    def _first_digits(self) -> frozenset[str]:
        return frozenset(name[:_QUICK] for one in self._removals for name in one.names)

    def called(self, text: str) -> list[Removal]:
        """Return those who were called so here, by whatever spelling of name or id."""
        key = name_key(text)
        if _quick(key) not in self._first_digits:
            return []
        fingerprint = _fingerprint(key)
        return [one for one in self._removals if fingerprint in one.names]

    def stopping(self, person: str, name: str) -> list[Removal]:
        """Return those who would be brought back by an id and a name; none if it is admitted."""
        found = [*self.called(name), *self.called(person)]
        admitted = any(of_id(person) in one.admitted for one in found) if found else False
        return [] if admitted else found


def _rows(tables: Tables) -> Iterator[tuple[Table, Row]]:
    return ((table, row) for table, rows in tables if table.name == TABLE for row in rows)


def _removal(table: Table, row: Row) -> Removal:
    def values(name: str) -> frozenset[str]:
        at = table.index(name)
        return frozenset(table.columns[at].values(row.cells[at]))

    return Removal(row.number, row.cells[table.index(DAY)], values(NAMES), values(ADMITTED))


def person_of(table: Table, column: Column, value: str) -> str:
    """Return the id of the person whom a value names by it; empty where it names none.

    Examples
    --------
    >>> thing = Column("thing", "", None, "https://w3id.org/nordic-innovation/id/{+thing}", None)
    >>> person_of(Table("same_as", "", "", (thing,), (), ()), thing, "person/ada")
    'ada'
    """
    is_own = column.name == "id"
    template = f"{table.folder}/{{id}}" if is_own else column.path_template or ""
    path = template.partition("{")[0] + value
    return path.removeprefix(_PERSON) if path.startswith(_PERSON) else ""


def named_people(table: Table, row: Row) -> Iterator[tuple[Column, str]]:
    """Yield the id of each person whom a row names by it, with the column."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        for value in column.values(cell) if column.name == "id" or column.path_template else ():
            person = person_of(table, column, value)
            if person:
                yield column, person


def returned(tables: Tables) -> Iterator[Complaint]:
    """Yield a complaint for each cell that would bring one back who was taken out."""
    removals = Removals(tables)
    if not len(removals):
        return
    entries = [
        _Entry(table, row, column, person)
        for table, rows in tables
        for row in rows
        for column, person in named_people(table, row)
    ]
    called = list({(one.person, one.name) for one in entries})
    with ThreadPoolExecutor() as threads:  # the slow hash lets go of Python
        stopping = dict(
            zip(called, threads.map(lambda one: removals.stopping(*one), called), strict=True)
        )
    for one in entries:
        found = stopping[one.person, one.name]
        if found:
            problem = f"whoever was called so was taken out on {found[0].day}"
            remedy = f"take the row out; if it is somebody else: kg person admit {one.person}"
            shown = one.person if one.name == one.person else f"{one.person} ({one.name})"
            yield Complaint(one.table.file, one.row.number, one.column.name, shown, problem, remedy)


@dataclass(frozen=True)
class _Entry:
    """A cell that names a person by id."""

    table: Table
    row: Row
    column: Column
    person: str

    @property
    def name(self) -> str:
        """The name beside it; elsewhere than among people there is only the id."""
        is_entry = self.table.folder == "id/person" and self.column.name == "id"
        return self.row.cells[self.table.index("name")] if is_entry else self.person
