"""Judgements are thought through, and where they contradict one another each is named."""

from __future__ import annotations

import pytest

from kg.errors import BuildRefused
from kg.identity import judgements
from kg.tables import Tables
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
            4, "person/a and person/b are judged different, but other rows make them the same",
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
