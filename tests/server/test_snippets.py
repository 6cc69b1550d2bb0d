"""Snippets ask exactly the query they are made of, whatever it holds, when they are really run."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import snippets
from server.snippets import in_m, in_python, snippet
from tests.server.recorder import Recorder

UTF_8 = os.environ | {"LC_ALL": "C.UTF-8"}
LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("\"'\\\n\r\t\0`$#%&+?{}()æøåÆØÅðþ"),
    st.sampled_from(['"""', "'''", "\\u00e6", "\\'", "#(lf)", "$(x)", "\r\n", "SPARQL"]),
)
QUERIES = st.lists(LETTERS).map("".join).map("SELECT {}".format)
# Those that R itself reads: not what Unicode says is no character.
READABLE = QUERIES.filter(lambda text: not any(ord(one) & 0xFFFE == 0xFFFE for one in text))
NASTY = """SELECT ?a {
  ?a rdfs:label "Søren \\"Ål\\" O'Ærø"@da . # 100 % $HOME `x` \\\\
  FILTER(REGEX(?a, '''a"b''')) }"""


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    made = Recorder()
    yield made
    made.close()


@pytest.fixture(scope="module")
def templates() -> Iterator[None]:
    """Stand in an app that has the templates."""
    app = Flask(snippets.__name__)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    snippets.init(app)
    with app.app_context():
        yield


def _asked(query: str) -> str:
    """Return what is asked for a query: the same, without the character that nothing can hold."""
    return query.replace("\0", "\\u0000").strip()


@pytest.mark.usefixtures("templates")
@given(query=QUERIES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_asks_the_query(recorder: Recorder, query: str) -> None:
    recorder.queries.clear()
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(snippet("pandas", query, recorder.address).text, {})
    assert recorder.queries == [_asked(query)]
    assert "Ærø" in printed.getvalue()


@pytest.mark.usefixtures("templates")
@given(query=QUERIES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_the_shell_asks_the_query(recorder: Recorder, query: str) -> None:
    if not shutil.which("curl"):
        pytest.skip("there is no curl on this machine")
    recorder.queries.clear()
    assert "Ærø" in _shell(snippet("curl", query, recorder.address).text)
    assert recorder.queries == [_asked(query)]


def _shell(code: str) -> str:
    command = ["sh", "-c", code]
    return subprocess.run(command, capture_output=True, check=True, env=UTF_8).stdout.decode()


@pytest.mark.usefixtures("templates")
@given(queries=st.lists(READABLE, min_size=20, max_size=30))
@settings(suppress_health_check=list(HealthCheck), max_examples=4)
def test_r_asks_the_query(recorder: Recorder, tmp_path: Path, queries: list[str]) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("there is no R on this machine")
    recorder.queries.clear()
    code = "\n".join(snippet("r", query, recorder.address).text for query in queries)
    printed = _r(tmp_path, code)
    assert recorder.queries == [_asked(query) for query in queries]
    assert "Ærø" in printed


def _r(folder: Path, code: str) -> str:
    script = folder / "script.R"
    script.write_bytes(code.encode())
    command = ["Rscript", "--vanilla", str(script)]
    run = subprocess.run(command, capture_output=True, env=UTF_8)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode()


@pytest.mark.usefixtures("templates")
@pytest.mark.parametrize("name", ["pandas", "sparqlwrapper", "rdflib"])
@given(query=QUERIES)
def test_the_python_of_each_snippet_holds_the_query(name: str, query: str) -> None:
    tree = ast.parse(snippet(name, query, "https://e.org/sparql").text)
    held = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)]
    assert _asked(query) in held


@given(st.text())
def test_python_strings_are_read_back(text: str) -> None:
    assert ast.literal_eval(in_python(text)) == text


@pytest.mark.usefixtures("templates")
def test_a_query_stays_readable() -> None:
    code = snippet("pandas", 'SELECT ?a {\n  ?a rdfs:label "Ærø"@da\n}', "https://e.org/").text
    assert '\n  ?a rdfs:label "Ærø"@da\n' in code
    assert "\n  ?a rdfs:label" in snippet("r", "SELECT ?a {\n  ?a rdfs:label ?b }", "x:").text


@given(st.text())
def test_texts_of_m_are_read_back(text: str) -> None:
    quoted = in_m(text)
    assert (quoted[0], quoted[-1]) == ('"', '"')
    assert _read_m(quoted[1:-1]) == text


def _read_m(quoted: str) -> str:
    """Return the text of M's notation, by the rules of its language specification."""
    read, rest = "", quoted
    while rest:
        if rest.startswith('""'):
            read, rest = read + '"', rest[2:]
        elif rest.startswith("#("):
            code, rest = rest[2:].split(")", 1)
            read += "#" if code == "#" else chr(int(code, 16))
        else:
            assert rest[0] != '"'
            read, rest = read + rest[0], rest[1:]
    return read


@pytest.mark.usefixtures("templates")
@pytest.mark.parametrize("name", ["curl", "pandas", "r"])
@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT {} WHERE {}", "DESCRIBE <a:b>"])
def test_code_that_asks_no_table_reads_none(name: str, query: str) -> None:
    code = snippet(name, query, "https://e.org/sparql").text
    assert query in code
    assert "csv" not in code


@pytest.mark.usefixtures("templates")
def test_a_nasty_query_in_a_shell_and_in_r(recorder: Recorder, tmp_path: Path) -> None:
    recorder.queries.clear()
    expected = []
    if shutil.which("curl"):
        _shell(snippet("curl", NASTY, recorder.address).text)
        expected.append(NASTY)
    if shutil.which("Rscript"):
        _r(tmp_path, snippet("r", NASTY, recorder.address).text)
        expected.append(NASTY)
    assert recorder.queries == expected
