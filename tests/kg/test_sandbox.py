"""Queries from outside: answered in every format, ended at every limit, with nothing left over."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg import IRI, Settings, Text
from kg import sandbox as module
from kg.errors import (
    KGError,
    NoPlace,
    QueryError,
    QueryForbidden,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
)
from kg.sandbox import AnswerTable, Cell, Outcome, Sandbox
from kg.store import current_release
from tests.homes import PROJECT
from tests.processes import Listener, children, is_running, wait_until_gone

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f"
NAMES = 'SELECT ?name { ?p foaf:name ?name FILTER(STRSTARTS(?name, "J")) }'


def sandbox(settings: Settings, **limits: float) -> Sandbox:
    return Sandbox(current_release(settings), replace(settings, **limits))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def asked(world_release: Settings) -> Sandbox:
    """A sandbox with the limits as they are by default."""
    return sandbox(world_release)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the processes that are started during the test."""
    ids: list[int] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            ids.append(self.pid)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return ids


def test_select_as_json(asked: Sandbox) -> None:
    outcome = asked.run(NAMES)
    assert (outcome.format, outcome.media_type) == ("json", "application/sparql-results+json")
    assert json.loads(outcome.body)["results"]["bindings"] == [
        {"name": {"type": "literal", "value": "Jürgen Krüger"}}
    ]


def test_select_as_csv(asked: Sandbox) -> None:
    outcome = asked.run(NAMES, "csv")
    assert outcome.media_type.partition(";")[0] == "text/csv"
    assert list(csv.reader(io.StringIO(outcome.body.decode()))) == [["name"], ["Jürgen Krüger"]]


def test_select_as_tsv(asked: Sandbox) -> None:
    assert asked.run(NAMES, "tsv").body.decode() == '?name\n"Jürgen Krüger"\n'


def test_select_as_xml(asked: Sandbox) -> None:
    texts = [element.text for element in ET.fromstring(asked.run(NAMES, "xml").body).iter()]
    assert "Jürgen Krüger" in texts


@pytest.mark.parametrize(("query", "answer"), [("ASK {}", True), ("ASK { FILTER(false) }", False)])
def test_ask(asked: Sandbox, query: str, answer: bool) -> None:
    assert asked.run(query).table() == AnswerTable(boolean=answer)


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("rdfxml", ox.RdfFormat.RDF_XML),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?p foaf:name ?n }", "DESCRIBE foaf:Person"])
def test_triples_in_each_format(
    asked: Sandbox, query: str, name: str, format_: ox.RdfFormat
) -> None:
    outcome = asked.run(query, triples=name)
    assert (outcome.format, outcome.media_type) == (name, format_.media_type)
    expected = ox.parse(asked.run(query, triples="ntriples").body, ox.RdfFormat.N_TRIPLES)
    assert set(ox.parse(outcome.body, format_)) == set(expected) != set()


def test_the_default_graph_is_the_union_of_all_graphs(asked: Sandbox) -> None:
    both = "ASK { GRAPH ?g { ?p foaf:name ?n } ?p a foaf:Person }"
    assert asked.run(both).table().boolean


def test_a_table_keeps_iris_languages_and_gaps(asked: Sandbox) -> None:
    table = asked.run("SELECT ?a ?b ?c { VALUES (?a ?b) { (foaf:Person 'Ål'@da) } }").table()
    assert table.variables == ("a", "b", "c")
    assert table.rows == (
        {"a": Cell("http://xmlns.com/foaf/0.1/Person", True), "b": Cell("Ål", False, "da")},
    )


def test_of_a_long_table_the_first_rows_are_shown_and_all_are_counted(
    world_release: Settings,
) -> None:
    # The whole of it would be too large.
    shown = sandbox(world_release, query_answer_mb=1).show(f"{LARGE} LIMIT 50000", 3, 100)
    assert (shown.format, shown.rows) == ("json", 50_000)
    assert len(shown.table().rows) == 3
    assert len(shown.body) < 10_000


def test_of_many_triples_the_beginning_is_shown(asked: Sandbox) -> None:
    query = "CONSTRUCT { ?p foaf:name ?n } WHERE { ?p foaf:name ?n }"
    shown = asked.show(query, 3, 100)
    assert (shown.format, shown.cut, len(shown.body)) == ("turtle", True, 100)
    whole = asked.show(query, 3, 100_000)
    assert (whole.cut, whole.body[:100]) == (False, shown.body)
    assert set(ox.parse(whole.body, ox.RdfFormat.TURTLE)) == set(
        ox.parse(asked.run(query).body, ox.RdfFormat.TURTLE)
    )


def test_yes_and_no_are_shown_whole(asked: Sandbox) -> None:
    assert asked.show("ASK {}", 3, 100).table().boolean is True


def test_a_fault_is_named_with_line_and_column(asked: Sandbox) -> None:
    with pytest.raises(QuerySyntaxError, match=r"at line 2, column 11: unexpected '\?q'"):
        asked.run("SELECT * {\n ?s ?p ?o ?q }")


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP ALL",
        "LOAD <http://e.org/>",
        "CREATE GRAPH <a:b>",
        "# first\nPREFIX a: <http://e.org/> BASE <http://e.org/>\nwith <a:b> delete { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused(asked: Sandbox, update: str) -> None:
    with pytest.raises(QueryForbidden, match="Updates are closed here"):
        asked.run(update)


@pytest.mark.parametrize(
    "text", ["SELECT * {} ; DELETE WHERE { ?s ?p ?o }", "INSERTED", "SELECT ?insert"]
)
def test_what_only_contains_an_update_is_no_query(asked: Sandbox, text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        asked.run(text)


def test_service_is_refused(asked: Sandbox) -> None:
    with pytest.raises(QueryForbidden, match="SERVICE is closed here"):
        asked.run("SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }")


def test_a_text_that_is_not_unicode_is_an_error_of_the_query(asked: Sandbox) -> None:
    with pytest.raises(QueryError, match="could not be answered"):
        asked.run("SELECT * { ?s ?p '\ud800' }")


def test_an_unknown_function_is_an_error_of_the_query(asked: Sandbox) -> None:
    with pytest.raises(QueryError, match=r"could not be answered: .*<https://e\.org/f>"):
        asked.run("SELECT (<https://e.org/f>(1) AS ?x) {}")


@pytest.mark.parametrize("text", ["SELECT * { FILTER(" + "(" * 50_000, "SELECT * " + "{" * 100_000])
def test_a_text_that_brings_the_parser_down_brings_nothing_else_down(
    asked: Sandbox, text: str
) -> None:
    with pytest.raises(QueryError):
        asked.run(text)
    assert asked.run("ASK {}").table().boolean


def test_an_endless_query_is_ended_within_half_a_second_of_its_limit(
    world_release: Settings, started: list[int]
) -> None:
    message, times = r"ran longer than 1\.5 s and was ended\. Add a LIMIT", []
    for _ in range(3):  # the machine may be busy with something else
        start = time.monotonic()
        with pytest.raises(QueryTimeout, match=message):
            sandbox(world_release, query_seconds=1.5).run(ENDLESS)
        times.append(time.monotonic() - start)
        assert not any(map(is_running, started))
        if times[-1] < 2.0:
            break
    assert 1.5 <= min(times) < 2.0
    assert len(started) == len(times)


def test_an_answer_that_is_too_large_is_refused(world_release: Settings) -> None:
    with pytest.raises(QueryTooLarge, match=r"larger than 1 MB\. Add a LIMIT"):
        sandbox(world_release, query_answer_mb=1).run(LARGE)


@pytest.mark.parametrize("format_", ["turtle", "jsonld", "rdfxml"])
def test_triples_that_are_too_many_are_refused(world_release: Settings, format_: str) -> None:
    query = "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"
    with pytest.raises(QueryTooLarge, match="larger than 1 MB"):
        sandbox(world_release, query_answer_mb=1).run(query, triples=format_)


def test_an_answer_within_its_limit_is_whole(world_release: Settings) -> None:
    rows = sandbox(world_release, query_answer_mb=10).run(f"{LARGE} LIMIT 5000").table().rows
    assert len(rows) == 5000


def test_too_much_memory_is_refused(world_release: Settings, started: list[int]) -> None:
    with pytest.raises(QueryOutOfMemory, match="needed more memory than is allowed"):
        sandbox(world_release, query_memory_mb=768).run(HUNGRY)
    assert [is_running(pid) for pid in started] == [False]


CALL = """
import kg.guard
kg.guard.refuse_service = lambda query: None
from kg import answering, confinement
{also}
answering._main()
"""


def call(settings: Settings, listener: Listener, also: str) -> bytes:
    """Run a query that calls out, in the process of a query, but without the guard."""
    task = {
        "store": str(current_release(settings).store),
        "query": f"SELECT * {{ SERVICE <{listener.address}> {{ ?s ?p ?o }} }}",
        "solutions": "json",
        "triples": "turtle",
        "first": None,
        "dataset": None,
        "seconds": 10,
        "megabytes": 4096,
        "answer_megabytes": 1,
    }
    return subprocess.run(
        [sys.executable, "-c", CALL.format(also=also)],
        input=json.dumps(task).encode(),
        capture_output=True,
        cwd=PROJECT,
        timeout=60,
        check=True,
    ).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filters are those of Linux")
def test_even_past_the_guard_nobody_is_called(world_release: Settings) -> None:
    listener = Listener()
    try:
        said = json.loads(call(world_release, listener, "").partition(b"\n")[0])
        assert said["outcome"] == "failure"
        assert listener.calls == 0
        call(world_release, listener, "confinement.deny_network = lambda: False")
        assert listener.calls > 0, "the call that is denied above is not made at all"
    finally:
        listener.close()


def test_no_process_is_left_after_many_queries(world_release: Settings, started: list[int]) -> None:
    tried = sandbox(world_release, query_seconds=2, query_answer_mb=1, query_processes=3)
    queries = ["ASK {}", NAMES, ENDLESS, LARGE, "no query", "SELECT * { SERVICE ?s {} }"] * 2

    def run(query: str) -> None:
        try:
            tried.run(query)
        except QueryError:
            return

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(run, queries))
    assert len(started) == len(queries)
    assert not any(map(is_running, started))
    assert not set(children(os.getpid())) & set(started)


def test_no_more_queries_run_at_once_than_are_allowed(world_release: Settings) -> None:
    tried, most = sandbox(world_release, query_seconds=2, query_processes=2), 0
    ours = set(children(os.getpid()))
    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(tried.run, ENDLESS) for _ in range(4)]
        while not all(one.done() for one in running):
            most = max(most, len(set(children(os.getpid())) - ours))
            time.sleep(0.01)
    assert most == 2
    assert {type(one.exception()) for one in running} == {QueryTimeout, NoPlace}


def test_a_query_that_finds_no_place_in_time_is_told_so(world_release: Settings) -> None:
    tried = sandbox(world_release, query_seconds=0.2, query_processes=1)
    tried._places.acquire()
    with pytest.raises(NoPlace, match="All places for queries are taken"):
        tried.run("ASK {}")


def test_only_as_many_queries_wait_as_may_run(
    world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = sandbox(world_release, query_processes=2)
    entered, free = threading.Semaphore(0), threading.Event()

    def wait(task: object) -> Outcome:
        entered.release()
        free.wait(60)
        return Outcome("json", b"")

    monkeypatch.setattr(tried, "_run", wait)
    monkeypatch.setattr(module, "LONGEST_WAIT", 60)
    with ThreadPoolExecutor(4) as threads:
        held = [threads.submit(tried.run, "ASK {}") for _ in range(4)]
        assert entered.acquire(timeout=60)
        assert entered.acquire(timeout=60)
        while tried._threads._value:
            time.sleep(0.001)
        with pytest.raises(NoPlace):
            tried.run("ASK {}")
        free.set()
    assert [one.result().format for one in held] == ["json"] * 4


def test_a_place_is_free_again_after_each_failure(world_release: Settings) -> None:
    tried = sandbox(world_release, query_processes=1)
    for _ in range(2):
        with pytest.raises(QuerySyntaxError):
            tried.run("no query")
    assert tried.run("ASK {}").table().boolean


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_query_ends_with_the_process_that_asked(world_release: Settings) -> None:
    program = (
        "from kg import Settings\nfrom kg.sandbox import Sandbox\nfrom kg.store import *\n"
        "settings = Settings.from_environment()\n"
        f"Sandbox(current_release(settings), settings).run({ENDLESS!r})"
    )
    asker = subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | {"KG_HOME": str(world_release.home)},
        cwd=PROJECT,
        stderr=subprocess.DEVNULL,
    )
    while not (found := children(asker.pid)):
        assert asker.poll() is None
        time.sleep(0.01)
    time.sleep(0.5)
    assert [is_running(pid) for pid in found] == [True]
    asker.send_signal(signal.SIGKILL)
    asker.wait()
    for pid in found:
        wait_until_gone(pid)


def test_a_process_that_says_nothing_is_an_error_of_ours(
    asked: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(KGError, match="could not be started"):
        asked.run("ASK {}")


def test_a_named_value_reads_as_its_text() -> None:
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"bnode","value":"b"}}]}}'
    assert Outcome("json", body).table().rows == ({"x": Cell("b")},)
    assert (IRI("a:b"), Text("x", "da").language) == ("a:b", "da")
