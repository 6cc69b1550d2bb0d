"""Measures, held against networkx's own and against an example worked by hand."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import Settings
from kg.networks.claim_network import read
from kg.networks.measures import table

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)))


def named(edges: list[tuple[int, int, int]], alone: int = 0) -> nx.Graph[str]:
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(f"alone{number}" for number in range(alone))
    network.add_weighted_edges_from((f"n{a}", f"n{b}", weight) for a, b, weight in edges if a != b)
    for node in network:
        network.nodes[node]["label"] = node.upper()
    return network


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
        ("pagerank", nx.pagerank(network, max_iter=10_000, tol=1e-11) if len(network) else {}),
        ("core", nx.core_number(network)),
        ("clustering", {
            node: nx.clustering(network, node) if network.degree(node) > 1 else None
            for node in network
        }),
        ("constraint", defined(nx.constraint(network, weight="weight") if len(network) else {})),
        ("effective_size", defined(nx.effective_size(network) if len(network) else {})),
    ]:  # fmt: skip
        assert {path: getattr(row, measure) for path, row in rows.items()} == pytest.approx(
            expected
        )


def defined(values: dict[str, float]) -> dict[str, float | None]:
    """Return values with None for what is no number, as it is not defined."""
    return {node: None if math.isnan(value) else value for node, value in values.items()}


@given(pairs)
def test_the_eigenvector_is_one(edges: list[tuple[int, int, int]]) -> None:
    network = named(edges)
    values = {row.path: row.eigenvector for row in table(network)}
    if not network.number_of_edges():
        assert set(values.values()) <= {None}
        return
    part = [node for node in network if values[node] is not None]
    sizes = [len(one) for one in nx.connected_components(network)]
    assert set(part) in list(nx.connected_components(network))
    assert len(part) == max(sizes)
    tied = nx.to_numpy_array(network, part)
    found = np.array([values[node] for node in part], dtype=float)
    assert tied @ found == pytest.approx(np.linalg.eigvalsh(tied).max() * found, abs=1e-6)
    assert found.min() >= 0
    assert found.max() == pytest.approx(1)


def test_a_large_network_has_the_eigenvector_of_networkx() -> None:
    network: nx.Graph[str] = nx.relabel_nodes(nx.barabasi_albert_graph(400, 2, seed=1), str)
    for node in network:
        network.nodes[node]["label"] = node
    expected = nx.eigenvector_centrality_numpy(network)
    most = max(expected.values())
    values = {row.path: row.eigenvector for row in table(network, paths=False)}
    assert values == pytest.approx({node: value / most for node, value in expected.items()})


def test_constraint_and_effective_size_as_worked_by_hand() -> None:
    # A star of three whose middle is m, and a tie between a and b. For m: each neighbour has a
    # third of its ties; a and b half of theirs with each other, so that m has 1/3 + 1/3 * 1/2 in
    # each of them, and 1/3 in c: (1/2)^2 + (1/2)^2 + (1/3)^2. Three neighbours have one tie.
    network = nx.Graph([("m", "a"), ("m", "b"), ("m", "c"), ("a", "b")])
    nx.set_node_attributes(network, {node: node for node in network}, "label")
    middle = table(network)[0]
    assert middle.constraint == pytest.approx(1 / 4 + 1 / 4 + 1 / 9)
    assert middle.effective_size == pytest.approx(3 - 2 / 3)


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


def test_one_thing_alone_is_between_nothing() -> None:
    (row,) = table(named([], alone=1))
    assert (row.degree, row.strength, row.betweenness, row.closeness) == (0, 0, 0.0, 0.0)
    assert (row.eigenvector, row.clustering, row.constraint, row.effective_size) == (None,) * 4


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
