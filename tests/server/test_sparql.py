"""SPARQL: each format is parsed back, each refusal has its status and says why."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
import rdflib
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import kg
from kg.answers import Outcome
from kg.build import build
from kg.cancelling import Running
from kg.description import describe_service
from kg.formats import SOLUTIONS, TRIPLES
from kg.prefixes import expand
from kg.questions import all_questions
from kg.sandbox import Sandbox
from kg.settings import BASE, Settings
from server import create_app, query_page
from tests.homes import World
from tests.server.web import ACCEPT, Browser

SD = rdflib.Namespace(expand("sd:"))
NAMES = "SELECT ?name WHERE { ?person a foaf:Person ; foaf:name ?name } ORDER BY ?name"
SOURCE = "https://w3id.org/nordic-innovation/id/source/"
GRAPH = "CONSTRUCT { ?p foaf:name ?n } WHERE { ?p foaf:name ?n }"
PRODUCT = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def _ask(client: FlaskClient, query: str, accept: str | None = None, **values: str) -> TestResponse:
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", query_string={"query": query, **values}, headers=headers)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv; charset=utf-8", "text/csv"),
        ("application/sparql-results+xml;charset=utf-8, text/csv;q=0.5",
         "application/sparql-results+xml"),
        ("application/json;charset=utf-8;q=0.5, text/csv;q=0.4",
         "application/sparql-results+json"),
    ],
)  # fmt: skip
def test_the_charset_that_a_client_accepts_decides_nothing(
    client: FlaskClient, accept: str, kind: str
) -> None:
    assert _ask(client, NAMES, accept).mimetype == kind


def test_whoever_accepts_anything_gets_json(client: FlaskClient) -> None:
    answer = _ask(client, NAMES)
    assert answer.mimetype == "application/sparql-results+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    names = [row["name"]["value"] for row in json.loads(answer.data)["results"]["bindings"]]
    assert "Åse Øst-Ærø" in names
    assert len(names) == 6


@pytest.mark.parametrize(
    ("format_", "media_type"),
    [("json", "application/sparql-results+json"), ("xml", "application/sparql-results+xml"),
     ("csv", "text/csv"), ("tsv", "text/tab-separated-values")],
)  # fmt: skip
def test_solutions_in_each_format(client: FlaskClient, format_: str, media_type: str) -> None:
    for answer in (_ask(client, NAMES, media_type), _ask(client, NAMES, ACCEPT, format=format_)):
        assert answer.status_code == 200
        assert answer.mimetype == media_type
        if format_ in {"json", "xml"}:
            result = rdflib.query.Result.parse(io.BytesIO(answer.data), format=format_)
            found = [str(row[0]) for row in result]  # type: ignore[index]
        else:
            rows = list(csv.reader(io.StringIO(answer.text), delimiter=",\t"[format_ == "tsv"]))
            found = [row[0].strip('"') for row in rows[1:]]
        assert "Þóra Ðúadóttir" in found
        assert len(found) == 6


@pytest.mark.parametrize(
    ("format_", "media_type", "parser"),
    [("turtle", "text/turtle", "turtle"), ("ntriples", "application/n-triples", "nt"),
     ("rdfxml", "application/rdf+xml", "xml"), ("jsonld", "application/ld+json", "json-ld")],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_triples_in_each_format(
    client: FlaskClient, format_: str, media_type: str, parser: str
) -> None:
    for answer in (_ask(client, GRAPH, media_type), _ask(client, GRAPH, ACCEPT, format=format_)):
        assert answer.mimetype == media_type
        assert len(rdflib.Graph().parse(data=answer.data, format=parser)) == 6


@pytest.mark.parametrize(
    ("name", "of_solutions", "of_triples"),
    [("text/csv", "text/csv", 406), ("ttl", 406, "text/turtle"),
     ("nt", 406, "application/n-triples"), ("application/rdf+xml", 406, "application/rdf+xml"),
     ("application/json", "application/sparql-results+json", "application/ld+json"),
     ("html", "text/html", "text/html"), ("text/html", "text/html", "text/html")],
)  # fmt: skip
def test_a_format_goes_by_its_other_names_too(
    client: FlaskClient, name: str, of_solutions: str | int, of_triples: str | int
) -> None:
    for query, expected in ((NAMES, of_solutions), (GRAPH, of_triples)):
        answer = client.get("/sparql", query_string={"query": query, "format": name})
        assert (answer.mimetype if answer.status_code == 200 else answer.status_code) == expected
    unescaped = client.get(f"/sparql?format={name}", query_string=None)
    told = {"text/csv": 406, "html": "text/html", "text/html": "text/html"}.get(name, of_triples)
    assert (unescaped.mimetype if unescaped.status_code == 200 else 406) == told


@pytest.mark.parametrize("accept", ["", "*", ", ,", "text/html;q=no, *;q=.2", "q=abc"])
def test_whoever_says_nothing_that_can_be_read_gets_what_comes_first(
    client: FlaskClient, accept: str
) -> None:
    answer = client.get("/sparql", query_string={"query": NAMES}, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, "application/sparql-results+json")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("query", [NAMES, "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"])
def test_whoever_has_any_answer_has_this_one(
    client: FlaskClient, query: str, encoding: str
) -> None:
    headers = {"If-None-Match": "*", "Accept": "text/csv", "Accept-Encoding": encoding}
    with client.get("/sparql", query_string={"query": query}, headers=headers) as answer:
        assert (answer.status_code, answer.data, bool(answer.headers["ETag"])) == (304, b"", True)
    changing = client.get(
        "/sparql", query_string={"query": "SELECT (NOW() AS ?n) {}"}, headers=headers
    )
    assert changing.status_code == 200


@pytest.mark.parametrize("query", [NAMES, GRAPH, "ASK {}", "SELECT * { ?s ?p ?o ?q }"])
@pytest.mark.parametrize("accept", ["*/*", "text/csv, text/turtle;q=0.5", "text/html"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_head_is_that_of_the_answer(
    client: FlaskClient, query: str, accept: str, encoding: str
) -> None:
    headers = {"Accept": accept, "Accept-Encoding": encoding, "Query-Id": "0123456789-abcdef"}
    whole, head = (
        method("/sparql", query_string={"query": query}, headers=headers)
        for method in (client.get, client.head)
    )
    assert (head.status_code, head.data) == (whole.status_code, b"")
    told, wanted = dict(head.headers), dict(whole.headers)
    assert told.keys() == wanted.keys()
    # A second may have passed between the two.
    assert told == wanted | {name: told[name] for name in told if name == "Date"}


def test_whatever_is_asked_json_is_json(client: FlaskClient) -> None:
    solutions = _ask(client, NAMES, "application/json")
    assert solutions.mimetype == "application/sparql-results+json"
    assert _ask(client, GRAPH, "application/json").mimetype == "application/ld+json"


def test_a_question_of_yes_or_no(client: FlaskClient, browser: Browser) -> None:
    assert json.loads(_ask(client, "ASK { ?s a foaf:Person }").data)["boolean"] is True
    assert "no" in browser.get("/sparql?query=ASK { ?s a foaf:Nothing }").text


@pytest.mark.parametrize(
    "options",
    [
        {"data": {"query": NAMES, "format": "csv"}},
        {
            "data": NAMES,
            "content_type": "application/sparql-query",
            "headers": {"Accept": "text/csv"},
        },
    ],
)
def test_a_query_may_be_posted(client: FlaskClient, options: dict[str, Any]) -> None:
    answer = client.post("/sparql", **options)
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("name\r\n")


def test_a_download_has_a_file_name(client: FlaskClient) -> None:
    answer = _ask(client, NAMES, format="csv", download="1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answer.csv"'
    answer = _ask(client, GRAPH, format="turtle", download="1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answer.ttl"'


def test_the_page_shows_the_answer_as_a_table_with_links(browser: Browser) -> None:
    query = "SELECT ?person ?name WHERE { ?person foaf:name ?name }"
    page = browser.get("/sparql", query_string={"query": query})
    assert page.links["/person/juergen-krueger"] == "person/juergen-krueger"
    assert [one.text for one in page.all("th", scope="col")] == ["person", "name"]
    assert "6 rows" in page.text
    assert page.one("textarea").text == query
    downloads = [link for link in page.links if "format=csv" in link]
    assert len(downloads) == 1


def test_the_page_shows_triples_as_turtle(browser: Browser) -> None:
    page = browser.get("/sparql", query_string={"query": GRAPH})
    assert "Jürgen Krüger" in page.all("pre")[0].text


def test_of_a_long_answer_the_beginning_is_shown(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_page, "SHOWN", 2)
    page = browser.get("/sparql", query_string={"query": NAMES})
    assert "6 rows" in page.text
    assert "The first 2 rows are shown." in page.text
    monkeypatch.setattr(query_page, "SHOWN_BYTES", 50)
    assert "The first 0 rows are shown." in browser.get(f"/sparql?query={quote(NAMES)}").text
    page = browser.get("/sparql", query_string={"query": GRAPH})
    assert "Only the beginning is shown." in page.text
    assert len(page.all("pre")[0].text) <= 50


def test_run_leads_to_the_answer_or_to_what_is_wrong(browser: Browser) -> None:
    form = browser.get("/sparql").one("form", **{"class": "query-form"})
    address, _, place = form["action"].partition("#")
    for query in (NAMES, GRAPH, "no query"):
        assert place in browser.get(address, query_string={"query": query}).ids


def test_what_an_answer_holds_is_never_markup(browser: Browser) -> None:
    query = 'SELECT ("<img src=x onerror=alert(1)>" AS ?x) (IRI("javascript:alert(1)") AS ?y) {}'
    page = browser.get("/sparql", query_string={"query": query})
    assert not page.all("img")
    assert "<img src=x onerror=alert(1)>" in page.text
    assert not [link for link in page.links if link.startswith("javascript")]


def test_an_iri_of_ours_that_names_nothing_is_no_trouble(browser: Browser) -> None:
    base = "https://w3id.org/nordic-innovation/"
    query = f'SELECT (IRI("{base}id/x/y") AS ?x) (IRI("{base}graph/tangpost-2018") AS ?y) {{}}'
    page = browser.get("/sparql", query_string={"query": query})
    assert {"/id/x/y", "/graph/tangpost-2018"} <= set(page.links)


def test_no_iri_of_ours_leads_to_another_host(browser: Browser) -> None:
    base = "https://w3id.org/nordic-innovation/"
    query = f"SELECT ?x {{ VALUES ?x {{ <{base}/evil.com/x> <{base}//evil.com> }} }}"
    links = browser.get("/sparql", query_string={"query": query}).links
    assert f"{base}/evil.com/x" in links
    assert not [link for link in links if link.startswith("//")]


def test_the_example_questions_are_offered_and_can_be_asked(browser: Browser) -> None:
    page = browser.get("/sparql")
    questions = [link for link in page.links if "question=" in link]
    assert len(questions) == len(all_questions(Settings()))
    page = browser.get(questions[0].partition("#")[0])
    assert page.status == 200
    current = [one["href"] for one in page.all("a", **{"aria-current": "true"})]
    assert questions[0] in current


def test_the_example_questions_speak_the_readers_language_or_english(browser: Browser) -> None:
    for language, shown in (("da", "da"), ("sv", "en"), ("en", "en")):
        page = browser.get(f"/sparql?lang={language}")
        offered = [one for one in page.all("a") if "question=" in one["href"]]
        assert {one["lang"] for one in offered} == {shown}
    assert "Hvem ledede COI" in browser.get("/sparql?lang=da").text
    assert "Who led COI" in browser.get("/sparql?lang=sv").text


def test_an_unknown_question_is_404(browser: Browser, client: FlaskClient) -> None:
    assert browser.get("/sparql?question=none").status == 404
    answer = client.get("/sparql?question=none", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_a_broken_query_says_line_and_column(client: FlaskClient, browser: Browser) -> None:
    query = "SELECT * {\n  ?s a foaf:Person\n)"
    answer = _ask(client, query, "application/sparql-results+json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert (problem["line"], problem["status"]) == (3, 400)
    assert problem["column"] >= 1
    page = browser.get("/sparql", query_string={"query": query})
    assert page.status == 400
    assert f"Line 3, column {problem['column']}:" in page.text
    assert page.one("li", **{"class": "wrong"}).text.startswith(")")
    assert page.one("textarea")["aria-invalid"] == "true"


@pytest.mark.parametrize(
    "query",
    ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
     "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
     "SELECT * { SeRvIcE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
     "SELECT * { #\nSERVICE#<\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
     "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
     "SELECT * { { SELECT * { VALUES ?x { <http://127.0.0.1:9/> } SERVICE ?x { ?s ?p ?o } } } }",
     "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }"],
)  # fmt: skip
def test_service_is_closed_and_says_why(client: FlaskClient, browser: Browser, query: str) -> None:
    answer = _ask(client, query)
    assert answer.status_code == 403
    assert "asks no other server" in json.loads(answer.data)["detail"]
    page = browser.get("/sparql", query_string={"query": query})
    assert page.status == 403
    assert "asks no other server" in page.text


def test_the_word_service_as_such_is_allowed(client: FlaskClient) -> None:
    assert (
        _ask(client, "SELECT ?service { ?service a schema:Service } # SERVICE").status_code == 200
    )


def test_a_query_without_end_is_ended(world_release: Settings) -> None:
    app = create_app(replace(world_release, query_seconds=0.5))
    answer = _ask(app.test_client(), PRODUCT)
    assert answer.status_code == 503
    assert "ended" in json.loads(answer.data)["detail"]
    assert answer.headers["Retry-After"] == "60"  # as it is not tried again before
    page = Browser(app.test_client()).get("/sparql", query_string={"query": PRODUCT})
    assert (page.status, page.headers["Retry-After"]) == (503, "1")
    app.extensions["releases"].close()


def test_the_client_may_set_a_lower_limit(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": PRODUCT, "timeout": "0.2"})
    assert (answer.status_code, "0.2 s" in json.loads(answer.data)["detail"]) == (503, True)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon", "1,5"])
def test_a_limit_that_is_no_number_of_seconds_is_400(client: FlaskClient, text: str) -> None:
    answer = client.get("/sparql", query_string={"query": NAMES, "timeout": text})
    assert answer.status_code == 400
    assert repr(text) in json.loads(answer.data)["detail"]


def test_each_answer_names_its_query(client: FlaskClient) -> None:
    mine = "0123456789-of-my-own"
    given = client.get("/sparql", query_string={"query": NAMES}, headers={"Query-Id": mine})
    assert given.headers["Query-Id"] == mine
    made = {_ask(client, NAMES).headers["Query-Id"] for _ in range(2)}
    assert len(made) == 2
    wrong = client.get("/sparql", query_string={"query": NAMES}, headers={"Query-Id": "x"})
    assert wrong.status_code == 400


def test_a_query_that_does_not_run_cannot_be_cancelled(client: FlaskClient) -> None:
    for name in ("0123456789-of-nobody", "x", "..", "Ærø-0123456789-Ærø"):
        answer = client.delete(f"/sparql/queries/{name}")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert client.get("/sparql/queries/0123456789-of-nobody").status_code == 405


def test_pages_elsewhere_are_told_that_a_query_was_cancelled(client: FlaskClient) -> None:
    running = Running("0123456789-to-be-cancelled", lambda: None)
    answer = client.delete("/sparql/queries/0123456789-to-be-cancelled")
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" not in answer.headers
    assert "Cross-Origin-Resource-Policy" not in answer.headers
    running.end()


def test_who_takes_any_text_gets_one(client: FlaskClient) -> None:
    for accept, expected in (("text/*", "text/csv"), ("application/*;q=0.1, text/*", "text/csv")):
        answer = client.get("/sparql", query_string={"query": NAMES}, headers={"Accept": accept})
        assert answer.mimetype == expected


def test_what_the_service_can_do_is_told_alike_each_time(client: FlaskClient) -> None:
    first, again = (client.get("/sparql", headers={"Accept": "text/turtle"}) for _ in range(2))
    assert first.data == again.data
    known = {"Accept": "text/turtle", "If-None-Match": first.headers["ETag"]}
    assert client.get("/sparql", headers=known).status_code == 304


def test_a_large_answer_is_streamed(client: FlaskClient) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"
    answer = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert "Content-Length" not in answer.headers
    assert answer.data.count(b"\r\n") == 60_001
    packed = client.get(
        "/sparql",
        query_string={"query": query, "format": "csv"},
        headers={"Accept-Encoding": "gzip"},
    )
    assert "Content-Length" not in packed.headers  # nobody has read it to its end to count it
    assert gzip.decompress(packed.data).count(b"\r\n") == 60_001


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_head_of_a_large_answer_does_not_wait_for_its_end(
    client: FlaskClient, encoding: str
) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"
    headers = {"Accept": "text/csv", "Accept-Encoding": encoding}
    with client.head("/sparql", query_string={"query": query}, headers=headers) as answer:
        assert (answer.status_code, answer.data) == (200, b"")
        assert "Content-Length" not in answer.headers


def test_an_answer_that_is_too_large_is_the_fault_of_the_query(world_release: Settings) -> None:
    app = create_app(replace(world_release, query_rows=100))
    answer = _ask(app.test_client(), "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert (answer.status_code, "Retry-After" in answer.headers) == (400, False)
    assert "more than 100 rows" in json.loads(answer.data)["detail"]
    app.extensions["releases"].close()


def test_a_query_nested_too_deeply_is_400(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": "SELECT * { FILTER(" + "(" * 50_000})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {"method": "POST", "data": {"update": "CLEAR ALL"}},
        {"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"},
        {"method": "GET", "query_string": {"update": "CLEAR ALL"}},
    ],
    ids=["form", "direct", "address"],
)
def test_an_update_is_403_by_whichever_way_it_is_sent(
    client: FlaskClient, sent: dict[str, Any]
) -> None:
    answer = client.open("/sparql", headers={"Accept": "*/*"}, **sent)
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert "Updates are closed here" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/turtle", ""])
def test_a_query_in_a_form_that_is_none_is_415(client: FlaskClient, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = client.post("/sparql", data=NAMES.encode(), headers=headers)
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")
    assert "application/sparql-query" in json.loads(answer.data)["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("PUT", "/sparql", 405), ("DELETE", "/graphs", 405), ("GET", "/graphs", 400),
     ("GET", "/graphs?graph=http://e.org/nothing", 404)],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["*/*", "text/csv", ACCEPT])
def test_pages_elsewhere_may_read_what_went_wrong(
    client: FlaskClient, method: str, address: str, status: int, accept: str
) -> None:
    answer = client.open(address, method=method, headers={"Accept": accept})
    is_page = accept == ACCEPT
    assert answer.status_code == status
    assert answer.mimetype == ("text/html" if is_page else "application/problem+json")
    assert ("Access-Control-Allow-Origin" in answer.headers) == (not is_page)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_there_is_one_query_at_a_time(client: FlaskClient, method: str) -> None:
    asked = MultiDict([("query", NAMES), ("query", "ASK {}")])
    where: dict[str, Any] = {"query_string": asked} if method == "GET" else {"data": asked}
    answer = client.open("/sparql", method=method, **where)
    assert answer.status_code == 400
    assert "more than one parameter 'query'" in json.loads(answer.data)["detail"]


def test_an_update_is_403(client: FlaskClient) -> None:
    answer = _ask(client, "INSERT DATA { <a:b> <a:b> <a:b> }")
    assert answer.status_code == 403
    assert "Updates are closed here" in answer.text


@pytest.mark.parametrize("query", ["", "  ", "hello"])
def test_what_is_no_query_is_400(client: FlaskClient, browser: Browser, query: str) -> None:
    assert _ask(client, query).status_code == 400
    assert browser.get("/sparql", query_string={"query": query}).status == 400


def test_an_unknown_format_is_400_and_an_unfitting_one_406(client: FlaskClient) -> None:
    assert _ask(client, NAMES, format="docx").status_code == 400
    assert _ask(client, GRAPH, format="csv").status_code == 406
    assert _ask(client, NAMES, format="turtle").status_code == 406


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        (NAMES, "text/turtle", 406),
        ("ASK {}", "text/turtle", 406),
        (GRAPH, "text/csv", 406),
        (GRAPH, "application/sparql-results+json", 406),
        (NAMES, "text/turtle, text/csv;q=0.1", 200),
        (GRAPH, "text/turtle;q=0.1, text/csv", 200),
    ],
)
def test_what_the_client_does_not_accept_is_406(
    client: FlaskClient, query: str, accept: str, status: int
) -> None:
    answer = _ask(client, query, accept)
    assert answer.status_code == status
    assert status == 406 or str(answer.mimetype) in accept


def test_a_query_that_is_not_utf_8_is_400(client: FlaskClient) -> None:
    answer = client.post(
        "/sparql",
        data='SELECT ?x { VALUES ?x { "ø" } }'.encode("latin-1"),
        content_type="application/sparql-query",
    )
    assert answer.status_code == 400
    assert "not UTF-8" in json.loads(answer.data)["detail"]


def _sent(client: FlaskClient, way: str, query: str, graphs: list[tuple[str, str]]) -> TestResponse:
    if way == "get":
        return client.get("/sparql", query_string=[("query", query), *graphs])
    if way == "form":
        return client.post("/sparql", data=MultiDict([("query", query), *graphs]))
    return client.post(
        "/sparql", query_string=graphs, data=query, content_type="application/sparql-query"
    )


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_protocol_says_which_graphs_are_asked(client: FlaskClient, way: str) -> None:
    base = "https://w3id.org/nordic-innovation/graph/"
    tangpost, ringbook = f"{base}tangpost-2018", f"{base}ringbook-2021"
    clause = f"FROM <{base}usvaraportti-2020> FROM NAMED <{base}usvaraportti-2020>"

    def found(query: str, *graphs: tuple[str, str]) -> set[str]:
        answer = _sent(client, way, query, list(graphs))
        rows = json.loads(answer.data)["results"]["bindings"]
        return {row["g"]["value"] for row in rows}

    default = f"SELECT DISTINCT ?g {clause} {{ ?g a npi:Source }}"
    assert found(default, ("default-graph-uri", tangpost)) == {f"{SOURCE}tangpost-2018"}
    assert found(default, ("default-graph-uri", tangpost), ("default-graph-uri", ringbook)) == {
        f"{SOURCE}tangpost-2018",
        f"{SOURCE}ringbook-2021",
    }
    assert found(default, ("named-graph-uri", tangpost)) == set()
    named = f"SELECT DISTINCT ?g {clause} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    both = [("named-graph-uri", tangpost), ("named-graph-uri", ringbook)]
    assert found(named, *both) == {tangpost, ringbook}
    assert found(named, ("default-graph-uri", tangpost)) == set()


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("iri", ["graph/tangpost-2018", "", "https://e.org/a b", "e:<x>"])
def test_a_graph_that_is_no_iri_is_400(
    client: FlaskClient, browser: Browser, name: str, iri: str
) -> None:
    answer = client.get("/sparql", query_string={"query": "ASK {}", name: iri})
    assert answer.status_code == 400
    assert "is no IRI of a graph" in json.loads(answer.data)["detail"]
    assert browser.get("/sparql", query_string={"query": "ASK {}", name: iri}).status == 400


def test_the_files_of_an_answer_are_about_the_same_graphs(browser: Browser) -> None:
    asked = {"query": NAMES, "default-graph-uri": f"{BASE}graph/tangpost-2018"}
    page = browser.get("/sparql", query_string=asked)
    files = [link for link in page.links if "format=" in link]
    assert files
    assert all("default-graph-uri=https" in link for link in files)


def test_a_huge_query_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": "#" + "x" * 2**21})
    assert answer.status_code == 413


def test_programs_elsewhere_may_ask(client: FlaskClient) -> None:
    answer = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_question_whose_answer_is_known_is_not_asked_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    headers = {"Accept": "text/csv", "Accept-Encoding": encoding}
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 50"}
    first = client.get("/sparql", query_string=asked, headers=headers)
    runs: list[str] = []
    run = Sandbox.run

    def counted(self: Sandbox, query: str, *arguments: Any, **options: Any) -> Outcome:
        runs.append(query)
        return run(self, query, *arguments, **options)

    monkeypatch.setattr(Sandbox, "run", counted)
    headers["If-None-Match"] = first.headers["ETag"]
    again = client.get("/sparql", query_string=asked, headers=headers)
    assert (again.status_code, again.data, runs) == (304, b"", [])
    assert again.headers["ETag"].startswith('W/"')
    for other in ({"Accept": "application/json"}, {}):
        answer = client.get("/sparql", query_string=asked, headers={**headers, **other})
        assert answer.status_code == (200 if other else 304)
    graph = {**asked, "default-graph-uri": f"{BASE}graph/tangpost-2018"}
    assert client.get("/sparql", query_string=graph, headers=headers).status_code == 200
    assert len(runs) == 2


@pytest.mark.parametrize(
    "call", ["NOW()", "rand ()", "UUID()", "STRUUID()", "BNODE #\n()", "RAND#x\r()"]
)
def test_what_changes_each_time_has_no_etag(client: FlaskClient, call: str) -> None:
    assert "ETag" not in _ask(client, f"SELECT ({call} AS ?x) {{}}").headers
    assert "ETag" not in client.post("/sparql", data={"query": NAMES}).headers
    assert "ETag" in _ask(client, NAMES).headers


@pytest.mark.parametrize(
    ("accept", "parser"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/n-triples", "nt"),
     ("application/rdf+xml, text/html;q=0.5, */*;q=0.1", "xml"), ("*/*", "turtle"),
     ("text/turtle;charset=utf-8", "turtle")],
)  # fmt: skip
def test_who_asks_for_no_answer_is_told_what_the_service_can_do(
    client: FlaskClient, world_release: Settings, accept: str, parser: str
) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == 200
    said = rdflib.Graph().parse(data=answer.data, format=parser)
    (service,) = said.subjects(rdflib.RDF.type, SD.Service)
    assert str(said.value(service, SD.endpoint)) == "http://localhost/sparql"
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in said
    assert len(list(said.objects(service, SD.resultFormat))) == len(SOLUTIONS) + len(TRIPLES)
    limits = {
        "timeLimit": world_release.query_seconds,
        "memoryLimit": world_release.query_memory_mb * 2**20,
        "rowLimit": world_release.query_rows,
    }
    for name, limit in limits.items():
        value = said.value(service, rdflib.URIRef(expand(f"npi:{name}")))
        assert isinstance(value, rdflib.Literal)
        assert float(value) == limit
    dataset = said.value(service, SD.defaultDataset)
    graphs = {str(said.value(one, SD.name)) for one in said.objects(dataset, SD.namedGraph)}
    assert f"{BASE}graph/tangpost-2018" in graphs
    assert len(graphs) == 3
    assert list(said.objects(service, SD.feature)) == [SD.UnionDefaultGraph]


def test_that_other_endpoints_can_be_asked_is_told_where_any_is_allowed(
    world_release: Settings,
) -> None:
    graph = kg.open(world_release)
    for services, told in (("", False), ("https://query.example.org/sparql", True)):
        settings = replace(world_release, services=services)
        triples = list(describe_service(graph, settings, "https://e.org/sparql"))
        said = {str(one.object) for one in triples}
        assert (f"<{SD.BasicFederatedQuery}>" in said) == told


def test_what_the_service_can_do_is_told_in_no_other_form(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/sparql?format=csv").status_code == 406
    assert client.get("/sparql?format=nothing").status_code == 400
    assert client.get("/sparql?format=ntriples").mimetype == "application/n-triples"


def test_what_was_never_answered_is_not_known(client: FlaskClient) -> None:
    headers = {"Accept": "application/json", "If-None-Match": "*"}
    for query, status in (("SELECT bad", 400), ("SELECT * { SERVICE <http://x/> {} }", 403)):
        answer = client.get("/sparql", query_string={"query": query}, headers=headers)
        assert answer.status_code == status


def test_programs_elsewhere_may_read_that_nothing_has_changed(client: FlaskClient) -> None:
    first = _ask(client, NAMES)
    headers = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/sparql", query_string={"query": NAMES}, headers=headers)
    assert again.status_code == 304
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_parameter_that_is_not_utf8_is_400(client: FlaskClient, method: str) -> None:
    for letters, status in (("%E6", 400), ("%C3%A6", 200), ("%EF%BF%BD", 200)):
        sent = f"query=SELECT+*+%7B+?s+?p+%22{letters}%22+%7D"
        answer = (
            client.get(f"/sparql?{sent}")
            if method == "GET"
            else client.post("/sparql", data=sent, content_type="application/x-www-form-urlencoded")
        )
        assert answer.status_code == status
        assert status == 200 or "not UTF-8" in json.loads(answer.data)["detail"]


def test_a_form_that_cannot_be_had_is_a_problem_for_programs(client: FlaskClient) -> None:
    answer = _ask(client, GRAPH, format="csv")
    assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_broken_example_leaves_the_page_standing(world: World) -> None:
    build(world.settings)
    path = world.home / "ontology" / "questions" / "001-who-took-part-in-the-summit.rq"
    path.write_bytes(path.read_bytes() + b"\xe6")
    app = create_app(world.settings)
    page = Browser(app.test_client()).get("/sparql")
    assert page.status == 200
    assert "There is none." in page.text
    app.extensions["releases"].close()
