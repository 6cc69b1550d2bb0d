"""Lanes: how many queries may run at a time, and who has to make room for whom."""

from __future__ import annotations

import threading
import time
from typing import Protocol

from kg.errors import NoPlace

_LOOK = 0.1


class Traveller(Protocol):
    """What may have a place in a lane."""

    @property
    def overdue(self) -> float:
        """Seconds for which it has done nothing but keep its place, beyond what it may."""

    def make_room(self) -> None:
        """Give the place up, as another needs it."""


class Lane:
    """A number of places.

    Parameters
    ----------
    places
        How many there are.
    """

    def __init__(self, places: int) -> None:
        self._places, self._travellers = places, list[Traveller]()
        self._change = threading.Condition()

    def enter(self, traveller: Traveller, seconds: float) -> None:
        """Take a place, if need be that of the one which has been overdue the longest.

        Parameters
        ----------
        traveller
            Who takes it.
        seconds
            How long to wait for one.

        Raises
        ------
        NoPlace
            If none becomes free in time.
        """
        end = time.monotonic() + seconds
        with self._change:
            while len(self._travellers) >= self._places:
                slowest = max(self._travellers, key=lambda one: one.overdue)
                if slowest.overdue > 0:
                    self._travellers.remove(slowest)
                    slowest.make_room()
                    continue
                left = end - time.monotonic()
                if left <= 0:
                    raise NoPlace("All places for queries are taken. Try again in a few seconds.")
                self._change.wait(min(left, _LOOK))
            self._travellers.append(traveller)

    def leave(self, traveller: Traveller) -> None:
        """Give a place back; who has none changes nothing."""
        with self._change:
            if traveller in self._travellers:
                self._travellers.remove(traveller)
                self._change.notify()
