"""By which way an answer came, nobody can tell."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, EnvironBuilder
from werkzeug.wrappers import Response

from kg.sandbox import Sandbox
from kg.settings import BASE, Settings
from server import create_app, direct
from server.departure import Departure
from server.direct import Direct
from server.gateway import Gateway
from server.releases import Releases
from server.wsgi import Reply
from tests.server.asgi import ask, run, scope_of

NAMES = "SELECT ?name { ?p foaf:name ?name } ORDER BY ?name"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TANGPOST = f"{BASE}graph/tangpost-2018"
Way = dict[str, Any]

ASKED: dict[str, Way] = {
    "whatever is taken": {"query_string": {"query": NAMES}},
    "csv": {"query_string": {"query": NAMES}, "headers": {"Accept": "text/csv"}},
    "one of several": {
        "query_string": {"query": NAMES},
        "headers": {"Accept": "text/html;q=0.1, text/tab-separated-values"},
    },
    "in two headers": {
        "query_string": {"query": NAMES},
        "headers": [("Accept", "text/csv"), ("Accept", "application/xml;q=0.1")],
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
    "an update too": {"query_string": {"query": NAMES, "update": "DROP ALL"}},
    "two queries": {"query_string": [("query", NAMES), ("query", "ASK {}")]},
    "a charset": {"query_string": {"query": NAMES}, "headers": {"Accept": "text/csv;charset=x"}},
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
    releases: Releases = made.extensions["releases"]
    assert releases.current().sandbox.run("ASK {}").table().boolean
    yield made
    releases.close()


@pytest.fixture(scope="module")
def gateway(app: Flask) -> Iterator[Gateway]:
    """Return the same explorer with the short way before it."""
    made = Gateway(app, 8, 60, Direct(app))
    yield made
    made.close()


class NoThreads(Executor):
    """Has no threads."""

    def submit(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("a thread is not needed")


def sandbox(app: Flask) -> Sandbox:
    releases: Releases = app.extensions["releases"]
    return releases.current().sandbox


def reply(app: Flask, threads: Executor, **options: Any) -> Reply | None:
    """Return what the short way says."""
    scope = scope_of(EnvironBuilder("/sparql", **options))

    async def replied() -> Reply | None:
        return await Direct(app)(scope, Departure(), threads)

    return run(replied())


def seen(answer: Response) -> tuple[int, dict[str, str], bytes]:
    headers = {name.lower(): value for name, value in answer.headers}
    if "query-id" in headers:
        headers["query-id"] = "given" if headers["query-id"] == "0123456789-abcdef" else "made"
    if b"_:" in answer.data:  # whose names differ each time, in their length too
        headers.pop("content-length", None)
    return answer.status_code, headers, re.sub(rb"_:\w+", b"_:node", answer.data)


@pytest.mark.parametrize("waits", [(10, 0), (0, 10), (0, 0)], ids=["in place", "at once", "later"])
@pytest.mark.parametrize("way", ASKED.values(), ids=ASKED.keys())
def test_both_ways_say_the_same(
    app: Flask,
    gateway: Gateway,
    monkeypatch: pytest.MonkeyPatch,
    way: Way,
    waits: tuple[float, float],
) -> None:
    for name, seconds in zip(("_IN_PLACE", "AT_ONCE"), waits, strict=True):
        monkeypatch.setattr(direct, name, seconds)
    options = {"path": "/sparql", "method": "GET", **way}
    explorer, short = seen(Client(app).open(**options)), seen(ask(gateway, **options))
    assert short[:2] == explorer[:2]
    # Without an order the same rows may come in another.
    assert sorted(short[2].splitlines()) == sorted(explorer[2].splitlines())


@pytest.mark.parametrize("way", ["csv", "a graph", "a file", "compressed"])
def test_who_has_the_answer_is_told_so_by_both_ways(app: Flask, gateway: Gateway, way: str) -> None:
    options = {"path": "/sparql", **ASKED[way]}
    tag = Client(app).open(**options).headers["ETag"]
    for known, status in ((tag, 304), (f'"x", {tag}', 304), ('W/"x"', 200), ("*", None)):
        headers = {**options.get("headers", {}), "If-None-Match": known}
        told = {**options, "headers": headers}
        answers = [Client(app).open(**told), ask(gateway, **told)]
        # Whether "*" is known, the explorer alone decides.
        assert {answer.status_code for answer in answers} == {status or answers[0].status_code}
        assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
        assert answers[0].headers["ETag"] == tag
        assert answers[0].data == answers[1].data
        names = [{name.lower() for name, _ in answer.headers} for answer in answers]
        assert names[0] - {"content-length"} == names[1] - {"content-length"}


@pytest.mark.parametrize(
    "way",
    ["whatever is taken", "csv", "a format", "triples", "a graph", "letters", "compressed"],
)
def test_what_is_plain_needs_no_thread(app: Flask, way: str) -> None:
    answer = reply(app, NoThreads(), **ASKED[way])
    assert answer
    assert (answer.status, answer.rest) == (200, None)


@pytest.mark.parametrize(
    "way",
    ["a page", "no query", "nothing", "a question", "not UTF-8", "by post", "the head",
     "a form that is none"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_explorer(app: Flask, way: str) -> None:
    assert reply(app, NoThreads(), **ASKED[way]) is None


def test_what_would_have_to_wait_is_left_to_the_explorer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = sandbox(app)
    workers = [box.workers.take() for _ in box.workers]
    assert workers
    assert reply(app, NoThreads(), **ASKED["csv"]) is None
    assert box._shared.short._travellers == []
    for worker in workers:
        box.workers.give_back(worker)
    monkeypatch.setattr(box._shared.short, "_places", 1)
    other = box.attempt(f"{ENDLESS} # alone", "json", "turtle")
    assert other
    assert reply(app, NoThreads(), **ASKED["csv"]) is None
    other.close()


def test_nothing_is_opened_by_the_loop(world_release: Settings) -> None:
    app = create_app(world_release)
    assert reply(app, NoThreads(), **ASKED["csv"]) is None
    assert app.extensions["releases"].opened is None


def test_a_process_that_has_ended_is_not_asked(app: Flask) -> None:
    workers = [*sandbox(app).workers]
    for worker in workers:
        worker.end()
        worker._process.wait()
    assert reply(app, NoThreads(), **ASKED["csv"]) is None
    assert sandbox(app).run("ASK {}").table().boolean


def test_who_finds_no_thread_is_told_when_to_come_again(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox(app), "_threads", BoundedSemaphore(0))
    answer = ask(gateway, path="/sparql", query_string={"query": f"{ENDLESS} # in vain"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json
    assert answer.json["detail"].startswith("As many queries wait as may.")
    assert sandbox(app)._shared.short._travellers == []


def test_whoever_leaves_ends_the_query(app: Flask, gateway: Gateway) -> None:
    answer = ask(gateway, leaves=0.2, path="/sparql", query_string={"query": f"{ENDLESS} # left"})
    assert answer.status_code == 409
    assert sandbox(app)._shared.short._travellers == []
    assert sandbox(app)._shared.long._travellers == []


def test_a_query_that_runs_out_of_time_is_not_tried_twice(app: Flask) -> None:
    assert sandbox(app).run("ASK {}")  # so that a process stands ready
    with ThreadPoolExecutor(1) as threads:
        options = {"query_string": {"query": f"{ENDLESS} # twice", "timeout": "0.2"}}
        answer = reply(app, threads, **options)
        assert answer
        assert answer.status == 503
        assert reply(app, NoThreads(), **options) is None


def test_a_query_that_a_pipe_may_not_take_at_once_is_left_to_the_explorer(app: Flask) -> None:
    assert reply(app, NoThreads(), query_string={"query": "ASK {} #" + "x" * 2**14}) is None


def test_a_process_that_ends_meanwhile_is_replaced_in_a_thread(app: Flask) -> None:
    assert sandbox(app).run("ASK {}")
    nested = f"SELECT * {{ FILTER({'(' * 7000}1{')' * 7000}) }}"
    with pytest.raises(AssertionError, match="a thread is not needed"):
        reply(app, NoThreads(), query_string={"query": nested})
    with ThreadPoolExecutor(1) as threads:
        assert sandbox(app).run("ASK {}")
        answer = reply(app, threads, query_string={"query": nested})
    assert answer
    assert answer.status == 400
    assert sandbox(app)._shared.short._travellers == []


def test_a_request_that_is_given_up_gives_back_what_it_holds(app: Flask) -> None:
    assert sandbox(app).run("ASK {}")
    scope = scope_of(EnvironBuilder("/sparql", query_string={"query": f"{ENDLESS} # given up"}))

    async def given_up() -> None:
        with ThreadPoolExecutor(1) as threads:
            asked = asyncio.ensure_future(Direct(app)(scope, Departure(), threads))
            await asyncio.sleep(0.01)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked

    run(given_up())
    assert sandbox(app)._shared.short._travellers == []


def test_an_answer_that_nobody_reads_is_closed(app: Flask) -> None:
    assert sandbox(app).run("ASK {}")
    with ThreadPoolExecutor(1) as threads:
        answer = reply(app, threads, query_string={"query": LARGE, "format": "csv"})
    assert answer
    assert answer.rest
    assert answer.beginning.startswith(b"a,b,c")
    answer.close()
    assert sandbox(app)._shared.long._travellers == []
