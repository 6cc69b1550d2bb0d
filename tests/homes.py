"""Homes for tests: folders laid out as the project's own, small enough to spoil and to build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kg import ontology, tables
from kg.settings import Settings
from kg.tables import Tables

PROJECT = Path(__file__).parents[1]
"""The project's folder, with the real tables and the ontology."""


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
