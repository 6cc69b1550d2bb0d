"""Networks: drawn, and as tables that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext

from kg.networks import claim_network, drawing
from kg.networks.export import FORMATS, exported
from kg.terms import Text
from server import collaborations, releases
from server.addresses import page_address
from server.days import asked_day
from server.kinds import IN_NETWORKS, KINDS
from server.languages import language
from server.node_orders import ORDERS
from server.paging import page_of, sort_asked
from server.recipes import asked_recipe

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.measures import NodeMeasures

pages = Blueprint("networks", __name__, url_prefix="/networks")

_DRAWN = collaborations.MOST_DRAWN
_BY_RECIPE = "between"
_AROUND = 60
_ROWS = 100
_SORTS = ("name", "kind", "degree", "strength", "betweenness", "closeness")


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
    if _BY_RECIPE in request.args:
        return collaborations.page(_countries())
    (network, rows, total), around = _asked(), request.args.get("around", "")
    sort = sort_asked(_SORTS, "-degree")
    return render_template(
        "networks.html",
        network=network,
        total=total,
        measured=releases.MOST_MEASURED,
        nodes=page_of(_sorted(rows, sort), _ROWS, "nodes"),
        ties=page_of(_ties(network, rows), _ROWS, "ties"),
        sort=sort,
        around=around,
        kinds=_kinds(),
        choices=[KINDS[name] for name in IN_NETWORKS],
        countries=_countries(),
        most=_DRAWN,
    )


@pages.get("/data.json")
def data() -> Response:
    """Answer with what the page needs to draw the network; see `kg.networks.drawing.data`."""
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
    return Response(drawing.svg(_drawn(), title), mimetype="image/svg+xml")


@pages.get("/file/<name>")
def file(name: str) -> Response:
    """Answer with a collaboration network as a file, by the recipe that the address asks for."""
    recipe = asked_recipe()
    content = exported(releases.current().projected(recipe, language()), name)
    form = FORMATS[name]
    answer = Response(content, content_type=f"{form.media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="network.{form.suffix}"'
    return answer


def _countries() -> dict[str, Text]:
    """Return the names of the countries by their paths."""
    listing = releases.current().listing("concept/country", language())
    return {entry.link.path: entry.link.label for entry in listing.entries}


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
    if _BY_RECIPE in request.args:
        return collaborations.drawn()
    network, rows, _total = _asked()
    if len(network) <= _DRAWN:
        return network
    return claim_network.part(network, [row.path for row in rows[:_DRAWN]])


def _sorted(rows: Sequence[NodeMeasures], sort: str) -> list[NodeMeasures]:
    return sorted(rows, key=ORDERS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _ties(network: nx.Graph[str], rows: Sequence[NodeMeasures]) -> list[Tie]:
    """Return the edges, those of the nodes with the most ties first."""
    rank = {row.path: number for number, row in enumerate(rows)}
    ties = []
    for one, other, own in network.edges(data=True):
        start, end = sorted((one, other), key=rank.__getitem__)
        ties.append(Tie(start, end, own["roles"], own["claims"], not own.get("certain", True)))
    return sorted(ties, key=lambda tie: (rank[tie.start], rank[tie.end]))
