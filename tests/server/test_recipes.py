"""Networks by a recipe over the web: the same as by the command, and refused alike."""

from __future__ import annotations

import io
import json
from pathlib import Path

import networkx as nx
import pytest
from flask.testing import FlaskClient

from kg import Settings
from kg.networks.export import FORMATS
from server import studies
from tests.kg.test_cli import kg

ADDRESS = "/networks/file/{}?between=people&by=events"


@pytest.fixture(scope="module")
def home(world_release: Settings) -> Path:
    """Return the home of the made-up world."""
    return world_release.home


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_that_of_the_command(client: FlaskClient, home: Path, name: str) -> None:
    answer = client.get(ADDRESS.format(name) + "&by=initiatives&from=2016&to=2020&roll_up=1")
    said = kg(
        "network", "--between", "people", "--by", "events", "--by", "initiatives",
        "--from", "2016", "--to", "2020", "--roll-up", "--format", name, home=home,
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.data == said.stdout_bytes
    assert answer.mimetype == FORMATS[name].media_type
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert f'filename="network.{FORMATS[name].suffix}"' in answer.headers["Content-Disposition"]


def test_every_part_of_a_recipe_can_be_asked_for(client: FlaskClient) -> None:
    asked = (
        "/networks/file/json?between=organisations&by=events&by=cooperation&weight=newman"
        "&half_life=2.5&from=2016-02&to=2020&country=dk&country=fi&type=concept/event-type/summit"
        "&type=concept/event-type/conference&source=tangpost-2018&source=usvaraportti-2020"
        "&without_source=ringbook-2021&roll_up=1&successors=1&isolates=1&possible=1&lang=da"
    )
    told = json.loads(client.get(asked).data)
    assert told["graph"]["recipe"] == {
        "between": "organisations", "by": ["events", "cooperation"], "weight": "newman",
        "half_life": 2.5, "since": "2016-02-01", "until": "2020-12-31", "possible": True,
        "countries": ["dk", "fi"],
        "types": ["concept/event-type/summit", "concept/event-type/conference"],
        "sources": ["tangpost-2018", "usvaraportti-2020"], "without_sources": ["ringbook-2021"],
        "roll_up": True, "successors": True, "isolates": True,
    }  # fmt: skip
    assert told["nodes"]


def test_a_choice_of_nought_is_none(client: FlaskClient) -> None:
    told = json.loads(client.get(ADDRESS.format("json") + "&isolates=0&possible=").data)
    assert not told["graph"]["recipe"]["isolates"]
    assert not told["graph"]["recipe"]["possible"]


def test_all_that_is_wrong_is_told_at_once(client: FlaskClient) -> None:
    answer = client.get(
        "/networks/file/json?between=robots&by=tea&from=spring&to=2018-13&half_life=long&weight=x"
    )
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert [one.partition(":")[0] for one in answer.get_json()["detail"].splitlines()] == [
        "from", "to", "half_life", "between", "by", "weight",
    ]  # fmt: skip
    unknown = client.get(ADDRESS.format("json") + "&country=zz&source=tangpost-2019")
    assert unknown.status_code == 400
    assert "near to it: tangpost-2018" in unknown.get_json()["detail"]


def test_an_unknown_form_is_not_found(client: FlaskClient) -> None:
    assert client.get(ADDRESS.format("xlsx")).status_code == 404


def test_a_network_that_is_too_large_is_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "MOST_TIES", 3)
    answer = client.get(ADDRESS.format("json"))
    assert answer.status_code == 400
    assert "12 are too many, as at most 3 are sent." in answer.get_json()["detail"]


def test_names_are_in_the_language_of_the_reader(client: FlaskClient) -> None:
    address = "/networks/file/graphml?between=organisations&by=events&lang=fi"
    network = nx.read_graphml(io.BytesIO(client.get(address).data))
    assert network.nodes["organisation/blaabaerringen"]["label"] == "Mustikkarengas"
