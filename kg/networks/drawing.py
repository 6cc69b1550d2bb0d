"""Draw a network: as pyvis's data for vis-network, and as an SVG picture."""

from __future__ import annotations

import math
import textwrap
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
from pyvis.network import Network

from kg.networks.layout import Positions, positions

COLOURS = {
    "person": "#b4532a",
    "organisation": "#1f5f8b",
    "event": "#7a5195",
    "initiative": "#2f7d4f",
}
"""Colour of each kind; all have a contrast of at least 4.5 to white."""
SHAPES = {"person": "dot", "organisation": "square", "event": "diamond", "initiative": "triangle"}
"""Shape of each kind, so that colour is never the only sign."""
_CORNERS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle": ((0, -1.2), (1.2, 0.9), (-1.2, 0.9)),
}
_OTHER = "#5a6270"
# Labels are wider than high, so nodes stand further apart across than down.
_ACROSS, _DOWN = 185, 120
_LABEL_WIDTH = 22


def data(network: nx.Graph[str]) -> dict[str, Any]:
    """Return what vis-network needs to draw a network that stands still at once.

    Parameters
    ----------
    network
        A network as `kg.networks.claim_network` returns it.

    Returns
    -------
    dict
        ``nodes`` and ``edges`` as pyvis makes them, and ``options`` with physics switched off.

    Examples
    --------
    >>> network = nx.Graph()
    >>> network.add_node("person/a", label="Åse", kind="person")
    >>> data(network)["nodes"][0]["label"]
    'Åse'
    """
    drawn = Network()
    for node, (x, y) in positions(network).items():
        own = network.nodes[node]
        drawn.add_node(
            node,
            label=textwrap.fill(own["label"], _LABEL_WIDTH),
            title=own["label"],
            shape=SHAPES.get(own["kind"], "dot"),
            color=COLOURS.get(own["kind"], _OTHER),
            size=_size(network, node),
            x=round(x * _ACROSS),
            y=round(y * _DOWN),
        )
    for start, end, own in network.edges(data=True):
        drawn.add_edge(
            start,
            end,
            title=", ".join(own.get("roles", ())),
            width=own.get("weight", 1),
            # As of a day, what is only possible is drawn as a broken line.
            **({} if own.get("certain", True) else {"dashes": True}),
        )
    options = {
        "physics": {"enabled": False},
        "edges": {"smooth": False, "color": {"color": "#9aa3af"}},
        "interaction": {"hover": True, "navigationButtons": False, "keyboard": False},
    }
    return {"nodes": drawn.nodes, "edges": drawn.edges, "options": options}


def _size(network: nx.Graph[str], node: str) -> float:
    """Return a radius whose area grows with the number of neighbours."""
    return round(7 + 3 * math.sqrt(network.degree(node)), 1)


def svg(network: nx.Graph[str], title: str) -> str:
    """Return a picture of a network, for notebooks and for print.

    Parameters
    ----------
    network
        A network as `kg.networks.claim_network` returns it.
    title
        What the picture shows, for those who cannot see it.

    Examples
    --------
    >>> svg(nx.Graph(), "Nothing & nobody").startswith("<svg")
    True
    """
    places = {node: (x * _ACROSS, y * _DOWN) for node, (x, y) in positions(network).items()}
    picture = ET.Element("svg", _frame(places) | {"role": "img"})
    ET.SubElement(picture, "title").text = title
    lines = ET.SubElement(picture, "g", {"stroke": "#9aa3af"})
    for start, end, own in network.edges(data=True):
        (x1, y1), (x2, y2) = places[start], places[end]
        ET.SubElement(
            lines,
            "line",
            _numbers(x1=x1, y1=y1, x2=x2, y2=y2)
            | {"stroke-width": str(own.get("weight", 1))}
            | ({} if own.get("certain", True) else {"stroke-dasharray": "6 4"}),
        )
    for node, (x, y) in places.items():
        _draw_node(picture, network, node, x, y)
    return ET.tostring(picture, encoding="unicode")


def _frame(places: Positions) -> dict[str, str]:
    xs, ys = zip(*places.values(), strict=True) if places else ((0.0,), (0.0,))
    margin = 90.0
    left, top = min(xs) - margin, min(ys) - margin
    width, height = max(xs) - left + margin, max(ys) - top + margin
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
        "font-family": "system-ui, sans-serif",
        "font-size": "11",
        "text-anchor": "middle",
    }


def _draw_node(picture: ET.Element, network: nx.Graph[str], node: str, x: float, y: float) -> None:
    own, radius = network.nodes[node], _size(network, node)
    colour = {"fill": COLOURS.get(own["kind"], _OTHER)}
    corners = _CORNERS.get(SHAPES.get(own["kind"], ""))
    if corners:
        points = " ".join(f"{x + radius * dx:.1f},{y + radius * dy:.1f}" for dx, dy in corners)
        ET.SubElement(picture, "polygon", {"points": points} | colour)
    else:
        ET.SubElement(picture, "circle", _numbers(cx=x, cy=y, r=radius) | colour)
    for number, line in enumerate(textwrap.wrap(own["label"], _LABEL_WIDTH)):
        place = _numbers(x=x, y=y + radius + 13 + 12 * number)
        ET.SubElement(picture, "text", place | {"fill": "#1d232b"}).text = line


def _numbers(**values: float) -> dict[str, str]:
    return {name: f"{value:.1f}" for name, value in values.items()}
