"""Reading the ontology: its quads, its concepts, and what is said of a file that is broken."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg import ontology
from kg.errors import BuildRefused
from kg.settings import BASE
from tests.homes import OTHER_BASE, PROJECT, World


@pytest.fixture(scope="module")
def read() -> ontology.Ontology:
    return ontology.read(PROJECT / "ontology", BASE)


def test_all_stands_in_the_graph_of_the_ontology(read: ontology.Ontology) -> None:
    assert {quad.graph_name for quad in read.quads} == {ox.NamedNode(f"{BASE}graph/ontology")}


@pytest.mark.parametrize(
    ("scheme", "cell", "slug"),
    [
        ("country", "DK", "dk"),
        ("country", "AX", "ax"),
        ("role", "head", "head"),
        ("level", "nordic", "nordic"),
        ("language", "se", "se"),
        ("relation-type", "based-on", "based-on"),
        ("sector", "all", "all"),
    ],
)
def test_a_concept_is_found_by_what_a_cell_holds(
    read: ontology.Ontology, scheme: str, cell: str, slug: str
) -> None:
    assert read.concepts[scheme][cell] == f"{BASE}concept/{scheme}/{slug}"


def test_a_country_is_not_found_by_its_slug(read: ontology.Ontology) -> None:
    assert "dk" not in read.concepts["country"]


def test_reading_twice_gives_the_same_quads(read: ontology.Ontology) -> None:
    again = ontology.read(PROJECT / "ontology", BASE)
    assert set(again.quads) == set(read.quads)
    assert again.concepts == read.concepts


def test_shapes_are_no_part_of_it() -> None:
    assert not [path for path in ontology.files(PROJECT / "ontology") if "shapes" in path.parts]


def test_concepts_move_to_another_base_and_terms_stay() -> None:
    moved = ontology.read(PROJECT / "ontology", OTHER_BASE)
    assert moved.concepts["country"]["DK"] == f"{OTHER_BASE}concept/country/dk"
    names = {
        term.value
        for quad in moved.quads
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    }
    assert not [name for name in names if name.startswith((f"{BASE}concept", f"{BASE}graph"))]
    assert f"{BASE}ontology#Claim" in names


def refused(world: World) -> list[tuple[str, int, str]]:
    """Return file, row and remedy of each complaint about the ontology."""
    with pytest.raises(BuildRefused) as caught:
        ontology.read(world.settings.ontology, BASE)
    return [(one.file, one.row, one.remedy) for one in caught.value.complaints]


def test_broken_turtle_is_named_with_its_line(world: World) -> None:
    world.change("ontology/agents.ttl", lambda text: f"a b\n{text}")
    assert refused(world) == [("ontology/agents.ttl", 1, "correct the syntax at this place")]


def test_all_broken_files_are_named_at_once(world: World) -> None:
    world.append("ontology/events.ttl", "<a")
    world.append("ontology/concepts/role.ttl", "undeclared:x a undeclared:y .")
    assert [file for file, _, _ in refused(world)] == ["concepts/role.ttl", "ontology/events.ttl"]


def test_a_file_in_latin_1_is_named(world: World) -> None:
    path = world.path("ontology/agents.ttl")
    path.write_bytes(path.read_bytes() + "# Ærø\n".encode("latin-1"))
    line = path.read_bytes().count(b"\n")
    assert refused(world) == [("ontology/agents.ttl", line, "save the file in UTF-8")]


def test_a_folder_without_an_ontology_is_named(world: World) -> None:
    for path in ontology.files(world.settings.ontology):
        path.unlink()
    assert refused(world) == [("ontology", 0, "check KG_HOME, or restore the folder from Git")]
