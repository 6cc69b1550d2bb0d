"""Forwarding: queries from outside that a store at another server answers.

They are examined here first, in a process that can be ended, as all are: whether they are SPARQL,
which graphs they name, whom they ask by SERVICE. Time and rows are limited here as well.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers import Outcome
from kg.cancelling import new_name
from kg.counting import COUNTERS
from kg.errors import StoreUnavailable
from kg.failures import too_many_rows
from kg.formats import SOLUTIONS, TRIPLES, write, write_first
from kg.forwarded import Forwarded
from kg.lanes import Lane
from kg.remote import RemoteGraph
from kg.sandbox import Examined, Options, Sandbox
from kg.settings import Settings
from kg.store import Graph, Release

if TYPE_CHECKING:
    from typing_extensions import Buffer, Unpack


Pieces = Generator[bytes, None, None]

_ROWS, _STATEMENTS = "json", "ntriples"
_PIECE = 2**16


class Forwarding(Sandbox):
    """Has queries answered by another server, after they were examined.

    Parameters
    ----------
    release
        The release that the server holds.
    settings
        The limits.
    graph
        The door to the server.
    """

    def __init__(self, release: Release, settings: Settings, graph: RemoteGraph) -> None:
        super().__init__(release, settings)
        self._graph, self._lane = graph, Lane(settings.query_processes + settings.long_queries)

    def run(
        self,
        query: str,
        solutions: str = "json",
        triples: str = "turtle",
        **options: Unpack[Options],
    ) -> Outcome:
        """Answer a query; see `Sandbox.run`."""
        examined = self.examine(query, **options)
        format_ = triples if examined.gives_triples else solutions
        pieces = _converted(self._pieces(examined, options), examined.gives_triples, format_)
        beginning = next(pieces, b"")  # what is wrong is told before anything is
        return Outcome(format_, chain([beginning], pieces), is_whole=False, close=pieces.close)

    def attempt(self, *_: object, **__: object) -> None:
        """Begin nothing, as another server has to be waited for."""

    def show(self, query: str, rows: int, size: int, **options: Unpack[Options]) -> Outcome:
        """Answer a query with the beginning of the answer; see `Sandbox.show`."""
        examined = self.examine(query, **options)
        pieces = self._pieces(examined, options)
        try:
            if examined.gives_triples:
                return _beginning(_converted(pieces, True, "turtle"), size)
            return _first(pieces, rows, size)
        finally:
            pieces.close()

    def _pieces(self, examined: Examined, options: Options) -> Pieces:
        """Yield the answer in the one form that all servers write alike."""
        dataset = options.get("dataset")
        form = TRIPLES[_STATEMENTS] if examined.gives_triples else SOLUTIONS[_ROWS]
        count = (lambda piece: piece.count(b"\n")) if examined.gives_triples else COUNTERS[_ROWS]()
        graphs = (dataset.default, dataset.named) if dataset else ((), ())
        left = self.most_rows
        forwarded = Forwarded(options.get("name") or new_name())
        if begun := options.get("begun"):
            begun(forwarded)
        asked = self._graph.answer(
            examined.text,
            form.media_type,
            *graphs,
            examined.seconds,
            forwarded.goes_over,
            is_ask=examined.is_ask,
        )
        with forwarded.running(self._lane), asked as reply:
            for piece in reply.pieces:
                left -= count(piece)
                if left < 0:
                    raise too_many_rows(self.most_rows)
                yield piece


class _Stream(io.RawIOBase):
    """Pieces as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._held = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        self._held = self._held or next(self._pieces, b"")
        view = memoryview(buffer)
        taken, self._held = self._held[: len(view)], self._held[len(view) :]
        view[: len(taken)] = taken
        return len(taken)


def _converted(pieces: Pieces, gives_triples: bool, format_: str) -> Pieces:
    """Yield an answer in another form; for that all of it has to have come."""
    if format_ in {_STATEMENTS, _ROWS}:
        yield from pieces
        return
    with _readable(), tempfile.TemporaryFile() as whole:
        stream = io.BufferedReader(_Stream(pieces))
        if gives_triples:
            said = (quad.triple for quad in ox.parse(stream, TRIPLES[_STATEMENTS]))
            write(said, format_, whole)
        else:
            write(ox.parse_query_results(stream, SOLUTIONS[_ROWS]), format_, whole)
        whole.seek(0)
        yield from iter(lambda: whole.read(_PIECE), b"")


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError) as error:
        raise StoreUnavailable(f"The answer of the store cannot be read: {error}.") from None


def _first(pieces: Iterator[bytes], rows: int, size: int) -> Outcome:
    """Return the first rows of an answer, and how many there are; yes or no is whole."""
    with _readable():
        result = ox.parse_query_results(io.BufferedReader(_Stream(pieces)), SOLUTIONS[_ROWS])
        sink = io.BytesIO()
        if isinstance(result, ox.QuerySolutions):
            number = write_first(result, rows, size, sink)
            return Outcome(_ROWS, [sink.getvalue()], number)
        write(result, _ROWS, sink)
        return Outcome(_ROWS, [sink.getvalue()])


def _beginning(pieces: Iterable[bytes], size: int) -> Outcome:
    """Return the first bytes of an answer."""
    held = b""
    for piece in pieces:
        held += piece
        if len(held) > size:
            break
    return Outcome("turtle", [held[:size]], cut=len(held) > size)


def open_sandbox(release: Release, settings: Settings, graph: Graph) -> Sandbox:
    """Return what answers queries from outside, by whichever door the graph is asked.

    Parameters
    ----------
    release
        The release.
    settings
        The limits.
    graph
        The door, as `kg.remote.open_graph` gives it.
    """
    if isinstance(graph, RemoteGraph):
        return Forwarding(release, settings, graph)
    return Sandbox(release, settings)
