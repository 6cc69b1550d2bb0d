"""Read one file and gather what is wrong with it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.errors import Complaint
from kg.folding import slug
from kg.tables.cells import cell_faults
from kg.tables.model import Column, Row, Table
from kg.tables.references import nearest

csv.field_size_limit(sys.maxsize)  # an over-long cell gets our complaint, not the reader's


@dataclass
class Reader:
    """Reads one file and gathers what is wrong with it.

    Parameters
    ----------
    complaints
        What is wrong.
    lost
        Those of the complaints because of which not all that is written in the file is in the
        rows.
    whole
        Whether all ids of the file became known.
    shown
        Ids of rows that have a wrong number of cells, so that references to them are not faulted.
    """

    table: Table
    complaints: list[Complaint] = field(default_factory=list)
    lost: list[Complaint] = field(default_factory=list)
    whole: bool = True
    shown: set[str] = field(default_factory=set)

    def read(self, path: Path) -> list[Row]:
        """Return the rows of a file that have a cell for each column, whatever stands in them."""
        text = self._text(path)
        if text is None:
            self.whole = False
            return []
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        rows: list[Row] = []
        end = 0
        try:
            layouts = self._header(next(lines))
            end = lines.line_num
            for record in lines:
                start, end = end + 1, lines.line_num
                row = self._row(start, record, layouts)
                if row:
                    rows.append(row)
        except csv.Error as error:
            self.whole = False
            self._complain(
                end + 1,
                "",
                "",
                f"the file breaks off here ({error})",
                "check the quotation marks",
                lost=True,
            )
        self._duplicates(rows)
        return rows

    def _complain(
        self, row: int, column: str, value: str, problem: str, remedy: str, *, lost: bool = False
    ) -> None:
        shown = value if len(value) <= 80 else f"{value[:60]}… ({len(value)} characters)"
        complaint = Complaint(self.table.file, row, column, shown, problem, remedy)
        self.complaints.append(complaint)
        if lost:
            self.lost.append(complaint)

    def _text(self, path: Path) -> str | None:
        """Return the text of the file, or None and a complaint."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            remedy = "add it, with its header row at least"
            self._complain(0, "", "", "the file is missing", remedy, lost=True)
            return None
        except OSError as error:
            problem = f"unreadable ({error.strerror})"
            self._complain(0, "", "", problem, "make it a readable file", lost=True)
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            line = data.split(b"\n")[row - 1].decode("latin-1").strip()
            self._complain(row, "", line, "not UTF-8", "save the file as CSV in UTF-8", lost=True)
            return None
        if not text.strip():
            remedy = "give it its header row at least"
            self._complain(0, "", "", "the file is empty", remedy, lost=True)
            return None
        return text

    def _header(self, header: list[str]) -> dict[int, list[int]]:
        """Return by the number of cells of a row where each column is in it; -1 for a missing one.

        Rows may have cells for the names that do not belong in the header, or none.
        """
        names = [column.name for column in self.table.columns]
        for name in header:
            if name not in names:
                remedy = f"remove or rename it{nearest(name, names)}"
                self._complain(1, name, "", "unknown column", remedy, lost=True)
        for name in {name for name in header if header.count(name) > 1}:
            problem, remedy = "the column stands twice", "remove one of the two"
            self._complain(1, name, "", problem, remedy, lost=True)
        for column in self.table.columns:
            if column.name not in header:
                self.whole = self.whole and column.name not in self.table.primary_key
                remedy = "add it" if column.required else "add it; its cells may be empty"
                self._complain(1, column.name, "", "missing column", remedy)
        self._width, self._sound_header = len(header), not self.complaints
        own = [name for name in dict.fromkeys(header) if name in names]
        return {
            len(given): [given.index(name) if name in given else -1 for name in names]
            for given in (own, header)
        }

    def _row(self, number: int, record: list[str], layouts: dict[int, list[int]]) -> Row | None:
        """Return a checked row, or None and a complaint where the cells do not fit the header."""
        if not any(record):
            self._complain(number, "", "", "empty row", "remove it")
            return None
        positions = layouts.get(len(record))
        if positions is None:
            self._misfit(number, record, layouts[self._width])
            return None
        cells = tuple(record[at] if at >= 0 else "" for at in positions)
        for column, at, cell in zip(self.table.columns, positions, cells, strict=True):
            if at >= 0:
                for problem, remedy in self._faults(column, cell):
                    self._complain(number, column.name, cell, problem, remedy)
        return Row(number, cells)

    def _misfit(self, number: int, record: list[str], positions: list[int]) -> None:
        """Complain of a row whose cells do not fit the header; of a faulty header, only once."""
        if self._sound_header or self._fitting:
            self._complain(
                number,
                "",
                ",".join(record),
                f"{len(record)} cells, but the header has {self._width}",
                "check commas and quotation marks",
                lost=True,
            )
        self._fitting = False
        for column, at in zip(self.table.columns, positions, strict=True):
            if column.name == "id":
                # Cells have moved, but for the first one.
                sure = self._sound_header and at == 0 and not self._faults(column, record[0])
                self.shown.update(record[:1] if sure else ())
                self.whole = self.whole and sure

    def _faults(self, column: Column, cell: str) -> tuple[tuple[str, str], ...]:
        """Return what is wrong with a cell, from memory where the same cell was met before."""
        memory = self._memory.setdefault(column.name, {})
        if cell not in memory:
            memory[cell] = tuple(cell_faults(column, cell))
        return memory[cell]

    _memory: dict[str, dict[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    _width: int = 0
    _sound_header: bool = True
    _fitting: bool = True

    def _duplicates(self, rows: Iterable[Row]) -> None:
        """Complain of rows whose key makes the same IRI: small differences of writing do not."""
        at = [self.table.index(name) for name in self.table.primary_key]
        required = [position for position in at if self.table.columns[position].required]
        slugged = cache(slug)
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            key = tuple(slugged(row.cells[position]) for position in at)
            earlier = first.setdefault(key, row.number)
            if earlier != row.number and all(row.cells[position] for position in required):
                self._complain(
                    row.number,
                    self.table.primary_key[0] if len(at) == 1 else "",
                    " ".join(filter(None, (row.cells[position] for position in at))),
                    f"duplicate: row {earlier} has the same {' and '.join(self.table.primary_key)}",
                    "merge the two rows, or make them differ in letters or digits",
                )


def _delimiter(text: str) -> str:
    """Return the character that parts the cells: a comma, or a semicolon as Excel saves it."""
    header = text.splitlines()[0]
    return ";" if ";" in header and "," not in header else ","
