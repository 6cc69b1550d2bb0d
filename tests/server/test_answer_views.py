"""Answers as charts and networks: offered where the columns fit, and drawn as the table says."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from kg.answers import AnswerTable, Cell
from kg.settings import BASE
from server.answer_chart import chart
from server.answer_network import network
from tests.server.web import Browser

PEOPLE = "SELECT ?person ?place { ?person a foaf:Person ; org:memberOf ?place }"


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/sparql"):
        yield


def table(variables: str, *rows: str) -> AnswerTable:
    """Return a table of texts; what begins with ``id/`` is a thing of ours."""
    names = variables.split()
    parted = [[cell.strip() for cell in row.split("|")] for row in rows]
    return AnswerTable(
        tuple(names),
        tuple(
            {name: _cell(cell) for name, cell in zip(names, row, strict=True) if cell}
            for row in parted
        ),
    )


def _cell(text: str) -> Cell:
    return Cell(BASE + text, is_iri=True) if text.startswith("id/") else Cell(text)


def test_names_and_numbers_are_bars() -> None:
    drawn = chart(table("who events people", "KL|3|1", "Ærø|12|2", "KS||4"))
    assert drawn
    assert (drawn.number, list(drawn.by), drawn.rows) == ("events", ["who"], 2)
    assert drawn.bars
    assert [(bar.label, bar.width) for bar in drawn.bars.bars] == [("KL", 21.0), ("Ærø", 84.0)]


def test_two_names_are_one_label_and_things_are_short() -> None:
    drawn = chart(table("who n country", "id/person/a|1|Norge", "id/person/b|2|"))
    assert drawn
    assert drawn.bars
    assert [bar.label for bar in drawn.bars.bars] == ["person/a, Norge", "person/b"]


def test_a_label_fits_a_phone() -> None:
    drawn = chart(table("who n", f"{'ø' * 100}|1", "b|2"))
    assert drawn
    assert drawn.bars
    assert len(drawn.bars.bars[0].label) == 45


def test_years_and_numbers_are_lines_one_for_each_name() -> None:
    drawn = chart(table("year land n", "2017|Danmark|1", "2018|Danmark|3", "2018|Norge|2"))
    assert drawn
    assert (drawn.number, list(drawn.by), drawn.rows) == ("n", ["year", "land"], 3)
    assert drawn.lines
    assert [(one.name, len(one.points)) for one in drawn.lines.lines] == [
        ("Danmark", 2),
        ("Norge", 1),
    ]


def test_years_alone_make_one_line() -> None:
    drawn = chart(table("year n", "2017|1", "2019|3"))
    assert drawn
    assert drawn.lines
    assert [one.name for one in drawn.lines.lines] == ["n"]


def test_of_many_lines_the_longest_are_drawn() -> None:
    rows = [f"{year}|{land}|1" for land in range(8) for year in range(2000, 2002 + land)]
    drawn = chart(table("year land n", *(row.replace("|", "|land ", 1) for row in rows)))
    assert drawn
    assert drawn.lines
    assert [one.name for one in drawn.lines.lines] == [f"land {land}" for land in range(2, 8)]
    assert drawn.rows == sum(2 + land for land in range(2, 8))


def test_a_year_that_stands_twice_is_no_line() -> None:
    drawn = chart(table("year n", "2017|1", "2017|3"))
    assert drawn
    assert drawn.lines is None
    assert drawn.bars


def test_of_many_bars_the_first_are_drawn() -> None:
    drawn = chart(table("who n", *(f"x{number}|{number}" for number in range(60))))
    assert drawn
    assert drawn.rows == 40


@pytest.mark.parametrize(
    "rows",
    [
        ("who n", "KL|3"),
        ("who n", "KL|0", "KS|0"),
        ("who n", "KL|-3", "KS|1"),
        ("who n", "KL|1e90", "KS|1"),
        ("who n", "KL|much", "KS|1"),
        ("n m", "1|2", "2|3"),
        ("a b c n", "x|y|z|1", "x|y|z|2"),
        ("who year", "KL|2018", "KS|2019"),
    ],
)
def test_what_fits_no_chart_has_none(rows: tuple[str, ...]) -> None:
    assert chart(table(*rows)) is None


def test_things_in_one_row_are_tied_and_have_their_names() -> None:
    rows = ("id/person/juergen-krueger|id/event/taagetopmoede-2018",
            "id/person/aase-oest-aeroe|id/event/taagetopmoede-2018",
            "id/person/aase-oest-aeroe|id/event/taagetopmoede-2018")  # fmt: skip
    drawn = network(table("who what", *rows))
    assert drawn
    assert (drawn.ends, drawn.nodes, drawn.ties) == (("who", "what"), 3, 2)
    nodes = {node["id"]: node for node in drawn.drawing["nodes"]}
    assert nodes["person/juergen-krueger"]["title"] == "Jürgen Krüger"
    assert nodes["person/juergen-krueger"]["url"] == "/person/juergen-krueger"
    assert sorted(edge["width"] for edge in drawn.drawing["edges"]) == [1, 2]
    assert set(drawn.kinds) == {"person", "event"}
    assert "Åse Øst-Ærø" in drawn.picture


def test_words_are_tied_where_there_are_two_columns_of_them() -> None:
    drawn = network(table("land who n", "Norge|KS|1", "Norge|Æ</script>|2"))
    assert drawn
    assert {node["url"] for node in drawn.drawing["nodes"]} == {""}
    assert network(table("land who what", "Norge|KS|a", "Norge|KL|b")) is None


def test_a_thing_that_does_not_exist_has_its_address_for_a_name() -> None:
    drawn = network(table("a b", "id/person/none|id/x/y", "id/person/none|id/person/b"))
    assert drawn
    assert {node["title"] for node in drawn.drawing["nodes"]} == {"person/none", "x/y", "person/b"}


@pytest.mark.parametrize(
    "rows",
    [
        ("a b", "id/person/a|id/person/b"),
        ("a b", "id/person/a|id/person/b", "id/person/c|id/person/d"),
        ("a b", "x|x", "x|x"),
        ("a n", "x|1", "x|2"),
        ("a b", *(f"x{number}|y" for number in range(150))),
        ("a b", "x|", "|y"),
    ],
)
def test_what_fits_no_network_has_none(rows: tuple[str, ...]) -> None:
    assert network(table(*rows)) is None


def test_the_page_offers_what_fits(browser: Browser) -> None:
    def views(query: str) -> list[str]:
        page = browser.get("/sparql", query_string={"query": query})
        assert page.status == 200
        return [one["value"] for one in page.all("input", type="radio", name="view")]

    assert views("SELECT ?name { ?p foaf:name ?name }") == []
    assert views(PEOPLE) == ["table", "network"]
    assert views("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c") == ["table", "chart"]


def test_the_drawing_on_the_page_is_data_and_no_script(browser: Browser) -> None:
    query = 'SELECT ?a ?b { VALUES (?a ?b) { ("x" "</script>") ("x" "<!--<script>Ø") } }'
    page = browser.get("/sparql", query_string={"query": query})
    (data,) = page.all("script", type="application/json")
    labels = {node["label"] for node in json.loads(data.text)["nodes"]}
    assert labels == {"x", "</script>", "<!--<script>Ø"}


def test_columns_of_numbers_stand_to_the_right(browser: Browser) -> None:
    page = browser.get("/sparql", query_string={"query": "SELECT (1 AS ?n) ('a' AS ?w) {}"})
    assert [one.text for one in page.all("td", **{"class": "number"})] == ["1"]


def test_yes_or_no_is_offered_only_as_what_it_can_be_had_as(browser: Browser) -> None:
    page = browser.get("/sparql", query_string={"query": "ASK {}"})
    formats = [link for link in page.links if "format=" in link]
    assert [link.partition("format=")[2].partition("&")[0] for link in formats] == ["json", "xml"]
