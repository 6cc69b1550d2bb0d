"""The graph store: each graph in each format, read back; what is no graph is refused."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

import kg
from kg.formats import TRIPLES
from kg.settings import BASE, Settings
from tests.server.web import ACCEPT

SOURCE = f"{BASE}graph/tangpost-2018"
MEDIA_TYPES = [one.media_type for one in TRIPLES.values()]


def _triples(data: bytes, media_type: str) -> set[ox.Triple]:
    format_ = ox.RdfFormat.from_media_type(media_type)
    assert format_
    return {quad.triple for quad in ox.parse(data, format_)}


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_named_graph_in_each_format(
    client: FlaskClient, world_release: Settings, media_type: str
) -> None:
    answer = client.get("/graphs", query_string={"graph": SOURCE}, headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    said = kg.open(world_release).construct(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{SOURCE}> {{ ?s ?p ?o }} }}"
    )
    assert _triples(answer.data, media_type) == set(said)


@pytest.mark.parametrize("asked", ["default", "graph=default"])
def test_the_union_of_all_has_each_statement_once(
    client: FlaskClient, world_release: Settings, asked: str
) -> None:
    answer = client.get(f"/graphs?{asked}", headers={"Accept": "application/n-triples"})
    lines = answer.data.splitlines()
    assert len(lines) == len(set(lines)) > 1000
    (count,) = kg.open(world_release).select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(lines) == count["n"]


def test_whoever_accepts_anything_gets_turtle(client: FlaskClient) -> None:
    for headers in ({}, {"Accept": "*/*"}):
        answer = client.get("/graphs?default", headers=headers)
        assert answer.mimetype == "text/turtle"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "accept" in answer.vary.as_set()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_it_is_streamed(client: FlaskClient, encoding: str) -> None:
    with client.get("/graphs?default", headers={"Accept-Encoding": encoding}) as answer:
        # Whoever told a length would have read all of it before.
        assert "Content-Length" not in answer.headers


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/graphs?default")
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/graphs?default", headers=again).status_code == 304
    other = client.get("/graphs?default", headers={**again, "Accept": "application/rdf+xml"})
    assert other.status_code == 200


def test_the_head_is_that_of_the_answer(client: FlaskClient) -> None:
    head, answer = client.head("/graphs?default"), client.get("/graphs?default")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == answer.headers["Content-Type"]
    assert head.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("graph", [f"{BASE}graph/fog", "fog", "<>", "", "file:///etc/passwd"])
def test_what_is_no_graph_is_404(client: FlaskClient, graph: str) -> None:
    answer = client.get("/graphs", query_string={"graph": graph})
    assert answer.status_code == 404


def test_the_format_can_be_named_in_the_address(client: FlaskClient) -> None:
    for name, media_type in (("jsonld", "application/ld+json"), ("nt", "application/n-triples")):
        with client.get(f"/graphs?default&format={name}") as answer:
            assert answer.mimetype == media_type
    for name, status in (("csv", 406), ("pdf", 400)):
        with client.get(f"/graphs?default&format={name}", headers={"Accept": "*/*"}) as answer:
            assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize("asked", ["", "?default&graph=default", f"?graph={SOURCE}&graph=default"])
def test_one_graph_has_to_be_named(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/graphs{asked}", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "Name one graph" in answer.text


def test_a_page_of_a_graph_cannot_be_had(client: FlaskClient) -> None:
    answer = client.get("/graphs?default", headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert client.get("/graphs?default", headers={"Accept": ACCEPT}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    answer = client.open("/graphs?default", method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
