"""Put tables into the project's form, so that a change shows as the rows that changed and no more.

The form: UTF-8 without byte-order mark, commas, line ends LF, quotation marks only where a cell
needs them, columns in the order of the metadata, rows in the order of their primary key.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.errors import BuildFailed, Complaint, FormatRefused
from kg.tables.metadata import METADATA, read_schema
from kg.tables.model import Row, Table
from kg.tables.reader import Reader


def unformatted(folder: Path) -> dict[Path, str]:
    """Return the tables of a folder that are not in the project's form, each as it should be.

    Every cell is kept as it is, right or wrong, and so is every row that has a cell in it.

    Parameters
    ----------
    folder
        The folder of the tables and their metadata.

    Raises
    ------
    FormatRefused
        If something is written in a table that would be lost, with every such place.
    BuildFailed
        If the metadata itself is unusable.
    """
    found: dict[Path, str] = {}
    lost: list[Complaint] = []
    for table in read_schema(folder / METADATA):
        reader, path = Reader(table), folder / table.file
        text = written(table, reader.read(path))
        lost += reader.lost
        if not reader.lost and path.read_bytes() != text.encode():
            found[path] = text
    if lost:
        raise FormatRefused(lost)
    return found


def written(table: Table, rows: Iterable[Row]) -> str:
    """Return the text of a table in the project's form.

    Examples
    --------
    >>> from kg.tables import Column
    >>> columns = tuple(Column(name, "", None, None, None) for name in ("name", "id"))
    >>> table = Table("people", "", "", columns, (), ("id",))
    >>> print(written(table, [Row(2, ("Ål, Åse", "b")), Row(3, ("Æ", "a"))]), end="")
    name,id
    Æ,a
    "Ål, Åse",b
    """
    key = [table.index(name) for name in table.primary_key]

    def place(cells: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(cells[at] for at in key), cells

    header = tuple(column.name for column in table.columns)
    return "".join(map(line, [header, *sorted((row.cells for row in rows), key=place)]))


def line(cells: Iterable[str]) -> str:
    """Return the line of a row.

    The writer puts quotation marks around those signs that end its own lines.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


def write(files: Mapping[Path, str]) -> None:
    """Write tables; each takes the place of the former only when it is whole.

    Raises
    ------
    BuildFailed
        If the disk refuses.
    """
    for path, text in files.items():
        partial = path.with_name(f"{path.name}.partial")
        try:
            partial.write_bytes(text.encode())
            partial.replace(path)
        except OSError as error:
            raise BuildFailed(f"{path.name} cannot be written: {error}.") from error
        finally:
            partial.unlink(missing_ok=True)
