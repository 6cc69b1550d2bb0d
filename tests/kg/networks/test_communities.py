"""Communities: found where they are known, the same each time, and told how sure they are."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import Settings
from kg.networks import Projection, Recipe, read
from kg.networks.communities import communities, condensed

edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)))


def caves(number: int = 4, size: int = 5) -> nx.Graph[str]:
    """Return a ring of cliques, each tied to the next by one tie."""
    network: nx.Graph[str] = nx.Graph()
    for cave in range(number):
        network.add_edges_from(
            (f"{cave}-{one}", f"{cave}-{other}") for one in range(size) for other in range(one)
        )
        network.add_edge(f"{cave}-0", f"{(cave + 1) % number}-1")
    return network


def test_caves_are_found_whatever_the_seed() -> None:
    network = caves()
    found = communities(network, runs=10)
    assert sorted(found.members) == [
        tuple(node for node in network if node.startswith(f"{cave}-")) for cave in range(4)
    ]
    assert found.stability == 1
    assert {*found.sureness.values()} == {1}
    assert found.of()["0-0"] == found.of()["0-4"]


def test_the_karate_club_is_parted_as_is_known() -> None:
    # The best modularity of Zachary's club is 0.4198 (Brandes et al. 2008), in four communities.
    network = nx.relabel_nodes(nx.karate_club_graph(), str)
    for _, _, own in network.edges(data=True):
        own["weight"] = 1
    found = communities(network)
    assert found.modularity == pytest.approx(0.4198, abs=1e-4)
    assert len(found.members) == 4
    assert found.modularity == pytest.approx(
        nx.community.modularity(network, map(set, found.members))
    )


def test_where_nothing_holds_together_it_is_said() -> None:
    network = nx.relabel_nodes(nx.gnp_random_graph(60, 0.1, seed=3), str)
    assert (communities(network).stability or 0) < 0.7
    assert min(one for one in communities(network).sureness.values() if one is not None) < 0.7


@pytest.mark.parametrize("resolution", [0.6, 1.5])
def test_of_all_runs_the_best_at_the_resolution_is_told(resolution: float) -> None:
    network = nx.relabel_nodes(nx.gnp_random_graph(60, 0.1, seed=3), str)

    def quality(runs: int, seed: int) -> float:
        found = communities(network, resolution=resolution, runs=runs, seed=seed)
        return nx.community.modularity(network, map(set, found.members), resolution=resolution)

    each = [quality(1, seed) for seed in range(1, 13)]
    assert min(each) < max(each) - 1e-6
    assert quality(12, 1) == pytest.approx(max(each), abs=1e-9)
    found = communities(network, resolution=resolution, runs=12)
    plain = nx.community.modularity(network, map(set, found.members))
    assert found.modularity == pytest.approx(plain), "it does not hang on the resolution"


def test_the_same_seed_gives_the_same() -> None:
    network = nx.relabel_nodes(nx.gnp_random_graph(40, 0.1, seed=3), str)
    assert communities(network, seed=7) == communities(network, seed=7)


@settings(max_examples=30)
@given(edges)
def test_everybody_is_in_one(ties: list[tuple[int, int]]) -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from((f"n{one}", f"n{other}") for one, other in ties if one != other)
    found = communities(network, runs=3)
    assert sorted(node for own in found.members for node in own) == sorted(network)
    sizes = [len(own) for own in found.members]
    assert sizes == sorted(sizes, reverse=True)
    for node, sure in found.sureness.items():
        assert (sure is None) == (len(found.members[found.of()[node]]) == 1)
        assert sure is None or 0 <= sure <= 1


def test_nothing_and_one_alone_have_no_modularity() -> None:
    nothing = communities(nx.Graph())
    assert (nothing.members, nothing.modularity, nothing.stability) == ((), None, None)
    alone: nx.Graph[str] = nx.Graph()
    alone.add_node("a")
    assert communities(alone).members == (("a",),)
    assert communities(alone, runs=1).stability is None


def test_a_projection_has_the_communities_of_its_network(real_release: Settings) -> None:
    recipe = Recipe(between="organisations", by=("events",))
    projection = Projection(read(kg.open(real_release)), recipe)
    assert communities(projection, runs=3) == communities(projection.network(), runs=3)


@settings(max_examples=30)
@given(edges)
def test_the_network_of_communities_has_all_that_lies_between(ties: list[tuple[int, int]]) -> None:
    network: nx.Graph[str] = nx.Graph(release="a1")
    network.add_edges_from((f"n{one}", f"n{other}") for one, other in ties if one != other)
    for number, node in enumerate(network):
        network.nodes[node].update(label=node, kind="person", countries=(f"c{number % 2}",))
    for place, (_, _, own) in enumerate(network.edges(data=True)):
        own["weight"] = place + 1
    found = communities(network, runs=3)
    made, of = condensed(network, found), found.of()
    across = [own["weight"] for a, b, own in network.edges(data=True) if of[a] != of[b]]
    assert sum(own["weight"] for _, _, own in made.edges(data=True)) == sum(across)
    assert sum(own["ties"] for _, _, own in made.edges(data=True)) == len(across)
    assert [own["size"] for _, own in made.nodes(data=True)] == [*map(len, found.members)]
    assert made.graph == {"release": "a1"}
    largest = condensed(network, found, smallest=2, most=3)
    assert [*largest] == [
        f"community/{number}" for number, own in enumerate(found.members[:3]) if len(own) > 1
    ]
    assert {*largest.edges} <= {*made.edges}
    for number, members in enumerate(found.members):
        assert made.nodes[f"community/{number}"]["label"] in members
        assert {*made.nodes[f"community/{number}"]["countries"]} == {
            one for node in members for one in network.nodes[node]["countries"]
        }
