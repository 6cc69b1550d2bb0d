"""Read the tables and check them against their CSVW metadata: every complaint, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BuildRefused, Complaint
from kg.tables.cells import LONGEST_CELL, cell_faults
from kg.tables.metadata import METADATA, read_schema
from kg.tables.model import PARTIAL_DATE, PERIOD, Column, Row, Table, Tables
from kg.tables.reader import Reader
from kg.tables.references import (
    Known,
    known_paths,
    near,
    nearest,
    unknown_references,
    unused_sources,
)
from kg.tables.removals import returned
from kg.tables.replacing import unfinished

__all__ = [
    "LONGEST_CELL", "METADATA", "PARTIAL_DATE", "PERIOD", "Column", "Examined", "Reader", "Row",
    "Table", "Tables", "cell_faults", "examine", "known_paths", "near", "nearest", "read",
    "read_schema",
]  # fmt: skip


@dataclass(frozen=True)
class Examined:
    """Tables as they stand, and what is wrong with them.

    Parameters
    ----------
    tables
        Every row that has a cell for each column, whatever stands in it.
    complaints
        Every complaint about every table.
    unread
        Names of the tables of which not all rows could be read.
    """

    tables: Tables
    complaints: tuple[Complaint, ...]
    unread: frozenset[str]

    @property
    def sound(self) -> Tables:
        """The tables without the rows that have complaints, and without what was half read."""
        faulty = {(complaint.file, complaint.row) for complaint in self.complaints}
        return Tables(
            self.tables.schema,
            {
                table.name: [
                    row
                    for row in rows
                    if table.name not in self.unread and (table.file, row.number) not in faulty
                ]
                for table, rows in self.tables
            },
        )


def read(folder: Path, concepts: Mapping[str, Mapping[str, str]]) -> Tables:
    """Read all tables of a folder and check them.

    Parameters
    ----------
    folder
        The folder of the tables and their metadata.
    concepts
        For each scheme the concept's IRI by the value that a cell may hold.

    Returns
    -------
    Tables
        Free of complaints.

    Raises
    ------
    BuildRefused
        With every complaint about every table.
    BuildFailed
        If the metadata itself is unusable.
    """
    examined = examine(folder, concepts)
    if examined.complaints:
        raise BuildRefused(examined.complaints)
    return examined.tables


def examine(folder: Path, concepts: Mapping[str, Mapping[str, str]]) -> Examined:
    """Read all tables of a folder, right or wrong; parameters and failure as in `read`."""
    schema = read_schema(folder / METADATA)
    readers = [Reader(table) for table in schema]
    rows = {reader.table.name: reader.read(folder / reader.table.file) for reader in readers}
    tables = Tables(schema, rows)
    shown = {f"{reader.table.folder}/{one}" for reader in readers for one in reader.shown}
    known = Known(
        known_paths(tables, concepts).keys() | shown,
        {table.folder: table.file for table in schema},
        frozenset(reader.table.folder for reader in readers if not reader.whole),
    )
    unread = frozenset(reader.table.name for reader in readers if not reader.whole)
    complaints = [complaint for reader in readers for complaint in reader.complaints]
    complaints += unknown_references(tables, known)
    if not unread and not any(reader.lost for reader in readers):
        complaints += unused_sources(tables)
    complaints += returned(tables)
    complaints += _unknown_files(folder, schema)
    complaints += unfinished(folder)
    return Examined(tables, tuple(complaints), unread)


def _unknown_files(folder: Path, schema: tuple[Table, ...]) -> Iterator[Complaint]:
    """Yield a complaint for each table that the metadata does not describe."""
    known = [table.file for table in schema]
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            remedy = f"rename it, or describe it in {METADATA}{nearest(path.name, known)}"
            yield Complaint(path.name, 0, "", "", "unknown table", remedy)
