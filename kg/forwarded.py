"""Forwarded: a query that another server answers, on its way, to be ended as any other."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kg.cancelling import Running
from kg.errors import QueryCancelled, StoreUnavailable
from kg.lanes import Lane
from kg.running import CANCELLED, LONGEST_WAIT


class Forwarded:
    """A query on its way; when it is ended, the other server may work on for it.

    Parameters
    ----------
    name
        By which it can be cancelled.
    """

    overdue = 0.0  # its time runs on while its reader keeps it waiting

    def __init__(self, name: str) -> None:
        self._name = name
        self._line: socket.socket | None = None
        self._change = threading.Lock()
        self._is_cancelled = False

    def make_room(self) -> None:
        """Give the place up."""
        self.cancel()

    def cancel(self) -> None:
        """End it, from whatever thread, by breaking off the line over which it waits."""
        with self._change:
            self._is_cancelled = True
            if self._line:
                with suppress(OSError):  # it is closed already
                    self._line.shutdown(socket.SHUT_RDWR)

    def goes_over(self, line: socket.socket | None) -> None:
        """Take notice of the line over which it goes; of None when it has left that.

        Raises
        ------
        QueryCancelled
            If it has been cancelled.
        """
        with self._change:
            if line and self._is_cancelled:
                raise QueryCancelled(CANCELLED)
            self._line = line

    @contextmanager
    def running(self, lane: Lane) -> Iterator[None]:
        """Have it run, as soon as there is a place for it, until it ends or is cancelled.

        Raises
        ------
        NoPlace
            If there is no place in time.
        QueryCancelled
            If it was cancelled.
        """
        lane.enter(self, LONGEST_WAIT)
        try:
            running = Running(self._name, self.cancel)
            try:
                yield
            except StoreUnavailable:
                if not self._is_cancelled:
                    raise
            finally:
                running.end()
            if self._is_cancelled:  # what was broken off may look like an end
                raise QueryCancelled(CANCELLED)
        finally:
            lane.leave(self)
