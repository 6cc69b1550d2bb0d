"""Replicates: each is the network that is made anew without a source, or of other things."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import Settings
from kg.networks import BETWEEN, WEIGHTS, Affiliations, Projection, Recipe, read
from kg.networks.replicates import Replicates
from tests.kg.networks.attendance import attendance

EVENTS = Recipe(between="people", by=("events",))


@pytest.fixture(scope="module")
def affiliations(world_release: Settings) -> Affiliations:
    """Return who takes part in what in the made-up world."""
    return read(kg.open(world_release))


def check_without_sources(known: Affiliations, recipe: Recipe) -> int:
    """Check that each replicate is what a recipe without the source makes; return how many."""
    whole = Projection(known, recipe)
    number = 0
    for source, replicate in Replicates(whole).without_sources():
        less = Projection(known, replace(recipe, without_sources=(source,)))
        assert whole.nodes[replicate.present].tolist() == less.nodes.tolist(), source
        np.testing.assert_allclose(replicate.ties.toarray(), less.ties.toarray(), err_msg=source)
        number += 1
    return number


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("isolates", [False, True])
@pytest.mark.parametrize("half_life", [None, 2.0, 0.001])
@pytest.mark.parametrize("between", BETWEEN)
def test_without_a_source_it_is_as_if_the_recipe_named_none(
    affiliations: Affiliations, between: str, weight: str, half_life: float | None, isolates: bool
) -> None:
    known = ["events", "initiatives"]
    known += [] if between in {"people", "actors"} else ["cooperation"]
    known += [] if between == "actors" else ["memberships"]
    for by in (*((one,) for one in known), tuple(known)):
        recipe = Recipe(
            between=between, by=by, weight=weight, isolates=isolates, half_life=half_life,
            until=datetime.date(2024, 12, 31) if half_life else None,
        )  # fmt: skip
        assert check_without_sources(affiliations, recipe)


def test_the_rest_of_the_recipe_holds_without_a_source(affiliations: Affiliations) -> None:
    narrow = Recipe(
        between="organisations", by=("events", "cooperation"), roll_up=True, weight="newman",
        countries=("dk", "fi", "is"), since=datetime.date(2016, 1, 1), possible=False,
    )  # fmt: skip
    assert check_without_sources(affiliations, narrow)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 5)), st.sampled_from("abc"), min_size=1
    ),
    st.sampled_from(WEIGHTS),
    st.booleans(),
)
def test_any_network_without_a_source(
    said: dict[tuple[int, int], str], weight: str, isolates: bool
) -> None:
    recipe = replace(EVENTS, weight=weight, isolates=isolates)
    check_without_sources(attendance(said), recipe)


@given(
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 5)), min_size=1),
    st.sampled_from(WEIGHTS),
    st.integers(0, 9),
)
def test_things_are_drawn_as_often_as_there_are_some(
    pairs: set[tuple[int, int]], weight: str, seed: int
) -> None:
    whole = Projection(attendance(pairs), replace(EVENTS, weight=weight, isolates=True))
    number = whole.incidence.shape[1]
    chance = np.random.default_rng(seed)
    for replicate in Replicates(whole).drawn(4, seed):
        times = np.bincount(chance.integers(number, size=number), minlength=number)
        has_part = whole.incidence.toarray()
        wanted = np.triu(has_part * (whole.worth * times) @ has_part.T, 1)
        present = has_part @ times > 0
        assert replicate.present.tolist() == present.tolist()
        np.testing.assert_allclose(replicate.ties.toarray(), wanted[present][:, present])


def test_stated_ties_are_drawn_too(affiliations: Affiliations) -> None:
    whole = Projection(affiliations, Recipe(between="organisations", by=("cooperation",)))
    replicates = Replicates(whole)
    assert replicates.number == whole.ties.nnz == 2
    drawn = [one.weights.tolist() for one in replicates.drawn(30, 1)]
    assert {sum(one) for one in drawn} == {2.0}, "as many as there are"
    assert {tuple(one) for one in drawn} == {(0.0, 2.0), (1.0, 1.0), (2.0, 0.0)}
    both = Replicates(
        Projection(affiliations, Recipe(between="organisations", by=("events", "cooperation")))
    )
    assert both.number == 4 + 2, "events and stated ties"


def test_nothing_varies_into_nothing() -> None:
    replicates = Replicates(Projection(attendance(set()), EVENTS))
    assert [*replicates.without_sources()] == []
    assert [one.ties.shape for one in replicates.drawn(2, 1)] == [(0, 0), (0, 0)]
