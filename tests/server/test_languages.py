"""Languages: chosen by address or by reader, kept in links, with complete catalogs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from flask.testing import FlaskClient

from server.languages import LANGUAGES
from tests.homes import PROJECT
from tests.server.catalogs import CATALOGS, read
from tests.server.web import Browser


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("da", "da"), ("nb-NO,nb;q=0.9,en;q=0.5", "nb"), ("no", "nb"), ("nn-NO", "nb"),
     ("sv-FI,fi;q=0.9", "sv"), ("en-GB", "en"), ("fi", "en"), ("de,da;q=0.3", "da"), ("*", "en"),
     ("", "en"), ("\u00e9;q=x", "en")],
)  # fmt: skip
def test_the_reader_decides(browser: Browser, accepted: str, language: str) -> None:
    assert browser.get("/people", accepted).one("html")["lang"] == language


def test_the_address_decides_first_and_stays_in_links(browser: Browser) -> None:
    page = browser.get("/people?lang=sv", "da")
    assert page.one("html")["lang"] == "sv"
    ours = [link for link in page.links if link.startswith("/")]
    others = [link for link in ours if "lang=sv" not in link]
    assert sorted(others) == ["/people?lang=da", "/people?lang=en", "/people?lang=nb"]
    assert page.all("input", type="hidden", name="lang")[0]["value"] == "sv"
    assert browser.get("/people?lang=xx", "da").one("html")["lang"] == "da"


def test_no_language_in_links_where_none_was_asked_for(browser: Browser) -> None:
    links = [link for link in browser.get("/person/juergen-krueger", "da").links if "lang=" in link]
    assert len(links) == len(LANGUAGES)


def test_caches_are_told_that_the_language_counts(client: FlaskClient) -> None:
    assert "Accept-Language" in client.get("/people").headers["Vary"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_read_in_each_language(browser: Browser, language: str) -> None:
    for address in ("/", "/people", "/person/juergen-krueger", "/networks", "/sparql", "/about",
                    "/ontology", "/source/tangpost-2018", "/nowhere", "/search?q=fog"):  # fmt: skip
        page = browser.get(address, language)
        assert page.one("html")["lang"] == language
        switch = page.all("a", hreflang=language)
        assert switch[0]["aria-current"] == "true"


def test_places_dates_and_numbers_are_written_as_the_reader_writes_them(browser: Browser) -> None:
    page = browser.get("/person/aase-oest-aeroe", "da")
    assert page.links["/source/tangpost-2018#paragraph-2"] == "afsnit 2"
    assert "januar 2018" in page.text
    page = browser.get("/event/taagetopmoede-2018", "sv")
    assert "26 januari 2018" in page.text


def test_there_is_a_catalog_for_each_language_but_the_first() -> None:
    assert set(CATALOGS) == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("path", CATALOGS.values(), ids=str)
def test_every_message_is_translated(path: Path) -> None:
    for message in read(path):
        if message.id:
            assert message.string, message.id
            assert all(message.string) or not message.pluralizable, message.id
            assert not message.fuzzy, message.id
            assert not list(message.check(read(path))), message.id


@pytest.mark.parametrize("path", CATALOGS.values(), ids=str)
def test_catalogs_hold_what_the_source_says(path: Path, source: Catalog) -> None:
    def ids(catalog: Catalog) -> set[object]:
        return {message.id for message in catalog if message.id}

    assert ids(read(path)) == ids(source)


@pytest.fixture(scope="module")
def source() -> Catalog:
    """Return the messages that stand in the source, as pybabel extracts them."""
    server = PROJECT / "server"
    settings = io.StringIO((server / "babel.cfg").read_text("utf-8"))
    mapping, options = parse_mapping_cfg(settings)  # type: ignore[no-untyped-call]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
    catalog = Catalog()
    for _file, _line, message, *_rest in extract_from_dir(
        server, mapping, options, keywords=keywords
    ):
        catalog.add(message)
    return catalog
