"""The pages: each address answers, says what it should, and leads only to what exists."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from server import create_app, things
from tests.server.web import ACCEPT, Browser

PAGES = [
    "/",
    "/search?q=fog",
    "/people",
    "/organisations",
    "/events",
    "/initiatives",
    "/sources",
    "/countries",
    "/person/aase-oest-aeroe",
    "/organisation/blaabaerringen",
    "/event/taagetopmoede-2018",
    "/initiative/taagetaellingen",
    "/source/tangpost-2018",
    "/country/dk",
    "/concept/role/head",
    "/networks",
    "/networks?around=person/aase-oest-aeroe",
    "/connect",
    "/connect?from=person/aase-oest-aeroe&to=person/thora-duadottir",
    "/barometer",
    "/edition/usvabarometri--fi--2--all",
    "/sparql",
    "/sparql/code?query=ASK {}",
    "/use",
    "/changes",
    "/ontology",
    "/quality",
    "/quality/people-without-role",
    "/about",
    "/privacy",
    "/accessibility",
    "/dumps/",
    "/nowhere",
]


@pytest.mark.parametrize("address", PAGES)
def test_each_page_is_whole(browser: Browser, address: str) -> None:
    page = browser.get(address)
    assert page.status == (404 if address == "/nowhere" else 200)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.one("html")["lang"] == "en"
    assert page.all("title")[0].text  # pictures have titles too
    assert page.one("h1").text
    assert page.one("main")["id"] == "content"
    ids = [one["id"] for one in page.elements if one["id"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_inline_script_or_style(browser: Browser, address: str) -> None:
    page = browser.get(address)
    data = page.all("script", type="application/ld+json")  # which no browser runs
    assert all(one["src"] and not one.text for one in page.all("script") if one not in data)
    assert not page.all("style")
    for element in page.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")]
        assert not re.match(r"\s*(javascript|data):", element["href"], re.IGNORECASE)


@pytest.mark.parametrize("address", PAGES)
def test_each_label_and_description_refers_to_something(browser: Browser, address: str) -> None:
    page = browser.get(address)
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        for element in page.elements:
            assert set(element[attribute].split()) <= page.ids


@pytest.mark.parametrize("address", PAGES)
def test_head_is_answered_without_a_body(client: FlaskClient, address: str) -> None:
    answer = client.head(address, headers={"Accept": ACCEPT})
    assert answer.status_code == (404 if address == "/nowhere" else 200)
    assert not answer.data


def test_every_link_leads_to_a_page_and_a_place_on_it(browser: Browser) -> None:
    pages = dict(browser.crawl())
    assert len(pages) > 60
    assert {address: page.status for address, page in pages.items() if page.status != 200} == {}
    for page in pages.values():
        for link in page.links:
            address, _, place = link.partition("#")
            if place and address in pages:
                assert place in pages[address].ids, link


def test_the_first_page_counts_and_leads_on(browser: Browser) -> None:
    page = browser.get("/")
    assert page.links["/people"]
    assert "6 People" in page.text
    assert "3 Sources" in page.text
    assert page.all("input", name="q")
    newest = [text for link, text in page.links.items() if link.startswith("/source/")]
    assert "Usvaraportti 2020: mitä Äälisaari oppi" in newest


def test_a_person_has_roles_with_their_evidence(browser: Browser) -> None:
    page = browser.get("/person/aase-oest-aeroe")
    assert page.one("h1").text == "Åse Øst-Ærø"
    assert page.links["/organisation/idevaerket"] == "The Idea Works"
    assert page.links["/source/tangpost-2018#paragraph-2"] == "paragraph 2"
    assert page.links["/source/tangpost-2018#paragraph-5"] == "5"
    assert '"Vejviser", leder af Idéværket' in page.text
    assert page.one("figure")["class"].startswith("network")


def test_a_statement_has_a_page_of_its_own(browser: Browser) -> None:
    links = browser.get("/person/juergen-krueger").links
    (address,) = [link for link in links if link.startswith("/role/")]
    page = browser.get(address)
    assert "Jürgen Krüger" in page.one("h1").text
    assert "/source/tangpost-2018#paragraph-3" in page.links


def test_where_sources_differ_each_value_names_its_own(browser: Browser) -> None:
    page = browser.get("/person/juergen-krueger").one("main").text
    detail = re.search(r"on behalf of(.*?)page 7", re.sub(r"\s+", " ", page))
    assert detail
    assert re.fullmatch(r" ?The Blueberry Ring \d ?, The Idea Works \d .*", detail[1])


def test_names_carry_their_language(browser: Browser) -> None:
    page = browser.get("/event/thokufundur-2016")
    assert page.one("h1")["lang"] == "is"
    assert browser.get("/event/taagetopmoede-2018", "sv").one("h1").text == "Dimtoppmötet 2018"
    assert browser.get("/event/taagetopmoede-2018", "da").one("h1").text == "Tågetopmødet 2018"


def test_figures_stand_in_a_table(browser: Browser) -> None:
    page = browser.get("/initiative/taagetaellingen")
    heads = [one.text for one in page.all("th", scope="col")]
    assert heads[:3] == ["indicator", "value", "unit"]
    assert "112" in [one.text for one in page.all("td", **{"class": "number"})]


def test_a_source_says_what_it_says_place_by_place(browser: Browser) -> None:
    page = browser.get("/source/tangpost-2018")
    places = [one["id"] for one in page.all("section", **{"class": "passage"})]
    assert places[:3] == ["title", "paragraph-1", "paragraph-2"]
    original = page.one("a", **{"class": "button"})
    assert original["href"] == "https://tangloese.example/nyt/2018/topmoede?side=1&sprog=da"
    assert page.one("section", id="paragraph-3").text.startswith("paragraph 3 Mentions Jürgen")


def test_a_source_cited_as_a_whole_has_a_place_for_that(browser: Browser) -> None:
    assert "/source/ringbook-2021#whole" in browser.get("/person/aase-oest-aeroe").links
    page = browser.get("/source/usvaraportti-2020")
    assert "Máret Ŧuoŋŋal-Čáhppe" in page.one("section", id="whole").text


def test_a_country_shows_what_is_in_it(browser: Browser) -> None:
    page = browser.get("/country/is")
    assert "/organisation/nyskoepunarstofa-hraunvikur" in page.links


def test_signs_of_markup_are_shown_as_they_are(browser: Browser) -> None:
    page = browser.get("/initiative/taageaftalen")
    assert 'Agrees that 2 < 3 & 3 > 2, and calls it "mutual aid".' in page.text
    assert "2 &lt; 3 &amp; 3 &gt; 2" in page.source
    assert "Østerø & omegn" in browser.get("/event/taagetopmoede-2018").text
    page = browser.get("/search?q=<script>alert(1)</script>&lang=en")
    assert "<script>alert" not in page.source
    assert "“<script>alert(1)</script>”" in page.text
    page = browser.get("/<b>nowhere</b>")
    assert "<b>nowhere" not in page.source


def test_the_vocabulary_has_the_place_that_each_of_our_terms_names(browser: Browser) -> None:
    page = browser.get("/ontology")
    assert {"Claim", "Participation", "edgeFrom", "org-Membership", "concept-role"} <= page.ids
    assert page.links["/concept/role/head"] == "head"


def test_the_page_about_it_names_the_release_and_the_limits(
    browser: Browser, client: FlaskClient
) -> None:
    page = browser.get("/about")
    assert client.get("/healthz").json["release"] in page.text  # type: ignore[index]
    assert "may run for 10 seconds" in page.text


def test_health_names_the_release(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["status"] == "ok"
    assert re.fullmatch(r"[0-9a-f]{16}", answer.json["release"])


def test_what_is_too_much_at_first_can_be_opened(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = set(browser.get("/concept/level/national").links)
    monkeypatch.setattr(things, "_MOST", 1)
    page = browser.get("/concept/level/national")
    assert [one for one in page.all("summary") if "more" in one.text]
    assert set(page.links) == whole


def test_a_thing_stands_once_with_all_that_is_said_of_it(browser: Browser) -> None:
    page = browser.get("/event/taagetopmoede-2018")
    headings = [one.text for one in page.all("h2") if one["id"].startswith("group-")]
    # Of the seven statements about who took part, two are about the same person.
    assert headings[0].endswith(" 6")
    assert sum(int(text.rpartition(" ")[2]) for text in headings) == 9
    assert len(page.all("div", **{"class": "statement"})) == 10
    assert "28 February 2020" in page.text  # when the summit was that followed on this one


def test_whoever_is_to_be_asked_for_corrections_is_named(world_release: Settings) -> None:
    for contact, address in {
        "post@e.org": "mailto:post@e.org", "https://e.org/ask": "https://e.org/ask"
    }.items():  # fmt: skip
        app = create_app(replace(world_release, contact=contact))
        assert Browser(app.test_client()).get("/about").links[address] == contact
        app.extensions["releases"].close()
    app = create_app(world_release)
    assert "write to" not in Browser(app.test_client()).get("/about").text
    app.extensions["releases"].close()


@pytest.mark.parametrize("services", ["", "https://e.org/sparql http://f.org/"])
def test_the_about_page_says_whom_a_query_may_ask(world_release: Settings, services: str) -> None:
    app = create_app(replace(world_release, services=services))
    page = Browser(app.test_client()).get("/about")
    app.extensions["releases"].close()
    assert ("It may not ask other servers (SERVICE)" in page.text) == (not services)
    assert {one.text for one in page.all("code")} >= set(services.split())
