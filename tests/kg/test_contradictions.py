"""Bad input: one source against itself is a complaint; two sources that differ are both shown."""

from __future__ import annotations

import pytest

from kg import build
from kg.errors import BuildRefused, Complaint
from kg.explore import Explorer, Fact
from kg.explore.model import value_text
from tests.homes import World

# A row's cells between its names and its source, by table; the ten names come first.
NAMES = "," * 10


def event(slug: str, source: str, **cells: str) -> str:
    """Return a row of events.csv."""
    start, end, country, status, count = (
        cells.get(name, "") for name in ("start", "end", "country", "status", "count")
    )
    said = f"summit,{start},{end},,{country},,{status},{count},{source},"
    return f"{slug},Møde{NAMES}{said}"


def organisation(slug: str, source: str, **cells: str) -> str:
    """Return a row of organisations.csv."""
    country, unit_of, part_of, founded = (
        cells.get(name, "") for name in ("country", "unit_of", "part_of", "founded")
    )
    return f"{slug},Hus{NAMES},,,{country},{unit_of},{part_of},{founded},,,,{source},"


def complaints(world: World) -> set[tuple[str, int, str, str]]:
    """Return file, row, column and check of each complaint about a world."""
    with pytest.raises(BuildRefused) as caught:
        build.build(world.settings, shacl=False)
    return {(one.file, one.row, one.column, check(one)) for one in caught.value.complaints}


def check(complaint: Complaint) -> str:
    return complaint.remedy.rpartition("/")[2].removesuffix(".rq)")


def rows(world: World, name: str) -> int:
    """Return the number of the last row of a table."""
    return len(world.path(name).read_text("utf-8").splitlines())


def said(facts: tuple[Fact, ...], label: str) -> list[tuple[str, list[str]]]:
    """Return the values of a property, each with the slugs of its sources."""
    return [
        (value_text(fact), [one.source.slug for one in fact.evidence])
        for fact in facts
        if fact.property.label == label
    ]


def test_sources_that_differ_are_both_shown(world: World) -> None:
    summit = {"start": "2018-01-27", "country": "SE", "count": "25"}
    world.append("events.csv", event("taagetopmoede-2018", "ringbook-2021", **summit))
    house = {"founded": "2015", "country": "FI", "part_of": "blaabaerringen"}
    world.append("organisations.csv", organisation("idevaerket", "ringbook-2021", **house))
    world.append(
        "roles.csv",
        "soeren-grossmann,Kontorchef,da,director,tangloese-kommuneforbund,2014,2016,,tangpost-2018,",
    )
    build.build(world.settings)
    explorer = Explorer.open(world.settings)
    try:
        meeting = explorer.thing("event/taagetopmoede-2018", "en")
        works = explorer.thing("organisation/idevaerket", "en")
        person = explorer.thing("person/soeren-grossmann", "en")
        listed = {one.link.slug: one for one in explorer.listing("event", "en").entries}
    finally:
        explorer.close()
    assert said(meeting.facts, "number of participants") == [
        ("24", ["tangpost-2018"]),
        ("25", ["ringbook-2021"]),
    ]
    assert said(meeting.facts, "country") == [
        ("Denmark", ["tangpost-2018"]),
        ("Sweden", ["ringbook-2021"]),
    ]
    assert said(works.facts, "founded") == [
        ("2014-09", ["tangpost-2018"]),
        ("2015", ["ringbook-2021"]),
    ]
    (role,) = [
        claim
        for group in person.groups
        for claim in group.claims
        if claim.other.slug == "tangloese-kommuneforbund" and claim.link.kind == "role"
    ]
    assert said(role.facts, "end") == [("2016", ["tangpost-2018"]), ("2017-06", ["ringbook-2021"])]
    assert [one.slug for one in (e.source for e in role.evidence)] == [
        "ringbook-2021",
        "tangpost-2018",
    ]
    assert listed["taagetopmoede-2018"].dates == ("2018-01-26", "2018-01-27")
    assert [one.slug for one in listed["taagetopmoede-2018"].countries] == ["dk", "se"]


def test_a_source_that_contradicts_itself_is_named_with_its_rows(world: World) -> None:
    # By the judgement that one person has two ids, one source gives one role two ends.
    world.append(
        "roles.csv",
        "soren-grossmann,Kontorchef,da,director,tangloese-kommuneforbund,2014,2016,,ringbook-2021,",
    )
    found = complaints(world)
    assert {(file, column, name) for file, _row, column, name in found} == {
        ("roles.csv", "end", "one-source-two-values")
    }
    assert len(found) == 2


def test_an_end_of_one_source_before_the_start_of_another_is_no_complaint(world: World) -> None:
    world.append("events.csv", event("taagetopmoede-2018", "ringbook-2021", end="2017-12"))
    build.check(world.settings)


def test_an_end_before_the_start_names_the_row_of_its_source_alone(world: World) -> None:
    dates = {"start": "2018-03", "end": "2017-12"}
    world.append("events.csv", event("taagetopmoede-2018", "ringbook-2021", **dates))
    assert complaints(world) == {
        ("events.csv", rows(world, "events.csv"), "end", "end-before-start")
    }


def test_an_event_after_its_source_must_be_announced(world: World) -> None:
    world.append("events.csv", event("moede", "tangpost-2018", start="2018-02", status="held"))
    assert complaints(world) == {
        ("events.csv", rows(world, "events.csv"), "start", "event-after-its-source")
    }
    world.replace("events.csv", ",held,", ",announced,")
    build.check(world.settings)


@pytest.mark.parametrize(
    ("relation", "name"),
    [("part-of", "part-of-itself"), ("successor-of", "successor-of-itself")],
)
def test_a_circle_of_any_length_names_each_of_its_relations(
    world: World, relation: str, name: str
) -> None:
    things = ["blaa-vej", "regnebraettet", "taageaftalen", "taagetaellingen", "usvabarometri"]
    first = rows(world, "relations.csv") + 1
    for one, other in zip(things, [*things[1:], things[0]], strict=True):
        line = f"initiative/{one},{relation},initiative/{other},,,,ringbook-2021,"
        world.append("relations.csv", line)
    assert complaints(world) == {("relations.csv", first + n, "object", name) for n in range(5)}


def test_a_circle_through_columns_and_relations_is_found(world: World) -> None:
    world.append(
        "relations.csv",
        "organisation/tangloese-kommuneforbund,part-of,organisation/idevaerket,,,,tangpost-2018,",
    )
    assert {(file, column, name) for file, _row, column, name in complaints(world)} == {
        ("relations.csv", "object", "part-of-itself"),
        ("organisations.csv", "unit_of", "organisation-within-itself"),
    }


def test_an_organisation_that_is_its_own_parent_is_named(world: World) -> None:
    world.append("organisations.csv", organisation("hus", "ringbook-2021", unit_of="hus"))
    assert complaints(world) == {
        (
            "organisations.csv",
            rows(world, "organisations.csv"),
            "unit_of",
            "organisation-within-itself",
        )
    }


def test_a_role_after_the_end_of_its_organisation_by_the_same_source_is_named(world: World) -> None:
    world.append(
        "roles.csv", "soeren-grossmann,Medlem,da,board-member,blaabaerringen,2022,,,ringbook-2021,"
    )
    assert complaints(world) == {
        ("roles.csv", rows(world, "roles.csv"), "start", "role-after-dissolution")
    }
