"""Answer queries from outside in processes that can be ended.

The store has no time limit and no cancel of its own. So queries run in processes of their own,
which open the release for reading, have bounded memory and no network, and are killed when a
query's time is over. Even the parser, which a deeply nested query can bring down, runs only there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from kg.answers import Dataset, Outcome
from kg.cancelling import check_name, new_name
from kg.errors import NoPlace
from kg.history import History
from kg.lanes import Lane
from kg.running import Limits, Run, Shared
from kg.settings import Settings
from kg.store import Release
from kg.workers import Workers

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Stoppable(Protocol):
    """What can be ended before it has come to its end."""

    def cancel(self) -> None:
        """End it, from whatever thread."""


class Options(TypedDict, total=False):
    """How a query is to be asked; all of it can be left out."""

    dataset: Dataset | None
    """The graphs it is about; without it, those that it names itself, else all."""
    seconds: float | None
    """Time that it may run, if that is to be less than the settings allow."""
    name: str
    """By which it can be cancelled; without it, one that nobody knows."""
    begun: Callable[[Stoppable], None]
    """Called with whatever runs for it before that begins, for whoever may want to end it."""


@dataclass(frozen=True)
class Examined:
    """A query that may be asked.

    Parameters
    ----------
    text
        Its text, with the answers of other endpoints in the place of its calls.
    gives_triples
        Whether it is CONSTRUCT or DESCRIBE.
    is_ask
        Whether it is ASK.
    seconds
        Time that is left for it.
    """

    text: str
    gives_triples: bool
    is_ask: bool
    seconds: float


_FORM = {"solutions": "json", "triples": "turtle", "first": None, "examined": False}


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
        self._settings = settings
        self.workers = Workers(release.store, settings.query_memory_mb, settings.query_processes)
        lanes = Lane(settings.query_processes), Lane(settings.long_queries)
        held_back = threading.BoundedSemaphore(settings.query_processes)
        self._shared = Shared(self.workers, *lanes, History(), held_back)
        self._threads = threading.BoundedSemaphore(settings.query_threads)

    def close(self) -> None:
        """End all that run, and the processes that wait for the next."""
        self.workers.close()

    def run(
        self,
        query: str,
        solutions: str = "json",
        triples: str = "turtle",
        **options: Unpack[Options],
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
        options
            See `Options`.

        Raises
        ------
        QueryError
            Of the class that says why there is no answer.
        """
        run = self._prepared(query, options, solutions=solutions, triples=triples)
        self._start(run, options)
        return run.outcome()

    def attempt(
        self, query: str, solutions: str, triples: str, **options: Unpack[Options]
    ) -> Run | None:
        """Begin to answer a query, for whoever must not wait; see `run` and `Run.attempt`.

        Returns
        -------
        Run | None
            The run, if it could begin without waiting; whoever has it may `finish` it.
        """
        run = self._prepared(query, options, solutions=solutions, triples=triples)
        return run if run.attempt() else None

    def finish(self, run: Run) -> None:
        """Go on with a run whose answer did not come at once, as `run` does."""
        with run, self._thread():
            run.finish()

    def show(self, query: str, rows: int, size: int, **options: Unpack[Options]) -> Outcome:
        """Answer a query with the beginning of the answer, as JSON or Turtle.

        Parameters
        ----------
        query, options
            As for `run`, as are the errors.
        rows
            Number of rows of a table that are wanted at most; the others are only counted.
        size
            Number of bytes of them, or of triples, that are wanted at most.
        """
        run = self._prepared(query, options, first={"rows": rows, "bytes": size})
        self._start(run, options)
        return run.outcome()

    def examine(self, query: str, **options: Unpack[Options]) -> Examined:
        """See that a query may be asked, without asking it; see `run`."""
        run = self._prepared(query, options, examined=True)
        self._start(run, options)
        left = max(0.1, run.limits.seconds - run.ran)
        return Examined(run.said["query"], run.said["triples"], run.said["ask"], left)

    @property
    def most_rows(self) -> int:
        """Number of rows that an answer may have."""
        return self._settings.query_rows

    def _prepared(self, query: str, options: Options, **form: Any) -> Run:
        """Return a run that has not begun."""
        name, dataset = options.get("name", ""), options.get("dataset")
        if name:
            check_name(name)
        most = self._settings.query_seconds
        limits = Limits(
            min(options.get("seconds") or most, most),
            self._settings.query_rows,
            tuple(self._settings.services.split()),
        )
        key = sha256(repr((query, dataset)).encode()).digest()
        task = {**_FORM, **form, "query": query, "dataset": dataset and asdict(dataset)}
        return Run(self._shared, task, key, limits, name or new_name())

    def _start(self, run: Run, options: Options) -> None:
        run.refuse_hopeless()
        with self._thread():
            if begun := options.get("begun"):
                begun(run)
            run.start()

    @contextmanager
    def _thread(self) -> Iterator[None]:
        """Hold one of the threads that queries may hold, so that others are left for pages."""
        if not self._threads.acquire(blocking=False):
            raise NoPlace("As many queries wait as may. Try again in a few seconds.")
        try:
            yield
        finally:
            self._threads.release()
