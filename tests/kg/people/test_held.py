"""What is held on a person: all of it, as text and for programs."""

from __future__ import annotations

import csv
import json

import pytest

from kg.build import build
from kg.store import current_release
from tests.homes import World
from tests.kg.people.test_removal import person
from tests.people import RETIRED, WHO, named_in, spread


@pytest.fixture
def full(world: World) -> World:
    """Return a world in which the person is named everywhere; nothing is built."""
    spread(world)
    return world


def test_every_row_that_names_the_person_is_shown(full: World) -> None:
    held = json.loads(person(full, "show", WHO, "--format", "json").stdout)
    assert (held["id"], held["retired"]) == (WHO, [RETIRED])
    assert held["names"] == ["Søren Großmann", "Søren Grosmann"]
    expected = set()
    for path in [*full.tables.glob("*.csv"), full.settings.left_out]:
        with path.open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(csv.reader(file), start=1):
                if named_in(",".join(cells).encode()):
                    expected.add((path.name, number))
    assert {(row["file"], row["row"]) for row in held["rows"]} == expected
    assert len(expected) > 12
    role = next(r for r in held["rows"] if r["file"] == "roles.csv" and "2014" in str(r["cells"]))
    assert role["columns"] == ["person"]
    assert role["cells"]["title"] == "Kontorchef"
    source = next(
        r for r in held["rows"] if r["cells"].get("type") == "news" and "url" in r["columns"]
    )
    assert set(source["columns"]) == {"id", "url", "title"}


def test_claims_come_with_their_sources_and_addresses(full: World) -> None:
    full.append(
        "participations.csv", f"lone-talk,person/{RETIRED},speaker,,usvaraportti-2020,page 8"
    )
    held = json.loads(person(full, "show", WHO, "--format", "json").stdout)
    claims = {one["path"]: one["sources"] for one in held["claims"]}
    assert claims[f"participation/lone-talk--person-{WHO}--speaker"] == [
        "ringbook-2021", "usvaraportti-2020",
    ]  # fmt: skip
    assert {
        f"/person/{WHO}", f"/person/{RETIRED}", f"/id/person/{WHO}", "/event/lone-talk",
        "/organisation/blaabaerringen", "/source/ringbook-2021",
        f"/participation/lone-talk--person-{WHO}--speaker",
    } <= set(held["addresses"])  # fmt: skip
    assert "/person/juergen-krueger" not in held["addresses"]


def test_releases_and_files_of_the_project_are_named(full: World) -> None:
    build(full.settings)
    (full.home / "README.md").write_text("# Fog\nAsk Grosmann, Søren.\n", "utf-8")
    held = json.loads(person(full, "show", WHO, "--format", "json").stdout)
    assert held["releases"] == [current_release(full.settings).digest]
    assert held["files"] == {"README.md": [2]}


def test_it_can_be_read_at_a_terminal(full: World) -> None:
    shown = person(full, "show", WHO)
    assert shown.exit_code == 0
    for line in (
        "people.csv, row 6", "  name: Søren Großmann", "retired ids", f"  {RETIRED}",
        "  locator: page 11", f"  /person/{WHO}", "releases on this disk", "  none",
    ):  # fmt: skip
        assert line in shown.stdout.splitlines()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("soeren-grossman", "Did you mean soeren-grossmann"),
        (RETIRED, f"is now found at 'person/{WHO}'"),
    ],
)
def test_an_id_that_nobody_has_says_which_is_meant(full: World, asked: str, said: str) -> None:
    for command in ("show", "remove"):
        result = person(full, command, asked)
        assert (result.exit_code, said in result.output) == (1, True), result.output
