"""Search: the page of results, and the suggestions."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.server.web import Browser


@pytest.mark.parametrize("typed", ["Kruger", "Krüger", "Krueger", "KRÜGER", "jurgen kru"])
def test_all_spellings_find_the_same(browser: Browser, typed: str) -> None:
    page = browser.get(f"/search?q={typed}")
    assert page.links["/person/juergen-krueger"] == "Jürgen Krüger"


@pytest.mark.parametrize(
    ("typed", "path"),
    [("ase ost aero", "aase-oest-aeroe"), ("Aase Oest", "aase-oest-aeroe"),
     ("thora", "thora-duadottir"), ("Đúadóttir", "thora-duadottir"),
     ("grossmann", "soeren-grossmann"), ("aijala", "paeivi-aeijaelae"),
     ("cahppe", "maret-tuonnal-cahppe")],
)  # fmt: skip
def test_nordic_letters_may_be_typed_plainly(browser: Browser, typed: str, path: str) -> None:
    assert f"/person/{path}" in browser.get(f"/search?q={typed}").links


def test_results_stand_by_kind(browser: Browser) -> None:
    page = browser.get("/search?q=fog")
    heads = [one.text.split()[0] for one in page.all("h2")]
    assert {"Events", "Initiatives"} <= set(heads)
    assert "hits for “fog”" in page.text
    assert page.all("input", name="q")[0]["value"] == "fog"


def test_a_mistyped_word_is_corrected_and_said_so(browser: Browser) -> None:
    page = browser.get("/search?q=krugr")
    assert "/person/juergen-krueger" in page.links
    assert "Nothing is called “krugr”. This was searched for instead: “Krüger”." in page.text


def test_nothing_found_is_said_and_ways_on_are_shown(browser: Browser) -> None:
    page = browser.get("/search?q=qqqqqqqqqq")
    assert "Nothing is called “qqqqqqqqqq”." in page.text
    assert "/countries" in page.links


@pytest.mark.parametrize("typed", ["", "   ", '"', "*", "a AND", "NEAR(x)", "%", "x" * 10_000])
def test_no_text_breaks_the_search(browser: Browser, client: FlaskClient, typed: str) -> None:
    assert browser.get("/search", query_string={"q": typed}).status == 200
    assert client.get("/search/suggest", query_string={"q": typed}).status_code == 200


def test_suggestions_name_kind_and_address(client: FlaskClient) -> None:
    answer = client.get("/search/suggest?q=kru&lang=da")
    assert answer.json == {
        "corrected": "",
        "suggestions": [
            {
                "countries": None,
                "kind": "person",
                "kindLabel": "Person",
                "label": "Jürgen Krüger",
                "language": None,
                "path": "person/juergen-krueger",
                "url": "/person/juergen-krueger?lang=da",
            }
        ],
    }


def test_suggestions_of_some_kinds_only(client: FlaskClient) -> None:
    every = client.get("/search/suggest?q=fog").json
    assert every
    assert {one["kind"] for one in every["suggestions"]} > {"event", "initiative"}
    some = client.get("/search/suggest?q=fog&kind=event&kind=initiative").json
    assert some
    assert {one["kind"] for one in some["suggestions"]} == {"event", "initiative"}


def test_suggestions_are_few(client: FlaskClient) -> None:
    answer = client.get("/search/suggest?q=t")
    assert answer.json
    assert 0 < len(answer.json["suggestions"]) <= 8


def test_a_search_is_narrowed_down_by_kind_and_country(browser: Browser) -> None:
    page = browser.get("/search?q=fog")
    assert "/search?q=fog&kind=event" in page.links
    narrowed = browser.get("/search?q=fog&kind=event&country=fi")
    assert [one.text.split()[0] for one in narrowed.all("h2")][:1] == ["Events"]
    assert "/event/usvahuippu-2020" in narrowed.links
    assert "/initiative/taagetaellingen" not in narrowed.links
    assert "/search?q=fog" in narrowed.links


def test_choices_that_leave_nothing_can_be_taken_away(browser: Browser) -> None:
    page = browser.get("/search?q=fog&kind=event&country=gl")
    assert "There is none." in page.text
    assert "/search?q=fog&kind=event" in page.links


def test_what_has_but_some_of_the_words_is_shown_as_such(browser: Browser) -> None:
    page = browser.get("/search?q=tangløse kommuneforbund xyzzyxyzzyxyzzy")
    assert "Nothing has all the words of" in page.text
    assert "/organisation/tangloese-kommuneforbund" in page.links


def test_what_was_meant_can_be_searched_for(browser: Browser) -> None:
    page = browser.get("/search?q=krugr")
    (meant,) = [link for link, text in page.links.items() if text.startswith("All hits for")]
    assert meant == "/search?q=Kr%C3%BCger"
    assert "/person/juergen-krueger" in browser.get(meant).links
