"""What only a release on this machine has, and a store at another server does not."""

from __future__ import annotations

from typing import TypeVar

from kg.errors import NoRelease

_Part = TypeVar("_Part")


def at_hand(part: _Part | None) -> _Part:
    """Return a release, or a part of one, if there is one.

    Raises
    ------
    NoRelease
        If there is none.

    Examples
    --------
    >>> at_hand("index")
    'index'
    """
    if part is None:
        raise NoRelease(
            "Searching, counts, quality and descriptions are files of a release, and this graph "
            "was opened at another server without one. Build it here with: kg build"
        )
    return part
