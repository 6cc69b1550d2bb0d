"""Worker processes: started, asked, paused and ended by the process that answers for them."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kg import frames
from kg.errors import KGError

CLOSED = "The release that was asked has been closed. Ask again."
"""What is told to whoever asks workers that have been closed."""

# By default each thread of a process reserves address space of its own, for no use of ours.
_SMALL = {"MALLOC_ARENA_MAX": "2"}
_START = 30.0
_READ = 2**18
_ROOM = 2**20
_COURTEOUS, _LAST = 2, 10
_ENDS = (frames.END, frames.LAST)
# Of the clocks that each process has, by clock_getcpuclockid(3), the one that the scheduler keeps.
_SCHEDULED = 2


class Ended(Exception):
    """A worker has ended before the end of its answer.

    Parameters
    ----------
    by
        The signal that ended it, 0 where it ended by itself.
    """

    def __init__(self, by: int) -> None:
        super().__init__(f"ended by signal {by}" if by else "ended by itself")
        self.by = by


class Worker:
    """A process that answers one query after the other.

    Parameters
    ----------
    store
        Folder of the store that it opens.
    megabytes
        Address space that it may have.
    lifeline
        Descriptor of a pipe at whose end it ends.
    """

    def __init__(self, store: Path, megabytes: int, lifeline: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and no shell
            [sys.executable, "-m", "kg.answering", str(store), str(lifeline), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=Path(__file__).resolve().parent.parent,
            pass_fds=(lifeline,),
            env=os.environ | _SMALL,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._input, self.output = self._process.stdin, self._process.stdout.fileno()
        _widen(self.output)
        self._poll, self._reader, self._came = select.poll(), frames.Reader(), deque[frames.Frame]()
        self._poll.register(self.output, select.POLLIN)
        self.is_ready = self.is_spent = False
        self._give_way(_COURTEOUS)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    @property
    def worked(self) -> float:
        """Seconds of the processor that the process has taken; where none are told, of the day."""
        if sys.platform != "linux":
            return time.monotonic()
        try:
            return time.clock_gettime(~self.pid << 3 | _SCHEDULED)
        except OSError:  # it has ended
            return 0.0

    def start(self) -> None:
        """Wait until it can be asked.

        Raises
        ------
        KGError
            If it does not come up.
        """
        if self.is_ready:
            return
        try:
            self.is_ready = self.receive(_START) == (frames.READY, b"")
        except Ended:
            self.is_ready = False
        if not self.is_ready:
            raise KGError(
                "The process that runs queries could not be started. Check the installation."
            )

    def ask(self, task: bytes) -> None:
        """Send a task, one line of JSON.

        Raises
        ------
        Ended
            If the process has ended meanwhile.
        """
        try:
            rest = memoryview(task)
            while rest:
                rest = rest[self._input.write(rest) :]
        except BrokenPipeError:
            raise self._ended() from None

    @property
    def has_sent_more(self) -> bool:
        """Whether a whole frame has come that nobody has taken yet."""
        return bool(self._came)

    @property
    def has_sent_all(self) -> bool:
        """Whether the end of its answer has come, and may be taken."""
        return bool(self._came) and self._came[-1][0] in _ENDS

    def receive(self, seconds: float) -> frames.Frame | None:
        """Return the next frame; None where none comes in time.

        Parameters
        ----------
        seconds
            How long to wait for more bytes.

        Raises
        ------
        Ended
            If the process has ended.
        """
        if not self._came:
            self.look(seconds)
        return self._came.popleft() if self._came else None

    def look(self, seconds: float = 0) -> None:
        """Read what has come.

        Parameters
        ----------
        seconds
            How long to wait where nothing has.

        Raises
        ------
        Ended
            If the process has ended.
        """
        if not self._poll.poll(seconds * 1000):
            return
        came = os.read(self.output, _READ)
        if not came:
            raise self._ended()
        self._came.extend(self._reader.feed(came))
        self.is_spent = bool(self._came) and self._came[-1][0] == frames.LAST

    def pause(self) -> None:
        """Have it stand still, with all that it has done."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it go on, from now on only where no other process needs the processor."""
        self._give_way(_LAST)
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """End it, whatever it does; it may be called from any thread."""
        self._signal(signal.SIGKILL)

    def bury(self) -> None:
        """End it, wait for its end, and close all that led to it."""
        self._process.kill()
        self._process.communicate()

    def _signal(self, number: int) -> None:
        self._process.send_signal(number)  # does nothing where the process has been waited for

    def _give_way(self, niceness: int) -> None:
        with suppress(ProcessLookupError):  # it may have ended; who reads from it will see
            os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    def _ended(self) -> Ended:
        return Ended(max(0, -self._process.wait()))


class Workers:
    """The workers of one store: those that wait for a task stand ready.

    They end when nobody holds on to them, if not before.

    Parameters
    ----------
    store
        Folder of the store.
    megabytes
        Address space that each may have.
    most
        How many may stand ready.
    """

    def __init__(self, store: Path, megabytes: int, most: int) -> None:
        self._store, self._megabytes, self._most = store, megabytes, most
        self._lifeline, held = os.pipe()
        self._ready: list[Worker] = []
        # To start a process takes a while, in which those that are ready can be had all the same.
        self._start, self._change = threading.Lock(), threading.Lock()
        self._end = weakref.finalize(self, _close, self._ready, self._lifeline, held)

    def __iter__(self) -> Iterator[Worker]:
        """Iterate over those that stand ready."""
        return iter(tuple(self._ready))

    @property
    def are_closed(self) -> bool:
        """Whether all have been ended."""
        return not self._end.alive

    def take(self) -> Worker:
        """Return a worker that can be asked; whoever takes it gives it back or replaces it.

        Raises
        ------
        KGError
            If none can be started.
        """
        worker = self._next()
        try:
            worker.start()
        except BaseException:
            worker.bury()
            raise
        return worker

    def take_ready(self) -> Worker | None:
        """Return a worker that can be asked at once, as `take`; None where there is none."""
        with self._change:
            ready = self._ready and self._ready[-1].is_ready and self._ready[-1].is_alive
            return self._ready.pop() if ready else None

    def give_back(self, worker: Worker) -> None:
        """Take a worker back that has ended its task."""
        with self._change:
            fits = not self.are_closed and len(self._ready) < self._most
            if fits:
                self._ready.append(worker)
        if not fits:
            worker.bury()

    def replace(self, worker: Worker) -> None:
        """End a worker, and have another come up for the next task meanwhile, if that can be."""
        worker.bury()
        with self._start, suppress(OSError):  # `take` tries again, and says what is wrong
            if not self.are_closed and len(self._ready) < self._most:
                fresh = self._started()
                with self._change:
                    self._ready.insert(0, fresh)

    def close(self) -> None:
        """End all workers, those also that are at work."""
        with self._start, self._change:
            self._end()

    def _next(self) -> Worker:
        """Return one that stands ready, or a new one; bury those that have ended meanwhile."""
        while True:
            with self._change:
                worker = self._ready.pop() if self._ready else None
            if worker is None:
                with self._start:
                    return self._started()
            if worker.is_alive:
                return worker
            worker.bury()

    def _started(self) -> Worker:
        if self.are_closed:
            raise KGError(CLOSED)
        return Worker(self._store, self._megabytes, self._lifeline)


def _close(ready: list[Worker], lifeline: int, held: int) -> None:
    """End those that are at work, by their lifeline, and those that stand ready."""
    os.close(held)
    os.close(lifeline)
    while ready:
        ready.pop().bury()


def _widen(pipe: int) -> None:
    """Give a pipe more room than it has by default, where that can be done and is allowed."""
    if sys.platform == "linux":
        with suppress(OSError):  # there is a limit for all pipes of a user
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _ROOM)
