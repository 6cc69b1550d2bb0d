"""What shapes and checks find becomes a complaint about the row that says it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg import Graph, Settings
from kg.errors import BuildRefused
from kg.validate import Finding, blamed, check_findings, complaint, shape_findings

SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
[] a sh:NodeShape ; sh:targetClass foaf:Person ; sh:property [ sh:path foaf:name ;
   sh:maxLength 3 ; sh:minCount 1 ; sh:message "Too long; shorten it." ] .
"""
CHECK = """# Finds people.
SELECT ?subject ?message { ?subject a foaf:Person BIND("A person." AS ?message) }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An ontology folder of one shape and one check."""
    for name in ("shapes", "checks"):
        (tmp_path / name).mkdir()
    (tmp_path / "shapes" / "a.ttl").write_text(SHAPE)
    (tmp_path / "checks" / "no-people.rq").write_text(CHECK)
    return tmp_path


@pytest.fixture
def graph() -> Graph:
    store = ox.Store()
    text = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <https://e.org/g> { <https://e.org/a> a foaf:Person ; foaf:name "Adam" . }
    <https://e.org/h> { <https://e.org/b> a foaf:Person ; foaf:name "Eva" . }"""
    store.load(text, ox.RdfFormat.TRIG)
    return Graph(store)


def test_a_shape_finds_the_thing_and_the_value(graph: Graph, folder: Path) -> None:
    assert list(shape_findings(graph, folder)) == [
        Finding("shapes", "https://e.org/a", "Too long; shorten it.", "Adam")
    ]


def test_a_check_finds_each_subject(graph: Graph, folder: Path) -> None:
    assert sorted(found.subject for found in check_findings(graph, folder)) == [
        "https://e.org/a",
        "https://e.org/b",
    ]


def test_the_world_is_found_in_order(world_release: Settings) -> None:
    graph = kg.open(world_release)
    assert list(check_findings(graph, world_release.ontology)) == []
    assert list(shape_findings(graph, world_release.ontology)) == []


def test_a_finding_about_no_row_is_about_the_ontology() -> None:
    said = complaint(Finding("shapes", "https://e.org/a", "Odd.", "x"), {})
    assert str(said) == ("ontology, value 'https://e.org/a x': Odd. Remedy: see ontology/shapes.")


def test_a_broken_shape_is_named(graph: Graph, folder: Path) -> None:
    (folder / "shapes" / "b.ttl").write_text("@prefix : <\n")
    with pytest.raises(BuildRefused, match=r"b\.ttl.*not valid Turtle"):
        list(shape_findings(graph, folder))


def test_a_shape_in_latin_1_is_named(graph: Graph, folder: Path) -> None:
    (folder / "shapes" / "b.ttl").write_bytes("\n# Ærø".encode("latin-1"))
    with pytest.raises(BuildRefused, match=r"b\.ttl, row 2: not UTF-8"):
        list(shape_findings(graph, folder))


def test_a_broken_check_is_named(graph: Graph, folder: Path) -> None:
    (folder / "checks" / "b.rq").write_text("# Finds.\nSELEC\n")
    with pytest.raises(BuildRefused, match=r"checks/b\.rq, row [23]: .*not valid SPARQL"):
        list(check_findings(graph, folder))


def test_a_check_of_the_wrong_kind_is_named(graph: Graph, folder: Path) -> None:
    (folder / "checks" / "b.rq").write_text("ASK {}")
    with pytest.raises(BuildRefused, match=r"checks/b\.rq: A SELECT query is expected here\. Rem"):
        list(check_findings(graph, folder))


def test_other_errors_are_not_laid_at_the_door_of_a_file() -> None:
    with pytest.raises(KeyError), blamed("a.rq"):
        raise KeyError
