"""Count the rows of an answer while it goes by as bytes.

The store writes tables many times faster than Python could look at their rows, so the rows are
counted in what was written, by the grammar of each format.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Counter = Callable[[bytes], int]
"""Takes the next bytes of an answer, and returns how many more rows begin or end in them."""


class _InTsv:
    """Each row ends with a line feed, and values have theirs escaped; the first is the head."""

    def __init__(self) -> None:
        self._head = 1

    def __call__(self, piece: bytes) -> int:
        count = piece.count(b"\n")
        head, self._head = min(self._head, count), self._head - min(self._head, count)
        return count - head


class _InCsv:
    """As for TSV, but a quoted value may hold line feeds."""

    def __init__(self) -> None:
        self._lines, self._quoted = _InTsv(), False

    def __call__(self, piece: bytes) -> int:
        parts = piece.split(b'"')
        outside = b"".join(parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return self._lines(outside)


class _InXml:
    """Each row is an element; a value cannot hold its tag, as ``<`` is escaped."""

    _TAG = b"<result>"

    def __init__(self) -> None:
        self._before = b""

    def __call__(self, piece: bytes) -> int:
        text = self._before + piece
        self._before = text[-(len(self._TAG) - 1) :]
        return text.count(self._TAG)


class _InJson:
    """Each row is an object in a list; no other list holds objects, and strings are left out."""

    def __init__(self) -> None:
        self._before, self._quoted, self._last = b"", False, b""

    def __call__(self, piece: bytes) -> int:
        text = self._before + piece
        # A backslash at the end may escape what has not come yet.
        odd = (len(text) - len(text.rstrip(b"\\"))) % 2
        text, self._before = (text[:-1], text[-1:]) if odd else (text, b"")
        parts = text.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')
        outside = self._last + b"".join(parts[self._quoted :: 2]).translate(None, b" \t\r\n")
        self._quoted ^= len(parts) % 2 == 0
        self._last = outside[-1:]
        return outside.count(b"[{") + outside.count(b",{")


COUNTERS: Final[dict[str, Callable[[], Counter]]] = {
    "json": _InJson, "xml": _InXml, "csv": _InCsv, "tsv": _InTsv,
}  # fmt: skip
"""For each format of `kg.formats.SOLUTIONS` what makes a counter of its rows.

Examples
--------
>>> count = COUNTERS["csv"]()
>>> count(b'name,note\\r\\nEir,"one\\r\\ntwo"\\r\\n'), count(b"Bo,\\r\\n")
(1, 1)
"""
