"""The vocabulary: a page made from the ontology, each term once, and the ontology as data."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

import kg
from kg.prefixes import expand
from kg.settings import Settings
from kg.vocabulary import ONTOLOGY
from server.addresses import term_anchor
from server.languages import LANGUAGES
from tests.server.web import ACCEPT, Browser

# What is read where there is no definition: Finnish and Icelandic readers understand these.
FALLBACKS = {"fi": "sv", "is": "en"}


def _own_terms(settings: Settings) -> dict[str, dict[str, str]]:
    """Return for each term of ours its definition by language."""
    terms: dict[str, dict[str, str]] = {}
    query = "SELECT ?t ?d { ?t rdfs:isDefinedBy ?o ; skos:definition ?d FILTER(?o = <%s>) }"
    for row in kg.open(settings).select(query % ONTOLOGY):
        text = row["d"]
        terms.setdefault(str(row["t"]), {})[str(getattr(text, "language", ""))] = str(text)
    return terms


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_is_shown_once_in_the_language_of_the_reader(
    browser: Browser, world_release: Settings, language: str
) -> None:
    page = browser.get("/ontology", language)
    shown = Counter(one["id"] for one in page.all("div") if one["id"])
    terms = _own_terms(world_release)
    assert len(terms) > 50
    for iri, definitions in terms.items():
        place = term_anchor(iri)
        assert shown[place] == 1, place
        # Definitions are kept in four languages; others read that which they understand.
        said = definitions.get(language) or definitions[FALLBACKS[language]]
        assert said in page.one("div", id=place).text


def test_each_place_is_there_once_and_links_within_the_page_lead_to_one(browser: Browser) -> None:
    page = browser.get("/ontology")
    ids = [one["id"] for one in page.elements if one["id"]]
    assert not [place for place, number in Counter(ids).items() if number > 1]
    within = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert within <= set(ids)
    assert {"Claim", "org-Membership", "module-events", "concept-role", "changes"} <= set(ids)


def test_a_term_says_all_that_the_ontology_says(browser: Browser) -> None:
    page = browser.get("/ontology")
    text = page.one("div", id="Participation").text
    assert "A kind of claim that a person or an organisation took part" in text
    for said in (
        "a kind of claim",
        "close to association",
        "edge from participant",
        "used 17 times",
    ):
        assert said in text
    text = page.one("div", id="onBehalfOf").text
    assert "applies to participation" in text
    assert "leads to organisation" in text
    assert "the other way round" in page.one("div", id="org-hasUnit").text
    assert "the other way round" in page.one("div", id="org-unitOf").text


def test_what_a_term_is_used_for_can_be_asked(browser: Browser) -> None:
    page = browser.get("/ontology")
    address = next(link for link, text in page.links.items() if text == "17 times")
    assert browser.get(address).status == 200


def test_the_ontology_says_who_made_it_and_how_it_changed(
    browser: Browser, world_release: Settings
) -> None:
    text = browser.get("/ontology").text
    rows = kg.open(world_release).select(
        f"SELECT * {{ <{ONTOLOGY}> owl:versionIRI ?iri ; owl:versionInfo ?number ;"
        " vann:preferredNamespaceUri ?space ; dcterms:license ?licence }"
    )
    (row,) = rows
    assert row["iri"] == f"{ONTOLOGY}/{row['number']}"
    assert row["space"] == expand("npi:")
    for said in (row["iri"], row["space"], "CC BY 4.0", "The project Nordic Public Innovation"):
        assert str(said) in text


def test_the_concepts_stand_under_their_scheme(browser: Browser) -> None:
    page = browser.get("/ontology", "da")
    assert page.links["/country/dk"] == "Danmark"
    assert {"/concept/role/head", "/concept/indicator/renewed-share"} <= set(page.links)
    roles = page.one("section", **{"aria-labelledby": "concept-role"}).text
    assert "en slags" in roles


@pytest.mark.parametrize(
    ("accept", "leads_to"),
    [
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/rdf+xml", ".rdf"),
        ("application/n-triples", ".nt"),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.8", ".rdf"),
        ("text/html;q=0.3, application/n-triples;q=0.4", ".nt"),
    ],
)
@pytest.mark.parametrize("address", ["/ontology", "/ontology/{version}", "/ontology/events"])
def test_data_is_had_by_what_is_accepted(
    client: FlaskClient, world_release: Settings, address: str, accept: str, leads_to: str
) -> None:
    (row,) = kg.open(world_release).select(f"SELECT ?n {{ <{ONTOLOGY}> owl:versionInfo ?n }}")
    answer = client.get(address.format(version=row["n"]), headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/ontology{leads_to}"
    assert "accept" in answer.vary.as_set()


@pytest.mark.parametrize("accept", [ACCEPT, "*/*", "text/turtle;q=0.8, text/html"])
def test_a_page_is_had_by_who_prefers_one(client: FlaskClient, accept: str) -> None:
    answer = client.get("/ontology", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_other_forms_are_406(client: FlaskClient) -> None:
    for accept in ("image/png", "text/turtle;q=0"):
        assert client.get("/ontology", headers={"Accept": accept}).status_code == 406


def test_pages_elsewhere_may_read_the_ontology(client: FlaskClient) -> None:
    answer = client.get("/ontology.ttl")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(list(ox.parse(answer.data, ox.RdfFormat.TURTLE))) > 1000


def test_this_version_and_the_modules_have_addresses(
    client: FlaskClient, world_release: Settings
) -> None:
    graph = kg.open(world_release)
    (row,) = graph.select(f"SELECT ?n {{ <{ONTOLOGY}> owl:versionInfo ?n }}")
    headers = {"Accept": ACCEPT}
    answer = client.get(f"/ontology/{row['n']}", headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ontology")
    page = Browser(client).get("/ontology")
    for part in graph.select(f"SELECT ?p {{ <{ONTOLOGY}> dcterms:hasPart ?p }}"):
        slug = str(part["p"]).rpartition("/")[2]
        answer = client.get(f"/ontology/{slug}", headers=headers)
        assert answer.headers["Location"] == f"/ontology#module-{slug}"
        assert f"module-{slug}" in page.ids
    assert client.get("/ontology/0.0.9", headers=headers).status_code == 404
