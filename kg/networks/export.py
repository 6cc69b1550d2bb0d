"""Export: networks as the files that Gephi, Pajek, R, spreadsheets and programs read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final
from xml.etree import ElementTree as ET

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg.errors import UnknownName
from kg.networks.described import ATTRIBUTES, described, rank_names
from kg.networks.measures import MEASURES, table

_TIE_COLUMNS = ("Source", "Target", "Weight", "Type", "source_label", "target_label", "shared",
                "claims", "sources", "certain", "years")  # fmt: skip


def exported(network: nx.Graph[str], format: str) -> bytes:  # noqa: A002
    """Return a network as a file.

    Parameters
    ----------
    network
        A network as `kg.networks.project` or `kg.networks.two_mode` returns it.
    format
        A key of `FORMATS`.

    Returns
    -------
    bytes
        In UTF-8. Where a format knows no lists, paths stand with a space between them; the recipe
        is a text in JSON.

    Raises
    ------
    UnknownName
        If there is no such format.

    Examples
    --------
    >>> network = nx.Graph()
    >>> network.add_node("person/a", label="Åse", kind="person", countries=())
    >>> "Åse" in exported(network, "graphml").decode()
    True
    """
    if format not in FORMATS:
        raise UnknownName(f"There is no format {format!r}; use one of {', '.join(FORMATS)}.")
    return FORMATS[format].written(network).rstrip(b"\r\n") + b"\n"


def _flat(network: nx.Graph[str]) -> nx.Graph[str]:
    """Return a network whose attributes are all texts, numbers and truths."""
    made: nx.Graph[str] = nx.Graph()
    made.graph.update({name: _plain(value) for name, value in network.graph.items()})
    for node, own in network.nodes(data=True):
        made.add_node(node, **{name: _plain(value) for name, value in own.items()})
    for one, other, own in network.edges(data=True):
        made.add_edge(one, other, **{name: _plain(value) for name, value in own.items()})
    return made


def _plain(value: Any) -> str | float | bool:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return str(value) if isinstance(value, str) else value


def _graphml(network: nx.Graph[str]) -> bytes:
    sink = io.BytesIO()
    nx.write_graphml_xml(_flat(network), sink)
    return sink.getvalue()


def _gexf(network: nx.Graph[str]) -> bytes:
    """Return it as GEXF, with the recipe as its description and without the day of today."""
    written = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    written.add_graph(_flat(network))
    for meta in written.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate")
        ET.SubElement(meta, "description").text = json.dumps(network.graph, ensure_ascii=False)
    sink = io.BytesIO()
    written.write(sink)
    return sink.getvalue()


def _pajek(network: nx.Graph[str]) -> bytes:
    """Return a Pajek network: vertices by label, made different where two are called alike."""
    taken: dict[str, str] = {}
    for node, label in network.nodes(data="label"):
        name = str(label or node).replace('"', "'")
        taken[node] = f"{name} ({node})" if name in taken.values() else name
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from(taken.values())
    made.add_edges_from(
        (taken[one], taken[other], {"weight": own["weight"]})
        for one, other, own in network.edges(data=True)
    )
    return "\n".join(nx.generate_pajek(made)).encode()


def _ties(network: nx.Graph[str]) -> bytes:
    """Return the ties as a table, with the columns by which Gephi knows them."""
    rows = (
        (one, other, own["weight"], "Undirected", network.nodes[one]["label"],
         network.nodes[other]["label"], _plain(own.get("shared", ())), _plain(own["claims"]),
         _plain(own["sources"]), own["certain"], _plain(own.get("years", ())))
        for one, other, own in network.edges(data=True)
    )  # fmt: skip
    return _table(_TIE_COLUMNS, rows)


def _nodes(network: nx.Graph[str]) -> bytes:
    """Return the nodes as a table, with the columns by which Gephi knows them."""
    rows = (
        (node, own["label"], own["kind"], _plain(own["countries"]), own["iri"])
        for node, own in network.nodes(data=True)
    )
    return _table(("Id", "Label", "kind", "countries", "iri"), rows)


def _measures(network: nx.Graph[str]) -> bytes:
    """Return the nodes with all measures as a table, those with the most ties first.

    What is not defined, or not told by the network, is empty.
    """
    is_described = all("degree" in own for _, own in network.nodes(data=True))
    nodes = (network if is_described else described(network)).nodes
    known = {name for _, own in nodes(data=True) for name in own}
    ranks = (names for names in map(rank_names, MEASURES) if known & {*names})
    columns = (*ATTRIBUTES, *chain.from_iterable(ranks))
    rows = (
        (row.path, row.label, row.kind, _plain(row.countries), nodes[row.path]["iri"],
         *(nodes[row.path].get(name) for name in columns))
        for row in table(network)
    )  # fmt: skip
    return _table(("Id", "Label", "kind", "countries", "iri", *columns), rows)


def _table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return sink.getvalue().encode()


def _json(network: nx.Graph[str]) -> bytes:
    told = nx.node_link_data(network, edges="edges")
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class Format:
    """A form in which a network can be written.

    Parameters
    ----------
    written
        Writes it.
    media_type, suffix
        What it is called on the web, and how names of such files end.
    has_measures
        Whether it tells the measures that nodes carry.
    """

    written: Callable[[nx.Graph[str]], bytes]
    media_type: str
    suffix: str
    has_measures: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    "graphml": Format(_graphml, "application/graphml+xml", "graphml", has_measures=True),
    "gexf": Format(_gexf, "application/gexf+xml", "gexf", has_measures=True),
    "pajek": Format(_pajek, "text/plain", "net"),
    "csv": Format(_ties, "text/csv", "csv"),
    "nodes": Format(_nodes, "text/csv", "nodes.csv"),
    "measures": Format(_measures, "text/csv", "measures.csv", has_measures=True),
    "json": Format(_json, "application/json", "json", has_measures=True),
}
"""What a network can be written as.

``csv`` is a table of the ties, ``nodes`` one of the nodes, ``measures`` the same with all measures,
sorted by the number of their ties.
"""
