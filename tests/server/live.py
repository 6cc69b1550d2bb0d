"""A server as people run it: the command ``kg serve`` on a free port, and what it holds."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from kg.settings import Settings
from tests.homes import PROJECT
from tests.processes import children, free_port

# In a second, of a hundred: the server's own clocks take one now and then.
_IDLE_TICKS = 3


@dataclass(frozen=True)
class Held:
    """What the processes of a server hold, apart from their workers."""

    sockets: int
    files: int
    pipes: int
    memory_mb: float


class Live:
    """A running server.

    Parameters
    ----------
    settings
        Where the release lies.
    limits
        Settings by their variable, such as ``KG_QUERY_SECONDS``.
    """

    def __init__(self, settings: Settings, **limits: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        place = {"KG_HOME": str(settings.home), "KG_BUILD_FOLDER": str(settings.build_folder)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", "serve", "--port", str(self.port)],
            env=os.environ | place | limits,
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not come up"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return self.get("/about")[0] == 200
        except OSError:
            return False

    def get(self, path: str, **query: str) -> tuple[int, bytes]:
        """Return status and body of an answer."""
        status, _, body = self.request("GET", path, query=query)
        return status, body

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, f"{path}?{urlencode(query or {})}", body, headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """Return an open connection, for whoever does not keep to the rules."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def workers(self) -> list[int]:
        """Return the processes that answer queries."""
        found = (pid for server in children(self._process.pid) for pid in children(server))
        return [pid for pid in found if b"kg.answering" in _command(pid)]

    def held(self) -> Held:
        """Return what the server holds; of its pipes those that lead to no worker."""
        kinds, memory = [], 0.0
        for pid in children(self._process.pid):
            status = Path(f"/proc/{pid}/status").read_text()
            memory += int(status.partition("VmRSS:")[2].split()[0]) / 1024
            for handle in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(FileNotFoundError):
                    kinds.append(str(handle.readlink()).partition(":")[0])
        pipes, sockets = kinds.count("pipe"), kinds.count("socket")
        others = len(kinds) - pipes - sockets
        return Held(sockets, others, pipes - 2 * len(self.workers()), memory)

    def rest(self, most: float = 120) -> None:
        """Wait until its processes have nothing to do, as what they compute ahead is computed.

        Parameters
        ----------
        most
            Seconds after which this is a fault.
        """
        end, before = time.monotonic() + most, -1
        while (now := self._ticks()) - before > _IDLE_TICKS:
            assert time.monotonic() < end, "the server does not come to rest"
            before = now
            time.sleep(1)

    def _ticks(self) -> int:
        """Return the processor time of its processes and their workers, in hundredths."""
        pids = (*children(self._process.pid), *self.workers())
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
        return sum(int(one[11]) + int(one[12]) for one in stats)

    def opened(self, folder: Path) -> list[str]:
        """Return the files of a folder that its processes hold, although they may be gone."""
        found = []
        for pid in (*children(self._process.pid), *self.workers()):
            for handle in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(FileNotFoundError):
                    found.append(str(handle.readlink()))
        return [path for path in found if Path(path).is_relative_to(folder)]

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
