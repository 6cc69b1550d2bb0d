"""Languages: chosen by address or by reader, kept in links, with complete catalogs."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from flask import Flask
from flask.testing import FlaskClient

from server.languages import LANGUAGES
from server.presentation import moment, percent, place, shown
from tests.homes import PROJECT
from tests.server.catalogs import CATALOGS, read
from tests.server.web import Browser

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
# Messages that are no different in these languages: words that they share with English, signs, and
# the name of a measure that network analysts there use in English.
SAME_AS_ENGLISH = {
    "Person": "da nb sv",
    "Organisation": "da sv",
    "link": "da",
    "Format": "da nb sv",
    "SHA-256": "da nb sv fi is",
    "Data:": "da nb sv fi",
    "Data": "da nb sv fi",
    "Type": "da nb",
    "Betweenness": "da nb sv",
    "PageRank": "da nb sv fi is",
    "Version": "da sv",
    "datatype": "da nb",
    "Barometer": "da nb sv",
    "Term": "sv",
    "Period": "sv",
    "{number} s": "da nb sv fi is",
    "%(statements)s, %(sources)s.": "da nb sv fi is",
    "%(statements)s, %(sources)s, %(years)s.": "da nb sv fi is",
}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("da", "da"), ("nb-NO,nb;q=0.9,en;q=0.5", "nb"), ("no", "nb"), ("nn-NO", "nb"),
     ("sv-FI,fi;q=0.9", "sv"), ("fi-FI,sv;q=0.9", "fi"), ("fi", "fi"), ("is-IS,en;q=0.8", "is"),
     ("is", "is"), ("fo-FO,en;q=0.9", "da"), ("kl", "da"), ("se-NO", "nb"), ("se-SE", "sv"),
     ("se-FI", "fi"), ("NN_no", "nb"), ("fi;q=0,is;q=0.1", "is"), ("en;q=0.2,is;q=0.4", "is"),
     ("en-GB", "en"), ("de,da;q=0.3", "da"), ("*", "en"), ("", "en"), ("\u00e9;q=x", "en")],
)  # fmt: skip
def test_the_reader_decides(browser: Browser, accepted: str, language: str) -> None:
    assert browser.get("/people", accepted).one("html")["lang"] == language


def test_the_address_decides_first_and_stays_in_links(browser: Browser) -> None:
    page = browser.get("/people?lang=sv", "da")
    assert page.one("html")["lang"] == "sv"
    ours = [link for link in page.links if link.startswith("/")]
    others = [link for link in ours if "lang=sv" not in link]
    assert sorted(others) == sorted(f"/people?lang={code}" for code in {*LANGUAGES} - {"sv"})
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
    for language, day in (("sv", "26 januari 2018"), ("fi", "26. tammikuuta 2018"),
                          ("is", "26. janúar 2018"), ("en", "26 January 2018")):  # fmt: skip
        assert day in browser.get("/event/taagetopmoede-2018", language).text


@pytest.mark.parametrize(
    ("language", "thousands", "half", "time", "paragraph"),
    [
        ("en", "1,234.5", "50%", "26 January 2018 14:05 UTC", "paragraph 2"),
        ("da", "1.234,5", "50\xa0%", "26. januar 2018 14.05 UTC", "afsnit 2"),
        ("nb", "1\xa0234,5", "50\xa0%", "26. januar 2018 14:05 UTC", "avsnitt 2"),
        ("sv", "1\xa0234,5", "50\xa0%", "26 januari 2018 14:05 UTC", "stycke 2"),
        ("fi", "1\xa0234,5", "50\xa0%", "26. tammikuuta 2018 14.05 UTC", "kappale 2"),
        ("is", "1.234,5", "50%", "26. janúar 2018 14:05 UTC", "málsgrein 2"),
    ],
)
def test_values_are_written_as_each_country_writes_them(
    app: Flask, language: str, thousands: str, half: str, time: str, paragraph: str
) -> None:
    noon = datetime(2018, 1, 26, 14, 5, tzinfo=UTC)
    with app.test_request_context(f"/?lang={language}"):
        written = (shown(1234.5), percent(0.5), moment(noon), place("paragraph 2"))
    assert written == (thousands, half, time, paragraph)


@pytest.mark.parametrize(
    ("language", "month"),
    [("fi", "tammikuu 2018"), ("is", "janúar 2018"), ("sv", "januari 2018")],
)
def test_a_month_stands_alone_as_its_name(app: Flask, language: str, month: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert shown("2018-01") == month


def texts(said: object) -> tuple[str, ...]:
    """Return the texts of a message or its translation: one, or one for each plural form."""
    return tuple(map(str, said)) if isinstance(said, tuple | list) else (str(said),)


def test_there_is_a_catalog_for_each_language_but_the_first() -> None:
    assert set(CATALOGS) == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("language", CATALOGS)
def test_every_message_is_translated(language: str) -> None:
    catalog = read(CATALOGS[language])
    for message in catalog:
        if message.id:
            forms = catalog.num_plurals if message.pluralizable else 1
            assert all(texts(message.string)), message.id
            assert len(texts(message.string)) == forms, message.id
            assert not message.fuzzy, message.id
            assert not list(message.check(catalog)), message.id


@pytest.mark.parametrize("language", CATALOGS)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(CATALOGS[language]))
    compiled.seek(0)
    told = GNUTranslations(compiled).ngettext
    one, other = (told("%(number)s row", "%(number)s rows", number) for number in (1, 2))
    assert one != other
    for number in range(200):
        form = {"one": one, "other": other}[Locale(language).plural_form(number)]
        assert told("%(number)s row", "%(number)s rows", number) == form, number


@pytest.mark.parametrize("language", CATALOGS)
def test_what_is_filled_in_is_the_same_in_each_translation(language: str) -> None:
    for message in read(CATALOGS[language]):
        if message.id:
            for own, text in zip(texts(message.id), texts(message.string), strict=True):
                assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(own)), own


@pytest.mark.parametrize("language", CATALOGS)
def test_no_message_is_left_in_english(language: str) -> None:
    same = {message.id for message in read(CATALOGS[language]) if message.string == message.id}
    assert same - {""} == {one for one, there in SAME_AS_ENGLISH.items() if language in there}


def test_catalogs_hold_the_same_messages_once_and_in_one_order() -> None:
    orders = {}
    for language, path in CATALOGS.items():
        catalog = read(path)
        orders[language] = [message.id for message in catalog if message.id]
        assert not catalog.obsolete, language
        written = path.read_text("utf-8").splitlines()
        assert sum(line.startswith("msgid ") for line in written) == len(orders[language]) + 1
    assert all(order == orders["da"] for order in orders.values())


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
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None,
                "Refusal": (2,)}  # fmt: skip
    catalog = Catalog()
    for folder in (server, PROJECT / "kg" / "networks"):
        for _file, _line, message, *_rest in extract_from_dir(
            folder, mapping, options, keywords=keywords
        ):
            catalog.add(message)
    return catalog
