"""The catalogs of translations: where they are, and how they are compiled."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.homes import PROJECT

CATALOGS = {
    path.parts[-3]: path
    for path in sorted((PROJECT / "server/translations").glob("*/LC_MESSAGES/messages.po"))
}
"""The catalog of each language."""


def read(path: Path) -> Catalog:
    """Return a catalog."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compile_catalogs() -> None:
    """Compile the catalogs that are newer than what was compiled of them.

    A compiled catalog takes its name when it is whole, as tests run side by side.
    """
    for path in CATALOGS.values():
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            partial = compiled.with_suffix(f".{os.getpid()}")
            with partial.open("wb") as file:
                write_mo(file, read(path))
            partial.replace(compiled)
