"""Answer queries from outside in processes that can be ended.

The store has no time limit and no cancel of its own. So each query runs in a process of its own,
which opens the release for reading, has bounded memory and no network, and is killed when its
time is over. Even the parser, which a deeply nested query can bring down, runs only there.
"""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import confinement
from kg.errors import (
    KGError,
    NoPlace,
    QueryError,
    QueryForbidden,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
)
from kg.formats import write
from kg.guard import refuse_service, refuse_update
from kg.prefixes import PREFIXES
from kg.settings import Settings
from kg.store import Release, syntax_error

if TYPE_CHECKING:
    from typing_extensions import Buffer

LONGEST_WAIT = 1.0
"""Seconds that a query waits for a place before it is sent away."""


@dataclass(frozen=True)
class Outcome:
    """The answer to a query, as it goes out.

    Parameters
    ----------
    format
        Name of the format, a key of `kg.formats.SOLUTIONS` or `kg.formats.TRIPLES`.
    media_type
        Its media type.
    body
        The answer.
    """

    format: str
    media_type: str
    body: bytes

    def table(self) -> AnswerTable:
        """Return an answer in the format ``json`` as a table.

        Examples
        --------
        >>> Outcome("json", "", b'{"head": {}, "boolean": true}').table().boolean
        True
        """
        answer = json.loads(self.body)
        if "boolean" in answer:
            return AnswerTable(boolean=answer["boolean"])
        rows = tuple(
            {name: _cell(value) for name, value in row.items()}
            for row in answer["results"]["bindings"]
        )
        return AnswerTable(tuple(answer["head"]["vars"]), rows)


@dataclass(frozen=True)
class Cell:
    """One value of a table: what it says, and what it is.

    Parameters
    ----------
    text
        The IRI or the text.
    is_iri
        Whether it is an IRI.
    language
        Language of a text, where it has one.
    """

    text: str
    is_iri: bool = False
    language: str | None = None


@dataclass(frozen=True)
class AnswerTable:
    """The answer to SELECT as a table, or to ASK as yes or no.

    Parameters
    ----------
    variables
        The columns.
    rows
        For each row the cells that have a value, by variable.
    boolean
        The answer to ASK; None for SELECT.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Cell], ...] = ()
    boolean: bool | None = None


class Sandbox:
    """Runs queries on one release.

    Parameters
    ----------
    release
        The release to ask.
    settings
        The limits on time, memory, answer and number of processes.
    """

    def __init__(self, release: Release, settings: Settings) -> None:
        self._release, self._settings = release, settings
        self._places = threading.BoundedSemaphore(settings.query_processes)
        # Each that runs or waits holds a thread of the server; the others are for pages.
        self._threads = threading.BoundedSemaphore(settings.query_threads)

    def run(self, query: str, solutions: str = "json", triples: str = "turtle") -> Outcome:
        """Answer a query.

        Parameters
        ----------
        query
            SPARQL 1.1 query text; our prefixes need not be declared.
        solutions
            Format in which SELECT and ASK are answered, a key of `kg.formats.SOLUTIONS`.
        triples
            Format in which CONSTRUCT and DESCRIBE are answered, a key of `kg.formats.TRIPLES`.

        Raises
        ------
        QueryError
            Of the class that says why there is no answer.
        """
        with _held(self._threads), _held(self._places, LONGEST_WAIT):
            return self._run(query, solutions, triples)

    def _run(self, query: str, solutions: str, triples: str) -> Outcome:
        task = {
            "store": str(self._release.store),
            "query": query,
            "solutions": solutions,
            "triples": triples,
            "seconds": self._settings.query_seconds,
            "megabytes": self._settings.query_memory_mb,
            "answer_megabytes": self._settings.query_answer_mb,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "kg.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parent.parent,
        )
        try:
            body, _ = process.communicate(
                json.dumps(task).encode(), timeout=self._settings.query_seconds
            )
        except subprocess.TimeoutExpired:
            raise QueryTimeout(
                f"The query ran longer than {self._settings.query_seconds:g} s and was ended. "
                "Add a LIMIT, bind more of its variables, or ask for less at a time."
            ) from None
        finally:
            process.kill()
            process.communicate()
        if -process.returncode in {signal.SIGSEGV, signal.SIGBUS}:  # the parser's stack overflowed
            raise QueryTooLarge("The query is nested too deeply. Take out some of its brackets.")
        if process.returncode < 0:  # ended by another signal: an allocation in the store failed
            raise _too_much_memory()
        return _outcome(body)


@contextmanager
def _held(places: threading.Semaphore, seconds: float = 0) -> Iterator[None]:
    """Hold one of some places; where none becomes free in time, send the query away."""
    if not places.acquire(timeout=seconds):
        raise NoPlace("All places for queries are taken. Try again in a few seconds.")
    try:
        yield
    finally:
        places.release()


def _cell(value: dict[str, str]) -> Cell:
    return Cell(str(value["value"]), value["type"] == "uri", value.get("xml:lang"))


def _outcome(body: bytes) -> Outcome:
    """Return what the process wrote, or raise the error that it reports."""
    head, _, rest = body.partition(b"\n")
    if not head:
        raise KGError("The process that runs queries could not be started. Check the installation.")
    said = json.loads(head)
    match said["outcome"]:
        case "answer":
            return Outcome(said["format"], said["media_type"], rest)
        case "syntax":
            raise QuerySyntaxError(said["message"], said["line"], said["column"])
        case "forbidden":
            raise QueryForbidden(said["message"])
        case "too large":
            raise QueryTooLarge(
                f"The answer is larger than {said['megabytes']} MB. Add a LIMIT, or ask for less "
                "at a time."
            )
        case "memory":
            raise _too_much_memory()
        case _:
            raise QueryError(f"The query could not be answered: {said['message']}")


def _too_much_memory() -> QueryOutOfMemory:
    return QueryOutOfMemory(
        "The query needed more memory than is allowed and was ended. Sort or group less at a time."
    )


class _Bounded(io.RawIOBase):
    """A buffer that refuses to grow beyond its limit."""

    def __init__(self, megabytes: int) -> None:
        super().__init__()
        self.limit, self.parts, self.size = megabytes * 2**20, list[bytes](), 0

    def writable(self) -> bool:
        return True

    def write(self, part: Buffer, /) -> int:
        taken = bytes(part)
        self.size += len(taken)
        if self.size > self.limit:
            raise BufferError
        self.parts.append(taken)
        return len(taken)


def _answer(task: dict[str, object], buffer: _Bounded) -> dict[str, object]:
    """Run the query of a task, write its answer to the buffer, and say how it went."""
    query = str(task["query"])
    try:
        refuse_service(query)
        store = ox.Store.read_only(str(task["store"]))
        result = store.query(query, prefixes=PREFIXES)
        kind = "triples" if isinstance(result, ox.QueryTriples) else "solutions"
        name = str(task[kind])
        media_type = write(result, name, buffer)
    except SyntaxError as error:
        return _not_sparql(query, error)
    except QueryForbidden as error:
        return {"outcome": "forbidden", "message": str(error)}
    except BufferError:
        return {"outcome": "too large", "megabytes": task["answer_megabytes"]}
    except MemoryError:
        return {"outcome": "memory"}
    except (OSError, ValueError, RuntimeError) as error:
        return {"outcome": "failure", "message": str(error)}
    return {"outcome": "answer", "format": name, "media_type": media_type}


def _not_sparql(query: str, error: SyntaxError) -> dict[str, object]:
    """Say what is wrong with a text that is no query."""
    try:
        refuse_update(query)
    except QueryForbidden as forbidden:
        return {"outcome": "forbidden", "message": str(forbidden)}
    ours = syntax_error(error)
    said = {"outcome": "syntax", "message": ours.expected}
    return {**said, "line": ours.line, "column": ours.column}


def _main() -> None:
    """Answer the one task that stands on standard input, confined."""
    task = json.load(sys.stdin)
    confinement.end_with_parent()
    confinement.bound(task["seconds"], task["megabytes"])
    confinement.deny_network()
    buffer = _Bounded(task["answer_megabytes"])
    head = _answer(task, buffer)
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    if head["outcome"] == "answer":
        sys.stdout.buffer.writelines(buffer.parts)
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
