"""Views: how a collaboration network is shown, which part of it, in which colours and sizes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, Final

import networkx as nx
from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kg.errors import Refusal
from kg.explore import NORDIC
from kg.networks.measures import RANKED
from kg.networks.recipe import ACTORS, unknown
from kg.terms import Text
from server.kinds import KINDS
from server.node_columns import COLUMNS
from server.studies import ALL, BACKBONE, COMMUNITIES, Drawn, Study

Tie = tuple[str, str, dict[str, Any]]
"""The ends of a tie, and what it says."""

SHOWN: Final[Mapping[str, LazyString]] = {
    ALL: _("Everything"),
    BACKBONE: _("The backbone"),
    COMMUNITIES: _("The communities"),
}
COLOURED: Final[Mapping[str, LazyString]] = {
    "country": _("Country"),
    "community": _("Community"),
    "kind": _("Kind"),
}
_MOST_GROUPS = 8
_HEAVIEST = 1e9
_YEAR = re.compile(r"[0-9]{4}")
_COUNTRY = "concept/country/"


@dataclass(frozen=True)
class View:
    """How a network is shown.

    Parameters
    ----------
    show
        A key of `SHOWN`.
    colour
        A key of `COLOURED`.
    size
        One of `RANKED`.
    least
        The least weight of ties that are shown.
    year
        The year of which only the ties are shown; None for all.
    ranks
        The one of `RANKED` that ranks are by.
    """

    show: str = ALL
    colour: str = "country"
    size: str = "degree"
    least: float = 0.0
    year: int | None = None
    ranks: str = "degree"


@dataclass(frozen=True)
class Group:
    """Nodes of one colour.

    Parameters
    ----------
    label
        What they have in common.
    colour
        Number of their colour, from 0; None for what shares the colour of all others.
    number
        How many of them are shown.
    """

    label: str | Text | LazyString
    colour: int | None
    number: int


def asked_view() -> tuple[View, list[Refusal]]:
    """Return the view that the address asks for, and all that is wrong with it.

    What is wrong is in the view as it usually is.
    """
    asked, complaints = request.args, []
    chosen: dict[str, Any] = {}
    parts = {"show": tuple(SHOWN), "colour": tuple(COLOURED), "size": RANKED, "ranks": RANKED}
    for name, known in parts.items():
        value = asked.get(name) or getattr(View, name)
        if value in known:
            chosen[name] = value
        else:
            complaints.append(unknown(name, value, known))
    least = _number(asked.get("least") or "0")
    if 0 <= least <= _HEAVIEST:
        chosen["least"] = least
    else:
        complaints.append(
            Refusal("least", "%(value)s is no weight, from 0.", value=repr(asked["least"][:40]))
        )
    year = asked.get("year", "")
    if _YEAR.fullmatch(year):
        chosen["year"] = int(year)
    elif year:
        complaints.append(Refusal("year", "%(value)s is no year.", value=repr(year[:40])))
    return View(**chosen), complaints


def asked_arguments() -> dict[str, str]:
    """Return the parameters of the address that change the drawing, without what is as usual."""
    told = {"show": View.show, "colour": View.colour, "size": View.size, "least": "0", "year": ""}
    given = {name: request.args.get(name, "") for name in told}
    return {name: value for name, value in given.items() if value and value != told[name]}


def unfit(study: Study, view: View) -> list[Refusal]:
    """Return what of a view cannot be shown of a network."""
    known = choices(study)
    return [] if view.colour in known else [unknown("colour", view.colour, tuple(known))]


def narrowed(study: Study, ties: Iterable[Tie], view: View) -> list[Tie]:
    """Return those of some ties that are as heavy and of that year as a view has it."""
    return [
        tie
        for tie in ties
        if tie[2]["weight"] >= view.least
        and (view.year is None or view.year in study.years.get(tie[:2], ()))
    ]


def part_shown(study: Study, network: nx.Graph[str], view: View) -> nx.Graph[str]:
    """Return a network with the ties that a view has, without those who have none left by that."""
    if not view.least and view.year is None:
        return network
    shown: nx.Graph[str] = nx.Graph(**network.graph)
    kept = narrowed(study, network.edges(data=True), view)
    tied = {end for one, other, _ in kept for end in (one, other)}
    shown.add_nodes_from(
        (node, own) for node, own in network.nodes(data=True)
        if node in tied or not network.degree(node)
    )  # fmt: skip
    shown.add_edges_from(kept)
    return shown


def coloured(
    study: Study, drawn: Drawn, view: View, countries: Mapping[str, Text]
) -> tuple[dict[str, int | None], list[Group]]:
    """Return the number of the colour of each node, and what the colours mean.

    Parameters
    ----------
    study, drawn
        The network, and what of it is drawn.
    view
        How it is shown, of which the colour and what is narrowed matter.
    countries
        The names of the countries by their paths.

    Returns
    -------
    tuple
        None for the colour that all others share; the groups in the order of the legend, the others
        last. A Nordic country has the same colour in every network.
    """
    nodes, by = drawn.network.nodes, view.colour
    if by == "country":
        of = {node: _country(own["countries"]) for node, own in nodes(data=True)}
        labels = {number: countries[f"{_COUNTRY}{slug}"] for number, slug in enumerate(NORDIC)
                  if f"{_COUNTRY}{slug}" in countries}  # fmt: skip
        other = gettext("Others, several or unknown")
    elif by == "community":
        communities = study.communities
        numbers = (
            {f"community/{one}": one for one in range(len(communities.members))}
            if drawn.what == COMMUNITIES
            else communities.of()
        )
        of = {
            node: numbers[node]
            if numbers[node] < _MOST_GROUPS and len(communities.members[numbers[node]]) > 1
            else None
            for node in nodes
        }
        labels = {
            number: gettext("Around %(name)s", name=_middle(study, members))
            for number, members in enumerate(communities.members[:_MOST_GROUPS])
        }
        other = gettext("Smaller ones")
    else:
        kinds = ("organisation", "person")
        of = {node: kinds.index(own["kind"]) if own["kind"] in kinds else None
              for node, own in nodes(data=True)}  # fmt: skip
        labels = {number: KINDS[kind].many for number, kind in enumerate(kinds)}
        other = gettext("Others")
    shown = Counter(of[node] for node in part_shown(study, drawn.network, view))
    groups: list[tuple[int | None, str | Text | LazyString]] = [*labels.items(), (None, other)]
    known = {*of.values()}
    return of, [Group(label, one, shown[one]) for one, label in groups if one in known]


def choices(study: Study) -> dict[str, LazyString]:
    """Return by what the nodes of a network can be coloured."""
    return {
        name: label
        for name, label in COLOURED.items()
        if name != "kind" or study.recipe.between == ACTORS
    }


def sizes() -> dict[str, LazyString]:
    """Return the measures that can be shown by size, and what they are called."""
    return {name: COLUMNS[name].label for name in RANKED}


def _number(text: str) -> float:
    """Return the number that a text tells; one that is no number for any other text."""
    try:
        return float(text.replace(",", "."))  # as it is written in the Nordics
    except ValueError:
        return nan


def _country(paths: Sequence[str]) -> int | None:
    slug = paths[0].removeprefix(_COUNTRY) if len(paths) == 1 else ""
    return NORDIC.index(slug) if slug in NORDIC else None


def _middle(study: Study, members: Sequence[str]) -> Text:
    network = study.network
    label: Text = network.nodes[max(members, key=network.degree)]["label"]
    return label
