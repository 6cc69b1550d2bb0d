"""Who knows the name of a query can cancel it, and nobody cancels another by mistake."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg import cancelling
from kg.cancelling import Running, cancel, new_name
from kg.errors import NoPlace, QueryError, UnknownName
from tests.homes import PROJECT

HANDLES = Path("/proc/self/fd")
HOLDER = (
    "import time\nfrom kg.cancelling import Running\n"
    "Running({!r}, lambda: None)\nprint('.', flush=True)\ntime.sleep(60)"
)


@pytest.fixture
def name() -> str:
    return new_name()


@pytest.fixture
def cancelled() -> threading.Event:
    return threading.Event()


def test_whoever_runs_it_is_told_in_a_moment(name: str, cancelled: threading.Event) -> None:
    running = Running(name, cancelled.set)
    assert not cancelled.wait(0.2)
    cancel(name)
    assert cancelled.wait(5)
    running.end()
    with pytest.raises(UnknownName):
        cancel(name)


def test_one_that_has_ended_is_told_nothing(name: str, cancelled: threading.Event) -> None:
    Running(name, cancelled.set).end()
    after = Running(name, lambda: None)
    cancel(name)
    assert not cancelled.wait(0.2)
    after.end()


def test_a_name_is_taken_as_long_as_its_query_runs(name: str) -> None:
    running = Running(name, lambda: None)
    with pytest.raises(QueryError, match="is running already"):
        Running(name, lambda: None)
    running.end()
    Running(name, lambda: None).end()


def test_one_that_took_the_name_of_a_cancelled_one_is_another(
    name: str, cancelled: threading.Event
) -> None:
    first, second = threading.Event(), threading.Event()
    running = Running(name, first.set)
    cancel(name)
    after = Running(name, second.set)
    assert first.wait(5)
    running.end()
    assert not second.wait(0.2)
    assert (running.is_cancelled, after.is_cancelled) == (False, False)
    cancel(name)
    assert second.wait(5)
    after.end()


def test_a_name_that_a_killed_process_left_is_free(name: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(name)], stdout=subprocess.PIPE, cwd=PROJECT
    )
    assert holder.stdout
    assert holder.stdout.read(1) == b"."
    with pytest.raises(QueryError, match="is running already"):
        Running(name, lambda: None)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with pytest.raises(UnknownName):
        cancel(name)
    Running(name, lambda: None).end()


@pytest.fixture
def waiting() -> Iterator[None]:
    """As many wait for a query to begin as may."""
    with ThreadPoolExecutor() as threads:
        held = [threads.submit(cancel, new_name()) for _ in range(cancelling._WAITING._value)]
        while cancelling._WAITING._value:
            time.sleep(0.001)
        yield
        assert {type(one.exception()) for one in held} == {UnknownName}


@pytest.mark.usefixtures("waiting")
def test_only_so_many_wait_for_a_query_that_may_come(name: str) -> None:
    with pytest.raises(NoPlace, match="as many as may wait"):
        cancel(new_name())
    running = Running(name, lambda: None)
    cancel(name)  # what runs needs no waiting for
    running.end()


def test_nothing_is_left(name: str) -> None:
    handles = set(HANDLES.iterdir())
    running = Running(name, lambda: None)
    assert len(set(HANDLES.iterdir()) - handles) == 1
    running.end()
    assert not set(HANDLES.iterdir()) - handles
    assert not (cancelling._folder() / name).exists()
    while any(thread.name == "cancelling" for thread in threading.enumerate()):
        time.sleep(0.01)
