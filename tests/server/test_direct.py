"""By which way an answer came, nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from kg.errors import NoPlace
from kg.sandbox import Sandbox
from kg.settings import BASE, Settings
from server import create_app
from server.departure import DEPARTURE, Departure
from server.direct import Direct

NAMES = "SELECT ?name { ?p foaf:name ?name } ORDER BY ?name"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"
TANGPOST = f"{BASE}graph/tangpost-2018"
Way = dict[str, Any]

ASKED: dict[str, Way] = {
    "whatever is taken": {"query_string": {"query": NAMES}},
    "csv": {"query_string": {"query": NAMES}, "headers": {"Accept": "text/csv"}},
    "one of several": {
        "query_string": {"query": NAMES},
        "headers": {"Accept": "text/html;q=0.1, text/tab-separated-values"},
    },
    "a page": {"query_string": {"query": NAMES}, "headers": {"Accept": "text/html"}},
    "a format": {"query_string": {"query": NAMES, "format": "xml"}},
    "a format of others": {"query_string": {"query": "DESCRIBE foaf:Person", "format": "n3"}},
    "no format": {"query_string": {"query": NAMES, "format": "pdf"}},
    "a form that is none": {"query_string": {"query": NAMES}, "headers": {"Accept": "image/png"}},
    "a form of another kind": {"query_string": {"query": "ASK {}", "format": "turtle"}},
    "triples": {"query_string": {"query": "CONSTRUCT WHERE { ?p foaf:name ?n }"}},
    "a file": {"query_string": {"query": NAMES, "format": "tsv", "download": "1"}},
    "a graph": {"query_string": {"query": NAMES, "default-graph-uri": TANGPOST}},
    "two graphs": {
        "query_string": [
            ("query", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"),
            ("named-graph-uri", TANGPOST),
            ("named-graph-uri", f"{BASE}graph/usvaraportti-2020"),
        ]
    },
    "no graph": {"query_string": {"query": NAMES, "default-graph-uri": "https://e.org/none"}},
    "a limit": {"query_string": {"query": NAMES, "timeout": "5"}},
    "no limit": {"query_string": {"query": NAMES, "timeout": "soon"}},
    "no query": {"query_string": {"query": " "}},
    "nothing": {},
    "a question": {"query_string": {"question": "1", "format": "csv"}},
    "no SPARQL": {"query_string": {"query": "SELECT * {\n ?s ?p ?o ?q }"}},
    "an update": {"query_string": {"query": "DROP ALL"}},
    "letters": {"query_string": {"query": "SELECT ('Ærø þ 日本' AS ?x) {}"}},
    "plus and percent": {"query_string": "query=SELECT+(%27a%2Bb%20c%27+AS+?x)+%7B%7D"},
    "not UTF-8": {"query_string": "query=SELECT+(%27%FF%27+AS+?x)+%7B%7D"},
    "what changes": {"query_string": {"query": "SELECT (1 AS ?x) { FILTER(RAND() >= 0) }"}},
    "compressed": {"query_string": {"query": NAMES}, "headers": {"Accept-Encoding": "gzip"}},
    "from elsewhere": {"query_string": {"query": NAMES}, "headers": {"Origin": "https://e.org"}},
    "by post": {"method": "POST", "data": {"query": NAMES}},
    "the head": {"method": "HEAD", "query_string": {"query": NAMES}},
    "a large answer": {"query_string": {"query": LARGE, "format": "csv"}},
    "a name": {"query_string": {"query": NAMES}, "headers": {"Query-Id": "0123456789-abcdef"}},
    "no name": {"query_string": {"query": NAMES}, "headers": {"Query-Id": "x"}},
}


@pytest.fixture(scope="module")
def app(world_release: Settings) -> Iterator[Flask]:
    """Return one explorer for all that is asked here, as its processes take a moment to start."""
    made = create_app(world_release)
    yield made
    made.extensions["releases"].close()


def seen(answer: TestResponse) -> tuple[int, dict[str, str], bytes]:
    headers = {name.lower(): value for name, value in answer.headers}
    if "query-id" in headers:
        headers["query-id"] = "given" if headers["query-id"] == "0123456789-abcdef" else "made"
    if b"_:" in answer.data:  # whose names differ each time, in their length too
        headers.pop("content-length", None)
    return answer.status_code, headers, re.sub(rb"_:\w+", b"_:node", answer.data)


@pytest.mark.parametrize("way", ASKED.values(), ids=ASKED.keys())
def test_both_ways_say_the_same(app: Flask, way: Way) -> None:
    options = {"path": "/sparql", "method": "GET", **way}
    explorer, direct = (seen(Client(one).open(**options)) for one in (app, Direct(app)))
    assert direct[:2] == explorer[:2]
    # Without an order the same rows may come in another.
    assert sorted(direct[2].splitlines()) == sorted(explorer[2].splitlines())


@pytest.mark.parametrize("way", ["csv", "a graph", "a file"])
def test_who_has_the_answer_is_told_so_by_both_ways(app: Flask, way: str) -> None:
    options = {"path": "/sparql", **ASKED[way]}
    tag = Client(app).open(**options).headers["ETag"]
    for known, status in ((tag, 304), (f'"x", {tag}', 304), ('W/"x"', 200), ("*", 200)):
        headers = {**options.get("headers", {}), "If-None-Match": known}
        both = (Client(app), Client(Direct(app)))
        answers = [client.open(**{**options, "headers": headers}) for client in both]
        assert [answer.status_code for answer in answers] == [status, status]
        assert [answer.headers["ETag"] for answer in answers] == [tag, tag]
        assert answers[0].data == answers[1].data
        names = [{name.lower() for name, _ in answer.headers} for answer in answers]
        assert names[0] - {"content-length"} == names[1] - {"content-length"}


def test_a_query_of_a_program_goes_the_short_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("this is the long way")

    monkeypatch.setattr(app, "wsgi_app", never)
    answer = Client(Direct(app)).get("/sparql", query_string={"query": NAMES})
    assert answer.status_code == 200
    with pytest.raises(AssertionError, match="the long way"):
        Client(Direct(app)).get("/sparql", query_string={"query": NAMES, "question": "1"})


def test_who_finds_no_place_is_told_when_to_come_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NoPlace("All places are taken.")

    monkeypatch.setattr(Sandbox, "run", full)
    answer = Client(Direct(app)).get("/sparql", query_string={"query": NAMES})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json
    assert answer.json["detail"] == "All places are taken."


def test_whoever_leaves_ends_the_query(app: Flask) -> None:
    departure = Departure()
    departure.happen()
    options = {"query_string": {"query": NAMES}, "environ_overrides": {DEPARTURE: departure}}
    for one in (app, Direct(app)):
        assert Client(one).get("/sparql", **options).status_code == 409


def test_an_answer_that_nobody_reads_is_closed(app: Flask) -> None:
    answer = Client(Direct(app)).get("/sparql", query_string={"query": LARGE, "format": "csv"})
    assert next(answer.iter_encoded()).startswith(b"a,b,c")
    answer.close()
    sandbox = app.extensions["releases"].current().sandbox
    assert sandbox._long._travellers == []
