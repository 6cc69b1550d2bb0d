"""Claims as a network: nothing but what is claimed, all of it, and each tie with its reasons."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import Settings
from kg.errors import UnknownName
from kg.networks.claim_network import around, read, restricted
from kg.settings import BASE

SUMMIT = "event/taagetopmoede-2018"
# Rows of the tables, counted by hand, with two that two sources share: 7 roles are 6 claims,
# 18 participations 17, 10 involvements, 13 relations. Two people hold two ties each to one end.
CLAIMS = 6 + 17 + 10 + 13


def random_graphs(most: int = 12) -> st.SearchStrategy[nx.Graph[str]]:
    """Return networks of a few things of two kinds, in any number of parts."""
    names = st.sampled_from(
        [f"{kind}/{number}" for kind in ("person", "event") for number in range(most)]
    )

    def made(edges: list[tuple[str, str]]) -> nx.Graph[str]:
        network: nx.Graph[str] = nx.Graph()
        network.add_edges_from((one, other) for one, other in edges if one != other)
        for node in network:
            network.nodes[node].update(label=node, kind=node.partition("/")[0])
        return network

    return st.lists(st.tuples(names, names)).map(made)


def test_every_claim_is_in_it_once(network: nx.Graph[str]) -> None:
    claims = [claim for _, _, own in network.edges(data=True) for claim in own["claims"]]
    assert len(claims) == len(set(claims)) == CLAIMS


def test_nodes_and_edges_are_as_counted_by_hand(network: nx.Graph[str]) -> None:
    kinds = Counter(kind for _, kind in network.nodes(data="kind"))
    assert kinds == {"person": 6, "organisation": 6, "event": 4, "initiative": 5}
    # Two claims tie the same two: Åse as organiser and speaker, the Barometer and the Count twice.
    assert network.number_of_edges() == CLAIMS - 2


def test_the_weight_is_the_number_of_claims(network: nx.Graph[str]) -> None:
    assert network.edges["person/aase-oest-aeroe", SUMMIT]["weight"] == 2
    assert all(own["weight"] == len(own["claims"]) for _, _, own in network.edges(data=True))


def test_a_tie_names_roles_and_sources(network: nx.Graph[str]) -> None:
    edge = network.edges["person/juergen-krueger", SUMMIT]
    assert edge["roles"] == ("speaker",)
    assert edge["sources"] == ("source/ringbook-2021", "source/tangpost-2018")
    assert edge["claims"] == ("participation/taagetopmoede-2018--person-juergen-krueger--speaker",)


def test_a_node_has_iri_label_kind_and_countries(network: nx.Graph[str]) -> None:
    assert network.nodes["person/thora-duadottir"] == {
        "iri": f"{BASE}id/person/thora-duadottir",
        "label": "Þóra Ðúadóttir",
        "kind": "person",
        "countries": ("concept/country/is",),
    }


def test_labels_are_in_the_language_asked_for(world_release: Settings) -> None:
    network = read(kg.open(world_release), "da")
    assert network.nodes[SUMMIT]["label"] == "Tågetopmødet 2018"
    assert network.edges["person/juergen-krueger", SUMMIT]["roles"] == ("oplægsholder",)


def test_on_whose_behalf_is_no_tie_of_its_own(network: nx.Graph[str]) -> None:
    assert not network.has_edge("organisation/blaabaerringen", SUMMIT)
    assert not network.has_edge("person/paeivi-aeijaelae", "organisation/blaabaerringen")


def test_nobody_stands_alone_and_nobody_is_tied_to_oneself(network: nx.Graph[str]) -> None:
    assert not list(nx.isolates(network))
    assert not list(nx.selfloop_edges(network))


def test_it_is_the_same_each_time(world_release: Settings, network: nx.Graph[str]) -> None:
    again = read(kg.open(world_release))
    assert list(again.nodes(data=True)) == list(network.nodes(data=True))
    assert list(again.edges(data=True)) == list(network.edges(data=True))


def test_nodes_stand_in_alphabetical_order(network: nx.Graph[str]) -> None:
    assert list(network) == sorted(network)


def test_a_figure_is_no_tie(network: nx.Graph[str]) -> None:
    claims = {claim for _, _, own in network.edges(data=True) for claim in own["claims"]}
    assert not [claim for claim in claims if claim.startswith("observation/")]


def test_people_and_events_alone(network: nx.Graph[str]) -> None:
    part = restricted(network, ["person", "event"])
    expected = {
        frozenset(edge)
        for edge in network.edges
        if {one.partition("/")[0] for one in edge} <= {"person", "event"}
    }
    assert {frozenset(edge) for edge in part.edges} == expected
    assert not list(nx.isolates(part))


def test_of_no_kind_there_is_nothing(network: nx.Graph[str]) -> None:
    assert len(restricted(network, [])) == 0


@given(random_graphs(), st.sets(st.sampled_from(["person", "event"])))
def test_a_part_keeps_order_and_attributes(whole: nx.Graph[str], kinds: set[str]) -> None:
    part = restricted(whole, kinds)
    assert list(part) == [node for node in whole if node in part]
    assert all(part.nodes[node] == whole.nodes[node] for node in part)
    assert {kind for _, kind in part.nodes(data="kind")} <= kinds


def test_around_holds_neighbours_and_theirs(network: nx.Graph[str]) -> None:
    centre = "person/maret-tuonnal-cahppe"
    distances = nx.single_source_shortest_path_length(network, centre, cutoff=2)
    assert set(around(network, centre)) == set(distances)


@given(random_graphs(), st.integers(1, 30), st.data())
def test_around_keeps_its_bounds(whole: nx.Graph[str], most: int, data: st.DataObject) -> None:
    if not len(whole):
        return
    centre = data.draw(st.sampled_from(sorted(whole)))
    part = around(whole, centre, most)
    near = set(nx.single_source_shortest_path_length(whole, centre, cutoff=2))
    assert centre in part
    assert len(part) == min(most, len(near))
    assert set(part) <= near
    assert nx.is_connected(part)
    assert set(map(frozenset, part.edges)) == {
        frozenset(edge) for edge in whole.edges if set(edge) <= set(part)
    }


def test_neighbours_come_before_theirs() -> None:
    network: nx.Graph[str] = nx.star_graph([f"n{number}" for number in range(5)])
    network.add_edges_from(("n1", f"far{number}") for number in range(9))
    assert set(around(network, "n0", 5)) == {f"n{number}" for number in range(5)}


def test_around_an_unknown_thing_is_an_error() -> None:
    with pytest.raises(UnknownName, match="'person/x' has no ties"):
        around(nx.Graph(), "person/x")


def test_the_network_of_one_source_has_its_claims_alone(
    world_release: Settings, network: nx.Graph[str]
) -> None:
    sources = {one for _, _, tie in network.edges(data=True) for one in tie["sources"]}
    assert len(sources) > 1
    for source in sources:
        own = read(kg.open(world_release), source=source)
        assert {tie["sources"] for _, _, tie in own.edges(data=True)} == {(source,)}
        assert {frozenset(one) for one in own.edges} == {
            frozenset((one, other))
            for one, other, tie in network.edges(data=True)
            if source in tie["sources"]
        }
