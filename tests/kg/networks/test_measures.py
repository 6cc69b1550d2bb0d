"""Measures, held against networkx's own and against an example worked by hand."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import Settings
from kg.networks.measures import betweenness, table
from kg.networks.project import read

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)))


def named(edges: list[tuple[int, int, int]], alone: int = 0) -> nx.Graph[str]:
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(f"alone{number}" for number in range(alone))
    network.add_weighted_edges_from((f"n{a}", f"n{b}", weight) for a, b, weight in edges if a != b)
    for node in network:
        network.nodes[node]["label"] = node.upper()
    return network


@given(pairs, st.integers(0, 3))
def test_betweenness_is_that_of_networkx(edges: list[tuple[int, int, int]], alone: int) -> None:
    network = named(edges, alone)
    expected = nx.betweenness_centrality(network)
    assert betweenness(network) == pytest.approx([expected[node] for node in network])


@given(pairs, st.integers(0, 3))
def test_all_measures_are_those_of_networkx(edges: list[tuple[int, int, int]], alone: int) -> None:
    network = named(edges, alone)
    rows = {row.path: row for row in table(network)}
    assert rows.keys() == set(network)
    for measure, expected in [
        ("degree", dict(network.degree())),
        ("strength", dict(network.degree(weight="weight"))),
        ("betweenness", nx.betweenness_centrality(network)),
        ("closeness", nx.closeness_centrality(network)),
    ]:
        assert {path: getattr(row, measure) for path, row in rows.items()} == pytest.approx(
            expected
        )


@given(pairs)
def test_measures_lie_between_nothing_and_one(edges: list[tuple[int, int, int]]) -> None:
    for row in table(named(edges)):
        assert row.betweenness is not None
        assert row.closeness is not None
        assert -1e-9 <= row.betweenness <= 1 + 1e-9
        assert 0 <= row.closeness <= 1


def test_a_kite_worked_by_hand() -> None:
    # a, b and c know each other, d knows c, e knows d: c lies on 4 of the 6 pairs of others
    # (a-d, a-e, b-d, b-e), d on 3 (a-e, b-e, c-e); c is 1 + 1 + 1 + 2 steps from the others.
    edges = [("a", "b"), ("a", "c"), ("b", "c"), ("c", "d"), ("d", "e")]
    network = nx.Graph(edges)
    nx.set_node_attributes(network, {node: node for node in network}, "label")
    rows = {row.path: row for row in table(network)}
    assert {path: row.degree for path, row in rows.items()} == {
        "a": 2,
        "b": 2,
        "c": 3,
        "d": 2,
        "e": 1,
    }
    assert {path: row.betweenness for path, row in rows.items()} == pytest.approx(
        {"a": 0, "b": 0, "c": 4 / 6, "d": 3 / 6, "e": 0}
    )
    assert rows["c"].closeness == pytest.approx(4 / 5)
    assert rows["e"].closeness == pytest.approx(4 / 9)


def test_paths_need_not_be_counted() -> None:
    (row, _other) = table(named([(1, 2, 3)]), paths=False)
    assert (row.degree, row.strength, row.betweenness, row.closeness) == (1, 3, None, None)


def test_nothing_has_no_measures() -> None:
    assert table(nx.Graph()) == []
    assert betweenness(nx.Graph()) == []


def test_one_thing_alone_is_between_nothing() -> None:
    (row,) = table(named([], alone=1))
    assert (row.degree, row.strength, row.betweenness, row.closeness) == (0, 0, 0.0, 0.0)


def test_the_order_is_by_ties_then_by_name() -> None:
    rows = table(named([(1, 2, 1), (3, 4, 1), (3, 5, 1)]))
    assert [row.path for row in rows] == ["n3", "n1", "n2", "n4", "n5"]


def test_the_world_is_measured(world_release: Settings) -> None:
    rows = table(read(kg.open(world_release)))
    assert rows[0].path == "event/taagetopmoede-2018"
    assert rows[0].degree == 9
    assert rows[0].strength == 10
    person = next(row for row in rows if row.path == "person/thora-duadottir")
    assert (person.kind, person.countries) == ("person", ("concept/country/is",))
