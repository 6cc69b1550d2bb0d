"""Relatives: what builds on what, to any depth, and what is alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UnknownName
from kg.explore import Branch, Explorer, Link
from kg.explore.relatives import reached, tree
from kg.settings import Settings
from kg.terms import IRI, Text

NAMES = [IRI(f"e:{letter}") for letter in "abcdef"]
LINKS = {name: Link(name, name, Text(name)) for name in NAMES}

edges = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8, unique=True)


@pytest.fixture(scope="module")
def explorer(world_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(world_release)
    yield opened
    opened.close()


def things(branch: Branch) -> set[str]:
    return {branch.link.iri}.union(*map(things, branch.branches))


@given(pairs=edges)
def test_a_tree_holds_what_can_be_reached_and_ends_in_circles(pairs: list[tuple[IRI, IRI]]) -> None:
    grown = tree(NAMES[0], pairs, LINKS, "en")
    graph = nx.DiGraph(pairs)
    expected = nx.descendants(graph, NAMES[0]) if NAMES[0] in graph else set()
    assert things(grown) == {NAMES[0], *expected} == reached(NAMES[0], pairs)


def test_branches_stand_in_the_alphabet_of_the_reader() -> None:
    names = [IRI(f"e:{one}") for one in ("root", "Ål", "Aa", "Zoo")]
    links = {one: Link(one, one, Text(one.removeprefix("e:"))) for one in names}
    pairs = [(names[0], one) for one in names[1:]]
    for language, order in (("da", ["Zoo", "Ål"]), ("en", ["Ål", "Zoo"])):
        grown = tree(names[0], pairs, links, language)
        labels = [str(one.link.label) for one in grown.branches]
        assert [one for one in labels if one != "Aa"] == order


def test_what_is_shared_is_told_once(explorer: Explorer) -> None:
    layers = [(IRI(f"e:{one}a"), IRI(f"e:{one}b")) for one in range(200)]
    pairs = [
        (upper, lower) for above, below in pairwise(layers) for upper in above for lower in below
    ]
    links = {one: Link(one, one, Text(one)) for layer in layers for one in layer}

    def size(branch: Branch) -> int:
        return 1 + sum(map(size, branch.branches))

    grown = tree(layers[0][0], pairs, links, "en")
    assert things(grown) == {layers[0][0], *(one for layer in layers[1:] for one in layer)}
    assert size(grown) == 1 + len([pair for pair in pairs if pair[0] != layers[0][1]])


def test_what_builds_on_what_is_told_both_ways(explorer: Explorer) -> None:
    earlier, later = explorer.lineage("initiative/taagetaellingen", "en")
    assert earlier.branches == ()
    built = {branch.link.path: branch for branch in later.branches}
    assert "initiative/usvabarometri" in built
    up, _ = explorer.lineage("initiative/usvabarometri", "en")
    assert "initiative/taagetaellingen" in {branch.link.path for branch in up.branches}


def test_what_builds_on_nothing_has_no_branches(explorer: Explorer) -> None:
    assert [one.branches for one in explorer.lineage("person/juergen-krueger", "en")] == [(), ()]


def test_what_is_alike_shares_at_least_two_things(explorer: Explorer) -> None:
    for path in ("event/taagetopmoede-2018", "organisation/idevaerket", "person/aase-oest-aeroe"):
        found = explorer.similar(path, "en")
        assert all(one.shared >= 2 and one.link.kind == path.partition("/")[0] for one in found)
        assert [one.shared for one in found] == sorted((one.shared for one in found), reverse=True)
        assert path not in {one.link.path for one in found}


def test_a_card_has_what_one_needs_to_cite(explorer: Explorer) -> None:
    card = explorer.card("tangpost-2018", "en")
    assert card.source.path == "source/tangpost-2018"
    assert str(card.issued).startswith("2018")
    assert card.publishers
    with pytest.raises(UnknownName):
        explorer.card("nothing", "en")
