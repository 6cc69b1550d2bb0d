"""Collaboration networks: who is tied to whom by what they share, by the recipe of the address."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask_babel import lazy_gettext as _

from kg.errors import WrongRecipe
from kg.networks import claim_network
from kg.networks.export import FORMATS
from server import releases
from server.kinds import KINDS
from server.languages import language
from server.node_orders import ORDERS
from server.paging import page_of, sort_asked
from server.recipes import asked_recipe

if TYPE_CHECKING:
    import networkx as nx


MOST_DRAWN = 150
BETWEEN = {
    "people": KINDS["person"].many,
    "organisations": KINDS["organisation"].many,
    "actors": _("People and organisations"),
    "countries": KINDS["country"].many,
}
BY = {
    "events": KINDS["event"].many,
    "initiatives": KINDS["initiative"].many,
    "memberships": _("Memberships"),
    "cooperation": _("Stated cooperation"),
}
WEIGHTS = {
    "count": _("Number of what they share"),
    "newman": _("Less where many share it (Newman)"),
    "fractional": _("Parted among all pairs"),
}
_DEFAULT = {"between": ["organisations"], "by": ["events"]}
_ROWS = 100
_SORTS = (
    "name", "country", "degree", "strength", "betweenness", "closeness", "constraint",
    "effective_size",
)  # fmt: skip


def page(countries: Mapping[str, str]) -> tuple[str, int]:
    """Return the page of the network that the address asks for; of one that cannot be made, why.

    Parameters
    ----------
    countries
        The names of the countries by their paths.
    """
    sort = sort_asked(_SORTS, "-degree")
    asked = request.args.to_dict(flat=False)
    shown: dict[str, Any] = {
        "between": BETWEEN, "by": BY, "weights": WEIGHTS, "countries": countries, "sort": sort,
        "asked": _DEFAULT | asked, "complaints": (), "formats": FORMATS, "most": MOST_DRAWN,
        "arguments": arguments(),
    }  # fmt: skip
    try:
        recipe = asked_recipe()
        network = releases.current().projected(recipe, language())
    except WrongRecipe as error:
        return render_template(
            "collaborations.html", **shown | {"complaints": error.complaints}
        ), 400
    rows = releases.current().projected_measures(recipe, language())
    column = sort.removeprefix("-")
    ordered = sorted(rows, key=ORDERS[column], reverse=sort.startswith("-"))
    ties = sorted(network.edges(data=True), key=lambda tie: (-tie[2]["weight"], tie[:2]))
    return (
        render_template(
            "collaborations.html", **shown, network=network, told=network.graph, first=rows[:3],
            nodes=page_of(ordered, _ROWS, "nodes"), ties=page_of(ties, _ROWS, "ties"),
        ),
        HTTPStatus.OK,
    )  # fmt: skip


def drawn() -> nx.Graph[str]:
    """Return the network that the address asks for; of a large one that part with the most ties."""
    release, recipe = releases.current(), asked_recipe()
    network = release.projected(recipe, language())
    if len(network) <= MOST_DRAWN:
        return network
    rows = release.projected_measures(recipe, language())
    return claim_network.part(network, [row.path for row in rows[:MOST_DRAWN]])


def arguments() -> dict[str, list[str]]:
    """Return the parameters of the address that are parts of a recipe."""
    left_out = {"lang", "sort", "nodes", "ties", "asof"}
    return {
        name: values
        for name, values in request.args.to_dict(flat=False).items()
        if name not in left_out and any(values)
    }
