"""The project's form of tables: one form for one content, and nothing lost on the way to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import FormatRefused
from kg.tables import Column, Row, Table
from kg.tables.formatting import unformatted, write, written
from kg.tables.reader import Reader
from tests.homes import PROJECT, World
from tests.kg.test_tables import ACCEPTED

COLUMNS = tuple(Column(name, "", None, None, None) for name in ("name", "note", "id"))
TABLE = Table("made-up", "", "", COLUMNS, (), ("id",))

cell = st.text(st.characters(exclude_categories=["Cs"]))


def shuffled(text: str) -> str:
    header, *rows = text.splitlines(keepends=True)
    Random(1).shuffle(rows)
    return "".join([header, *rows])


def quoted(text: str) -> str:
    return "".join('"' + line.replace(",", '","') + '"\n' for line in text.splitlines())


EDITS: dict[str, Callable[[str], str]] = ACCEPTED | {
    "rows in another order": shuffled,
    "quotation marks around each cell": quoted,
    "empty rows": lambda text: text.replace("\n", "\n\n") + ",,,\n\n",
}


def kg(world: World, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["format", *arguments], env=world.environment)


def test_the_tables_of_the_project_are_in_its_form() -> None:
    assert unformatted(PROJECT / "data" / "tables") == {}


def test_the_made_up_world_is_in_the_form(world: World) -> None:
    assert unformatted(world.tables) == {}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_whatever_form_a_table_is_saved_in_it_is_put_into_ours(
    world: World, edit: Callable[[str], str]
) -> None:
    before = world.path("people.csv").read_bytes()
    world.change("people.csv", edit)
    write(unformatted(world.tables))
    assert world.path("people.csv").read_bytes() == before
    assert unformatted(world.tables) == {}


def test_cells_that_are_wrong_are_kept_as_they_are(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", "=1")
    world.append("people.csv", "Åse,,nowhere,")
    world.append("people.csv", "juergen-krueger,=1,tangpost-2018,paragraph 3")
    write(unformatted(world.tables))
    lines = world.path("people.csv").read_text("utf-8").splitlines()
    assert lines.count("juergen-krueger,=1,tangpost-2018,paragraph 3") == 2
    assert lines[-1] == "Åse,,nowhere,"


def test_a_column_that_is_missing_is_added(world: World) -> None:
    before = world.path("people.csv").read_text("utf-8")
    world.change("people.csv", lambda text: "".join(
        line.rpartition(",")[0] + "\n" for line in text.splitlines()
    ))  # fmt: skip
    write(unformatted(world.tables))
    after = world.path("people.csv").read_text("utf-8").splitlines()
    assert after[0] == before.splitlines()[0]
    assert after[2] == "juergen-krueger,Jürgen Krüger,tangpost-2018,"


UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "not UTF-8": lambda data: data.decode().encode("utf-16"),
    "empty": lambda data: b"",
    "a column that is unknown": lambda data: data.replace(b"locator\n", b"place\n"),
    "a column that stands twice": lambda data: data.replace(b"locator\n", b"name\n"),
    "a cell too many": lambda data: data.replace("Jürgen Krüger".encode(), b"Kr, J"),
    "a cell too few": lambda data: data.replace(b"tangpost-2018,", b"tangpost-2018"),
    "a quotation mark left open": lambda data: data.replace("Jürgen".encode(), b'"J'),
}


@pytest.mark.parametrize("edit", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_where_something_would_be_lost_nothing_is_written(
    world: World, edit: Callable[[bytes], bytes]
) -> None:
    world.change("roles.csv", shuffled)
    before = world.path("roles.csv").read_bytes()
    spoilt = edit(world.path("people.csv").read_bytes())
    world.path("people.csv").write_bytes(spoilt)
    with pytest.raises(FormatRefused, match="nothing was written") as caught:
        unformatted(world.tables)
    assert {one.file for one in caught.value.complaints} == {"people.csv"}
    assert kg(world).exit_code == 1
    assert world.path("people.csv").read_bytes() == spoilt
    assert world.path("roles.csv").read_bytes() == before


def test_all_that_is_unreadable_is_named_at_once(world: World) -> None:
    world.path("people.csv").unlink()
    world.path("events.csv").write_bytes(b"")
    with pytest.raises(FormatRefused) as caught:
        unformatted(world.tables)
    assert [one.file for one in caught.value.complaints] == ["events.csv", "people.csv"]


def test_the_command_writes_what_differs_and_names_it(world: World) -> None:
    before = world.path("people.csv").read_bytes()
    world.change("people.csv", lambda text: "\ufeff" + shuffled(text))
    spoilt = world.path("people.csv").read_bytes()
    checked = kg(world, "--check")
    assert (checked.exit_code, checked.output) == (1, "people.csv\n")
    assert world.path("people.csv").read_bytes() == spoilt
    done = kg(world)
    assert (done.exit_code, done.output) == (0, "people.csv\n")
    assert world.path("people.csv").read_bytes() == before
    for again in (kg(world, "--check"), kg(world)):
        assert (again.exit_code, again.output) == (0, "")
    assert not list(world.tables.glob("*.partial"))


@given(st.lists(st.tuples(cell, cell, cell)))
def test_any_cells_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]
) -> None:
    path: Path = tmp_path_factory.mktemp("any") / TABLE.file
    path.write_bytes(written(TABLE, [Row(0, one) for one in cells]).encode())
    reader = Reader(TABLE)
    back = [row.cells for row in reader.read(path)]
    assert sorted(back) == sorted(one for one in cells if any(one))
    assert reader.lost == []
