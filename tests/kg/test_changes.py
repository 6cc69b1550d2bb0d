"""Changes: what differs between two releases is told exactly, and of nothing that is not there."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg import changes, chronicle, fingerprints
from kg.build import build
from kg.changes import Change, compare, steps
from kg.cli import main
from kg.errors import KGError
from kg.explore import KINDS
from kg.fingerprints import THINGS, Fingerprint, taken
from kg.settings import Settings
from kg.store import current_release
from tests.homes import OTHER_BASE, World

SVEA = "person/svea-oe"


def made(world: World) -> str:
    """Build the world and return the digest of the release."""
    return build(world.settings, shacl=False).release.digest


def newcomer(world: World) -> None:
    """Add a person who holds a role in the Idea Works."""
    world.append("people.csv", "svea-oe,Svea Ø,tangpost-2018,paragraph 3")
    world.append("roles.csv", "svea-oe,Rådgiver,da,adviser,idevaerket,,,,tangpost-2018,paragraph 3")


def told(found: tuple[Change, ...]) -> dict[str, str]:
    return {one.path: one.state for one in found}


def test_the_kinds_that_are_compared_are_those_that_have_a_list() -> None:
    assert set(THINGS) == set(KINDS)


def test_each_thing_has_its_fingerprint(world_release: Settings) -> None:
    release = current_release(world_release)
    found = fingerprints.read(release.fingerprints)
    things = {path for path, one in found.items() if not one.kept}
    assert {path.partition("/")[0] for path in things} == {
        "person", "organisation", "event", "initiative", "source", "concept"
    }  # fmt: skip
    people = sorted(path for path in things if path.startswith("person/"))
    assert len(people) == release.report["counts"]["person"]
    assert found["person/aase-oest-aeroe"].countries == ("dk",)
    assert found["concept/country/dk"].countries == ("dk",)
    assert found["organisation/blaabaerringen"].countries == ()
    assert found["person/soren-grossmann"].kept == "person/soeren-grossmann"
    assert not found["person/soren-grossmann"].statements
    assert all(one.statements for one in found.values() if not one.kept)


def test_a_fingerprint_counts_the_thing_and_the_claims_that_name_it(
    world_release: Settings,
) -> None:
    release = current_release(world_release)
    iri = f"<{world_release.base_iri}id/person/aase-oest-aeroe>"
    lines = [
        line
        for line in release.dump.read_text("utf-8").splitlines()
        if not line.endswith("graph/inferred> .")
    ]
    subjects = {line.split(" ")[0] for line in lines if f" {iri} " in line} | {iri}
    said = [line for line in lines if line.split(" ")[0] in subjects]
    found = fingerprints.read(release.fingerprints)["person/aase-oest-aeroe"]
    assert len(found.statements) == len(said) > 20


def test_another_base_gives_the_same_paths(world_release: Settings) -> None:
    dump = current_release(world_release).dump.read_bytes()
    moved = dump.replace(world_release.base_iri.encode(), OTHER_BASE.encode())
    paths = {line.split(b"\t")[0] for line in taken(moved.splitlines(True), [], OTHER_BASE)}
    assert paths == {
        path.encode() for path in fingerprints.read(current_release(world_release).fingerprints)
    }


def test_nothing_changes_where_nothing_changed(world: World) -> None:
    digest = made(world)
    world.path("people.csv").write_bytes(
        world.path("people.csv").read_bytes().replace(b"\n", b"\r\n")
    )
    again = made(world)
    assert digest != again
    assert changes.between(world.releases, digest, again) == ()


def test_a_new_person_changes_what_the_new_role_names(world: World) -> None:
    before = made(world)
    newcomer(world)
    found = changes.between(world.releases, before, made(world))
    assert told(found) == {
        SVEA: "new",
        "organisation/idevaerket": "changed",
        "source/tangpost-2018": "changed",
    }
    person, source = found[1], found[2]
    assert (person.path, person.removed, person.countries) == (SVEA, 0, ("dk",))
    assert found[0].removed == source.removed == 0
    # The role is said of the organisation, and of the person beside what is said of her alone.
    assert 0 < found[0].added < person.added


def test_a_changed_title_changes_its_source_alone(world: World) -> None:
    before = made(world)
    world.replace("sources.csv", "mitä Äälisaari oppi", "mitä Äälisaari oppi – ja ei")
    assert changes.between(world.releases, before, made(world)) == (
        Change("source/usvaraportti-2020", "changed", 1, 1),
    )


def test_a_removed_event_is_gone_and_what_it_named_changes(world: World) -> None:
    world.append("events.csv", "dis,Dis,,,,,,,,,,meeting,2019,,,SE,,,,ringbook-2021,page 9")
    before = made(world)
    lines = world.path("events.csv").read_text("utf-8")
    world.change("events.csv", lambda text: text.replace(lines.splitlines()[-1] + "\n", ""))
    (found,) = changes.between(world.releases, before, made(world))
    assert (found.path, found.state, found.added, found.countries) == (
        "event/dis", "gone", 0, ("se",),
    )  # fmt: skip
    assert found.removed >= 3


def test_a_merged_thing_is_gone_for_another(world: World) -> None:
    before = made(world)
    world.replace(
        "same_as.csv",
        "person/soeren-grossmann,person/juergen-krueger,different",
        "person/juergen-krueger,person/soeren-grossmann,same",
    )
    found = {one.path: one for one in changes.between(world.releases, before, made(world))}
    gone = {path: one.kept for path, one in found.items() if one.state == "gone"}
    assert len(gone) == 1
    (kept,) = gone.values()
    assert found[kept].state == "changed"
    assert found[kept].added > 0


def test_going_back_is_a_step_and_turns_everything_round(world: World) -> None:
    first = made(world)
    assert [one.changes for one in steps(world.releases)] == [()]
    newcomer(world)
    second = made(world)
    pointer = world.releases / "current"
    pointer.unlink()
    pointer.symlink_to(first)
    back, there, beginning = steps(world.releases)
    assert [one.digest for one in (back, there, beginning)] == [first, second, first]
    assert (beginning.former, beginning.changes) == ("", ())
    assert (there.former, back.former) == (first, second)
    assert told(back.changes)[SVEA] == "gone"
    assert [(one.added, one.removed) for one in back.changes] == [
        (one.removed, one.added) for one in there.changes
    ]
    assert back.time > there.time > beginning.time
    assert told(there.changes)[SVEA] == "new"
    assert (there.counted("new"), there.counted("changed"), there.counted("gone")) == (1, 2, 0)
    # What a person did is written down when the next build takes its place.
    world.replace("people.csv", "Svea Ø", "Svea Øst")
    third = made(world)
    assert [one.digest for one in chronicle.read(world.releases)] == [first, second, first, third]


def test_building_the_same_again_is_no_step(world: World) -> None:
    made(world)
    before = chronicle.read(world.releases)
    made(world)
    made(world)
    assert len(chronicle.read(world.releases)) == len(before) == 1


def test_a_release_that_was_deleted_is_told_of_and_stepped_over(world: World) -> None:
    first = made(world)
    newcomer(world)
    second = made(world)
    world.replace("sources.csv", "mitä Äälisaari oppi", "mitä")
    third = made(world)
    shutil.rmtree(world.releases / second)
    latest, deleted, beginning = steps(world.releases)
    assert (deleted.digest, deleted.is_there, deleted.changes) == (second, False, ())
    assert latest.is_there
    assert beginning.is_there
    assert latest.former == first
    assert latest.changes == changes.between(world.releases, first, third)
    assert {"source/usvaraportti-2020", SVEA} <= set(told(latest.changes))


def test_the_chronicle_holds_no_names(world: World) -> None:
    newcomer(world)
    made(world)
    world.replace("people.csv", "Svea Ø", "Svea Å")
    made(world)
    written = (world.releases / chronicle.CHRONICLE).read_text("ascii")
    assert len(written.splitlines()) == 2
    assert "svea" not in written


@pytest.mark.parametrize(
    "row", ["yesterday\tæ", "2026-11-01T10:00:00+00:00", "2026-11-01T10:00:00\tabc"]
)
def test_a_chronicle_that_somebody_spoilt_is_named_with_the_row(world: World, row: str) -> None:
    made(world)
    file = world.releases / chronicle.CHRONICLE
    file.write_text(f"2020-01-01T00:00:00+00:00\tabc\n{row}\n", "utf-8")
    said = re.escape(f"chronicle.tsv, row 2: {row!r} is not a time")
    with pytest.raises(KGError, match=said):
        chronicle.read(world.releases)


def test_the_same_inputs_give_the_same_fingerprints(world: World, world_release: Settings) -> None:
    made(world)
    one, two = current_release(world.settings), current_release(world_release)
    assert one.fingerprints.read_bytes() == two.fingerprints.read_bytes()


def kg_changes(world: World, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(
        main, ["changes", *arguments], env={**os.environ, **world.environment}
    )
    return result.exit_code, result.stdout, result.stderr


def test_the_command_lists_them(world: World) -> None:
    first = made(world)
    newcomer(world)
    second = made(world)
    status, out, err = kg_changes(world)
    assert status == 0
    assert ["new", SVEA] in [line.split()[:2] for line in out.splitlines()]
    assert "1 new, 2 changed, 0 gone" in err
    assert f"From release {first} to {second}" in err
    assert kg_changes(world, first)[1] == out
    rows = json.loads(kg_changes(world, second, first, "--format", "json")[1])
    assert [row["thing"] for row in rows if row["state"] == "gone"] == [SVEA]
    assert rows[1]["countries"] == ["dk"]
    table = list(csv.DictReader(io.StringIO(kg_changes(world, "--format", "csv")[1])))
    assert [row["thing"] for row in table] == [row["thing"] for row in rows]


def test_the_command_says_what_cannot_be_compared(built: World) -> None:
    status, _out, err = kg_changes(built)
    assert status == 1
    assert "There is no release" in err
    assert "to compare the current one with" in err
    status, _out, err = kg_changes(built, "0123", "--format", "csv")
    assert status == 1
    assert "There is no release '0123'" in err
    release = current_release(built.settings)
    assert f"There are: {release.digest}." in err
    release.fingerprints.unlink()
    status, _out, err = kg_changes(built, release.digest)
    assert status == 1
    assert "was built before changes were noted" in err


def test_a_release_without_fingerprints_is_a_beginning(built: World) -> None:
    first = current_release(built.settings)
    first.fingerprints.unlink()
    newcomer(built)
    made(built)
    latest, old = steps(built.releases)
    assert (latest.former, latest.changes) == ("", ())
    assert (old.digest, old.is_there) == (first.digest, False)


PATHS = st.sampled_from(["person/å", "event/b", "source/c", "concept/country/dk"])
RELEASES = st.dictionaries(
    PATHS,
    st.builds(
        Fingerprint,
        st.frozensets(st.sampled_from("pqrst"), min_size=1),
        st.sampled_from([(), ("dk",), ("dk", "no")]),
    ),
)


@given(RELEASES, RELEASES)
def test_backwards_new_is_gone_and_added_is_removed(
    one: dict[str, Fingerprint], two: dict[str, Fingerprint]
) -> None:
    turned = {"new": "gone", "gone": "new", "changed": "changed"}
    assert compare(two, one) == tuple(
        Change(c.path, turned[c.state], c.removed, c.added, c.countries, c.kept)
        for c in compare(one, two)
    )
    assert compare(one, one) == ()
    assert {c.path for c in compare(one, two) if c.state == "new"} == set(two) - set(one)


def test_fingerprints_need_no_store(built: World) -> None:
    shutil.rmtree(current_release(built.settings).store)
    assert fingerprints.read(current_release(built.settings).fingerprints)
