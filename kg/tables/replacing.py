"""Replace several files together: all of them, or none, whatever happens in between.

Before anything is replaced, each file gets a second name, and a list of these is written. While
the list is there, the change is not finished, and `undo` puts back what was there before. Taking
the list away is the one step that makes the change.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.errors import BuildFailed, Complaint

LIST = "unfinished.json"
"""Name of the list of files that are being replaced."""
_FORMER, _PARTIAL = ".former", ".partial"


def replace_together(folder: Path, files: Mapping[Path, str]) -> None:
    """Replace files together; they are there already.

    Parameters
    ----------
    folder
        Where the list lies meanwhile; the files are in it or in the one above it.
    files
        The new text of each file.

    Raises
    ------
    BuildFailed
        If the disk refuses; then all files are as they were.
    """
    undo(folder)
    try:
        _replace(folder, files)
    except OSError as error:
        problem = f"{error.filename}: {error.strerror}"
        raise BuildFailed(f"The files could not be replaced: {problem}.") from error
    finally:
        undo(folder)


def _replace(folder: Path, files: Mapping[Path, str]) -> None:
    for path, text in files.items():
        _write(_beside(path, _PARTIAL), text)
        os.link(path, _beside(path, _FORMER))
    _write(folder / (LIST + _PARTIAL), json.dumps([str(path) for path in files]))
    (folder / (LIST + _PARTIAL)).replace(folder / LIST)
    _sync(folder)
    for path in files:
        _beside(path, _PARTIAL).replace(path)
        _sync(path.parent)
    (folder / LIST).unlink()
    _sync(folder)


def undo(folder: Path) -> bool:
    """Put back what was there before a change that was broken off.

    Returns
    -------
    bool
        Whether there was one.

    Raises
    ------
    BuildFailed
        If the disk refuses; it can be tried again.
    """
    try:
        return _undo(folder)
    except OSError as error:
        problem = f"{error.filename}: {error.strerror}"
        remedy = "correct that, and run `kg person undo`"
        raise BuildFailed(f"The files could not be put back: {problem}; {remedy}.") from error


def _undo(folder: Path) -> bool:
    listed = folder / LIST
    broken_off = listed.exists()
    for path in map(Path, json.loads(listed.read_text("utf-8"))) if broken_off else ():
        former = _beside(path, _FORMER)
        if former.exists():
            former.replace(path)
            _sync(path.parent)
    for left_behind in _left_behind(folder):
        left_behind.unlink()
    listed.unlink(missing_ok=True)
    return broken_off


def unfinished(folder: Path) -> Iterator[Complaint]:
    """Yield a complaint where a change of several files was broken off."""
    if (folder / LIST).exists() or any(_left_behind(folder)):
        remedy = "run `kg person undo`, which leaves all files as they were or as they are to be"
        yield Complaint(LIST, 0, "", "", "a change of several files was broken off", remedy)


def _left_behind(folder: Path) -> list[Path]:
    """Return the files that are there only meanwhile."""
    return [
        path
        for place in (folder, folder.parent)
        for ending in (_FORMER, _PARTIAL)
        for path in place.glob(f"*{ending}")
    ]


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _write(path: Path, text: str) -> None:
    """Write a file so that it is on the disk."""
    with path.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """See to it that what a folder lists is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
