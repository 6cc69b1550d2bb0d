"""Read the CSVW metadata: which tables and columns there are, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import csvw
import pyoxigraph as ox

from kg.errors import BuildFailed, UnknownName
from kg.prefixes import expand
from kg.tables.model import Column, Table

METADATA = "csv-metadata.json"
"""Name of the metadata file, as CSVW has it for a folder of tables."""

_VARIABLE = re.compile(r"{\+?(\w+)}")
_SOURCES = "id/source"


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
        If the file is missing or is not CSVW metadata, or if no graph can be made by it: with
        every such place.
    """
    unusable = f"The description of the tables, {metadata.name}, is unusable"
    faults: list[str] = []
    try:
        tables = csvw.TableGroup.from_file(metadata).tables
        schema = tuple(_table(table, faults) for table in tables)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise BuildFailed(f"{unusable}: {error}.") from error
    if not schema:
        raise BuildFailed(f"{unusable}: it describes no table.")
    if faults:
        raise BuildFailed("\n".join([f"{unusable}: correct these places.", *faults]))
    return schema


def _table(table: csvw.Table, faults: list[str]) -> Table:
    """Return a table; what would keep its rows out of a graph is added to the faults."""
    schema = table.tableSchema
    columns: list[Column] = []
    unread: list[str] = []
    for column in schema.columns:
        try:
            columns.append(_column(column))
        except (ValueError, UnknownName) as error:
            unread.append(f"{table.url}, column {column.name}: {error}".rstrip("."))
    made = Table(
        name=str(table.url).removesuffix(".csv"),
        meaning=table.common_props.get("dc:description", ""),
        about_template=str(schema.aboutUrl or ""),
        columns=tuple(column for column in columns if not column.virtual),
        virtual=tuple(column for column in columns if column.virtual),
        primary_key=tuple(schema.primaryKey or ()),
    )
    faults += unread or [f"{made.file}, {fault}" for fault in _faults(made)]
    return made


def _faults(table: Table) -> Iterator[str]:
    """Yield each place at which a table is at odds with itself."""
    names = [column.name for column in table.columns]
    if not table.about_template:
        yield "aboutUrl: missing; give the address of what a row is about"
    if not table.primary_key:
        yield "primaryKey: missing; name the columns that tell the rows apart"
    for name in table.primary_key:
        if name not in names:
            yield f"primaryKey: there is no column {name}"
    makes_graph = table.about_template.endswith(("/{id}", "/{_key}"))
    if makes_graph and table.folder != _SOURCES and "source" not in names:
        yield "column source: missing; each row stands in the graph of its source"
    yield from _template_faults("aboutUrl", table.about_template, [*names, "_key"])
    for column in (*table.columns, *table.virtual):
        where = f"column {column.name}"
        yield from _template_faults(f"{where}, aboutUrl", column.about_template or "", names)
        yield from _template_faults(f"{where}, valueUrl", column.value_template or "", names)
        if column.language_column and column.language_column not in names:
            yield f"{where}, npi:languageColumn: there is no column {column.language_column}"


def _template_faults(where: str, template: str, names: list[str]) -> Iterator[str]:
    """Yield each column that a template asks for in vain, and that it makes no address."""
    for name in _VARIABLE.findall(template):
        if name not in names:
            yield f"{where}: there is no column {name}"
    filled = _VARIABLE.sub("x", template)
    if "/" in filled:
        try:
            ox.NamedNode(filled)
        except ValueError as error:
            yield f"{where}: {template} is no address ({error})"


def _column(column: csvw.Column) -> Column:
    datatype = column.inherit("datatype")
    expected = datatype.common_props.get("dc:description", "") if datatype else ""
    return Column(
        name=column.name,
        meaning=column.common_props.get("dc:description", ""),
        predicate=_property(str(column.propertyUrl)) if column.propertyUrl else None,
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


def _property(named: str) -> str:
    """Return the IRI of a property, which may be given as a prefixed name."""
    iri = named if "://" in named else expand(named)
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise ValueError(f"propertyUrl: {named} is no address ({error})") from None


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
