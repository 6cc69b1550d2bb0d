"""Weight: what a browser has to load for a page, compressed as it comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from server import create_app
from tests.server.web import ACCEPT, parsed

MOST = 100_000
HEAVIEST = (
    "/", "/organisation/ks-no", "/organisation/coi-dk", "/initiative/innovationsbarometer-dk",
    "/organisation/vinnova-se", "/person/pia-gjellerup", "/country/no", "/country/dk", "/people",
    "/sources", "/search?q=innovation", "/source/coi-2018-01-skandinavisk-topmoede", "/barometer",
    "/quality", "/ontology", "/changes", "/organisation/ks-no?show=participation-from",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(real_release: Settings) -> Iterator[FlaskClient]:
    app = create_app(real_release)
    yield app.test_client()
    app.extensions["releases"].close()


@pytest.mark.parametrize("address", HEAVIEST)
def test_a_page_without_its_network_is_light(client: FlaskClient, address: str) -> None:
    page = parsed(client.get(address, headers={"Accept": ACCEPT}))
    styles = [one["href"] for one in page.all("link", rel="stylesheet")]
    scripts = [one["src"] for one in page.all("script") if one["src"]]
    assert len(styles) == 1
    assert all(
        "defer" in one.attributes or one["type"] == "module"
        for one in page.all("script")
        if one["src"]
    )
    assert sum(weight(client, one) for one in (address, *styles, *scripts)) <= MOST


def weight(client: FlaskClient, address: str) -> int:
    """Return the number of bytes of an answer on its way."""
    headers = {"Accept": ACCEPT, "Accept-Encoding": "gzip"}
    with client.get(address, headers=headers) as answer:
        assert answer.status_code == 200
        return len(answer.data)
