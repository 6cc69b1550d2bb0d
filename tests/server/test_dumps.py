"""Dumps as they are had over the web: what is listed can be had, whole or in part, nothing else."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, RDF

from kg import dumps
from kg.settings import BASE, Settings
from kg.store import current_release
from server.languages import LANGUAGES
from tests.server.web import Browser

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
DATASET = rdflib.URIRef(f"{BASE}.well-known/void#dataset")
SOURCE = "/dumps/sources/tangpost-2018.ttl.gz"


@pytest.mark.parametrize("address", ["/dumps", "/dumps/"])
def test_the_page_lists_all_that_can_be_had(
    browser: Browser, client: FlaskClient, world_release: Settings, address: str
) -> None:
    page = browser.get(address)
    files = dumps.read(current_release(world_release).dumps)
    for name, dump in files.items():
        assert page.links[f"/dumps/{name}"] == name
        with client.get(f"/dumps/{name}") as answer:
            assert hashlib.sha256(answer.data).hexdigest() == dump.checksum
            assert answer.content_length == dump.size
            assert answer.mimetype == "application/gzip"
            assert "Content-Encoding" not in answer.headers
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        if "/" not in name:
            assert dump.checksum in page.text
            assert f"{dump.size:,}" in page.text
    assert page.links["/source/tangpost-2018"]
    assert "/dumps/SHA256SUMS" in page.links
    assert "Access-Control-Allow-Origin" not in page.headers


HEADINGS = {"en": "Dumps", "fi": "Datatiedostot", "is": "Gagnaskrár"} | dict.fromkeys(
    ("da", "nb", "sv"), "Datafiler"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_read_in_each_language(browser: Browser, language: str) -> None:
    page = browser.get("/dumps/", language)
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == HEADINGS[language]
    assert "/dumps/" in browser.get("/about", language).links


def test_what_was_taken_away_can_be_checked(client: FlaskClient, tmp_path: Path) -> None:
    with client.get("/dumps/SHA256SUMS") as answer:
        assert answer.mimetype == "text/plain"
        sums = answer.data
    (tmp_path / "sources").mkdir()
    (tmp_path / "SHA256SUMS").write_bytes(sums)
    for line in sums.decode().splitlines():
        name = line.partition("  ")[2]
        with client.get(f"/dumps/{name}") as answer:
            (tmp_path / name).write_bytes(answer.data)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0


def test_a_file_comes_compressed_once_whatever_the_client_takes(client: FlaskClient) -> None:
    with client.get(SOURCE, headers={"Accept-Encoding": "gzip"}) as answer:
        assert "Content-Encoding" not in answer.headers
        assert b"@prefix npi: " in gzip.decompress(answer.data)


def test_the_head_is_that_of_the_answer(client: FlaskClient) -> None:
    with client.head(SOURCE) as head, client.get(SOURCE) as answer:
        assert (head.status_code, head.data) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag", "Accept-Ranges"):
            assert head.headers[name] == answer.headers[name]


def test_a_part_can_be_had_and_what_is_had_is_not_sent_again(client: FlaskClient) -> None:
    with client.get(SOURCE) as whole:
        data, etag = whole.data, whole.headers["ETag"]
    with client.get(SOURCE, headers={"Range": "bytes=10-29", "If-Range": etag}) as part:
        assert (part.status_code, part.data) == (206, data[10:30])
        assert part.headers["Content-Range"] == f"bytes 10-29/{len(data)}"
    with client.get(SOURCE, headers={"Range": "bytes=10-29", "If-Range": '"other"'}) as other:
        assert (other.status_code, other.data) == (200, data)
    with client.get(SOURCE, headers={"Range": f"bytes={len(data)}-"}) as beyond:
        assert beyond.status_code == 416
    with client.get(SOURCE, headers={"If-None-Match": etag}) as known:
        assert (known.status_code, known.data) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "nothing.gz",
        "sources",
        "sources/",
        "sources/nobody.ttl.gz",
        "sources/ontology.ttl.gz",
        "graph.nq",
        "../report.json",
        "%2e%2e/report.json",
        "sources/../../report.json",
        "sources/..%2f..%2freport.json",
        "..%5creport.json",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "SHA256SUMS%00.gz",
        "./SHA256SUMS/",
    ],
)
def test_nothing_else_can_be_had(client: FlaskClient, name: str) -> None:
    with client.get(f"/dumps/{name}", follow_redirects=True) as answer:
        assert answer.status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    assert client.open(SOURCE, method=method).status_code == 405


def test_the_description_of_the_data_set_names_size_and_checksum(
    client: FlaskClient, world_release: Settings
) -> None:
    described = rdflib.Graph().parse(data=client.get("/.well-known/void").data, format="turtle")
    gzipped = rdflib.URIRef("https://www.iana.org/assignments/media-types/application/gzip")
    files = dumps.read(current_release(world_release).dumps)
    for name in (dumps.NQUADS, dumps.TRIG):
        address = rdflib.URIRef(f"http://localhost/dumps/{name}")
        (distribution,) = described.subjects(DCAT.downloadURL, address)
        assert (DATASET, DCAT.distribution, distribution) in described
        assert (distribution, RDF.type, DCAT.Distribution) in described
        assert described.value(distribution, DCAT.compressFormat) == gzipped
        size = described.value(distribution, DCAT.byteSize)
        assert isinstance(size, rdflib.Literal)
        assert size.value == files[name].size
        checksum = described.value(distribution, SPDX.checksum)
        assert described.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert str(described.value(checksum, SPDX.checksumValue)) == files[name].checksum
