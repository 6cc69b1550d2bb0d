"""Projection: ties as counted by hand in the made-up world, and as networkx makes them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import Settings
from kg.errors import WrongRecipe
from kg.explore import Explorer
from kg.networks import (
    BETWEEN,
    BY,
    WEIGHTS,
    Affiliations,
    Projection,
    Recipe,
    project,
    read,
    selection,
    two_mode,
)
from tests.kg.networks.attendance import attendance

AASE, JUERGEN, MARET, PAEIVI, SOEREN, THORA = (
    f"person/{slug}"
    for slug in ("aase-oest-aeroe", "juergen-krueger", "maret-tuonnal-cahppe",
                 "paeivi-aeijaelae", "soeren-grossmann", "thora-duadottir")
)  # fmt: skip
AGENCY, RING, IDEAS, CENTRE, UNION, MINISTRY = (
    f"organisation/{slug}"
    for slug in ("aeaelisaaren-uudistamisvirasto", "blaabaerringen", "idevaerket",
                 "nyskoepunarstofa-hraunvikur", "tangloese-kommuneforbund", "thokuraduneytid")
)  # fmt: skip
SUMMIT, MEETING, CONFERENCE = (
    f"event/{slug}" for slug in ("taagetopmoede-2018", "thokufundur-2016", "usvahuippu-2020")
)
AT_SUMMIT = (AASE, JUERGEN, MARET, PAEIVI, THORA)

REFUSED = {("people", "cooperation"), ("actors", "memberships")}
"""Recipes that there are not."""

Made = Callable[..., "nx.Graph[str]"]
Weights = dict[tuple[str, str], Any]


@pytest.fixture(scope="module")
def affiliations(world_release: Settings) -> Affiliations:
    """Return who takes part in what in the made-up world."""
    return read(kg.open(world_release))


@pytest.fixture(scope="module")
def made(affiliations: Affiliations) -> Made:
    """Return a function that makes a network by the parts of a recipe."""
    return lambda between, *by, **parts: project(
        affiliations, Recipe(between=between, by=by, **parts)
    )


def weights(network: nx.Graph[str]) -> Weights:
    """Return the weight of each tie, by its ends in alphabetical order."""
    return {
        (min(one, other), max(one, other)): pytest.approx(own["weight"])
        for one, other, own in network.edges(data=True)
    }


def test_people_are_tied_by_the_events_in_which_both_take_part(made: Made) -> None:
    once = dict.fromkeys(combinations(AT_SUMMIT, 2), 1)
    assert weights(made("people", "events")) == once | {
        (AASE, THORA): 2, (MARET, PAEIVI): 2, (MARET, SOEREN): 1, (PAEIVI, SOEREN): 1,
    }  # fmt: skip


def test_newman_divides_by_the_others(made: Made) -> None:
    once = dict.fromkeys(combinations(AT_SUMMIT, 2), 1 / 4)
    assert weights(made("people", "events", weight="newman")) == once | {
        (AASE, THORA): 1 / 4 + 1, (MARET, PAEIVI): 1 / 4 + 1 / 2, (MARET, SOEREN): 1 / 2,
        (PAEIVI, SOEREN): 1 / 2,
    }  # fmt: skip


def test_fractional_parts_one_among_the_pairs(made: Made) -> None:
    once = dict.fromkeys(combinations(AT_SUMMIT, 2), 1 / 10)
    assert weights(made("people", "events", weight="fractional")) == once | {
        (AASE, THORA): 1 / 10 + 1, (MARET, PAEIVI): 1 / 10 + 1 / 3, (MARET, SOEREN): 1 / 3,
        (PAEIVI, SOEREN): 1 / 3,
    }  # fmt: skip


def test_organisations_take_part_by_those_who_do_on_behalf_of_them(made: Made) -> None:
    once = dict.fromkeys(combinations((AGENCY, RING, IDEAS, CENTRE), 2), 1)
    found = weights(made("organisations", "events"))
    assert found == once | {(AGENCY, RING): 2, (IDEAS, MINISTRY): 1}


def test_units_count_as_their_organisation(made: Made) -> None:
    rolled = made("organisations", "events", roll_up=True)
    assert IDEAS not in rolled
    assert rolled.edges[UNION, MINISTRY]["shared"] == (MEETING,)
    assert CENTRE in rolled, "a part is an organisation itself"


def test_organisations_count_as_their_successor(affiliations: Affiliations) -> None:
    things = affiliations.things
    successor = things.successor.copy()
    assert successor.tolist() == [*range(len(things.paths))], "nobody succeeded anybody there"
    successor[things.number(CENTRE)] = things.number(AGENCY)
    successor[things.number(UNION)] = things.number(RING)
    known = replace(affiliations, things=replace(things, successor=successor))
    plain = Recipe(between="organisations", by=("events", "cooperation"))
    made = project(known, replace(plain, successors=True))
    assert CENTRE not in made
    assert made.edges[AGENCY, IDEAS]["weight"] == 2, "of the centre: the summit, and cooperation"
    assert project(known, plain).edges[CENTRE, IDEAS]["weight"] == 2
    both = project(known, replace(plain, successors=True, roll_up=True))
    assert IDEAS not in both
    assert UNION not in both, "what a unit belongs to was succeeded"
    assert RING in both


@pytest.mark.parametrize("seen", [UNION, IDEAS, RING, CENTRE])
def test_units_and_successors_are_followed_to_the_end(
    affiliations: Affiliations, seen: str
) -> None:
    # The idea lab is a unit of the union, that was succeeded by the ring, a unit of the agency,
    # which the centre succeeded.
    things = affiliations.things
    successor, whole = things.successor.copy(), things.whole.copy()
    for former, later in ((UNION, RING), (AGENCY, CENTRE)):
        successor[things.number(former)] = things.number(later)
    whole[things.number(RING)] = things.number(AGENCY)
    known = replace(affiliations, things=replace(things, successor=successor, whole=whole))
    recipe = Recipe(
        between="organisations", by=("events", "initiatives"), successors=True, roll_up=True,
        isolates=True,
    )  # fmt: skip
    assert {UNION, IDEAS, RING, AGENCY}.isdisjoint(project(known, recipe))
    assert seen in project(known, replace(recipe, successors=False, roll_up=False))
    assert CENTRE in project(known, recipe)


def test_the_real_bodies_that_were_succeeded_are_known(real_release: Settings) -> None:
    things = read(kg.open(real_release)).things
    found = {
        path: things.paths[other]
        for path, other in zip(things.paths, things.successor.tolist(), strict=True)
        if things.paths[other] != path
    }
    assert found["organisation/coi-dk"] == "organisation/co-pi-dk"
    assert {found["organisation/kora-dk"], found["organisation/sfi-dk"]} == {"organisation/vive-dk"}
    assert all(path.startswith("organisation/") for path in found)


def test_countries_take_part_by_their_people_and_organisations(made: Made) -> None:
    dk, fi, is_ = (f"concept/country/{slug}" for slug in ("dk", "fi", "is"))
    assert weights(made("countries", "events")) == {(dk, fi): 2, (dk, is_): 2, (fi, is_): 1}


def test_countries_share_as_much_as_their_pages_say(real_release: Settings) -> None:
    explorer = Explorer.open(real_release)
    network = project(
        read(explorer.graph), Recipe(between="countries", by=("events", "initiatives"))
    )
    for (one, other), shared in explorer.country_ties.shared().items():
        if one != other:
            tie = network.edges[f"concept/country/{one}", f"concept/country/{other}"]
            assert [*tie["shared"]] == shared
    explorer.close()


def test_memberships_tie_colleagues_and_the_organisations_of_one_person(made: Made) -> None:
    assert weights(made("people", "memberships")) == {(AASE, JUERGEN): 1}
    assert weights(made("organisations", "memberships")) == {(RING, UNION): 1}
    assert made("organisations", "memberships").edges[RING, UNION]["shared"] == (SOEREN,)


def test_cooperation_is_what_sources_state(made: Made) -> None:
    network = made("organisations", "cooperation")
    assert weights(network) == {(AGENCY, RING): 1, (IDEAS, CENTRE): 1}
    assert network.edges[AGENCY, RING]["shared"] == ()
    (claim,) = network.edges[AGENCY, RING]["claims"]
    assert claim.startswith("relation/")
    both = weights(made("organisations", "cooperation", "events"))
    assert both[AGENCY, RING] == 3


def test_a_tie_has_the_claims_and_sources_that_make_it(made: Made) -> None:
    tie = made("people", "events").edges[MARET, PAEIVI]
    assert tie["shared"] == (SUMMIT, CONFERENCE)
    assert len(tie["claims"]) == 4
    assert all(claim.startswith("participation/") for claim in tie["claims"])
    assert tie["sources"] == ("source/tangpost-2018", "source/usvaraportti-2020")
    assert tie["certain"]


def test_nodes_carry_what_they_are(made: Made) -> None:
    own = made("organisations", "events").nodes[AGENCY]
    assert own == {
        "iri": f"https://w3id.org/nordic-innovation/id/{AGENCY}",
        "label": "Äälisaari Renewal Agency",
        "kind": "organisation",
        "countries": ("concept/country/fi",),
    }


def test_a_window_of_time_takes_what_lies_in_it_for_certain(made: Made) -> None:
    day = datetime.date
    network = made("people", "events", since=day(2018, 1, 1), until=day(2018, 12, 31))
    assert {*network} == {*AT_SUMMIT}
    assert network.graph["left_out"] == {"time": 6}
    part = made("people", "events", since=day(2015, 7, 1), until=day(2015, 12, 31), isolates=True)
    assert len(part) == 0
    assert part.graph["left_out"]["possible"] == 1
    both = made(
        "people", "events", since=day(2015, 7, 1), until=day(2015, 12, 31), isolates=True,
        possible=True,
    )  # fmt: skip
    assert [*both] == [SOEREN]


def test_what_was_shared_long_ago_counts_less(made: Made) -> None:
    network = made("people", "events", half_life=2, until=datetime.date(2020, 1, 26))
    summit = 0.5 ** (730 / 365.25 / 2)
    meeting = 0.5 ** ((datetime.date(2020, 1, 26) - datetime.date(2016, 2, 29)).days / 365.25 / 2)
    assert weights(network)[AASE, THORA] == summit + meeting
    assert weights(network)[MARET, PAEIVI] == summit, "the conference was later"


def test_a_weight_that_has_come_to_nothing_is_no_tie(made: Made) -> None:
    network = made("people", "events", half_life=0.001, until=datetime.date(2100, 1, 1))
    assert network.number_of_nodes() == network.number_of_edges() == 0


def test_countries_and_types_choose_nodes_and_what_is_shared(made: Made) -> None:
    summits = made("people", "events", types=("concept/event-type/summit",))
    assert {*summits} == {*AT_SUMMIT}
    abroad = made("organisations", "events", countries=("fi", "is"), weight="newman")
    assert weights(abroad) == {(AGENCY, CENTRE): 1 / 3}, "the two others were there nevertheless"
    agencies = made("organisations", "events", types=("concept/organisation-type/agency",))
    assert len(agencies) == 0
    alone = made(
        "organisations", "events", types=("concept/organisation-type/agency",), isolates=True
    )
    assert [*alone] == [AGENCY]


def test_only_what_some_sources_say_counts(made: Made) -> None:
    only = made("people", "events", sources=("ringbook-2021",))
    assert weights(only) == {(AASE, THORA): 1}
    assert only.edges[AASE, THORA]["sources"] == ("source/ringbook-2021",)
    without = made("people", "events", without_sources=("usvaraportti-2020", "ringbook-2021"))
    assert {*without} == {*AT_SUMMIT}
    assert weights(without)[AASE, THORA] == 1


def test_what_it_was_made_of_is_told(made: Made, affiliations: Affiliations) -> None:
    network = made("people", "events")
    told = network.graph
    assert Recipe.from_json(told["recipe"]) == Recipe(between="people", by=("events",))
    assert told["release"] == affiliations.release
    assert told["made"] == {"nodes": 6, "ties": 12, "claims": 11, "sources": 3}
    assert nx.utils.graphs_equal(project(affiliations, Recipe.from_json(told["recipe"])), network)


def test_names_that_nothing_has_are_all_told_with_what_is_like_them(made: Made) -> None:
    with pytest.raises(WrongRecipe) as refused:
        made("people", "events", countries=("zz",), types=("concept/event-type/sumit",),
             sources=("tangpost-2019",), without_sources=("nothing-at-all",))  # fmt: skip
    assert refused.value.complaints == (
        "countries: 'zz' is none of dk, fi, is.",
        "types: nothing here has 'concept/event-type/sumit'; "
        "near to it: concept/event-type/summit, concept/event-type/meeting.",
        "sources: nothing here has 'tangpost-2019'; near to it: tangpost-2018.",
        "without_sources: 'nothing-at-all' is none of ringbook-2021, tangpost-2018, "
        "usvaraportti-2020.",
    )


def test_names_that_are_like_none_of_many_are_told(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "_FEW", 2)
    with pytest.raises(WrongRecipe, match=r"countries: nothing here has 'zz'\.$"):
        made("people", "events", countries=("zz",))


def test_two_modes_keep_what_is_shared(affiliations: Affiliations) -> None:
    network = two_mode(affiliations, Recipe(between="actors", by=("events",)))
    assert nx.is_bipartite(network)
    modes = {mode: {one for one in network if network.nodes[one]["bipartite"] == mode}
             for mode in (0, 1)}  # fmt: skip
    assert {one.partition("/")[0] for one in modes[0]} == {"person", "organisation"}
    assert modes[1] == {"event/taagetopmoede-2015", MEETING, SUMMIT, CONFERENCE}
    assert network.edges[AASE, SUMMIT]["weight"] == 2, "as organiser and as speaker"
    assert network.edges[IDEAS, MEETING]["claims"] == network.edges[AASE, MEETING]["claims"]


def test_cooperation_has_no_second_mode(affiliations: Affiliations) -> None:
    with pytest.raises(WrongRecipe, match="no second mode"):
        two_mode(affiliations, Recipe(between="organisations", by=("cooperation",)))


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("by", BY)
def test_each_tie_has_a_reason(made: Made, between: str, by: str) -> None:
    try:
        network = made(between, by)
    except WrongRecipe:
        assert (between, by) in REFUSED
        return
    assert not nx.number_of_selfloops(network)
    for _, _, own in network.edges(data=True):
        assert own["claims"]
        assert own["sources"]
        assert own["weight"] == len(own["shared"]) or by == "cooperation"


attended = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1)


@given(attended)
def test_counts_and_newmans_weights_are_those_of_networkx(pairs: set[tuple[int, int]]) -> None:
    known = attendance(pairs)
    both = two_mode(known, Recipe(between="people", by=("events",)))
    people = [one for one in both if both.nodes[one]["bipartite"] == 0]
    theirs = {
        "count": nx.bipartite.weighted_projected_graph(both, people),
        "newman": nx.bipartite.collaboration_weighted_projected_graph(both, people),
    }
    for weight, expected in theirs.items():
        ours = project(
            known, Recipe(between="people", by=("events",), weight=weight, isolates=True)
        )
        assert {*ours} == {*expected}
        assert weights(ours) == weights(expected)


@given(attended)
def test_sums_are_as_the_weights_are_defined(pairs: set[tuple[int, int]]) -> None:
    known, size = attendance(pairs), dict[int, int]()
    for _, event in pairs:
        size[event] = size.get(event, 0) + 1
    shared = {event for event, number in size.items() if number > 1}
    newman, fractional = (
        project(known, Recipe(between="people", by=("events",), weight=weight, isolates=True))
        for weight in ("newman", "fractional")
    )
    # Newman (2001): the strength of a node is the number of what it shares with anybody.
    for node in newman:
        own = {event for one, event in pairs if f"person/{one}" == node} & shared
        assert newman.degree(node, weight="weight") == pytest.approx(len(own))
    assert fractional.size(weight="weight") == pytest.approx(len(shared))


@pytest.mark.parametrize("weight", WEIGHTS)
def test_nothing_is_a_network_too(weight: str) -> None:
    for isolates in (False, True):
        recipe = Recipe(between="people", by=("events",), weight=weight, isolates=isolates)
        network = project(attendance(set()), recipe)
        assert network.graph["made"] == {"nodes": 0, "ties": 0, "claims": 0, "sources": 0}
    alone = project(attendance({(1, 1)}), Recipe(between="people", by=("events",), isolates=True))
    assert [*alone] == ["person/1"]


@pytest.mark.parametrize(("between", "by"), sorted({*product(BETWEEN, BY)} - REFUSED))
def test_why_two_are_tied_is_what_their_tie_says(
    affiliations: Affiliations, between: str, by: str
) -> None:
    projection = Projection(affiliations, Recipe(between=between, by=(by,)))
    for one, other, own in projection.network().edges(data=True):
        shared, direct = projection.between(one, other)
        assert sorted(each.path for each in shared) == [*own["shared"]]
        told = {claim for each in shared for claims in each.claims for claim in claims}
        assert sorted(told | {*direct}) == [*own["claims"]]
        turned, same = projection.between(other, one)
        assert [each.claims[::-1] for each in turned] == [each.claims for each in shared]
        assert same == direct


def test_the_latest_that_two_share_comes_first(affiliations: Affiliations) -> None:
    projection = Projection(affiliations, Recipe(between="people", by=("events",)))
    shared, direct = projection.between(AASE, THORA)
    assert [each.path for each in shared] == [SUMMIT, MEETING]
    assert direct == []


@pytest.mark.parametrize("other", ["person/nobody", "", "zzz", SUMMIT])
def test_who_is_no_node_is_tied_to_nobody(affiliations: Affiliations, other: str) -> None:
    projection = Projection(affiliations, Recipe(between="people", by=("events",)))
    assert projection.between(AASE, other) == ([], [])
