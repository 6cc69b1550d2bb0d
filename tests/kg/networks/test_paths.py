"""Paths: as many and as short as they are, the best first, each step with its evidence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg import Settings
from kg.errors import UnknownName
from kg.explore import Explorer
from kg.networks.paths import Connection, Path, Paths, told
from tests.kg.networks.test_claim_network import random_graphs

SUMMIT = "event/taagetopmoede-2018"
PAEIVI, THORA = "person/paeivi-aeijaelae", "person/thora-duadottir"


@pytest.fixture(scope="module")
def explorer(world_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(world_release)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def paths(network: nx.Graph[str]) -> Paths:
    return Paths(network)


@st.composite
def asked(draw: st.DrawFn) -> tuple[nx.Graph[str], str, str]:
    """Return a network and two things in it."""
    network = draw(random_graphs(5))
    assume(len(network) > 1)
    start, end = draw(st.lists(st.sampled_from(list(network)), min_size=2, max_size=2, unique=True))
    return network, start, end


def between(network: nx.Graph[str], path: Path) -> int:
    """Return the product of the numbers of ties of what lies between the ends."""
    return math.prod(network.degree(one) for one in path[1:-1])


@given(asked(), st.integers(1, 4))
def test_the_shortest_paths_are_those_that_networkx_finds(
    given_: tuple[nx.Graph[str], str, str], most: int
) -> None:
    network, start, end = given_
    found = Paths(network).between(start, end, shortest=most)
    if not nx.has_path(network, start, end):
        one, other = (len(nx.node_connected_component(network, end)) for end in (start, end))
        assert found == Connection(None, 0, (), (), (), (one, other))
        return
    every = [tuple(path) for path in nx.all_shortest_paths(network, start, end)]
    assert (found.distance, found.number) == (len(every[0]) - 1, len(every))
    best = sorted(every, key=lambda path: (between(network, path), path))
    assert found.shortest == tuple(best[:most])
    shared = set.intersection(*(set(path[1:-1]) for path in every))
    assert found.through == tuple(one for one in every[0] if one in shared)


@given(asked())
def test_alternatives_are_other_simple_paths(given_: tuple[nx.Graph[str], str, str]) -> None:
    network, start, end = given_
    found = Paths(network).between(start, end)
    for path in found.alternatives:
        assert (path[0], path[-1]) == (start, end)
        assert len(set(path)) == len(path)
        assert all(network.has_edge(*tie) for tie in pairwise(path))
        assert found.distance is not None
        assert found.distance <= len(path) - 1 <= found.distance + 3
    shown = [*found.shortest, *found.alternatives]
    assert len(set(shown)) == len(shown)


@given(asked())
def test_there_and_back_is_the_same_distance(given_: tuple[nx.Graph[str], str, str]) -> None:
    network, start, end = given_
    there, back = (Paths(network).between(*ends) for ends in ((start, end), (end, start)))
    assert (there.distance, there.number) == (back.distance, back.number)
    assert there.through == back.through[::-1]
    assert there.parts == back.parts[::-1]


def test_what_ties_few_says_more_than_what_ties_many() -> None:
    network = nx.Graph([("a", "hall"), ("hall", "z"), ("a", "room"), ("room", "z")])
    network.add_edges_from(("hall", guest) for guest in "bcdefgh")
    found = Paths(network).between("a", "z", shortest=2)
    assert found.shortest == (("a", "room", "z"), ("a", "hall", "z"))


def test_an_alternative_avoids_what_is_shown_as_far_as_it_can() -> None:
    # From a to z by m; likewise by m and n; and by b and c, apart from both.
    network = nx.Graph([*pairwise("amz"), *pairwise("mnz"), *pairwise("abcz")])
    found = Paths(network).between("a", "z", alternatives=2)
    assert found.shortest == (("a", "m", "z"),)
    assert found.alternatives == (("a", "b", "c", "z"), ("a", "m", "n", "z"))


def test_a_long_way_round_is_no_alternative() -> None:
    assert Paths(nx.cycle_graph(["a", *"bcde"])).between("a", "b").alternatives
    assert not Paths(nx.cycle_graph(["a", *"bcdef"])).between("a", "b").alternatives


def test_what_has_no_ties_is_not_in_it(paths: Paths) -> None:
    assert PAEIVI in paths
    assert "organisation/nobody" not in paths
    for ends in ((PAEIVI, "person/nobody"), ("source/tangpost-2018", PAEIVI)):
        with pytest.raises(UnknownName, match="no ties"):
            paths.between(*ends)


def test_ways_in_the_made_up_world_as_worked_by_hand(paths: Paths) -> None:
    found = paths.between(PAEIVI, THORA)
    # They met at the summit of 2018, and nowhere else.
    assert (found.distance, found.number) == (2, 1)
    assert found.shortest == ((PAEIVI, SUMMIT, THORA),)
    assert found.through == (SUMMIT,)
    # Päivi promotes the Fog Barometer, of which the centre is a partner in which Þóra works.
    barometer, centre = "initiative/usvabarometri", "organisation/nyskoepunarstofa-hraunvikur"
    assert found.alternatives[0] == (PAEIVI, barometer, centre, THORA)


def test_no_way_leads_through_a_source_or_a_country(paths: Paths, network: nx.Graph[str]) -> None:
    kinds = {
        one.partition("/")[0]
        for ends in combinations(network, 2)
        for path in paths.between(*ends).shortest
        for one in path
    }
    assert kinds == {"person", "organisation", "event", "initiative"}


def test_each_step_of_each_way_shown_has_its_evidence(
    explorer: Explorer, paths: Paths, network: nx.Graph[str]
) -> None:
    for ends in combinations(list(network)[:12], 2):
        found = paths.between(*ends)
        for path in (*found.shortest, *found.alternatives):
            steps = told(explorer, network, path)
            assert [steps[0].start.path, *(step.end.path for step in steps)] == list(path)
            for step in steps:
                claims = network.edges[step.start.path, step.end.path]["claims"]
                assert {one.claim.link.path for one in step.statements} == set(claims)
                assert all(one.claim.evidence for one in step.statements)
                assert all({step.start, step.end} <= {*one.parts} for one in step.statements)
