"""Export: each file is read again by another reader, with all that was in the network."""

from __future__ import annotations

import csv
import datetime
import io
import json

import igraph
import networkx as nx
import pytest

import kg
from kg import Settings
from kg.errors import UnknownName
from kg.networks import Recipe, project, read, two_mode
from kg.networks.brokerage import PAIRS, brokerage
from kg.networks.described import ATTRIBUTES, described, rank_names
from kg.networks.export import FORMATS, exported
from kg.networks.measures import table
from kg.networks.mixing import countries

AASE, THORA = "person/aase-oest-aeroe", "person/thora-duadottir"


@pytest.fixture(scope="module")
def made(world_release: Settings) -> nx.Graph[str]:
    """Return who met whom in the made-up world."""
    recipe = Recipe(between="people", by=("events",), weight="newman",
                    until=datetime.date(2021, 1, 1))  # fmt: skip
    return project(read(kg.open(world_release)), recipe)


def test_graphml_is_read_with_attributes_and_recipe(made: nx.Graph[str]) -> None:
    again = nx.parse_graphml(exported(made, "graphml").decode())
    assert [*again] == [*made]
    assert again.nodes[AASE]["label"] == "Åse Øst-Ærø"
    assert again.edges[AASE, THORA]["weight"] == made.edges[AASE, THORA]["weight"]
    assert again.edges[AASE, THORA]["claims"].split() == [*made.edges[AASE, THORA]["claims"]]
    assert json.loads(again.graph["recipe"]) == made.graph["recipe"]


def test_gexf_is_read_with_attributes_and_recipe(made: nx.Graph[str]) -> None:
    written = exported(made, "gexf")
    again = nx.read_gexf(io.BytesIO(written))
    assert again.nodes[AASE]["label"] == "Åse Øst-Ærø"
    assert again.edges[AASE, THORA]["weight"] == made.edges[AASE, THORA]["weight"]
    assert '"weight": "newman"' in written.decode()
    assert "lastmodifieddate" not in written.decode(), "it is the same tomorrow"


def test_pajek_is_read_by_others(
    made: nx.Graph[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("pajek") / "network.net"
    file.write_bytes(exported(made, "pajek"))
    again: nx.Graph[str] = nx.Graph(nx.read_pajek(file))
    assert {*again} == {own["label"] for _, own in made.nodes(data=True)}
    assert again.edges["Åse Øst-Ærø", "Þóra Ðúadóttir"]["weight"] == 1.25
    theirs = igraph.Graph.Read_Pajek(str(file))
    assert (theirs.vcount(), theirs.ecount()) == (len(made), made.number_of_edges())


def test_two_of_one_name_stay_two_in_pajek() -> None:
    network: nx.Graph[str] = nx.Graph()
    for node in ("person/a", "person/b"):
        network.add_node(node, label='Åse "Ås" Ås')
    network.add_edge("person/a", "person/b", weight=1)
    again: nx.Graph[str] = nx.Graph(
        nx.parse_pajek(exported(network, "pajek").decode().splitlines())
    )
    assert again.number_of_nodes() == 2
    assert again.number_of_edges() == 1


def test_tables_have_a_row_for_each_tie_and_node(made: nx.Graph[str]) -> None:
    ties, nodes = (
        list(csv.DictReader(io.StringIO(exported(made, name).decode())))
        for name in ("csv", "nodes")
    )
    assert [(row["Source"], row["Target"]) for row in ties] == [*made.edges]
    assert ties[0]["Weight"] == str(made.edges[ties[0]["Source"], ties[0]["Target"]]["weight"])
    assert [row["Id"] for row in nodes] == [*made]
    assert nodes[0]["Label"] == "Åse Øst-Ærø"


def test_json_holds_all(made: nx.Graph[str]) -> None:
    told = json.loads(exported(made, "json"))
    assert told["graph"] == json.loads(json.dumps(made.graph))
    again = nx.node_link_graph(told, edges="edges")
    assert again.edges[AASE, THORA]["shared"] == [*made.edges[AASE, THORA]["shared"]]


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_and_two_modes_can_be_written(world_release: Settings, format_: str) -> None:
    known = read(kg.open(world_release))
    nothing = Recipe(between="people", by=("events",), until=datetime.date(1900, 1, 1))
    assert exported(project(known, nothing), format_).endswith(b"\n")
    both = two_mode(known, Recipe(between="people", by=("events",)))
    assert "Åse Øst-Ærø" in exported(both, format_).decode()


def test_an_unknown_format_is_refused(made: nx.Graph[str]) -> None:
    with pytest.raises(UnknownName, match="graphml, gexf"):
        exported(made, "xlsx")


def test_measures_are_a_table_without_what_is_not_defined(made: nx.Graph[str]) -> None:
    made.add_node("person/alone", iri="i", label="Øde", kind="person", countries=())
    rows = [*csv.DictReader(io.StringIO(exported(made, "measures").decode()))]
    assert [row["Id"] for row in rows] == [one.path for one in table(made)]
    assert [*rows[0]][5:] == [*ATTRIBUTES, *rank_names("degree")]
    assert [row["degree_rank"] for row in rows][:3] == ["1", "1", "3"]
    assert not any(row["degree_rank_best"] for row in rows), "how sure they are is not told"
    roles = brokerage(made, countries(made))[rows[0]["Id"]]
    assert roles
    assert {name: int(rows[0][name]) for name in PAIRS} == roles.pairs
    assert float(rows[0]["betweenness"]) == table(made)[0].betweenness
    assert rows[-1]["Label"] == "Øde"
    assert rows[-1]["constraint"] == ""
    assert "nan" not in exported(made, "measures").decode().lower()


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_nodes_can_carry_their_measures(made: nx.Graph[str], format_: str) -> None:
    whole = described(made)
    written = io.BytesIO(exported(whole, format_))
    again = nx.read_graphml(written) if format_ == "graphml" else nx.read_gexf(written)
    for row in table(made):
        own = again.nodes[row.path]
        assert own["betweenness"] == pytest.approx(row.betweenness)
        assert own["degree"] == row.degree
        assert own["community"] >= 1
        assert own["label"] == row.label
    assert not {*ATTRIBUTES} & {name for _, own in made.nodes(data=True) for name in own}
    assert whole.graph == made.graph
