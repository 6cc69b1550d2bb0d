"""Marks of language: whatever is said in another language than the page's is marked as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

import kg
from kg.explore.labels import as_text
from kg.settings import Settings
from server import create_app
from tests.server.catalogs import CATALOGS, read
from tests.server.web import ACCEPT

SAID = """SELECT DISTINCT ?text {
  ?thing ?property ?text FILTER(DATATYPE(?text) IN (xsd:string, rdf:langString)) }"""
PAGES = (
    "/", "/organisations", "/people?source=coi-2018-01-skandinavisk-topmoede", "/sources",
    "/countries", "/search?q=innovation", "/person/pia-gjellerup", "/organisation/coi-dk",
    "/organisation/kuntaliitto-fi", "/organisation/samband-is", "/embed/organisation/coi-dk",
    "/organisation/coi-dk?asof=2018-06-01", "/event/skandinavisk-topmoede-2018",
    "/initiative/kommunereform-no", "/country/no", "/country/dk/with/no",
    "/source/coi-2018-01-skandinavisk-topmoede",
    "/source/coi-2018-01-skandinavisk-topmoede/evidence?at=paragraph-3", "/concept/role/head",
    "/networks?around=organisation/coi-dk", "/barometer", "/quality", "/ontology",
    "/connect?from=person/pia-gjellerup&to=organisation/ks-no", "/person/pia-gjelerup",
)  # fmt: skip
UNMARKED = {"title", "script", "style", "textarea", "code"}
"""Elements that hold no marked text: plain text of the page's head, programs, identifiers."""


class Texts(HTMLParser):
    """Yields the texts of a page, each with the language that it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = [("", "")]
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, dict(attrs).get("lang") or self._open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not UNMARKED & {tag for tag, _ in self._open}:
            self.found.append((" ".join(data.split()), self._open[-1][1]))


@pytest.fixture(scope="module")
def said(real_release: Settings) -> Mapping[str, Set[str]]:
    """Return the languages of each text of the graph; nothing stands for none."""
    languages: dict[str, set[str]] = defaultdict(set)
    for row in kg.open(real_release).select(SAID):
        text = as_text(row["text"])
        languages[" ".join(text.split())].add(text.language or "")
    return languages


@pytest.fixture(scope="module")
def client(real_release: Settings) -> Iterator[FlaskClient]:
    app = create_app(real_release)
    yield app.test_client()
    app.extensions["releases"].close()


@pytest.mark.parametrize("language", ["fi", "is"])
def test_a_text_in_another_language_is_marked(
    client: FlaskClient, said: Mapping[str, Set[str]], language: str
) -> None:
    ours = {message.string for message in read(CATALOGS[language])}
    unmarked, marked = {}, 0
    for address in PAGES:
        answer = client.get(address, headers={"Accept": ACCEPT, "Accept-Language": language})
        texts = Texts()
        texts.feed(answer.get_data(as_text=True))
        for text, stands_in in texts.found:
            if said.get(text, {""}).isdisjoint({"", language}) and text not in ours:
                marked += 1
                if stands_in not in said[text]:
                    unmarked[address, text] = stands_in, said[text]
    assert marked > 1000
    assert unmarked == {}
