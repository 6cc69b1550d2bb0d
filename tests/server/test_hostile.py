"""Hostile clients: each gets its proper status or a closed connection, and nobody else notices."""

from __future__ import annotations

import http.client
import itertools
import json
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from kg.settings import Settings
from tests.server.catalogs import compile_catalogs
from tests.server.live import Live

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is held is read from /proc")

SECONDS = 2.0
PATIENCE = 1.5
PLACES = 1024
WORKERS = 4
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNTED = MANY.replace("*", "(COUNT(*) AS ?n)")
HARMLESS = "SELECT ?name { ?p foaf:name ?name } LIMIT 1"


@pytest.fixture(scope="module")
def live(world_release: Settings) -> Iterator[Live]:
    compile_catalogs()
    server = Live(
        world_release, KG_WORKERS="1", KG_QUERY_SECONDS=str(SECONDS), KG_QUERY_MEMORY_MB="1024",
        KG_CLIENT_SECONDS=str(PATIENCE),
    )  # fmt: skip
    with ThreadPoolExecutor(WORKERS) as threads:  # so many at a time that all workers are started
        for number in range(WORKERS):
            threads.submit(server.get, "/sparql", query=f"{COUNTED} # {number}", timeout="0.4")
    yield server
    server.close()


@pytest.fixture
def unharmed(live: Live) -> Iterator[Live]:
    """The server, which must be as it was when the test is over, and answer others meanwhile."""
    before, stop, failures = live.held(), threading.Event(), list[object]()

    def ask() -> None:
        while True:
            page, _ = live.get("/person/aase-oest-aeroe")
            # The answer may be that there is no place just now, but it comes.
            status, _ = live.get("/sparql", query=f"{HARMLESS} # {time.time()}", format="csv")
            if page != 200 or status not in {200, 503}:
                failures.append((page, status))
            if stop.wait(0.05):
                return

    others = threading.Thread(target=ask)
    others.start()
    yield live
    stop.set()
    others.join()
    assert failures == []
    assert live.get("/sparql", query=HARMLESS, format="csv")[0] == 200
    end = time.monotonic() + 15
    while True:
        after = live.held()
        # Fewer is no loss: a connection of before may still have been about to close.
        no_more = (
            after.sockets <= before.sockets
            and after.files <= before.files
            and after.pipes <= before.pipes
        )
        if no_more and len(live.workers()) == WORKERS:
            break
        assert time.monotonic() < end, (before, after, live.workers())
        time.sleep(0.1)
    assert after.memory_mb < before.memory_mb + 64


def test_the_server_is_the_one_that_is_looked_at(live: Live) -> None:
    assert live.held().files > 0
    end = time.monotonic() + 15
    while len(live.workers()) != WORKERS:  # one may be starting
        assert time.monotonic() < end, live.workers()
        time.sleep(0.05)


def test_ten_megabytes_of_query(unharmed: Live) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    status, headers, body = unharmed.request("POST", "/sparql", body=b"#" * 10**7, headers=kind)
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    assert json.loads(body)["status"] == 413


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("SELECT * { FILTER(" + "(" * 100_000, {400}),
        ("SELECT * " + "{" * 100_000, {400}),
        (MANY + " ORDER BY ?a ?f ?l", {503}),
        ("SELECT (COUNT(*) AS ?n) { ?a (!<a:b>)* ?b . ?c (!<a:b>)* ?d . ?e (!<a:b>)* ?f }", {503}),
        ('SELECT * { BIND(REGEX("' + "a" * 5000 + '", "(a*)*b") AS ?x) }', {200}),
        ('SELECT * { BIND(REGEX("aaaa", "((a{1000}){1000}){1000}") AS ?x) }', {200}),
        ("SELECT * { ?s ?p '\0' }", {200, 400}),
        ("\0", {400}),
    ],
    ids=["brackets", "braces", "sorting", "paths", "expression", "repetition", "nul", "only nul"],
)
def test_a_query_that_asks_for_too_much(unharmed: Live, query: str, statuses: set[int]) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    start = time.monotonic()
    status, headers, body = unharmed.request("POST", "/sparql", body=query.encode(), headers=kind)
    assert status in statuses
    assert time.monotonic() - start < 3 * SECONDS
    if status != 200:
        assert json.loads(body)["status"] == status
        assert ("retry-after" in headers) == (status == 503)


def test_a_million_million_rows(unharmed: Live) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", unharmed.port, timeout=60)
    connection.request("GET", f"/sparql?format=csv&query={quote(MANY)}")
    answer = connection.getresponse()
    assert answer.status == 200
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):  # never as if it were whole
        answer.read()
    connection.close()


def test_a_text_that_is_not_utf_8(unharmed: Live) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    status, _, body = unharmed.request(
        "POST", "/sparql", body=b"ASK { ?s ?p '\xff' }", headers=kind
    )
    assert (status, "UTF-8" in json.loads(body)["detail"]) == (400, True)


def test_a_length_that_is_longer_than_what_comes(unharmed: Live) -> None:
    with unharmed.connect() as client:
        client.sendall(_head(1000) + b"ASK {}")
        time.sleep(0.5)


def test_a_length_that_is_shorter_than_what_comes(unharmed: Live) -> None:
    with unharmed.connect() as client:
        client.sendall(_head(6) + b"ASK {} and more that nobody announced\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("chunks", [b"ZZ\r\nASK", b"5\r\nASK {\r\nXX\r\n", b"f" * 20 + b"\r\nA"])
def test_chunks_that_are_none(unharmed: Live, chunks: bytes) -> None:
    with unharmed.connect() as client:
        head = _head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        client.sendall(head + chunks)
        assert client.recv(12) == b"HTTP/1.1 400"


@pytest.mark.parametrize("length", [b"-1", b"many", b"9" * 30, b"1\r\nContent-Length: 2"])
def test_a_length_that_is_none(unharmed: Live, length: bytes) -> None:
    with unharmed.connect() as client:
        client.sendall(_head(0).replace(b": 0", b": " + length) + b"ASK {}")
        assert client.recv(100)[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 413", b""}


def _head(length: int) -> bytes:
    return (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: %d\r\n\r\n" % length
    )


def test_clients_that_send_a_byte_now_and_then(unharmed: Live) -> None:
    clients = [unharmed.connect() for _ in range(40)]
    for client in clients:
        client.sendall(_head(1000))
    for _ in range(2):
        time.sleep(PATIENCE / 3)
        for client in clients:
            client.sendall(b"#")
    for client in clients:
        client.settimeout(3 * PATIENCE)
        assert client.recv(12) == b"HTTP/1.1 408"
        client.close()


def test_a_head_that_comes_letter_by_letter(unharmed: Live) -> None:
    with unharmed.connect() as client:
        start = time.monotonic()
        with suppress(ConnectionError):  # it is closed
            for letter in itertools.cycle(b"GET / HTTP/1.1\r\nX-Long: ,"):
                client.sendall(bytes([letter]))
                time.sleep(0.1)
                assert time.monotonic() - start < 3 * PATIENCE


def test_a_connection_that_is_kept_for_nothing(unharmed: Live) -> None:
    with unharmed.connect() as client:
        client.sendall(b"GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.1 200"
        client.settimeout(3 * PATIENCE)
        while client.recv(2**16):
            pass


def test_whoever_wants_a_web_socket_is_told_that_there_is_none(unharmed: Live) -> None:
    with unharmed.connect() as client:
        client.sendall(
            b"GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket"
            b"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert client.recv(12) == b"HTTP/1.1 400"


def test_more_silent_connections_than_there_are_places(unharmed: Live) -> None:
    clients = [unharmed.connect() for _ in range(PLACES + 200)]
    start = time.monotonic()
    assert unharmed.get("/sparql", query=HARMLESS, format="csv")[0] == 200
    assert time.monotonic() - start < 3 * PATIENCE
    for client in clients:
        client.close()


def test_five_hundred_clients_at_once(unharmed: Live) -> None:
    clients = [unharmed.connect() for _ in range(500)]
    for number, client in enumerate(clients):
        text = quote(f"{HARMLESS} # {number}")
        client.sendall(
            f"GET /sparql?format=csv&query={text} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
    statuses = [client.recv(12) for client in clients]
    assert set(statuses) <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert statuses.count(b"HTTP/1.1 200") > 0
    for client in clients:
        client.close()


def test_clients_that_read_too_late(unharmed: Live) -> None:
    clients = []
    for number in range(8):
        client = unharmed.connect()
        text = quote(f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} # {number}")
        client.sendall(
            f"GET /sparql?format=csv&query={text} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        clients.append(client)
    time.sleep(SECONDS + PATIENCE)
    for client in clients:
        came = b""
        with suppress(ConnectionError):
            while piece := client.recv(2**16):
                came += piece
        assert came.startswith((b"HTTP/1.1 200", b"HTTP/1.1 503"))
        assert not came.endswith(b"0\r\n\r\n")  # never as if it were whole
        client.close()


def test_whoever_leaves_ends_the_query(unharmed: Live) -> None:
    with unharmed.connect() as client:
        text = quote(f"{COUNTED} # left")
        client.sendall(
            f"GET /sparql?timeout=2&query={text} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        time.sleep(0.7)
    # The place is free long before the query would have run out of time.
    start = time.monotonic()
    while any(_is_at_work(pid) for pid in unharmed.workers()):
        assert time.monotonic() - start < 1
        time.sleep(0.02)


def _is_at_work(pid: int) -> bool:
    """Return whether a process has used the processor in the last twentieth of a second."""

    def used() -> int:
        try:
            return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[11])
        except (FileNotFoundError, ProcessLookupError):
            return 0

    before = used()
    time.sleep(0.05)
    return used() - before >= 4


def test_a_query_is_cancelled_by_its_id(unharmed: Live) -> None:
    name = "0123456789abcdef-only-mine"
    assert unharmed.request("DELETE", f"/sparql/queries/{name}")[0] == 404
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(
            unharmed.request, "GET", "/sparql", headers={"Query-Id": name, "Accept": "text/csv"},
            query={"query": f"{COUNTED} # cancelled"},
        )  # fmt: skip
        end = time.monotonic() + SECONDS
        while unharmed.request("DELETE", f"/sparql/queries/{name}")[0] != 204:
            assert time.monotonic() < end
            time.sleep(0.02)
        status, _, body = asked.result(10)
    assert status == 409
    assert "cancelled" in json.loads(body)["detail"]
    assert unharmed.request("DELETE", f"/sparql/queries/{name}")[0] == 404


def test_runaway_queries_leave_room_for_others(unharmed: Live) -> None:
    stop = threading.Event()

    def run_away(number: int) -> set[int]:
        statuses, count = set(), 0
        while not stop.is_set():
            count += 1
            statuses.add(unharmed.get("/sparql", query=f"{COUNTED} # {number} {count}")[0])
        return statuses

    with ThreadPoolExecutor(8) as threads:
        running = [threads.submit(run_away, number) for number in range(8)]
        tries = [_tries_until_answered(unharmed) for _ in range(20)]
        stop.set()
    assert max(tries) <= 3, tries  # how soon they are answered is measured by `make bench`
    assert {status for one in running for status in one.result()} == {503}


def _tries_until_answered(live: Live) -> int:
    """Return how often a short query is asked before it finds a place."""
    tries = 1
    while (status := live.get("/sparql", query=HARMLESS, format="csv")[0]) != 200:
        assert status == 503
        tries += 1
        time.sleep(0.1)
    return tries
