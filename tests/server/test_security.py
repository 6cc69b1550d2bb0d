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
    "/search/suggest?q=fog",
]
DATA = ["/id/person/aase-oest-aeroe.ttl", "/sparql?query=ASK{}", "/networks/data.json"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_answer_is_protected(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert policy[0] == "default-src 'none'"
        assert {"script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"]
        assert answer.headers["Permissions-Policy"]
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_data_may_be_read_by_pages_elsewhere(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        assert ("Access-Control-Allow-Origin" in answer.headers) == (address in DATA)


def test_of_the_libraries_only_one_file_is_served(client: FlaskClient) -> None:
    with client.get("/static/vendor/vis-network.min.js") as answer:
        assert answer.mimetype == "text/javascript"
        assert b"vis-network" in answer.data
    for other in ("vis-network.css", "../../style.css", "%2e%2e/templates/home.html"):
        with client.get(f"/static/vendor/{other}") as answer:
            assert answer.status_code == 404
