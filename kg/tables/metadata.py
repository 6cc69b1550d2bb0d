"""Read the CSVW metadata: which tables and columns there are, and what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import csvw

from kg.errors import BuildFailed, UnknownName
from kg.prefixes import expand
from kg.tables.model import Column, Table

METADATA = "csv-metadata.json"
"""Name of the metadata file, as CSVW has it for a folder of tables."""


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
