"""Judgements are thought through, and where they contradict one another each is named."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BuildRefused
from kg.identity import Judgements, judgements
from kg.tables import Column, Row, Table, Tables
from tests.homes import World

HEADER = "thing,other,judgement,reason\n"


def judged(world: World, *lines: str) -> Tables:
    """Return the world with these judgements, on things that need not be there."""
    rows = "".join(f"{line},Seen in the Ring Book.\n" for line in lines)
    world.path("same_as.csv").write_text(HEADER + rows, "utf-8")
    from kg import ontology, tables

    concepts = ontology.read(world.settings.ontology, world.settings.base_iri).concepts
    return tables.examine(world.tables, concepts).tables


def test_a_chain_leads_to_the_last_one_that_is_kept(world: World) -> None:
    tables = judged(world, "person/a,person/b,same", "person/b,person/c,same")
    assert judgements(tables).kept == {"person/a": "person/c", "person/b": "person/c"}


def test_different_and_unsure_retire_nothing(world: World) -> None:
    found = judgements(judged(world, "person/b,person/a,different", "event/a,event/b,unsure"))
    assert (found.kept, found.complaints) == ({}, ())
    assert found.judged == {
        ("person/a", "person/b"): "different",
        ("event/a", "event/b"): "unsure",
    }


@pytest.mark.parametrize(
    ("lines", "row", "problem"),
    [
        (["person/a,person/a,same"], 2, "a thing is judged against itself"),
        (["person/a,event/a,same"], 2, "the two are of different kinds"),
        (
            ["person/a,person/b,same", "person/b,person/a,different"],
            3, "row 2 judges the same two",
        ),
        (
            ["person/a,person/b,same", "person/a,person/c,same"],
            3, "row 2 retires person/a for person/b already",
        ),
        (
            ["person/a,person/b,same", "person/b,person/c,same", "person/a,person/c,different"],
            4, "person/a and person/c are judged different, but other rows make them the same",
        ),
        (
            ["person/a,person/m,same", "person/b,person/m,same", "person/b,person/a,different"],
            4, "person/a and person/b are judged different, but other rows make them the same "
               "(person/a = person/m = person/b)",
        ),
    ],
)  # fmt: skip
def test_a_contradiction_is_named(world: World, lines: list[str], row: int, problem: str) -> None:
    (complaint,) = judgements(judged(world, *lines)).complaints
    assert (complaint.file, complaint.row) == ("same_as.csv", row)
    assert complaint.problem.startswith(problem)


def test_a_circle_is_named_once_for_each_of_its_rows(world: World) -> None:
    lines = ["person/a,person/b,same", "person/b,person/c,same", "person/c,person/a,same"]
    found = judgements(judged(world, *lines))
    assert [one.row for one in found.complaints] == [2, 3, 4]
    assert all("in a circle" in one.problem for one in found.complaints)
    assert found.kept == {}


def test_a_judgement_on_an_unknown_thing_is_a_complaint_of_the_tables(world: World) -> None:
    world.append("same_as.csv", "person/gone,person/juergen-krueger,same,Guessed.")
    with pytest.raises(BuildRefused) as caught:
        world.read()
    (complaint,) = caught.value.complaints
    assert (complaint.column, complaint.value) == ("thing", "person/gone")


Verdict = tuple[str, str, str]
"""Two things and the judgement on them."""

VERDICTS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"), st.sampled_from("abcdef"),
        st.sampled_from(["same", "same", "different", "unsure"]),
    ),
    max_size=9,
)  # fmt: skip


def thought_through(given: Sequence[Verdict]) -> Judgements:
    """Return what follows from judgements on things that need not be there."""
    names = ("thing", "other", "judgement")
    columns = tuple(Column(name, "", None, None, None) for name in names)
    table = Table("same_as", "same_as.csv", "", columns, (), names[:2])
    return judgements(
        Tables((table,), {"same_as": [Row(2 + n, one) for n, one in enumerate(given)]})
    )


def made_one(given: Sequence[Verdict]) -> nx.Graph[str]:
    """Return things with an edge between those that are judged the same."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from("abcdef")
    graph.add_edges_from((one, other) for one, other, verdict in given if verdict == "same")
    return graph


@given(VERDICTS)
def test_without_a_complaint_all_that_is_the_same_is_one_and_nothing_else(
    given: list[Verdict],
) -> None:
    found = thought_through(given)
    if found.complaints:
        return
    for together in nx.connected_components(made_one(given)):
        assert len({found.kept.get(thing, thing) for thing in together}) == 1
        assert len([thing for thing in together if thing not in found.kept]) == 1
    assert set(found.kept) == {one for one, _other, verdict in given if verdict == "same"}


@given(VERDICTS)
def test_whoever_judges_two_different_that_others_make_one_hears_of_it(
    given: list[Verdict],
) -> None:
    found, graph = thought_through(given), made_one(given)
    apart = [pair for *pair, verdict in given if verdict == "different"]
    if any(nx.has_path(graph, one, other) for one, other in apart):
        assert found.complaints


@given(VERDICTS)
def test_what_is_kept_is_never_retired(given: list[Verdict]) -> None:
    kept = thought_through(given).kept
    assert not set(kept) & set(kept.values())


def test_what_is_withheld_of_a_retired_thing_is_to_be_added_to_that_of_the_kept(
    world: World,
) -> None:
    world.append("withheld.csv", "person/soren-grossmann,,,,1")
    (complaint,) = judgements(world.read()).complaints
    assert (complaint.file, complaint.row, complaint.value) == (
        "withheld.csv", 2, "person/soren-grossmann",
    )  # fmt: skip
    assert "add its numbers to those of person/soeren-grossmann" in complaint.remedy
