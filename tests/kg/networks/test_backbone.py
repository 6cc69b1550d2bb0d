"""Backbone and core, held against formulas worked by hand and against every core there is."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from kg.networks.backbone import backbone, core

edges = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 20)), min_size=1, max_size=20
)


def drawn(ties: list[tuple[int, int, int]]) -> nx.Graph[str]:
    """Return a network of some ties."""
    network: nx.Graph[str] = nx.Graph()
    network.add_weighted_edges_from(
        (f"n{one}", f"n{other}", weight) for one, other, weight in ties if one != other
    )
    return network


@given(edges, st.floats(0.01, 1))
def test_significance_is_the_integral_of_serrano(
    ties: list[tuple[int, int, int]], level: float
) -> None:
    network = drawn(ties)
    expected: dict[tuple[str, str], float] = {}
    for one, other, tie in network.edges(data=True):
        chances = [1.0]
        for end in (one, other):
            degree, share = (
                network.degree(end),
                tie["weight"] / network.degree(end, weight="weight"),
            )
            if degree > 1:
                below, _ = quad(lambda x, k=degree: (1 - x) ** (k - 2), 0, share)
                chances.append(1 - (degree - 1) * below)
        expected[one, other] = min(chances)
    kept = backbone(network, level)
    for ends, chance in expected.items():
        if abs(chance - level) > 1e-6:
            assert kept.has_edge(*ends) == (chance < level)
    for one, other, own in kept.edges(data=True):
        ends = (one, other) if (one, other) in expected else (other, one)
        assert own["significance"] == pytest.approx(expected[ends], abs=1e-6)
        assert own["weight"] == network.edges[one, other]["weight"]


@pytest.mark.parametrize("level", [0, -1, 1.1, float("nan")])
def test_a_level_is_a_probability(level: float) -> None:
    with pytest.raises(ValueError, match="The level is"):
        backbone(nx.Graph(), level)


def test_nothing_has_no_backbone_and_no_core() -> None:
    assert len(backbone(nx.Graph())) == 0
    assert core(nx.Graph()).members == ()
    alone: nx.Graph[str] = nx.Graph()
    alone.add_node("a")
    assert core(alone) == core(nx.Graph())


@given(edges)
def test_no_core_is_better(ties: list[tuple[int, int, int]]) -> None:
    network = drawn(ties)
    if not network.number_of_edges():
        return

    def faults(members: tuple[str, ...]) -> int:
        inner = network.subgraph(members).number_of_edges()
        outer = network.subgraph({*network} - {*members}).number_of_edges()
        return len(members) * (len(members) - 1) // 2 - inner + outer

    found = core(network)
    best = min(
        faults(members)
        for size in range(1, len(network) + 1)
        for members in combinations(network, size)
    )
    assert faults(found.members) == best


@given(edges)
def test_the_fit_is_a_correlation(ties: list[tuple[int, int, int]]) -> None:
    network = drawn(ties)
    found = core(network)
    pairs = [
        (network.has_edge(one, other), one in found.members)
        for one, other in combinations(network, 2)
        if (one in found.members) == (other in found.members)
    ]
    tied, inside = (np.array([pair[side] for pair in pairs], dtype=float) for side in (0, 1))
    if not pairs or tied.std() == 0 or inside.std() == 0:
        assert found.fit is None
    else:
        assert found.fit == pytest.approx(np.corrcoef(tied, inside)[0, 1])
