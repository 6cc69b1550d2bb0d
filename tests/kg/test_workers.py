"""Workers: whatever the machine refuses, none is left behind and none is lost."""

from __future__ import annotations

import errno
import fcntl
import time
from collections.abc import Iterator

import pytest

from kg.sandbox import Sandbox
from kg.settings import Settings
from kg.store import current_release
from kg.workers import Worker, Workers
from tests.processes import wait_until_gone


@pytest.fixture
def workers(world_release: Settings) -> Iterator[Workers]:
    made = Workers(current_release(world_release).store, 1024, 2)
    yield made
    made.close()


def refuse(*_: object) -> Worker:
    raise OSError(errno.EMFILE, "Too many open files")


def test_one_is_ended_even_where_no_other_can_be_started(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = workers.take()
    monkeypatch.setattr(workers, "_started", refuse)
    workers.replace(worker)
    wait_until_gone(worker.pid)
    assert list(workers) == []


def test_a_pipe_that_may_not_be_widened_will_do(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "fcntl", refuse)
    worker = workers.take()
    assert worker.is_ready
    workers.give_back(worker)


def test_one_that_has_ended_can_be_told_to_go_on(workers: Workers) -> None:
    worker = workers.take()
    worker.bury()
    worker.pause()
    worker.go_on()
    assert not worker.is_alive


def test_a_large_value_comes_in_pieces(world_release: Settings) -> None:
    doubled = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(20))
    sandbox = Sandbox(current_release(world_release), world_release)
    outcome = sandbox.run(f"SELECT ?v20 {{ BIND('Æ' AS ?v0) {doubled} }}", "csv")
    pieces = list(outcome.pieces)
    assert max(map(len, pieces)) <= 2**16
    assert b"".join(pieces).decode().splitlines()[1] == "Æ" * 2**20
    sandbox.close()


def test_an_answer_that_is_there_is_not_late(world_release: Settings) -> None:
    sandbox = Sandbox(current_release(world_release), world_release)
    sandbox.run("ASK {}")
    run = sandbox.attempt("SELECT ?name { ?p foaf:name ?name }", "csv", "turtle", seconds=0.2)
    assert run
    time.sleep(0.6)  # as long as a thread may be waited for
    sandbox.finish(run)
    assert run.outcome().is_whole
    sandbox.close()


def test_whoever_must_not_wait_leaves_the_replacing_to_others(
    world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Worker.look

    def grown(worker: Worker, seconds: float = 0) -> None:
        look(worker, seconds)
        worker.is_spent = worker.has_sent_all

    sandbox = Sandbox(current_release(world_release), world_release)
    sandbox.run("ASK {}")
    (former,) = sandbox.workers
    monkeypatch.setattr(Worker, "look", grown)
    run = sandbox.attempt("SELECT (1 AS ?n) {}", "csv", "turtle")
    assert run
    assert not run.take_what_comes(5)
    assert former.is_alive
    sandbox.finish(run)
    assert run.outcome().body == b"n\r\n1\r\n"
    wait_until_gone(former.pid)
    sandbox.close()


def test_one_that_stands_ready_is_had_while_another_is_started(workers: Workers) -> None:
    workers.give_back(workers.take())
    with workers._start:  # as long as that takes
        worker = workers.take_ready()
    assert worker
    workers.give_back(worker)


def test_the_work_of_a_process_is_told_in_seconds_of_the_processor(workers: Workers) -> None:
    worker = workers.take()
    before = worker.worked
    assert 0 < before < 10
    time.sleep(0.3)  # in which it does nothing
    assert worker.worked - before < 0.2
    worker.bury()
    assert worker.worked == 0
