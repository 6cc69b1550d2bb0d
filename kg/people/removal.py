"""Take a person out: of the tables, the graph, the index, the dumps and the releases on this disk.

The tables without the person are written aside and built first. Only when that has gone well do
they take the place of the others, all together, and the release that was built of them becomes the
current one; then the releases that still hold the person are removed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kg.build import Report, Step, build
from kg.errors import BuildRefused, Complaint
from kg.people import places
from kg.people.edits import Rewording, without
from kg.people.mentions import Mentions
from kg.people.places import Place
from kg.people.register import Person, Register
from kg.quality import LEFT_OUT_TABLE
from kg.settings import Settings
from kg.tables import METADATA, Reader, Tables
from kg.tables.formatting import line, written
from kg.tables.replacing import replace_together

_ASIDE = "removal.partial"
_BUILT_FROM = {".ttl", ".rq"}


@dataclass(frozen=True)
class Plan:
    """What the removal of a person comes to.

    Parameters
    ----------
    person
        Who.
    files
        The new text of each file that changes.
    taken
        Number of rows that go from each table.
    reworded
        Cells in which the name stood.
    releases
        Folders of the releases that go.
    remaining
        Lines of other files of the project that name the person, to be reworded by hand.
    suspected
        Ids and addresses with a family name that nobody else has, by their table; they may mean
        the person, and are to be looked at.
    """

    person: Person
    files: Mapping[Path, str]
    taken: Mapping[str, int]
    reworded: tuple[Rewording, ...]
    releases: tuple[Path, ...]
    remaining: tuple[Place, ...]
    suspected: tuple[str, ...]


@dataclass(frozen=True)
class Removed:
    """What was done.

    Parameters
    ----------
    report
        On the release that is now current.
    releases
        Folders of the releases that were removed.
    remaining
        Files beside the releases that still hold the person.
    """

    report: Report
    releases: tuple[Path, ...]
    remaining: tuple[Path, ...]


def plan(register: Register, person: Person, settings: Settings, day: str) -> Plan:
    """Return what the removal of a person comes to, without changing anything.

    Parameters
    ----------
    register
        The tables.
    person
        Who.
    settings
        Where tables, ontology and releases lie.
    day
        Day of the removal, in ISO 8601.

    Raises
    ------
    BuildRefused
        If the ontology or a question names the person: a name there is for people to reword.
    """
    mentions = register.mentions(person)
    found = list(places.files_naming(settings, mentions))
    in_ontology = [
        one
        for one in found
        if settings.ontology in one.file.parents and one.file.suffix in _BUILT_FROM
    ]
    if in_ontology:
        raise BuildRefused([_named_in(one) for one in in_ontology])
    edited = without(register, person, day)
    left_out = _left_out_without(settings.left_out, mentions)
    return Plan(
        person=person,
        files={**changed(settings.tables, edited.tables), **left_out},
        taken=edited.taken,
        reworded=edited.reworded,
        releases=tuple(places.releases_holding(settings, person)),
        remaining=tuple(found),
        suspected=tuple(_suspected(edited.tables, mentions)),
    )


def _suspected(tables: Tables, mentions: Mentions) -> Iterator[str]:
    """Yield the ids and addresses that are left and may name the person by the family name."""
    for table, rows in tables:
        seen = {
            row.cells[at]
            for row in rows
            for at, column in enumerate(table.columns)
            if column.name == "id" or "://" in row.cells[at]
        }
        yield from sorted(f"{table.file}: {one}" for one in seen if mentions.may_name(one))


def _named_in(place: Place) -> Complaint:
    file = f"ontology/{place.file.parent.name}/{place.file.name}"
    remedy = "reword the line or take the file out, with its answer beside it; then remove again"
    return Complaint(file, place.line, "", "", "names the person", remedy)


def changed(folder: Path, tables: Tables) -> dict[Path, str]:
    """Return the text of each table of a folder that is to be another than it is."""
    texts = {folder / table.file: written(table, rows) for table, rows in tables}
    return {path: text for path, text in texts.items() if path.read_bytes() != text.encode()}


def _left_out_without(path: Path, mentions: Mentions) -> dict[Path, str]:
    """Return the text of what was left out, if the person is named in it."""
    if not path.exists():
        return {}
    rows = [row.cells for row in Reader(LEFT_OUT_TABLE).read(path)]
    cells = [[mentions.without(cell) for cell in row] for row in rows]
    header = [column.name for column in LEFT_OUT_TABLE.columns]
    same = [list(row) for row in rows] == cells
    return {} if same else {path: "".join(map(line, [header, *cells]))}


def remove(planned: Plan, settings: Settings, step: Step) -> Removed:
    """Take a person out, as it is planned.

    Parameters
    ----------
    planned
        What is to be done.
    settings
        As for `plan`.
    step
        Told the name of each step of the build.

    Raises
    ------
    BuildRefused
        If the tables without the person would not pass; nothing was changed.
    BuildFailed
        If the disk refuses; no table was changed.
    """
    with _aside(planned, settings) as aside:
        report = build(aside, step)
        replace_together(settings.tables, planned.files)
        made = report.release.folder
        kept = settings.releases / made.name
        if not kept.exists():
            made.rename(kept)
    current = build(settings)
    gone = [one for one in places.releases_holding(settings, planned.person) if one != kept]
    for folder in gone:
        shutil.rmtree(folder)
    return Removed(
        replace(report, release=current.release),
        tuple(gone),
        tuple(places.others_holding(settings, planned.person)),
    )


@contextmanager
def _aside(planned: Plan, settings: Settings) -> Iterator[Settings]:
    """Give the settings of a home in which the planned tables stand for the present ones."""
    home = settings.releases / _ASIDE
    shutil.rmtree(home, ignore_errors=True)
    try:
        aside = replace(settings, home=home, build_folder=Path("build"))
        aside.tables.mkdir(parents=True)
        aside.ontology.symlink_to(settings.ontology.resolve(), target_is_directory=True)
        for path in (*settings.tables.glob("*.csv"), settings.tables / METADATA):
            _put(aside.tables / path.name, path, planned.files)
        if settings.left_out.exists():
            _put(aside.left_out, settings.left_out, planned.files)
        yield aside
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _put(target: Path, path: Path, files: Mapping[Path, str]) -> None:
    """Write a file as it is to be, or else as it is."""
    target.write_bytes(files[path].encode() if path in files else path.read_bytes())
