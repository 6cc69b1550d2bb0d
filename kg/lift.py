"""Lift checked table rows to quads, as the CSVW metadata says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.folding import slug
from kg.prefixes import expand, rebase
from kg.settings import BASE
from kg.tables import PARTIAL_DATE, PERIOD, Column, Row, Table, Tables
from kg.vocabulary import EDTF, WITHHELD_GRAPH, XSD_DATE, XSD_GYEAR, XSD_GYEAR_MONTH

Term = ox.NamedNode | ox.Literal
_VARIABLE = re.compile(r"{\+?(\w+)}")
# The first row of a thing that has a name gives its preferred one; other names of other rows stand
# beside it.
_NAMES = {expand("rdfs:label"), expand("foaf:name")}
_OTHER_NAME = ox.NamedNode(expand("skos:altLabel"))
_DATE_TYPES = {4: XSD_GYEAR, 7: XSD_GYEAR_MONTH, 10: XSD_DATE}


def date_literal(text: str) -> ox.Literal:
    """Return a partial date or an interval as it is printed, typed by its precision.

    Parameters
    ----------
    text
        A year, a month or a day, in ISO 8601, or two of these with a slash between them.

    Examples
    --------
    >>> str(date_literal("2018-01"))
    '"2018-01"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    >>> str(date_literal("2013/2014"))
    '"2013/2014"^^<http://id.loc.gov/datatypes/edtf/EDTF>'
    """
    datatype = EDTF if "/" in text else _DATE_TYPES[len(text)]
    return ox.Literal(text, datatype=datatype)


def lift(
    tables: Tables, concepts: Mapping[str, Mapping[str, str]], base: str = BASE
) -> Iterator[ox.Quad]:
    """Yield the quads of all rows, each in the named graph of the row's source.

    A triple that several rows of one source give is yielded once for each of them.

    Parameters
    ----------
    tables
        Tables whose rows are free of complaints.
    concepts
        For each scheme the concept's IRI by the value that a cell may hold.
    base
        Base IRI of things, concepts and graphs.
    """
    by_path = {
        f"concept/{scheme}/{cell}": rebase(iri, base)
        for scheme, cells in concepts.items()
        for cell, iri in cells.items()
    }
    for table, rows in tables:
        plan = _Plan(table, by_path, base)
        for row in rows:
            yield from plan.quads(row)


def row_subject(table: Table, row: Row, base: str = BASE) -> str:
    """Return the IRI of what a row is about.

    For a claim it is made of the key columns without the source, so that two sources that say
    the same speak of one claim.

    Examples
    --------
    >>> from kg.tables import Column, Row, Table
    >>> columns = tuple(Column(name, "", None, None, None) for name in ("person", "title", "start"))
    >>> about = BASE + "id/role/{_key}"
    >>> table = Table("roles", "", about, columns, (), ("person", "title", "start", "source"))
    >>> row_subject(table, Row(2, ("åse-ø", "Rådgiver", "")))
    'https://w3id.org/nordic-innovation/id/role/aase-oe--raadgiver'
    """
    if not table.about_path.endswith("{_key}"):
        return base + _filled(table.about_path, table, row)
    keys = [row.cells[table.index(name)] for name in table.primary_key if name != "source"]
    key = "--".join(map(slug, keys)).rstrip("-")
    return base + table.about_path.replace("{_key}", key)


def moved_claims(entered: Tables, merged: Tables, base: str = BASE) -> dict[str, str]:
    """Return where the claims are that were entered under retired ids.

    Parameters
    ----------
    entered, merged
        The tables before and after retired ids were replaced by the kept ones.
    base
        Base IRI of things, concepts and graphs.

    Returns
    -------
    dict
        For each IRI that a claim has as it was entered, and that no claim has now, the IRI that
        it has now.
    """
    claims = [
        (table, rows, merged.rows[table.name])
        for table, rows in entered
        if table.about_path.endswith("{_key}")
    ]
    living = {row_subject(table, row, base) for table, _, rows in claims for row in rows}
    found = {
        row_subject(table, before, base): row_subject(table, after, base)
        for table, rows, kept in claims
        for before, after in zip(rows, kept, strict=True)
        if before != after
    }
    return {former: present for former, present in found.items() if former not in living}


def row_graph(table: Table, row: Row, base: str = BASE) -> str:
    """Return the IRI of the named graph in which a row stands: that of its source.

    What is withheld has no source.
    """
    if table.name == "sources":
        return f"{base}graph/{row.cells[table.index('id')]}"
    if not table.has("source"):
        return base + WITHHELD_GRAPH
    return f"{base}graph/{row.cells[table.index('source')]}"


def _filled(template: str, table: Table, row: Row) -> str:
    """Return a URI template filled from the row."""
    return _VARIABLE.sub(lambda name: row.cells[table.index(name[1])], template)


@dataclass(frozen=True, slots=True)
class _Step:
    """How one column gives its objects."""

    at: int
    predicate: ox.NamedNode
    column: Column
    make: Callable[[str, Row], Term]
    gives_names: bool


class _Plan:
    """What to do with each row of one table, worked out once."""

    def __init__(self, table: Table, concepts: Mapping[str, str], base: str) -> None:
        self._table, self._concepts, self._base = table, concepts, base
        self._names: dict[tuple[str, int], Term] = {}
        self._steps = [
            _Step(
                at,
                ox.NamedNode(column.predicate),
                column,
                self._maker(column),
                column.predicate in _NAMES,
            )
            for at, column in enumerate(table.columns)
            if column.predicate
        ]
        self._virtual = [
            (column, ox.NamedNode(column.predicate)) for column in table.virtual if column.predicate
        ]

    def quads(self, row: Row) -> Iterator[ox.Quad]:
        """Yield the quads of one row."""
        subject = ox.NamedNode(row_subject(self._table, row, self._base))
        graph = ox.NamedNode(row_graph(self._table, row, self._base))
        for step in self._steps:
            cell = row.cells[step.at]
            if cell:
                for value in step.column.values(cell):
                    object_ = step.make(value, row)
                    predicate = step.predicate
                    if step.gives_names and not self._is_preferred(subject, step, object_):
                        predicate = _OTHER_NAME
                    yield ox.Quad(subject, predicate, object_, graph)
        for column, predicate in self._virtual:
            about = (
                ox.NamedNode(self._expanded(column.about_template, row))
                if (column.about_template)
                else subject
            )
            object_ = ox.NamedNode(self._expanded(column.value_template or "", row))
            yield ox.Quad(about, predicate, object_, graph)

    def _is_preferred(self, subject: ox.NamedNode, step: _Step, name: Term) -> bool:
        """Return whether a name is the first of its thing in its column."""
        return self._names.setdefault((subject.value, step.at), name) == name

    def _maker(self, column: Column) -> Callable[[str, Row], Term]:
        """Return the function that makes the object of a value in this column."""
        if column.path_template:
            return self._thing_maker(column.path_template)
        if column.value_template:
            return lambda value, _row: ox.NamedNode(value)
        if column.datatype_iri in {PARTIAL_DATE, PERIOD}:
            return lambda value, _row: date_literal(value)
        if column.language_column:
            at = self._table.index(column.language_column)
            return lambda value, row: ox.Literal(value, language=row.cells[at])
        if column.language:
            return lambda value, _row: ox.Literal(value, language=column.language)
        datatype = ox.NamedNode(column.datatype_iri)
        return lambda value, _row: ox.Literal(value, datatype=datatype)

    def _thing_maker(self, template: str) -> Callable[[str, Row], Term]:
        """Return the maker for a column that refers to things or concepts; each is made once."""
        made: dict[str, ox.NamedNode] = {}

        def make(value: str, _row: Row) -> Term:
            if value not in made:
                path = _VARIABLE.sub(lambda _: value, template)
                made[value] = ox.NamedNode(self._concepts.get(path, self._base + path))
            return made[value]

        return make

    def _expanded(self, template: str, row: Row) -> str:
        """Return a URI template of the row with our base."""
        return rebase(_filled(template, self._table, row), self._base)
