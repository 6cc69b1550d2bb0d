"""Robustness: ranks as worked by hand, wide where little is known, the same for the same seed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import Settings
from kg.errors import UnknownName
from kg.networks import Recipe, project, read
from kg.networks.measures import MEASURES
from kg.networks.robustness import ranked
from tests.kg.networks.attendance import attendance

EVENTS = Recipe(between="people", by=("events",))


def test_ranks_with_one_source_less_as_worked_by_hand() -> None:
    # Source a knows of event 1 with 1, 2 and 3; source b of event 2 with 3 and 4.
    known = attendance({(1, 1): "a", (2, 1): "a", (3, 1): "a", (3, 2): "b", (4, 2): "b"})
    rows = {row.path: row for row in ranked(known, EVENTS, samples=50)}
    assert [(row.path, row.rank, row.value) for row in rows.values()] == [
        ("person/3", 1, 3), ("person/1", 2, 2), ("person/2", 2, 2), ("person/4", 4, 1),
    ]  # fmt: skip
    assert rows["person/3"].by_source == (1, 1)
    assert rows["person/1"].by_source == (1, 1), "without b, three are equal"
    assert rows["person/1"].drops_out == ("source/a",)
    assert rows["person/4"].drops_out == ("source/b",)
    assert 0 < rows["person/4"].present < 1
    assert rows["person/3"].present == 1
    ends = {path: row.by_resampling for path, row in rows.items()}
    assert ends["person/4"] == (1, 4), "with b alone it is as good as 3, and with both the last"
    assert ends["person/1"] == (1, 4), "with a alone it is as good as the two others"
    assert ends["person/3"] == (1, 4), "so it is, too, and as good as the last"
    few = {row.path: row for row in ranked(known, EVENTS, samples=2, seed=3)}
    assert few["person/1"].present == 1
    assert few["person/4"].present == 0.5, "a was drawn twice in one of the two"
    assert few["person/4"].by_resampling == (4, 4), "told of the other alone"


def test_what_two_sources_say_does_not_hang_on_one() -> None:
    known = attendance({(1, 1): "a", (2, 1): "b"})
    both = ranked(known, EVENTS, samples=10)
    assert all(row.drops_out == ("source/a", "source/b") for row in both), "a tie needs both ends"
    assert all(row.by_source is None for row in both)


def test_only_sources_that_are_wanted_are_left_out() -> None:
    known = attendance({(1, 1): "a", (2, 1): "a", (1, 2): "b", (2, 2): "b"})
    only = Recipe(between="people", by=("events",), sources=("a",))
    assert {row.drops_out for row in ranked(known, only, samples=5)} == {("source/a",)}
    less = Recipe(between="people", by=("events",), without_sources=("b",))
    assert {row.drops_out for row in ranked(known, less, samples=5)} == {("source/a",)}


@settings(max_examples=20)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 5)), min_size=1))
def test_resampling_starts_from_the_network_itself(pairs: set[tuple[int, int]]) -> None:
    known = attendance(pairs)
    rows = ranked(known, EVENTS, "strength", samples=20)
    strength = dict(project(known, EVENTS).degree(weight="weight"))
    assert {row.path: row.value for row in rows} == pytest.approx(strength)
    for row in rows:
        assert row.rank == 1 + sum(value > strength[row.path] + 1e-9 for value in strength.values())
        if row.by_resampling:
            low, high = row.by_resampling
            assert 1 <= low <= high <= len(rows)
            assert row.present > 0


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    known = attendance({(one, (one * one + shift) % 7) for one in range(12) for shift in (0, 3)})
    first = ranked(known, EVENTS, samples=30, seed=4)
    assert first == ranked(known, EVENTS, samples=30, seed=4)
    another = ranked(known, EVENTS, samples=30, seed=5)
    assert [one.present for one in first] != [one.present for one in another]
    assert {(one.samples, one.seed) for one in first} == {(30, 4)}


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_of_the_world_is_ranked(world_release: Settings, measure: str) -> None:
    known = read(kg.open(world_release))
    rows = ranked(known, Recipe(between="organisations", by=("events",)), measure, samples=20)
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert all(row.value == row.value for row in rows), "no value is not a number"


def test_of_one_thing_nothing_can_be_said_by_drawing_it() -> None:
    rows = ranked(attendance({(1, 1), (2, 1)}), EVENTS, samples=20)
    assert [(row.rank, row.by_resampling) for row in rows] == [(1, None), (1, None)]


def test_weights_that_are_next_to_nothing_are_told_apart(world_release: Settings) -> None:
    known = read(kg.open(world_release))
    recipe = Recipe(between="people", by=("events",), until=date(2400, 1, 1), half_life=5.0)
    rows = ranked(known, recipe, "strength", samples=2)
    assert max(row.value for row in rows) < 1e-12
    assert len({row.rank for row in rows}) == len({round(row.value, 30) for row in rows}) > 1


@pytest.mark.parametrize("measure", ["degree", "betweenness", "core", "constraint"])
def test_ranks_lie_where_they_may_be(real_release: Settings, measure: str) -> None:
    recipe = Recipe(between="organisations", by=("events",))
    rows = ranked(read(kg.open(real_release)), recipe, measure, samples=150)
    outside = [
        row.path
        for row in rows
        if not (row.by_resampling and row.by_resampling[0] <= row.rank <= row.by_resampling[1])
    ]
    assert len(outside) < 0.01 * len(rows)


def test_who_is_seldom_there_is_not_thereby_the_last(real_release: Settings) -> None:
    rows = ranked(
        read(kg.open(real_release)), Recipe(between="organisations", by=("events",)), samples=150
    )
    seldom = [row for row in rows if row.present < 0.7]
    assert len(seldom) > 100
    last = [row for row in seldom if row.by_resampling and row.by_resampling[1] == len(rows)]
    assert len(last) < 0.2 * len(seldom)


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(UnknownName, match="use one of degree, "):
        ranked(attendance({(1, 1)}), EVENTS, "fame")


def test_nothing_has_no_ranking() -> None:
    assert ranked(attendance(set()), EVENTS, samples=3) == []
    assert ranked(attendance({(1, 1)}), EVENTS, samples=3) == []
