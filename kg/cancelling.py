"""Cancelling: each long query has a name, and whoever knows it can end the query.

A query that runs keeps a file of its name; who removes the file cancels the query. So it does not
matter which of several server processes is asked to cancel. Names are chosen by chance, and are
told to nobody but the one who asks.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import tempfile
import time
from pathlib import Path

from kg.errors import KGError, QueryError, UnknownName

# The time in the short lane, and a moment for a place in the long one. A query that has ended by
# then needs no cancelling.
_UNTIL_LONG = 1.5
_LOOK = 0.05
_NAME = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_name() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_urlsafe(24)


def check_name(name: str) -> None:
    """See that a name that somebody chose can be one.

    Raises
    ------
    QueryError
        If it cannot.

    Examples
    --------
    >>> check_name("../etc")
    Traceback (most recent call last):
        ...
    kg.errors.QueryError: '../etc' cannot be the id of a query. Use 16 to 64 of A-Z a-z 0-9 - _.
    """
    if not _NAME.fullmatch(name):
        raise QueryError(f"{name!r} cannot be the id of a query. Use 16 to 64 of A-Z a-z 0-9 - _.")


def cancel(name: str) -> None:
    """End the query of a name; one that has just begun as soon as it has left the short lane.

    Raises
    ------
    UnknownName
        If no query of this name runs, or comes to the long lane within a moment.
    """
    end = time.monotonic() + _UNTIL_LONG
    try:
        check_name(name)
        file = _folder() / name
        while not file.exists() and time.monotonic() < end:
            time.sleep(_LOOK)
        file.unlink()
    except (QueryError, FileNotFoundError):
        raise UnknownName(f"No query {name!r} is running.") from None


class Running:
    """A query that can be cancelled by its name.

    Parameters
    ----------
    name
        Its name.

    Raises
    ------
    QueryError
        If another query has it.
    """

    def __init__(self, name: str) -> None:
        self._file = _folder() / name
        try:
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise QueryError(f"A query with the id {name!r} is running already.") from None

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody has cancelled it."""
        return not self._file.exists()

    def end(self) -> None:
        """Say that it does not run any more."""
        self._file.unlink(missing_ok=True)


def _folder() -> Path:
    """Return the folder of the names, which is nobody's but ours."""
    folder = Path(tempfile.gettempdir()) / f"nordic-innovation-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or seen.st_mode & 0o077:
        raise KGError(f"{folder} belongs to somebody else. Remove it, or set TMPDIR to a folder.")
    return folder
