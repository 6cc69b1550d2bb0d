"""Compression: the same answer in fewer bytes, for whoever takes it, with an ETag of its own."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from tests.server.web import ACCEPT

GZIP = {"Accept-Encoding": "gzip"}
ADDRESSES = {
    "page": ("/organisation/idevaerket", ACCEPT),
    "style": ("/static/style.css", "*/*"),
    "graph": ("/graphs?default", "text/turtle"),
    "dump": ("/graph.nq", "*/*"),
    "data": ("/id/person/juergen-krueger.rdf", "*/*"),
    "answer": ("/sparql?query=SELECT * { ?s ?p ?o }", "text/csv"),
}
each = pytest.mark.parametrize(("address", "accept"), ADDRESSES.values(), ids=ADDRESSES)


@each
def test_it_says_the_same_in_less(client: FlaskClient, address: str, accept: str) -> None:
    with client.get(address, headers={"Accept": accept}) as plain:
        said = plain.data
    with client.get(address, headers={"Accept": accept, **GZIP}) as small:
        sent = small.data
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert sorted(gzip.decompress(sent).split()) == sorted(said.split())
    assert len(sent) < len(said) / 2
    for answer in (plain, small):
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("name", ["style", "graph", "dump"])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, name: str) -> None:
    address, accept = ADDRESSES[name]
    headers = {"Accept": accept, **GZIP}
    with client.get(address, headers=headers) as first:
        etag = first.headers["ETag"]
    with client.get(address, headers={**headers, "If-None-Match": etag}) as again:
        assert (again.status_code, again.data) == (304, b"")
    with client.get(address, headers={"Accept": accept}) as plain:
        assert plain.headers["ETag"] != etag


def test_who_takes_anything_but_this_gets_it_plain(client: FlaskClient) -> None:
    headers = {"Accept": ACCEPT, "Accept-Encoding": "gzip;q=0, *"}
    assert "Content-Encoding" not in client.get("/", headers=headers).headers


def test_a_part_of_a_file_is_a_part_of_the_plain_one(client: FlaskClient) -> None:
    headers = {**GZIP, "Range": "bytes=0-9"}
    with client.get("/graph.nq", headers=headers) as part:
        assert (part.status_code, len(part.data)) == (206, 10)
        assert "Content-Encoding" not in part.headers


def test_what_is_short_stays_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
