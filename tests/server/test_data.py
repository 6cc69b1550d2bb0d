"""Data: one identifier, a page and many formats; each is parsed back."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient

from tests.server.web import ACCEPT

GRAPH = "https://w3id.org/nordic-innovation/graph/tangpost-2018"
PERSON = "https://w3id.org/nordic-innovation/id/person/aase-oest-aeroe"
# rdflib reads JSON-LD by a class of its own that it calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
}


def _parsed(data: bytes, suffix: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format=FORMATS[suffix][1])


def test_an_identifier_leads_people_to_the_page(client: FlaskClient) -> None:
    for accept in (ACCEPT, "*/*", None):
        headers = {"Accept": accept} if accept else {}
        answer = client.get("/id/person/aase-oest-aeroe", headers=headers)
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/person/aase-oest-aeroe"
        assert "accept" in answer.vary.as_set()


def test_a_country_has_one_page(client: FlaskClient) -> None:
    answer = client.get("/concept/country/dk", headers={"Accept": ACCEPT})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/country/dk")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_identifier_leads_programs_to_the_data(client: FlaskClient, suffix: str) -> None:
    media_type = FORMATS[suffix][0]
    answer = client.get("/id/person/aase-oest-aeroe", headers={"Accept": media_type})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/id/person/aase-oest-aeroe.{suffix}"
    answer = client.get(answer.headers["Location"])
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    graph = _parsed(answer.data, suffix)
    names = set(graph.objects(rdflib.URIRef(PERSON), rdflib.FOAF.name))
    assert names == {rdflib.Literal("Åse Øst-Ærø")}
    assert {str(one) for one in graph.subjects()} > {PERSON}
    assert len(graph) < 100


EACH = [
    "id/person/aase-oest-aeroe", "id/organisation/blaabaerringen", "id/event/usvahuippu-2020",
    "id/initiative/blaa-vej", "id/source/tangpost-2018",
    "id/role/soeren-grossmann--blaabaerringen--coordinator--2017-07",
    "id/participation/usvahuippu-2020--person-soeren-grossmann--participant",
    "id/involvement/blaa-vej--organisation-blaabaerringen--owner--2018",
    "id/relation/event-taagetopmoede-2018--trial-of--initiative-regnebraettet",
    "id/observation/taagetaellingen--dk--2018--2017--all--renewed-share--70",
    "id/edition/usvabarometri--fi--2--all", "id/dataset/usvabarometri",
    "concept/country/dk", "concept/role/head", "concept/role", "concept/country",
]  # fmt: skip


@pytest.mark.parametrize("path", EACH)
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_kind_of_thing_is_had_as_page_and_data(
    client: FlaskClient, path: str, suffix: str
) -> None:
    page = client.get(f"/{path}", headers={"Accept": ACCEPT}, follow_redirects=True)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    answer = client.get(f"/{path}", headers={"Accept": FORMATS[suffix][0]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/{path}.{suffix}")
    assert "accept" in answer.vary.as_set()
    graph = _parsed(client.get(answer.headers["Location"]).data, suffix)
    assert rdflib.URIRef(f"https://w3id.org/nordic-innovation/{path}") in set(graph.subjects())


def test_all_formats_say_the_same(client: FlaskClient) -> None:
    graphs = [
        _parsed(client.get(f"/id/event/taagetopmoede-2018.{suffix}").data, suffix)
        for suffix in FORMATS
    ]
    assert len({frozenset(graph) for graph in graphs}) == 1


def test_json_is_had_as_json_ld(client: FlaskClient) -> None:
    for address in ("/id/person/aase-oest-aeroe", "/concept/role/head", "/ontology"):
        answer = client.get(address, headers={"Accept": "application/json"})
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{address}.jsonld"


def test_the_better_liked_of_two_formats_is_given(client: FlaskClient) -> None:
    accept = "application/rdf+xml;q=0.4, application/ld+json;q=0.9, text/html;q=0.1"
    answer = client.get("/id/person/aase-oest-aeroe", headers={"Accept": accept})
    assert answer.headers["Location"].endswith(".jsonld")


def test_a_concept_is_page_and_data_at_one_address(client: FlaskClient) -> None:
    answer = client.get("/concept/role/head", headers={"Accept": ACCEPT})
    assert answer.mimetype == "text/html"
    assert "accept" in answer.vary.as_set()
    answer = client.get("/concept/role/head", headers={"Accept": "text/turtle"})
    assert answer.headers["Location"] == "/concept/role/head.ttl"
    graph = _parsed(client.get(answer.headers["Location"]).data, "ttl")
    assert len(graph) > 3


def test_a_list_of_concepts_leads_to_the_vocabulary(client: FlaskClient) -> None:
    assert client.get("/concept/role").headers["Location"] == "/ontology#concept-role"


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_ontology_can_be_had(client: FlaskClient, suffix: str) -> None:
    answer = client.get("/ontology", headers={"Accept": FORMATS[suffix][0]})
    assert answer.headers["Location"] == f"/ontology.{suffix}"
    graph = _parsed(client.get(answer.headers["Location"]).data, suffix)
    claim = rdflib.URIRef("https://w3id.org/nordic-innovation/ontology#Claim")
    assert (claim, rdflib.RDF.type, rdflib.OWL.Class) in graph


def test_a_graph_leads_to_its_source(client: FlaskClient) -> None:
    answer = client.get("/graph/tangpost-2018")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/source/tangpost-2018")
    assert "accept" in answer.vary.as_set()
    for graph, page in (
        ("ontology", "/ontology"),
        ("inferred", "/about#rests"),
        ("identity", "/quality"),
        ("release", "/about#cite"),
    ):
        answer = client.get(f"/graph/{graph}")
        assert (answer.status_code, answer.headers["Location"]) == (303, page)
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_graph_leads_programs_to_what_its_source_says(client: FlaskClient, suffix: str) -> None:
    media_type = FORMATS[suffix][0]
    answer = client.get("/graph/tangpost-2018", headers={"Accept": media_type})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/graph/tangpost-2018.{suffix}"
    answer = client.get(answer.headers["Location"])
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    asked = f"CONSTRUCT {{ ?s ?p ?o }} FROM <{GRAPH}> {{ ?s ?p ?o }}"
    whole = client.get("/sparql", query_string={"query": asked, "format": "ntriples"})
    assert set(_parsed(answer.data, suffix)) == set(_parsed(whole.data, "nt"))


@pytest.mark.parametrize("name", ["ontology", "inferred"])
def test_the_graphs_beside_the_sources_can_be_had(client: FlaskClient, name: str) -> None:
    assert len(_parsed(client.get(f"/graph/{name}.ttl").data, "ttl")) > 100


@pytest.mark.parametrize(
    "address", ["/id/person/aase-oest-aeroe", "/concept/role/head", "/sparql?query=ASK{}"]
)
def test_what_we_do_not_have_is_406(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


@pytest.mark.parametrize(
    "address", ["/id/person/nobody.ttl", "/id/nothing/at-all.nt", "/graph/no-such.ttl"]
)
def test_data_about_nothing_is_404(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("accept", [ACCEPT, "*/*", "text/turtle"])
@pytest.mark.parametrize(
    "address", ["/id/person/nope", "/id/role/x", "/id/source/nope", "/graph/nope", "/graph/a b"]
)
def test_an_identifier_of_nothing_is_404(client: FlaskClient, address: str, accept: str) -> None:
    assert client.get(address, headers={"Accept": accept}).status_code == 404


def test_an_identifier_of_an_unknown_kind_is_404(client: FlaskClient) -> None:
    assert client.get("/id/nothing/at-all", headers={"Accept": ACCEPT}).status_code == 404
    assert client.get("/concept/no-such-list").status_code == 404


RETIRED, KEPT = "soren-grossmann", "soeren-grossmann"


@pytest.mark.parametrize("accept", [ACCEPT, "*/*", "text/turtle", "application/ld+json"])
@pytest.mark.parametrize(
    "address",
    ["/id/person/{}", "/id/person/{}?lang=da", "/person/{}", "/person/{}?lang=sv",
     "/person/{}?around=fog",
     "/networks?around=person/{}", "/networks/data.json?around=person/{}",
     *(f"/id/person/{{}}.{suffix}" for suffix in FORMATS)],
)  # fmt: skip
def test_a_retired_id_leads_to_the_kept_one(client: FlaskClient, address: str, accept: str) -> None:
    headers = {"Accept": accept}
    answer = client.get(address.format(RETIRED), headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (301, address.format(KEPT))
    kept = client.get(answer.headers["Location"], headers=headers, follow_redirects=True)
    assert kept.status_code == 200


@pytest.mark.parametrize("accept", [ACCEPT, "text/turtle"])
@pytest.mark.parametrize(
    "address",
    ["/id/participation/{}", "/participation/{}?lang=da",
     *(f"/id/participation/{{}}.{suffix}" for suffix in FORMATS)],
)  # fmt: skip
def test_a_claim_entered_under_a_retired_id_leads_to_where_it_is(
    client: FlaskClient, address: str, accept: str
) -> None:
    retired, kept = (f"usvahuippu-2020--person-{one}--participant" for one in (RETIRED, KEPT))
    headers = {"Accept": accept}
    answer = client.get(address.format(retired), headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (301, address.format(kept))
    claim = client.get(answer.headers["Location"], headers=headers, follow_redirects=True)
    assert claim.status_code == 200
