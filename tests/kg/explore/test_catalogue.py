"""The catalogue: what is left of things, and what further choices would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explore import FACETS, KINDS, Catalogue, Explorer
from kg.explore.facet import Facet
from kg.settings import Settings

CHOICES = {
    "kind": ["person", "event"],
    "country": ["dk", "fi", "fo", "xx"],
    "type": ["survey", "summit", "head"],
    "level": ["national", "municipal"],
    "organisation": ["idevaerket", "tangloese-kommuneforbund"],
    "year": ["2015", "2018", "2020"],
    "participation": ["event/taagetopmoede-2018", "person/juergen-krueger"],
    "source": ["tangpost-2018", "usvaraportti-2020"],
}


@pytest.fixture(scope="module")
def explorer(world_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(world_release)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def catalogue(explorer: Explorer) -> Catalogue:
    return explorer.catalogue


@pytest.fixture(scope="module")
def paths(explorer: Explorer) -> list[str]:
    return [entry.link.path for kind in KINDS for entry in explorer.listing(kind, "en").entries]


@pytest.fixture(scope="module")
def values(catalogue: Catalogue, paths: list[str]) -> dict[str, dict[str, set[str]]]:
    """Return the keys of each facet that each thing has, asked of it alone."""
    known = {}
    for path in paths:
        facets = catalogue.select(catalogue.numbers([path]), {}).facets
        known[path] = {name: {value.key for value in facets[name]} for name in FACETS}
    return known


def left(catalogue: Catalogue, paths: list[str], **chosen: list[str]) -> list[str]:
    places = catalogue.select(catalogue.numbers(paths), chosen).places
    return [paths[place] for place in places]


def test_a_thing_has_its_values(values: dict[str, dict[str, set[str]]]) -> None:
    assert values["event/usvahuippu-2020"] == {
        "standing": set(),
        "kind": {"event"},
        "country": {"fi"},
        "type": {"conference"},
        "level": set(),
        "organisation": set(),
        "year": {"2020"},
        "participation": values["event/usvahuippu-2020"]["participation"],
        "source": values["event/usvahuippu-2020"]["source"],
    }
    assert "person/aase-oest-aeroe" in values["event/taagetopmoede-2018"]["participation"]
    assert values["person/aase-oest-aeroe"]["type"]
    assert "tangpost-2018" in values["person/aase-oest-aeroe"]["source"]


def test_values_of_one_facet_widen_and_facets_narrow(
    catalogue: Catalogue, paths: list[str]
) -> None:
    danish = left(catalogue, paths, kind=["initiative"], country=["dk"])
    both = left(catalogue, paths, kind=["initiative"], country=["dk", "fi"])
    assert set(danish) < set(both)
    assert left(catalogue, paths, country=["dk"], type=["survey"], kind=["initiative"]) == [
        "initiative/taagetaellingen"
    ]


def test_things_stay_in_their_order(catalogue: Catalogue, paths: list[str]) -> None:
    backwards = paths[::-1]
    assert (
        left(catalogue, backwards, country=["dk"]) == left(catalogue, paths, country=["dk"])[::-1]
    )


def test_a_value_that_is_not_there_leaves_nothing_and_is_told(
    catalogue: Catalogue, paths: list[str]
) -> None:
    selection = catalogue.select(catalogue.numbers(paths), {"country": ["xx"]})
    assert len(selection.places) == 0
    offered = selection.facets["country"]
    assert offered[0].count > 0  # other countries are offered instead
    assert [value.key for value in offered if value.chosen] == ["xx"]


def test_what_nothing_is_known_of_has_no_values(catalogue: Catalogue) -> None:
    numbers = catalogue.numbers(["person/nobody", "event/usvahuippu-2020"])
    assert list(catalogue.select(numbers, {"country": ["fi"]}).places) == [1]
    assert list(catalogue.select(numbers, {}).places) == [0, 1]


def test_all_values_of_one_facet_come_by_key(catalogue: Catalogue, paths: list[str]) -> None:
    numbers = catalogue.numbers(paths)
    some, every = catalogue.select(numbers, {}), catalogue.select(numbers, {}, whole="source")
    keys = [value.key for value in every.facets["source"]]
    assert keys == sorted(value.key for value in some.facets["source"])
    assert every.facets["country"] == some.facets["country"]


def test_one_key_stands_for_concepts_of_several_schemes() -> None:
    said = [
        (0, "concept/organisation-type/network", -1),
        (1, "concept/organisation-type/network", -1),
        (2, "concept/initiative-type/network", -1),
        (2, "concept/initiative-type/award", -1),
    ]
    facet = Facet("type", said)
    pairs, every = facet.pairs(None), np.ones(3, dtype=bool)
    assert list(facet.fitting(pairs, ["network"], 3)) == [True, True, True]
    for among, counts in ((every, [2, 1]), (np.array([True, True, False]), [2])):
        values, number = facet.counted(pairs, among, ["network"], whole=False)
        own = [value for value in values if value.key == "network"]
        assert [value.count for value in own] == counts
        assert all(value.chosen for value in own)
        assert number == len(values)
    nowhere, _ = facet.counted(pairs, np.zeros(3, dtype=bool), ["network"], whole=False)
    assert [(value.key, value.count, value.chosen) for value in nowhere] == [("network", 0, True)]


def test_years_come_backwards_and_others_by_number(catalogue: Catalogue, paths: list[str]) -> None:
    facets = catalogue.select(catalogue.numbers(paths), {}).facets
    years = [value.key for value in facets["year"]]
    assert years == sorted(years, reverse=True)
    for name in sorted(set(FACETS) - {"year"}):
        order = [(-value.count, value.key) for value in facets[name]]
        assert order == sorted(order)


chosen_values = st.fixed_dictionaries(
    {},
    optional={name: st.lists(st.sampled_from(keys), max_size=2) for name, keys in CHOICES.items()},
)


@given(chosen=chosen_values)
def test_what_is_left_and_counted_is_as_if_each_thing_were_looked_at(
    chosen: dict[str, list[str]],
    catalogue: Catalogue,
    paths: list[str],
    values: dict[str, dict[str, set[str]]],
) -> None:
    def fits(path: str, without: str = "") -> bool:
        return all(
            values[path][name] & set(keys)
            for name, keys in chosen.items()
            if keys and name != without
        )

    selection = catalogue.select(catalogue.numbers(paths), chosen)
    assert [paths[place] for place in selection.places] == list(filter(fits, paths))
    for name in FACETS:
        counts = Counter(key for path in paths if fits(path, name) for key in values[path][name])
        told = {value.key: value.count for value in selection.facets[name]}
        assert {key: count for key, count in told.items() if count} == dict(
            counts.most_common()
        ) or (selection.occurring[name] > len(told))
        assert all(
            value.chosen == (value.key in chosen.get(name, [])) for value in selection.facets[name]
        )
