"""What the tables are made of: columns, rows, and how the metadata describes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from kg.prefixes import expand
from kg.settings import BASE

PARTIAL_DATE = expand("npi:PartialDate")
"""The datatype of dates that may be a year, a month or a day."""
PERIOD = expand("npi:Period")
"""The datatype of dates that may be an interval too: two with a slash between them."""

_REFERENCE = re.compile(re.escape(BASE) + r"((?:id|concept)/.*)")


class Row(NamedTuple):
    """One row: the line on which it begins, and its cells in the order of the table's columns."""

    number: int
    cells: tuple[str, ...]

    def with_cell(self, at: int, cell: str) -> Row:
        """Return the row with another cell at a place.

        Examples
        --------
        >>> Row(2, ("a", "b")).with_cell(1, "c")
        Row(number=2, cells=('a', 'c'))
        """
        return self._replace(cells=(*self.cells[:at], cell, *self.cells[at + 1 :]))


@dataclass(frozen=True)
class Column:
    """One column of a table, as the metadata describes it.

    Parameters
    ----------
    name
        Its name in the header; for a virtual column, a name of its own.
    predicate
        IRI of the property that a cell gives; None where the cell only serves another column.
    value_template
        URI template of the object; None where the object is a literal.
    about_template
        URI template of the subject where it is not that of the row.
    path_template
        The value template without the base, where it leads to a thing or concept of ours that
        has to exist.
    """

    name: str
    meaning: str
    predicate: str | None
    value_template: str | None
    about_template: str | None
    datatype: Any = None
    datatype_iri: str = ""
    expected: str = ""
    required: bool = False
    separator: str | None = None
    language: str | None = None
    language_column: str | None = None
    virtual: bool = False

    @property
    def path_template(self) -> str | None:
        """The value template after the base, if the value is a thing or a concept of ours."""
        if self.virtual or not self.value_template:
            return None
        found = _REFERENCE.fullmatch(self.value_template)
        return found[1] if found else None

    def values(self, cell: str) -> list[str]:
        """Return the values of a cell: none, one, or as many as the separator makes.

        Examples
        --------
        >>> Column("locator", "", None, None, None, separator=";").values("title; page 2")
        ['title', 'page 2']
        >>> Column("name", "", None, None, None).values("")
        []
        """
        if not cell:
            return []
        return [one.strip() for one in cell.split(self.separator)] if self.separator else [cell]


@dataclass(frozen=True)
class Table:
    """One table, as the metadata describes it.

    Parameters
    ----------
    name
        Its name, such as ``people``.
    about_template
        URI template of what a row is about; ``{_key}`` stands for the primary key without the
        source, so that two sources of one claim meet in one IRI.
    """

    name: str
    meaning: str
    about_template: str
    columns: tuple[Column, ...]
    virtual: tuple[Column, ...]
    primary_key: tuple[str, ...]

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"

    @cached_property
    def about_path(self) -> str:
        """The template of what a row is about, after the base."""
        return self.about_template.removeprefix(BASE)

    @property
    def folder(self) -> str:
        """What comes before the id in the path of what a row is about: ``id/person``."""
        return self.about_path.rpartition("/")[0]

    def index(self, name: str) -> int:
        """Return the position of a column by its name."""
        return self._positions[name]

    def has(self, name: str) -> bool:
        """Return whether there is a column of this name."""
        return name in self._positions

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {column.name: at for at, column in enumerate(self.columns)}


@dataclass(frozen=True)
class Tables:
    """All tables, read and checked.

    Parameters
    ----------
    schema
        The tables' descriptions in the order of the metadata.
    rows
        The rows of each table, by the table's name, in the order of the file.
    """

    schema: tuple[Table, ...]
    rows: Mapping[str, list[Row]]

    def __iter__(self) -> Iterator[tuple[Table, list[Row]]]:
        for table in self.schema:
            yield table, self.rows[table.name]
