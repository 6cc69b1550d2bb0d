"""Cancelling: each long query has a name, and whoever knows it can end the query.

A query that runs keeps a file of its name; who removes the file cancels the query. So it does not
matter which of several server processes is asked to cancel. Names are chosen by chance, and are
told to nobody but the one who asks.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kg.errors import KGError, NoPlace, QueryError, UnknownName

# The time in the short lane, and a moment for a place in the long one. A query that has ended by
# then needs no cancelling.
_UNTIL_LONG = 2.0
_LOOK = 0.05
_WAITING = threading.BoundedSemaphore(4)
_NAME = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_name() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_hex(16)


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
    NoPlace
        If too many wait already for queries that have just begun.
    """
    if not _NAME.fullmatch(name) or not _comes(_folder() / name):
        raise UnknownName(f"No query {name!r} is running.")
    with suppress(FileNotFoundError):  # it has ended meanwhile
        (_folder() / name).unlink()


class Running:
    """A query that can be cancelled by its name, until its end is told.

    Parameters
    ----------
    name
        Its name.
    then
        Called, in another thread, when somebody cancels it.

    Raises
    ------
    QueryError
        If another query has the name.
    """

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self._file, self.then = _folder() / name, then
        self._held = _hold(self._file)
        if self._held is None:
            raise QueryError(f"A query with the id {name!r} is running already.")
        _WATCH.add(self)

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody has cancelled it; another may have its name by now."""
        return self._held is not None and os.fstat(self._held).st_nlink == 0

    def end(self) -> None:
        """Say that it does not run any more; to be said once."""
        _WATCH.remove(self)
        assert self._held is not None
        if not self.is_cancelled:
            self._file.unlink(missing_ok=True)
        os.close(self._held)
        self._held = None


class _Watch:
    """Sees whether one of the queries is cancelled that this process runs, as long as there are."""

    def __init__(self) -> None:
        self._running: set[Running] = set()
        self._change = threading.Lock()
        self._is_looking = False

    def add(self, running: Running) -> None:
        with self._change:
            self._running.add(running)
            starts, self._is_looking = not self._is_looking, True
        if starts:
            threading.Thread(target=self._look, name="cancelling", daemon=True).start()

    def remove(self, running: Running) -> None:
        with self._change:
            self._running.discard(running)

    def _look(self) -> None:
        while self._has_any():
            with self._change:
                cancelled = {one for one in self._running if one.is_cancelled}
                self._running -= cancelled
            for one in cancelled:
                one.then()
            time.sleep(_LOOK)

    def _has_any(self) -> bool:
        with self._change:
            self._is_looking = bool(self._running)
            return self._is_looking


_WATCH = _Watch()


def _comes(file: Path) -> bool:
    """Return whether a query of a name runs, or will within a moment."""
    if _is_held(file):
        return True
    # Who waits keeps a thread, and there are not many.
    if not _WAITING.acquire(blocking=False):
        raise NoPlace("No such query runs, and as many as may wait for one to begin. Try again.")
    try:
        end = time.monotonic() + _UNTIL_LONG
        while not _is_held(file) and time.monotonic() < end:
            time.sleep(_LOOK)
    finally:
        _WAITING.release()
    return _is_held(file)


def _hold(file: Path) -> int | None:
    """Make a file and return it open and locked; nothing if another holds one of that name.

    It has its lock before it has its name, so that nobody can take it for one that was left.
    """
    held, unnamed = tempfile.mkstemp(prefix=".", dir=file.parent)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        if not _is_held(file):
            file.unlink(missing_ok=True)  # left by a process that was killed
            with suppress(FileExistsError):  # another was faster
                os.link(unnamed, file)
                return held
    finally:
        Path(unnamed).unlink()
    os.close(held)
    return None


def _is_held(file: Path) -> bool:
    """Return whether somebody holds a file of this name."""
    try:
        with file.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _folder() -> Path:
    """Return the folder of the names, which is nobody's but ours."""
    folder = Path(tempfile.gettempdir()) / f"nordic-innovation-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or seen.st_mode & 0o077:
        raise KGError(f"{folder} belongs to somebody else. Remove it, or set TMPDIR to a folder.")
    return folder
