"""Chronicle: which release was current from when on.

It is a file beside the releases, of digests and times alone, and no names. It is no part of any
release, as the same inputs give the same release whenever they are built.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import KGError

CHRONICLE: Final = "chronicle.tsv"
"""File of the chronicle, in the folder of the releases."""


@dataclass(frozen=True, order=True)
class Publication:
    """A release as it became current.

    Parameters
    ----------
    time
        When, in UTC.
    digest
        Which.
    """

    time: datetime.datetime
    digest: str


def read(releases: Path) -> tuple[Publication, ...]:
    """Return when which release became current, the earliest first.

    The last is the one that `current` points to, whether a build or a person has pointed it there;
    what a person did is noted by the next build.

    Parameters
    ----------
    releases
        Folder of the releases.

    Raises
    ------
    KGError
        If the file is not as it was written.
    """
    past, present = _past(releases), _present(releases)
    if present and (not past or past[-1].digest != present.digest):
        return (*past, present)
    return past


@contextmanager
def noting(releases: Path, digest: str) -> Iterator[None]:
    """Write down that a release becomes current, if it does.

    What can fail for want of room is done before, so that it leaves everything as it was.

    Parameters
    ----------
    releases
        Folder of the releases.
    digest
        The release to which `current` is being pointed.
    """
    known = read(releases)
    if not known or known[-1].digest != digest:
        known = (*known, Publication(datetime.datetime.now(datetime.UTC), digest))
    partial = releases / f"{CHRONICLE}.new"
    with partial.open("w", encoding="ascii") as file:
        file.writelines(f"{one.time.isoformat()}\t{one.digest}\n" for one in known)
        file.flush()
        os.fsync(file.fileno())
    yield
    partial.replace(releases / CHRONICLE)


def _past(releases: Path) -> tuple[Publication, ...]:
    file = releases / CHRONICLE
    found: list[Publication] = []
    lines = file.read_text("utf-8", "replace").splitlines() if file.exists() else []
    for number, line in enumerate(lines, start=1):
        publication = _read_row(line)
        if not publication:
            raise KGError(
                f"{file}, row {number}: {line!r} is not a time with its zone, a tab and a digest. "
                "Correct the row, or remove it."
            )
        found.append(publication)
    return tuple(found)


def _read_row(line: str) -> Publication | None:
    """Return what a row says; nothing where it is not as it was written."""
    time, _, digest = line.partition("\t")
    try:
        moment = datetime.datetime.fromisoformat(time)
    except ValueError:
        return None
    return Publication(moment, digest) if digest and moment.tzinfo else None


def _present(releases: Path) -> Publication | None:
    pointer = releases / "current"
    try:
        seconds = pointer.lstat().st_mtime
    except FileNotFoundError:
        return None
    time = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return Publication(time, pointer.resolve().name)
