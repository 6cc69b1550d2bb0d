"""Homes for tests: folders laid out as the project's own, small enough to spoil and to build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import ontology, tables
from kg.settings import Settings
from kg.store import current_release, unite
from kg.tables import Tables

PROJECT = Path(__file__).parents[1]
"""The project's folder, with the real tables and the ontology."""
LABEL_LANGUAGES = ("da", "nb", "nn", "sv", "fi", "is", "fo", "kl", "se", "en")
"""The languages in which names are kept."""
OTHER_BASE = "https://e.org/kg/"
"""A base IRI other than the project's."""


@dataclass(frozen=True)
class World:
    """A home with the made-up world of about twelve actors, as plain files to edit.

    Parameters
    ----------
    home
        The folder; there must be none yet.
    """

    home: Path
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)
        shutil.copytree(PROJECT / "ontology", self.home / "ontology")
        self.tables.mkdir(parents=True)
        metadata = PROJECT / "data" / "tables" / "csv-metadata.json"
        for path in [metadata, *(PROJECT / "tests" / "world").glob("*.csv")]:
            shutil.copy(path, self.tables)
        object.__setattr__(self, "settings", Settings(home=self.home))

    @property
    def tables(self) -> Path:
        """The folder of the tables."""
        return self.home / "data" / "tables"

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.settings.releases

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead a process to this home."""
        return {"KG_HOME": str(self.home)}

    def path(self, name: str) -> Path:
        """Return the path of a table by its file name, or of any file by its path in the home."""
        return self.home / name if "/" in name else self.tables / name

    def change(self, name: str, edit: Callable[[str], str]) -> None:
        """Edit a file; the edit must change it."""
        before = self.path(name).read_bytes().decode()
        after = edit(before)
        assert after != before
        self.path(name).write_bytes(after.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace the one place in a file where a text stands."""
        assert self.path(name).read_text("utf-8").count(old) == 1
        self.change(name, lambda text: text.replace(old, new))

    def append(self, name: str, line: str) -> None:
        """Add a line at the end of a file."""
        self.change(name, lambda text: f"{text}{line}\n")

    def read(self) -> Tables:
        """Read and check the tables, with the concepts of this home's ontology."""
        concepts = ontology.read(self.settings.ontology, self.settings.base_iri).concepts
        return tables.read(self.tables, concepts)


def store_of(trig: str) -> ox.Store:
    """Return a store of TriG text with the union of all graphs, as releases have it."""
    store = ox.Store()
    store.load(trig, ox.RdfFormat.TRIG)
    unite(store)
    return store


class Kept:
    """Remembers a release byte for byte, to see that it stands as it was.

    Parameters
    ----------
    world
        The home of the release, which is its current one.
    """

    def __init__(self, world: World) -> None:
        self._world, self._release = world, current_release(world.settings)
        self._files = self._content()

    def _content(self) -> dict[str, bytes]:
        folder = self._release.folder
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    def stands(self) -> None:
        """See that the release is current, unchanged and answers, with nothing left beside it."""
        assert current_release(self._world.settings).digest == self._release.digest
        assert self._content() == self._files
        assert kg.open(self._world.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger' }")
        assert not list(self._world.releases.glob("*.partial"))


def spoil(world: World) -> None:
    """Make a change that is refused."""
    world.replace("people.csv", "Jürgen Krüger", "=1")


def rename(world: World) -> None:
    """Make a change that is accepted."""
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Ål")
