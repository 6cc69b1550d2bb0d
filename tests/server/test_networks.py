"""Networks: the table says what the drawing shows."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

import kg
from kg.networks import measures
from kg.networks.claim_network import read
from server import networks, studies
from tests.server.web import Browser, Page


def _data(client: FlaskClient, asked: str = "") -> dict[str, Any]:
    answer = client.get(f"/networks/data.json{asked}")
    assert answer.status_code == 200
    data: dict[str, Any] = answer.json  # type: ignore[assignment]
    return data


def _names(page: Page) -> list[str]:
    return [one.text for one in page.all("th", scope="row")]


@pytest.mark.parametrize(
    "asked", ["", "?around=event/taagetopmoede-2018", "?kind=person&kind=event"]
)
def test_table_and_drawing_say_the_same(client: FlaskClient, browser: Browser, asked: str) -> None:
    data, page = _data(client, asked), browser.get(f"/networks{asked}")
    assert sorted(_names(page)) == sorted(node["title"] for node in data["nodes"])
    ties = [one for one in page.all("tr") if one.text][1 + len(data["nodes"]) + 1 :]
    assert len(ties) == len(data["edges"])
    assert {node["url"] for node in data["nodes"]} <= set(page.links)


def test_a_drawing_stands_still_and_leads_to_pages(client: FlaskClient) -> None:
    data = _data(client, "?around=person/juergen-krueger")
    assert data["options"]["physics"]["enabled"] is False
    assert all({"x", "y"} <= node.keys() for node in data["nodes"])
    for node in data["nodes"]:
        assert client.get(node["url"]).status_code == 200


def test_a_drawing_may_be_read_by_pages_elsewhere(client: FlaskClient) -> None:
    answer = client.get("/networks/data.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_picture_is_a_picture(client: FlaskClient) -> None:
    answer = client.get("/networks/drawing.svg?around=person/juergen-krueger")
    assert answer.mimetype == "image/svg+xml"
    assert "Jürgen Krüger" in "".join(ET.fromstring(answer.data).itertext())


def test_the_table_can_be_sorted_by_each_measure(browser: Browser) -> None:
    for sort in ("name", "kind", "degree", "strength", "betweenness", "closeness"):
        up = _names(browser.get(f"/networks?sort={sort}"))
        down = _names(browser.get(f"/networks?sort=-{sort}"))
        assert sorted(up) == sorted(down)
        assert up != down
    assert browser.get("/networks?sort=height").status == 404


def test_the_best_tied_come_first(browser: Browser) -> None:
    page = browser.get("/networks")
    rows = [one.text for one in page.all("td", **{"class": "number"})]
    degrees = [int(text) for text in rows[::4]]
    assert degrees == sorted(degrees, reverse=True)


def test_each_tie_leads_to_its_statements(browser: Browser) -> None:
    page = browser.get("/networks?around=person/juergen-krueger")
    assert [link for link in page.links if link.startswith("/role/juergen-krueger--")]


def test_kinds_can_be_chosen(browser: Browser, client: FlaskClient) -> None:
    kinds = {
        node["id"].partition("/")[0] for node in _data(client, "?kind=person&kind=event")["nodes"]
    }
    assert kinds == {"person", "event"}
    assert "No ties between things of these kinds." in browser.get("/networks?kind=person").text
    assert len(_data(client, "?kind=nonsense")["nodes"]) == len(_data(client)["nodes"])


def test_a_network_around_nothing_is_404(browser: Browser, client: FlaskClient) -> None:
    page = browser.get("/networks?around=person/jurgen-kruger")
    assert page.status == 404
    assert "/person/juergen-krueger" in page.links
    assert client.get("/networks/data.json?around=person/nobody").status_code == 404


def test_the_table_has_everything_and_its_measures_whatever_is_drawn(
    client: FlaskClient, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "_DRAWN", 7)
    whole = kg.open(client.application.extensions["releases"].settings)
    expected = {row.label: row.degree for row in measures.table(read(whole))}
    assert len(_data(client)["nodes"]) == 7
    assert _degrees(browser.get("/networks")) == expected


def test_around_a_thing_the_measures_are_those_of_the_whole(browser: Browser) -> None:
    whole = _degrees(browser.get("/networks"))
    page = browser.get("/networks?around=event/taagetopmoede-2018&most=3")
    assert len(_degrees(page)) == 3
    assert _degrees(page).items() <= whole.items()
    all_around = browser.get("/networks?around=event/taagetopmoede-2018")
    assert f"Of {len(_degrees(all_around))} things, 3 are shown" in page.text
    assert "are shown" not in all_around.text


def test_in_a_large_network_no_paths_are_counted(
    client: FlaskClient, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "MOST_MEASURED", 7)
    client.application.extensions["releases"].close()
    page = browser.get("/networks")
    assert "–" in [one.text for one in page.all("td", **{"data-label": "Betweenness"})]
    assert "in networks of at most 7 things" in page.text


def _degrees(page: Page) -> dict[str, int]:
    degrees = [int(one.text) for one in page.all("td", **{"data-label": "Ties"})]
    return dict(zip(_names(page), degrees, strict=True))


def test_only_as_much_is_drawn_as_can_be_seen(
    client: FlaskClient, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "_DRAWN", 5)
    monkeypatch.setattr(networks, "_ROWS", 4)
    assert len(_data(client)["nodes"]) == 5
    page = browser.get("/networks")
    assert "only the 5 with the most ties are drawn" in page.text
    assert len(_names(page)) == 4
    assert "/networks?nodes=2" in page.links
    assert _names(browser.get("/networks?nodes=2")) != _names(page)
    assert len(_data(client, "?around=event/taagetopmoede-2018&most=3")["nodes"]) == 3


def test_a_thing_without_ties_has_a_page_that_says_so(browser: Browser) -> None:
    page = browser.get("/networks?around=person/aase-oest-aeroe&kind=initiative")
    assert page.status == 200
    assert "No ties between things of these kinds." in page.text
    assert browser.get("/networks?around=person/nobody").status == 404
