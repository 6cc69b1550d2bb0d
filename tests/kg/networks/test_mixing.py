"""Mixing, held against networkx and igraph, and against an example of the literature."""

from __future__ import annotations

import math

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.networks.mixing import countries, mixing

edges = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1)
groups = st.lists(st.sampled_from(["dk", "no", "se"]), min_size=8, max_size=8)


def drawn(ties: list[tuple[int, int]]) -> nx.Graph[str]:
    """Return a network of some ties, each of weight 2."""
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from(
        (f"n{one}", f"n{other}", {"weight": 2}) for one, other in ties if one != other
    )
    return network


@given(edges, groups)
def test_assortativity_is_that_of_two_libraries(
    ties: list[tuple[int, int]], given_groups: list[str]
) -> None:
    network = drawn(ties)
    of = {f"n{number}": group for number, group in enumerate(given_groups)}
    found = mixing(network, of)
    assert found.within + found.across == network.number_of_edges()
    assert found.unplaced == 0
    if len({of[node] for edge in network.edges for node in edge}) < 2:
        assert found.assortativity is None
        return
    nx.set_node_attributes(network, of, "country")
    theirs = nx.attribute_assortativity_coefficient(network, "country")
    assert found.assortativity == pytest.approx(theirs)
    numbers = {group: number for number, group in enumerate(sorted({*of.values()}))}
    other = igraph.Graph.from_networkx(network)
    types = [numbers[of[name]] for name in other.vs["_nx_name"]]
    assert found.assortativity == pytest.approx(other.assortativity_nominal(types, directed=False))


@given(edges, groups)
def test_the_e_i_index_counts_each_tie(
    ties: list[tuple[int, int]], given_groups: list[str]
) -> None:
    network = drawn(ties)
    of = {f"n{number}": group for number, group in enumerate(given_groups)}
    across = sum(of[one] != of[other] for one, other in network.edges)
    within = network.number_of_edges() - across
    expected = (across - within) / (across + within) if across + within else None
    found = mixing(network, of)
    assert found.e_i == expected
    assert found.weights.tolist() == (2 * found.ties).tolist()
    assert np.array_equal(found.ties, found.ties.T)


def test_krackhardt_and_sterns_bounds() -> None:
    path: nx.Graph[str] = nx.path_graph(["a", "b", "c", "d"])
    assert mixing(path, dict.fromkeys("abcd", "dk")).e_i == -1
    assert mixing(path, {"a": "dk", "b": "no", "c": "dk", "d": "no"}).e_i == 1


def test_ties_to_who_is_in_no_country_are_counted_apart() -> None:
    network: nx.Graph[str] = nx.path_graph(["a", "b", "c"])
    nx.set_node_attributes(
        network, {"a": ("concept/country/dk",), "b": ("concept/country/dk",), "c": ()}, "countries"
    )
    found = mixing(network, countries(network))
    assert (found.groups, found.within, found.unplaced) == (("concept/country/dk",), 1, 1)
    network.nodes["c"]["countries"] = ("concept/country/dk", "concept/country/no")
    assert countries(network)["c"] is None


def test_nothing_is_not_defined() -> None:
    nothing = mixing(nx.Graph(), {})
    assert (nothing.e_i, nothing.assortativity, nothing.groups) == (None, None, ())
    assert not math.isnan(nothing.within)
