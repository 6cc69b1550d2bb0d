"""Periods: the made-up world from year to year, as counted by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

import kg
from kg import Settings
from kg.errors import WrongRecipe
from kg.explore.timing import Timing, span
from kg.networks import Affiliations, Recipe, project, read
from kg.networks.periods import periods, tied_years
from tests.kg.networks.attendance import attendance

YEAR = Timing(held=(span("2018"),))
PEOPLE = Recipe(between="people", by=("events",))


@pytest.fixture(scope="module")
def known(world_release: Settings) -> Affiliations:
    """Return who takes part in what in the made-up world."""
    return read(kg.open(world_release))


def test_years_as_counted_by_hand(known: Affiliations) -> None:
    found = periods(known, PEOPLE, 2016, 2020)
    assert [one.since.year for one in found] == [2016, 2017, 2018, 2019, 2020]
    assert [one.network.number_of_edges() for one in found] == [1, 0, 10, 0, 3]
    assert [len(one.enter) for one in found] == [2, 0, 3, 0, 1]
    # Åse and Þóra come again in 2018, so that they leave only after it; two of five stay.
    assert [len(one.leave) for one in found] == [0, 0, 0, 3, 0]
    assert [one.nodes_kept for one in found] == [None, 0, 0, 0, 0]


def test_a_window_that_moves_overlaps(known: Affiliations) -> None:
    found = periods(known, PEOPLE, 2016, 2020, width=3)
    assert [(one.since.year, one.until.year) for one in found] == [
        (2016, 2018), (2017, 2019), (2018, 2020),
    ]  # fmt: skip
    assert [one.network.number_of_edges() for one in found] == [10, 10, 12]
    assert found[1].ties_kept == 1
    assert found[2].ties_kept == 10 / 12
    assert found[2].nodes_kept == 5 / 6
    assert found[2].enter == ("person/soeren-grossmann",)


def test_a_half_life_looks_back_from_each_period(known: Affiliations) -> None:
    recipe = Recipe(between="people", by=("events",), half_life=2, until=datetime.date(2020, 1, 1))
    once, later = periods(known, recipe, 2018, 2020, width=2)
    (weight,) = {own["weight"] for *_, own in once.network.edges(data=True)}
    assert weight == pytest.approx(
        0.5 ** ((datetime.date(2019, 12, 31) - datetime.date(2018, 1, 26)).days / 365.25 / 2)
    )
    assert later.network.number_of_edges() == 3


@pytest.mark.parametrize(("width", "step"), [(0, 1), (1, 0), (6, 1), (-1, 1)])
def test_a_span_that_there_is_not_is_refused(known: Affiliations, width: int, step: int) -> None:
    with pytest.raises(WrongRecipe, match="There is no period of"):
        periods(known, PEOPLE, 2016, 2020, width=width, step=step)


def test_a_recipe_with_days_of_its_own_is_refused(known: Affiliations) -> None:
    dated = Recipe(between="people", by=("events",), since=datetime.date(2016, 1, 1))
    with pytest.raises(WrongRecipe) as refused:
        periods(known, dated, 2020, 2016)
    assert len(refused.value.complaints) == 2


def test_the_years_of_ties_are_those_of_the_networks_of_the_years(known: Affiliations) -> None:
    found = tied_years(known, PEOPLE)
    for one in periods(known, PEOPLE, 2010, 2025):
        there = {tie for tie, years in found.items() if one.since.year in years}
        assert there == {*one.network.edges}
    assert found["person/aase-oest-aeroe", "person/thora-duadottir"] == [2016, 2018]


def test_years_lie_within_the_window(known: Affiliations) -> None:
    own = Recipe(between="people", by=("events",), half_life=1,
                 since=datetime.date(2018, 1, 1), until=datetime.date(2018, 12, 31))  # fmt: skip
    found = tied_years(known, own)
    assert {*found} == {*project(known, own).edges}
    assert {*map(tuple, found.values())} == {(2018,)}


def test_what_is_only_possible_is_of_no_year(known: Affiliations) -> None:
    own = Recipe(between="people", by=("memberships",), possible=True)
    certain = Recipe(between="people", by=("memberships",))
    assert tied_years(known, own) == tied_years(known, certain)


def test_of_what_has_no_day_no_year_is_known(known: Affiliations) -> None:
    nothing = Recipe(between="people", by=("events",), until=datetime.date(1900, 1, 1))
    assert tied_years(known, nothing) == {}
    assert tied_years(attendance({(0, 0), (1, 0)}), PEOPLE) == {}


def test_bridges_stand_between_untied_others_of_different_countries() -> None:
    # 0, of Denmark, meets 1 and 2, of Norway and Sweden, who do not meet; 3 and 4 meet 0 together.
    known = attendance(
        {(0, 0), (1, 0), (0, 1), (2, 1), (0, 2), (3, 2), (4, 2)},
        {0: "dk", 1: "no", 2: "se", 3: "fi", 4: "is"},
    )
    dated = replace(
        known, claims=replace(known.claims, read_timings=lambda: [YEAR] * len(known.claims.paths))
    )
    (one,) = periods(dated, PEOPLE, 2018, 2018)
    assert one.network.number_of_edges() == 5
    assert one.bridges == ("person/0",)
    (none,) = periods(dated, PEOPLE, 2019, 2019)
    assert none.bridges == ()
