"""Security: the headers of every answer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

ADDRESSES = [
    "/",
    "/person/aase-oest-aeroe",
    "/nowhere",
    "/healthz",
    "/static/style.css",
    "/static/vendor/vis-network.min.js",
    "/id/person/aase-oest-aeroe.ttl",
    "/sparql?query=ASK{}",
    "/feeds/changes.atom",
    "/sitemap.xml",
    "/search/suggest?q=fog",
]
DATA = ["/id/person/aase-oest-aeroe.ttl", "/sparql?query=ASK{}", "/networks/data.json",
        "/feeds/changes.atom"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_answer_is_protected(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert policy[0] == "default-src 'none'"
        assert {"script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_data_may_be_read_by_pages_elsewhere(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        assert ("Access-Control-Allow-Origin" in answer.headers) == (address in DATA)


@pytest.mark.parametrize("address", ["/", "/person/aase-oest-aeroe", "/nowhere", "/sparql"])
def test_pages_ask_no_device_and_do_not_tell_where_their_reader_was(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", DATA)
def test_what_may_be_asked_from_elsewhere_is_told_when_that_is_asked(
    client: FlaskClient, address: str
) -> None:
    asked, told = client.get(address), client.options(address)
    assert "Access-Control-Allow-Methods" not in asked.headers
    assert "DELETE" in told.headers["Access-Control-Allow-Methods"]
    assert "Query-Id" in told.headers["Access-Control-Allow-Headers"]
    assert told.headers["Access-Control-Allow-Origin"] == "*"


def test_of_the_libraries_only_one_file_is_served(client: FlaskClient) -> None:
    with client.get("/static/vendor/vis-network.min.js") as answer:
        assert answer.mimetype == "text/javascript"
        assert b"vis-network" in answer.data
    for other in ("vis-network.css", "../../style.css", "%2e%2e/templates/home.html"):
        with client.get(f"/static/vendor/{other}") as answer:
            assert answer.status_code == 404
