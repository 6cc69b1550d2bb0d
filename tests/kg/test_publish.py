"""A release is loaded into another server whole, or that server says that it holds none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import kg
from kg import Settings
from kg.build import build
from kg.cli import main
from kg.endpoint import Endpoint
from kg.errors import PublishFailed, StoreDiffers, StoreUnavailable
from kg.publish import Publisher, graph_store_of
from kg.settings import BASE
from kg.store import current_release, open_release
from tests.homes import World, rename
from tests.kg.test_endpoint import says, script
from tests.processes import free_port
from tests.stores import Server, oxigraph, virtuoso


@pytest.fixture
def server() -> Iterator[Server]:
    with oxigraph() as made:
        yield made


def put(server: Server, graph: str, turtle: str) -> None:
    """Have the server hold something that is not ours."""
    with Endpoint(server.graph_store, 10).request(
        "PUT", f"graph={graph}", turtle.encode(), {"Content-Type": "text/turtle"}
    ) as reply:
        assert reply.status < 300


def graphs(server: Server) -> set[str]:
    rows = kg.open(server.queries).select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    return {str(row["g"]) for row in rows}


def test_it_holds_what_the_release_holds(server: Server, world_release: Settings) -> None:
    assert server.publish(world_release) == 0
    here, there = kg.open(world_release), kg.open(replace(world_release, store=server.queries))
    for query in ("SELECT ?s ?p ?o { ?s ?p ?o }", "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"):
        query += " ORDER BY ?s ?p ?o" if "?g" not in query else " ORDER BY ?g ?s ?p ?o"
        rows = [
            [row for row in graph.select(query) if "_:" not in str(row.values())]
            for graph in (here, there)
        ]
        assert rows[0] == rows[1]


def test_twice_is_once(server: Server, world_release: Settings) -> None:
    server.publish(world_release)
    before = kg.open(server.queries).select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    server.publish(world_release)
    assert kg.open(server.queries).select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before


def test_a_later_release_takes_the_place_of_an_earlier(server: Server, built: World) -> None:
    server.publish(built.settings)
    put(server, BASE + "graph/of-long-ago", "<a:a> <a:a> 1 .")
    put(server, "http://e.org/another", "<a:a> <a:a> 1 .")
    rename(built)
    build(built.settings)
    server.publish(built.settings)
    there = kg.open(replace(built.settings, store=server.queries))
    assert there.ask("ASK { ?p foaf:name 'Jürgen Krüger-Ål' }")
    assert not there.ask("ASK { ?p foaf:name 'Jürgen Krüger' }")
    assert BASE + "graph/of-long-ago" not in graphs(server)
    assert "http://e.org/another" in graphs(server)


def test_the_union_moves_from_one_place_to_the_other(
    server: Server, world_release: Settings
) -> None:
    replace(server, union="named").publish(world_release)
    assert BASE + "union" in graphs(server) or kg.open(server.queries).holds(BASE + "graph/release")
    elsewhere = replace(world_release, store=server.queries)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    expected = kg.open(world_release).select(count)
    assert kg.open(elsewhere).select(count) == expected
    server.publish(world_release)
    assert kg.open(elsewhere).select(count) == expected
    assert BASE + "union" not in graphs(server)


def test_where_it_breaks_off_the_server_holds_no_whole_release(
    server: Server, world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.publish(world_release)
    send, sent = Publisher._put, list[str]()

    def breaks_off(self: Publisher, here: kg.Graph, graph: str) -> None:
        sent.append(graph)
        if sent[2:]:
            raise StoreUnavailable("gone")
        send(self, here, graph)

    monkeypatch.setattr(Publisher, "_put", breaks_off)
    with pytest.raises(StoreUnavailable, match="gone"):
        server.publish(world_release)
    with pytest.raises(StoreDiffers, match="holds no whole release"):
        kg.open(replace(world_release, store=server.queries))
    monkeypatch.undo()
    server.publish(world_release)
    assert kg.open(replace(world_release, store=server.queries))


def test_what_did_not_arrive_is_told(
    server: Server, world_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Publisher._put

    def loses(self: Publisher, here: kg.Graph, graph: str) -> None:
        if not graph.endswith("/inferred"):
            send(self, here, graph)

    monkeypatch.setattr(Publisher, "_put", loses)
    with pytest.raises(PublishFailed, match=r"graph/inferred has 0 statements there, not \d+"):
        server.publish(world_release)
    with pytest.raises(StoreDiffers, match="holds no whole release"):
        kg.open(replace(world_release, store=server.queries))


def test_a_default_graph_that_counts_twice_is_told(world_release: Settings) -> None:
    with (
        oxigraph(None, "--union-default-graph") as server,
        pytest.raises(PublishFailed, match="publish with --union named"),
    ):
        server.publish(world_release)


def test_virtuoso_without_a_default_graph_is_told(world_release: Settings, tmp_path: Path) -> None:
    with (
        virtuoso(tmp_path) as server,
        pytest.raises(PublishFailed, match="publish with --union named"),
    ):
        replace(server, union="default").publish(world_release)


def test_a_month_that_is_taken_for_its_first_day_is_counted(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Virtuoso does so, and only a whole table of dates shows it; here the store is made up."""
    build(world.settings)
    release = current_release(world.settings)
    copied = replace(
        release, folder=Path(shutil.copytree(release.folder, world.home / "x" / release.digest))
    )
    store = ox.Store(str(copied.store))
    for graph in (ox.DefaultGraph(), ox.NamedNode(BASE + "graph/ontology")):
        for text, kind in (("2017-05", "gYearMonth"), ("2017-05-01", "date")):
            date = ox.Literal(
                text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")
            )
            store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:a"), date, graph))
    store.flush()
    del store
    with virtuoso(tmp_path_factory.mktemp("store")) as server:
        publisher = Publisher(copied, world.settings, server.queries, server.graph_store, "named")
        assert publisher.run(lambda done, total, what: None) == 2
    assert open_release(copied, BASE).ask("ASK { <a:a> ?p '2017-05'^^xsd:gYearMonth }")


@pytest.mark.parametrize("status", [400, 404, 405, 415])
def test_what_the_graph_store_refuses_is_told_in_its_words(
    server: Server, world_release: Settings, status: int
) -> None:
    with script(says(404), says(status, b"not here")) as other:
        broken = replace(server, graph_store=other.address)
        with pytest.raises(PublishFailed, match=rf"is answered {status} \(not here\)"):
            broken.publish(world_release)


def test_the_graph_store_of_some_servers_is_known() -> None:
    assert graph_store_of("https://e.org/query") == "https://e.org/store"
    assert graph_store_of("http://e.org:8890/sparql").endswith(":8890/sparql-graph-crud-auth")
    with pytest.raises(PublishFailed, match="--graph-store"):
        graph_store_of("https://e.org/repositories/one")


def run(settings: Settings, *arguments: str, **environment: str) -> tuple[int, str]:
    known = {"KG_HOME": str(settings.home)}
    result = CliRunner().invoke(main, ["publish", *arguments], env={**known, **environment})
    return result.exit_code, result.output


def test_the_command_says_what_it_did(server: Server, world_release: Settings) -> None:
    digest = current_release(world_release).digest
    status, said = run(world_release, server.queries)
    assert (status, said.strip()) == (0, f"Release {digest} is at {server.queries}.")
    status, said = run(world_release, KG_STORE=server.queries)
    assert status == 0


def test_the_command_fails_with_status_1_and_without_an_address_2(world_release: Settings) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    status, said = run(world_release, address)
    assert status == 1
    assert "connection refused" in said
    assert run(world_release)[0] == 2
    status, said = run(world_release, "ftp://ann:secret@e.org/query")
    assert status == 1
    assert "secret" not in said


def test_the_password_comes_from_the_environment(world_release: Settings, tmp_path: Path) -> None:
    with virtuoso(tmp_path) as server:
        options = (server.queries, "--user", "dba", "--union", "named")
        assert run(world_release, *options, KG_STORE_PASSWORD="wrong")[0] == 1
        assert run(world_release, *options, KG_STORE_PASSWORD="dba")[0] == 0
