"""References from cells to things and concepts: which there are, and which lead nowhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial

from rapidfuzz import process

from kg.errors import Complaint
from kg.prefixes import expand
from kg.settings import BASE
from kg.tables.cells import cell_faults
from kg.tables.model import Column, Row, Table, Tables

_SOURCE = expand("dcterms:source")
_VARIABLE = re.compile(r"{\+?(\w+)}")


@dataclass(frozen=True)
class Known:
    """What cells may refer to.

    Parameters
    ----------
    paths
        The things and concepts that there are.
    files
        For each folder of paths the table that has its ids, where one has.
    unread
        Folders of which some ids are not known, as their table could not be read.
    """

    paths: Collection[str]
    files: Mapping[str, str]
    unread: Collection[str]

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The names in each folder of paths."""
        names: dict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            names[folder].append(name)
        return names

    def remedy(self, path: str) -> str:
        """Return what to do about a path that leads nowhere, or nothing."""
        folder, _, name = path.rpartition("/")
        if path in self.paths or folder in self.unread:
            return ""
        names = self._names.get(folder, [])
        if folder.startswith("concept/") and 0 < len(names) <= 12:
            return f"use one of {', '.join(sorted(names))}"
        concepts = f"ontology/{folder.replace('concept/', 'concepts/')}.ttl"
        return f"correct it, or add it to {self.files.get(folder, concepts)}{nearest(name, names)}"


def unknown_references(tables: Tables, known: Known) -> Iterator[Complaint]:
    """Yield a complaint for each cell that refers to a thing or concept that is not there."""
    for table, rows in tables:
        for at, column in enumerate(table.columns):
            if column.path_template:
                yield from _unknown_in_column(table, rows, at, column, known)


def _unknown_in_column(
    table: Table, rows: list[Row], at: int, column: Column, known: Known
) -> Iterator[Complaint]:
    remedy = cache(partial(_remedy_unknown, column, known))
    what = column.name if (column.path_template or "").startswith("concept/") else "id"
    for row in rows:
        for value in column.values(row.cells[at]):
            if remedy(value):
                yield Complaint(
                    table.file, row.number, column.name, value, f"unknown {what}", remedy(value)
                )


def unused_sources(tables: Tables) -> Iterator[Complaint]:
    """Yield a complaint for each source that no row names."""
    named = {
        row.cells[at]
        for table, rows in tables
        for at, column in enumerate(table.columns)
        if column.predicate == _SOURCE
        for row in rows
    }
    for table, rows in tables:
        if table.folder == "id/source":
            at = table.index("id")
            for row in rows:
                if row.cells[at] and row.cells[at] not in named:
                    remedy = "enter what it says, or take it out"
                    problem = "no row names this source"
                    yield Complaint(table.file, row.number, "id", row.cells[at], problem, remedy)


def _remedy_unknown(column: Column, known: Known, value: str) -> str:
    """Return what to do about an unknown value; nothing where it is known or faulty in itself."""
    remedy = known.remedy(_VARIABLE.sub(lambda _: value, column.path_template or ""))
    return "" if any(cell_faults(column, value)) else remedy


def near(name: str, names: Iterable[str]) -> list[str]:
    """Return the names that are near to a name, at most two, the nearest first."""
    hits = process.extract(name, list(names), processor=str.casefold, limit=2, score_cutoff=70)
    return [hit[0] for hit in hits]


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint at the names that are near to a name, or nothing."""
    found = near(name, names)
    return f" (near to it: {', '.join(found)})" if found else ""


def known_paths(tables: Tables, concepts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return every thing and concept that a cell may refer to.

    Parameters
    ----------
    tables
        The tables with their rows.
    concepts
        For each scheme the concept's IRI by the value that a cell may hold.

    Returns
    -------
    dict
        For each path as a cell gives it (``concept/country/DK``, ``id/person/pia-gjellerup``)
        the IRI with the canonical base.
    """
    known = {
        f"concept/{scheme}/{cell}": iri
        for scheme, cells in concepts.items()
        for cell, iri in cells.items()
    }
    for table, rows in tables:
        if table.about_path.endswith("/{id}"):
            folder, at = table.about_path.removesuffix("{id}"), table.index("id")
            known.update(
                {f"{folder}{row.cells[at]}": f"{BASE}{folder}{row.cells[at]}" for row in rows}
            )
    return known
