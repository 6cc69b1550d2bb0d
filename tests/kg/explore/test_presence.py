"""Presence: what there was as of a day, in lists as on the pages of things."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explore import Explorer, Standing, day_of
from kg.explore.presence import STANDINGS, Presence
from kg.explore.timing import Timing, span
from kg.settings import Settings

ORDER = list(STANDINGS)


@pytest.fixture(scope="module")
def explorer(world_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(world_release)
    yield opened
    opened.close()


def standing(explorer: Explorer, path: str, day: str) -> str:
    """Return how a thing stands in the catalogue."""
    numbers = explorer.catalogue.numbers([path])
    selection = explorer.catalogue.select(numbers, {}, day_of(day))
    if not len(selection.places):
        assert selection.absent == 1
        return "absent"
    return "possible" if selection.possible[0] else "certain"


@pytest.mark.parametrize(
    ("path", "day", "expected"),
    [
        # It existed from its founding on, for certain as long as somebody is known to work there.
        ("organisation/idevaerket", "2014-08-31", "absent"),
        ("organisation/idevaerket", "2014-09-15", "possible"),
        ("organisation/idevaerket", "2016-06-01", "certain"),
        ("organisation/idevaerket", "2030-01-01", "possible"),
        ("organisation/thokuraduneytid", "2023-01-01", "absent"),
        ("organisation/aeaelisaaren-uudistamisvirasto", "2031-01-01", "possible"),
        ("initiative/taageaftalen", "2016-01-31", "absent"),
        ("initiative/taageaftalen", "2018-01-01", "certain"),
        ("initiative/taageaftalen", "2020-01-01", "absent"),
        # What has taken place or come out stays.
        ("event/taagetopmoede-2015", "2014-12-31", "absent"),
        ("event/taagetopmoede-2015", "2015-06-01", "possible"),
        ("event/taagetopmoede-2015", "2022-01-01", "certain"),
        ("event/taagetopmoede-2018", "2018-01-25", "absent"),
        ("event/taagetopmoede-2018", "2018-01-26", "certain"),
        ("source/tangpost-2018", "2017-12-31", "absent"),
        ("source/tangpost-2018", "2031-01-01", "certain"),
        # A person stands as the best of what ties them.
        ("person/thora-duadottir", "2017-01-01", "possible"),
        ("person/thora-duadottir", "2018-01-26", "certain"),
        ("person/soeren-grossmann", "2015-06-01", "certain"),
        ("concept/country/dk", "1850-01-01", "certain"),
    ],
)
def test_as_of_a_day(explorer: Explorer, path: str, day: str, expected: str) -> None:
    assert standing(explorer, path, day) == expected


@given(day=st.dates(datetime.date(2010, 1, 1), datetime.date(2024, 12, 31)))
def test_a_person_is_listed_as_their_page_says(explorer: Explorer, day: datetime.date) -> None:
    for entry in explorer.listing("person", "en").entries:
        path = entry.link.path
        groups = explorer.thing(path, "en").groups
        held = [one.timing.standing(day) for group in groups for one in group.claims]
        best = max(held, key=ORDER.index, default=Standing.POSSIBLE)
        assert standing(explorer, path, day.isoformat()) == best.value, (path, day)


def test_people_have_the_roles_of_the_day(explorer: Explorer) -> None:
    numbers = explorer.catalogue.numbers(["person/soeren-grossmann"])

    def of(facet: str, day: str) -> set[str]:
        selection = explorer.catalogue.select(numbers, {}, day_of(day))
        return {value.key for value in selection.facets[facet]}

    assert of("type", "2016-01-01") == {"director"}
    assert of("type", "2018-01-01") == {"project-manager"}
    # One has taken part even when it is over.
    assert of("participation", "2014-06-01") == set()
    assert of("participation", "2018-06-01") == {"event/taagetopmoede-2015"}


def test_what_one_was_is_not_what_one_is_chosen_by(explorer: Explorer) -> None:
    numbers = explorer.catalogue.numbers(["person/soeren-grossmann"])
    for day, left in (("2016-01-01", 1), ("2018-01-01", 0)):
        selection = explorer.catalogue.select(numbers, {"type": ["director"]}, day_of(day))
        assert len(selection.places) == left
        assert selection.absent == 0


def test_certain_and_possible_are_chosen_apart(explorer: Explorer) -> None:
    listing, day = explorer.listing("organisation", "en"), day_of("2020-06-01")
    counts = {
        value.key: value.count
        for value in explorer.catalogue.select(listing.numbers, {}, day).facets["standing"]
    }
    found = {
        key: explorer.catalogue.select(listing.numbers, {"standing": [key]}, day)
        for key in ("certain", "possible", "nonsense")
    }
    assert {key: len(one.places) for key, one in found.items()} == {**counts, "nonsense": 0}
    assert not found["certain"].possible.any()
    assert found["possible"].possible.all()
    assert all(counts.values())


def test_without_a_day_nothing_is_absent_or_only_possible(explorer: Explorer) -> None:
    listing = explorer.listing("person", "en")
    selection = explorer.catalogue.select(listing.numbers, {"standing": ["possible"]})
    assert len(selection.places) == len(listing.entries)
    assert selection.absent == 0
    assert not selection.possible.any()
    assert selection.facets["standing"] == []


def test_of_a_world_without_things_or_claims_nothing_is_there() -> None:
    view = Presence([], {}, [], []).as_of(day_of("2018-01-01"))
    assert [len(one) for one in (view.things, view.claims, view.begun)] == [0, 0, 0]


def test_two_rough_dates_attest_what_lies_between() -> None:
    claims = [Timing(attested=(span(year),)) for year in ("2016", "2020")]
    presence = Presence(["organisation/a"], {}, claims, [(0, 0), (0, 1)])
    found = [STANDINGS[presence.as_of(day_of(f"{year}-06-01")).things[0]] for year in (2016, 2018)]
    assert found == [Standing.POSSIBLE, Standing.CERTAIN]


def test_positions_come_with_what_goes_on_first(explorer: Explorer) -> None:
    (soeren,) = (
        one
        for one in explorer.listing("person", "en").entries
        if one.link.slug == "soeren-grossmann"
    )
    assert [one.organisation.slug for one in soeren.positions] == [
        "blaabaerringen",
        "tangloese-kommuneforbund",
    ]
    assert soeren.value("organisation") == "The Blueberry Ring"
    then = soeren.as_of(day_of("2016-01-01"))
    assert [one.organisation.slug for one in then.positions] == ["tangloese-kommuneforbund"]
    assert [link.slug for link in then.types] == ["director"]
    assert soeren.as_of(day_of("2000-01-01")).positions == ()
