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
"""How it went, as JSON; nothing more comes for this task."""

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
    rest = memoryview(
        b"".join(part for kind, held in frames for part in (_HEAD.pack(kind, len(held)), held))
    )
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class Reader:
    """Puts frames together from the bytes that come.

    Examples
    --------
    >>> end, other = os.pipe()
    >>> send(other, [(BEGINNING, b"csv"), (PIECE, "Ærø".encode())])
    >>> reader = Reader()
    >>> reader.take() is None
    True
    >>> reader.feed(os.read(end, 100))
    >>> reader.take(), reader.take()[1].decode(), reader.take()
    ((b'B', b'csv'), 'Ærø', None)
    >>> os.close(end), os.close(other)
    (None, None)
    """

    def __init__(self) -> None:
        self._bytes, self._read = b"", 0

    def feed(self, more: bytes) -> None:
        """Add what came."""
        self._bytes, self._read = self._bytes[self._read :] + more, 0

    @property
    def has_frame(self) -> bool:
        """Whether the next frame is whole."""
        start = self._read + _HEAD.size
        return len(self._bytes) >= start and len(self._bytes) >= start + self._next()[1]

    def take(self) -> Frame | None:
        """Return the next frame; None where it is not whole yet."""
        if not self.has_frame:
            return None
        kind, length = self._next()
        start = self._read + _HEAD.size
        self._read = start + length
        return kind, self._bytes[start : self._read]

    def _next(self) -> tuple[bytes, int]:
        kind, length = _HEAD.unpack_from(self._bytes, self._read)
        return kind, length
