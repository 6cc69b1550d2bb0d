"""The drawing of a collaboration network: as data for the page, and as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from kg.networks import drawing
from kg.networks.drawing import GROUP_COLOURS, OTHER, radii
from kg.networks.measures import RANKED
from kg.terms import Text
from server.addresses import page_address
from server.network_views import View, choices, coloured, part_shown
from server.studies import COMMUNITIES, Drawn, Study

_NAMED = 60
_MEMBERS = "members"
_SHARED_TOLD = 6
_DIGITS = 5


def data(
    study: Study, drawn: Drawn, view: View, countries: Mapping[str, Text],
    other_names: Mapping[str, Set[str]],
) -> dict[str, Any]:  # fmt: skip
    """Return what the page needs to draw a network and to tell of what is pointed at.

    Parameters
    ----------
    study, drawn, view
        The network, what of it is drawn, and how.
    countries
        The names of the countries by their paths.
    other_names
        What things are also called, by their paths.

    Returns
    -------
    dict
        As `kg.networks.drawing.data`. Nodes have also ``url`` (without a query), ``countries``
        (names), ``names`` (others than their own), ``values`` (measures by which they can be
        sized) and ``groups`` (the number of the colour by what is coloured). Edges have also
        ``weight``, ``shared`` (numbers of the first ``things``), ``more`` (how many others are
        shared), ``statements`` and ``sources`` (how many), and ``years``. ``legends`` tells the
        groups by what is coloured, ``radius`` the least and the largest radius.
    """
    network, values = drawn.network, _values(study, drawn)
    places = drawn.places
    told = drawing.data(network, places=places, sizes=radii(_sized(study, drawn, view)))
    groups, legends = {}, {}
    for by in choices(study):
        whole = View(show=view.show, colour=by)
        groups[by], legend = coloured(study, drawn, whole, countries)
        legends[by] = [{"label": str(one.label), "colour": one.colour} for one in legend]
    for node in told["nodes"]:
        path = node["id"]
        is_thing = drawn.what != COMMUNITIES
        # What is kept is of no reader's language or day; the page adds these.
        node["url"] = page_address(path).partition("?")[0] if is_thing else ""
        names = study.names(path) | other_names.get(path, set()) if is_thing else set()
        node["names"] = sorted(names - {node["title"]})
        node["countries"] = [str(countries[one]) for one in network.nodes[path]["countries"]]
        node["values"] = {name: of[path] for name, of in values.items()}
        node["groups"] = {by: groups[by][path] for by in groups}
    things: dict[str, int] = {}
    for edge in told["edges"]:
        edge |= _evidence(network.edges[edge["from"], edge["to"]], things)
        if drawn.what != COMMUNITIES:
            edge["years"] = study.years.get((edge["from"], edge["to"]), ())
        edge.pop("title")
    return told | {
        "things": [str(study.label(path)) for path in things],
        "legends": legends,
        "radius": [*radii({"least": 0.0, "most": 1.0}).values()],
    }


def picture(
    study: Study, drawn: Drawn, view: View, countries: Mapping[str, Text], title: str
) -> str:
    """Return the drawing as SVG, in the view that is asked for."""
    numbers, legend = coloured(study, drawn, view, countries)
    network, sizes = part_shown(study, drawn.network, view), radii(_sized(study, drawn, view))
    colours = {str(one): colour for one, colour in enumerate(GROUP_COLOURS)}
    return drawing.svg(
        network,
        title,
        groups={node: str(numbers[node]) for node in network},
        colours=colours,
        legend=[
            (str(one.label), colours.get(str(one.colour), OTHER)) for one in legend if one.number
        ],
        labelled=_NAMED,
        places={node: drawn.places[node] for node in network},
        sizes={node: sizes[node] for node in network},
    )


def _sized(study: Study, drawn: Drawn, view: View) -> dict[str, float | None]:
    """Return by what the nodes are sized: the measure of a view, or the members of communities."""
    values = _values(study, drawn)
    return values[_MEMBERS if drawn.what == COMMUNITIES else view.size]


def _values(study: Study, drawn: Drawn) -> dict[str, dict[str, float | None]]:
    """Return the measures of what is drawn by their names: those that nodes have in the whole.

    Of a community it is the number of its members alone.
    """
    if drawn.what == COMMUNITIES:
        return {_MEMBERS: {node: own["size"] for node, own in drawn.network.nodes(data=True)}}
    return {
        name: {row.path: _short(getattr(row, name)) for row in study.rows
               if row.path in drawn.network}
        for name in RANKED
    }  # fmt: skip


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{_DIGITS}g}")


def _evidence(own: Mapping[str, Any], things: dict[str, int]) -> dict[str, Any]:
    """Return what is told of a tie; what is shared gets a number among the things."""
    shared = own.get("shared", ())
    return {
        "weight": own["weight"],
        "shared": [things.setdefault(path, len(things)) for path in shared[:_SHARED_TOLD]],
        "more": max(0, len(shared) - _SHARED_TOLD),
        "statements": len(own.get("claims", ())),
        "sources": len(own.get("sources", ())),
        "ties": own.get("ties", 1),
    }
