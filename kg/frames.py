"""Frames: how the process that answers queries and the one that asks them speak over a pipe.

Each frame is a letter that says what it is, the length of what follows, and that.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from typing import Final

READY: Final = b"R"
"""The process has opened the store and can be asked."""
BEGINNING: Final = b"B"
"""The name of the format of the answer that follows."""
CALLS: Final = b"C"
"""The calls of other endpoints, as JSON; their answers are expected as one line of JSON."""
PIECE: Final = b"P"
"""Some bytes of the answer."""
END: Final = b"E"
"""How it went, as JSON, or nothing where that is all; no more comes for this task."""
LAST: Final = b"L"
"""The same, from a process that has grown so much that another should take its place."""

Frame = tuple[bytes, bytes]
"""What a frame is, and what it holds."""

_HEAD = struct.Struct(">cI")


def send(descriptor: int, frames: Iterable[Frame]) -> None:
    """Write frames to a pipe, all at once where there is room for them.

    Parameters
    ----------
    descriptor
        Of the pipe.
    frames
        What to write.

    Raises
    ------
    BrokenPipeError
        If nobody reads any more.
    """
    parts = [part for kind, held in frames for part in (_HEAD.pack(kind, len(held)), held)]
    rest = b"".join(parts)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class Reader:
    """Puts frames together from the bytes that come.

    Examples
    --------
    >>> end, other = os.pipe()
    >>> send(other, [(BEGINNING, b"csv"), (PIECE, "Ærø".encode())])
    >>> reader = Reader()
    >>> came = os.read(end, 100)
    >>> reader.feed(came[:-1])
    [(b'B', b'csv')]
    >>> [(kind, held.decode()) for kind, held in reader.feed(came[-1:])]
    [(b'P', 'Ærø')]
    >>> os.close(end), os.close(other)
    (None, None)
    """

    def __init__(self) -> None:
        self._parts, self._size, self._wanted = list[bytes](), 0, _HEAD.size

    def feed(self, more: bytes) -> list[Frame]:
        """Add what came, and return the frames that are whole with it."""
        self._parts.append(more)
        self._size += len(more)
        if self._size < self._wanted:  # a large one is put together once, not with each part
            return []
        came = b"".join(self._parts)
        frames, end, size = list[Frame](), 0, self._size
        while size - end >= (wanted := _HEAD.size):
            kind, length = _HEAD.unpack_from(came, end)
            start = end + _HEAD.size
            if size - start < length:
                wanted += length
                break
            end = start + length
            frames.append((kind, came[start:end]))
        self._parts, self._size, self._wanted = [came[end:]], size - end, wanted
        return frames
