"""The process that answers queries from outside, confined; `kg.workers` starts and ends it.

Each task comes as one line of JSON on standard input, and is answered in frames (`kg.frames`) on
standard output: the answer in pieces, as it comes from the store, and at the end how it went. What
is short goes out at once with its end, so that a fault is told before anything of the answer is.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import columns, confinement, frames
from kg.counting import COUNTERS, Counter
from kg.dataset_clauses import refuse_unknown_graphs
from kg.errors import QueryError, QueryForbidden, ServiceFailed
from kg.federation import Call, calls, joined
from kg.formats import Result, write, write_first
from kg.guard import refuse_service, refuse_update
from kg.prefixes import named_in
from kg.syntax import syntax_error

if TYPE_CHECKING:
    from typing_extensions import Buffer

Task = dict[str, Any]
"""What `kg.sandbox` asks for."""
Said = dict[str, object]
"""How it went."""

_WELL: Said = {"outcome": "answer"}
_PIECE = 2**16
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MOST_KEPT = 2**27
"""Bytes that a process may hold more than at its start before it is replaced by a fresh one."""
_NO_TIME = 0.005
"""Seconds of the processor in which no process grows by as much."""


class _Full(BufferError):
    """As much as may be has been written."""


class _Answer:
    """Sends what is written in pieces, and refuses to hold more rows than are allowed.

    Parameters
    ----------
    output
        Descriptor of the pipe to send to.
    rows
        Number of rows, or triples, that are allowed.
    """

    def __init__(self, output: int, rows: int) -> None:
        self._output, self._left = output, rows
        self._waiting, self._parts, self._size = list[frames.Frame](), list[bytes](), 0
        self._count: Counter | None = None

    def begin(self, format_: str, *, is_table: bool) -> None:
        """Say in which format the answer comes, and whether its rows are those of a table."""
        self._waiting.append((frames.BEGINNING, format_.encode()))
        self._count = COUNTERS[format_]() if is_table else None

    def write(self, part: bytes, /) -> int:
        """Take some bytes, and send a piece when there are enough of them."""
        self._parts.append(part)
        self._size += len(part)
        if self._size >= _PIECE:
            self._count_rows()
            self._send()
        return len(part)

    def flush(self) -> None:
        """Send nothing: what is short goes out together with its end."""

    def take_rows(self, number: int) -> None:
        """Count rows, of which only so many are allowed."""
        self._left -= number
        if self._left < 0:
            raise _Full

    def finish(self) -> None:
        """Count the rows that have not been counted; there are no more of them than bytes."""
        if self._size > self._left:
            self._count_rows()

    def end(self, said: Said, *, is_last: bool) -> None:
        """Send what is left, how it went, and whether this process should answer no more."""
        held = json.dumps(said).encode() if said != _WELL else b""
        self._send((frames.LAST if is_last else frames.END, held))

    def _count_rows(self) -> None:
        if self._count:
            self._parts = [b"".join(self._parts)]
            self.take_rows(self._count(self._parts[0]))

    def _send(self, *more: frames.Frame) -> None:
        # However much the store writes at once, no piece is larger than a reader wants to hold.
        held = b"".join(self._parts)
        pieces = [(frames.PIECE, held[at : at + _PIECE]) for at in range(0, len(held), _PIECE)]
        frames.send(self._output, [*self._waiting, *pieces, *more])
        self._waiting, self._parts, self._size = [], [], 0


class _Beginning(io.BytesIO):
    """Holds the first bytes of an answer, and refuses more."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._left, self.is_cut = size, False

    def write(self, part: Buffer, /) -> int:
        taken = bytes(part)
        super().write(taken[: self._left])
        if len(taken) > self._left:  # the store tries again to write what was refused
            self._left, self.is_cut = 0, True
            raise _Full
        self._left -= len(taken)
        return len(taken)


def _carry_out(task: Task, store: ox.Store, answer: _Answer) -> Said:
    """Answer the query of a task, and return how it went."""
    query = str(task["query"])
    try:
        permitted = _permitted(query, task, store)
        if task["examined"]:
            result = _result(permitted, task, ox.Store())
            is_triples, is_ask = (
                isinstance(result, one) for one in (ox.QueryTriples, ox.QueryBoolean)
            )
            return {**_WELL, "query": permitted, "triples": is_triples, "ask": is_ask}
        return _written(_result(permitted, task, store), task, answer)
    except SyntaxError as error:
        return _not_sparql(query, error)
    except QueryForbidden as error:
        return {"outcome": "forbidden", "message": str(error)}
    except ServiceFailed as error:
        return {"outcome": "service", "message": str(error)}
    except QueryError as error:
        return {"outcome": "refused", "message": str(error)}
    except _Full:
        return {"outcome": "too large"}
    except MemoryError:
        return {"outcome": "memory"}
    except BrokenPipeError:  # who asked has gone, and so shall we
        raise
    except (OSError, ValueError, RuntimeError) as error:
        return {"outcome": "failure", "message": str(error)}


def _permitted(query: str, task: Task, store: ox.Store) -> str:
    """Return the query as it is to be run: about graphs that exist, without calls or a star."""
    dataset = task["dataset"] or {"default": [], "named": []}
    refuse_unknown_graphs(query, chain(*dataset.values()), partial(_holds, store))
    found = calls(query, task["services"])
    if found:
        return columns.named(joined(query, found, _asked(found)))
    refuse_service(query)
    return columns.named(query)


def _result(query: str, task: Task, store: ox.Store) -> Result:
    graphs: dict[str, Any] = {}
    if task["dataset"]:  # both are given, as an empty list is no graph, and None is every graph
        graphs["default_graph"] = [ox.NamedNode(iri) for iri in task["dataset"]["default"]]
        graphs["named_graphs"] = [ox.NamedNode(iri) for iri in task["dataset"]["named"]]
    try:
        return store.query(query, **graphs)
    except SyntaxError:  # it may use a prefix of ours; most declare what they use
        return store.query(query, prefixes=named_in(query), **graphs)


def _holds(store: ox.Store, graph: str) -> bool:
    return store.contains_named_graph(ox.NamedNode(graph))


def _asked(found: Sequence[Call]) -> list[str | None]:
    """Return what other endpoints answer; who started this process asks them, it cannot."""
    listed = json.dumps(list(map(asdict, found))).encode()
    frames.send(sys.stdout.fileno(), [(frames.CALLS, listed)])
    answers: list[str | None] = json.loads(sys.stdin.buffer.readline())
    return answers


def _written(result: Result, task: Task, answer: _Answer) -> Said:
    """Write an answer: all of it, or as much as is to be shown."""
    said = dict(_WELL)
    format_ = task["triples" if isinstance(result, ox.QueryTriples) else "solutions"]
    first = task["first"]
    whole = isinstance(result, ox.QuerySolutions) and not first
    answer.begin(format_, is_table=whole)
    if isinstance(result, ox.QueryTriples) and first:
        beginning = _Beginning(first["bytes"])
        with suppress(_Full):
            write(result, format_, beginning)
        answer.write(beginning.getvalue())
        said["cut"] = beginning.is_cut
    elif isinstance(result, ox.QueryTriples):
        write(_counted(result, answer), format_, answer)
    elif isinstance(result, ox.QuerySolutions) and first:
        said["rows"] = write_first(result, first["rows"], first["bytes"], answer)
    else:
        write(result, format_, answer)
        answer.finish()
    return said


def _counted(triples: ox.QueryTriples, answer: _Answer) -> Iterator[ox.Triple]:
    for triple in triples:
        answer.take_rows(1)
        yield triple


def _not_sparql(query: str, error: SyntaxError) -> Said:
    """Say what is wrong with a text that is no query."""
    try:
        refuse_update(query)
    except QueryForbidden as forbidden:
        return {"outcome": "forbidden", "message": str(forbidden)}
    ours = syntax_error(query, error)
    said: Said = {"outcome": "syntax", "message": ours.expected}
    return {**said, "line": ours.line, "column": ours.column}


class _Growth:
    """How much this process holds more than at its start."""

    def __init__(self) -> None:
        self._statm = os.open("/proc/self/statm", os.O_RDONLY)  # costs less to read than to open
        self._at_start, self._looked_at = self._held(), time.process_time()

    @property
    def is_too_much(self) -> bool:
        """Whether it is so much that another process should take its place."""
        now = time.process_time()
        if now - self._looked_at < _NO_TIME:
            return False
        self._looked_at = now
        return self._held() - self._at_start > _MOST_KEPT

    def _held(self) -> int:
        return int(os.pread(self._statm, 100, 0).split()[1]) * _PAGE


def _main(store: str, lifeline: str, megabytes: str) -> None:
    """Answer one task after the other, confined, until no more come.

    Parameters
    ----------
    store
        Folder of the store.
    lifeline
        Descriptor of a pipe whose other end is closed when nobody needs this process any more.
    megabytes
        Address space that this process may have.
    """
    confinement.end_when_closed(int(lifeline))
    confinement.bound_memory(int(megabytes))
    confinement.deny_network()  # before the store starts threads of its own
    opened = ox.Store.read_only(store)
    output = sys.stdout.fileno()
    frames.send(output, [(frames.READY, b"")])
    growth = _Growth()
    while line := sys.stdin.buffer.readline():
        task = json.loads(line)
        confinement.bound_time(task["seconds"])
        answer = _Answer(output, task["rows"])
        said = _carry_out(task, opened, answer)
        answer.end(said, is_last=growth.is_too_much)


if __name__ == "__main__":
    _main(*sys.argv[1:])
