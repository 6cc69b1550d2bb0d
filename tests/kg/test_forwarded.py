"""A query that another server answers is broken off while it runs, and only then."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from kg.cancelling import new_name
from kg.errors import NoPlace, QueryCancelled, StoreUnavailable
from kg.forwarded import Forwarded
from kg.lanes import Lane


@pytest.fixture
def line() -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        yield ours


def test_whoever_cancels_it_breaks_off_its_line(line: socket.socket) -> None:
    forwarded, lane = Forwarded(new_name()), Lane(1)

    def ask() -> None:
        with forwarded.running(lane):
            forwarded.goes_over(line)
            forwarded.cancel()
            assert line.recv(1) == b""
            raise StoreUnavailable("its answer broke off")

    with pytest.raises(QueryCancelled):
        ask()
    with Forwarded(new_name()).running(lane), pytest.raises(NoPlace):
        lane.enter(Forwarded(new_name()), 0)


def test_what_was_cancelled_has_no_answer_even_where_it_seems_to_have_ended() -> None:
    forwarded = Forwarded(new_name())

    def ask() -> None:
        with forwarded.running(Lane(1)):
            forwarded.cancel()

    with pytest.raises(QueryCancelled):
        ask()


def test_a_line_that_it_has_left_is_not_broken_off(line: socket.socket) -> None:
    forwarded = Forwarded(new_name())
    with forwarded.running(Lane(1)):
        forwarded.goes_over(line)
        forwarded.goes_over(None)
    forwarded.cancel()  # too late, and another may go over the same line by now
    assert line.send(b"next") == 4


def test_one_that_was_cancelled_goes_over_no_other_line(line: socket.socket) -> None:
    forwarded = Forwarded(new_name())
    forwarded.cancel()
    with pytest.raises(QueryCancelled):
        forwarded.goes_over(line)
