"""The page on quality: what is covered, what is missing, who disagrees, by known numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jinja2 import FileSystemBytecodeCache

from kg.build import build
from server import create_app
from server.languages import LANGUAGES
from server.presentation import percent
from server.quality import GAPS
from tests.homes import World
from tests.server.web import Browser


def test_thinly_covered_countries_are_named_with_their_numbers(browser: Browser) -> None:
    text = browser.get("/quality").text
    assert "These have less than 20% of the sources of the country with the most" in text
    assert (
        "Iceland: 0 sources, 0% of those of Denmark. What is missing here may well exist." in text
    )
    assert "Finland: 1 source" not in text  # as many as Denmark


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thinly_covered_country_says_so_on_its_page(browser: Browser, language: str) -> None:
    page = browser.get("/country/is", language)
    assert page.one("p", role="note").text
    assert "/quality" in page.links
    assert not browser.get("/country/dk", language).all("p", role="note")
    assert not browser.get("/organisation/idevaerket", language).all("p", role="note")


def test_numbers_lead_to_the_lists_that_hold_them(browser: Browser) -> None:
    links = browser.get("/quality").links
    assert links["/events?country=dk"] == "2"
    assert len(browser.get("/events?country=dk").all("tr")) == 3
    assert links["/organisations?country=is"] == "2"
    assert links["/quality/people-without-role"] == "People without a role"


@pytest.mark.parametrize(
    ("sort", "first"),
    [("-source", "Denmark"), ("name", "Åland"), ("-name", "Sweden"), ("-observation", "Finland")],
)
def test_countries_are_sorted_as_asked(browser: Browser, sort: str, first: str) -> None:
    page = browser.get(f"/quality?sort={sort}")
    countries = [one for one in page.all("th", scope="row") if one.text in {
        "Denmark", "Norway", "Sweden", "Finland", "Iceland", "Faroe Islands", "Greenland", "Åland"
    }]  # fmt: skip
    assert len(countries) == 8
    assert countries[0].text == first


def test_a_column_that_is_none_has_no_page(browser: Browser) -> None:
    assert browser.get("/quality?sort=fog").status == 404


def test_who_disagrees_is_shown_with_both_values_and_sources(browser: Browser) -> None:
    page = browser.get("/quality")
    assert "/concept/indicator/renewed-share" in page.links
    (values,) = [one for one in page.all("ul") if one["class"] == "plain"]
    assert values.text == (
        "68 Usvaraportti 2020: mitä Äälisaari oppi 70 The Ring Book & Other Tales of Fog"
    )


@pytest.mark.parametrize("name", GAPS)
def test_each_gap_lists_its_things(browser: Browser, name: str) -> None:
    page = browser.get(f"/quality/{name}")
    assert page.status == 200
    assert len(page.all("li")) >= int(page.one("h1").text.split()[-1])


def test_the_things_of_a_gap_are_those_of_which_it_is_not_known(browser: Browser) -> None:
    assert "/person/maret-tuonnal-cahppe" in browser.get("/quality/people-without-role").links
    assert (
        "/organisation/blaabaerringen"
        in browser.get("/quality/organisations-without-country").links
    )
    assert browser.get("/quality/people-without-shoes").status == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_read_in_each_language(browser: Browser, language: str) -> None:
    for address in ("/quality", "/quality/people-without-role"):
        assert browser.get(address, language).one("html")["lang"] == language


def test_every_page_leads_to_it(browser: Browser) -> None:
    assert "/quality" in browser.get("/").links
    assert "/quality" in browser.get("/networks").links


@pytest.fixture
def doubtful(world: World, templates: FileSystemBytecodeCache) -> Iterator[Browser]:
    """Return a browser of a world in which something is unsure and something left out."""
    world.append("same_as.csv", "person/paeivi-aeijaelae,person/thora-duadottir,unsure,Fog.")
    world.append("same_as.csv", "person/maret-tuonnal-cahppe,person/soren-grossmann,unsure,Fog.")
    world.path("data/left-out.csv").write_text(
        "slice,table,row,reason\ndk,roles,2,no fog: row 3\ndk,people,4,no fog\n", "utf-8"
    )
    build(world.settings)
    app = create_app(world.settings)
    app.jinja_env.bytecode_cache = templates
    yield Browser(app.test_client())
    app.extensions["releases"].close()


def test_what_is_unsure_and_what_was_left_out_is_told(doubtful: Browser) -> None:
    text = doubtful.get("/quality").text
    assert "Päivi Äijälä – Þóra Ðúadóttir" in text
    assert "Máret Ŧuoŋŋal-Čáhppe – Søren Großmann" in text  # by the id that is kept
    assert "no fog 2 people, roles" in text


def test_a_share_is_never_less_than_it_is(browser: Browser) -> None:
    with create_app().test_request_context("/?lang=en"):
        assert [percent(share) for share in (0, 0.001, 0.145, 1)] == ["0%", "< 1%", "14%", "100%"]
