"""Runs: a query on its way from the first lane to the last byte of its answer.

Every query begins in the short lane. What has not ended after its slice of the processor there, or
twice as long, has to find a place in the long lane, and stands still until it has one; it runs on
beside all others, but only where they leave the processor free. The time that a query may run is
that in which its process worked for it: not the time in which it stood still, nor that in which it
waited for its reader.
"""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg import frames, services
from kg.answers import Outcome
from kg.cancelling import Running
from kg.errors import KGError, NoPlace, QueryCancelled, QueryError, QueryTimeout
from kg.failures import cause, out_of_time, refusal
from kg.federation import Call
from kg.history import History
from kg.lanes import Lane
from kg.workers import CLOSED, Ended, Worker, Workers

SLICE = 0.5
"""Seconds of the processor that a query may take in the short lane."""
LONGEST_SLICE = 1.0
"""Seconds that it may take for that where others need the processor too."""
LONGEST_WAIT = 1.0
"""Seconds that a query waits for a place in a lane before it is sent away."""
AT_ONCE = 0.05
"""Seconds for which who must not wait looks whether an answer comes."""

CANCELLED = "The query was cancelled."
"""What is told to whoever asked a query that was cancelled."""

_WELL = {"outcome": "answer"}
_LOOK = 0.1
_KEPT = 2**20
_MOST_ANSWERED = 2**23


@dataclass(frozen=True)
class Limits:
    """What a query may take.

    Parameters
    ----------
    seconds
        Time that it may run.
    rows
        Rows, or triples, that its answer may have.
    services
        Addresses of the endpoints that it may ask.
    """

    seconds: float
    rows: int
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shared:
    """What the runs of a store share.

    Parameters
    ----------
    workers
        The processes that can answer.
    short, long
        The lanes.
    history
        What is remembered of earlier runs.
    held_back
        Threads that may wait before they refuse a query.
    """

    workers: Workers
    short: Lane
    long: Lane
    history: History
    held_back: threading.BoundedSemaphore


class Run(Iterator[bytes]):
    """One query; reading it gives the pieces of its answer.

    Parameters
    ----------
    shared
        What it shares with other runs.
    task
        What `kg.answering` is to do.
    key
        By which the history knows the query.
    limits
        What it may take.
    name
        By which it can be cancelled.
    """

    def __init__(
        self, shared: Shared, task: dict[str, Any], key: bytes, limits: Limits, name: str
    ) -> None:
        self._shared, self._task, self._key = shared, task, key
        self.limits, self._name = limits, name
        self._worker: Worker | None = None
        self._asked_at = self._worked_before = 0.0
        self._running: Running | None = None
        self._pieces: list[bytes] = []
        self.ran = self._read = 0.0
        self._left_at: float | None = None
        self._ended_by: QueryError | None = None
        self._change = threading.Lock()
        self._released = False
        self.format = ""
        self.said: dict[str, Any] = {}
        self.is_long = False

    def refuse_hopeless(self) -> None:
        """Refuse a query that has just run out of time, and would again.

        Raises
        ------
        QueryTimeout
            If it is one.
        """
        if self._is_hopeless:
            # So that nobody asks it again and again at full speed, nor takes all threads with it.
            if self._shared.held_back.acquire(blocking=False):
                time.sleep(LONGEST_WAIT)
                self._shared.held_back.release()
            raise QueryTimeout(
                f"This query was not answered in {self.limits.seconds:g} s less than a minute ago. "
                "Add a LIMIT, bind more of its variables, or ask for less at a time."
            )

    def start(self) -> None:
        """Run until the whole answer is there, or so much of it that the rest has to be streamed.

        Raises
        ------
        QueryError
            Of the class that says why there is no answer.
        """
        with self:
            if self._is_known_as_long:
                self._take_the_long_lane()
            else:
                self._shared.short.enter(self, LONGEST_WAIT)
            self._ask(self._shared.workers.take())
        self.finish()

    def attempt(self) -> bool:
        """Begin in the short lane, if that can be done without waiting for anything.

        Returns
        -------
        bool
            Whether it has begun. If so, wait until there is something to read from `output`, but
            no longer than `AT_ONCE`, and see with `take_what_comes` whether that is all; if not,
            `finish` it.

        Raises
        ------
        KGError
            If the process that was to answer has ended.
        """
        if self._is_known_as_long or self._is_hopeless:
            return False
        try:
            self._shared.short.enter(self, 0)
        except NoPlace:
            return False
        worker = self._shared.workers.take_ready()
        if worker is None:
            self._leave()
            return False
        with self:
            self._ask(worker)
        return True

    @property
    def output(self) -> int:
        """Descriptor by which the answer comes."""
        assert self._worker
        return self._worker.output

    def take_what_comes(self, seconds: float = 0) -> bool:
        """Read what has come, and if that is the whole answer, take it.

        Parameters
        ----------
        seconds
            How long to wait where nothing has.

        Returns
        -------
        bool
            Whether it is. If not, the run has to be finished, which says also why nothing came.

        Raises
        ------
        QueryError
            Of the class that says why there is no answer.
        """
        assert self._worker
        try:
            self._worker.look(seconds)
        except Ended:
            return False  # as another process has to be started, and that takes time
        if self._worker.has_sent_all and not self._worker.is_spent:  # to replace one takes time
            with self:
                self._take_all()
        return bool(self.said)

    def finish(self) -> None:
        """Go on with what has begun, as `start` does."""
        assert self._worker
        # How long it has waited for a thread since is not its fault.
        self.ran = min(AT_ONCE, time.monotonic() - self._asked_at)
        with self:
            self._worker.look()
            while not self.said and (self._task["first"] or not self._has_to_be_streamed()):
                self._take_in(*self._receive())
            if not self.said and not self.is_long:
                self._take_the_long_lane()
        self._left_at = time.monotonic()

    def outcome(self) -> Outcome:
        """Return the answer, of which there may be no more than the beginning."""
        rows, cut = self.said.get("rows", 0), self.said.get("cut", False)
        return Outcome(self.format, self, rows, cut, bool(self.said), self.close)

    def __next__(self) -> bytes:
        """Return the next piece.

        Raises
        ------
        QueryError
            Of the class that says why no more comes.
        """
        if self._left_at is not None:
            self._read += time.monotonic() - self._left_at
            self._left_at = None
        try:
            while not self._pieces:
                if self.said:
                    raise StopIteration
                if self._released:  # its worker has been given away
                    raise self._ended_by or QueryCancelled(CANCELLED)
                self._take_in(*self._receive())
        except KGError:
            self.close()
            raise
        self._left_at = time.monotonic()
        return self._pieces.pop(0)

    @property
    def overdue(self) -> float:
        """Seconds for which the reader has kept it waiting, beyond as long as it may run."""
        waiting = self._left_at
        now = time.monotonic() - waiting if waiting is not None else 0.0
        return self._read + now - self.limits.seconds

    def make_room(self) -> None:
        """End it, as its reader is slow and another query needs the place."""
        self.end(
            QueryTimeout(
                "The answer was read too slowly while other queries waited. Ask for less at a time."
            )
        )

    def cancel(self) -> None:
        """End it, as nobody wants its answer any more."""
        self.end(QueryCancelled(CANCELLED))

    def end(self, reason: QueryError) -> None:
        """End it, from whatever thread; who reads it is told the reason."""
        with self._change:
            if self._released:
                return
            self._ended_by = self._ended_by or reason
            if self._worker:
                self._worker.end()
        self._leave()

    def close(self) -> None:
        """End it if it has not ended, and give back what it holds."""
        with self._change:
            if self._released:
                return
            self._released, worker = True, self._worker
        self._leave()
        if self._running:
            self._running.end()
        if self.said and self.is_long and self.ran < SLICE:
            self._shared.history.was_short(self._key)
        is_done = self.said and not self.is_long and not self._ended_by
        if worker and is_done and not worker.is_spent:
            self._shared.workers.give_back(worker)
        elif worker:
            self._shared.workers.replace(worker)

    def _leave(self) -> None:
        self._shared.short.leave(self)
        self._shared.long.leave(self)

    @property
    def _is_known_as_long(self) -> bool:
        return self._shared.history.is_long(self._key)

    @property
    def _is_hopeless(self) -> bool:
        return self._shared.history.is_hopeless(self._key, self.limits.seconds)

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        """Give back what it holds where it goes wrong, and say why a worker ended."""
        if error:
            self.close()
        if isinstance(error, Ended):
            raise self._cause(error) from None

    def _ask(self, worker: Worker) -> None:
        self._worker = worker
        if self.is_long:
            worker.go_on()
        self._worked_before = worker.worked
        task = {**self._task, **vars(self.limits)}
        worker.ask(json.dumps(task).encode() + b"\n")
        self._asked_at = time.monotonic()

    def _take_all(self) -> None:
        assert self._worker
        while not self.said:
            frame = self._worker.receive(0)
            assert frame
            self._take_in(*frame)

    def _take_the_long_lane(self) -> None:
        """Wait for a place in the long lane, standing still meanwhile, and go on from there."""
        if self._worker:
            self._worker.pause()
        self._shared.short.leave(self)
        self._shared.long.enter(self, LONGEST_WAIT)
        self.is_long = True
        self._running = Running(self._name, self.cancel)
        if self._worker:
            self._worker.go_on()

    def _has_to_be_streamed(self) -> bool:
        """Return whether the answer is so large, or so long on its way, that it has to go out."""
        assert self._worker
        held = sum(map(len, self._pieces))
        return held >= (1 if self.is_long else _KEPT) and not self._worker.has_sent_more

    def _receive(self) -> frames.Frame:
        """Return what the worker sends next, as long as the query may run."""
        assert self._worker
        while True:
            if not self._worker.has_sent_all:  # what is there already is not late
                self._go_on()
            is_sliced = not self.is_long and self.ran < SLICE
            left = (SLICE if is_sliced else self.limits.seconds) - self.ran
            start = time.monotonic()
            try:
                frame = self._worker.receive(max(0.0, min(left, _LOOK)))
            except Ended as ended:
                raise self._cause(ended) from None
            finally:
                self.ran += time.monotonic() - start
            if frame:
                return frame

    def _go_on(self) -> None:
        """See whether the query may go on, and in which lane."""
        if self._ended_by:
            raise self._ended_by
        if self.ran >= self.limits.seconds:
            self._shared.history.ran_out(self._key, self.limits.seconds)
            raise out_of_time(self.limits.seconds)
        if not self.is_long and self._has_had_its_slice:
            self._shared.history.was_long(self._key)
            self._take_the_long_lane()

    @property
    def _has_had_its_slice(self) -> bool:
        if self.ran < SLICE:
            return False
        assert self._worker
        worked = self._worker.worked - self._worked_before
        return worked >= SLICE or self.ran >= LONGEST_SLICE

    def _take_in(self, kind: bytes, held: bytes) -> None:
        if kind == frames.CALLS:
            self._ask_endpoints([Call(**call) for call in json.loads(held)])
        elif kind == frames.BEGINNING:
            self.format = held.decode()
        elif kind == frames.PIECE:
            self._pieces.append(held)
        else:
            self.said = json.loads(held) if held else _WELL
            if failure := refusal(self.said, self.limits.rows):
                raise failure
            self.close()

    def _ask_endpoints(self, calls: Sequence[Call]) -> None:
        """Ask other endpoints for the query; their time is that of the query."""
        assert self._worker
        if not self.is_long:
            self._take_the_long_lane()
        answers, room = [], _MOST_ANSWERED
        for call in calls:
            left, start = max(0.0, self.limits.seconds - self.ran), time.monotonic()
            answers.append(services.ask(call, self.limits.services, left, room))
            room -= len(answers[-1] or "")
            self.ran += time.monotonic() - start
            self._go_on()
        # As they come: escaped, letters that are not ASCII would take three times the room.
        self._worker.ask(json.dumps(answers, ensure_ascii=False).encode() + b"\n")

    def _cause(self, ended: Ended) -> KGError:
        """Return the error for a worker that has ended."""
        if ended.by == signal.SIGXCPU:
            self._shared.history.ran_out(self._key, self.limits.seconds)
        if self._shared.workers.are_closed:
            return KGError(CLOSED)
        return self._ended_by or cause(ended, self.limits.seconds)
