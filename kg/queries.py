"""Named SPARQL queries: each a file, its purpose on top, its values bound and never pasted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import UnknownName

_FOLDER = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Query:
    """A query file.

    Parameters
    ----------
    name
        Name of the file without its ending.
    purpose
        The comment on top: the question in plain language.
    text
        The whole file.
    """

    name: str
    purpose: str
    text: str


@cache
def named(name: str) -> Query:
    """Return one of the library's own queries.

    Raises
    ------
    UnknownName
        If there is no such file.

    Examples
    --------
    >>> named("counts").purpose
    'How many things of each kind there are.'
    """
    return _own(f"{name}.rq")


@cache
def update(name: str) -> Query:
    """Return one of the library's own updates; errors as for `named`.

    Examples
    --------
    >>> update("unite").purpose
    'Writes what all graphs say into the default graph: each statement once, whoever says it.'
    """
    return _own(f"{name}.ru")


def _own(file: str) -> Query:
    path = _FOLDER / file
    if not path.is_file():
        raise UnknownName(f"There is no query {path.stem!r}.")
    return read(path)


def read(path: Path) -> Query:
    """Read a query file; its purpose is the block of comment lines on top.

    Raises
    ------
    UnicodeDecodeError
        If it is not UTF-8; `kg.ontology.not_utf8` says so in our words.
    """
    text = path.read_text(encoding="utf-8")
    return Query(path.stem, " ".join(_comment(text)), text)


def files(folder: Path) -> list[Path]:
    """Return the query files of a folder, sorted by name."""
    return sorted(folder.glob("*.rq"))


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("#"):
            return
        yield line.lstrip("# ").rstrip()
