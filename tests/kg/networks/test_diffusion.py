"""Diffusion: what comes from the made-up count, when and from whom, as the tables say."""

from __future__ import annotations

import datetime

import pytest

import kg
from kg import Settings
from kg.errors import UnknownName
from kg.explore import Span
from kg.networks import read
from kg.networks.diffusion import adoptions

COUNT, BOARD, BAROMETER = (
    f"initiative/{slug}" for slug in ("taagetaellingen", "regnebraettet", "usvabarometri")
)


def test_the_count_spreads_as_the_tables_say(world_release: Settings) -> None:
    graph = kg.open(world_release)
    found = {one.path: one for one in adoptions(graph, read(graph), COUNT)}
    assert [*found] == [COUNT, BAROMETER, BOARD], "by the year in which each began"
    assert [one.generation for one in found.values()] == [0, 1, 1]
    assert found[COUNT].began == Span(datetime.date(2012, 1, 1), datetime.date(2012, 12, 31))
    assert found[BAROMETER].countries == ("concept/country/fi",)
    assert found[BAROMETER].earlier == (COUNT,)
    assert found[BOARD].earlier == (COUNT, BAROMETER), "it builds on both"
    assert found[BOARD].label == "The Reckoning Board"
    assert found[COUNT].claims == found[COUNT].sources == ()
    assert "source/tangpost-2018" in found[BOARD].sources
    assert "organisation/idevaerket" in found[BOARD].actors
    for one in found.values():
        assert all(claim.startswith("relation/") for claim in one.claims)
        assert bool(one.claims) == bool(one.earlier)


def test_what_nothing_builds_on_stands_alone(world_release: Settings) -> None:
    graph = kg.open(world_release)
    (only,) = adoptions(graph, read(graph), "initiative/blaa-vej", "da")
    assert (only.label, only.generation, only.earlier) == ("Blå vej", 0, ())


def test_who_was_seen_before_anybody_says_when_it_began(real_release: Settings) -> None:
    graph = kg.open(real_release)
    found = adoptions(graph, read(graph), "initiative/innovationsbarometer-dk")
    assert len(found) > 20
    later = [one for one in found[1:] if one.began or one.seen]
    days = [(one.began or one.seen) for one in later]
    assert [day.first for day in days if day] == sorted(day.first for day in days if day)
    assert {"concept/country/no", "concept/country/se", "concept/country/fi"} <= {
        country for one in found for country in one.countries
    }


def test_an_unknown_method_is_refused(world_release: Settings) -> None:
    graph = kg.open(world_release)
    with pytest.raises(UnknownName, match="initiative/nothing"):
        adoptions(graph, read(graph), "initiative/nothing")
