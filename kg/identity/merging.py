"""Merge what is judged the same: rows speak of the kept id, and retired IRIs lead to the kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from kg.identity.judgements import TABLE
from kg.settings import BASE
from kg.tables import Column, Row, Table, Tables
from kg.vocabulary import IDENTITY_GRAPH, IS_REPLACED_BY

_THING = "id/"


def merged(tables: Tables, kept: Mapping[str, str]) -> Tables:
    """Return tables in which every retired id is replaced by the kept one.

    Parameters
    ----------
    tables
        Tables whose rows are free of complaints.
    kept
        For each retired thing the kept one, as in `kg.identity.Judgements`.

    Returns
    -------
    Tables
        Each row with its number. Rows that were entered under a retired id come after all others
        of their table, so that what the kept id is called comes first. The row of a retired
        source is gone: the page is described by the kept one. So is the table of judgements.
    """
    return Tables(
        tuple(table for table in tables.schema if table.name != TABLE),
        {
            table.name: _merged_rows(table, rows, kept)
            for table, rows in tables
            if table.name != TABLE
        },
    )


def _merged_rows(table: Table, rows: list[Row], kept: Mapping[str, str]) -> list[Row]:
    if not kept:
        return rows
    replacements = {
        at: replaced
        for at, column in enumerate(table.columns)
        if (replaced := _replacements(table, column, kept))
    }
    stay: list[Row] = []
    moved: list[Row] = []
    own = replacements.get(table.index("id"), {}) if table.about_path.endswith("/{id}") else {}
    for row in rows:
        cells = list(row.cells)
        for at, replaced in replacements.items():
            cells[at] = replaced.get(cells[at], cells[at])
        retired = own and row.cells[table.index("id")] in own
        (moved if retired else stay).append(Row(row.number, tuple(cells)))
    return stay if table.folder == f"{_THING}source" else stay + moved


def _replacements(table: Table, column: Column, kept: Mapping[str, str]) -> dict[str, str]:
    """Return for each retired value of a column the kept one."""
    template = column.path_template or ""
    if column.name == "id":
        template = table.about_path
    if not template.startswith(_THING):
        return {}
    before = template.removeprefix(_THING).partition("{")[0]
    return {
        thing.removeprefix(before): other.removeprefix(before)
        for thing, other in kept.items()
        if thing.startswith(before)
    }


def redirects(
    kept: Mapping[str, str], moved: Mapping[str, str], base: str = BASE
) -> Iterator[ox.Quad]:
    """Yield for each retired thing and each moved claim the statement by what it is replaced.

    Parameters
    ----------
    kept
        For each retired thing the kept one, as in `kg.identity.Judgements`.
    moved
        For each former IRI of a claim the one that it has now.
    base
        Base IRI of things, concepts and graphs.

    Examples
    --------
    >>> for quad in redirects({"person/ada": "person/ada-l"}, {}, "https://e.org/"):
    ...     print(quad.subject, quad.object)
    <https://e.org/id/person/ada> <https://e.org/id/person/ada-l>
    """
    graph = ox.NamedNode(base + IDENTITY_GRAPH)
    things = {f"{base}{_THING}{one}": f"{base}{_THING}{other}" for one, other in kept.items()}
    for retired, remaining in {**things, **moved}.items():
        yield ox.Quad(ox.NamedNode(retired), IS_REPLACED_BY, ox.NamedNode(remaining), graph)
