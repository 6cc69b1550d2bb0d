"""The network of an answer: what two of its columns name, tied where they stand in one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.answers import AnswerTable, Cell
from kg.errors import Replaced, UnknownName
from kg.explore import Link
from kg.explore.labels import path_of
from kg.networks import drawing
from kg.terms import IRI, Text
from server import releases
from server.addresses import iri_address, short
from server.answer_columns import columns
from server.languages import language

_MOST = 150
_ENDS = _MEETING = 2


@dataclass(frozen=True)
class AnswerNetwork:
    """A network of an answer.

    Parameters
    ----------
    ends
        The two columns that it ties.
    nodes, ties
        How many things it has, and how many pairs of them are tied.
    kinds
        The kinds of our own things in it.
    drawing
        What is needed to draw it; see `kg.networks.drawing.data`.
    picture
        It as SVG, for those without JavaScript.
    """

    ends: tuple[str, str]
    nodes: int
    ties: int
    kinds: Collection[str]
    drawing: Mapping[str, Any]
    picture: str


def network(table: AnswerTable) -> AnswerNetwork | None:
    """Return the network of an answer; nothing where its columns or its size fit none.

    Its ends are the first two columns of things, or else of words where there are no more than
    two. Somewhere in it two ties must meet.

    Parameters
    ----------
    table
        The answer to SELECT.
    """
    ends = _ends(table)
    if not ends:
        return None
    pairs = _pairs(table, *ends)
    degrees = [degree for _cell, degree in pairs.degree]
    fits = len(pairs) <= _MOST and max(degrees, default=0) >= _MEETING
    return _drawn(ends, pairs) if fits else None


def _pairs(table: AnswerTable, one: str, other: str) -> nx.Graph[Cell]:
    """Return which cells of two columns stand in one row, and in how many rows they do."""
    pairs: nx.Graph[Cell] = nx.Graph()
    for row in table.rows:
        if one in row and other in row and row[one] != row[other]:
            pairs.add_edge(row[one], row[other])
            tie = pairs.edges[row[one], row[other]]
            tie["weight"] = tie.get("weight", 0) + 1
    return pairs


def _ends(table: AnswerTable) -> tuple[str, str] | None:
    known = columns(table)
    if len(known.things) >= _ENDS:
        return known.things[0], known.things[1]
    if not known.things and len(known.words) == _ENDS:
        return known.words[0], known.words[1]
    return None


def _drawn(ends: tuple[str, str], pairs: nx.Graph[Cell]) -> AnswerNetwork:
    base = releases.settings().base_iri
    links = _links({cell.text for cell in pairs if cell.is_iri}, base)
    nodes = {cell: _node(cell, links, base) for cell in pairs}
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from((own["id"], own) for own in nodes.values())
    for one, other, tie in pairs.edges(data=True):
        made.add_edge(nodes[one]["id"], nodes[other]["id"], **tie)
    data = drawing.data(made)
    for node in data["nodes"]:
        node["url"] = made.nodes[node["id"]]["url"]
    return AnswerNetwork(
        ends=ends,
        nodes=len(made),
        ties=made.number_of_edges(),
        kinds={own["kind"] for own in nodes.values()},
        drawing=data,
        picture=drawing.svg(made, " – ".join(ends)),
    )


def _node(cell: Cell, links: Mapping[str, Link], base: str) -> dict[str, str]:
    """Return what is drawn of a cell; a quoted text tells a word from the path of a thing."""
    if not cell.is_iri:
        return {"id": f'"{cell.text}"', "label": cell.text, "kind": "", "url": ""}
    link = links[cell.text]
    return {
        "id": link.path or link.iri,
        "label": link.label,
        "kind": link.path.partition("/")[0],
        "url": iri_address(cell.text, base),
    }


def _links(iris: Collection[str], base: str) -> dict[str, Link]:
    """Return links with names; with bare IRIs where one of them is of nothing that is here."""
    try:
        return releases.explorer().links(iris, language())
    except (Replaced, UnknownName):
        return {iri: Link(IRI(iri), path_of(iri, base), Text(short(iri, base))) for iri in iris}
