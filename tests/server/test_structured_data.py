"""Structured data: what engines are told is in schema.org, from the graph, and nothing more."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient

from kg.build import build
from kg.explore import KINDS, Explorer
from kg.explore.structured_data import SAYS
from kg.prefixes import expand
from kg.settings import Settings
from server import create_app
from tests.homes import World
from tests.server.web import Browser

# rdflib reads JSON-LD by a class of its own that it calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

BASE = "https://w3id.org/nordic-innovation/id/"
SCHEMA = rdflib.Namespace("https://schema.org/")
# Of each property that we use, the types that its page at schema.org names as having it.
DOMAIN = {
    "name": {"Thing"}, "alternateName": {"Thing"}, "description": {"Thing"}, "url": {"Thing"},
    "sameAs": {"Thing"}, "identifier": {"Thing"}, "mainEntityOfPage": {"Thing"},
    "foundingDate": {"Organization"}, "dissolutionDate": {"Organization"},
    "parentOrganization": {"Organization"}, "subOrganization": {"Organization"},
    "memberOf": {"Organization", "Person"}, "member": {"Organization"},
    "location": {"Organization", "Event"},
    "funder": {"Organization", "Person", "Event", "CreativeWork"},
    "startDate": {"Event"}, "endDate": {"Event"}, "superEvent": {"Event"},
    "organizer": {"Event"}, "performer": {"Event"},
    "publisher": {"CreativeWork"}, "datePublished": {"CreativeWork"},
    "inLanguage": {"CreativeWork", "Event"}, "author": {"CreativeWork"},
    "version": {"CreativeWork"}, "license": {"CreativeWork"}, "creator": {"CreativeWork"},
    "distribution": {"Dataset"}, "contentUrl": {"MediaObject"},
    "encodingFormat": {"CreativeWork"},
}  # fmt: skip
ABOVE = {
    "Person": "Thing", "Organization": "Thing", "Project": "Organization",
    "ResearchProject": "Project", "Event": "Thing", "EventSeries": "Event",
    "CreativeWork": "Thing", "Dataset": "CreativeWork", "MediaObject": "CreativeWork",
    "DataDownload": "MediaObject", "Country": "Thing",
}  # fmt: skip
ODD = 'Ærø & "å" ]]> 2 < 3 \' ö'


def types(type_: str) -> set[str]:
    """Return a type with all above it."""
    return {type_} | (types(ABOVE[type_]) if type_ in ABOVE else set())


def nodes(found: Any) -> list[dict[str, Any]]:
    """Return all objects in a block, itself first."""
    if isinstance(found, list):
        return [node for one in found for node in nodes(one)]
    if not isinstance(found, dict) or "@value" in found:
        return []
    return [found, *(node for one in found.values() for node in nodes(one))]


def valid(found: dict[str, Any]) -> None:
    for node in nodes(found):
        (own,) = [node["@type"]] if isinstance(node["@type"], str) else node["@type"]
        for name in set(node) - {"@context", "@id", "@type"}:
            assert types(own) & DOMAIN[name], (own, name)


def block(browser: Browser, address: str) -> dict[str, Any]:
    (found,) = browser.get(address).all("script", type="application/ld+json")
    read: dict[str, Any] = json.loads("".join(found.parts))
    return read


def test_what_is_said_has_its_type_in_its_domain() -> None:
    for type_, names in SAYS.items():
        assert not [name for name in names if not types(type_) & DOMAIN[name]], type_


def test_an_organisation(browser: Browser) -> None:
    found = block(browser, "/organisation/blaabaerringen?lang=da")
    assert found["@context"] == "https://schema.org"
    assert found["@id"] == found["identifier"] == f"{BASE}organisation/blaabaerringen"
    assert found["mainEntityOfPage"] == "http://localhost/organisation/blaabaerringen"
    assert (found["@type"], found["foundingDate"]) == ("Organization", "2015-06-15")
    assert found["dissolutionDate"] == "2021-12-31"
    assert {"@language": "kl", "@value": "Kigutaarnaqatigiit"} in found["name"]
    assert "location" not in found
    part = block(browser, "/organisation/idevaerket")
    assert part["parentOrganization"]["@id"] == f"{BASE}organisation/tangloese-kommuneforbund"
    assert part["parentOrganization"]["@type"] == "Organization"
    agency = block(browser, "/organisation/aeaelisaaren-uudistamisvirasto")
    assert (agency["url"], agency["alternateName"]) == ("https://usva.example/", "ÄUV")
    assert agency["location"]["@type"] == "Country"


def test_an_event(browser: Browser) -> None:
    found = block(browser, "/event/taagetopmoede-2018")
    assert (found["@type"], found["startDate"], found["endDate"]) == (
        "Event", "2018-01-26", "2018-01-26",
    )  # fmt: skip
    places = found["location"]
    assert "Østerø & omegn" in places
    assert [one["@id"] for one in nodes(places)] == [
        "https://w3id.org/nordic-innovation/concept/country/dk"
    ]
    assert {"organizer", "performer", "attendee"}.isdisjoint(found)  # those were people
    held = block(browser, "/event/usvahuippu-2020")
    assert "Äälisaari Renewal Agency" in str(held["organizer"]["name"])
    assert "Päivi" not in str(held)
    assert found["superEvent"]["@type"] == "EventSeries"


def test_a_source_and_a_country(browser: Browser) -> None:
    found = block(browser, "/source/tangpost-2018")
    assert (found["@type"], found["inLanguage"]) == ("CreativeWork", "da")
    assert found["datePublished"] == "2018-01-31"
    assert found["url"] == "https://tangloese.example/nyt/2018/topmoede?side=1&sprog=da"
    assert found["publisher"]["@id"] == f"{BASE}organisation/tangloese-kommuneforbund"
    country = block(browser, "/country/dk")
    assert country["@type"] == "Country"
    assert country["sameAs"].endswith("/country/DNK")


def test_an_initiative_is_what_its_type_is(browser: Browser) -> None:
    assert block(browser, "/initiative/regnebraettet")["@type"] == "Thing"
    assert "startDate" not in block(browser, "/initiative/regnebraettet")


def test_of_a_person_no_more_than_the_name(browser: Browser) -> None:
    found = block(browser, "/person/aase-oest-aeroe")
    assert set(found) == {
        "@context", "@id", "@type", "identifier", "mainEntityOfPage", "name"
    }  # fmt: skip
    assert (found["@type"], found["name"]) == ("Person", "Åse Øst-Ærø")


@pytest.mark.parametrize("address", ["/", "/about"])
def test_the_data_set(browser: Browser, world_release: Settings, address: str) -> None:
    found = block(browser, address)
    valid(found)
    assert found["@type"] == "Dataset"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["version"] == (world_release.releases / "current").resolve().name
    files = {one["contentUrl"]: one["encodingFormat"] for one in found["distribution"]}
    assert files == {
        "http://localhost/graph.nq": "application/n-quads",
        "http://localhost/dumps/graph.nq.gz": "application/n-quads",
        "http://localhost/dumps/graph.trig.gz": "application/trig",
    }


@pytest.mark.parametrize("address", ["/concept/role/head", "/people", "/quality", "/nowhere"])
def test_what_schema_org_has_no_word_for_has_no_block(browser: Browser, address: str) -> None:
    assert not browser.get(address).all("script", type="application/ld+json")


def test_what_is_said_is_what_the_graph_says(browser: Browser, client: FlaskClient) -> None:
    paths = [f"{kind}/{slug}" for kind, slug in (
        ("organisation", "blaabaerringen"), ("event", "taagetopmoede-2018"),
        ("initiative", "blaa-vej"), ("source", "ringbook-2021"))]  # fmt: skip
    ours = {"name": "rdfs:label", "startDate": "schema:startDate", "publisher": "dcterms:publisher",
            "alternateName": "skos:altLabel", "description": "dcterms:description"}  # fmt: skip
    for path in paths:
        found = {**block(browser, f"/{path}"), "@context": {"@vocab": str(SCHEMA)}}
        said = rdflib.Graph().parse(data=json.dumps(found), format="json-ld")
        graph = rdflib.Graph().parse(data=client.get(f"/id/{path}.ttl").data, format="turtle")
        thing = rdflib.URIRef(BASE + path)
        for name in SAYS[found["@type"]] & set(ours):
            values = set(said.objects(thing, SCHEMA[name]))
            wanted = set(graph.objects(thing, rdflib.URIRef(expand(ours[name]))))
            assert {str(one) for one in values} == {str(one) for one in wanted}, (path, name)
            tongues = {getattr(one, "language", None) for one in values}
            assert tongues == {getattr(one, "language", None) for one in wanted}


def test_an_odd_name_does_not_end_the_block(world: World) -> None:
    text = ODD.replace('"', '""')
    world.replace("people.csv", "Jürgen Krüger", f'"{text}"')
    build(world.settings, shacl=False)
    app: Flask = create_app(world.settings)
    browser = Browser(app.test_client())
    page = browser.get("/person/juergen-krueger")
    assert block(browser, "/person/juergen-krueger")["name"] == ODD
    (source,) = [one for one in page.all("script") if not one["src"]]
    assert not {"<", ">", "&", "'"} & set("".join(source.parts))
    app.extensions["releases"].close()


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "</script", "<!--", "]]>"])
def test_no_sign_ends_the_block(app: Flask, letter: str) -> None:
    with app.test_request_context():
        macro = app.jinja_env.get_template("macros/linked.html").module.data_block  # type: ignore[attr-defined]
        text = str(macro({"name": letter})).strip()
    inner = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert letter not in inner
    assert json.loads(inner) == {"name": letter}


def test_every_thing_is_told_of_in_few_words(real_release: Settings) -> None:
    explorer = Explorer.open(real_release)
    for kind in KINDS:
        for entry in explorer.listing(kind, "en").entries:
            found = explorer.data.structured(entry.link.path)
            valid(found)
            assert found["name"]
            assert len(json.dumps(found)) < 4096
    explorer.close()
