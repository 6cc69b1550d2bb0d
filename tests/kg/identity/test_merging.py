"""What is judged the same becomes one thing, and the retired address leads to it."""

from __future__ import annotations

import kg
from kg import Graph, build, identity
from kg.settings import BASE
from tests.homes import World

KEPT = f"{BASE}id/person/soeren-grossmann"
RETIRED = f"{BASE}id/person/soren-grossmann"


def built(world: World) -> Graph:
    build.build(world.settings)
    return kg.open(world.settings)


def test_the_retired_id_only_says_by_what_it_is_replaced(world: World) -> None:
    rows = built(world).select(f"SELECT ?p ?o ?g {{ GRAPH ?g {{ <{RETIRED}> ?p ?o }} }}")
    assert [(str(row["p"]), str(row["o"]), str(row["g"])) for row in rows] == [
        ("http://purl.org/dc/terms/isReplacedBy", KEPT, f"{BASE}graph/identity")
    ]


def test_the_name_of_the_kept_row_is_preferred_and_the_other_is_another_name(world: World) -> None:
    graph = built(world)
    names = graph.select(f"SELECT ?name {{ <{KEPT}> foaf:name ?name }}")
    others = graph.select(f"SELECT ?name {{ <{KEPT}> skos:altLabel ?name }}")
    assert [str(row["name"]) for row in names] == ["Søren Großmann"]
    assert [str(row["name"]) for row in others] == ["Søren Grosmann"]
    sources = graph.select(f"SELECT ?source {{ <{KEPT}> dcterms:source ?source }} ORDER BY ?source")
    assert [str(row["source"]).rpartition("/")[2] for row in sources] == [
        "ringbook-2021", "tangpost-2018",
    ]  # fmt: skip


def test_claims_of_the_retired_id_meet_those_of_the_kept_one(world: World) -> None:
    for person in ("soren-grossmann", "soeren-grossmann"):
        world.append(
            "participations.csv",
            f"usvahuippu-2020,person/{person},speaker,,usvaraportti-2020,page 4"
            if person == "soren-grossmann"
            else f"usvahuippu-2020,person/{person},speaker,,ringbook-2021,page 30",
        )
    claims = built(world).select(
        f"SELECT ?claim (COUNT(DISTINCT ?source) AS ?sources) {{ ?claim npi:participant <{KEPT}> ; "
        "npi:capacity <https://w3id.org/nordic-innovation/concept/capacity/speaker> ; "
        f"npi:event <{BASE}id/event/usvahuippu-2020> ; dcterms:source ?source }} GROUP BY ?claim"
    )
    assert [row["sources"] for row in claims] == [2]


def test_a_retired_source_lends_its_rows_to_the_kept_one(world: World) -> None:
    world.append("sources.csv", "tangpost-kopi,https://kopi.example/,Kopi,idevaerket,da,,news")
    world.replace("people.csv", "Søren Grosmann,tangpost-2018", "Søren Grosmann,tangpost-kopi")
    world.append("same_as.csv", "source/tangpost-kopi,source/tangpost-2018,same,One page.")
    graph = built(world)
    assert not graph.ask(f"ASK {{ GRAPH <{BASE}graph/tangpost-kopi> {{ ?s ?p ?o }} }}")
    assert not graph.ask(f"ASK {{ <{BASE}id/source/tangpost-kopi> schema:url ?o }}")
    where = graph.select("SELECT ?g { GRAPH ?g { ?s skos:altLabel 'Søren Grosmann' } }")
    assert [str(row["g"]) for row in where] == [f"{BASE}graph/tangpost-2018"]


def replaced(graph: Graph) -> dict[str, str]:
    """Return the retired addresses, each with that in its place, without base."""
    rows = graph.select("SELECT ?old ?new { ?old dcterms:isReplacedBy ?new }")
    return {str(row["old"])[len(BASE) :]: str(row["new"])[len(BASE) :] for row in rows}


def test_a_claim_entered_under_a_retired_id_leads_to_where_it_is(world: World) -> None:
    claim = "id/participation/usvahuippu-2020--person-{}--participant"
    moved = claim.format("soren-grossmann"), claim.format("soeren-grossmann")
    graph = built(world)
    retired = {"id/person/soren-grossmann": "id/person/soeren-grossmann"}
    assert replaced(graph) == retired | dict([moved])
    assert not graph.ask(f"ASK {{ <{BASE}{moved[0]}> a ?class }}")
    assert graph.ask(f"ASK {{ <{BASE}{moved[1]}> a npi:Participation }}")


def test_claims_of_ids_that_were_joined_in_steps_lead_to_the_last(world: World) -> None:
    world.append("people.csv", "soren,Søren,tangpost-2018,")
    world.append("same_as.csv", "person/soren,person/soren-grossmann,same,One man.")
    row = "{},Chef,da,director,blaabaerringen,2020,,,tangpost-2018,"
    world.append("roles.csv", row.format("soren"))
    world.append("roles.csv", row.format("soren-grossmann"))
    role = "id/role/{}--blaabaerringen--chef--2020"
    assert {old: new for old, new in replaced(built(world)).items() if "/role/" in old} == {
        role.format("soren"): role.format("soeren-grossmann"),
        role.format("soren-grossmann"): role.format("soeren-grossmann"),
    }


def test_a_claim_whose_address_stays_is_not_replaced(world: World) -> None:
    before = replaced(built(world))
    world.append("organisations.csv", "ringen" + "," * 20 + ",tangpost-2018,")
    world.append("same_as.csv", "organisation/ringen,organisation/blaabaerringen,same,One ring.")
    world.replace(
        "participations.csv", "participant,blaabaerringen,usva", "participant,ringen,usva"
    )
    assert replaced(built(world)).keys() == before.keys() | {"id/organisation/ringen"}


def test_a_moved_claim_counts_nowhere(world: World) -> None:
    moved = build.build(world.settings)
    world.replace("participations.csv", "person/soren-grossmann", "person/soeren-grossmann")
    unmoved = build.build(world.settings)
    assert moved.triples == unmoved.triples + 1
    for name in ("counts", "retired", "searchable", "inferred", "graphs", "quality"):
        assert getattr(moved, name) == getattr(unmoved, name), name


def test_without_judgements_nothing_changes(world: World) -> None:
    tables = world.read()
    assert dict(identity.merged(tables, {}).rows) == {
        table.name: rows for table, rows in tables if table.name != "same_as"
    }
