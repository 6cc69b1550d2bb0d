"""Servers of SPARQL for tests: real ones, each with a folder and ports of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.endpoint import signed_in
from kg.publish import Publisher, graph_store_of
from kg.settings import Settings
from kg.store import current_release
from tests.processes import free_port

_LONGEST_START = 60.0
_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Parameters
    ----------
    queries
        Web address for queries.
    graph_store
        Web address of the graph store, a user and password in it where they are needed.
    union
        Where `kg publish` is to put the union of all graphs.
    """

    queries: str
    graph_store: str
    union: str = "default"

    def publish(self, settings: Settings) -> int:
        """Load the current release, and return how many statements were taken for another."""
        release = current_release(settings)
        publisher = Publisher(release, settings, self.queries, self.graph_store, self.union)
        return publisher.run(lambda done, total, what: None)


@contextmanager
def oxigraph(folder: Path | None = None, *options: str, port: int = 0) -> Iterator[Server]:
    """Give an Oxigraph server, in a folder or in memory, at a free port or a certain one."""
    address = f"127.0.0.1:{port or free_port()}"
    place = ["--location", str(folder)] if folder else []
    program = str(Path(sys.executable).with_name("oxigraph"))
    with _running([program, "serve", "--bind", address, *place, *options], f"http://{address}/"):
        queries = f"http://{address}/query"
        yield Server(queries, graph_store_of(queries))


@contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000) -> Iterator[Server]:
    """Give a Virtuoso server in a folder; where it is not installed, the test is skipped.

    Parameters
    ----------
    folder
        Where it keeps its files.
    rows
        Number of rows up to which it answers.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed; on Debian: virtuoso-opensource-7-bin")
    http = free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(sql=free_port(), http=http, rows=rows))
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    queries = f"http://127.0.0.1:{http}/sparql"
    with _running(command, f"{queries}?query=ASK%7B%7D", folder):
        yield Server(queries, signed_in(graph_store_of(queries), "dba", "dba"), "named")


@contextmanager
def _running(command: Sequence[str], address: str, folder: Path | None = None) -> Iterator[None]:
    """Run a server, from when it answers until it is no longer needed."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + _LONGEST_START
        while not _answers(address):
            assert process.poll() is None, f"{command[0]} has ended"
            assert time.monotonic() < end, f"{command[0]} does not answer"
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False
