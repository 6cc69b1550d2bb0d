"""Rows to quads and back: nothing is lost, nothing is added, all stands in its source's graph."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ontology
from kg.folding import slug
from kg.identity import merged
from kg.lift import date_literal, lift, row_subject
from kg.settings import BASE
from kg.tables import PARTIAL_DATE, Column, Row, Table, Tables, cell_faults, known_paths, read
from kg.vocabulary import XSD_DATE, XSD_GYEAR, XSD_GYEAR_MONTH
from tests.homes import LABEL_LANGUAGES, OTHER_BASE, PROJECT

CONCEPTS = ontology.read(PROJECT / "ontology", BASE).concepts


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The made-up world."""
    from tests.homes import World

    return merged(read(World(tmp_path_factory.mktemp("lift") / "home").tables, CONCEPTS), {})


def of(tables: Tables, name: str) -> Table:
    return next(table for table in tables.schema if table.name == name)


texts = (
    st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: not any(cell_faults(Column("x", "", None, None, None), text)))
)
slugs = texts.map(slug).filter(bool)
dates = st.dates().flatmap(
    lambda day: st.sampled_from(
        [f"{day:%Y-%m-%d}"[:length].rjust(length, "0") for length in (4, 7, 10)]
    )
)
addresses = st.from_regex(
    r"https?://[a-z]{1,9}\.example(/[\w~.&?=+;,!$'()*-]{0,20}){0,2}", fullmatch=True
)
locators = st.one_of(
    st.just("title"),
    st.builds("{} {}".format, st.sampled_from(["page", "paragraph", "table"]), st.integers(0, 999)),
)
numbers = {
    "integer": st.integers(0, 10**30).map(str),
    "decimal": st.decimals(-1000, 1000, places=2).map(lambda number: f"{number:f}"),
}


def cells(column: Column, known: Mapping[str, str]) -> st.SearchStrategy[str]:
    """Return what a column may hold."""
    datatype = column.datatype_iri.rpartition("#")[2]
    if column.name == "id":
        made = slugs.map("made-up-{}".format)
    elif column.path_template:
        before = column.path_template.partition("{")[0]
        made = st.sampled_from(
            [path.removeprefix(before) for path in known if path.startswith(before)]
        )
    elif column.name == "title_lang":
        made = st.sampled_from(LABEL_LANGUAGES)
    elif column.datatype_iri == PARTIAL_DATE:
        made = dates
    elif column.name == "locator":
        made = st.lists(locators, min_size=1).map(";".join)
    elif column.separator:
        made = texts.map(lambda text: text.replace(column.separator or "", ","))
    elif column.value_template or datatype == "anyURI":
        made = addresses
    else:
        made = numbers.get(datatype, texts)
    fitting = made.filter(lambda cell: not any(cell_faults(column, cell)))
    return fitting if column.required else st.just("") | fitting


def back(table: Table, row: Row, quads: list[ox.Quad], known: Mapping[str, str]) -> list[set[str]]:
    """Return what the cells of a row held, from its quads alone."""
    paths = {iri: path for path, iri in known.items()}
    about = {quad for quad in quads if quad.subject.value == row_subject(table, row)}  # type: ignore[union-attr]

    def held(column: Column) -> set[str]:
        if column.name == "id":
            return {quad.subject.value.rpartition("/")[2] for quad in about}  # type: ignore[union-attr]
        if column.name == "title_lang":
            title = table.columns[table.index("title")].predicate
            return {quad.object.language for quad in about if quad.predicate.value == title}  # type: ignore[union-attr,misc]
        objects = [quad.object for quad in about if quad.predicate.value == column.predicate]
        if column.language:
            objects = [one for one in objects if one.language == column.language]  # type: ignore[union-attr]
        before = (column.path_template or "").partition("{")[0]
        return {paths[one.value].removeprefix(before) if before else one.value for one in objects}  # type: ignore[union-attr]

    return [held(column) for column in table.columns]


TABLES = [
    "sources", "people", "organisations", "roles", "events", "participations", "initiatives",
    "involvements", "relations", "indicators", "observations",
]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=25)
@given(data=st.data())
def test_the_cells_of_a_row_come_back_from_its_quads(
    tables: Tables, name: str, data: st.DataObject
) -> None:
    table, known = of(tables, name), known_paths(tables, CONCEPTS)
    row = Row(2, tuple(data.draw(cells(column, known), column.name) for column in table.columns))
    world = Tables(tables.schema, {**tables.rows, name: [*tables.rows[name], row]})
    if row_subject(table, row) in {row_subject(table, other) for other in tables.rows[name]}:
        return  # one claim of two rows
    quads = list(lift(world, CONCEPTS))
    known = known_paths(world, CONCEPTS)
    assert back(table, row, quads, known) == [
        set(column.values(cell)) for column, cell in zip(table.columns, row.cells, strict=True)
    ]


def test_each_row_speaks_in_the_graph_of_its_source_and_nowhere_else(tables: Tables) -> None:
    expected, found = defaultdict(set), defaultdict(set)
    for table, rows in tables:
        for row in rows:
            at = table.index("id" if table.name == "sources" else "source")
            expected[row_subject(table, row)].add(f"{BASE}graph/{row.cells[at]}")
    for quad in lift(tables, CONCEPTS):
        found[quad.subject.value].add(quad.graph_name.value)  # type: ignore[union-attr]
    assert {about: found[about] for about in expected} == expected


def test_every_quad_stands_in_the_graph_of_a_source(tables: Tables) -> None:
    ids = {row.cells[0] for row in tables.rows["sources"]}
    assert {quad.graph_name.value for quad in lift(tables, CONCEPTS)} == {  # type: ignore[union-attr]
        f"{BASE}graph/{id_}" for id_ in ids
    }


def test_two_sources_of_one_claim_meet_in_one_iri_and_keep_their_graphs(tables: Tables) -> None:
    claim = f"{BASE}id/role/thora-duadottir--nyskoepunarstofa-hraunvikur--nyskoepunarstjori"
    quads = [quad for quad in lift(tables, CONCEPTS) if quad.subject.value == claim]  # type: ignore[union-attr]
    for source in ("tangpost-2018", "usvaraportti-2020"):
        own = [quad for quad in quads if quad.graph_name.value == f"{BASE}graph/{source}"]  # type: ignore[union-attr]
        sources = [quad.object.value for quad in own if quad.predicate.value.endswith("/source")]  # type: ignore[union-attr]
        assert sources == [f"{BASE}id/source/{source}"]


def test_a_row_with_a_claim_is_typed_as_one(tables: Tables) -> None:
    claims = {
        row_subject(table, row)
        for table, rows in tables
        for row in rows
        if "{_key}" in table.about_template
    }
    typed = {
        quad.subject.value  # type: ignore[union-attr]
        for quad in lift(tables, CONCEPTS)
        if quad.object == ox.NamedNode(f"{BASE}ontology#Claim")
    }
    assert typed == claims != set()


def test_nothing_of_ours_is_left_under_the_old_base(tables: Tables) -> None:
    moved = {
        name: {cell: iri.replace(BASE, OTHER_BASE) for cell, iri in cells.items()}
        for name, cells in CONCEPTS.items()
    }
    lines = "\n".join(map(str, lift(tables, moved, OTHER_BASE)))
    assert f"{BASE}id/" not in lines
    assert f"{BASE}concept/" not in lines
    assert f"{BASE}graph/" not in lines
    assert f"{BASE}ontology#Claim" in lines


def test_under_another_base_the_same_is_said(tables: Tables) -> None:
    moved = {
        name: {cell: iri.replace(BASE, OTHER_BASE) for cell, iri in cells.items()}
        for name, cells in CONCEPTS.items()
    }
    ours = {str(quad).replace(OTHER_BASE, BASE) for quad in lift(tables, moved, OTHER_BASE)}
    assert ours == set(map(str, lift(tables, CONCEPTS)))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(LABEL_LANGUAGES))
def test_what_is_written_as_n_quads_is_read_back(text: str, language: str) -> None:
    node = ox.NamedNode("https://e.org/a")
    quads = {
        ox.Quad(node, node, ox.Literal(text), node),
        ox.Quad(node, node, ox.Literal(text, language=language), node),
    }
    written = "".join(f"{quad} .\n" for quad in quads)
    assert set(ox.parse(written.encode(), ox.RdfFormat.N_QUADS)) == quads


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("2018", XSD_GYEAR), ("2018-01", XSD_GYEAR_MONTH), ("2018-01-26", XSD_DATE)],
)
def test_a_date_is_typed_by_its_precision(text: str, datatype: ox.NamedNode) -> None:
    assert date_literal(text) == ox.Literal(text, datatype=datatype)


parts = st.lists(
    st.one_of(st.just(""), st.from_regex(r"[a-z]([a-z-][a-z])?", fullmatch=True)),
    min_size=4,
    max_size=4,
)


@given(parts.filter(lambda keys: bool(keys[0])), parts.filter(lambda keys: bool(keys[0])))
def test_different_keys_give_different_iris(one: list[str], other: list[str]) -> None:
    columns = tuple(Column(name, "", None, None, None) for name in "abcd")
    table = Table("t", "", f"{BASE}id/t/{{_key}}", columns, (), ("a", "b", "c", "d"))
    subjects = {row_subject(table, Row(2, tuple(keys))) for keys in (one, other)}
    assert len(subjects) == len({tuple(one), tuple(other)})


def test_the_iri_of_a_claim_holds_no_source(tables: Tables) -> None:
    table = of(tables, "participations")
    row = tables.rows["participations"][0]
    assert row_subject(table, row).endswith(
        "id/participation/taagetopmoede-2015--organisation-tangloese-kommuneforbund--host"
    )


def test_rows_are_lifted_in_their_order(tables: Tables) -> None:
    order = [quad.subject.value for quad in lift(tables, CONCEPTS)]  # type: ignore[union-attr]
    starts = [order.index(row_subject(table, row)) for table, rows in tables for row in rows[:1]]
    assert all(one < other for one, other in pairwise(starts))
