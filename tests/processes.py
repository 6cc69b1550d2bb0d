"""Helpers for tests of processes: who runs, and who calls."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path


def is_running(pid: int) -> bool:
    """Return whether a process is there and does not merely wait to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int, seconds: float = 2.0) -> None:
    """Wait for the end of a process, but not long."""
    end = time.monotonic() + seconds
    while is_running(pid):
        assert time.monotonic() < end, f"process {pid} lives on"
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that are there still."""
    return [
        child for thread in Path(f"/proc/{pid}/task").iterdir() for child in _started_by(thread)
    ]


def _started_by(thread: Path) -> list[int]:
    """Return the processes that a thread has started; none where it has ended meanwhile."""
    try:
        return [int(child) for child in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


class Listener:
    """Listens on a port of this machine and counts who comes; nobody is answered."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.calls = 0
        self._thread = threading.Thread(target=self._count)
        self._thread.start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
