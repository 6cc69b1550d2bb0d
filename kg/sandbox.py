"""Answer queries from outside in processes that can be ended.

The store has no time limit and no cancel of its own. So each query runs in a process of its own,
which opens the release for reading, has bounded memory and no network, and is killed when its
time is over. Even the parser, which a deeply nested query can bring down, runs only there.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

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
from kg.formats import SOLUTIONS, TRIPLES
from kg.settings import Settings
from kg.store import Release

LONGEST_WAIT = 1.0
"""Seconds that a query waits for a place before it is sent away."""


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query is about, whatever ``FROM`` and ``FROM NAMED`` in it say.

    Parameters
    ----------
    default
        IRIs of the graphs that together are its default graph.
    named
        IRIs of the graphs that ``GRAPH`` finds.

    Raises
    ------
    QueryError
        If one of them is no IRI.

    Examples
    --------
    >>> Dataset(("graph/ac-2013",))
    Traceback (most recent call last):
        ...
    kg.errors.QueryError: 'graph/ac-2013' is no IRI of a graph: No scheme found in an absolute IRI.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for iri in (*self.default, *self.named):
            try:
                ox.NamedNode(iri)
            except ValueError as error:
                raise QueryError(f"{iri!r} is no IRI of a graph: {error}.") from None


@dataclass(frozen=True)
class Outcome:
    """The answer to a query, as it goes out.

    Parameters
    ----------
    format
        Name of the format, a key of `kg.formats.SOLUTIONS` or `kg.formats.TRIPLES`.
    body
        The answer, or where it was only asked to be shown, its beginning.
    rows
        Number of rows of the whole answer, where the body is the beginning of a table.
    cut
        Whether the body is only the beginning of triples.
    """

    format: str
    body: bytes
    rows: int = 0
    cut: bool = False

    @property
    def media_type(self) -> str:
        """The media type of the body."""
        if self.format in SOLUTIONS:
            return SOLUTIONS[self.format].media_type
        return TRIPLES[self.format].media_type

    def table(self) -> AnswerTable:
        """Return an answer in the format ``json`` as a table.

        Examples
        --------
        >>> Outcome("json", b'{"head": {}, "boolean": true}').table().boolean
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

    def run(
        self,
        query: str,
        solutions: str = "json",
        triples: str = "turtle",
        dataset: Dataset | None = None,
    ) -> Outcome:
        """Answer a query.

        Parameters
        ----------
        query
            SPARQL 1.1 query text; our prefixes need not be declared.
        solutions
            Format in which SELECT and ASK are answered, a key of `kg.formats.SOLUTIONS`.
        triples
            Format in which CONSTRUCT and DESCRIBE are answered, a key of `kg.formats.TRIPLES`.
        dataset
            The graphs it is about; without it, those that it names itself, else all.

        Raises
        ------
        QueryError
            Of the class that says why there is no answer.
        """
        form = {"solutions": solutions, "triples": triples, "first": None}
        return self._answer(form, query, dataset)

    def show(self, query: str, rows: int, size: int, dataset: Dataset | None = None) -> Outcome:
        """Answer a query with the beginning of the answer, as JSON or Turtle.

        Parameters
        ----------
        query, dataset
            As for `run`, as are the errors.
        rows
            Number of rows of a table that are wanted at most; the others are only counted.
        size
            Number of bytes of triples that are wanted at most.
        """
        first = {"rows": rows, "bytes": size}
        form = {"solutions": "json", "triples": "turtle", "first": first}
        return self._answer(form, query, dataset)

    def _answer(self, form: Mapping[str, Any], query: str, dataset: Dataset | None) -> Outcome:
        """Answer a query, in the form that is asked for, as soon as there is a place."""
        task = {
            **form,
            "store": str(self._release.store),
            "query": query,
            "dataset": dataset and asdict(dataset),
            "seconds": self._settings.query_seconds,
            "megabytes": self._settings.query_memory_mb,
            "answer_megabytes": self._settings.query_answer_mb,
        }
        with _held(self._threads), _held(self._places, LONGEST_WAIT):
            return self._run(task)

    def _run(self, task: Mapping[str, Any]) -> Outcome:
        process = subprocess.Popen(
            [sys.executable, "-m", "kg.answering"],
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
            return Outcome(said["format"], rest, said.get("rows", 0), said.get("cut", False))
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
