"""A build is all or nothing: whatever goes wrong, the old release stands and the next works."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg import Settings, build, search
from kg.errors import BuildFailed, BuildRefused, Complaint, KGError, NoRelease
from kg.explore import Explorer
from kg.store import current_release
from tests.homes import PROJECT, World

MINE = "https://e.org/kg/"


@pytest.fixture
def built(world: World, world_release: Settings) -> World:
    """The made-up world with a release of it."""
    shutil.copytree(world_release.releases, world.releases, symlinks=True)
    return world


class Kept:
    """Remembers a release byte for byte, to see that it stands as it was."""

    def __init__(self, world: World) -> None:
        self._world, self._release = world, current_release(world.settings)
        self._files = self._content()

    def _content(self) -> dict[str, bytes]:
        folder = self._release.folder
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    def stands(self) -> None:
        assert current_release(self._world.settings).digest == self._release.digest
        assert self._content() == self._files
        assert kg.open(self._world.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger' }")
        assert not list(self._world.releases.glob("*.partial"))


def spoil(world: World) -> None:
    """Make a change that is refused."""
    world.replace("people.csv", "Jürgen Krüger", "=1")


def rename(world: World) -> None:
    """Make a change that is accepted."""
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Ål")


def test_a_release_has_all_its_files(world_release: Settings) -> None:
    names = {path.name for path in current_release(world_release).folder.iterdir()}
    assert names == {"graph.nq", "report.json", "search.sqlite", "store"}


def test_the_report_counts_what_is_there(world: World) -> None:
    steps: list[str] = []
    report = build.build(world.settings, steps.append)
    assert (report.fresh, report.graphs, report.rows["people"]) == (True, 5, 6)
    assert report.counts == {
        "person": 6, "organisation": 6, "event": 4, "initiative": 5, "source": 3, "role": 6,
        "participation": 17, "involvement": 10, "relation": 13, "observation": 6,
    }  # fmt: skip
    store = ox.Store.read_only(str(report.release.store))
    assert report.triples == len(store)
    inferred = ox.NamedNode(f"{kg.settings.BASE}graph/inferred")
    assert report.inferred == sum(1 for _ in store.quads_for_pattern(None, None, None, inferred))
    assert steps == list(report.seconds)
    assert len(steps) == build.STEPS


def test_the_real_tables_build(article_release: Settings) -> None:
    report = current_release(article_release).report
    assert report["counts"]["person"] >= 5
    assert kg.open(article_release).ask("ASK { ?p foaf:name 'Pia Gjellerup' }")


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
        "ontology/checks/unused-source.rq",
        "ontology/shapes/agents.ttl",
    ],
)
def test_a_change_in_any_input_gives_another_digest(world: World, name: str) -> None:
    before = build.digest(world.settings)
    world.change(name, lambda text: text + "\n")
    assert build.digest(world.settings) != before


@pytest.mark.parametrize("name", ["lift.py", "tables.py", "queries/names.rq", "queries/counts.rq"])
def test_a_change_in_the_code_that_decides_gives_another_digest(
    world: World, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT / "kg", tmp_path / "kg")
    monkeypatch.setattr(kg, "__file__", str(tmp_path / "kg" / "__init__.py"))
    before = build.digest(world.settings)
    (tmp_path / "kg" / name).write_text("#")
    assert build.digest(world.settings) != before


def test_a_renamed_file_gives_another_digest(world: World) -> None:
    before = build.digest(world.settings)
    path = world.path("ontology/rules/labels.rq")
    path.rename(path.with_name("zzz.rq"))
    assert build.digest(world.settings) != before


def test_another_base_gives_another_digest(world: World) -> None:
    before = build.digest(world.settings)
    assert build.digest(replace(world.settings, base_iri=MINE)) != before


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
    dump = build.build(world.settings).release.dump.read_bytes()
    assert dump == current_release(world_release).dump.read_bytes()


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


def test_a_shape_that_objects_names_the_row(built: World) -> None:
    kept = Kept(built)
    built.replace("organisations.csv", "Þokuráðuneytið", "")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    (complaint,) = caught.value.complaints
    assert (complaint.file, complaint.row) == ("organisations.csv", 7)
    assert complaint.value.endswith("id/organisation/thokuraduneytid")
    assert complaint.remedy == "see ontology/shapes"
    kept.stands()


def test_a_check_that_objects_names_the_row_and_the_check(built: World) -> None:
    kept = Kept(built)
    built.replace("roles.csv", "2014,2017-06", "2014,2013-06")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    complaint = caught.value.complaints[0]
    assert (complaint.file, complaint.row) == ("roles.csv", 6)
    assert complaint.remedy == "see ontology/checks/end-before-start.rq"
    kept.stands()


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("ontology/agents.ttl", "agents.ttl, row 1: not valid Turtle"),
        ("ontology/shapes/agents.ttl", "agents.ttl, row 1: not valid Turtle"),
        ("ontology/rules/labels.rq", "rules/labels.rq, row 1: "),
        ("ontology/checks/unused-source.rq", "checks/unused-source.rq, row 1: "),
    ],
)
def test_a_broken_file_of_the_ontology_is_named(built: World, name: str, complaint: str) -> None:
    kept = Kept(built)
    built.change(name, lambda text: f"}} a {text}")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    assert str(caught.value.complaints[0]).startswith(complaint)
    kept.stands()


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
    for _ in range(200):
        build._switch(first)
        build._switch(second)
    stop.set()
    watcher.join()
    assert seen == {first.digest, second.digest}


def test_a_reader_reads_on_while_a_new_release_is_published(built: World) -> None:
    graph = kg.open(built.settings)
    rename(built)
    build.build(built.settings)
    assert graph.ask("ASK { ?p foaf:name 'Jürgen Krüger' }")


def test_a_second_build_at_the_same_time_is_told_to_wait(built: World) -> None:
    kept = Kept(built)
    rename(built)
    with (built.releases / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildFailed, match=r"Another build is running\. Wait"):
            build.build(built.settings)
        with pytest.raises(BuildFailed, match="Another build is running"):
            build.check(built.settings)
        kept.stands()
    assert build.build(built.settings).fresh


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
        if step == "load the store":
            built.append("people.csv", "ny-person,Ny Person,tangpost-2018,")

    with pytest.raises(BuildFailed, match="changed meanwhile"):
        build.build(built.settings, meddle)
    kept.stands()


def test_an_interrupted_build_cleans_up(built: World) -> None:
    kept = Kept(built)
    rename(built)

    def interrupt(step: str) -> None:
        if step == "make the search index":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.build(built.settings, interrupt)
    kept.stands()


MOMENTS = [
    "read the ontology", "read and check the tables", "lift the rows to quads", "load the store",
    "run the rules", "write the dump", "run shapes and checks", "make the search index",
    "before rename", "after rename", "after symlink_to", "after replace",
]  # fmt: skip
STOPPING = """
import pathlib, sys
from kg import Settings
from kg.build import build

def moment(name):
    print(name, flush=True)
    sys.stdin.readline()

def announced(name):
    call = getattr(pathlib.Path, name)
    def announcing(path, *arguments):
        moment("before " + name)
        result = call(path, *arguments)
        moment("after " + name)
        return result
    setattr(pathlib.Path, name, announcing)

for name in ("rename", "symlink_to", "replace"):
    announced(name)
build(Settings.from_environment(), moment)
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_that_is_killed_leaves_the_old_release_and_no_trace_after_the_next(
    built: World, moment: str
) -> None:
    old = current_release(built.settings)
    dump = old.dump.read_bytes()
    rename(built)
    with subprocess.Popen(
        [sys.executable, "-c", STOPPING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | built.environment,
        cwd=PROJECT,
    ) as process:
        assert process.stdin
        assert process.stdout
        for line in process.stdout:
            if line.strip() == moment:
                process.send_signal(signal.SIGKILL)
                break
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == -signal.SIGKILL
    serving = current_release(built.settings)
    if moment == "after replace":
        assert serving.digest == build.digest(built.settings)
    else:
        assert serving == old
    assert kg.open(built.settings).ask("ASK { ?p foaf:name ?n FILTER(STRSTARTS(?n, 'Jürgen')) }")
    assert old.dump.read_bytes() == dump
    report = build.build(built.settings, shacl=False)
    assert report.fresh == (not moment.startswith("after"))
    assert current_release(built.settings).digest == build.digest(built.settings)
    assert kg.open(built.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger-Ål' }")
    assert not list(built.releases.glob("*.partial"))


@pytest.mark.parametrize("seconds", [0.3, 0.7, 1.0, 1.3])
def test_a_command_that_is_killed_at_any_time_leaves_the_old_release(
    built: World, seconds: float
) -> None:
    old = current_release(built.settings)
    rename(built)
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "build"],
        env=os.environ | built.environment,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert current_release(built.settings).is_whole
    assert old.is_whole
    build.build(built.settings)
    assert kg.open(built.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger-Ål' }")


def test_a_command_that_is_interrupted_says_so_and_cleans_up(built: World) -> None:
    kept = Kept(built)
    rename(built)
    program = "import signal, kg.cli, kg.build as b\n" + (
        "def stop(self, graph): signal.raise_signal(signal.SIGINT)\n"
        "b._Builder._validate = stop\nkg.cli.main(['build'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | built.environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    kept.stands()


def can_mount() -> bool:
    """Return whether we may mount a small disk, in a space of names of our own."""
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run(
        [*OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True
    )
    return tried.returncode == 0


OWN_MOUNTS = ["unshare", "--user", "--map-root-user", "--mount"]
needs_mount = pytest.mark.skipif(
    not can_mount(), reason="no disk can be mounted here (unshare --user --mount is not allowed)"
)
ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size={size}k tmpfs "$KG_BUILD_FOLDER"
cp -a "$OLD/." "$KG_BUILD_FOLDER"
before=$(cd "$KG_BUILD_FOLDER" && find . -type f ! -name .lock -exec sha256sum {{}} + | sort)
set +e
"$PYTHON" -m kg.cli build; echo "status $?"
after=$(cd "$KG_BUILD_FOLDER" && find . -type f ! -name .lock -exec sha256sum {{}} + | sort)
test "$before" = "$after" && echo "the old release stands"
"$PYTHON" -m kg.cli query "$QUESTION"
mount -o remount,size=64m "$KG_BUILD_FOLDER"
"$PYTHON" -m kg.cli build; echo "status $?"
"$PYTHON" -m kg.cli query "$QUESTION"
ls -A "$KG_BUILD_FOLDER"
"""


@needs_mount
@pytest.mark.parametrize("free", [0, 700, 1100, 1600], ids="{} kB free".format)
def test_a_full_disk_fails_with_a_clear_message_and_the_next_build_works(
    built: World, tmp_path: Path, free: int
) -> None:
    rename(built)
    disk, question = tmp_path / "disk", tmp_path / "question.rq"
    disk.mkdir()
    question.write_text("SELECT ?n { ?p foaf:name ?n FILTER(STRSTARTS(?n, 'Jürgen')) }", "utf-8")
    used = int(subprocess.check_output(["du", "-sk", built.releases]).split()[0])
    done = subprocess.run(
        [*OWN_MOUNTS, "sh", "-c", ON_A_SMALL_DISK.format(size=used + 40 + free)],
        env=os.environ
        | built.environment
        | {
            "KG_BUILD_FOLDER": str(disk),
            "OLD": str(built.releases),
            "PYTHON": sys.executable,
            "QUESTION": str(question),
        },
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    said = done.stdout.splitlines()
    assert "No space left on device" in done.stderr.replace("\n", " ")
    assert "The old release stands; make room on the disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert [line for line in said if line.startswith("status")] == ["status 1", "status 0"]
    assert "the old release stands" in said
    assert [line.strip() for line in said if line.startswith(" Jürgen")] == [
        "Jürgen Krüger",
        "Jürgen Krüger-Ål",
    ]
    assert not [line for line in said if line.endswith(".partial")]


READ_ONLY = """
mount -t tmpfs tmpfs "$KG_BUILD_FOLDER" && cp -a "$OLD/." "$KG_BUILD_FOLDER"
mount -o remount,ro "$KG_BUILD_FOLDER"
"$PYTHON" -m kg.cli build; echo "status $?"
"$PYTHON" -m kg.cli validate; echo "status $?"
"$PYTHON" -m kg.cli stats; echo "status $?"
"$PYTHON" -m kg.cli query "$QUESTION"; echo "status $?"
"""


@needs_mount
def test_in_a_folder_that_cannot_be_written_one_can_read(built: World, tmp_path: Path) -> None:
    disk, question = tmp_path / "disk", tmp_path / "question.rq"
    disk.mkdir()
    question.write_text("ASK { ?p foaf:name 'Jürgen Krüger' }", "utf-8")
    done = subprocess.run(
        [*OWN_MOUNTS, "sh", "-c", READ_ONLY],
        env=os.environ
        | built.environment
        | {
            "KG_BUILD_FOLDER": str(disk),
            "OLD": str(built.releases),
            "PYTHON": sys.executable,
            "QUESTION": str(question),
        },
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    statuses = [line for line in done.stdout.splitlines() if line.startswith("status")]
    assert statuses == ["status 1", "status 1", "status 0", "status 0"]
    assert done.stderr.count("correct the access rights of disk/") == 2
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_is_named(world: World) -> None:
    (world.home / "build").write_text("a file in the way")
    with pytest.raises(BuildFailed, match="correct the access rights of build/"):
        build.build(world.settings)


def test_a_table_that_is_a_folder_is_named(built: World) -> None:
    kept = Kept(built)
    built.path("people.csv").unlink()
    built.path("people.csv").mkdir()
    with pytest.raises(KGError, match=r"people\.csv"):
        build.build(built.settings)
    kept.stands()


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The made-up world under another base IRI."""
    settings = replace(World(tmp_path_factory.mktemp("moved") / "home").settings, base_iri=MINE)
    build.build(settings)
    return settings


def test_under_another_base_nothing_is_left_under_the_old_one(moved: Settings) -> None:
    dump = current_release(moved).dump.read_text("utf-8")
    for part in ("id", "concept", "graph"):
        assert f"{kg.settings.BASE}{part}/" not in dump
        assert f"<{MINE}{part}/" in dump


def test_under_another_base_all_works_alike(moved: Settings, world_release: Settings) -> None:
    assert current_release(moved).report == current_release(world_release).report
    theirs, ours = Explorer.open(moved), Explorer.open(world_release)
    path = "organisation/idevaerket"
    thing, same = theirs.thing(path, "da"), ours.thing(path, "da")
    assert thing.link.iri == f"{MINE}id/{path}"
    assert [group.heading for group in thing.groups] == [group.heading for group in same.groups]
    assert [link.label for link in thing.neighbours] == [link.label for link in same.neighbours]
    theirs.close()
    ours.close()


def test_under_another_base_search_finds(moved: Settings) -> None:
    index = search.SearchIndex(current_release(moved).search_index)
    assert index.search("Kruger").paths == ("id/person/juergen-krueger",)
    index.close()


def derived(settings: Settings, short: str) -> set[tuple[str, str]]:
    """Return the ends of the derived links of a property, by their last parts."""
    query = f"SELECT ?a ?b {{ GRAPH ?g {{ ?a {short} ?b }} FILTER(STRENDS(STR(?g), '/inferred')) }}"
    return {
        (str(row["a"]).rpartition("/")[2], str(row["b"]).rpartition("/")[2])
        for row in kg.open(settings).select(query)
    }


def test_members_of_a_unit_are_members_of_the_whole(world_release: Settings) -> None:
    found = derived(world_release, "org:memberOf")
    assert {whole for person, whole in found if person == "juergen-krueger"} == {
        "idevaerket",
        "tangloese-kommuneforbund",
    }
    assert {whole for person, whole in found if person == "thora-duadottir"} == {
        "nyskoepunarstofa-hraunvikur"
    }


def test_who_is_spoken_for_took_part_too(world_release: Settings) -> None:
    found = {
        agent
        for agent, event in derived(world_release, "npi:tookPartIn")
        if event == "thokufundur-2016"
    }
    assert found == {"thokuraduneytid", "aase-oest-aeroe", "thora-duadottir", "idevaerket"}


def test_models_are_followed_through_narrower_kinds_of_relation(world_release: Settings) -> None:
    assert derived(world_release, "npi:basedOn") == {
        ("regnebraettet", "taagetaellingen"),
        ("regnebraettet", "usvabarometri"),
        ("usvabarometri", "taagetaellingen"),
    }


def test_units_are_found_from_their_whole(world_release: Settings) -> None:
    assert derived(world_release, "org:hasUnit") == {("tangloese-kommuneforbund", "idevaerket")}


def test_people_have_the_countries_of_whom_they_stand_for(world_release: Settings) -> None:
    found = derived(world_release, "npi:country")
    assert {country for person, country in found if person == "thora-duadottir"} == {"is"}
    assert {country for person, country in found if person == "maret-tuonnal-cahppe"} == {"fi"}
    assert {country for person, country in found if person == "aase-oest-aeroe"} == {"dk"}
    assert {country for person, country in found if person == "soeren-grossmann"} == {"dk"}


@pytest.mark.parametrize(
    ("claim", "earliest", "latest"),
    [
        ("involvement/blaa-vej--organisation-blaabaerringen--owner--2018",
         "2018-01-01", "2020-12-31"),
        ("role/soeren-grossmann--tangloese-kommuneforbund--kontorchef--2014",
         "2014-01-01", "2017-06-30"),
        ("role/paeivi-aeijaelae--aeaelisaaren-uudistamisvirasto--kehitysjohtaja--2016-02-29",
         "2016-02-29", "2016-02-29"),
        ("relation/organisation-aeaelisaaren-uudistamisvirasto--cooperates-with--"
         "organisation-blaabaerringen", "2020-02-01", "2020-02-29"),
        ("involvement/usvabarometri--organisation-nyskoepunarstofa-hraunvikur--partner",
         "2018-01-01", "2018-01-31"),
        ("participation/thokufundur-2016--person-thora-duadottir--speaker",
         "2016-02-01", "2016-02-29"),
        ("participation/usvahuippu-2020--person-paeivi-aeijaelae--speaker",
         "2020-02-28", "2020-03-01"),
        ("role/thora-duadottir--nyskoepunarstofa-hraunvikur--nyskoepunarstjori",
         "2018-01-26", "2020-02-28"),
        ("role/juergen-krueger--idevaerket--seniorraadgiver", "2018-01-31", "2018-01-31"),
        ("relation/initiative-regnebraettet--builds-on--initiative-usvabarometri",
         "2021-01-01", "2021-12-31"),
    ],
    ids=lambda text: text.partition("--")[0] if "--" in text else None,
)  # fmt: skip
def test_the_bounds_of_a_claim_follow_from_its_dates(
    world_release: Settings, claim: str, earliest: str, latest: str
) -> None:
    query = "SELECT ?claim ?earliest ?latest { ?claim npi:earliest ?earliest ; npi:latest ?latest }"
    rows = kg.open(world_release).select(query, claim=kg.IRI(f"{kg.settings.BASE}id/{claim}"))
    assert [(str(row["earliest"]), str(row["latest"])) for row in rows] == [(earliest, latest)]


@pytest.mark.parametrize("year", [1900, 2000, 2015, 2016, 2100])
def test_the_last_day_of_february_is_that_of_the_calendar(world: World, year: int) -> None:
    world.replace("relations.csv", ",2020-02,", f",{year}-02,")
    build.build(world.settings)
    query = "SELECT ?d { ?c npi:observed ?o ; npi:latest ?d FILTER(STRENDS(STR(?o), '-02')) }"
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = {str(row["d"]) for row in kg.open(world.settings).select(query)}
    assert days == {f"{year}-02-{29 if leap else 28}"}


def test_what_is_derived_stands_in_its_graph_alone_and_repeats_nothing(
    world_release: Settings,
) -> None:
    graph = kg.open(world_release)
    inferred = kg.IRI(f"{kg.settings.BASE}graph/inferred")
    derived_twice = """SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } GRAPH ?other { ?s ?p ?o }
        FILTER(?g != ?other) }"""
    assert graph.select(derived_twice, g=inferred) == []
    only = ["org:memberOf", "npi:tookPartIn", "npi:involvedIn", "npi:basedOn", "org:hasUnit",
            "npi:earliest", "npi:latest"]  # fmt: skip
    for short in only:
        rows = graph.select(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s {short} ?o }} }}")
        assert [row["g"] for row in rows] == [inferred], short


def test_no_derived_statement_speaks_of_blank_nodes(world_release: Settings) -> None:
    dump = current_release(world_release).dump.read_text("utf-8").splitlines()
    inferred = [line for line in dump if line.endswith("graph/inferred> .")]
    assert inferred
    assert not [line for line in inferred if "_:" in line.replace('"', " ").split()[0]]


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
