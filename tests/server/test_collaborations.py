"""The page of collaboration networks: what it draws, its table says; what it cannot make, why."""

from __future__ import annotations

import csv
import datetime
import html
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from kg.folding import alphabetical
from kg.networks import Recipe
from kg.networks.measures import RANKED
from kg.networks.robustness import ranked
from kg.settings import Settings
from server import collaborations, rankings, studies
from server.collaborations import BETWEEN, BY, WEIGHTS
from server.network_views import COLOURED, SHOWN
from server.node_columns import COLUMNS
from server.tie_columns import TIE_COLUMNS
from tests.kg.test_cli import kg
from tests.server.web import Browser, Page

PEOPLE = "/networks?between=people&by=events"
AASE, THORA = "person/aase-oest-aeroe", "person/thora-duadottir"


def cells_of(page: Page, label: str) -> list[str]:
    """Return what stands in a column of the tables of a page."""
    return [one.text for one in page.all("td", **{"data-label": label})]


def test_it_is_linked_from_the_network(browser: Browser) -> None:
    links = browser.get("/networks").links
    (address,) = (one for one, text in links.items() if text == "Collaboration networks")
    assert browser.get(address).one("h1").text == "Collaboration networks"


def test_a_sentence_says_what_is_to_be_seen(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&from=2018&to=2018")
    assert "Nodes: 5. Ties: 10, by 6 statements (sources: 2)." in page.text
    assert "Tied to most others:" in page.text
    assert "Statements of other times that are left out: 6." in page.text


def test_the_tables_name_every_node_and_tie(browser: Browser) -> None:
    page = browser.get(PEOPLE)
    rows = [one.text for one in page.all("th", scope="row")]
    assert len(rows) == 6
    assert {"Åse Øst-Ærø", "Þóra Ðúadóttir"} <= {*rows}
    assert page.one("h2", id="ties").text == "Ties 12"
    told = {
        frozenset(parse_qs(urlsplit(one).query)["one"] + parse_qs(urlsplit(one).query)["other"])
        for one in page.links
        if one.startswith("/networks/pair") and "other=" in one
    }
    assert len(told) == 12
    assert frozenset({AASE, THORA}) in told
    assert "/event/taagetopmoede-2018" in page.links, "what they share"


@pytest.mark.parametrize(
    "column",
    [
        name
        for name in COLUMNS
        if name not in {"kind", "core", "community", "coordinator", "gatekeeper"}
    ],
)
def test_it_can_be_sorted_by_each_column(browser: Browser, column: str) -> None:
    # Of those who meet in the made-up world, nobody stands between two of one country alone.
    address = f"{PEOPLE}&measures=1&sort="
    up, down = (
        [one.text for one in browser.get(f"{address}{sign}{column}").all("th", scope="row")]
        for sign in ("", "-")
    )
    assert sorted(up) == sorted(down)
    assert up != down
    kept = [one for one in browser.get(f"{PEOPLE}&sort={column}").links if "sort=" in one]
    assert kept
    assert all("between=people" in one for one in kept)


@pytest.mark.parametrize("column", TIE_COLUMNS)
def test_ties_can_be_sorted_by_each_column(browser: Browser, column: str) -> None:
    label = str(TIE_COLUMNS[column].label)
    address = "/networks?between=actors&by=events&by=initiatives&ties_sort="
    pages = (browser.get(f"{address}{sign}{column}") for sign in ("", "-"))
    # The table of nodes, which stands before, has weights too.
    up, down = (cells_of(page, label)[-len(cells_of(page, "Years")) :] for page in pages)
    assert sorted(up) == sorted(down)
    assert len({*up}) > 1
    if column == "shared":  # by how many they share
        return
    keys: dict[str, Callable[[str], Any]] = {
        "from": lambda name: alphabetical(name, "en"), "to": lambda name: alphabetical(name, "en"),
        "years": lambda told: re.findall(r"[0-9]+", told)[::-1],
    }  # fmt: skip
    key = keys.get(column, lambda told: int(told.split()[0]))
    empty = [told for told in up if told == "–"]
    assert bool(empty) == (column == "years")
    for found, backwards in ((up, False), (down, True)):
        known = found[: len(found) - len(empty)]
        assert known + empty == found, "what is not known comes last"
        assert known == sorted(known, key=key, reverse=backwards)


def test_a_tie_tells_its_years(browser: Browser) -> None:
    page = browser.get("/networks?between=organisations&by=events&by=cooperation&ties_sort=-years")
    assert cells_of(page, "Years")[0] == "2018, 2020"
    assert "2016–2018" in cells_of(page, "Years"), "they cooperated"
    assert browser.get("/networks?between=people&by=events&ties_sort=fame").status == 404


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("weight", WEIGHTS)
def test_no_figure_is_not_a_number(browser: Browser, between: str, by: str, weight: str) -> None:
    page = browser.get(f"/networks?between={between}&by={by}&weight={weight}&measures=1")
    refused = (between, by) in {("people", "cooperation"), ("actors", "memberships")}
    assert page.status == (400 if refused else 200)
    assert not re.search(r"\b[Nn]a[Nn]\b|\bNone\b|\binf\b", page.one("main").text)
    assert bool(page.all("div", role="alert")) == refused


def test_files_and_pictures_are_of_the_same_recipe(browser: Browser, client: FlaskClient) -> None:
    page = browser.get(f"{PEOPLE}&weight=newman&from=2016&roll_up=1&sort=name&lang=da")
    files = [one for one in page.links if one.startswith(("/networks/file/", "/networks/drawing"))]
    assert len(files) == 7
    for address in files:
        asked = parse_qs(urlsplit(address).query)
        assert {name: asked[name] for name in ("between", "by", "weight", "from", "roll_up")} == {
            "between": ["people"], "by": ["events"], "weight": ["newman"], "from": ["2016"],
            "roll_up": ["1"],
        }  # fmt: skip
        assert "sort" not in asked
        assert client.get(address).status_code == 200
    source = page.one("div", role="img")["data-source"]
    drawn = json.loads(client.get(source).data)
    assert len(drawn["nodes"]) == len(page.all("th", scope="row"))
    assert all(node["url"].startswith("/person/") for node in drawn["nodes"])
    picture = next(one for one in files if "drawing" in one)
    assert ET.fromstring(client.get(picture).data).tag.endswith("svg")


def test_the_form_keeps_what_was_asked(browser: Browser) -> None:
    page = browser.get(
        "/networks?between=countries&by=initiatives&to=2019-06&possible=1&weight=newman"
    )
    chosen = [one["value"] for one in page.all("option") if "selected" in one.attributes]
    assert chosen == ["countries", "newman", "country", "degree"]
    checked = {one["value"] for one in page.all("input") if "checked" in one.attributes}
    assert checked == {"initiatives", "1"}
    assert "open" in page.one("details", **{"class": "recipe-more"}).attributes
    assert page.one("input", name="to", maxlength="10")["value"] == "2019-06"


def test_all_that_is_wrong_is_on_the_page(browser: Browser) -> None:
    wrong = 'between=<b>&by=events&from="spring"&half_life=x&without_source=hearsay&show=it'
    page = browser.get(f"/networks?{wrong}")
    assert page.status == 400
    said = page.one("div", role="alert").text
    assert "This network cannot be made:" in said
    assert "Between: '<b>' is none of people" in said
    assert "Since: there is no year, month or day '\"spring\"'" in said
    assert "Years after which it counts half: 'x' is no number" in said
    assert "Without these sources (identifiers): 'hearsay' is none of ringbook-2021," in said
    assert "What is drawn: 'it' is none of all" in said


def test_half_a_recipe_is_no_other_network(browser: Browser) -> None:
    page = browser.get("/networks?by=events")
    assert page.status == 400
    assert "Between: '' is none of people" in page.one("div", role="alert").text


def test_what_is_wrong_is_told_in_the_language_of_the_reader(browser: Browser) -> None:
    address = "/networks?between=people&by=cooperation&from=2020&to=2019&least=-1&source=x"
    said = browser.get(address, "da").one("div", role="alert")
    assert said.text.count("Mellem:") == 0
    told = [one.text for one in browser.get(address, "da").all("li") if ": " in one.text]
    assert any(one.startswith("Fra og med: 2020-01-01 kommer efter") for one in told)
    assert any(one.startswith("Mindste vægt af en forbindelse:") for one in told)
    pair = browser.get("/networks/pair?between=people&by=cooperation", "da")
    assert pair.status == 400
    assert pair.one("h1").text == "Dette netværk kan ikke laves"
    assert "samarbejde" in pair.one("main").text.lower()


def test_a_network_without_ties_says_so(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&to=1900")
    assert page.status == 200
    assert "Nobody is tied to anybody by this recipe." in page.text
    assert not page.all("div", role="img")


def test_as_of_a_day_nothing_counts_that_came_after(browser: Browser, client: FlaskClient) -> None:
    page, same = browser.get(f"{PEOPLE}&asof=2016-12-31"), browser.get(f"{PEOPLE}&to=2016-12-31")
    rows = [one.text for one in page.all("th", scope="row")]
    assert rows == [one.text for one in same.all("th", scope="row")]
    assert len(rows) == 2
    (address,) = [one for one in page.links if "/file/json" in one]
    assert json.loads(client.get(address).data)["graph"]["recipe"]["until"] == "2016-12-31"
    earlier = json.loads(
        client.get("/networks/file/json?between=people&by=events&to=2016&asof=2020-01-01").data
    )
    assert earlier["graph"]["recipe"]["until"] == "2016-12-31"


def drawn(client: FlaskClient, query: str) -> Any:
    """Return what the page draws."""
    return json.loads(client.get(f"/networks/data.json?{query}").data)


def test_the_form_keeps_every_part_of_a_recipe(browser: Browser) -> None:
    asked = {
        "between": "people", "by": "events", "from": "2016", "to": "2021", "weight": "fractional",
        "half_life": "2", "country": "is", "type": "concept/event-type/summit",
        "source": "tangpost-2018", "without_source": "ringbook-2021", "roll_up": "1",
        "possible": "1", "isolates": "1", "successors": "1",
    }  # fmt: skip
    page = browser.get("/networks?" + urlencode(asked))
    kept = {
        one["name"]: one["value"] for one in page.all("input")
        if one["name"] and one["value"] and (
            one["type"] not in {"checkbox", "range", "search"} or "checked" in one.attributes
        )
    }  # fmt: skip
    kept |= {
        name: one["value"]
        for name, one in zip(
            ("between", "weight", "type"),
            [one for one in page.all("option") if "selected" in one.attributes],
            strict=False,
        )
    }
    assert kept == asked


def test_sources_are_suggested_and_several_can_be_given(
    browser: Browser, client: FlaskClient
) -> None:
    page = browser.get(PEOPLE)
    offered = [one["value"] for one in page.all("option") if one["value"].startswith("tangpost")]
    assert offered == ["tangpost-2018"]
    address = "/networks/file/json?between=people&by=events&without_source=tangpost-2018"
    both = json.loads(client.get(f"{address},%20ringbook-2021").data)["graph"]["recipe"]
    assert both["without_sources"] == ["tangpost-2018", "ringbook-2021"]


@pytest.mark.parametrize("show", SHOWN)
@pytest.mark.parametrize("colour", COLOURED)
@pytest.mark.parametrize("size", ["degree", "closeness"])
def test_each_view_is_drawn_as_data_and_as_picture(
    client: FlaskClient, show: str, colour: str, size: str
) -> None:
    query = f"between=actors&by=events&by=initiatives&show={show}&colour={colour}&size={size}"
    told = drawn(client, query)
    nodes = {node["id"]: node for node in told["nodes"]}
    assert all(node["groups"].keys() == {*COLOURED} for node in nodes.values())
    for by, legend in told["legends"].items():
        colours = [node["groups"][by] for node in nodes.values()]
        assert {one["colour"] for one in legend} == {*colours}
    least, most = told["radius"]
    assert all(least <= node["size"] <= most for node in nodes.values())
    assert max(node["size"] for node in nodes.values()) == most
    measured = {"members"} if show == "communities" else {*RANKED}
    assert all(node["values"].keys() == measured for node in nodes.values())
    picture = ET.fromstring(client.get(f"/networks/drawing.svg?{query}").data)
    shapes = [one for one in picture.iter() if one.tag.endswith(("circle", "polygon"))]
    assert len(shapes) == len(nodes)
    words = {one.text for one in picture.iter() if one.get("text-anchor") == "start"}
    assert words == {one["label"] for one in told["legends"][colour]}


def test_what_is_drawn_tells_its_evidence(client: FlaskClient) -> None:
    told = drawn(client, "between=people&by=events")
    (tie,) = [one for one in told["edges"] if (one["from"], one["to"]) == (AASE, THORA)]
    shared = [told["things"][number] for number in tie["shared"]]
    assert shared == ["Fog Summit 2018", "Þokufundur í Hraunvík"]
    assert (tie["weight"], tie["more"], tie["years"]) == (2, 0, [2016, 2018])
    assert (tie["statements"], tie["sources"]) == (5, 2)
    node = next(one for one in told["nodes"] if one["id"] == THORA)
    assert node["countries"] == ["Iceland"]
    assert node["values"]["degree"] == 4


def test_what_is_too_large_is_drawn_as_backbone_or_communities(
    browser: Browser, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "between=actors&by=events&by=initiatives"
    for limit, said in ((30, "Drawn is the backbone"), (0, "Drawn are its communities")):
        monkeypatch.setattr(studies, "MOST_EDGES", limit)
        client.application.extensions["releases"].close()
        page = browser.get(f"/networks?{query}")
        assert "This network is too large to be drawn whole." in page.text
        assert said in page.text
        told = drawn(client, query)
        kinds = {node["id"].partition("/")[0] for node in told["nodes"]}
        if "backbone" in said:
            assert 0 < len(told["edges"]) <= limit
        assert kinds == ({"community"} if "communities" in said else {"person", "organisation"})
        rows = page.one("h2", id="nodes").text
        assert rows == "Things 12", "the table has them all"
    assert not any(node["url"] for node in told["nodes"])


def test_where_no_tie_is_heavier_there_is_no_backbone(browser: Browser) -> None:
    page = browser.get("/networks?between=people&by=memberships&show=backbone")
    assert "It has no backbone" in page.text
    assert "too large" not in page.text


def test_a_chosen_part_is_not_called_too_large(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&show=communities")
    assert "Drawn are its communities" in page.text
    assert "too large" not in page.text


def test_light_ties_are_left_out(browser: Browser, client: FlaskClient) -> None:
    page = browser.get(f"{PEOPLE}&least=2")
    assert page.one("h2", id="ties").text == "Ties 2"
    assert "Ties that weigh less than 2 are not shown." in page.text
    picture = ET.fromstring(
        client.get("/networks/drawing.svg?between=people&by=events&least=2").data
    )
    assert len([one for one in picture.iter() if one.tag.endswith("line")]) == 2
    assert len([one for one in picture.iter() if one.tag.endswith("circle")]) == 4


def test_thin_coverage_is_told(browser: Browser) -> None:
    one = browser.get("/networks?between=people&by=memberships&from=2018&to=2018")
    assert "Coverage is thin: 1 of the 1 ties rest on one source alone:" in one.text
    assert "/source/tangpost-2018" in one.links
    many = browser.get(PEOPLE).text
    assert "so that nothing can be said of them: Denmark, Norway, Sweden, Finland" in many
    assert "Coverage is thin:" in browser.get(f"{PEOPLE}&to=1900").text, "also where nothing is"
    assert "rest on one source alone" not in many


def test_only_statements_of_who_may_be_there_are_left_out(browser: Browser) -> None:
    every, finnish, none = (
        browser.get(f"/networks?between=organisations&by=events&to=2016{country}").text
        for country in ("", "&country=fi", "&country=gl")
    )
    assert "Statements of other times that are left out: 11." in every
    assert "Statements of other times that are left out: 4." in finnish
    assert "left out" not in none


def test_who_counts_as_another_is_told(browser: Browser) -> None:
    page = browser.get("/networks?between=organisations&by=events&roll_up=1")
    assert (
        "Counted as another: The Idea Works → Tangløse Association of Municipalities" in page.text
    )
    assert "Counted as another" not in browser.get("/networks?between=organisations&by=events").text


def test_a_pair_of_whom_one_counts_as_another_leads_on(browser: Browser) -> None:
    pair = "/networks/pair?between=organisations&by=events&other=organisation/thokuraduneytid&one="
    moved = browser.get(f"{pair}organisation/idevaerket&roll_up=1")
    assert moved.status == 303
    asked = parse_qs(urlsplit(moved.headers["Location"]).query)
    assert asked["one"] == ["organisation/tangloese-kommuneforbund"]
    assert asked["other"] == ["organisation/thokuraduneytid"]
    assert "Nothing ties them" not in browser.get(moved.headers["Location"]).text


def test_a_permanent_link_tells_what_differs(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&colour=community")
    link = page.one("code", id="code-permanent").text
    asked = parse_qs(urlsplit(link).query)
    assert asked["made"] == ["6.12.11.3"]
    assert asked["colour"] == ["community"]
    same = browser.get(link.removeprefix("http://localhost"))
    assert "This network was another when the link was made." not in same.text
    later = browser.get(f"{PEOPLE}&release=0123&made=6.11.11.3")
    assert "This network was another when the link was made." in later.text
    assert "Ties: 11 → 12" in later.text
    assert "Nodes: 6 →" not in later.text
    assert "Ties: 11 → 12" in browser.get(f"{PEOPLE}&made=6.11.11.3").text
    for made in ("many", "1.2.3", "9" * 5000 + ".1.1.1", "٣.1.1.1"):
        wrong = browser.get(f"{PEOPLE}&release=0123&made={made}")
        assert wrong.status == 400
        assert "is not four numbers" in wrong.text


def test_it_can_stand_within_a_page_elsewhere(browser: Browser, client: FlaskClient) -> None:
    page = browser.get(f"{PEOPLE}&size=strength")
    code = page.one("code", id="code-embed").text
    (address,) = re.findall(r'src="([^"]+)"', code)
    inner = browser.get(html.unescape(address).removeprefix("http://localhost"))
    assert "frame-ancestors *" in inner.headers["Content-Security-Policy"]
    assert "size=strength" in inner.one("div", role="img")["data-source"]
    (back,) = (one for one in inner.all("a") if one["target"] == "_top")
    assert back["href"].startswith("/networks?")
    assert client.get("/embed/network?between=x").status_code == 400


def test_the_code_makes_the_same_network(
    browser: Browser, client: FlaskClient, world_release: Settings, tmp_path: Path
) -> None:
    query = "between=people&by=events&by=initiatives&from=2016&to=2019&weight=newman&country=is"
    page = browser.get(f"/networks?{query}&country=dk&half_life=3")
    source = next(one for one in page.source.split("<pre") if 'id="code-network"' in one)
    code = html.unescape(re.sub(r"<[^>]+>", "", source.partition("<code")[2].partition(">")[2]
                                .partition("</code>")[0]))  # fmt: skip
    code = re.sub(r'kg\.open\("[^"]+"\)', "kg.open(settings)", code)
    own: dict[str, Any] = {"settings": world_release}
    exec(code, own)
    told = json.loads(
        client.get(f"/networks/file/json?{query}&country=dk&half_life=3").data
    )["graph"]  # fmt: skip
    assert json.loads(json.dumps(own["network"].graph)) == told
    command = page.one("code", id="code-command").text
    assert shlex.split(command)[:4] == ["kg", "network", "--between", "people"]
    out = tmp_path / "network.json"
    words = [*shlex.split(command)[1:-2], "-o", str(out)]
    done = kg(*words, home=world_release.home)
    assert done.exit_code == 0, done.stderr
    assert json.loads(out.read_text("utf-8"))["graph"] == told


@pytest.mark.parametrize(
    "query",
    [
        "between=people&by=events&to=1900",
        "between=people&by=events&to=1900&isolates=1",
        "between=people&by=events&country=fi&isolates=1",
        "between=organisations&by=cooperation",
        "between=people&by=events&country=dk",
        "between=countries&by=initiatives&show=communities",
        "between=people&by=events&show=backbone",
    ],
)
@pytest.mark.parametrize("colour", ["country", "community"])
def test_what_is_hardly_a_network_is_shown_all_the_same(
    browser: Browser, client: FlaskClient, query: str, colour: str
) -> None:
    page = browser.get(f"/networks?{query}&measures=1&colour={colour}")
    assert page.status == 200
    assert not re.search(r"\b[Nn]a[Nn]\b|\bNone\b|\binf\b", page.one("main").text)
    told = client.get(f"/networks/data.json?{query}&colour={colour}")
    assert told.status_code == 200
    assert "NaN" not in told.text
    assert client.get(f"/networks/drawing.svg?{query}&colour={colour}").status_code == 200


def test_files_of_measures_have_them_all(client: FlaskClient) -> None:
    rows = client.get("/networks/file/measures?between=people&by=events").text.splitlines()
    assert rows[0].split(",")[5:] == [
        "degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "core",
        "clustering", "constraint", "effective_size", "community", "coordinator", "itinerant",
        "gatekeeper", "liaison", "degree_rank", "degree_rank_best", "degree_rank_worst",
        "degree_rank_present", "degree_rank_best_without_source",
        "degree_rank_worst_without_source", "degree_rank_drops_out",
    ]  # fmt: skip
    assert len(rows) == 7
    page, told = Browser(client).get(f"{PEOPLE}&measures=1"), [*csv.DictReader(rows)]
    assert [cell.partition(" ·")[0] for cell in cells_of(page, "Rank")] == [
        f"{one['degree_rank']} [{one['degree_rank_best']}–{one['degree_rank_worst']}]"
        for one in told
    ]
    assert ["or none" in cell for cell in cells_of(page, "Rank without one source")] == [
        one["degree_rank_drops_out"] != "0" for one in told
    ]
    other = client.get("/networks/file/measures?between=people&by=events&ranks=core").text
    assert "core_rank_best" in other.splitlines()[0]


def test_countries_are_sorted_by_their_names(browser: Browser) -> None:
    address = "/networks?between=organisations&by=events&by=initiatives&sort=country"
    for language in ("en", "fi"):
        cells = browser.get(address, language).all("td")
        label = {"en": "Country", "fi": "Maa"}[language]
        names = [one.text for one in cells if one["data-label"] == label and one.text]
        assert len({*names}) > 1
        assert names == sorted(names)


def test_the_ties_of_one_stand_alone_where_that_is_asked_for(browser: Browser) -> None:
    path = "person/aase-oest-aeroe"
    whole = browser.get(PEOPLE)
    (asked,) = (one for one in whole.links if f"tied_to={path}" in one)
    page = browser.get(asked.partition("#")[0])
    assert "Only ties of Åse Øst-Ærø are shown." in page.text
    ends = [*zip(cells_of(page, "One"), cells_of(page, "Other"), strict=True)]
    assert ends
    assert all("Åse Øst-Ærø" in pair for pair in ends)
    assert whole.links[asked] == f"{len(ends)} : Åse Øst-Ærø"
    assert page.one("input", name="tied_to", type="hidden")["value"] == path
    (back,) = (one for one, text in page.links.items() if text == "Show all" and "#ties" in one)
    assert "tied_to" not in back
    for unknown in ("person/nobody", "nobody", "concept/country/dk", "blåbærringen"):
        assert browser.get(f"{PEOPLE}&tied_to={unknown}").status == 404
    for known in ("aase-oest-aeroe", "Åse Øst-Ærø", "http://localhost/person/aase-oest-aeroe"):
        told = browser.get(f"{PEOPLE}&tied_to={known}").text
        assert "Only ties of Åse Øst-Ærø are shown." in told
    outside = browser.get(f"{PEOPLE}&to=2015&tied_to={path}")
    assert outside.status == 200
    assert "tied_to" not in {parameter for one in page.links for parameter in files_of(one)}
    moved = browser.get(f"{PEOPLE}&to=2016&tied_to=person/paeivi-aeijaelae")
    assert "Only ties of Päivi Äijälä are shown. It is not in this network." in moved.text


def files_of(link: str) -> set[str]:
    """Return the parameters of an address of a file, a picture or a drawing."""
    split = urlsplit(link)
    is_file = split.path.startswith(("/networks/file", "/networks/drawing", "/networks/data"))
    return {*parse_qs(split.query)} if is_file else set()


@pytest.mark.parametrize(
    ("parameters", "location"),
    [
        ("tied_to=person/soren-grossmann", "tied_to=person/soeren-grossmann"),
        (
            "tied_to=person/soren-grossmann&around=person/soren-grossmann",
            "tied_to=person/soeren-grossmann&around=person/soeren-grossmann",
        ),
    ],
)
def test_retired_ids_lead_on_at_once(client: FlaskClient, parameters: str, location: str) -> None:
    answer = client.get(f"{PEOPLE}&{parameters}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{PEOPLE}&{location}")


def test_what_counts_as_another_has_the_ties_of_that(browser: Browser) -> None:
    page = browser.get(
        "/networks?between=organisations&by=events&roll_up=1&tied_to=organisation/idevaerket"
    )
    assert page.status == 200
    assert "It is not in this network." not in page.text


@pytest.mark.parametrize("query", ["between=people&by=events", "between=countries&by=events"])
def test_a_colour_that_tells_nothing_is_refused(browser: Browser, query: str) -> None:
    page = browser.get(f"/networks?{query}&colour=kind")
    assert page.status == 400
    assert "Colour: 'kind' is none of country, community." in page.text


def test_between_countries_the_weight_says_who_shares_most(browser: Browser) -> None:
    page = browser.get("/networks?between=countries&by=events")
    heaviest = page.all("td", **{"data-label": "Weight"})
    most = max(int(one.text) for one in heaviest if one.text.isdigit())
    assert re.search(rf"Most between two countries: \w+ and \w+ \({most}\)", page.text) or most > 3


def test_lists_with_commas_stay_in_the_form(browser: Browser) -> None:
    types = ("concept/event-type/summit", "concept/event-type/meeting")
    address = "/networks?between=people&by=events,initiatives&country=dk,is&type="
    page = browser.get(address + ",".join(types))
    checked = {one["value"] for one in page.all("input") if "checked" in one.attributes}
    assert checked == {"events", "initiatives", "dk", "is"}
    kept = {one["value"] for one in page.all("option") if "selected" in one.attributes}
    kept |= {one["value"] for one in page.all("input", type="hidden")}
    assert {*types} <= kept


def test_what_is_kept_of_a_network_does_not_grow_with_addresses(
    client: FlaskClient, browser: Browser
) -> None:
    kept = set()
    for number in range(5):
        query = f"between=people&by=events&by=events&roll_up=a{number}&asof=202{number}-01-01"
        assert client.get(f"/networks/data.json?{query}&to=2019").status_code == 200
        assert browser.get(f"/networks?{query}&to=2019").status == 200
        release = client.application.extensions["releases"].current()
        recipe = Recipe(
            between="people", by=("events",), roll_up=True, until=datetime.date(2019, 12, 31)
        )
        study = release.study(recipe, "en")
        kept.add(frozenset(study._kept))
    assert len(kept) == 1


def test_a_year_is_drawn_and_listed_alone(browser: Browser, client: FlaskClient) -> None:
    page = browser.get(f"{PEOPLE}&year=2016")
    assert page.one("h2", id="ties").text == "Ties 1"
    assert "Only ties of 2016 are shown." in page.text
    assert "year=2016" in page.one("code", id="code-permanent").text
    picture = client.get("/networks/drawing.svg?between=people&by=events&year=2016").data
    assert len([one for one in ET.fromstring(picture).iter() if one.tag.endswith("line")]) == 1
    assert browser.get(f"{PEOPLE}&year=soon").status == 400


def test_whoever_shares_nothing_stays_where_that_is_wanted(client: FlaskClient) -> None:
    query = "between=people&by=events&country=is&isolates=1&least=5"
    picture = ET.fromstring(client.get(f"/networks/drawing.svg?{query}").data)
    assert len([one for one in picture.iter() if one.tag.endswith("circle")]) == 1


def test_a_refused_network_is_no_page_to_be_embedded(client: FlaskClient) -> None:
    refused = client.get("/embed/network?between=x", headers={"Accept": "text/html"})
    assert refused.status_code == 400
    assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"]


def test_a_comma_is_a_decimal_point_too(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&half_life=2,5&to=2021&least=0,1")
    assert page.status == 200
    assert page.one("input", name="half_life", maxlength="8")["value"] == "2,5"


def test_files_for_drawing_carry_the_measures(browser: Browser, client: FlaskClient) -> None:
    links = [one for one in browser.get(PEOPLE).links if "/networks/file/g" in one]
    assert len(links) == 2
    for address in links:
        assert "betweenness" in client.get(address).text
        assert "betweenness" not in client.get(address.replace("measures=1", "x=1")).text


def test_of_very_many_no_measures_are_counted(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "MOST_MEASURED", 3)
    for address in ("measures?", "graphml?measures=1&"):
        answer = client.get(f"/networks/file/{address}between=people&by=events")
        assert answer.status_code == 400
        assert "kg network --format measures" in answer.get_json()["detail"]
    assert client.get("/networks/file/graphml?between=people&by=events").status_code == 200


@pytest.mark.parametrize("measure", ["degree", "betweenness"])
def test_ranks_are_told_with_how_sure_they_are(
    browser: Browser, client: FlaskClient, measure: str
) -> None:
    page = browser.get(f"{PEOPLE}&measures=1&sort=rank&ranks={measure}")
    names = [one.text for one in page.all("th", scope="row")]
    cells = (cells_of(page, label) for label in ("Rank", "Rank without one source"))
    shown = dict(zip(names, zip(*cells, strict=True), strict=True))
    known = client.application.extensions["releases"].current().affiliations()
    wanted = {}
    for one in ranked(known, Recipe(between="people", by=("events",)), measure):
        less, again = (
            "–".join(map(str, sorted({*ends}))) if ends else "–"
            for ends in (one.by_source, one.by_resampling)
        )
        name = str(known.things.attributes(known.things.number(one.path), "en")["label"])
        share = f" · {one.present:.0%}" if one.present < 0.95 else ""
        wanted[name] = f"{one.rank} [{again}]{share}", less + " or none" * bool(one.drops_out)
    assert shown == wanted
    assert names[0] == next(iter(wanted))
    assert any("or none" in less for _, less in wanted.values())
    assert page.one("a", rel="nofollow", **{"aria-current": "true"}).text == COLUMNS[measure].label
    assert f"rank {wanted[names[0]][0]}" in page.one("p", **{"class": "findings"}).text
    assert "Networks drawn anew for the ranks: 500, from seed 1." in page.text


def test_who_stands_between_others_leads_to_how_sure_that_is(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&year=2018")
    asked = next(one for one in page.all("a") if one.text == "how sure is that?")
    ranks = browser.get(asked["href"].partition("#")[0])
    assert ranks.one("a", rel="nofollow", **{"aria-current": "true"}).text == "Betweenness"
    found = page.one("p", **{"class": "findings"}).text
    name = re.search(r"Most often between others: (.+?) \(", found)
    assert name
    best = cells_of(ranks, "Rank")[0]
    assert f"{name[1]} (rank {best}" in ranks.one("p", **{"class": "findings"}).text
    assert ranks.one("input", name="ranks", form="recipe")["value"] == "betweenness"
    assert ranks.one("input", name="year", form="recipe")["value"] == "2018"


def test_what_ranks_are_by_is_shown(browser: Browser) -> None:
    assert not cells_of(browser.get(PEOPLE), "PageRank")
    page = browser.get(f"{PEOPLE}&ranks=pagerank")
    labels = [cell["data-label"] for cell in page.all("td")]
    assert labels[labels.index("PageRank") + 1] == "Rank"


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (100, []),
        (20_000, ["degree", "strength", "betweenness"]),
        (200_000, ["degree", "strength", "betweenness", "core"]),
    ],
)
def test_of_very_many_no_ranges_are_told(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, most: int, told: list[str]
) -> None:
    monkeypatch.setattr(rankings, "MOST", most)
    for measure in ("degree", "strength", "core", "betweenness"):
        page = browser.get(f"{PEOPLE}&measures=1&sort=rank&ranks={measure}")
        ranks = cells_of(page, "Rank")
        assert all("[" in one for one in ranks) == (measure in told)
        assert ("takes too long to say here" in page.text) != (measure in told)
        places = [int(one.partition(" ")[0]) for one in ranks]
        assert places == sorted(places), "ranks are told all the same"
    plain = browser.get(PEOPLE).text
    assert ("how sure is that?" in plain) == ("betweenness" in told)


def test_who_must_wait_for_others_is_told_so(
    browser: Browser, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rankings, "_PATIENCE", 0.01)
    file = "/networks/file/measures?between=people&by=events&ranks=closeness"
    with rankings.turn() as has_turn:
        assert has_turn
        page = browser.get(f"{PEOPLE}&ranks=closeness")
        assert "Ask again in a moment." in page.text
        assert not any("[" in one for one in cells_of(page, "Rank"))
        assert all("[" in one for one in cells_of(browser.get(PEOPLE), "Rank")), "it is soon found"
        busy = client.get(file)
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    page = browser.get(f"{PEOPLE}&ranks=closeness")
    assert "Ask again in a moment." not in page.text
    assert all("[" in one for one in cells_of(page, "Rank"))
    assert client.get(file).status_code == 200


def test_files_have_ranks_also_where_ranges_take_too_long(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rankings, "MOST", 100)
    told = client.get("/networks/file/measures?between=people&by=events&ranks=closeness")
    rows = [*csv.DictReader(told.text.splitlines())]
    assert {row["closeness_rank"] for row in rows} > {"1"}
    assert {row["closeness_rank_best"] for row in rows} == {""}


def test_files_ask_only_for_what_they_use(client: FlaskClient) -> None:
    file = "/networks/file/csv?between=people&by=events"
    assert client.get(f"{file}&colour=no&ranks=no&tied_to=no").status_code == 200
    wrong = client.get("/networks/file/measures?between=people&by=events&ranks=no&colour=no")
    assert wrong.status_code == 400
    assert "ranks: 'no' is none of degree" in wrong.get_json()["detail"]
    assert "colour" not in wrong.get_json()["detail"]


@pytest.mark.parametrize("weight", ["count", "newman"])
@pytest.mark.parametrize("measure", RANKED)
def test_ranks_are_those_of_the_recipe(
    browser: Browser, client: FlaskClient, measure: str, weight: str
) -> None:
    page = browser.get(f"{PEOPLE}&weight={weight}&sort=rank&ranks={measure}")
    known = client.application.extensions["releases"].current().affiliations()
    recipe = Recipe(between="people", by=("events",), weight=weight)
    wanted = ranked(known, recipe, measure)
    told = [one.partition(" ·")[0] for one in cells_of(page, "Rank") if "[" in one]
    assert sorted(told) == sorted(
        f"{one.rank} [{'–'.join(map(str, dict.fromkeys(one.by_resampling or ())))}]"
        for one in wanted
    )


def test_links_within_the_page_lead_to_what_is_there(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collaborations, "_ROWS", 2)
    page = browser.get(f"{PEOPLE}&nodes=2&ties=3")
    (parts,) = (one for one in page.all("nav") if one["aria-label"] == "On this page")
    assert parts
    anchors = {one for one in page.links if one.startswith("#") and one != "#content"}
    assert anchors == {"#network", "#nodes", "#ties", "#data"}
    assert {one[1:] for one in anchors} <= page.ids
    measure = next(one for one, text in page.links.items() if text == "PageRank")
    assert "nodes=" not in measure
    assert "ties=3" in measure
    of_one = next(one for one in page.links if "tied_to=" in one)
    assert "&ties=" not in of_one
    assert "nodes=2" in of_one
    (asked,) = (one for one, text in page.links.items() if text == "Ask about two")
    assert browser.get(asked).status == 200


def test_the_legend_counts_what_is_shown(browser: Browser) -> None:
    wanted = {"": "Denmark 3 Finland 2 Iceland 1", "&year=2016": "Denmark 1 Finland 0 Iceland 1"}
    for address in (PEOPLE, "/embed/network?between=people&by=events"):
        for narrowed, told in wanted.items():
            page = browser.get(f"{address}{narrowed}")
            assert page.one("ul", **{"class": "legend"}).text == told


def test_what_is_kept_leads_each_reader_to_their_own_language_and_day(client: FlaskClient) -> None:
    address = "/networks/data.json?between=people&by=events"
    first = client.get(f"{address}&asof=2019-06-30&lang=da")
    again = client.get(f"{address}&to=2019-06-30", headers={"Accept-Language": "da"})
    assert first.status_code == again.status_code == 200
    assert [node["url"] for node in again.get_json()["nodes"]] == [
        f"/{node['id']}" for node in first.get_json()["nodes"]
    ]


@pytest.mark.parametrize("least", ["1e10", "1e25", "1e400"])
def test_a_weight_that_nothing_can_have_is_refused(browser: Browser, least: str) -> None:
    page = browser.get(f"{PEOPLE}&least={least}")
    assert page.status == 400
    assert "is no weight, from 0" in page.text


def test_files_tell_measures_where_they_have_a_place_for_them(client: FlaskClient) -> None:
    address = "/networks/file/{}?between=people&by=events&measures={}&ranks={}"
    plain = client.get(address.format("csv", "", "")).data
    assert client.get(address.format("csv", 1, "no")).data == plain
    assert "pagerank" in client.get(address.format("graphml", 1, "")).text
    assert "pagerank" not in client.get(address.format("graphml", 0, "")).text
    assert client.get(address.format("xlsx", 1, "no")).status_code == 404


def test_a_permanent_link_keeps_what_ranks_are_by(browser: Browser) -> None:
    page = browser.get(f"{PEOPLE}&ranks=core&colour=community")
    link = page.one("code", id="code-permanent").text
    assert "ranks=core" in link
    assert "colour=community" in link
