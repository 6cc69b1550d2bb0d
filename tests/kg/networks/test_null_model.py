"""Null model: degrees are kept, all such networks are as likely, excess is found where it is."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from kg.errors import WrongRecipe
from kg.networks import Recipe
from kg.networks.null_model import curveball, excess
from tests.kg.networks.attendance import attendance

EVENTS = Recipe(between="people", by=("events",))


@settings(max_examples=50)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))), st.integers(0, 99))
def test_degrees_of_both_sides_are_kept(pairs: set[tuple[int, int]], seed: int) -> None:
    given_one = np.zeros((7, 7))
    for pair in pairs:
        given_one[pair] = 1
    for drawn in curveball(sp.csr_array(given_one), 3, seed):
        assert {*drawn.data.tolist()} <= {1.0}
        assert (drawn.sum(axis=0) == given_one.sum(axis=0)).all()
        assert (drawn.sum(axis=1) == given_one.sum(axis=1)).all()


def test_all_networks_of_these_degrees_are_as_likely() -> None:
    start = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0]])
    possible = {
        cells
        for cells in product((0, 1), repeat=9)
        if (np.reshape(cells, (3, 3)).sum(axis=0) == start.sum(axis=0)).all()
        and (np.reshape(cells, (3, 3)).sum(axis=1) == start.sum(axis=1)).all()
    }
    drawn = Counter(
        tuple(one.toarray().astype(int).ravel().tolist())
        for one in curveball(sp.csr_array(start), 4000, 1)
    )
    assert drawn.keys() == possible
    assert chisquare([*drawn.values()]).pvalue > 0.001


def test_countries_that_keep_to_themselves_are_found() -> None:
    # Eight people each of two countries, who meet at six events of their own each.
    pairs = {(one, event) for one in range(8) for event in range(6) if (one + event) % 3}
    pairs |= {(one + 8, event + 6) for one, event in pairs}
    of = {one: "dk" if one < 8 else "no" for one in range(16)}
    found = {
        (row.one[-2:], row.other[-2:]): row
        for row in excess(attendance(pairs, of), EVENTS, samples=200)
    }
    assert found.keys() == {("dk", "dk"), ("dk", "no"), ("no", "no")}
    apart, within = found["dk", "no"], found["dk", "dk"]
    assert (apart.observed, apart.p) == (0, 1 / 201)
    assert apart.z is not None
    assert apart.z < -3
    assert within.z is not None
    assert within.z > 3
    met = [sum((one, event) in pairs for one in range(8)) for event in range(6)]
    assert within.observed == sum(n * (n - 1) / 2 for n in met)


def test_chance_is_seldom_found_to_be_more() -> None:
    found = []
    for seed in range(30):
        numbers = np.random.default_rng(seed).integers(20, size=(90, 2))
        pairs = {(int(one), int(event)) for one, event in numbers}
        of = {one: ("dk", "no")[one % 2] for one in range(20)}
        found += [row.p for row in excess(attendance(pairs, of), EVENTS, samples=100)]
    assert sum(p < 0.05 for p in found) / len(found) < 0.15
    assert 0.3 < sum(p < 0.5 for p in found) / len(found) < 0.7


def test_what_chance_cannot_change_has_no_z() -> None:
    everybody = {(one, event) for one in range(3) for event in range(3)}
    (row,) = excess(attendance(everybody, dict.fromkeys(range(3), "dk")), EVENTS, samples=20)
    assert (row.observed, row.expected, row.spread, row.z, row.p) == (9, 9, 0, None, 1)


def test_the_same_seed_gives_the_same() -> None:
    pairs = {(one, (one * one) % 7) for one in range(14)} | {(one, one % 5) for one in range(14)}
    known = attendance(pairs, {one: ("dk", "no")[one % 2] for one in range(14)})
    assert excess(known, EVENTS, samples=20, seed=3) == excess(known, EVENTS, samples=20, seed=3)
    three, four = (excess(known, EVENTS, samples=20, seed=seed) for seed in (3, 4))
    assert [one.expected for one in three] != [one.expected for one in four]
    assert {(one.samples, one.seed) for one in three} == {(20, 3)}


def test_nothing_has_no_excess() -> None:
    assert excess(attendance(set()), EVENTS, samples=3) == []
    assert excess(attendance({(1, 1), (2, 1)}), EVENTS, samples=3) == [], "no country is known"


def test_what_cannot_be_drawn_anew_is_refused() -> None:
    with pytest.raises(WrongRecipe) as refused:
        excess(attendance(set()), Recipe(between="countries", by=("cooperation",)))
    assert len(refused.value.complaints) == 2
