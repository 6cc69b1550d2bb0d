"""Ties between countries: what actors of both take part in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import combinations

import pytest

from kg.explore import NORDIC, CountryTies, Explorer
from kg.settings import Settings


@pytest.fixture(scope="module")
def explorer(world_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(world_release)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ties(explorer: Explorer) -> CountryTies:
    return explorer.country_ties


def test_two_countries_share_what_actors_of_both_take_part_in(
    explorer: Explorer, ties: CountryTies
) -> None:
    catalogue = explorer.catalogue
    shared = ties.shared()
    assert shared
    for (one, other), activities in shared.items():
        for activity in activities:
            entry = catalogue.select(catalogue.numbers([activity]), {}).facets["participation"]
            actors = [value.path for value in entry]
            countries = {
                value.key
                for value in catalogue.select(catalogue.numbers(actors), {}).facets["country"]
            }
            assert {one, other} <= countries


def test_each_pair_stands_once_in_the_order_of_the_countries(ties: CountryTies) -> None:
    pairs = set(ties.shared())
    assert pairs <= set(combinations(NORDIC, 2)) | {(slug, slug) for slug in NORDIC}
    assert any(one != other for one, other in pairs)


def test_a_country_with_itself_has_all_in_which_it_takes_part(ties: CountryTies) -> None:
    shared = ties.shared()
    for (one, other), activities in shared.items():
        assert set(activities) <= set(shared[one, one]) & set(shared[other, other])


def test_only_the_countries_that_are_asked_for_are_told(ties: CountryTies) -> None:
    assert set(ties.shared(("dk",))) <= {("dk", "dk")}


def test_as_of_a_day_there_is_less(ties: CountryTies) -> None:
    assert ties.shared(day=datetime.date(1850, 1, 1)) == {}
    then, always = ties.shared(day=datetime.date(2018, 1, 26)), ties.shared()
    assert then
    assert all(set(activities) <= set(always[pair]) for pair, activities in then.items())
    assert then != always
