"""The page "use it": each snippet on it is run where what runs it is there, and gives the names."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from server.query_page import START
from tests.server.web import ACCEPT, Page, parsed

NAMES = {"Åse Øst-Ærø", "Jürgen Krüger", "Þóra Ðúadóttir"}
UTF_8 = os.environ | {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
PYTHON = ("pandas", "sparqlwrapper", "rdflib")


@pytest.fixture(scope="module")
def page(address: str) -> Page:
    """Return the page as a browser gets it, with the address of the server in its code."""
    request = urllib.request.Request(f"{address}/use", headers={"Accept": ACCEPT})
    with urllib.request.urlopen(request) as answer:
        return parsed(Response(answer.read(), answer.status, dict(answer.headers)))


def _code(page: Page, name: str) -> str:
    return "".join(page.one("code", id=f"code-{name}").parts)


def _run(command: list[str]) -> str:
    run = subprocess.run(command, capture_output=True, env=UTF_8)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode()


def _rows(address: str) -> list[list[str]]:
    """Return the CSV at an address, which must say that it is CSV in UTF-8."""
    with urllib.request.urlopen(address) as answer:
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.reader(io.StringIO(answer.read().decode())))


def _names(rows: list[list[str]]) -> set[str]:
    return {row[rows[0].index("name")] for row in rows[1:]}


@pytest.mark.parametrize("name", PYTHON)
def test_python(page: Page, name: str) -> None:
    # A frame prints only as much of itself as fits its screen.
    whole = "pandas.set_option('display.max_colwidth', None, 'display.width', None)"
    code = _code(page, name).replace("print(table)", f"{whole}\nprint(table['name'])")
    printed = _run([sys.executable, "-c", code])
    assert all(one in printed for one in NAMES)


def test_curl(page: Page) -> None:
    if not shutil.which("curl"):
        pytest.skip("there is no curl on this machine")
    printed = _run(["sh", "-c", _code(page, "curl")])
    assert _names(list(csv.reader(io.StringIO(printed)))) >= NAMES


def test_r(page: Page, tmp_path: Path) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("there is no R on this machine")
    script = tmp_path / "use.R"
    script.write_text(_code(page, "r"), "utf-8")
    printed = _run(["Rscript", "--vanilla", str(script)])
    assert all(one in printed for one in NAMES)


def test_the_address_for_openrefine_and_excel(page: Page) -> None:
    address = page.one("a", id="openrefine-address")["href"]
    assert page.one("a", id="openrefine-address").text == address
    assert _names(_rows(address)) >= NAMES


@pytest.mark.parametrize("name", ["Blåbærringen", "Þokuráðuneytið", 'no "such" \\ name'])
def test_the_expression_for_openrefine(page: Page, name: str) -> None:
    rows = _rows(_grel(_code(page, "openrefine"), name))
    found = {
        "Blåbærringen": "organisation/blaabaerringen",
        "Þokuráðuneytið": "organisation/thokuraduneytid",
    }
    assert rows[0] == ["thing"]
    assert [row[0].partition("/id/")[2] for row in rows[1:]] == [
        path for known, path in found.items() if known == name
    ]


def _grel(expression: str, value: str) -> str:
    """Return what OpenRefine makes of the expression for a cell, by the rules of GREL."""
    form = re.fullmatch(
        r'"(?P<address>[^"]+)" \+ escape\(\'(?P<before>[^\']+)\' \+ '
        r"value\.replace\('\\\\', '\\\\\\\\'\)\.replace\('\"', '\\\\\"'\)"
        r" \+ '(?P<after>[^']+)', \"url\"\)",
        expression,
    )
    assert form, expression
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return form["address"] + quote(form["before"] + quoted + form["after"], safe="")


def test_the_query_for_excel(page: Page) -> None:
    code = _code(page, "excel")
    assert "Encoding = 65001" in code
    text = re.search(r'Query = "((?:[^"]|"")*)",', code)
    endpoint = re.search(r'Web\.Contents\("([^"]+)", \[Query = \[query = Query, format', code)
    assert text
    assert endpoint
    asked = {"query": text[1].replace('""', '"'), "format": "csv"}
    assert _names(_rows(f"{endpoint[1]}?{urlencode(asked)}")) >= NAMES


def test_csv_has_no_mark_at_its_beginning(page: Page) -> None:
    """What the page says of a double click in Excel holds as long as this does."""
    with urllib.request.urlopen(page.one("a", id="openrefine-address")["href"]) as answer:
        assert not answer.read().startswith(b"\xef\xbb\xbf")


def test_every_snippet_of_the_page_is_run_here(page: Page) -> None:
    shown = {one["id"].removeprefix("code-") for one in page.all("code") if one["id"]}
    assert shown == {*PYTHON, "curl", "r", "openrefine", "excel"}


def test_the_code_of_a_query_is_a_page_of_its_own(client: FlaskClient) -> None:
    query = 'SELECT ?a {\r\n  ?a rdfs:label "Ærø"@da }'
    for answer in (
        client.get("/sparql/code", query_string={"query": query}),
        client.post("/sparql/code", data={"query": query}),
    ):
        page = parsed(answer)
        assert (
            page.one("code", id="code-curl").parts[0].startswith("curl 'http://localhost/sparql'")
        )
        for name in ("curl", "pandas", "r"):
            assert '{\n  ?a rdfs:label "Ærø"@da }' in _code(page, name)
    assert client.get("/sparql/code").location == "/use"


def test_the_pages_lead_to_it(client: FlaskClient) -> None:
    assert "/use" in parsed(client.get("/sparql", headers={"Accept": ACCEPT})).links
    assert "/use" in parsed(client.get("/")).links
    assert START.strip() in parsed(client.get("/use")).source.replace("&gt;", ">")
