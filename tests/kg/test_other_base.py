"""Under another base IRI all works alike, and nothing is left under the old one."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from click.testing import CliRunner

from kg import Settings, build, search
from kg.cli import main
from kg.explore import Explorer
from kg.settings import BASE
from kg.store import current_release
from tests.homes import OTHER_BASE, World


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The made-up world under another base IRI."""
    settings = replace(
        World(tmp_path_factory.mktemp("moved") / "home").settings, base_iri=OTHER_BASE
    )
    build.build(settings)
    return settings


def test_under_another_base_nothing_is_left_under_the_old_one(moved: Settings) -> None:
    dump = current_release(moved).dump.read_text("utf-8")
    for part in ("id", "concept", "graph"):
        assert f"{BASE}{part}/" not in dump
        assert f"<{OTHER_BASE}{part}/" in dump


def test_under_another_base_all_works_alike(moved: Settings, world_release: Settings) -> None:
    report = current_release(moved).report
    assert report == current_release(world_release).report | {"base_iri": OTHER_BASE}
    theirs, ours = Explorer.open(moved), Explorer.open(world_release)
    path = "organisation/idevaerket"
    thing, same = theirs.thing(path, "da"), ours.thing(path, "da")
    assert thing.link.iri == f"{OTHER_BASE}id/{path}"
    assert [group.heading for group in thing.groups] == [group.heading for group in same.groups]
    assert [link.label for link in thing.neighbours] == [link.label for link in same.neighbours]
    theirs.close()
    ours.close()


def test_under_another_base_search_finds(moved: Settings) -> None:
    index = search.SearchIndex(current_release(moved).search_index)
    assert index.search("Kruger").paths == ("id/person/juergen-krueger",)
    index.close()


def asked(settings: Settings, *arguments: str, text: str = "") -> str:
    """Return what the command answers, its addresses under the base of the project."""
    environment = {"KG_HOME": str(settings.home), "KG_BASE_IRI": settings.base_iri}
    result = CliRunner().invoke(main, ["query", *arguments], input=text, env=environment)
    assert result.exit_code == 0, result.output
    return result.stdout.replace(OTHER_BASE, BASE)


def test_under_another_base_queries_are_answered(moved: Settings) -> None:
    person, country = f"{OTHER_BASE}id/person/juergen-krueger", f"{OTHER_BASE}concept/country/dk"
    query = f"ASK {{ <{person}> npi:country <{country}> }}"
    assert asked(moved, "-", text=query) == "yes\n"


@pytest.mark.parametrize("number", ["6", "37"])
def test_under_another_base_the_questions_are_answered_alike(
    moved: Settings, world_release: Settings, number: str
) -> None:
    csv = ["--format", "csv", "--name", number]
    here = asked(world_release, *csv)
    assert sorted(asked(moved, *csv).splitlines()) == sorted(here.splitlines())
    assert len(here.splitlines()) > 1


def test_under_another_base_the_export_moves_too(moved: Settings) -> None:
    sink = io.BytesIO()
    explorer = Explorer.open(moved)
    explorer.graph.export("nquads", sink)
    explorer.close()
    assert f"<{BASE}id/".encode() not in sink.getvalue()
    assert f"<{OTHER_BASE}id/".encode() in sink.getvalue()
