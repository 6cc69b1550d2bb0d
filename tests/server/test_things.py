"""Pages of things: what one reads, what one can do with them, and their other forms."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from server import create_app, things
from tests.server.web import Browser

AASE, SUMMIT = "/person/aase-oest-aeroe", "/event/taagetopmoede-2018"


def test_a_thing_is_summed_up(browser: Browser) -> None:
    assert "statements, " in browser.get(AASE).one("p", **{"class": "summary"}).text
    summit = browser.get(SUMMIT).one("p", **{"class": "summary"}).text
    assert summit.startswith("Summit")
    assert browser.get(AASE, "da").one("meta", name="description")["content"].startswith("Åse Øst")


def test_the_timeline_has_its_list(browser: Browser) -> None:
    page = browser.get(AASE)
    assert page.one("svg", **{"class": "timeline"})["role"] == "img"
    assert len(page.all("rect")) >= 2
    assert [one for one in page.all("dl", **{"class": "timeline-list"}) if "2018" in one.text]


def test_ended_roles_stand_apart_from_those_that_go_on(browser: Browser) -> None:
    titles = [one.text for one in browser.get("/organisation/idevaerket").all("h3")]
    assert any(one.startswith("Before") for one in titles)


def test_what_builds_on_what_is_a_tree(browser: Browser) -> None:
    earlier, later = (
        browser.get(f"/initiative/{slug}") for slug in ("taagetaellingen", "usvabarometri")
    )
    assert earlier.one("h2", id="built-upon").text == "What builds on it"
    assert not earlier.all("h2", id="builds-on")
    trees = [one.text for one in later.all("ul", **{"class": "tree"})]
    assert any("The Fog Count" in one for one in trees)


def test_evidence_opens_on_a_page_and_as_a_part_of_one(
    browser: Browser, client: FlaskClient
) -> None:
    page = browser.get("/source/tangpost-2018/evidence?at=paragraph-2")
    assert page.links["/source/tangpost-2018#paragraph-2"] == "paragraph 2"
    assert "paragraph 2" in page.one("p", **{"class": "citation"}).text
    part = client.get("/source/tangpost-2018/evidence?at=paragraph-2&part=1").text
    assert "<html" not in part
    assert "paragraph 2" in part
    assert browser.get("/source/tangpost-2018/evidence?at=nowhere").status == 404
    whole = browser.get("/source/tangpost-2018/evidence?at=whole")
    assert "the source as a whole" in whole.text
    assert browser.get("/source/nothing/evidence").status == 404


def test_who_was_seen_last_stands_first_with_the_years(browser: Browser) -> None:
    text = browser.get("/organisation/tangloese-kommuneforbund").text
    places = [
        text.index(f"{name} {years}")
        for name, years in (
            ("The Reckoning Board funder", "2019"),
            ("The Fog Agreement signatory", "2016"),
        )
    ]
    assert places == sorted(places)


def test_a_source_without_a_place_is_cited_by_its_number(browser: Browser) -> None:
    page = browser.get("/person/aase-oest-aeroe")
    whole = [one for one in page.all("a") if one["aria-label"].endswith("the source as a whole")]
    assert whole
    assert all(one.text.isdigit() for one in whole)


def test_the_summary_says_when(browser: Browser) -> None:
    page = browser.get("/person/soeren-grossmann")
    assert "Coordinator, The Blueberry Ring (2017–2021); Kontorchef," in page.text


def test_each_source_comes_with_its_publisher_and_date(browser: Browser) -> None:
    page = browser.get("/person/aase-oest-aeroe")
    (item,) = [one.text for one in page.all("li", value="1")]
    assert "Tangløse Association of Municipalities, 31 January 2018" in item


def test_the_claims_can_be_taken_along(client: FlaskClient) -> None:
    answer = client.get(f"{AASE}.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {"Roles", "Events"} <= {row["kind"] for row in rows}
    assert all(row["source_iri"].startswith("https://") and row["claim_iri"] for row in rows)
    assert client.get("/person/nobody.csv").status_code == 404


def test_a_thing_stands_within_pages_elsewhere(client: FlaskClient, browser: Browser) -> None:
    answer = client.get(f"/embed{SUMMIT}")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get(SUMMIT).headers["Content-Security-Policy"]
    page = browser.get(f"/embed{SUMMIT}")
    assert page.one("h1").text == browser.get(SUMMIT).one("h1").text
    assert all(one["target"] == "_top" for one in page.all("a"))
    assert f"/embed{SUMMIT}" in browser.get(SUMMIT).one("code", id="embed-text").text


def test_a_long_section_is_cut_and_can_be_seen_whole(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = set(browser.get(SUMMIT).links)
    monkeypatch.setattr(things, "_IN_BLOCK", 1)
    cut = browser.get(SUMMIT)
    assert len(cut.all("div", **{"class": "statement"})) < 10
    more = [link for link in cut.links if "show=" in link]
    assert more
    seen = set(cut.links).union(*(browser.get(link).links for link in more))
    assert {link for link in whole if link.startswith(("/person/", "/organisation/"))} <= seen


def test_a_section_that_there_is_not_has_no_page(browser: Browser) -> None:
    assert browser.get(f"{SUMMIT}?show=nothing").status == 404


def test_the_dossier_has_everything_and_full_references(browser: Browser) -> None:
    page = browser.get(f"{SUMMIT}?dossier=1")
    assert len(page.all("div", **{"class": "statement"})) == 10
    (references,) = page.all("ol", **{"class": "sources"})
    assert "https://w3id.org/nordic-innovation/id/source/tangpost-2018" in references.text
    assert not page.all("div", **{"class": "actions"})


def test_the_query_behind_the_page_can_be_asked(browser: Browser) -> None:
    (address,) = [link for link, text in browser.get(AASE).links.items() if text == "See the query"]
    answer = browser.get(address)
    assert answer.status == 200
    assert "tangpost-2018" in answer.text


def test_a_definition_is_in_the_readers_language_alone(browser: Browser) -> None:
    for language in ("en", "da"):
        page = browser.get("/concept/role/head", language)
        assert len(page.all("p", **{"class": "description"})) <= 1


def test_a_term_leads_to_where_it_is_explained(browser: Browser) -> None:
    page = browser.get("/person/aase-oest-aeroe")
    (role, *_) = [link for link in page.links if link.startswith("/role/")]
    links = browser.get(role).links
    assert "/ontology#org-Membership" in links or "/ontology#Claim" in links
    assert not [link for link in links if link.startswith("http://www.w3.org/ns/org")]


def test_what_no_source_states_is_a_dash(browser: Browser) -> None:
    page = browser.get("/initiative/usvabarometri")
    assert "XXXX" not in page.text
    assert "–" in [one.text for one in page.all("td")]
    assert "Reading" not in [one.text for one in page.all("th", scope="col")]


def test_what_the_rules_turn_round_has_its_evidence(browser: Browser) -> None:
    page = browser.get("/organisation/tangloese-kommuneforbund")
    start = page.text.index("has unit The Idea Works")
    assert page.text[start:].startswith("has unit The Idea Works 1 paragraph 2 5 ")
    assert "/source/tangpost-2018#paragraph-5" in page.links


def test_what_is_alike_is_named_with_how_much_they_share(browser: Browser) -> None:
    page = browser.get("/person/aase-oest-aeroe")
    start = page.text.index("Similar")
    assert "2 in common" in page.text[start : start + 200]


def test_where_sources_disagree_it_is_said(real_release: Settings) -> None:
    app = create_app(real_release)
    page = Browser(app.test_client()).get("/initiative/clips")
    assert "end sources disagree" in page.text
    app.extensions["releases"].close()
