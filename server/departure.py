"""Departure: that whoever asked has left before the answer was there."""

from __future__ import annotations

import threading
from collections.abc import Callable

DEPARTURE = "nordic_innovation.departure"
"""Key of the `Departure` in the environment of a request."""


class Departure:
    """That a client has left before its answer was there.

    Examples
    --------
    >>> departure = Departure()
    >>> departure.then(lambda: print("nobody waits any more"))
    >>> departure.happen()
    nobody waits any more
    >>> departure.then(lambda: print("nor now"))
    nor now
    """

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []
        self._happened = False
        self._change = threading.Lock()

    @property
    def has_happened(self) -> bool:
        """Whether it has happened."""
        return self._happened

    def then(self, call: Callable[[], None]) -> None:
        """Have something called when it happens; at once where it has happened."""
        with self._change:
            if not self._happened:
                return self._calls.append(call)
        return call()

    def happen(self) -> None:
        """Call all that wait for it."""
        with self._change:
            self._happened, calls = True, self._calls
            self._calls = []
        for call in calls:
            call()
