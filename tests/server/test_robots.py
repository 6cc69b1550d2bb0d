"""Robots are told what to leave alone, and to list nobody."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient

PERSON = "/person/aase-oest-aeroe"


@pytest.fixture
def rules(client: FlaskClient) -> RobotFileParser:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    made = RobotFileParser()
    made.parse(answer.text.splitlines())
    return made


@pytest.mark.parametrize("path", ["/", PERSON, "/people", "/event/tangfest", "/id/event/tangfest"])
def test_what_ends_may_be_read(rules: RobotFileParser, path: str) -> None:
    assert rules.can_fetch("anybot", f"https://e.org{path}")


@pytest.mark.parametrize(
    "path", ["/search?q=a", "/sparql?query=ASK{}", "/networks/data.json", "/connect?from=a"]
)
def test_what_has_no_end_is_to_be_left_alone(rules: RobotFileParser, path: str) -> None:
    assert not rules.can_fetch("anybot", f"https://e.org{path}")


@pytest.mark.parametrize(
    "path",
    [
        PERSON,
        f"{PERSON}?lang=da",
        "/person/nobody",
        "/people",
        f"/id{PERSON}.ttl",
        f"/id{PERSON}",
        f"/feeds{PERSON}.atom",
        "/changes",
        "/feeds/changes.atom",
        "/participation/taagetopmoede-2018--person-aase-oest-aeroe--speaker",
        "/role/thora-duadottir--nyskoepunarstofa-hraunvikur--nyskoepunarstjori",
        "/graph/tangpost-2018.ttl",
        f"/embed{PERSON}",
    ],
)
def test_people_are_not_to_be_listed(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", ["/", "/events", "/about"])
def test_other_pages_may_be(client: FlaskClient, path: str) -> None:
    assert "X-Robots-Tag" not in client.get(path).headers
