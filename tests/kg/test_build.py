"""A build publishes all or nothing, says what it did, and is the same for the same inputs."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg import Settings, build, search
from kg.errors import BuildFailed, BuildRefused, Complaint, KGError, NoRelease
from kg.settings import BASE
from kg.store import current_release
from tests.homes import PROJECT, Kept, World, rename, spoil


def test_a_release_has_all_its_files(world_release: Settings) -> None:
    names = {path.name for path in current_release(world_release).folder.iterdir()}
    assert names == {
        "description.nt", "dumps", "fingerprints.tsv", "graph.nq", "quality.json", "report.json",
        "search.sqlite", "store",
    }  # fmt: skip


def test_the_report_counts_what_is_there(world: World) -> None:
    steps: list[str] = []
    report = build.build(world.settings, steps.append)
    assert (report.fresh, report.graphs, report.rows["people"]) == (True, 7, 7)
    assert report.counts == {
        "person": 6, "organisation": 6, "event": 4, "initiative": 5, "source": 3, "role": 6,
        "participation": 17, "involvement": 10, "relation": 13, "observation": 12,
    }  # fmt: skip
    store = ox.Store.read_only(str(report.release.store))
    named = [quad for quad in store if quad.graph_name != ox.DefaultGraph()]
    assert report.triples == len(named)
    assert {quad.triple for quad in named} == {
        quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    inferred = ox.NamedNode(f"{BASE}graph/inferred")
    assert report.inferred == sum(1 for _ in store.quads_for_pattern(None, None, None, inferred))
    assert steps == list(report.seconds)
    assert len(steps) == build.STEPS


def test_the_real_tables_build(real_release: Settings) -> None:
    report = current_release(real_release).report
    assert report["counts"]["person"] >= 5
    assert kg.open(real_release).ask("ASK { ?p foaf:name 'Pia Gjellerup' }")


def test_building_the_same_again_makes_nothing_new(built: World) -> None:
    kept = Kept(built)
    report = build.build(built.settings)
    assert (report.fresh, report.seconds) == (False, {})
    assert report.counts["person"] == 6
    kept.stands()


def test_the_same_inputs_give_the_same_digest_and_dump_in_another_folder(
    world_release: Settings, tmp_path: Path
) -> None:
    other = World(tmp_path / "elsewhere, with å" / "home")
    build.build(other.settings)
    one, two = current_release(world_release), current_release(other.settings)
    assert one.folder != two.folder
    assert one.digest == two.digest
    assert one.dump.read_bytes() == two.dump.read_bytes()
    assert one.report == two.report


def test_the_search_index_of_the_same_inputs_is_the_same(world: World, tmp_path: Path) -> None:
    build.build(world.settings)
    graph = kg.open(world.settings)
    for name in "ab":
        search.write_index(graph, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "people.csv",
        "csv-metadata.json",
        "ontology/agents.ttl",
        "ontology/concepts/role.ttl",
        "ontology/rules/labels.rq",
        "ontology/checks/same-name-twice.rq",
        "ontology/shapes/agents.ttl",
    ],
)
def test_a_change_in_any_input_gives_another_digest(world: World, name: str) -> None:
    before = build.digest(world.settings)
    world.change(name, lambda text: text + "\n")
    assert build.digest(world.settings) != before


def imported(path: Path) -> set[Path]:
    """Return the files of the library from which a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    names = [*plain, *(str(node.module) for node in froms)]
    names += [f"{node.module}.{alias.name}" for node in froms for alias in node.names]
    places = [PROJECT / name.replace(".", "/") for name in names if name.startswith("kg.")]
    files = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
    return set(filter(Path.is_file, files))


def deciding() -> set[str]:
    """Return all files whose code has a part in a build, by their path in the library."""
    found: set[Path] = set()
    new = {PROJECT / "kg" / "build.py"}
    while new:
        found |= new
        new = set().union(*map(imported, new)) - found
    library = PROJECT / "kg"
    return {str(path.relative_to(library)) for path in found | set(library.glob("queries/*.r?"))}


def test_a_change_in_any_code_that_decides_gives_another_digest(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "kg"
    shutil.copytree(PROJECT / "kg", library)
    monkeypatch.setattr(kg, "__file__", str(library / "__init__.py"))
    files = deciding()
    assert {"lift.py", "settings.py", "tables/cells.py", "queries/unite.ru"} <= files
    before, unnoticed = build.digest(world.settings), set()
    for name in files:
        content = (library / name).read_bytes()
        (library / name).write_text("#")
        unnoticed |= {name} if build.digest(world.settings) == before else set()
        (library / name).write_bytes(content)
    assert unnoticed == set()


def test_a_renamed_file_gives_another_digest(world: World) -> None:
    before = build.digest(world.settings)
    path = world.path("ontology/rules/labels.rq")
    path.rename(path.with_name("zzz.rq"))
    assert build.digest(world.settings) != before


def test_another_base_gives_another_digest(world: World) -> None:
    before = build.digest(world.settings)
    assert build.digest(replace(world.settings, base_iri="https://e.org/kg/")) != before


@pytest.mark.parametrize(
    ("broken", "row"), [(b"# Who?\nASK { \xe6 }", 2), (b"# Who?\n\nASK { ?s ?p ?o }}", 3)]
)
def test_a_question_that_is_no_query_is_named(world: World, broken: bytes, row: int) -> None:
    (world.home / "ontology" / "questions" / "999-new.rq").write_bytes(broken)
    with pytest.raises(BuildRefused) as caught:
        build.check(world.settings)
    assert [(one.file, one.row) for one in caught.value.complaints] == [
        ("questions/999-new.rq", row)
    ]


def test_a_question_is_no_part_of_a_release(world: World) -> None:
    before = build.digest(world.settings)
    (world.home / "ontology" / "questions" / "999-new.rq").write_text("# New?\nASK {}\n")
    assert build.digest(world.settings) == before


FILES_AS_SAVED = {
    "byte-order mark": lambda data: b"\xef\xbb\xbf" + data,
    "line ends of Windows": lambda data: data.replace(b"\n", b"\r\n"),
    "semicolons": lambda data: data.replace(b",", b";"),
    "byte-order mark and semicolons": lambda data: b"\xef\xbb\xbf" + data.replace(b",", b";"),
}


@pytest.mark.parametrize("edit", FILES_AS_SAVED.values(), ids=FILES_AS_SAVED.keys())
def test_tables_as_excel_saves_them_give_the_same_graph(
    world: World, world_release: Settings, edit: object
) -> None:
    for name in ("participations.csv", "involvements.csv", "relations.csv"):
        path = world.path(name)
        path.write_bytes(edit(path.read_bytes()))  # type: ignore[operator]
    one, two = build.build(world.settings).release, current_release(world_release)
    # All but which release it is, as its digest is made from the bytes of the tables.
    assert one.dump.read_text().replace(one.digest, two.digest) == two.dump.read_text()


def test_all_complaints_of_all_stages_of_reading_come_and_nothing_is_published(
    built: World,
) -> None:
    kept = Kept(built)
    spoil(built)
    built.path("indicators.csv").unlink()
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    assert [(one.file, one.row) for one in caught.value.complaints] == [
        ("indicators.csv", 0),
        ("people.csv", 3),
    ]
    kept.stands()


def test_cells_references_checks_and_rules_complain_all_at_once(built: World) -> None:
    kept = Kept(built)
    spoil(built)
    built.replace(
        "involvements.csv", "organisation/blaabaerringen,owner", "organisation/gone,owner"
    )
    built.replace("roles.csv", "2014,2017-06", "2014,2013-06")
    for rule in ("labels", "bounds"):
        built.path(f"ontology/rules/{rule}.rq").write_text("ASK {}")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    assert {(one.file, one.column) for one in caught.value.complaints} == {
        ("people.csv", "name"),
        ("involvements.csv", "actor"),
        ("roles.csv", "end"),
        ("rules/labels.rq", ""),
        ("rules/bounds.rq", ""),
    }
    kept.stands()


@pytest.mark.parametrize("table", ["sources", "people", "organisations", "events", "relations"])
def test_a_row_that_is_left_out_brings_no_complaint_about_others(world: World, table: str) -> None:
    """What only seems missing, since its row has a fault, is not complained of."""
    lines = world.path(f"{table}.csv").read_text("utf-8").splitlines()
    spoilt = [lines[0], *(f"{line.rpartition(',')[0]},=" for line in lines[1:])]
    world.path(f"{table}.csv").write_text("\n".join(spoilt), "utf-8")
    with pytest.raises(BuildRefused) as caught:
        build.build(world.settings)
    assert [(one.file, one.row) for one in caught.value.complaints] == [
        (f"{table}.csv", row) for row in range(2, len(lines) + 1)
    ]


def test_a_term_without_a_name_is_named_with_its_file_and_line(built: World) -> None:
    path = built.path("ontology/concepts/level.ttl")
    before, after = path.read_text("utf-8").split("\n:municipal a", 1)
    path.write_text(f"{before}\n:municipal a{after.replace('@sv', '@fi', 1)}")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    (complaint,) = caught.value.complaints
    assert (complaint.file, complaint.row) == ("concepts/level.ttl", before.count("\n") + 2)
    assert complaint.value == f"{BASE}concept/level/municipal"


def test_a_shape_that_objects_names_the_row(built: World) -> None:
    kept = Kept(built)
    built.replace("organisations.csv", "Þokuráðuneytið", "")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    (complaint,) = caught.value.complaints
    assert (complaint.file, complaint.row) == ("organisations.csv", 7)
    assert (complaint.column, complaint.value) == ("name_en", "")
    assert complaint.remedy.endswith("(ontology/shapes/agents.ttl)")
    kept.stands()


def test_a_check_that_objects_names_the_row_and_the_check(built: World) -> None:
    kept = Kept(built)
    built.replace("roles.csv", "2014,2017-06", "2014,2013-06")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    complaint = caught.value.complaints[0]
    assert (complaint.file, complaint.row) == ("roles.csv", 6)
    assert (complaint.column, complaint.value) == ("end", "2013-06")
    assert complaint.remedy == "correct the start or the end (ontology/checks/end-before-start.rq)"
    kept.stands()


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("ontology/agents.ttl", "ontology/agents.ttl, row 1: not valid Turtle"),
        ("ontology/shapes/agents.ttl", "shapes/agents.ttl, row 1: not valid Turtle"),
        ("ontology/rules/labels.rq", "rules/labels.rq, row 1: "),
        ("ontology/checks/same-name-twice.rq", "checks/same-name-twice.rq, row 1: "),
    ],
)
def test_a_broken_file_of_the_ontology_is_named(built: World, name: str, complaint: str) -> None:
    kept = Kept(built)
    built.change(name, lambda text: f"}} a {text}")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    assert str(caught.value.complaints[0]).startswith(complaint)
    kept.stands()


def test_rules_and_checks_in_latin_1_are_named_all_at_once(built: World) -> None:
    kept = Kept(built)
    for name in ("rules/labels.rq", "rules/bounds.rq", "checks/same-name-twice.rq"):
        path = built.path(f"ontology/{name}")
        path.write_bytes("# Ærø\n".encode("latin-1") + path.read_bytes())
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    assert [(one.file, one.row, one.problem) for one in caught.value.complaints] == [
        ("checks/same-name-twice.rq", 1, "not UTF-8"),
        ("rules/bounds.rq", 1, "not UTF-8"),
        ("rules/labels.rq", 1, "not UTF-8"),
    ]
    kept.stands()


def test_a_rule_that_fails_while_it_runs_is_named(built: World) -> None:
    called = "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    built.path("ontology/rules/labels.rq").write_text(called)
    with pytest.raises(BuildRefused, match=r"rules/labels\.rq: The query cannot be run: "):
        build.build(built.settings)


def test_a_rule_that_constructs_nothing_is_named(built: World) -> None:
    built.path("ontology/rules/labels.rq").write_text("ASK {}")
    with pytest.raises(BuildRefused, match=r"rules/labels\.rq: A CONSTRUCT .* is expected"):
        build.build(built.settings)


def test_missing_metadata_fail_and_the_old_release_stands(built: World) -> None:
    kept = Kept(built)
    built.path("csv-metadata.json").unlink()
    with pytest.raises(BuildFailed, match=r"csv-metadata\.json"):
        build.build(built.settings)
    kept.stands()


def test_validating_publishes_nothing(built: World) -> None:
    kept = Kept(built)
    rename(built)
    before = sorted(path.name for path in built.releases.iterdir())
    report = build.check(built.settings)
    assert (report.fresh, report.counts["person"]) == (True, 6)
    assert report.release.digest == build.digest(built.settings)
    assert sorted(path.name for path in built.releases.iterdir()) == before
    kept.stands()


def test_validating_complains_as_a_build_does(built: World) -> None:
    kept = Kept(built)
    spoil(built)
    with pytest.raises(BuildRefused):
        build.check(built.settings)
    kept.stands()


def test_validating_where_nothing_is_built_leaves_no_release(world: World) -> None:
    build.check(world.settings)
    with pytest.raises(NoRelease):
        current_release(world.settings)


def test_a_change_is_published_and_the_old_release_is_kept(built: World) -> None:
    old = current_release(built.settings)
    rename(built)
    new = build.build(built.settings).release
    assert current_release(built.settings) == new != old
    assert kg.open(built.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger-Ål' }")
    assert old.is_whole


def test_going_back_is_pointing_current_to_the_older_digest(built: World) -> None:
    old = current_release(built.settings)
    rename(built)
    build.build(built.settings)
    pointer = built.releases / "current"
    pointer.unlink()
    pointer.symlink_to(old.digest)
    assert kg.open(built.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger' }")


def test_building_an_older_state_again_goes_back_without_work(built: World) -> None:
    old = current_release(built.settings)
    rename(built)
    build.build(built.settings)
    built.replace("people.csv", "Jürgen Krüger-Ål", "Jürgen Krüger")
    assert not build.build(built.settings).fresh
    assert current_release(built.settings) == old


def test_a_damaged_release_is_built_anew(built: World) -> None:
    release = current_release(built.settings)
    (release.folder / "report.json").unlink()
    with pytest.raises(NoRelease):
        current_release(built.settings)
    assert build.build(built.settings).fresh
    assert kg.open(built.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger' }")


def test_current_points_to_a_whole_release_at_every_moment(built: World) -> None:
    first = current_release(built.settings)
    rename(built)
    second = build.build(built.settings).release
    seen: set[str] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            seen.add(current_release(built.settings).digest)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(20_000):
        build._switch(first)
        build._switch(second)
        if number > 200 and len(seen) > 1:  # the watcher may be late where much else is running
            break
    stop.set()
    watcher.join()
    assert seen == {first.digest, second.digest}


def test_a_reader_reads_on_while_a_new_release_is_published(built: World) -> None:
    graph = kg.open(built.settings)
    rename(built)
    build.build(built.settings)
    assert graph.ask("ASK { ?p foaf:name 'Jürgen Krüger' }")


@pytest.mark.parametrize("second", [build.build, build.check])
def test_a_second_build_at_the_same_time_is_told_to_wait(
    built: World, second: Callable[[Settings], object]
) -> None:
    rename(built)
    told: list[str] = []

    def meddle(step: str) -> None:
        with pytest.raises(BuildFailed) as caught:
            second(built.settings)
        told.append(str(caught.value))

    assert build.build(built.settings, meddle).fresh
    assert set(told) == {"Another build is running. Wait until it has finished."}
    assert current_release(built.settings).digest == build.digest(built.settings)


def test_of_two_builds_at_once_one_publishes(built: World) -> None:
    rename(built)
    command = [sys.executable, "-m", "kg.cli", "build"]
    environment = os.environ | built.environment
    running = [
        subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=subprocess.PIPE, stdout=-1)
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in running]
    statuses = sorted(process.returncode for process in running)
    assert statuses == [0, 1] or (statuses == [0, 0] and not any(b"Error" in text for text in said))
    assert current_release(built.settings).digest == build.digest(built.settings)
    assert not list(built.releases.glob("*.partial"))


def test_tables_that_change_during_the_build_are_not_published_under_a_wrong_name(
    built: World,
) -> None:
    kept = Kept(built)
    rename(built)

    def meddle(step: str) -> None:
        if step == "run the rules":
            built.append("people.csv", "ny-person,Ny Person,tangpost-2018,")

    with pytest.raises(BuildFailed, match="changed meanwhile"):
        build.build(built.settings, meddle)
    kept.stands()


def test_an_interrupted_build_cleans_up(built: World) -> None:
    kept = Kept(built)
    rename(built)

    def interrupt(step: str) -> None:
        if step == "write the store, the dumps and the search index":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.build(built.settings, interrupt)
    kept.stands()


def test_a_folder_that_cannot_be_made_is_named(world: World) -> None:
    (world.home / "build").write_text("a file in the way")
    with pytest.raises(
        BuildFailed, match=r"/build: File exists\. The old release stands; correct what"
    ):
        build.build(world.settings)


def test_a_table_that_is_a_folder_is_named(built: World) -> None:
    kept = Kept(built)
    built.path("people.csv").unlink()
    built.path("people.csv").mkdir()
    with pytest.raises(KGError, match=r"people\.csv"):
        build.build(built.settings)
    kept.stands()


def test_every_complaint_of_a_refused_build_is_complete(built: World) -> None:
    spoil(built)
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    assert caught.value.complaints == (
        Complaint(
            "people.csv", 3, "name", "=1",
            "begins with =, which spreadsheets run as a formula", "write it without",
        ),
    )  # fmt: skip
