"""Let somebody in who bears the name of one who was taken out."""

from __future__ import annotations

from kg import ontology, tables
from kg.errors import UnknownName
from kg.settings import Settings
from kg.tables import Row, Table
from kg.tables.formatting import write, written
from kg.tables.removals import ADMITTED, TABLE, Removals, named_people, of_id


def admit(settings: Settings, person: str) -> None:
    """Note in the table of removals that an id is somebody else's.

    Parameters
    ----------
    settings
        Where the tables lie; they may have complaints, such as those about this person.
    person
        The id.

    Raises
    ------
    UnknownName
        If nobody of such a name or id was taken out, or it is admitted already.
    BuildFailed
        If the disk refuses.
    """
    concepts = ontology.read(settings.ontology, settings.base_iri).concepts
    found = tables.examine(settings.tables, concepts).tables
    removals = Removals(found)
    stopping = {
        one.row
        for table, rows in found
        for row in rows
        for name in _called(table, row, person)
        for one in removals.stopping(person, name)
    }
    if not stopping:
        raise UnknownName(f"Nothing keeps {person!r} out of the tables.")
    table = next(table for table in found.schema if table.name == TABLE)
    rows = [
        _admitting(table, row, person) if row.number in stopping else row
        for row in found.rows[TABLE]
    ]
    write({settings.tables / table.file: written(table, rows)})


def _called(table: Table, row: Row, person: str) -> list[str]:
    """Return what a row calls a person: by name, or where it has none, by id."""
    if all(one != person for _, one in named_people(table, row)):
        return []
    return [row.cells[table.index("name")]] if table.folder == "id/person" else [person]


def _admitting(table: Table, row: Row, person: str) -> Row:
    """Return the row of a removal with one more who may be here."""
    at = table.index(ADMITTED)
    admitted = {*table.columns[at].values(row.cells[at]), of_id(person)}
    return row.with_cell(at, ";".join(sorted(admitted)))
