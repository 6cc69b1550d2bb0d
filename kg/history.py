"""History: what is remembered of queries that were long, so that they take nobody's time again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Final, TypeVar

_REMEMBERED = 10_000
REMEMBERED_SECONDS: Final = 60.0
"""Seconds for which a query that ran out of time is not tried again."""

Value = TypeVar("Value")


class _Latest(OrderedDict[bytes, Value]):
    """Keeps what was added last."""

    def add(self, key: bytes, value: Value) -> None:
        self[key] = value
        self.move_to_end(key)
        if len(self) > _REMEMBERED:
            self.popitem(last=False)


class History:
    """Remembers the latest queries that left the short lane, and those that ran out of time.

    Examples
    --------
    >>> history = History()
    >>> history.was_long(b"a")
    >>> history.ran_out(b"b", 10)
    >>> history.is_long(b"a"), history.is_hopeless(b"b", 10), history.is_hopeless(b"b", 20)
    (True, True, False)
    """

    def __init__(self) -> None:
        self._long = _Latest[None]()
        self._ran_out = _Latest[tuple[float, float]]()
        self._change = threading.Lock()

    def was_long(self, key: bytes) -> None:
        """Remember that a query was none for the short lane."""
        with self._change:
            self._long.add(key, None)

    def was_short(self, key: bytes) -> None:
        """Forget that a query was long, as it is no more."""
        with self._change:
            self._long.pop(key, None)

    def ran_out(self, key: bytes, seconds: float) -> None:
        """Remember that a query was not answered within a time."""
        with self._change:
            self._ran_out.add(key, (seconds, time.monotonic()))

    def is_long(self, key: bytes) -> bool:
        """Return whether a query is known to be none for the short lane."""
        return key in self._long

    def is_hopeless(self, key: bytes, seconds: float) -> bool:
        """Return whether a query was not answered in as much time, less than a minute ago."""
        tried, when = self._ran_out.get(key, (0.0, 0.0))
        return seconds <= tried and time.monotonic() - when < REMEMBERED_SECONDS
