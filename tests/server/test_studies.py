"""Studies: what is told of a network is computed once, and keeps nobody waiting."""

from __future__ import annotations

import threading

import pytest

import kg
from kg import Settings
from kg.networks import Recipe, read
from server.studies import Study


@pytest.fixture
def study(world_release: Settings) -> Study:
    """Return who met whom in the made-up world."""
    return Study(read(kg.open(world_release)), Recipe(between="people", by=("events",)), "en")


def test_what_is_kept_is_told_while_something_else_is_computed(study: Study) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def long() -> str:
        begun.set()
        assert may_end.wait(60)
        return "long"

    assert study.kept("short", lambda: "short") == "short"
    assert len(study.rows) == 6
    other = threading.Thread(target=study.kept, args=("long", long))
    other.start()
    assert begun.wait(60)
    told: list[object] = []
    reader = threading.Thread(
        target=lambda: told.extend((study.kept("short", lambda: "again"), len(study.rows)))
    )
    reader.start()
    reader.join(10)
    is_waiting = reader.is_alive()
    may_end.set()
    reader.join()
    other.join()
    assert not is_waiting
    assert told == ["short", 6]


def test_what_several_ask_for_is_computed_once(study: Study) -> None:
    computed: list[int] = []
    ready = threading.Barrier(4)

    def ask() -> None:
        ready.wait(60)
        study.kept("asked", lambda: computed.append(1))

    readers = [threading.Thread(target=ask) for _ in range(4)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert computed == [1]
