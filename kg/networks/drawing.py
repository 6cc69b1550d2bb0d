"""Draw a network: as pyvis's data for vis-network, and as an SVG picture."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
from pyvis.edge import Edge
from pyvis.network import Network

from kg.networks.layout import Positions, positions, spread

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
GROUP_COLOURS = (
    "#1f5f8b", "#b4532a", "#2f7d4f", "#7a5195", "#8a6a00", "#a23b72", "#00707a", "#4f6112",
)  # fmt: skip
"""Colours of groups, the largest group first; all have a contrast of at least 4.5 to white."""
OTHER = "#5a6270"
"""Colour of what is in no group."""
_INK = "#1d232b"
_NAME = {"fill": _INK, "stroke": "#fff", "stroke-width": "3", "paint-order": "stroke"}
# Size of the letters, height of a line, about the width of a letter; up to which width of a picture
# they can be read as they are.
_FONT, _LINE, _LETTER, _READABLE = 11.0, 12.0, 6.2, 1100.0
_FINEST, _BROADEST = 0.8, 6.0
_LEADING = 0.5
_LEGEND, _MARGIN = 24.0, 90.0
# Labels are wider than high, so nodes stand further apart across than down.
_ACROSS, _DOWN = 185, 120
# Room of a node, where all share a frame, and the smallest and the largest radius, as parts of it.
_ROOM, _SMALLEST, _LARGEST = 60, 0.1, 0.3
_LABEL_WIDTH = 22


def data(
    network: nx.Graph[str], *,
    places: Positions | None = None, sizes: Mapping[str, float] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what vis-network needs to draw a network that stands still at once.

    Parameters
    ----------
    network
        A network as `kg.networks` makes it.
    places, sizes
        Where each node stands and its radius, as `frame` and `radii` give them; else by
        `positions`, and by its number of neighbours.

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
    for node, (x, y) in (places or _side_by_side(network)).items():
        own = network.nodes[node]
        drawn.add_node(
            node,
            label=textwrap.fill(own["label"], _LABEL_WIDTH),
            title=own["label"],
            shape=SHAPES.get(own["kind"], "dot"),
            color=COLOURS.get(own["kind"], OTHER),
            size=sizes[node] if sizes else _size(network, node),
            x=round(x),
            y=round(y),
        )
    for start, end, own in network.edges(data=True):
        edge = Edge(
            start,
            end,
            title=", ".join(own.get("roles", ())),
            width=own.get("weight", 1),
            # As of a day, what is only possible is drawn as a broken line.
            **({} if own.get("certain", True) else {"dashes": True}),
        )
        # Its own way to add one looks through all that are there already.
        drawn.edges.append(edge.options)
    options = {
        "physics": {"enabled": False},
        "edges": {"smooth": False, "color": {"color": "#9aa3af"}},
        "interaction": {"hover": True, "navigationButtons": False, "keyboard": False},
    }
    return {"nodes": drawn.nodes, "edges": drawn.edges, "options": options}


def frame(network: nx.Graph[str]) -> Positions:
    """Return where each node stands so that all fill a frame, for `data` and `svg`.

    The `radii` of nodes are made for the room that they have here.

    Examples
    --------
    >>> list(frame(nx.path_graph(["a", "b"])))
    ['a', 'b']
    """
    return {node: (x * _ROOM, y * _ROOM) for node, (x, y) in spread(network).items()}


def radii(values: Mapping[str, float | None]) -> dict[str, float]:
    """Return a radius for each node, whose area grows with its value.

    Parameters
    ----------
    values
        The value of each, at least 0; None for the least radius.

    Examples
    --------
    >>> radii({"a": 4.0, "b": 1.0, "c": 0.0, "d": None})
    {'a': 18.0, 'b': 12.0, 'c': 6.0, 'd': 6.0}
    """
    most = max((value for value in values.values() if value is not None), default=0.0)
    return {
        node: round(
            _ROOM * (_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt((value or 0) / (most or 1))), 1
        )
        for node, value in values.items()
    }


def ordered_groups(groups: Mapping[str, str | None]) -> list[str]:
    """Return the names of groups in the order in which they get their colours, the largest first.

    Examples
    --------
    >>> ordered_groups({"a": "se", "b": "dk", "c": "se", "d": None})
    ['se', 'dk']
    """
    sizes = Counter(group for group in groups.values() if group)
    return sorted(sizes, key=lambda group: (-sizes[group], group))


def _side_by_side(network: nx.Graph[str]) -> Positions:
    return {node: (x * _ACROSS, y * _DOWN) for node, (x, y) in positions(network).items()}


def _size(network: nx.Graph[str], node: str) -> float:
    """Return a radius whose area grows with the number of neighbours."""
    return round(7 + 3 * math.sqrt(network.degree(node)), 1)


def svg(
    network: nx.Graph[str], title: str, *,
    groups: Mapping[str, str | None] | None = None, colours: Mapping[str, str] | None = None,
    legend: Sequence[tuple[str, str]] | None = None,
    labelled: int | None = None, places: Positions | None = None,
    sizes: Mapping[str, float] | None = None,
) -> str:  # fmt: skip
    """Return a picture of a network, for notebooks and for print.

    Parameters
    ----------
    network
        A network as `kg.networks` makes it.
    title
        What the picture shows, for those who cannot see it.
    groups
        The group of each node, such as the name of its country, by which it is coloured, the
        largest groups first; without any, by its kind. A legend names the groups.
    colours
        The colour of each group, if it is another; whoever is in none of these is grey.
    legend
        What is said of colours, in its order, if it is not the names of the groups.
    labelled
        How many nodes at most show their names, those with the most ties first, and only where
        these cover no other name and, but for the first half, no node; without a number, all do,
        whatever they cover.
    places, sizes
        As for `data`.

    Examples
    --------
    >>> svg(nx.Graph(), "Nothing & nobody").startswith("<svg")
    True
    """
    places = places or _side_by_side(network)
    sizes = sizes or {node: _size(network, node) for node in network}
    if colours is None:
        colours = dict(zip(ordered_groups(groups or {}), GROUP_COLOURS, strict=False))
    # Where only some are named, there is room for letters that can be read in a large picture.
    scale = 1.0 if labelled is None else max(1.0, _width_of(places) / _READABLE)
    rows = _legend_rows(
        [*colours.items()] if legend is None else legend, _width_of(places) + 2 * _MARGIN, scale
    )
    frame = _frame(places, head=_LEGEND * scale * len(rows))
    picture = ET.Element("svg", frame | {"role": "img", "font-size": f"{_FONT * scale:.1f}"})
    ET.SubElement(picture, "title").text = title
    lines = ET.SubElement(picture, "g", {"stroke": "#9aa3af", "stroke-opacity": "0.7"})
    most = max((own.get("weight", 1) for *_, own in network.edges(data=True)), default=1)
    for start, end, own in network.edges(data=True):
        (x1, y1), (x2, y2) = places[start], places[end]
        ET.SubElement(
            lines,
            "line",
            _numbers(x1=x1, y1=y1, x2=x2, y2=y2)
            | {"stroke-width": f"{_width(own.get('weight', 1), most):.1f}"}
            | ({} if own.get("certain", True) else {"stroke-dasharray": "6 4"}),
        )
    for node, (x, y) in places.items():
        kind = network.nodes[node]["kind"]
        group = groups.get(node) if groups else None
        colour = colours.get(group or "", OTHER) if groups else COLOURS.get(kind, OTHER)
        _draw_node(picture, kind, (x, y), sizes[node], colour)
    for node, top in _name_places(network, places, sizes, labelled, scale).items():
        _draw_name(picture, network, node, places[node][0], top, scale)
    _draw_legend(picture, rows, scale)
    return ET.tostring(picture, encoding="unicode")


def _width(weight: float, most: float) -> float:
    """Return how broad a tie is: as its weight, but neither too fine nor too broad to be seen."""
    return max(_FINEST, weight * min(1.0, _BROADEST / most)) if most > 0 else _FINEST


def _legend_rows(
    entries: Sequence[tuple[str, str]], width: float, scale: float
) -> list[list[tuple[str, str]]]:
    """Return the entries of a legend in rows that are no wider than the picture."""
    rows: list[list[tuple[str, str]]] = []
    left = width
    for entry in entries:
        needed = _entry_width(entry[0], scale)
        if left + needed > width:
            rows.append([])
            left = 0.0
        rows[-1].append(entry)
        left += needed
    return rows


def _entry_width(name: str, scale: float) -> float:
    return (3.5 * _FONT + (_LETTER + 0.5) * len(name)) * scale


def _draw_legend(
    picture: ET.Element, rows: Sequence[Sequence[tuple[str, str]]], scale: float
) -> None:
    start, top = (float(value) for value in picture.get("viewBox", "0 0").split()[:2])
    for row in rows:
        left = start
        for name, colour in row:
            mark = _numbers(x=left + _FONT * scale, y=top + _FONT * scale)
            size = _numbers(width=_FONT * scale, height=_FONT * scale)
            ET.SubElement(picture, "rect", mark | size | {"fill": colour})
            place = _numbers(x=left + 2.5 * _FONT * scale, y=top + 1.9 * _FONT * scale)
            text = ET.SubElement(picture, "text", place | {"fill": _INK, "text-anchor": "start"})
            text.text = name
            left += _entry_width(name, scale)
        top += _LEGEND * scale


def _width_of(places: Positions) -> float:
    across = [x for x, _ in places.values()] or [0.0]
    return max(across) - min(across)


def _frame(places: Positions, head: float) -> dict[str, str]:
    xs, ys = zip(*places.values(), strict=True) if places else ((0.0,), (0.0,))
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN - head
    width, height = max(xs) - left + _MARGIN, max(ys) - top + _MARGIN
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
        "font-family": "system-ui, sans-serif",
        "text-anchor": "middle",
    }


def _draw_node(
    picture: ET.Element, kind: str, place: tuple[float, float], radius: float, colour: str
) -> None:
    (x, y), fill = place, {"fill": colour}
    corners = _CORNERS.get(SHAPES.get(kind, ""))
    if corners:
        points = " ".join(f"{x + radius * dx:.1f},{y + radius * dy:.1f}" for dx, dy in corners)
        ET.SubElement(picture, "polygon", {"points": points} | fill)
    else:
        ET.SubElement(picture, "circle", _numbers(cx=x, cy=y, r=radius) | fill)


def _name_places(
    network: nx.Graph[str], places: Positions, sizes: Mapping[str, float], most: int | None,
    scale: float,
) -> dict[str, float]:  # fmt: skip
    """Return where the first line of each name stands that is shown."""
    found: dict[str, float] = {}
    shapes = {
        node: (x - radius, x + radius, y - radius, y + radius)
        for node, (x, y) in places.items()
        for radius in [sizes[node]]
    }
    taken: dict[str, tuple[float, float, float, float]] = {}
    height = _LINE * scale
    ranked = sorted(places, key=lambda node: -network.degree(node))[:most]
    for rank, node in enumerate(ranked):
        lines, radius, (x, y) = _lines(network, node), sizes[node], places[node]
        half = max(map(len, lines), default=0) * _LETTER * scale / 2
        for top in (y + radius + height, y - radius - height * len(lines) + 4):
            box = (x - half, x + half, top - height, top + height * (len(lines) - 1))
            nodes = (shapes[other] for other in shapes if other != node)
            others = chain(taken.values(), () if rank < len(ranked) * _LEADING else nodes)
            if most is None or not any(_covers(box, other) for other in others):
                found[node], taken[node] = top, box
                break
    return found


def _covers(one: Sequence[float], other: Sequence[float]) -> bool:
    across = one[0] < other[1] and other[0] < one[1]
    return across and one[2] < other[3] and other[2] < one[3]


def _lines(network: nx.Graph[str], node: str) -> list[str]:
    return textwrap.wrap(network.nodes[node]["label"], _LABEL_WIDTH)


def _draw_name(
    picture: ET.Element, network: nx.Graph[str], node: str, x: float, top: float, scale: float
) -> None:
    for number, line in enumerate(_lines(network, node)):
        place = _numbers(x=x, y=top + _LINE * scale * number)
        ET.SubElement(picture, "text", place | _NAME).text = line


def _numbers(**values: float) -> dict[str, str]:
    return {name: f"{value:.1f}" for name, value in values.items()}
