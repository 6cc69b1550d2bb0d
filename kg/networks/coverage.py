"""Coverage: on how much a network rests, so that nobody reads more into it than is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import networkx as nx

from kg.explore import NORDIC
from kg.networks.mixing import countries

_COUNTRY = "concept/country/"
_FEW = 5
_LARGE_SHARE = 0.5


@dataclass(frozen=True)
class Coverage:
    """On how much a network rests.

    Parameters
    ----------
    ties
        Number of its ties.
    single
        How many of these rest on one source alone.
    largest, resting
        The source that most ties rest on alone, by its path, and how many these are; None and 0,
        where none does.
    few
        The Nordic countries of which there are fewer than five nodes, or none, of those that are
        wanted; between countries those that share fewer than five things. A tuple of paths.
    undated
        Number of claims that are left out as it is not known whether they lie in the window.
    claims
        Number of claims behind the network.
    """

    ties: int
    single: int
    largest: str | None
    resting: int
    few: tuple[str, ...]
    undated: int
    claims: int

    @property
    def is_lopsided(self) -> bool:
        """Whether half of the ties, or more, rest on the same source alone."""
        return self.ties > 0 and self.resting >= _LARGE_SHARE * self.ties

    @property
    def is_hardly_dated(self) -> bool:
        """Whether more claims are left out for want of a date than are in it."""
        return self.undated > self.claims

    @property
    def is_thin(self) -> bool:
        """Whether a reader should be warned of it."""
        return self.is_lopsided or self.is_hardly_dated or bool(self.few)


def coverage(network: nx.Graph[str]) -> Coverage:
    """Return on how much a network rests.

    Parameters
    ----------
    network
        A network as `kg.networks.project` returns it.

    Examples
    --------
    >>> network = nx.Graph(left_out={"possible": 3}, made={"claims": 2})
    >>> network.add_node("organisation/a", countries=("concept/country/dk",))
    >>> network.add_node("organisation/b", countries=())
    >>> network.add_edge("organisation/a", "organisation/b", sources=("source/s",))
    >>> found = coverage(network)
    >>> found.largest, found.resting, found.few[:2], found.is_hardly_dated
    ('source/s', 1, ('concept/country/dk', 'concept/country/no'), True)
    """
    alone: Counter[str] = Counter(
        own["sources"][0] for _, _, own in network.edges(data=True) if len(own["sources"]) == 1
    )
    resting = max(alone.values(), default=0)
    sizes = _sizes(network)
    wanted = network.graph.get("recipe", {}).get("countries") or NORDIC
    nordic = (f"{_COUNTRY}{slug}" for slug in NORDIC if slug in wanted)
    return Coverage(
        ties=network.number_of_edges(),
        single=alone.total(),
        largest=min((one for one, number in alone.items() if number == resting), default=None),
        resting=resting,
        few=tuple(one for one in nordic if sizes[one] < _FEW),
        undated=sum(network.graph["left_out"].get(why, 0) for why in ("possible", "undated")),
        claims=network.graph["made"]["claims"],
    )


def _sizes(network: nx.Graph[str]) -> Counter[str | None]:
    """Return the number of nodes of each country; where nodes are these, of what each shares."""
    if not any(node.startswith(_COUNTRY) for node in network):
        return Counter(countries(network).values())
    shared: dict[str, set[str]] = {node: set() for node in network}
    for one, other, own in network.edges(data=True):
        for end in (one, other):
            shared[end].update(own["shared"])
    return Counter({node: len(own) for node, own in shared.items()})
