"""Taking a person out: nowhere a byte of the name, counts as before, nobody comes back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg.build import build
from kg.cli import main
from kg.errors import BuildFailed, BuildRefused
from kg.people.register import Register
from kg.people.removal import plan, remove
from kg.settings import Settings
from kg.store import current_release
from kg.tables.replacing import replace_together, undo, unfinished
from tests.homes import PROJECT, World
from tests.people import RETIRED, WHO, holding, spellings, spread

OTHERS_ROW = "{id},{name},ringbook-2021,page 11"


def person(world: World, *arguments: str, text: str = "") -> Result:
    """Run a command of the group in a home."""
    result = CliRunner().invoke(main, ["person", *arguments], input=text, env=world.environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def full_home(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a home in which the person is named everywhere, with a release; only to be copied."""
    made = World(tmp_path_factory.mktemp("full") / "home")
    spread(made)
    build(made.settings)
    return made


@pytest.fixture
def full(full_home: World, world: World) -> World:
    """Return a world in which the person is named everywhere, with a release of it."""
    spread(world)
    shutil.copytree(full_home.releases, world.releases, symlinks=True)
    return world


def data_of(world: World) -> dict[str, bytes]:
    """Return all files of the data by their names."""
    return {p.name: p.read_bytes() for p in (world.home / "data").rglob("*") if p.is_file()}


def test_the_search_for_bytes_finds_each_kind_of_file_in_which_one_is(full: World) -> None:
    digest = current_release(full.settings).digest
    found = holding(full.home)
    held = ("graph.nq", "dumps/graph.nq.gz", "dumps/graph.trig.gz", "store", "search.sqlite")
    assert {f"build/{digest}/{one}" for one in held} <= found
    tables = ("people", "roles", "participations", "same_as", "sources", "relations")
    assert {f"data/tables/{one}.csv" for one in tables} <= found
    assert "data/left-out.csv" in found


def test_no_byte_of_one_who_was_removed_is_left(full: World) -> None:
    before = current_release(full.settings)
    result = person(full, "remove", WHO, "--yes")
    assert result.exit_code == 0, result.output
    assert holding(full.home) == set()
    assert current_release(full.settings).digest != before.digest
    assert not before.folder.exists()
    assert sorted(path.name for path in full.releases.iterdir()) == sorted(
        [".lock", "chronicle.tsv", "current", current_release(full.settings).digest]
    )


def test_a_copy_that_is_left_would_be_seen(full: World) -> None:
    kept = (
        full.home / "build" / "graph.ttl.gz",
        full.home / "data" / "tables" / "people.csv.former",
    )
    dumps = current_release(full.settings).dumps
    copies = [
        next(path for path in dumps.rglob("*.nq.gz")).read_bytes(),
        full.path("people.csv").read_bytes(),
    ]
    assert person(full, "remove", WHO, "--yes").exit_code == 0
    for path, copy in zip(kept, copies, strict=True):
        path.write_bytes(copy)
        assert holding(full.home) == {str(path.relative_to(full.home))}
        path.unlink()


def test_counts_stay_right(full: World) -> None:
    before = kg.open(full.settings)
    claims = "SELECT ?c { ?c a npi:Participation ; npi:event ?e FILTER(STRENDS(STR(?e), '%s')) }"
    events = ("taagetopmoede-2015", "lone-talk", "usvahuippu-2020")
    counted = {event: len(before.select(claims % event)) for event in events}
    assert person(full, "remove", WHO, "--yes").exit_code == 0
    after = kg.open(full.settings)
    withheld = "SELECT ?n { ?e npi:participationsWithheld ?n FILTER(STRENDS(STR(?e), '%s')) }"
    for event in events:
        shown, missing = after.select(claims % event), after.select(withheld % event)
        assert len(shown) == counted[event] - 1
        assert [row["n"] for row in missing] == [1]
    rows = {
        line.split(",")[0]: line
        for line in full.path("withheld.csv").read_text("utf-8").splitlines()
    }
    # Two posts, one of them twice attested; and what was done on behalf of the organisation.
    assert (
        rows["organisation/tangloese-kommuneforbund"]
        == "organisation/tangloese-kommuneforbund,1,1,,"
    )
    assert rows["organisation/blaabaerringen"] == "organisation/blaabaerringen,1,1,,"
    quality = json.loads(current_release(full.settings).quality.read_text("utf-8"))
    gaps = {gap["name"]: gap["things"] for gap in quality["gaps"]}
    assert not any("lone-talk" in thing for thing in gaps["events-without-participants"])
    stats = CliRunner().invoke(main, ["stats"], env=full.environment)
    assert "people removed 1" in " ".join(stats.output.split())
    assert current_release(full.settings).report["rows"]["removals"] == 1


def test_an_event_of_which_nobody_was_known_before_stays_a_gap(full: World) -> None:
    full.append("events.csv", "lonely,,,,,,,,,,Lonely,conference,2021,,,,,,,ringbook-2021,")
    assert person(full, "remove", WHO, "--yes").exit_code == 0
    quality = json.loads(current_release(full.settings).quality.read_text("utf-8"))
    (things,) = [g["things"] for g in quality["gaps"] if g["name"] == "events-without-participants"]
    assert [thing.rpartition("/")[2] for thing in things if "lone" in thing] == ["lonely"]


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        (WHO, "Søren Großmann"),
        (RETIRED, "Somebody Else"),
        ("s-g", "soeren grossmann"),
        ("s-g", "Grosmann, Soren"),
        ("s-g", "Sören GROSSMANN"),
        ("grossmann-soren", "S. G."),
    ],
)
def test_whoever_was_removed_is_not_brought_back(removed: World, id_: str, name: str) -> None:
    quoted = f'"{name}"' if "," in name else name
    removed.append("people.csv", OTHERS_ROW.format(id=id_, name=quoted))
    removed.append("roles.csv", f"{id_},Adviser,en,adviser,blaabaerringen,,,,ringbook-2021,page 12")
    with pytest.raises(BuildRefused) as refused:
        build(removed.settings)
    found = [c for c in refused.value.complaints if "was taken out" in c.problem]
    assert ("people.csv", "id") in {(c.file, c.column) for c in found}
    assert all(c.row and f"kg person admit {id_}" in c.remedy for c in found)


@pytest.fixture(scope="module")
def removed_home(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a home from which the person was removed; only to be copied."""
    world = World(tmp_path_factory.mktemp("removed") / "home")
    spread(world)
    assert person(world, "remove", WHO, "--yes").exit_code == 0
    return world


@pytest.fixture
def removed(removed_home: World, world: World) -> World:
    """Return a home from which the person was removed, fresh to edit."""
    for path in removed_home.tables.iterdir():
        (world.tables / path.name).write_bytes(path.read_bytes())
    return world


def test_an_id_elsewhere_than_among_people_is_stopped_too(removed: World) -> None:
    removed.append("participations.csv", f"thokufundur-2016,person/{RETIRED},host,,ringbook-2021,")
    with pytest.raises(BuildRefused, match=r"participations.csv.*was taken out on"):
        removed.read()


def test_another_of_the_same_name_can_be_let_in(removed: World) -> None:
    removed.append("people.csv", OTHERS_ROW.format(id="s-g", name="Sören Grossmann"))
    removed.append("people.csv", OTHERS_ROW.format(id="s-g-2", name="Sören Grossmann"))
    assert person(removed, "admit", "s-g").exit_code == 0
    with pytest.raises(BuildRefused) as refused:
        removed.read()
    assert {c.value for c in refused.value.complaints} == {"s-g-2 (Sören Grossmann)"}
    assert "s-g" not in removed.path("removals.csv").read_text("utf-8")
    again = person(removed, "admit", "thora-duadottir")
    assert (again.exit_code, "Nothing keeps" in again.output) == (1, True)


def test_a_namesake_who_is_here_stays(world: World) -> None:
    world.append("people.csv", OTHERS_ROW.format(id="soren-grossmann-fog", name="Søren Großmann"))
    world.append("roles.csv", "soren-grossmann-fog,Adviser,en,adviser,idevaerket,,,,ringbook-2021,")
    assert person(world, "remove", WHO, "--yes").exit_code == 0
    assert "soren-grossmann-fog,Søren Großmann" in world.path("people.csv").read_text("utf-8")
    assert "person/soren-grossmann-fog" not in world.path("removals.csv").read_text("utf-8")
    # Who is removed as well is no longer admitted.
    assert person(world, "remove", "soren-grossmann-fog", "--yes").exit_code == 0
    assert holding(world.home) == set()
    world.append("people.csv", OTHERS_ROW.format(id="soren-grossmann-fog", name="Søren Großmann"))
    with pytest.raises(BuildRefused, match="was taken out"):
        world.read()


def test_a_dry_run_and_a_change_of_mind_change_nothing(full: World) -> None:
    before = data_of(full), current_release(full.settings).digest
    dry = person(full, "remove", WHO, "--dry-run")
    assert dry.exit_code == 0
    assert "Nothing was changed." in dry.output
    assert "'A talk with Søren Großmann' becomes 'A talk with […]'" in dry.output
    assert person(full, "remove", WHO, text="n\n").exit_code == 1
    assert (data_of(full), current_release(full.settings).digest) == before


def test_a_removal_that_does_not_pass_loses_nothing(full: World) -> None:
    # The site itself is named for the person: what the source's address is to be, people decide.
    full.change(
        "sources.csv", lambda text: text.replace("ring.example/people", "soeren-grossmann.example")
    )
    before = data_of(full), current_release(full.settings).digest
    result = person(full, "remove", WHO, "--yes")
    assert result.exit_code == 1
    assert "sources.csv" in result.output
    assert "empty, but required" in result.output
    assert (data_of(full), current_release(full.settings).digest) == before


def test_a_question_that_names_the_person_is_for_people_to_reword(full: World) -> None:
    full.path("ontology/questions/900-who.rq").write_text("# Who met Søren Großmann?\nASK {}\n")
    before = data_of(full)
    result = person(full, "remove", WHO, "--yes")
    assert result.exit_code == 1
    assert "ontology/questions/900-who.rq, row 1: names the person" in result.output
    assert data_of(full) == before


def test_files_beside_the_tables_that_name_the_person_are_listed(full: World) -> None:
    (full.home / "README.md").write_text("# Fog\nAsk Grosmann, Søren.\n", "utf-8")
    result = person(full, "remove", WHO, "--yes")
    assert result.exit_code == 0
    assert "README.md, line 2" in result.output


def test_code_that_names_the_person_is_listed(full: World) -> None:
    (full.home / "kg").mkdir()
    (full.home / "kg" / "names.py").write_text('# as in\n"Søren Großmann"\n', "utf-8")
    assert "names.py, line 2" in person(full, "remove", WHO, "--yes").output


def test_ids_with_the_family_name_alone_are_to_be_looked_at(full: World) -> None:
    full.append(
        "sources.csv",
        "ring-grossmann-2021,https://ring.example/hr-gro%C3%9Fmann,Ring,blaabaerringen,en,,news",
    )
    full.append("events.csv", "a-talk,,,,,,,,,,A talk,conference,2021,,,,,,,ring-grossmann-2021,")
    register = Register(full.settings)
    planned = plan(register, register.person(WHO), full.settings, "2030-01-01")
    assert planned.suspected == (
        "sources.csv: https://ring.example/hr-gro%C3%9Fmann",
        "sources.csv: ring-grossmann-2021",
    )
    output = person(full, "remove", WHO, "--dry-run").output
    assert "If they mean the person, reword them:" in output
    assert "sources.csv: ring-grossmann-2021" in output


def test_who_was_removed_already_is_not_removed_again(removed: World) -> None:
    for command in ("remove", "show"):
        for one in (WHO, RETIRED):
            result = person(removed, command, one)
            assert (result.exit_code, "was taken out on" in result.output) == (1, True)


def test_the_day_can_be_told_and_the_name_not(removed: World) -> None:
    _, row = removed.path("removals.csv").read_text("utf-8").splitlines()
    names, day, *numbers = row.split(",")
    assert len(names.split(";")) == 2  # each id is one of the two names, only spelled otherwise
    assert len(day) == 10
    assert numbers == ["2", "2", "3", "", "", "2", "", ""]
    assert removed.read().rows["removals"]


DYING = """
import os, sys
from pathlib import Path
from kg import Settings
from kg.people.register import Register
from kg.people.removal import plan, remove
settings = Settings.from_environment()
register = Register(settings)
planned = plan(register, register.person("soeren-grossmann"), settings, "2030-01-01")
left, replace = int(sys.argv[1]), Path.replace
def dying(self, target):
    global left
    if str(target).endswith(".csv"):
        left -= 1
        if left == -1:
            os._exit(9) if sys.argv[2] == "killed" else None
            raise OSError(28, "No space left on device", str(target))
    return replace(self, target)
Path.replace = dying
remove(planned, settings, lambda _: None)
"""


@pytest.mark.parametrize(("done", "how"), [(0, "killed"), (3, "killed"), (3, "full")])
def test_a_removal_that_is_broken_off_changes_all_files_or_none(
    full: World, done: int, how: str
) -> None:
    before = data_of(full), current_release(full.settings).digest
    environment = {**os.environ, **full.environment}
    command = [sys.executable, "-c", DYING, str(done), how]
    died = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if how == "killed":
        assert died.returncode == 9, died.stderr
        result = person(full, "show", "thora-duadottir")
        assert (result.exit_code, "kg person undo" in result.output) == (1, True)
        assert person(full, "undo").exit_code == 0
    else:
        assert "could not be replaced: " in died.stderr
    assert (data_of(full), current_release(full.settings).digest) == before
    assert person(full, "remove", WHO, "--yes").exit_code == 0
    assert holding(full.home) == set()


def test_the_plan_tells_what_goes(full: World) -> None:
    register = Register(full.settings)
    planned = plan(register, register.person(WHO), full.settings, "2030-01-01")
    assert planned.taken == {
        "people": 2, "roles": 2, "participations": 3, "same_as": 2,
    }  # fmt: skip
    places = {(one.file, one.column) for one in planned.reworded}
    assert ("sources.csv", "url") in places
    assert ("relations.csv", "source") in places
    (address,) = [one.after for one in planned.reworded if one.column == "url"]
    assert address == "https://ring.example/people/"


def test_a_source_that_says_nothing_else_goes_too(world: World) -> None:
    world.append("sources.csv", "fog,https://fog.example/x,Fog,blaabaerringen,en,2021,news")
    world.append("participations.csv", f"thokufundur-2016,person/{WHO},host,,fog,")
    world.append("same_as.csv", "source/fog,source/ringbook-2021,different,Two pages.")
    assert person(world, "remove", WHO, "--yes").exit_code == 0
    assert "fog.example" not in world.path("sources.csv").read_text("utf-8")
    assert "source/fog" not in world.path("same_as.csv").read_text("utf-8")


def test_where_even_putting_back_fails_it_can_be_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {world.path("people.csv"): "new", world.path("roles.csv"): "new"}
    before, replace = data_of(world), Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target == world.path("roles.csv") or self.suffix == ".former":
            raise OSError(5, "Input/output error", str(target))
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(BuildFailed, match=r"could not be put back.*kg person undo"):
            replace_together(world.tables, files)
    assert world.path("people.csv").read_text("utf-8") == "new"
    assert [c.remedy for c in unfinished(world.tables)]
    assert undo(world.tables)
    assert data_of(world) == before
    assert not list(unfinished(world.tables))


def test_somebody_of_the_real_tables_can_be_taken_out(tmp_path: Path) -> None:
    for part in ("data", "ontology"):
        shutil.copytree(PROJECT / part, tmp_path / part)
    settings = Settings(home=tmp_path)
    register = Register(settings)
    who = register.person("mette-lindstroem-lage")
    sought = spellings((*who.names, *who.ids), (" ", "-", ", "))
    assert {f"data/tables/{name}.csv" for name in ("people", "roles", "participations")} <= holding(
        tmp_path, sought
    )
    planned = plan(register, who, settings, "2030-01-01")
    assert len(planned.taken) >= 4
    removed = remove(planned, settings, lambda _: None)
    assert holding(tmp_path, sought) == set()
    before = {table.name: len(rows) for table, rows in register.tables}
    after = {table.name: len(rows) for table, rows in Register(settings).tables}
    assert {n: before[n] - after[n] for n in before if n not in {"removals", "withheld"}} == {
        name: planned.taken.get(name, 0) for name in before if name not in {"removals", "withheld"}
    }
    assert removed.report.counts["person"] == len(register.names) - _retired(register) - 1


def _retired(register: Register) -> int:
    """Return how many ids of people are retired."""
    return sum(thing.startswith("person/") for thing in register.judgements.kept)
