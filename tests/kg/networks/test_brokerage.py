"""Brokerage, held against an example worked by hand and against every triad counted alone."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from kg.networks.brokerage import Brokerage, brokerage

edges = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)))
groups = st.lists(st.sampled_from(["dk", "no", "se", None]), min_size=8, max_size=8)


def counted(network: nx.Graph[str], of: dict[str, str | None], node: str) -> Brokerage:
    """Return the roles of a node by the definitions of Gould & Fernandez (1989), one by one."""
    found = dict.fromkeys(
        ("coordinator", "itinerant", "gatekeeper", "representative", "liaison"), 0
    )
    for start, end in permutations(network[node], 2):
        if node in {start, end} or network.has_edge(start, end) or not (of[start] and of[end]):
            continue
        if of[start] == of[end]:
            role = "coordinator" if of[start] == of[node] else "itinerant"
        elif of[end] == of[node]:
            role = "gatekeeper"
        elif of[start] == of[node]:
            role = "representative"
        else:
            role = "liaison"
        found[role] += 1
    return Brokerage(**found)


@given(edges, groups)
def test_every_triad_is_counted(
    ties: list[tuple[int, int]], given_groups: list[str | None]
) -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from((f"n{one}", f"n{other}") for one, other in ties if one != other)
    of = {f"n{number}": group for number, group in enumerate(given_groups)}
    found = brokerage(network, of)
    assert [*found] == [*network]
    for node, roles in found.items():
        assert roles == (counted(network, of, node) if of[node] else None)


def test_each_role_as_drawn_by_gould_and_fernandez() -> None:
    # The five triads of their figure 1, each with the broker b between a and c, who are not tied.
    figure = {
        "coordinator": ("A", "A", "A"), "itinerant": ("A", "B", "A"),
        "gatekeeper": ("A", "B", "B"), "representative": ("A", "A", "B"),
        "liaison": ("A", "B", "C"),
    }  # fmt: skip
    for role, of in figure.items():
        network: nx.Graph[str] = nx.Graph([("a", "b"), ("b", "c")])
        roles = brokerage(network, dict(zip("abc", of, strict=True)))["b"]
        assert roles is not None
        assert roles.total == 2, "there and back"
        assert getattr(roles, role) == (1 if role in {"gatekeeper", "representative"} else 2)
        assert roles.across == (0 if role in {"coordinator", "itinerant"} else 2)


def test_nothing_has_no_roles() -> None:
    assert brokerage(nx.Graph(), {}) == {}
    alone: nx.Graph[str] = nx.Graph()
    alone.add_node("a")
    assert brokerage(alone, {"a": "dk"})["a"] == Brokerage(0, 0, 0, 0, 0)


@given(edges, groups)
def test_pairs_are_the_untied_pairs_of_neighbours(
    ties: list[tuple[int, int]], given_groups: list[str | None]
) -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from((f"n{one}", f"n{other}") for one, other in ties if one != other)
    of = {f"n{number}": group for number, group in enumerate(given_groups)}
    for node, roles in brokerage(network, of).items():
        near = [one for one in network[node] if of[one]]
        untied = [pair for pair in combinations(near, 2) if not network.has_edge(*pair)]
        assert roles is None or sum(roles.pairs.values()) == len(untied)
