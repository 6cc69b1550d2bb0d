"""Where a person is held beside the tables: in releases on the disk, and in other files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kg.people.mentions import Mentions
from kg.people.register import Person
from kg.settings import Settings
from kg.store import Release

_RELEASE = re.compile(r"[0-9a-f]{16}")
_TEXTS = (
    "*.md", "data/*.md", "ontology/**/*", "kg/**/*.*", "server/**/*.*", "notebooks/*.ipynb",
    "tests/**/*.*",
)  # fmt: skip
_UNREADABLE = {".pyc", ".png", ".mo"}
# What others made is installed here, and names nobody of ours.
_NOT_OURS = {"node_modules", "vendor", "__pycache__"}


class Place(NamedTuple):
    """A line of a file that names a person; 0 where its own name does."""

    file: Path
    line: int


def releases_holding(settings: Settings, person: Person) -> list[Path]:
    """Return the folders of releases that hold a person, or of which that cannot be told."""
    return [
        folder
        for folder in sorted(settings.releases.glob("*"))
        if folder.is_dir() and not folder.is_symlink()
        if _RELEASE.fullmatch(folder.name)
        if not Release(folder).is_whole or _holds(Release(folder).dump, person)
    ]


def others_holding(settings: Settings, person: Person) -> list[Path]:
    """Return the files in the folder of the releases that are none of a release and hold one."""
    return [
        path
        for path in sorted(settings.releases.glob("*"))
        if path.is_file() and _holds(path, person)
    ]


def _holds(path: Path, person: Person) -> bool:
    """Return whether a file of a graph holds a person, by name or id."""
    if not path.exists():
        return True
    sought = [f"person/{one}>".encode() for one in person.ids]
    sought += [f'"{name}"'.encode() for name in person.names]
    with path.open("rb") as lines:
        return any(one in line for line in lines for one in sought)


def files_naming(settings: Settings, mentions: Mentions) -> Iterator[Place]:
    """Yield the lines of the project's texts that name a person, apart from the tables."""
    for path in sorted({path for form in _TEXTS for path in settings.home.glob(form)}):
        ours = _NOT_OURS.isdisjoint(path.parts)
        if ours and path.is_file() and path.suffix not in _UNREADABLE:
            if mentions.names(path.stem):
                yield Place(path, 0)
            text = path.read_text("utf-8", errors="replace")
            for number, line in enumerate(text.splitlines(), start=1):
                if mentions.names(line):
                    yield Place(path, number)
