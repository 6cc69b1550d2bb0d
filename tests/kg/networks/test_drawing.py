"""Layout and drawing: the same each time, complete, still, and safe to show."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import textwrap
from itertools import combinations
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import Settings
from kg.networks.convert import to_igraph
from kg.networks.drawing import COLOURS, GROUP_COLOURS, SHAPES, data, frame, radii, svg
from kg.networks.layout import LARGEST_EXACT, positions, spread
from tests.homes import PROJECT

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><b>',
    "&amp;",
    "]]>",
    "a & b < c",
    "'",
    "Þóra 😀",
    " ",
    "-->",
]
# XML cannot hold control characters, and the tables refuse them.
labels = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1)
edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)))


def of(pairs: list[tuple[int, int]], label: str = "x", alone: int = 0) -> nx.Graph[str]:
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(f"alone/{number}" for number in range(alone))
    network.add_edges_from(
        (f"person/{a}", f"event/{b}", {"roles": (), "weight": 1}) for a, b in pairs
    )
    for node in network:
        network.nodes[node].update(label=label, kind=node.partition("/")[0])
    return network


@given(edges, st.integers(0, 3))
def test_igraph_has_the_same_nodes_and_edges(pairs: list[tuple[int, int]], alone: int) -> None:
    network = of(pairs, alone=alone)
    nodes, converted = list(network), to_igraph(network)
    assert converted.vcount() == len(network)
    found = {frozenset((nodes[a], nodes[b])) for a, b in converted.get_edgelist()}
    assert found == set(map(frozenset, network.edges))


@given(edges, st.integers(0, 3))
def test_every_node_has_a_place_of_numbers(pairs: list[tuple[int, int]], alone: int) -> None:
    network = of(pairs, alone=alone)
    places = positions(network)
    assert list(places) == list(network)
    assert all(math.isfinite(axis) for place in places.values() for axis in place)


@given(edges, st.integers(0, 3))
def test_the_layout_is_the_same_each_time(pairs: list[tuple[int, int]], alone: int) -> None:
    network = of(pairs, alone=alone)
    assert positions(network) == positions(network)


def test_neighbours_stand_about_one_apart_around_the_middle(network: nx.Graph[str]) -> None:
    places = positions(network)
    lengths = [math.dist(places[one], places[other]) for one, other in network.edges]
    assert sum(lengths) / len(lengths) == pytest.approx(1)
    for axis in zip(*places.values(), strict=True):
        assert sum(axis) == pytest.approx(0, abs=1e-6)


def test_no_two_nodes_of_the_world_stand_on_one_place(network: nx.Graph[str]) -> None:
    places = list(positions(network).values())
    assert (
        min(math.dist(one, other) for at, one in enumerate(places) for other in places[:at]) > 0.1
    )


def test_another_process_makes_the_same_drawing(
    world_release: Settings, network: nx.Graph[str]
) -> None:
    program = (
        "import json, pathlib, kg\nfrom kg.networks.claim_network import read\n"
        "from kg.networks.drawing import data\n"
        f"settings = kg.Settings(home=pathlib.Path({str(world_release.home)!r}))\n"
        "print(json.dumps(data(read(kg.open(settings)))))"
    )
    for seed in ("0", "1"):
        said = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            cwd=PROJECT,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        assert json.loads(said) == json.loads(json.dumps(data(network)))


def test_a_large_network_is_laid_out_too() -> None:
    network: nx.Graph[str] = nx.relabel_nodes(nx.path_graph(LARGEST_EXACT + 50), str)
    places = positions(network)
    assert len(places) == LARGEST_EXACT + 50
    assert positions(network) == places


@given(edges, st.integers(0, 5))
def test_what_nothing_ties_together_stands_side_by_side(
    pairs: list[tuple[int, int]], alone: int
) -> None:
    network = of(pairs, alone=alone)
    places = positions(network)
    boxes = []
    for part in nx.connected_components(network):
        xs, ys = zip(*(places[node] for node in part), strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    for one, other in combinations(boxes, 2):
        across = max(one[0], other[0]) - min(one[1], other[1])
        down = max(one[2], other[2]) - min(one[3], other[3])
        assert max(across, down) > 0.99


def test_nothing_is_laid_out_to_nothing() -> None:
    assert positions(nx.Graph()) == {}


def test_the_random_numbers_of_others_are_left_alone() -> None:
    import random

    random.seed(7)
    expected = random.random()
    random.seed(7)
    positions(of([(1, 2), (2, 3)]))
    assert random.random() == expected


def test_the_drawing_has_every_node_and_every_edge_once(network: nx.Graph[str]) -> None:
    drawn = data(network)
    assert [node["id"] for node in drawn["nodes"]] == list(network)
    ends = [frozenset((edge["from"], edge["to"])) for edge in drawn["edges"]]
    assert len(ends) == len(set(ends))
    assert set(ends) == set(map(frozenset, network.edges))


def test_the_drawing_stands_still(network: nx.Graph[str]) -> None:
    drawn = data(network)
    assert drawn["options"]["physics"] == {"enabled": False}
    assert all(isinstance(node[axis], int) for node in drawn["nodes"] for axis in "xy")


def test_the_drawing_is_plain_data_and_asks_for_nothing_outside(network: nx.Graph[str]) -> None:
    text = json.dumps(data(network))
    assert "http" not in text


def test_a_node_shows_what_it_is(network: nx.Graph[str]) -> None:
    nodes = {node["id"]: node for node in data(network)["nodes"]}
    person = nodes["person/juergen-krueger"]
    assert (person["label"], person["title"]) == ("Jürgen Krüger", "Jürgen Krüger")
    assert (person["shape"], person["color"]) == (SHAPES["person"], COLOURS["person"])
    assert nodes["event/taagetopmoede-2018"]["size"] > person["size"]


def test_an_edge_shows_its_roles_and_weight(network: nx.Graph[str]) -> None:
    pair = {"person/aase-oest-aeroe", "event/taagetopmoede-2018"}
    (edge,) = [one for one in data(network)["edges"] if {one["from"], one["to"]} == pair]
    assert (edge["title"], edge["width"]) == ("organiser, speaker", 2)


def test_every_kind_has_a_colour_and_a_shape_of_its_own() -> None:
    assert COLOURS.keys() == SHAPES.keys()
    assert len(set(COLOURS.values())) == len(set(SHAPES.values())) == len(COLOURS)


@pytest.mark.parametrize("colour", [*COLOURS.values(), *GROUP_COLOURS])
def test_every_colour_can_be_told_from_white(colour: str) -> None:
    def light(pair: str) -> float:
        share = int(pair, 16) / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (light(colour[at : at + 2]) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_an_unknown_kind_is_drawn_too() -> None:
    network = of([], alone=1)
    assert data(network)["nodes"][0]["shape"] == "dot"
    assert "circle" in svg(network, "One thing")


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_only_text_in_the_picture(label: str) -> None:
    root = ET.fromstring(svg(of([(1, 2)], label), label))
    assert root.findtext(f"{SVG}title") == label
    assert {element.tag for element in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "g", "line", "circle", "polygon", "text")
    }
    lines = textwrap.wrap(label, 22)
    assert [text.text for text in root.iter(f"{SVG}text")] == [*lines, *lines]


@given(labels)
def test_any_label_gives_well_formed_xml(label: str) -> None:
    root = ET.fromstring(svg(of([(1, 2)], label), label))
    shown = "".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert set("".join(shown.split())) == set("".join(label.split()))


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_only_text_in_the_data(label: str) -> None:
    (node,) = data(of([], label, alone=1))["nodes"]
    assert node["title"] == label


def test_the_picture_has_every_node_and_every_edge(network: nx.Graph[str]) -> None:
    root = ET.fromstring(svg(network, "The world"))
    shapes = [*root.iter(f"{SVG}circle"), *root.iter(f"{SVG}polygon")]
    assert len(shapes) == len(network)
    assert len(list(root.iter(f"{SVG}line"))) == network.number_of_edges()
    assert root.get("role") == "img"


def test_everything_lies_within_the_frame_of_the_picture(network: nx.Graph[str]) -> None:
    root = ET.fromstring(svg(network, "The world"))
    left, top, width, height = map(float, (root.get("viewBox") or "").split())
    for circle in root.iter(f"{SVG}circle"):
        assert left < float(circle.get("cx", "nan")) < left + width
        assert top < float(circle.get("cy", "nan")) < top + height


def test_the_picture_of_nothing_is_a_picture() -> None:
    assert ET.fromstring(svg(nx.Graph(), "Nothing")).findtext(f"{SVG}title") == "Nothing"


def test_a_long_label_is_broken_into_lines() -> None:
    network = of([], "Sekretariatet for den offentlige sektors fornyelse", alone=1)
    lines = [text.text for text in ET.fromstring(svg(network, "x")).iter(f"{SVG}text")]
    assert lines == ["Sekretariatet for den", "offentlige sektors", "fornyelse"]
    assert data(network)["nodes"][0]["label"].count("\n") == 2


def test_groups_have_a_colour_and_a_legend(network: nx.Graph[str]) -> None:
    kinds = {node: node.partition("/")[0] for node in network}
    groups = {node: None if kind == "event" else kind for node, kind in kinds.items()}
    root = ET.fromstring(svg(network, "x", groups=groups, labelled=3))
    legend = {text.text for text in root.iter(f"{SVG}text") if text.get("text-anchor") == "start"}
    assert legend == {"person", "organisation", "initiative"}
    marks = [mark.get("fill") for mark in root.iter(f"{SVG}rect")]
    assert marks == [*GROUP_COLOURS[:3]]
    shapes = [*root.iter(f"{SVG}circle"), *root.iter(f"{SVG}polygon")]
    assert {shape.get("fill") for shape in shapes} - {*marks} == {"#5a6270"}, "events have none"


def test_only_those_with_the_most_ties_show_their_names(network: nx.Graph[str]) -> None:
    root = ET.fromstring(svg(network, "x", labelled=1))
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert words == "Fog Summit 2018"


@pytest.mark.parametrize("weights", [(1,), (0.001, 0.5), (1, 2, 3), (1, 500), (1e9,)])
def test_ties_are_as_broad_as_can_be_drawn(weights: tuple[float, ...]) -> None:
    network = of([(number, number) for number in range(len(weights))])
    for number, weight in enumerate(weights):
        network.edges[f"person/{number}", f"event/{number}"]["weight"] = weight
    widths = [
        float(line.get("stroke-width", "nan"))
        for line in ET.fromstring(svg(network, "x")).iter(f"{SVG}line")
    ]
    assert widths == sorted(widths)
    assert all(0 <= width <= 6 for width in widths)


def weighted(edges: list[tuple[int, int]], weights: list[float]) -> nx.Graph[str]:
    network = of(edges, alone=2)
    for (one, other), weight in zip(network.edges, weights, strict=False):
        network.edges[one, other]["weight"] = weight
    return network


@given(edges, st.lists(st.floats(0, 1e6)))
def test_what_is_spread_stands_apart_and_at_finite_places(
    pairs: list[tuple[int, int]], weights: list[float]
) -> None:
    network = weighted(pairs, weights)
    places = spread(network)
    assert [*places] == [*network]
    assert all(math.isfinite(axis) for place in places.values() for axis in place)
    nearest = min(math.dist(one, other) for one, other in combinations(places.values(), 2))
    assert nearest > 0.3
    assert places == spread(network)


def test_what_is_tied_stands_nearer_than_what_is_not() -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from((f"{a}", f"{b}") for a, b in nx.connected_caveman_graph(6, 8).edges)
    places = spread(network)
    tied, untied = (
        [math.dist(places[a], places[b]) for a, b in pairs]
        for pairs in (network.edges, nx.non_edges(network))
    )
    assert sum(tied) / len(tied) < sum(untied) / len(untied) / 2


@pytest.mark.parametrize("number", [0, 1, 2, 30, 1200])
def test_a_frame_holds_a_network_of_any_size(number: int) -> None:
    network = of([], alone=number)
    places, sizes = frame(network), radii(dict.fromkeys(network, 1.0))
    assert [*places] == [*sizes] == [*network]
    apart = min(
        (math.dist(one, other) for one, other in combinations(places.values(), 2)),
        default=math.inf,
    )
    assert apart > 2 * max(sizes.values(), default=0), "none covers another"


def test_a_frame_is_drawn_as_it_was_made(network: nx.Graph[str]) -> None:
    values: dict[str, float | None] = dict(network.degree)
    values |= {next(iter(network)): None}
    places, sizes = frame(network), radii(values)
    told = {node["id"]: node for node in data(network, places=places, sizes=sizes)["nodes"]}
    assert {node: one["size"] for node, one in told.items()} == sizes
    assert all(abs(told[node]["x"] - x) <= 0.5 for node, (x, _) in places.items())
    root = ET.fromstring(svg(network, "x", places=places, sizes=sizes))
    drawn = sorted(float(one.get("r", "nan")) for one in root.iter(f"{SVG}circle"))
    assert drawn == sorted(sizes[node] for node in network if node.startswith("person/"))


def test_groups_can_have_colours_of_their_own(network: nx.Graph[str]) -> None:
    groups = {node: node.partition("/")[0] for node in network}
    root = ET.fromstring(svg(network, "x", groups=groups, colours={"person": "#123456"}))
    assert [mark.get("fill") for mark in root.iter(f"{SVG}rect")] == ["#123456"]
    assert {one.get("fill") for one in root.iter(f"{SVG}circle")} == {"#123456"}


def test_a_long_legend_stands_in_rows_within_the_picture(network: nx.Graph[str]) -> None:
    legend = [(f"Around the Agency for Number {number}", "#123456") for number in range(12)]
    root = ET.fromstring(svg(network, "x", groups=dict.fromkeys(network, "a"), legend=legend))
    left, top, width, _height = map(float, root.get("viewBox", "").split())
    told = [one for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "start"]
    assert [one.text for one in told] == [name for name, _ in legend]
    assert len({one.get("y") for one in told}) > 1
    for one in told:
        assert left <= float(one.get("x", "nan")) <= left + width - 6 * len(one.text or "")
        assert top <= float(one.get("y", "nan"))
    nodes = [float(one.get("cy", "nan")) for one in root.iter(f"{SVG}circle")]
    assert min(nodes) > max(float(one.get("y", "nan")) for one in told), "it covers nothing"
