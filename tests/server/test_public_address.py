"""The public address: absolute addresses begin with it, whatever a client calls the host."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from server import create_app

ADDRESS = "https://innovation.example"
HOSTILE = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}


@pytest.fixture
def public(world_release: Settings) -> Iterator[FlaskClient]:
    app = create_app(replace(world_release, public_address=ADDRESS))
    yield app.test_client()
    app.extensions["releases"].close()


@pytest.mark.parametrize(
    "address",
    ["/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/feeds/changes.atom", "/events?format=csv",
     "/event/taagetopmoede-2018", "/person/aase-oest-aeroe", "/use", "/"],
)  # fmt: skip
def test_absolute_addresses_are_public(public: FlaskClient, address: str) -> None:
    answer = public.get(address, headers={**HOSTILE, "Accept": "text/html"})
    assert answer.status_code == 200
    assert f"{ADDRESS}/" in answer.text
    assert "evil.example" not in answer.text
    assert "http://localhost" not in answer.text


def test_whoever_is_led_elsewhere_stays_here(public: FlaskClient) -> None:
    answer = public.get("/person//aase-oest-aeroe", headers=HOSTILE)
    assert answer.status_code in {301, 308}
    assert answer.headers["Location"].startswith((f"{ADDRESS}/", "/person/"))


def test_an_end_is_known_by_its_public_address(public: FlaskClient) -> None:
    asked = {"from": f"{ADDRESS}/person/aase-oest-aeroe", "to": "person/juergen-krueger"}
    answer = public.get("/connect", query_string=asked, headers={"Accept": "application/json"})
    assert answer.json
    assert answer.json["from"]["state"] == "found"
