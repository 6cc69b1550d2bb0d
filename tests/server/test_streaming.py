"""Streaming: all comes out, no more is kept than a slow reader takes, and nobody is left behind."""

from __future__ import annotations

import threading
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.streaming import AHEAD, PIECE, streamed


@given(st.lists(st.binary(max_size=3 * PIECE), max_size=6))
def test_what_is_written_comes_out(parts: list[bytes]) -> None:
    pieces = list(streamed(lambda sink: sink.writelines(parts)))
    assert b"".join(pieces) == b"".join(parts)


def test_nothing_is_written_before_somebody_reads() -> None:
    called: list[str] = []
    stream = streamed(lambda sink: called.append("called"))
    assert called == []
    assert list(stream) == []
    assert called == ["called"]


def test_the_writer_waits_for_a_slow_reader() -> None:
    written: list[int] = []

    def write(sink: IO[bytes]) -> None:
        for number in range(100 * AHEAD):
            sink.write(bytes(PIECE))
            written.append(number)

    stream = streamed(write)
    for read in range(1, 4):
        next(stream)
        # Kept are the pieces in the queue, one that waits for room, and one in the buffer.
        assert len(written) <= read + AHEAD + 2
    stream.close()


def test_the_writer_ends_when_the_reader_goes() -> None:
    before = threading.active_count()

    def write(sink: IO[bytes]) -> None:
        while True:
            sink.write(bytes(PIECE))

    stream = streamed(write)
    assert len(next(stream)) == PIECE
    stream.close()
    assert threading.active_count() == before


def test_a_fault_comes_after_what_was_written_before_it() -> None:
    def write(sink: IO[bytes]) -> None:
        sink.write(b"fog")
        raise ValueError("no more")

    stream = streamed(write)
    assert next(stream) == b"fog"
    with pytest.raises(ValueError, match="no more"):
        next(stream)
