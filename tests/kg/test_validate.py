"""What shapes and checks find becomes a complaint about the row that says it."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg import Graph, Settings
from kg.errors import Complaint
from kg.validate import Finding, Place, blamed, check_findings, complaints, shape_findings
from tests.homes import store_of

NAME = "http://xmlns.com/foaf/0.1/name"
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
    text = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <https://e.org/g> { <https://e.org/a> a foaf:Person ; foaf:name "Adam" . }
    <https://e.org/h> { <https://e.org/b> a foaf:Person ; foaf:name "Eva" . }"""
    return Graph(store_of(text))


def test_a_shape_finds_the_thing_and_the_value(graph: Graph, folder: Path) -> None:
    assert list(shape_findings(graph, folder)) == [
        Finding("shapes/a.ttl", "https://e.org/a", "Too long; shorten it.", "Adam", NAME)
    ]


def test_a_check_finds_each_subject(graph: Graph, folder: Path) -> None:
    found = check_findings(graph, folder)
    assert sorted(one.subject for one in found if isinstance(one, Finding)) == [
        "https://e.org/a",
        "https://e.org/b",
    ]


def test_the_world_is_found_in_order(world_release: Settings) -> None:
    graph = kg.open(world_release)
    assert list(check_findings(graph, world_release.ontology)) == []
    assert list(shape_findings(graph, world_release.ontology)) == []


def test_a_finding_about_no_row_is_about_its_rule() -> None:
    said = list(complaints(Finding("shapes/a.ttl", "https://e.org/a", "Odd; mend it.", "x"), []))
    assert said == [
        Complaint(
            "ontology/shapes/a.ttl", 0, "", "https://e.org/a x", "Odd",
            "mend it (ontology/shapes/a.ttl)",
        )
    ]  # fmt: skip


def test_a_finding_names_the_cell_that_gives_the_property() -> None:
    found = Finding("checks/a.rq", "https://e.org/a", "Odd; mend it.", "", NAME)
    without = Place("people.csv", 4, {NAME: [("name", "")]})
    giving = Place("people.csv", 7, {NAME: [("name", "Adam")]})
    assert [(one.row, one.column, one.value) for one in complaints(found, [without, giving])] == [
        (7, "name", "Adam")
    ]


def test_of_several_cells_the_one_with_the_value_is_named() -> None:
    place = Place("people.csv", 7, {NAME: [("name_da", ""), ("name_nb", "Ål"), ("name_en", "Eel")]})

    def named(value: str) -> list[tuple[str, str]]:
        found = Finding("checks/a.rq", "https://e.org/a", "Odd; mend it.", value, NAME)
        return [(one.column, one.value) for one in complaints(found, [place])]

    assert named("Eel") == [("name_en", "Eel")]
    assert named("") == [("name_nb", "Ål")]


def test_where_one_source_contradicts_itself_its_own_rows_are_named() -> None:
    found = Finding("checks/a.rq", "https://e.org/a", "Odd; mend it.", "", NAME, "https://e.org/g")
    cells = {NAME: [("name", "Adam")]}
    rows = [
        Place("a.csv", 6, cells, "https://e.org/h"),
        Place("a.csv", 7, cells, "https://e.org/g"),
    ]
    assert [one.row for one in complaints(found, rows)] == [7]
    assert [one.row for one in complaints(found, rows[:1])] == [6]


def test_in_part_of_the_rows_a_shape_misses_nothing(graph: Graph, folder: Path) -> None:
    needs_age = SHAPE.replace("foaf:name", "foaf:age")
    (folder / "shapes" / "a.ttl").write_text(needs_age)
    assert len(list(shape_findings(graph, folder))) == 2
    assert list(shape_findings(graph, folder, complete=False)) == []


def test_in_part_of_the_rows_a_shape_finds_what_is_wrong(graph: Graph, folder: Path) -> None:
    needs_number = SHAPE.replace("sh:maxLength 3", "sh:datatype xsd:integer").replace(
        "@prefix sh:", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix sh:"
    )
    (folder / "shapes" / "a.ttl").write_text(needs_number)
    assert len(list(shape_findings(graph, folder, complete=False))) == 2


def test_a_finding_about_a_thing_of_two_rows_names_both() -> None:
    found = Finding("checks/a.rq", "https://e.org/a", "Odd; mend it.")
    rows = [Place("roles.csv", 6, {}), Place("roles.csv", 7, {})]
    assert [one.row for one in complaints(found, rows)] == [6, 7]


BROKEN = {
    "shapes/b.ttl": [
        "@prefix : <\n",
        SHAPE.replace("sh:minCount 1", 'sh:minCount "x"'),
        SHAPE.replace("sh:minCount 1", 'sh:pattern "["'),
    ],
    "checks/b.rq": ["# Finds.\nSELEC\n", "ASK {}", "SELECT ?subject { ?subject a foaf:Person }"],
}


@pytest.mark.parametrize(
    ("file", "text"), [(file, text) for file, texts in BROKEN.items() for text in texts]
)
def test_a_broken_rule_is_named_and_the_others_still_run(
    graph: Graph, folder: Path, file: str, text: str
) -> None:
    (folder / file).write_text(text)
    run = shape_findings if file.startswith("shapes") else check_findings
    found = list(run(graph, folder))
    assert [one.file for one in found if isinstance(one, Complaint)] == [file]
    assert any(isinstance(one, Finding) for one in found)


@pytest.mark.parametrize("file", BROKEN)
def test_a_rule_in_latin_1_is_named_and_the_others_still_run(
    graph: Graph, folder: Path, file: str
) -> None:
    (folder / file).write_bytes("\n# Ærø".encode("latin-1"))
    run = shape_findings if file.startswith("shapes") else check_findings
    found = list(run(graph, folder))
    (faulty,) = (one for one in found if isinstance(one, Complaint))
    assert (faulty.file, faulty.row, faulty.problem) == (file, 2, "not UTF-8")
    assert any(isinstance(one, Finding) for one in found)


def test_a_pattern_that_is_none_is_shown(graph: Graph, folder: Path) -> None:
    (folder / "shapes" / "b.ttl").write_text(SHAPE.replace("sh:minCount 1", 'sh:pattern "["'))
    (faulty,) = (one for one in shape_findings(graph, folder) if isinstance(one, Complaint))
    assert (faulty.value, faulty.remedy) == ("[", "correct sh:pattern")


def test_other_errors_are_not_laid_at_the_door_of_a_file() -> None:
    with pytest.raises(KeyError), blamed(Path("a.rq")):
        raise KeyError
