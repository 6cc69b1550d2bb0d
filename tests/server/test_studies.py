"""Studies: what is told of a network is computed once, and keeps nobody waiting."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

import kg
from kg import Settings
from kg.networks import Recipe, read
from kg.networks.measures import RANKED, table
from server import rankings, studies
from server.studies import Study


@pytest.fixture
def study(world_release: Settings) -> Study:
    """Return who met whom in the made-up world."""
    return Study(read(kg.open(world_release)), Recipe(between="people", by=("events",)), "en")


def is_soon_done(work: Callable[[], object]) -> bool:
    """Return whether some work waits for nobody."""
    reader = threading.Thread(target=work, daemon=True)
    reader.start()
    reader.join(20)
    return not reader.is_alive()


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
    try:
        assert is_soon_done(
            lambda: told.extend((study.kept("short", lambda: "again"), len(study.rows)))
        )
    finally:
        may_end.set()
        other.join()
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


def test_one_study_does_not_wait_for_another(
    study: Study, world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Study(study.affiliations, Recipe(between="organisations", by=("events",)), "en")
    begun, may_end = threading.Event(), threading.Event()

    def slow(network: nx.Graph[str], *args: Any, **options: Any) -> Any:
        if network is other.network:
            begun.set()
            assert may_end.wait(60)
        return table(network, *args, **options)

    monkeypatch.setattr(studies, "table", slow)
    waiting = threading.Thread(target=lambda: other.rows)
    waiting.start()
    assert begun.wait(60)
    try:
        assert is_soon_done(lambda: study.rows)
    finally:
        may_end.set()
        waiting.join()


def test_what_became_known_while_one_waited_is_told(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rankings, "_PATIENCE", 1.0)
    planted: dict[str, Any] = {}
    with rankings.turn() as has_turn:
        assert has_turn
        told: list[object] = []
        reader = threading.Thread(target=lambda: told.append(study.ranked("closeness")))
        reader.start()
        study.kept("ranked closeness", lambda: planted)
        reader.join()
    assert told == [planted]


def test_few_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rankings, "_PATIENCE", 60.0)
    came: list[bool] = []

    def ask() -> None:
        with rankings.turn() as has_turn:
            came.append(has_turn)

    readers = [threading.Thread(target=ask) for _ in range(5)]
    with rankings.turn() as first:
        for one in readers:
            one.start()
        while len(came) < 3:
            assert any(one.is_alive() for one in readers)
        assert came == [False] * 3, "two wait, and the others are told at once"
    for one in readers:
        one.join()
    assert first
    assert came == [False] * 3 + [True] * 2


@pytest.mark.parametrize("half_life", [None, 5.0])
def test_weights_that_are_no_numbers_of_things_take_longer(half_life: float | None) -> None:
    until = datetime.date(2020, 1, 1)
    recipe = Recipe(between="people", by=("events",), until=until, half_life=half_life)
    plain = Recipe(between="people", by=("events",))
    network: nx.Graph[str] = nx.path_graph(["a", "b", "c"])
    for measure in RANKED:
        own, other = (rankings.effort(network, one, measure, 9, 5) for one in (recipe, plain))
        assert (own > other) == bool(half_life)
