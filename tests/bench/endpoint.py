"""Measure the endpoint beside others on the same data, with the same clients, in one run."""

from __future__ import annotations

import http.client
import math
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from kg.settings import Settings
from kg.store import current_release
from tests.homes import PROJECT
from tests.processes import free_port
from tests.server.live import Held, Live

CLIENTS = 4
SECONDS = 4.0
ROUNDS = 3
LOOKUP_ROUNDS = 9
RUNAWAYS = 8
GENEROUS = {"KG_QUERY_SECONDS": "300", "KG_QUERY_ROWS": "100000000"}
"""Limits of a server that is asked for everything; by default the large world's would break off."""
LOOKUP = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "SELECT ?name WHERE {{ <{thing}> rdfs:label ?name }} # {number}"
)
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {number}"
JSON = "application/sparql-results+json"

Figures = dict[str, float]
Ask = Callable[[int], tuple[str, dict[str, str]]]


def endpoint(settings: Settings, name: str, things: list[str], soak: float) -> Figures:
    """Return what the endpoint does, beside others on the same data.

    Parameters
    ----------
    settings
        Where the release lies.
    name
        What its figures are called.
    things
        IRIs of things to look up.
    soak
        Seconds for which runaway queries go on.
    """
    release = current_release(settings)
    with closing(Live(settings)) as ours:
        with _oxigraph(release.store) as oxigraph, _rdflib(release.dump) as rdflib:
            ours.rest()
            figures = _lookups(ours, oxigraph, rdflib, things)
            with closing(Live(settings, **GENEROUS)) as generous:
                generous.rest()
                figures |= _everything(generous, oxigraph)
        figures |= _with_runaways(ours, things, soak)
    return {f"{name}: {measure}": figure for measure, figure in figures.items()}


def _lookups(ours: Live, oxigraph: int, rdflib: int, things: list[str]) -> Figures:
    """Return the requests per second of each server, and their ratios."""
    rates: dict[str, list[float]] = {"ours": [], "repeated": [], "oxigraph": [], "rdflib": []}
    ports = {"ours": ours.port, "repeated": ours.port, "oxigraph": oxigraph, "rdflib": rdflib}
    paths = {"ours": "/sparql", "repeated": "/sparql", "oxigraph": "/query", "rdflib": "/"}
    for _ in range(1 + LOOKUP_ROUNDS):
        for server, known in rates.items():
            known.append(_rate(ports[server], paths[server], things, again=server == "repeated"))
    # The first round is that in which processes start and caches fill.
    rate = {server: statistics.median(known[1:]) for server, known in rates.items()}
    return {
        "point lookups a second, distinct": rate["ours"],
        "point lookups a second, repeated (304)": rate["repeated"],
        "point lookups a second, oxigraph serve-read-only": rate["oxigraph"],
        "point lookups a second, rdflib-endpoint": rate["rdflib"],
        "distinct lookups / oxigraph (at least 0.25)": rate["ours"] / rate["oxigraph"],
        "repeated lookups / oxigraph (at least 0.35)": rate["repeated"] / rate["oxigraph"],
        "distinct lookups / rdflib-endpoint (at least 8)": rate["ours"] / rate["rdflib"],
    }


def _rate(port: int, path: str, things: list[str], *, again: bool) -> float:
    """Return how many requests a second are answered to some clients together."""
    with multiprocessing.Pool(CLIENTS) as pool:
        work = [(port, path, things, seed, again) for seed in range(CLIENTS)]
        return sum(pool.starmap(_client, work)) / SECONDS


def _client(port: int, path: str, things: list[str], seed: int, again: bool) -> int:
    """Ask for as long as is measured, and return how often an answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    chosen, number, etags = random.Random(seed), 0, dict[str, str]()
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        number += 1
        mark = seed if again else f"{seed} {number} {start}"
        thing = chosen.choice(things[:50] if again else things)
        query = urlencode({"query": LOOKUP.format(thing=thing, number=mark)})
        known = {"If-None-Match": etags[query]} if query in etags else {}
        connection.request("GET", f"{path}?{query}", headers={"Accept": JSON, **known})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == (304 if known else 200), (answer.status, body)
        if again:
            etags[query] = answer.headers["ETag"]
    connection.close()
    return number


def _everything(ours: Live, oxigraph: int) -> Figures:
    """Return the speed at which everything is given, and what the server holds more meanwhile."""
    before, speeds = ours.held().memory_mb, {"ours": list[float](), "oxigraph": list[float]()}
    most = before
    for _ in range(ROUNDS):
        for server, port, path in (
            ("oxigraph", oxigraph, "/query"),
            ("ours", ours.port, "/sparql"),
        ):
            size, start = 0, time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port)
            headers = {"Accept": "application/n-triples"}
            query = urlencode({"query": EVERYTHING})
            connection.request("GET", f"{path}?{query}", headers=headers)
            answer = connection.getresponse()
            while piece := answer.read(2**20):
                size += len(piece)
                most = max(most, ours.held().memory_mb)
            speeds[server].append(size / 2**20 / (time.perf_counter() - start))
            connection.close()
    speed = {server: statistics.median(known) for server, known in speeds.items()}
    return {
        "CONSTRUCT of everything, MB/s": speed["ours"],
        "CONSTRUCT of everything, oxigraph, MB/s": speed["oxigraph"],
        "CONSTRUCT of everything / oxigraph (at least 0.6)": speed["ours"] / speed["oxigraph"],
        "CONSTRUCT of everything: growth of the server, MB (at most 64)": most - before,
    }


def _with_runaways(ours: Live, things: list[str], seconds: float) -> Figures:
    """Return what others notice of clients that send runaway queries without a pause."""
    stop, numbers = threading.Event(), count()
    pages = ["/" + thing.split("/id/")[1] for thing in things[:200]]
    before = _settled(ours, pages)

    def run_away() -> None:
        while not stop.is_set():
            ours.get("/sparql", query=RUNAWAY.format(number=next(numbers)), format="json")

    lookups, opened, refused, start = list[float](), list[float](), 0, time.perf_counter()
    with ThreadPoolExecutor(RUNAWAYS) as threads:
        running = [threads.submit(run_away) for _ in range(RUNAWAYS)]
        while time.perf_counter() - start < seconds:
            query = LOOKUP.format(thing=random.choice(things), number=time.time())
            status, taken = _timed(ours, "/sparql", query=query, format="json")
            lookups.append(taken if status == 200 else math.inf)  # who is refused has no answer
            refused += status != 200
            status, taken = _timed(ours, random.choice(pages))
            assert status == 200
            opened.append(taken)
        stop.set()
        for one in running:
            one.result()
    after = _settled(ours, pages)
    return {
        "runaways: seconds": seconds,
        "runaways: queries that ran away": next(numbers),
        "runaways: lookup of a ninth client, p95, s (at most 2)": _p95(lookups),
        "runaways: lookups that found no place, of all": refused / len(lookups),
        "runaways: page, p95, ms (at most 300)": 1000 * _p95(opened),
        "runaways: memory after / before": after.memory_mb / before.memory_mb,
        "runaways: handles more than before": sum(
            getattr(after, kind) - getattr(before, kind) for kind in ("sockets", "files", "pipes")
        ),
        "runaways: workers left": len(ours.workers()),
    }


def _settled(ours: Live, pages: list[str]) -> Held:
    """Return what the server holds when it is idle, and each of its processes has answered."""
    for number, page in enumerate(pages):
        ours.get(page)
        ours.get("/sparql", query=f"ASK {{}} # {number}", format="json")
    time.sleep(1)
    return ours.held()


def _timed(ours: Live, path: str, **query: str) -> tuple[int, float]:
    start = time.perf_counter()
    status, _ = ours.get(path, **query)
    return status, time.perf_counter() - start


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def _oxigraph(store: Path) -> Iterator[int]:
    """Serve a store by oxigraph, and give the port."""
    port = free_port()
    command = ["serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with _running([str(Path(sys.executable).with_name("oxigraph")), *command], port):
        yield port


@contextmanager
def _rdflib(dump: Path) -> Iterator[int]:
    """Serve a dump by rdflib-endpoint, under the server that we use ourselves."""
    port = free_port()
    command = ["--factory", "--interface", "asgi", "--port", str(port), "--log-level", "error"]
    program = "tests.bench.rdflib_endpoint:create"
    os.environ["BENCH_DUMP"] = str(dump)
    with _running([sys.executable, "-m", "granian", *command, program], port):
        yield port


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=PROJECT, stdout=quiet, stderr=quiet) as process:
        try:
            while not _answers(port):
                assert process.poll() is None, command
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True
