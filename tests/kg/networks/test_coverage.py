"""Coverage: what a network rests on, as counted by hand, and when a reader is warned."""

from __future__ import annotations

import datetime

import networkx as nx
import pytest

import kg
from kg import Settings
from kg.explore import NORDIC
from kg.networks import Recipe, project, read
from kg.networks.coverage import coverage
from tests.kg.networks.attendance import attendance

PEOPLE = Recipe(between="people", by=("events",))
DK = "concept/country/dk"


def met(said: dict[tuple[int, int], str], countries: dict[int, str] | None = None) -> nx.Graph[str]:
    """Return who met whom, by what the sources say."""
    return project(attendance(said, countries), PEOPLE)


def test_a_tie_rests_on_one_source_where_both_ends_do() -> None:
    found = coverage(met({(0, 0): "a", (1, 0): "a", (2, 1): "a", (3, 1): "b"}))
    assert (found.ties, found.single, found.largest, found.resting) == (2, 1, "source/a", 1)
    assert found.is_lopsided


def test_of_several_sources_none_carries_the_half() -> None:
    said = {(one, event): f"s{event}" for event in range(3) for one in (event, event + 1)}
    found = coverage(met(said))
    assert (found.ties, found.single, found.resting) == (3, 3, 1)
    assert not found.is_lopsided


@pytest.mark.parametrize(("number", "few"), [(0, (DK,)), (2, (DK,)), (4, (DK,)), (5, ())])
def test_countries_of_few_or_none_are_told(number: int, few: tuple[str, ...]) -> None:
    said = {(one, one % 2): f"s{one}" for one in range(12)}
    own = {one: "dk" if one < number else "nl" for one in range(12)}
    network = met(said, own)
    found = coverage(network)
    assert set(found.few) == {f"concept/country/{one}" for one in NORDIC} - {DK} | {*few}
    network.graph["recipe"]["countries"] = ["dk", "nl"]
    assert coverage(network).few == few, "of others none is wanted, and the Dutch are not Nordic"
    assert coverage(network).is_thin == bool(few)


def test_what_is_left_out_for_want_of_a_date_is_told(world_release: Settings) -> None:
    own = Recipe(between="organisations", by=("memberships",),
                 since=datetime.date(2018, 1, 1), until=datetime.date(2018, 12, 31))  # fmt: skip
    network = project(read(kg.open(world_release)), own)
    found = coverage(network)
    assert found.undated == network.graph["left_out"]["possible"] > 0
    assert found.claims == network.graph["made"]["claims"]
    assert (found.claims, found.is_hardly_dated) == (0, True)


def test_of_countries_it_counts_what_they_share(world_release: Settings) -> None:
    network = project(read(kg.open(world_release)), Recipe(between="countries", by=("events",)))
    assert len(network) > 1
    few = {*coverage(network).few}
    assert {"concept/country/fo", "concept/country/dk"} <= few, "three events are few"


def test_nothing_rests_on_nothing() -> None:
    found = coverage(met({}))
    assert (found.ties, found.largest, found.resting, found.is_lopsided) == (0, None, 0, False)
    assert found.is_thin, "of no country there is anybody"
