"""Read the tables and check them against their CSVW metadata: every complaint, all at once."""

from __future__ import annotations

import csv
import datetime
import io
import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import csvw
import pyoxigraph as ox
from rapidfuzz import process

from kg.errors import BuildFailed, BuildRefused, Complaint, UnknownName
from kg.folding import slug
from kg.prefixes import expand
from kg.settings import BASE
from kg.vocabulary import RESERVED_SOURCES

METADATA = "csv-metadata.json"
"""Name of the metadata file, as CSVW has it for a folder of tables."""
PARTIAL_DATE = expand("npi:PartialDate")
"""The datatype of dates that may be a year, a month or a day."""
LONGEST_CELL = 5000
"""Characters: more than the longest description; what is longer is a quotation mark gone wrong."""

_REFERENCE = re.compile(re.escape(BASE) + r"((?:id|concept)/.*)")
_VARIABLE = re.compile(r"{\+?(\w+)}")
_MARKUP = re.compile(r"<[a-z!/?]|&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNCOMMON = re.compile(r"[^\x00-\x7f\u00c0-\u024f]")  # all others are Latin letters
_LOST_LETTER = "\ufffd"
# How numbers are written in XML Schema; Python itself reads 1_000 and Arabic digits too.
_NUMBER = {
    expand("xsd:decimal"): re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    expand("xsd:integer"): re.compile(r"-?[0-9]+"),
}
_ADDRESS = expand("xsd:anyURI")

csv.field_size_limit(sys.maxsize)  # an over-long cell gets our complaint, not the reader's


class Row(NamedTuple):
    """One row: the line on which it begins, and its cells in the order of the table's columns."""

    number: int
    cells: tuple[str, ...]


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

    @property
    def about_path(self) -> str:
        """The template of what a row is about, after the base."""
        return self.about_template.removeprefix(BASE)

    @property
    def folder(self) -> str:
        """What comes before the id in the path of what a row is about: ``id/person``."""
        return self.about_path.rpartition("/")[0]

    def index(self, name: str) -> int:
        """Return the position of a column by its name."""
        return [column.name for column in self.columns].index(name)


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


def read_schema(metadata: Path) -> tuple[Table, ...]:
    """Read the CSVW metadata.

    Parameters
    ----------
    metadata
        The metadata file.

    Returns
    -------
    tuple of Table
        In the order of the file.

    Raises
    ------
    BuildFailed
        If the file is missing or is not CSVW metadata.
    """
    unusable = f"The description of the tables, {metadata.name}, is unusable"
    try:
        schema = tuple(map(_table, csvw.TableGroup.from_file(metadata).tables))
    except (OSError, ValueError, TypeError, AttributeError, KeyError, UnknownName) as error:
        raise BuildFailed(f"{unusable}: {error}.") from error
    if not schema:
        raise BuildFailed(f"{unusable}: it describes no table.")
    return schema


def _table(table: csvw.Table) -> Table:
    schema = table.tableSchema
    columns = [_column(column) for column in schema.columns]
    return Table(
        name=str(table.url).removesuffix(".csv"),
        meaning=table.common_props.get("dc:description", ""),
        about_template=str(schema.aboutUrl),
        columns=tuple(column for column in columns if not column.virtual),
        virtual=tuple(column for column in columns if column.virtual),
        primary_key=tuple(schema.primaryKey),
    )


def _column(column: csvw.Column) -> Column:
    datatype = column.inherit("datatype")
    expected = datatype.common_props.get("dc:description", "") if datatype else ""
    named = str(column.propertyUrl) if column.propertyUrl else ""
    return Column(
        name=column.name,
        meaning=column.common_props.get("dc:description", ""),
        predicate=(named if "://" in named else expand(named)) if named else None,
        value_template=_iri_template(column.valueUrl),
        about_template=str(column.aboutUrl) if column.aboutUrl else None,
        datatype=datatype,
        datatype_iri=_datatype_iri(datatype),
        expected=expected.rstrip("."),
        required=bool(column.required),
        separator=column.separator,
        language=column.lang if column.lang != "und" else None,
        language_column=column.common_props.get("npi:languageColumn"),
        virtual=column.virtual,
    )


def _iri_template(template: object) -> str | None:
    """Return a valueUrl with a prefixed name in full."""
    if template is None:
        return None
    text = str(template)
    return text if "/" in text or "{" in text else expand(text)


def _datatype_iri(datatype: Any) -> str:
    if datatype is None:
        return expand("xsd:string")
    return datatype.at_props.get("id") or expand(f"xsd:{datatype.base}")


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
    schema = read_schema(folder / METADATA)
    readers = [_Reader(table) for table in schema]
    rows = {reader.table.name: reader.read(folder / reader.table.file) for reader in readers}
    tables = Tables(schema, rows)
    known = _Known(
        known_paths(tables, concepts),
        {table.folder: table.file for table in schema},
        frozenset(reader.table.folder for reader in readers if not reader.whole),
    )
    complaints = [complaint for reader in readers for complaint in reader.complaints]
    complaints += _unknown_references(tables, known)
    if complaints:
        raise BuildRefused(complaints)
    return tables


@dataclass
class _Reader:
    """Reads one file and gathers what is wrong with it.

    Parameters
    ----------
    whole
        Whether all ids of the file became known.
    """

    table: Table
    complaints: list[Complaint] = field(default_factory=list)
    whole: bool = True

    def read(self, path: Path) -> list[Row]:
        text = self._text(path)
        if text is None:
            self.whole = False
            return []
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        rows: list[Row] = []
        end = 0
        try:
            positions = self._header(next(lines))
            end = lines.line_num
            for record in lines:
                start, end = end + 1, lines.line_num
                row = self._row(start, record, positions)
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
            )
        self._duplicates(rows)
        return rows

    def _complain(self, row: int, column: str, value: str, problem: str, remedy: str) -> None:
        shown = value if len(value) <= 80 else f"{value[:60]}… ({len(value)} characters)"
        self.complaints.append(Complaint(self.table.file, row, column, shown, problem, remedy))

    def _text(self, path: Path) -> str | None:
        """Return the text of the file, or None and a complaint."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            self._complain(0, "", "", "the file is missing", "add it, with its header row at least")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            line = data.split(b"\n")[row - 1].decode("latin-1").strip()
            self._complain(row, "", line, "not UTF-8", "save the file as CSV in UTF-8")
            return None
        if not text.strip():
            self._complain(0, "", "", "the file is empty", "give it its header row at least")
            return None
        return text

    def _header(self, header: list[str]) -> list[int]:
        """Return for each column of the table its position in the file; -1 where it is missing."""
        names = [column.name for column in self.table.columns]
        for name in header:
            if name not in names:
                self._complain(
                    1, name, "", "unknown column", f"remove or rename it{_nearest(name, names)}"
                )
        for name in {name for name in header if header.count(name) > 1}:
            self._complain(1, name, "", "the column stands twice", "remove one of the two")
        for column in self.table.columns:
            if column.name not in header:
                self.whole = self.whole and column.name not in self.table.primary_key
                remedy = "add it" if column.required else "add it; its cells may be empty"
                self._complain(1, column.name, "", "missing column", remedy)
        self._width = len(header)
        return [header.index(name) if name in header else -1 for name in names]

    def _row(self, number: int, record: list[str], positions: list[int]) -> Row | None:
        """Return a checked row, or None and a complaint where the cells do not fit the header."""
        if not any(record):
            self._complain(number, "", "", "empty row", "remove it")
            return None
        if len(record) != self._width:
            self._complain(
                number,
                "",
                ",".join(record),
                f"{len(record)} cells, but the header has {self._width}",
                "check commas and quotation marks",
            )
            return None
        cells = tuple(record[at] if at >= 0 else "" for at in positions)
        for column, at, cell in zip(self.table.columns, positions, cells, strict=True):
            if at >= 0:
                for problem, remedy in self._faults(column, cell):
                    self._complain(number, column.name, cell, problem, remedy)
        return Row(number, cells)

    def _faults(self, column: Column, cell: str) -> tuple[tuple[str, str], ...]:
        """Return what is wrong with a cell, from memory where the same cell was met before."""
        memory = self._memory.setdefault(column.name, {})
        if cell not in memory:
            memory[cell] = tuple(cell_faults(column, cell))
        return memory[cell]

    _memory: dict[str, dict[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    _width: int = 0

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
                    "merge the two rows",
                )


def _delimiter(text: str) -> str:
    """Return the character that parts the cells: a comma, or a semicolon as Excel saves it."""
    header = text.splitlines()[0]
    return ";" if ";" in header and "," not in header else ","


def cell_faults(column: Column, cell: str) -> Iterator[tuple[str, str]]:
    """Yield each fault of a cell by itself, as problem and remedy; references come later.

    Examples
    --------
    >>> list(cell_faults(Column("name", "", None, None, None, required=True), ""))
    [('empty, but required', 'fill it in, or remove the row')]
    """
    if not cell:
        if column.required:
            yield "empty, but required", "fill it in, or remove the row"
        return
    if len(cell) > LONGEST_CELL:
        yield (
            f"{len(cell):,} characters, more than {LONGEST_CELL:,}",
            "shorten it, or close the quotation mark that was left open",
        )
        return
    text_fault = _text_fault(cell)
    if text_fault:
        yield text_fault
        return
    for value in column.values(cell):
        yield from _datatype_faults(column, value)


def _text_fault(cell: str) -> tuple[str, str] | None:
    """Return what makes a cell unfit to be shown or opened in a spreadsheet."""
    if _CONTROL.search(cell):
        return "contains a control character or line break", "replace it by a space"
    if cell != cell.strip():
        return "begins or ends with a space", "remove the space"
    if cell[0] in "=+@":
        return f"begins with {cell[0]}, which spreadsheets run as a formula", "write it without"
    if _MARKUP.search(cell):
        return "contains HTML", "write plain text"
    if not unicodedata.is_normalized("NFC", cell):
        return "has letters split from their accents", "save it in composed form (Unicode NFC)"
    return next(filter(None, map(_letter_fault, _UNCOMMON.findall(cell))), None)


def _letter_fault(letter: str) -> tuple[str, str] | None:
    """Return what makes a letter unfit: it cannot be seen, or looks like a plain space."""
    what = f"contains the character U+{ord(letter):04X}, which"
    if letter == _LOST_LETTER:
        return f"{what} stands for a lost letter", "write the letter again"
    if unicodedata.category(letter)[0] in "CZ":
        return f"{what} cannot be seen as such", "remove it or write a plain space"
    return None


def _datatype_faults(column: Column, value: str) -> Iterator[tuple[str, str]]:
    """Yield the fault of one value against the datatype of its column."""
    expected = column.expected or f"a value of type {column.datatype_iri.rpartition('#')[2]}"
    if not value:
        yield "an empty value between separators", "remove the extra separator"
        return
    if not _fits(column, value):
        yield (
            "not allowed here",
            f"{'write' if column.expected else 'give'} {_lower_first(expected)}",
        )
        return
    if column.name in {"id", "source"} and value in RESERVED_SOURCES:
        yield "this id is taken by a graph of the system", "choose another id"


def _fits(column: Column, value: str) -> bool:
    """Return whether a value is written as the datatype of its column has it."""
    number = _NUMBER.get(column.datatype_iri)
    if number and not number.fullmatch(value):
        return False
    try:
        if column.datatype is not None:
            column.datatype.read(value)
        if column.datatype_iri == PARTIAL_DATE and len(value) == len("2018-01-26"):
            datetime.date.fromisoformat(value)
        if column.datatype_iri == _ADDRESS:
            ox.NamedNode(value)
    except ValueError:
        return False
    return True


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


@dataclass(frozen=True)
class _Known:
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

    def remedy(self, path: str) -> str:
        """Return what to do about a path that leads nowhere, or nothing."""
        folder, _, name = path.rpartition("/")
        if path in self.paths or folder in self.unread:
            return ""
        names = [one[len(folder) + 1 :] for one in self.paths if one.startswith(f"{folder}/")]
        if folder.startswith("concept/") and 0 < len(names) <= 12:
            return f"use one of {', '.join(sorted(names))}"
        concepts = f"ontology/{folder.replace('concept/', 'concepts/')}.ttl"
        return f"correct it, or add it to {self.files.get(folder, concepts)}{_nearest(name, names)}"


def _unknown_references(tables: Tables, known: _Known) -> Iterator[Complaint]:
    """Yield a complaint for each cell that refers to a thing or concept that is not there."""
    for table, rows in tables:
        for at, column in enumerate(table.columns):
            if column.path_template:
                yield from _unknown_in_column(table, rows, at, column, known)


def _unknown_in_column(
    table: Table, rows: list[Row], at: int, column: Column, known: _Known
) -> Iterator[Complaint]:
    remedy = cache(partial(_remedy_unknown, column, known))
    what = column.name if (column.path_template or "").startswith("concept/") else "id"
    for row in rows:
        for value in column.values(row.cells[at]):
            if remedy(value):
                yield Complaint(
                    table.file, row.number, column.name, value, f"unknown {what}", remedy(value)
                )


def _remedy_unknown(column: Column, known: _Known, value: str) -> str:
    """Return what to do about an unknown value; nothing where it is known or faulty in itself."""
    remedy = known.remedy(_VARIABLE.sub(lambda _: value, column.path_template or ""))
    return "" if any(cell_faults(column, value)) else remedy


def _nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint at the names that are near to a name, or nothing."""
    near = [hit[0] for hit in process.extract(name, list(names), limit=2, score_cutoff=70)]
    return f" (near to it: {', '.join(near)})" if near else ""


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
