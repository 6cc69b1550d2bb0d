"""Answer queries from outside in processes that can be ended.

The store has no time limit and no cancel of its own. So queries run in processes of their own,
which open the release for reading, have bounded memory and no network, and are killed when a
query's time is over. Even the parser, which a deeply nested query can bring down, runs only there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from kg.answers import Dataset, Outcome
from kg.cancelling import check_name, new_name
from kg.errors import NoPlace, QueryTimeout
from kg.history import History
from kg.lanes import Lane
from kg.running import LONGEST_WAIT, SLICE, Limits, Run
from kg.settings import Settings
from kg.store import Release
from kg.workers import Workers


@dataclass(frozen=True)
class Examined:
    """A query that may be asked.

    Parameters
    ----------
    text
        Its text, with the answers of other endpoints in the place of its calls.
    gives_triples
        Whether it is CONSTRUCT or DESCRIBE.
    seconds
        Time that is left for it.
    """

    text: str
    gives_triples: bool
    seconds: float


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
        self._short, self._long = Lane(settings.query_processes), Lane(settings.long_queries)
        self.workers = Workers(release.store, settings.query_memory_mb, settings.query_processes)
        self._threads = threading.BoundedSemaphore(settings.query_threads)
        self._history = History()

    def close(self) -> None:
        """End all that run, and the processes that wait for the next."""
        self.workers.close()

    def run(
        self,
        query: str,
        solutions: str = "json",
        triples: str = "turtle",
        dataset: Dataset | None = None,
        *,
        seconds: float | None = None,
        name: str = "",
        begun: Callable[[Run], None] | None = None,
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
        seconds
            Time that it may run, if that is to be less than the settings allow.
        name
            By which it can be cancelled; without it, one that nobody knows.
        begun
            Called with the run before it begins, for whoever may want to end it.

        Raises
        ------
        QueryError
            Of the class that says why there is no answer.
        """
        form = {"solutions": solutions, "triples": triples, "first": None, "examined": False}
        return self._answer(form, query, dataset, seconds, name, begun)

    def show(
        self,
        query: str,
        rows: int,
        size: int,
        dataset: Dataset | None = None,
        *,
        seconds: float | None = None,
        name: str = "",
        begun: Callable[[Run], None] | None = None,
    ) -> Outcome:
        """Answer a query with the beginning of the answer, as JSON or Turtle.

        Parameters
        ----------
        query, dataset, seconds, name, begun
            As for `run`, as are the errors.
        rows
            Number of rows of a table that are wanted at most; the others are only counted.
        size
            Number of bytes of triples that are wanted at most.
        """
        first = {"rows": rows, "bytes": size}
        form = {"solutions": "json", "triples": "turtle", "first": first, "examined": False}
        return self._answer(form, query, dataset, seconds, name, begun)

    def examine(
        self,
        query: str,
        dataset: Dataset | None = None,
        *,
        seconds: float | None = None,
        name: str = "",
        begun: Callable[[Run], None] | None = None,
    ) -> Examined:
        """See that a query may be asked, without asking it; see `run`."""
        form = {"solutions": "json", "triples": "turtle", "first": {}, "examined": True}
        run = self._run(form, query, dataset, seconds, name, begun)
        left = max(0.1, run.limits.seconds - run.ran)
        return Examined(run.said["query"], run.said["triples"], left)

    @property
    def most_rows(self) -> int:
        """Number of rows that an answer may have."""
        return self._settings.query_rows

    def _answer(
        self,
        form: dict[str, Any],
        query: str,
        dataset: Dataset | None,
        seconds: float | None,
        name: str,
        begun: Callable[[Run], None] | None,
    ) -> Outcome:
        run = self._run(form, query, dataset, seconds, name, begun)
        rows, cut = run.said.get("rows", 0), run.said.get("cut", False)
        return Outcome(run.format, run, rows, cut, bool(run.said), run.close)

    def _run(
        self,
        form: dict[str, Any],
        query: str,
        dataset: Dataset | None,
        seconds: float | None,
        name: str,
        begun: Callable[[Run], None] | None,
    ) -> Run:
        """Return a run that has its answer, or the beginning of it."""
        if name:
            check_name(name)
        most = self._settings.query_seconds
        limits = Limits(
            min(seconds or most, most),
            self._settings.query_rows,
            tuple(self._settings.services.split()),
        )
        key = sha256(repr((query, dataset)).encode()).digest()
        task = {**form, "query": query, "dataset": dataset and asdict(dataset)}
        run = Run(self.workers, self._short, self._long, limits, name or new_name())
        with self._thread():
            if self._history.is_hopeless(key, limits.seconds):
                time.sleep(LONGEST_WAIT)  # so that nobody can ask it again and again at full speed
                raise QueryTimeout(
                    f"This query was not answered in {limits.seconds:g} s less than a minute ago. "
                    "Add a LIMIT, bind more of its variables, or ask for less at a time."
                )
            if begun:
                begun(run)
            try:
                run.start(task, is_long=self._history.is_long(key))
            except QueryTimeout:
                self._history.ran_out(key, limits.seconds)
                raise
            finally:
                if run.ran >= SLICE:
                    self._history.was_long(key)
        return run

    @contextmanager
    def _thread(self) -> Iterator[None]:
        """Hold one of the threads that queries may hold, so that others are left for pages."""
        if not self._threads.acquire(blocking=False):
            raise NoPlace("As many queries wait as may. Try again in a few seconds.")
        try:
            yield
        finally:
            self._threads.release()
