"""Dumps: all that a release says, as files to take away, with their checksums.

They are made from the sorted N-Quads, and so is their content: the same graph gives the same files.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

from kg.prefixes import PREFIXES
from kg.vocabulary import RESERVED_SOURCES

NQUADS: Final = "graph.nq.gz"
"""The whole graph as N-Quads."""
TRIG: Final = "graph.trig.gz"
"""The whole graph as TriG."""
SUMS: Final = "SHA256SUMS"
"""The checksum of each file, as ``sha256sum`` writes and checks them."""

_SOURCES = "sources"
_LEVEL = 6
_PIECE = 2**20


@dataclass(frozen=True)
class Dump:
    """One file to take away.

    Parameters
    ----------
    folder
        Folder of the dumps.
    name
        Its path in the folder.
    checksum
        Its SHA-256, in hexadecimal digits.
    """

    folder: Path
    name: str
    checksum: str

    @property
    def size(self) -> int:
        """Number of its bytes."""
        return (self.folder / self.name).stat().st_size


def of_source(slug: str) -> str:
    """Return the name of the file of what one source says, in Turtle.

    Examples
    --------
    >>> of_source("ac-2013")
    'sources/ac-2013.ttl.gz'
    """
    return f"{_SOURCES}/{slug}.ttl.gz"


def write(nquads: Path, folder: Path) -> None:
    """Write the whole graph as N-Quads and as TriG, what each source says as Turtle, and the sums.

    Parameters
    ----------
    nquads
        The whole graph as sorted N-Quads.
    folder
        The folder to make.
    """
    (folder / _SOURCES).mkdir(parents=True)
    with nquads.open("rb") as plain, _zipped(folder / NQUADS) as zipped:
        shutil.copyfileobj(plain, zipped, _PIECE)
    sums: dict[str, str] = {}
    with _zipped(folder / TRIG) as trig:
        for number, (graph, head, body) in enumerate(_graphs(nquads)):
            trig.write(b"%s<%s> {\n%s}\n" % (b"" if number else head, graph.encode(), body))
            slug = graph.rpartition("/")[2]
            if slug not in RESERVED_SOURCES:
                turtle = gzip.compress(head + body, _LEVEL, mtime=0)
                sums[of_source(slug)] = hashlib.sha256(turtle).hexdigest()
                with _safe(folder / of_source(slug)) as file:
                    file.write(turtle)
    for name in (NQUADS, TRIG):
        with (folder / name).open("rb") as file:
            sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
    with _safe(folder / SUMS) as file:
        file.write("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode())


def read(folder: Path) -> dict[str, Dump]:
    """Return the files that can be taken away, by their names, as the sums list them.

    Parameters
    ----------
    folder
        Folder of the dumps.
    """
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    pairs = (line.split("  ", 1) for line in lines)
    return {name: Dump(folder, name, checksum) for checksum, name in pairs}


def _graphs(nquads: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield each named graph by its IRI, with the head of its Turtle, which is always the same.

    TriG is the same Turtle in brackets, so that it is written once only.
    """
    said: dict[bytes, list[bytes]] = defaultdict(list)
    with nquads.open("rb") as lines:
        for line in lines:
            triple, _, graph = line.rpartition(b" <")
            said[graph.removesuffix(b"> .\n")].append(triple)
    for graph in sorted(said):
        ntriples = b" .\n".join([*said.pop(graph), b""])
        triples = ox.parse(ntriples, ox.RdfFormat.N_TRIPLES, lenient=True)
        turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
        *head, body = turtle.split(b"\n", len(PREFIXES))
        yield graph.decode(), b"\n".join([*head, b""]), body


@contextmanager
def _safe(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file to write to, and see it safely on the disk."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _zipped(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file whose content is compressed; without name and time, which would differ."""
    with _safe(path) as file, gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as zipped:
        yield cast(IO[bytes], zipped)
