"""The library's own queries: each short, each with its purpose on top, each of them SPARQL."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import queries
from kg.errors import UnknownName
from kg.queries import Query
from tests.homes import PROJECT

OURS = [queries.read(path) for path in queries.files(PROJECT / "kg" / "queries")]
CODE = "\n".join(path.read_text("utf-8") for path in (PROJECT / "kg").rglob("*.py"))
each = pytest.mark.parametrize("query", OURS, ids=[query.name for query in OURS])


def test_there_are_queries() -> None:
    assert len(OURS) > 10


@each
def test_a_query_is_sparql_without_our_help_with_prefixes(query: Query) -> None:
    ox.Store().query(query.text)


@each
def test_a_query_says_on_top_what_it_is_for(query: Query) -> None:
    assert len(query.purpose) > 20
    assert query.purpose.endswith(".")


@each
def test_a_query_has_at_most_fifty_lines_of_at_most_a_hundred_letters(query: Query) -> None:
    lines = query.text.splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 110


@each
def test_a_query_is_used(query: Query) -> None:
    families = re.findall(r'named\(f"(\w+_)\{', CODE)  # one name after the other is put in
    names = {query.name, *(query.name.removeprefix(family) for family in families)}
    assert any(re.search(rf'"{name.replace("_", "[_-]")}"', CODE) for name in names)


@each
def test_a_query_reads_no_outside_data(query: Query) -> None:
    assert not re.search(r"\b(SERVICE|LOAD|FROM)\b", query.text)


@each
def test_what_is_declared_is_used(query: Query) -> None:
    for prefix in re.findall(r"PREFIX (\w+):", query.text):
        assert re.search(rf"[\s(|/^!]{prefix}:\w", query.text), f"{prefix} is declared for nothing"


def test_a_query_is_found_by_name() -> None:
    assert queries.named("counts").text.startswith("# How many")


@pytest.mark.parametrize("name", ["", "nothing", "../cli", "counts.rq"])
def test_no_other_name_is_found(name: str) -> None:
    for find in (queries.named, queries.update):
        with pytest.raises(UnknownName, match="There is no query"):
            find(name)


def test_the_purpose_is_the_comment_on_top_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "007-who.rq"
    path.write_text("# Who is it?\n#   Tell me.\n\n# not this\nASK {} # nor this\n", "utf-8")
    query = queries.read(path)
    assert (query.name, query.purpose) == ("007-who", "Who is it? Tell me.")


def test_a_query_without_a_comment_has_no_purpose(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_text("ASK {}", "utf-8")
    assert queries.read(path).purpose == ""


def test_the_files_of_a_folder_come_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.rq", "a.rq", "c.txt"):
        (tmp_path / name).write_text("ASK {}")
    assert [path.name for path in queries.files(tmp_path)] == ["a.rq", "b.rq"]
