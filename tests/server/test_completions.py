"""What the editor can complete: our prefixes, and terms with their names and use."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from kg.description import uses
from kg.prefixes import PREFIXES, expand
from kg.settings import Settings
from kg.store import current_release


def _told(client: FlaskClient, language: str = "en") -> Any:
    return client.get(f"/sparql/completions.json?lang={language}").json


def test_all_our_prefixes_are_told(client: FlaskClient) -> None:
    assert {one["prefix"]: one["namespace"] for one in _told(client)["prefixes"]} == PREFIXES


def test_terms_come_by_how_often_they_are_used(
    client: FlaskClient, world_release: Settings
) -> None:
    counted = uses(current_release(world_release).description)
    for kind in ("class", "property"):
        terms = [one["term"] for one in _told(client)[kind]]
        used = [counted.get(expand(term), 0) for term in terms]
        assert used == sorted(used, reverse=True)
        assert used[0] > 0
        assert len(terms) == len(set(terms))
    assert "foaf:Person" in {one["term"] for one in _told(client)["class"]}
    assert "npi:onBehalfOf" in {one["term"] for one in _told(client)["property"]}


def test_a_term_is_named_and_found_in_the_readers_language(client: FlaskClient) -> None:
    def behalf(language: str) -> dict[str, str]:
        terms: list[dict[str, str]] = _told(client, language)["property"]
        return next(one for one in terms if one["term"] == "npi:onBehalfOf")

    assert behalf("da")["detail"].startswith("på vegne af · ")
    assert "pa vegne af" in behalf("da")["words"]
    assert behalf("en")["detail"].startswith("on behalf of · ")
    assert behalf("en")["definition"] != behalf("da")["definition"]


def test_who_has_them_already_gets_nothing_new(client: FlaskClient) -> None:
    etag = client.get("/sparql/completions.json?lang=da").headers["ETag"]
    again = client.get("/sparql/completions.json?lang=da", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/sparql/completions.json?lang=sv", headers={"If-None-Match": etag})
    assert other.status_code == 200
