"""A description of the tables by which no graph can be made is named with table and column."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kg import build
from kg.errors import BuildFailed
from tests.homes import Kept, World


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "{}", "null", "5",
        '{"@context": "http://www.w3.org/ns/csvw", "tables": []}',
        '{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "people.csv"}]}',
        '{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "people.csv", "tableSchema":'
        ' {"aboutUrl": "x/{id}", "primaryKey": ["id"], "columns": [{"name": "id", "propertyUrl": '
        '"nope:x"}]}}]}',
    ],
)  # fmt: skip
def test_broken_metadata_are_named(world: World, content: str) -> None:
    world.path("csv-metadata.json").write_text(content)
    with pytest.raises(BuildFailed, match=r"tables, csv-metadata\.json, is unusable: "):
        world.read()


def test_missing_metadata_are_named(world: World) -> None:
    world.path("csv-metadata.json").unlink()
    with pytest.raises(BuildFailed, match=r"csv-metadata\.json, is unusable: .*No such file"):
        world.read()


def change(world: World, table: str, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit the schema of a table in the metadata."""
    path = world.path("csv-metadata.json")
    metadata = json.loads(path.read_text("utf-8"))
    (described,) = (one for one in metadata["tables"] if one["url"] == table)
    edit(described["tableSchema"])
    path.write_text(json.dumps(metadata), "utf-8")


def column(name: str, **properties: str) -> Callable[[dict[str, Any]], object]:
    """Return the edit that gives a column other properties."""

    def edit(schema: dict[str, Any]) -> None:
        (found,) = (one for one in schema["columns"] if one["name"] == name)
        found.update(properties)

    return edit


def without_source(schema: dict[str, Any]) -> None:
    schema["columns"] = [one for one in schema["columns"] if one["name"] != "source"]


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "people.csv, primaryKey: there is no column idd": (
        lambda schema: schema.update(primaryKey=["idd"]), "people.csv"
    ),
    "people.csv, primaryKey: missing": (lambda schema: schema.pop("primaryKey"), "people.csv"),
    "events.csv, primaryKey: there is no column source": (without_source, "events.csv"),
    "events.csv, column source: missing": (without_source, "events.csv"),
    "roles.csv, aboutUrl: missing": (lambda schema: schema.pop("aboutUrl"), "roles.csv"),
    "people.csv, aboutUrl: there is no column idd": (
        lambda schema: schema.update(aboutUrl="https://e.org/{idd}"), "people.csv"
    ),
    "people.csv, column name: propertyUrl: foaf:na me is no address": (
        column("name", propertyUrl="foaf:na me"), "people.csv"
    ),
    "people.csv, column name: There is no prefix 'nope'": (
        column("name", propertyUrl="nope:name"), "people.csv"
    ),
    "events.csv, column country, valueUrl: https://e.org/a b/{country} is no address": (
        column("country", valueUrl="https://e.org/a b/{country}"), "events.csv"
    ),
    "events.csv, column country, valueUrl: there is no column land": (
        column("country", valueUrl="https://e.org/{land}"), "events.csv"
    ),
    "roles.csv, column title, npi:languageColumn: there is no column lang": (
        column("title", **{"npi:languageColumn": "lang"}), "roles.csv"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_at_odds_is_named_with_table_and_column(world: World, fault: str) -> None:
    edit, table = FAULTS[fault]
    change(world, table, edit)
    with pytest.raises(BuildFailed) as caught:
        world.read()
    first, *places = str(caught.value).splitlines()
    assert first.endswith("csv-metadata.json, is unusable: correct these places.")
    assert [place for place in places if place.startswith(fault)]


def test_all_places_come_at_once_and_the_old_release_stands(built: World) -> None:
    kept = Kept(built)
    change(built, "people.csv", column("name", propertyUrl="foaf:na me"))
    change(built, "roles.csv", lambda schema: schema.pop("aboutUrl"))
    with pytest.raises(BuildFailed) as caught:
        build.build(built.settings)
    assert len(str(caught.value).splitlines()) == 3
    kept.stands()
