"""Streaming: the bytes that a function writes, given out while it still writes."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Callable, Generator
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

PIECE = 2**16
"""Bytes that go out at a time."""
AHEAD = 8
"""Number of pieces that are kept for a slow reader; then the writer waits."""

_WAIT = 0.2

_Pieces = queue.Queue[bytes | BaseException]


class _Sink(io.RawIOBase):
    """Takes what is written, and breaks when the reader has gone."""

    def __init__(self, pieces: _Pieces, gone: threading.Event) -> None:
        super().__init__()
        self._pieces, self._gone = pieces, gone

    def writable(self) -> bool:
        return True

    def write(self, part: Buffer, /) -> int:
        taken = bytes(part)
        self.give(taken)
        return len(taken)

    def give(self, piece: bytes | BaseException) -> None:
        """Hand a piece over as soon as there is room for it."""
        while not self._gone.is_set():
            try:
                return self._pieces.put(piece, timeout=_WAIT)
            except queue.Full:
                continue
        raise BrokenPipeError("The reader has gone.")


def streamed(write: Callable[[IO[bytes]], object]) -> Generator[bytes, None, None]:
    """Yield what a function writes.

    The function runs in a thread of its own, and begins with the first piece that is asked for. It
    waits while the reader is slow, so that the memory in use does not grow, and breaks off when the
    reader goes away.

    Parameters
    ----------
    write
        Writes to the file that it is given.

    Raises
    ------
    BaseException
        What the function raises, after the pieces that were written before.

    Examples
    --------
    >>> list(streamed(lambda sink: sink.write(b"Aeroe")))
    [b'Aeroe']
    """
    pieces: _Pieces = queue.Queue(AHEAD)
    gone = threading.Event()
    writer = threading.Thread(target=_run, args=(write, _Sink(pieces, gone)), daemon=True)
    writer.start()
    try:
        while piece := pieces.get():
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        gone.set()
        writer.join()


def _run(write: Callable[[IO[bytes]], object], sink: _Sink) -> None:
    """Write, and say at the end that nothing more comes, or what went wrong."""
    last: bytes | BaseException = b""
    try:
        with io.BufferedWriter(sink, PIECE) as buffered:
            write(buffered)
    except BrokenPipeError:
        return
    except Exception as error:
        last = error
    try:
        sink.give(last)
    except BrokenPipeError:
        return
