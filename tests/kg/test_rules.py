"""What the rules derive in a built world, and that it stands nowhere else."""

from __future__ import annotations

import pytest

import kg
from kg import IRI, Settings, build
from kg.settings import BASE
from kg.store import current_release
from tests.homes import World


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


def test_members_of_a_unit_of_a_unit_are_members_of_all_above(world: World) -> None:
    cells = "smedjen,Smedjen" + "," * 11 + "unit,,,idevaerket" + "," * 6 + "tangpost-2018,"
    world.append("organisations.csv", cells)
    world.append("roles.csv", "maret-tuonnal-cahppe,Smed,da,head,smedjen,,,,tangpost-2018,")
    build.build(world.settings, shacl=False)
    found = derived(world.settings, "org:memberOf")
    assert {whole for person, whole in found if person == "maret-tuonnal-cahppe"} == {
        "smedjen",
        "idevaerket",
        "tangloese-kommuneforbund",
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


def test_a_change_of_organisations_is_of_all_classes_that_the_ontology_declares(
    world: World,
) -> None:
    world.append(
        "relations.csv",
        "organisation/idevaerket,successor-of,organisation/blaabaerringen,2021,,,ringbook-2021,",
    )
    build.build(world.settings)
    classes = {
        one
        for change, one in derived(world.settings, "rdf:type")
        if change.endswith("successor-of--organisation-blaabaerringen--2021#change")
    }
    assert classes == {"org#ChangeEvent", "prov#Activity"}


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
    rows = kg.open(world_release).select(query, claim=IRI(f"{BASE}id/{claim}"))
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
    inferred = IRI(f"{BASE}graph/inferred")
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
