"""Whatever is asked for, wrong, repeated or huge: a page or a plain refusal, and no fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import FileSystemBytecodeCache

import server
from kg.explore import FACETS
from kg.settings import Settings
from server import create_app
from server.days import PARAMETER
from server.kinds import LISTED
from tests.browser.visits import MADE_UP
from tests.server.web import ACCEPT

# Queries have their own tests.
PAGES = [address.partition("?")[0].partition("#")[0] for address in MADE_UP.values()]
PAGES = [
    *sorted({one for one in PAGES if not one.startswith("/sparql")}),
    *(f"/{kind.list}" for kind in LISTED),
    "/embed/person/aase-oest-aeroe",
    "/person/aase-oest-aeroe.csv",
    "/feeds/releases.atom",
    "/feeds/changes.atom",
    "/feeds/country/dk.atom",
    "/feeds/person/aase-oest-aeroe.atom",
    "/search/suggest",
    "/networks/data.json",
    "/networks/drawing.svg",
    "/networks/file/json",
    "/networks/pair",
    "/embed/network",
]
PARAMETERS = [
    *FACETS, PARAMETER, "around", "at", "dossier", "facet", "format", "from", "indicator", "lang",
    "most", "nodes", "page", "q", "release", "releases", "sector", "show", "sort", "state", "ties",
    "to", "values", "between", "by", "half_life", "roll_up", "successors", "weight", "_external",
    "one", "other", "ties_sort",
    "colour", "size", "least", "made", "measures", "ranks", "tied_to", "country", "type", "source",
    "endpoint", "filename", "self",
]  # fmt: skip
MARK = "<script>alert(1)</script>"
VALUES = [
    "events", "people", "countries", "nan", "community", "communities", "1.2.3.4", "dk",
    "", " ", "0", "-1", "1.5", "99999999999999999999", "x" * 3000, "Å" * 1000, MARK,
    '"><img src=x>', "\x00", "\r\nSet-Cookie: a=b", "../../x", "//example.org", "Åse Øst-Ærø",
    "שלום", "e\u0301\u0301", "🌫", "' OR 1=1 --", "%", "%ff", "person/aase-oest-aeroe", "person",
    "2018-06-01", "true", "json", "csv", "-name", "membership-from", "participation-from", "fi",
]  # fmt: skip
ANSWERS = {200, 303, 304, 400, 404}


@pytest.fixture(scope="module")
def app(world_release: Settings, templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    made = create_app(world_release)
    made.jinja_env.bytecode_cache = templates
    made.testing = True
    yield made
    made.extensions["releases"].close()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_parameters_are_those_that_the_code_reads() -> None:
    folder = Path(server.__file__).parent
    read = {
        name
        for path in folder.glob("*.py")
        for name in re.findall(r'request\.args\.get(?:list)?\("(\w+)"', path.read_text("utf-8"))
    }
    assert read
    assert read - set(PARAMETERS) <= {"graph"}, "a parameter is not tried"  # that of SPARQL


asked = st.lists(st.tuples(st.sampled_from(PARAMETERS), st.sampled_from(VALUES)), max_size=4)


@given(page=st.sampled_from(PAGES), parameters=asked, accept=st.sampled_from([ACCEPT, "*/*"]))
@settings(max_examples=600, deadline=None)
def test_any_parameters_are_answered(
    client: FlaskClient, page: str, parameters: list[tuple[str, str]], accept: str
) -> None:
    answer = client.get(page, query_string=parameters, headers={"Accept": accept})
    assert answer.status_code in ANSWERS, (page, parameters)
    assert "Set-Cookie" not in answer.headers
    if answer.mimetype == "text/html":
        assert MARK not in answer.text
        assert "<img src=x>" not in answer.text
    if answer.status_code == 303:
        assert answer.headers["Location"].startswith("/")
        assert not answer.headers["Location"].startswith("//")


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/person/aase-oest-aeroe?show=nonsense", 404, "nonsense"),
        ("/person/aase-oest-aeroe?show=" + "x" * 3000, 404, "x" * 40),
        ("/person/aase-oest-aeroe?show=membership-from&show=nonsense", 200, ""),
        ("/person/aase-oest-aeroe?dossier=1&dossier=2", 200, ""),
        ("/person/aase-oest-aeroe?dossier=&show=membership-from", 200, ""),
        ("/embed/person/nobody", 404, "nobody"),
        ("/changes?release=nonsense&kind=nonsense&state=nonsense&country=nonsense", 200, ""),
        ("/changes?page=99999999999999999999", 200, ""),
        ("/changes?releases=-5", 200, ""),
        ("/feeds/changes.atom?page=99", 200, ""),
        ("/feeds/person/nobody.atom", 404, "nobody"),
        ("/people?page=-3", 200, ""),
        ("/people?facet=nonsense", 404, "participation"),
        ("/people?sort=nonsense", 404, "organisation"),
        ("/people?format=nonsense", 404, "format=csv"),
        ("/connect?format=nonsense", 404, "format=json"),
        ("/barometer?indicator=nonsense", 404, "renewed-share"),
        ("/quality/nonsense", 404, "people-without-role"),
        ("/country/dk/with/dk", 404, "/country/dk/with/no"),
    ],
)
def test_a_wrong_one_is_refused_or_does_not_count(
    client: FlaskClient, address: str, status: int, says: str
) -> None:
    answer = client.get(address, headers={"Accept": ACCEPT})
    assert answer.status_code == status
    assert says in answer.text
    problem = client.get(address, headers={"Accept": "application/json"})
    if status == 404 and problem.mimetype == "application/problem+json":
        assert problem.json
        assert problem.json["detail"]
