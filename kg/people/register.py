"""The people in the tables: who somebody is, under all ids and names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process

from kg import identity, ontology, tables
from kg.errors import Replaced, UnknownName
from kg.identity import Judgements
from kg.people.mentions import Mentions
from kg.settings import Settings
from kg.tables import Row, Table, Tables
from kg.tables.removals import Removals

_KIND = "person/"
_NEAR = 70


@dataclass(frozen=True)
class Person:
    """Somebody, as the tables have them.

    Parameters
    ----------
    id
        The id that is kept.
    retired
        Ids that were retired for it.
    names
        The names as printed, the first one first.
    """

    id: str
    retired: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """All ids."""
        return frozenset((self.id, *self.retired))


class Register:
    """Finds people in the tables.

    Parameters
    ----------
    settings
        Where the tables lie.

    Raises
    ------
    BuildRefused
        If there are complaints about the tables.
    """

    def __init__(self, settings: Settings) -> None:
        concepts = ontology.read(settings.ontology, settings.base_iri).concepts
        self.tables: Tables = tables.read(settings.tables, concepts)
        self.judgements: Judgements = identity.judgements(self.tables)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The names of everybody, by id."""
        found: dict[str, list[str]] = {}
        for person, name in self._entries():
            found.setdefault(person, []).append(name)
        return found

    def _entries(self) -> Iterator[tuple[str, str]]:
        for table, rows in self.tables:
            if table.folder == "id/person":
                at, name = table.index("id"), table.index("name")
                yield from ((row.cells[at], row.cells[name]) for row in rows)

    def person(self, asked: str) -> Person:
        """Return a person by id.

        Raises
        ------
        UnknownName
            If there is none of this id, with near ones; or if that person was taken out.
        Replaced
            If the id was retired for another.
        """
        kept = self.judgements.kept.get(_KIND + asked)
        if kept:
            raise Replaced(_KIND + asked, kept)
        if asked not in self.names:
            raise self._unknown(asked)
        retired = sorted(
            thing.removeprefix(_KIND)
            for thing, other in self.judgements.kept.items()
            if other == _KIND + asked
        )
        names = [name for one in (asked, *retired) for name in self.names.get(one, ())]
        return Person(asked, tuple(retired), tuple(dict.fromkeys(names)))

    def _unknown(self, asked: str) -> UnknownName:
        removed = Removals(self.tables).called(asked)
        if removed:
            return UnknownName(f"Whoever had the id {asked!r} was taken out on {removed[0].day}.")
        near = process.extract(asked, list(self.names), limit=3, score_cutoff=_NEAR)
        return UnknownName(f"There is no person {asked!r} in people.csv.", [one[0] for one in near])

    def mentions(self, person: Person) -> Mentions:
        """Return what finds a person in texts, and tells them from all others."""
        others = [
            called
            for other, names in self.names.items()
            if other not in person.ids
            for called in (other, *names)
        ]
        return Mentions((*person.names, *person.ids), others)

    @property
    def merged(self) -> Tables:
        """The tables by the ids that are kept."""
        return identity.merged(self.tables, self.judgements.kept)


def texts(table: Table, row: Row) -> Iterator[tuple[int, str]]:
    """Yield the cells of a row in which a person may be named in passing, with their place.

    The names of people and references to them stand in columns of their own.
    """
    for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        is_name = table.folder == "id/person" and column.name in {"id", "name"}
        names_person = cell.startswith(_KIND) or (column.path_template or "").startswith(
            "id/person/"
        )
        is_concept = (column.path_template or "").startswith("concept/")
        if cell and not (is_name or names_person or is_concept):
            yield at, cell
