"""The list of what is still open: judgements close a pair, for all ids of the two."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from kg import ontology, tables
from kg.cli import main
from kg.identity.review import Review, open_pairs
from kg.settings import Settings
from tests.homes import World

PAIR = ("organisation/nordlab-dk", "organisation/nordlab-no-suffix")
THIRD = "organisation/nordlabb"


@pytest.fixture
def doubled(world: World) -> World:
    """Return the world with one organisation under three ids."""
    for thing in (*PAIR, THIRD):
        slug = thing.partition("/")[2]
        cells = [slug, "Nordlab for Fjordfornyelse", *[""] * 12, "DK", *[""] * 6]
        world.append("organisations.csv", ",".join([*cells, "tangpost-2018", "paragraph 1"]))
    return world


def reviews(settings: Settings, *, unsure: bool = False) -> list[Review]:
    concepts = ontology.read(settings.ontology, settings.base_iri).concepts
    examined = tables.examine(settings.tables, concepts)
    return open_pairs(examined.tables, 0.3, unsure=unsure)


def pairs(found: list[Review]) -> set[tuple[str, str]]:
    return {(one.proposal.thing, one.proposal.other) for one in found}


def judge(world: World, thing: str, other: str, judgement: str) -> None:
    world.append("same_as.csv", f"{thing},{other},{judgement},made up")


def test_what_nobody_judged_is_open(doubled: World) -> None:
    expected = {PAIR, (PAIR[0], THIRD), (PAIR[1], THIRD)}
    assert expected <= pairs(reviews(doubled.settings))


def test_different_and_unsure_close_a_pair(doubled: World) -> None:
    judge(doubled, *PAIR, "different")
    judge(doubled, THIRD, PAIR[0], "unsure")
    found = pairs(reviews(doubled.settings))
    assert not {PAIR, (PAIR[0], THIRD)} & found
    assert (PAIR[1], THIRD) in found


def test_unsure_is_listed_on_demand(doubled: World) -> None:
    judge(doubled, THIRD, PAIR[0], "unsure")
    listed = [one for one in reviews(doubled.settings, unsure=True) if one.judgement == "unsure"]
    assert pairs(listed) == {(PAIR[0], THIRD)}


def test_unsure_is_listed_even_where_nothing_speaks_for_the_pair(doubled: World) -> None:
    judge(doubled, PAIR[0], "organisation/aeaelisaaren-uudistamisvirasto", "unsure")
    listed = [one for one in reviews(doubled.settings, unsure=True) if one.judgement == "unsure"]
    assert pairs(listed) == {("organisation/aeaelisaaren-uudistamisvirasto", PAIR[0])}


def test_what_is_merged_counts_as_one_and_its_judgements_hold_for_it(doubled: World) -> None:
    judge(doubled, PAIR[1], PAIR[0], "same")
    judge(doubled, PAIR[1], THIRD, "different")
    assert not {thing for pair in pairs(reviews(doubled.settings)) for thing in pair} & {
        PAIR[1],
        THIRD,
    }


def test_a_page_under_three_ids_that_two_judgements_join_is_closed(world: World) -> None:
    columns = world.path("sources.csv").read_text("utf-8").splitlines()[0].split(",")
    page = {"url": "https://fjordblog.example/side", "title": "Side", "type": "webpage"}
    for slug in ("side", "side-2", "side-3"):
        row = {**page, "id": slug, "language": "da"}
        world.append("sources.csv", ",".join(row.get(column, "") for column in columns))
    assert len(pairs(reviews(world.settings))) >= 3
    judge(world, "source/side-2", "source/side", "same")
    judge(world, "source/side-3", "source/side", "same")
    assert not any(one.proposal.kind == "source" for one in reviews(world.settings))


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
def test_the_command_lists_pairs_in_three_formats(doubled: World, format_: str) -> None:
    arguments = ["identity", "--least", "0.3", "--kind", "organisation", "--format", format_]
    result = CliRunner().invoke(main, arguments, env={"KG_HOME": str(doubled.settings.home)})
    assert result.exit_code == 0
    if format_ == "table":
        assert PAIR[0] in result.stdout
        return
    rows = (
        json.loads(result.stdout)
        if format_ == "json"
        else list(csv.DictReader(io.StringIO(result.stdout)))
    )
    assert PAIR in {(row["thing"], row["other"]) for row in rows}
    assert all(row["thing"].startswith("organisation/") for row in rows)


def test_a_score_beyond_one_is_wrong_use(doubled: World) -> None:
    result = CliRunner().invoke(main, ["identity", "--least", "2"])
    assert result.exit_code == 2
