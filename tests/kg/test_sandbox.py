"""Queries from outside: answered in every format, ended at every limit, with nothing left over."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg import IRI, Settings, Text, answering, services
from kg import running as module
from kg.answers import AnswerTable, Cell, Dataset, Outcome
from kg.cancelling import cancel
from kg.errors import (
    KGError,
    NoPlace,
    QueryCancelled,
    QueryError,
    QueryForbidden,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    ServiceFailed,
    UnknownName,
)
from kg.formats import SOLUTIONS, TRIPLES
from kg.lanes import Lane
from kg.running import Run
from kg.sandbox import Sandbox, Stoppable
from kg.settings import BASE
from kg.store import current_release
from kg.workers import Worker
from tests.homes import PROJECT
from tests.processes import Listener, children, free_port, is_running, wait_until_gone

LABEL, TURTLE = "<http://www.w3.org/2000/01/rdf-schema#label>", ox.RdfFormat.TURTLE
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f"
NAMES = 'SELECT ?name { ?p foaf:name ?name FILTER(STRSTARTS(?name, "J")) }'


def into(runs: list[Run]) -> Callable[[Stoppable], None]:
    """Return what keeps the runs that have begun."""

    def begun(run: Stoppable) -> None:
        assert isinstance(run, Run)
        runs.append(run)

    return begun


def sandbox(settings: Settings, **limits: float | str) -> Sandbox:
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
    shown = sandbox(world_release, query_rows=10).show(f"{LARGE} LIMIT 50000", 3, 9999)
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
        tried = sandbox(world_release, query_seconds=1.5)
        first = used(tried)
        start = time.monotonic()
        with pytest.raises(QueryTimeout, match=message):
            tried.run(ENDLESS)
        times.append(time.monotonic() - start)
        assert not is_running(first)
        if times[-1] < 2.0:
            break
    assert 1.5 <= min(times) < 2.0


def test_a_lower_limit_is_kept_and_a_higher_one_is_not(world_release: Settings) -> None:
    tried = sandbox(world_release, query_seconds=0.6)
    with pytest.raises(QueryTimeout, match=r"longer than 0\.2 s"):
        tried.run(ENDLESS, seconds=0.2)
    with pytest.raises(QueryTimeout, match=r"longer than 0\.6 s"):
        tried.run(ENDLESS, seconds=100)


def test_what_has_just_run_out_of_time_is_not_tried_again(
    world_release: Settings, started: list[int]
) -> None:
    tried = sandbox(world_release, query_seconds=0.6)
    with pytest.raises(QueryTimeout, match="was ended"):
        tried.run(ENDLESS)
    known = len(started)
    with pytest.raises(QueryTimeout, match=r"not answered in 0\.6 s less than a minute ago"):
        tried.run(ENDLESS)
    assert len(started) == known
    with pytest.raises(QueryTimeout, match="was ended"):  # another query
        tried.run(ENDLESS + " # Å")


def test_who_asks_again_and_again_in_vain_keeps_nobody_waiting(world_release: Settings) -> None:
    tried = sandbox(world_release, query_processes=2)
    with pytest.raises(QueryTimeout, match="was ended"):
        tried.run(ENDLESS, seconds=0.3)
    many = 2 * tried._threads._value
    with ThreadPoolExecutor(many) as threads:
        vain = [threads.submit(tried.run, ENDLESS, seconds=0.3) for _ in range(many)]
        while tried._shared.held_back._value:
            time.sleep(0.001)
        assert tried.run("ASK {}").table().boolean
        told_at_once = sum(one.done() for one in vain)
        assert {type(one.exception()) for one in vain} == {QueryTimeout}
    assert told_at_once <= many - 2
    again = [tried._shared.held_back.acquire(blocking=False) for _ in range(3)]
    assert again == [True, True, False]


def test_the_wait_for_a_thread_is_no_time_of_the_query(world_release: Settings) -> None:
    tried = sandbox(world_release, query_seconds=1)
    tried.run("ASK {}")  # so that a process stands ready
    run = tried.attempt(f"{LARGE} LIMIT 7000", "csv", "turtle")
    assert run
    time.sleep(1.2)  # in which it has filled the pipe, and done no more
    tried.finish(run)
    assert len(list(csv.reader(io.StringIO(run.outcome().body.decode())))) == 7001
    assert not tried._shared.history.is_long(run._key)


@pytest.mark.parametrize("has_processor", [True, False])
def test_who_had_no_processor_has_more_time_in_the_short_lane(
    world_release: Settings, monkeypatch: pytest.MonkeyPatch, has_processor: bool
) -> None:
    tried, runs = sandbox(world_release), list[Run]()
    tried.run("ASK {}")
    worked = property(lambda _: time.monotonic() if has_processor else 1.0)
    monkeypatch.setattr(Worker, "worked", worked)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(tried.run, ENDLESS, begun=into(runs))
        while not runs or runs[0].ran < 0.8:
            time.sleep(0.01)
        assert runs[0].is_long is has_processor
        while not runs[0].is_long:
            time.sleep(0.01)
        assert 0.8 <= runs[0].ran < 1.5
        runs[0].cancel()
        assert type(running.exception()) is QueryCancelled


def test_what_was_long_once_is_short_again_when_it_is(world_release: Settings) -> None:
    tried, runs = sandbox(world_release), list[Run]()
    for expected in (True, False):
        tried.run("ASK { ?s ?p 1 }", begun=into(runs))
        if expected:
            tried._shared.history.was_long(runs[0]._key)
            tried.run("ASK { ?s ?p 1 }", begun=into(runs))
        assert runs[-1].is_long is expected


def test_an_answer_of_too_many_rows_is_refused(world_release: Settings) -> None:
    tried = sandbox(world_release, query_rows=100)
    assert len(tried.run(f"{LARGE} LIMIT 100").table().rows) == 100
    for format_ in SOLUTIONS:
        with pytest.raises(QueryTooLarge, match=r"more than 100 rows\. Add a LIMIT"):
            tried.run(f"{LARGE} LIMIT 101", format_)


@pytest.mark.parametrize("format_", TRIPLES)
def test_triples_that_are_too_many_are_refused(world_release: Settings, format_: str) -> None:
    tried = sandbox(world_release, query_rows=100)
    query = "CONSTRUCT { ?a ?b ?c } { SELECT * { ?a ?b ?c } LIMIT "
    whole = tried.run(query + "100 }", triples=format_).body
    assert len(list(ox.parse(whole, TRIPLES[format_]))) == 100
    with pytest.raises(QueryTooLarge, match="more than 100 rows"):
        tried.run(query + "101 }", triples=format_)


def test_a_long_answer_comes_while_it_is_made(world_release: Settings) -> None:
    tried = sandbox(world_release)
    outcome = tried.run(LARGE, "csv")
    assert (outcome.is_whole, outcome.format) == (False, "csv")
    assert next(iter(outcome.pieces)).startswith(b"a,b,c,d,e,f\r\n")
    outcome.close()


def test_an_answer_that_grows_too_long_is_broken_off_with_an_error(
    world_release: Settings,
) -> None:
    outcome = sandbox(world_release, query_rows=50_000).run(LARGE, "tsv")
    came: list[bytes] = []
    with pytest.raises(QueryTooLarge, match="more than 50000 rows"):
        came.extend(outcome.pieces)
    assert not outcome.is_whole


def test_the_time_in_which_an_answer_waits_for_its_reader_does_not_count(
    world_release: Settings,
) -> None:
    runs = list[Run]()
    outcome = sandbox(world_release).run(LARGE, "csv", begun=into(runs))
    pieces = iter(outcome.pieces)
    next(pieces)
    ran = runs[0].ran
    time.sleep(1)
    assert next(pieces)
    assert runs[0].ran - ran < 0.9
    outcome.close()


def test_a_reader_who_is_too_slow_makes_room_for_others(world_release: Settings) -> None:
    tried, runs = sandbox(world_release, long_queries=1), list[Run]()
    slow = tried.run(LARGE, "csv", begun=into(runs))
    next(iter(slow.pieces))
    with pytest.raises(NoPlace):
        tried.run(f"{LARGE} # not overdue yet", "csv")
    runs[0]._read = 11.0  # as if it had waited for its reader for longer than it may run
    assert runs[0].overdue > 0
    quick = tried.run(f"{LARGE} # the same", "csv")
    assert next(iter(quick.pieces))
    with pytest.raises(QueryTimeout, match="read too slowly while other queries waited"):
        list(slow.pieces)
    quick.close()


def test_a_query_can_be_cancelled_by_whoever_knows_its_name(world_release: Settings) -> None:
    tried, name = sandbox(world_release), "a-name-that-nobody-knows"
    with pytest.raises(UnknownName):
        cancel(name)
    tried.run("ASK {}")  # so that a process stands ready
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(tried.run, ENDLESS, name=name)
        cancel(name)  # at once: what has just begun is in the short lane, and ends too
        with pytest.raises(QueryCancelled):
            running.result(5)
    with pytest.raises(UnknownName):
        cancel(name)


def test_a_query_that_waits_for_its_reader_can_be_cancelled_too(world_release: Settings) -> None:
    tried, runs, name = sandbox(world_release), list[Run](), "one-whose-reader-is-slow"
    outcome = tried.run(f"{LARGE} # read slowly", "csv", name=name, begun=into(runs))
    worker = runs[0]._worker
    assert worker
    cancel(name)
    wait_until_gone(worker.pid)
    assert tried._shared.long._travellers == []
    with pytest.raises(QueryCancelled):
        list(outcome.pieces)


def test_a_name_that_is_taken_or_none_is_an_error(world_release: Settings) -> None:
    tried, name = sandbox(world_release), "another-name-that-nobody-knows"
    with pytest.raises(QueryError, match="cannot be the id of a query"):
        tried.run("ASK {}", name="../../etc/passwd")
    outcome = tried.run(LARGE, "csv", name=name)
    with pytest.raises(QueryError, match="is running already"):
        tried.run(LARGE + " # again", "csv", name=name)
    outcome.close()


def test_a_query_ends_when_nobody_wants_its_answer_any_more(world_release: Settings) -> None:
    tried, runs = sandbox(world_release), list[Run]()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(tried.run, ENDLESS, begun=into(runs))
        while not runs:
            time.sleep(0.01)
        runs[0].cancel()
        with pytest.raises(QueryCancelled):
            running.result(5)
    assert tried.run("ASK {}").table().boolean


def test_a_query_whose_reader_leaves_is_ended(world_release: Settings) -> None:
    tried, runs = sandbox(world_release), list[Run]()
    outcome = tried.run(LARGE, "csv", begun=into(runs))
    outcome.close()
    with pytest.raises(QueryCancelled):
        list(outcome.pieces)
    assert tried.run("ASK {}").table().boolean


def test_a_short_query_does_not_wait_behind_long_ones(world_release: Settings) -> None:
    tried = sandbox(world_release, query_seconds=5, query_processes=4, long_queries=1)
    with ThreadPoolExecutor(3) as threads:
        long = [threads.submit(tried.run, f"{ENDLESS} # {number}") for number in range(3)]
        while not any(one.done() for one in long):  # until the first finds no place in its lane
            assert tried.run("ASK {}").table().boolean
            time.sleep(0.05)
        assert {type(one.exception()) for one in long} == {NoPlace, QueryTimeout}


def test_a_query_that_is_known_to_be_long_takes_no_short_place(world_release: Settings) -> None:
    tried = sandbox(world_release, long_queries=1, query_seconds=5)
    holder = tried.run(LARGE, "csv")
    with pytest.raises(NoPlace):
        tried.run(ENDLESS)
    holder.close()
    tried._shared = replace(tried._shared, short=full_lane())
    with pytest.raises(NoPlace):
        tried.run("ASK {}")
    with pytest.raises(QueryTimeout):
        tried.run(ENDLESS)


class Holder:
    """Whoever holds a place and never gives it up."""

    overdue = -1.0

    def make_room(self) -> None:
        raise AssertionError("it was not overdue")


def full_lane() -> Lane:
    """Return a lane without a free place."""
    lane = Lane(1)
    lane.enter(Holder(), 0)
    return lane


def test_too_much_memory_is_refused(world_release: Settings) -> None:
    tried = sandbox(world_release, query_memory_mb=768)
    with pytest.raises(QueryOutOfMemory, match="needed more memory than is allowed"):
        tried.run(HUNGRY)
    assert tried.run("ASK {}").table().boolean


def test_it_is_seen_that_a_process_has_grown() -> None:
    growth = answering._Growth()
    held = bytearray(b"\xff") * (answering._MOST_KEPT + 2**20)
    end = time.process_time() + 2 * answering._NO_TIME
    while time.process_time() < end:
        continue
    assert growth.is_too_much
    del held


def used(tried: Sandbox) -> int:
    """Return the process that answers a short query."""
    runs = list[Run]()
    assert tried.run("ASK {}", begun=into(runs)).table().boolean
    assert runs[0]._worker
    return runs[0]._worker.pid


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a store of another place, and give its address."""
    folder, port = tmp_path_factory.mktemp("elsewhere"), free_port()
    store = ox.Store(str(folder))
    store.load('<https://e.org/ærø> rdfs:label "Ærø"@da .'.replace("rdfs:label", LABEL), TURTLE)
    store.flush()
    del store
    program = str(Path(sys.executable).with_name("oxigraph"))
    place = ["--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([program, "serve-read-only", *place], stderr=subprocess.DEVNULL)
    while not accepts(port):
        assert server.poll() is None
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/query"
    server.terminate()
    server.wait()


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def test_an_endpoint_that_may_be_asked_is_asked_and_joined(
    world_release: Settings, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = sandbox(world_release, services=f"https://e.org/ {elsewhere}")
    query = f"SELECT ?n {{ ?p foaf:name ?a SERVICE <{elsewhere}> {{ ?s rdfs:label ?n }} }} LIMIT 1"
    with pytest.raises(ServiceFailed, match="not public"):  # as no loopback address ever is
        tried.run(query)
    monkeypatch.setattr(services, "is_public", lambda address: True)
    assert tried.run(query).table().rows == ({"n": Cell("Ærø", False, "da")},)
    with pytest.raises(QueryForbidden, match="is none of them"):
        tried.run(query.replace("/query", "/other"))
    with pytest.raises(QueryForbidden, match="SERVICE is closed here"):
        sandbox(world_release).run(query)
    many = f"SERVICE <{elsewhere}> {{ ?s rdfs:label ?n }} " * 21
    with pytest.raises(QueryError, match="asks other endpoints more than 20 times"):
        tried.run(f"SELECT ?n {{ {many} }}")
    assert tried.run("ASK {}").table().boolean


def test_what_endpoints_answer_to_one_query_is_bounded_together(
    world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, rooms, rows = "https://e.org/", list[int](), 2000

    def answer(call: object, services: object, seconds: float, most_bytes: int) -> str:
        rooms.append(most_bytes)
        value = {"n": {"type": "literal", "value": "Æ" * 1000}}
        return json.dumps(
            {"head": {"vars": ["n"]}, "results": {"bindings": [value] * rows}}, ensure_ascii=False
        )

    monkeypatch.setattr(services, "ask", answer)
    calls = "".join(f"{{ SERVICE <{address}> {{ ?s{one} rdfs:label ?n }} }} UNION " for one in "ab")
    tried = sandbox(world_release, services=address, query_rows=10 * rows)
    outcome = tried.run(f"SELECT ?n {{ {calls} {{}} }}", "csv")
    assert outcome.body.decode().count("Æ" * 1000) == 2 * rows
    assert rooms[0] == 2**23
    assert 1000 * rows < rooms[0] - rooms[1] < 1100 * rows


def test_an_endpoint_that_does_not_answer_takes_no_more_than_the_time_of_the_query(
    world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "is_public", lambda address: True)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        tried = sandbox(world_release, query_seconds=1, services=address)
        start = time.monotonic()
        with pytest.raises(ServiceFailed, match="did not answer"):
            tried.run(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        assert time.monotonic() - start < 3
    assert tried.run("ASK {}").table().boolean


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_a_graph_that_does_not_exist_is_an_error(asked: Sandbox, clause: str) -> None:
    for graph in ("https://e.org/none", "file:///etc/passwd"):
        with pytest.raises(QueryError, match=f"There is no graph <{graph}>"):
            asked.run(f"SELECT * {clause} <{graph}> {{ ?s ?p ?o }}")
    with pytest.raises(QueryError, match="There is no graph"):
        asked.run("ASK {}", dataset=Dataset(named=("https://e.org/none",)))
    known = f"{BASE}graph/tangpost-2018"
    assert asked.run(f"ASK FROM <{known}> {{ ?s ?p ?o }}").table().boolean


CALL = """
import sys
import kg.guard
kg.guard.refuse_service = lambda query: None
from kg import answering, confinement
{also}
answering._main({store!r}, str(sys.argv[1]), "4096")
"""


def call(settings: Settings, listener: Listener, also: str) -> bytes:
    """Run a query that calls out, in the process of a query, but without the guard."""
    task: dict[str, object] = {
        "query": f"SELECT * {{ SERVICE <{listener.address}> {{ ?s ?p ?o }} }}",
        "solutions": "json",
        "triples": "turtle",
        "first": None,
        "dataset": None,
        "seconds": 10,
        "rows": 10,
        "services": [],
        "examined": False,
    }
    lifeline, held = os.pipe()
    store = str(current_release(settings).store)
    try:
        return subprocess.run(
            [
                sys.executable,
                "-c",
                CALL.format(also=also, store=store),
                str(lifeline),
            ],
            input=json.dumps(task).encode() + b"\n",
            capture_output=True,
            cwd=PROJECT,
            timeout=60,
            check=True,
            pass_fds=(lifeline,),
        ).stdout
    finally:
        os.close(lifeline)
        os.close(held)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filters are those of Linux")
def test_even_past_the_guard_nobody_is_called(world_release: Settings) -> None:
    listener = Listener()
    try:
        assert b'"outcome": "failure"' in call(world_release, listener, "")
        assert listener.calls == 0
        call(world_release, listener, "confinement.deny_network = lambda: False")
        assert listener.calls > 0, "the call that is denied above is not made at all"
    finally:
        listener.close()


def test_no_process_is_left_when_all_is_closed(world_release: Settings, started: list[int]) -> None:
    gc.collect()  # what earlier tests let go of
    handles = open_files()
    tried = sandbox(world_release, query_seconds=1, query_rows=1000, query_processes=3)
    queries = ["ASK {}", NAMES, ENDLESS, LARGE, "no query", "SELECT * { SERVICE ?s {} }"] * 2

    def run(query: str) -> None:
        with suppress(QueryError):
            assert tried.run(query).body

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(run, queries))
    ready = [worker.pid for worker in tried.workers]
    assert 0 < len(ready) <= 3
    assert set(filter(is_running, started)) == set(ready)
    tried.close()
    assert not any(map(is_running, started))
    assert not set(children(os.getpid())) & set(started)
    assert open_files() == handles


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_closed_sandbox_answers_nothing(world_release: Settings) -> None:
    tried = sandbox(world_release)
    outcome = tried.run(LARGE, "csv")
    tried.close()
    with pytest.raises(KGError, match="has been closed"):
        list(outcome.pieces)
    with pytest.raises(KGError, match="has been closed"):
        tried.run("ASK {}")


def test_no_more_queries_run_at_once_than_are_allowed(world_release: Settings) -> None:
    tried, most = sandbox(world_release, query_seconds=2, query_processes=1, long_queries=1), 0
    ours = set(children(os.getpid()))
    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(tried.run, f"{ENDLESS} # {number}") for number in range(4)]
        while not all(one.done() for one in running):
            at_work = [pid for pid in set(children(os.getpid())) - ours if state(pid) == "R"]
            most = max(most, len(at_work))
            time.sleep(0.01)
    assert 1 <= most <= 3  # one in each lane, and one that comes up for the next
    assert {type(one.exception()) for one in running} == {QueryTimeout, NoPlace}


def state(pid: int) -> str:
    """Return what a process does, by the letter of proc(5); nothing where it has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_a_query_that_finds_no_place_in_time_is_told_so(world_release: Settings) -> None:
    tried = sandbox(world_release)
    tried._shared = replace(tried._shared, short=full_lane())
    with pytest.raises(NoPlace, match="All places for queries are taken"):
        tried.run("ASK {}")


def test_only_so_many_queries_wait(
    world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = sandbox(world_release, query_processes=1, long_queries=1)
    tried._shared = replace(tried._shared, short=full_lane())
    monkeypatch.setattr(module, "LONGEST_WAIT", 60)
    with ThreadPoolExecutor(8) as threads:
        held = [threads.submit(tried.run, "ASK {}") for _ in range(8)]
        while tried._threads._value:
            time.sleep(0.001)
        with pytest.raises(NoPlace, match="As many queries wait as may"):
            tried.run("ASK {}")
        tried._shared.short._places = 8
    assert [one.result().format for one in held] == ["json"] * 8


def test_a_process_that_ended_while_it_waited_is_replaced(world_release: Settings) -> None:
    tried = sandbox(world_release)
    first = used(tried)
    os.kill(first, signal.SIGKILL)
    while any(worker.is_alive for worker in tried.workers):
        time.sleep(0.01)
    assert used(tried) != first


def test_a_place_is_free_again_after_each_failure(world_release: Settings) -> None:
    tried = sandbox(world_release, query_processes=1)
    for _ in range(2):
        with pytest.raises(QuerySyntaxError):
            tried.run("no query")
    assert tried.run("ASK {}").table().boolean


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines a process so")
def test_each_thread_of_a_process_is_confined(world_release: Settings) -> None:
    tried = sandbox(world_release)
    threads = list(Path(f"/proc/{used(tried)}/task").iterdir())
    assert len(threads) > 1
    for thread in threads:
        assert "\nSeccomp:\t2\n" in (thread / "status").read_text()


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
    world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(KGError, match="could not be started"):
        sandbox(world_release).run("ASK {}")


def test_a_named_value_reads_as_its_text() -> None:
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"bnode","value":"b"}}]}}'
    assert Outcome("json", [body]).table().rows == ({"x": Cell("b")},)
    assert (IRI("a:b"), Text("x", "da").language) == ("a:b", "da")
