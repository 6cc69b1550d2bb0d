"""Networks: drawn, and as tables that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from kg.networks import claim_network, drawing
from server import collaborations, releases, studies
from server.addresses import page_address
from server.country_names import country_names
from server.days import asked_day
from server.kinds import IN_NETWORKS, KINDS
from server.languages import language
from server.node_columns import COLUMNS
from server.paging import page_of, sort_asked

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.measures import NodeMeasures

pages = Blueprint("networks", __name__, url_prefix="/networks")

_DRAWN = 150
_OF_RECIPES = {"between", "by"}
_AROUND = 60
_ROWS = 100
_COLUMNS = (
    COLUMNS["name"],
    COLUMNS["kind"],
    COLUMNS["country"],
    replace(
        COLUMNS["degree"],
        meaning=_(
            "Number of things that it is tied to, of the kinds that are chosen above. All measures "
            "are those of the whole network of these kinds, whichever part of it is shown."
        ),
    ),
    replace(
        COLUMNS["strength"],
        label=_("Statements"),
        meaning=_("Number of statements behind these ties."),
    ),
    COLUMNS["betweenness"],
    COLUMNS["closeness"],
)


@dataclass(frozen=True)
class Tie:
    """An edge of the network, as a row of the table.

    Parameters
    ----------
    start, end
        Paths of its ends.
    roles
        What the claims behind it say.
    claims
        Paths of these claims.
    is_possible
        Whether none of them is certain on the day that is asked for.
    """

    start: str
    end: str
    roles: Sequence[str]
    claims: Sequence[str]
    is_possible: bool


@pages.get("")
def page() -> str | tuple[str, int]:
    """Show a network: the drawing, its nodes with their measures, its edges.

    An address with a recipe asks for a collaboration network, any other for that of all claims.
    """
    if _has_recipe():
        return collaborations.page()
    (network, rows, total), around = _asked(), request.args.get("around", "")
    sort = sort_asked([column.name for column in _COLUMNS], "-degree")
    return render_template(
        "networks.html",
        network=network,
        total=total,
        measured=studies.MOST_MEASURED,
        nodes=page_of(_sorted(rows, sort), _ROWS, "nodes"),
        ties=page_of(_ties(network, rows), _ROWS, "ties"),
        sort=sort,
        columns=_COLUMNS,
        around=around,
        kinds=_kinds(),
        choices=[KINDS[name] for name in IN_NETWORKS],
        countries=country_names(),
        most=_DRAWN,
    )


@pages.get("/data.json")
def data() -> Response:
    """Answer with what the page needs to draw the network; see `kg.networks.drawing.data`."""
    if _has_recipe():
        return Response(collaborations.drawing_data(), mimetype="application/json")
    drawn = drawing.data(_drawn())
    for node in drawn["nodes"]:
        node["url"] = page_address(node["id"])
    for edge in drawn["edges"]:
        edge["url"] = page_address(edge.pop("claim")) if "claim" in edge else ""
    return jsonify(drawn)


@pages.get("/drawing.svg")
def picture() -> Response:
    """Answer with the drawing as a picture."""
    title = gettext("Network of public-sector innovation in the Nordic countries")
    drawn = collaborations.drawing_picture(title) if _has_recipe() else drawing.svg(_drawn(), title)
    return Response(drawn, mimetype="image/svg+xml")


def _has_recipe() -> bool:
    """Return whether the address asks for a collaboration network."""
    return bool(_OF_RECIPES & request.args.keys())


def _asked() -> tuple[nx.Graph[str], Sequence[NodeMeasures], int]:
    """Return the network that the address asks for, the measures of its nodes, and its full size.

    What is measured is always the network of all things of the kinds that are asked for, whatever
    part of it is shown.
    """
    release, around = releases.current(), request.args.get("around", "")
    whole, rows = (
        release.network(language(), _kinds(), asked_day()),
        release.measures(language(), _kinds(), asked_day()),
    )
    if not around:
        return whole, rows, len(whole)
    release.explorer.finder.known(around)
    if around not in whole:  # it has no ties, or none of these kinds, or none on that day
        return claim_network.part(whole, ()), (), 0
    most = min(max(2, request.args.get("most", _AROUND, int)), _DRAWN)
    network = claim_network.around(whole, around, most)
    total = len(claim_network.around(whole, around, len(whole)))
    return network, [row for row in rows if row.path in network], total


def _kinds() -> tuple[str, ...]:
    """Return the kinds that the address asks for, in their order; none where it asks for all."""
    asked = request.args.getlist("kind")
    kinds = tuple(kind for kind in IN_NETWORKS if kind in asked)
    return () if len(kinds) == len(IN_NETWORKS) else kinds


def _drawn() -> nx.Graph[str]:
    """Return the part of the network asked for that can be drawn so that one sees something."""
    network, rows, _total = _asked()
    if len(network) <= _DRAWN:
        return network
    return claim_network.part(network, [row.path for row in rows[:_DRAWN]])


def _sorted(rows: Sequence[NodeMeasures], sort: str) -> list[NodeMeasures]:
    return sorted(rows, key=COLUMNS[sort.removeprefix("-")].key, reverse=sort.startswith("-"))


def _ties(network: nx.Graph[str], rows: Sequence[NodeMeasures]) -> list[Tie]:
    """Return the edges, those of the nodes with the most ties first."""
    rank = {row.path: number for number, row in enumerate(rows)}
    ties = []
    for one, other, own in network.edges(data=True):
        start, end = sorted((one, other), key=rank.__getitem__)
        ties.append(Tie(start, end, own["roles"], own["claims"], not own.get("certain", True)))
    return sorted(ties, key=lambda tie: (rank[tie.start], rank[tie.end]))
