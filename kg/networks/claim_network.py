"""The network of all claims: nodes are things, edges are the claims between them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import islice

import networkx as nx

from kg.errors import UnknownName
from kg.explore.labels import as_text, path_of, preferred
from kg.explore.timing import Standing, Timing
from kg.queries import named
from kg.store import Graph
from kg.terms import Text


def read(graph: Graph, language: str = "en", *, source: str = "") -> nx.Graph[str]:
    """Return the network of all things that claims tie together, those of one source if wanted.

    Which claims are edges, and between what, is declared in the ontology (``npi:edgeFrom``,
    ``npi:edgeTo``); nothing is assumed here.

    Parameters
    ----------
    graph
        The graph to read.
    language
        Language of the labels.
    source
        Path of the only source whose claims are wanted (``source/ks-2024-metode``); if empty, the
        claims of all.

    Returns
    -------
    networkx.Graph
        Nodes are paths (``person/pia-gjellerup``) with the attributes ``iri``, ``label``,
        ``kind`` and ``countries`` (a tuple of paths). Edges have ``claims`` and ``sources``
        (tuples of paths), ``roles`` (a tuple of labels) and ``weight``, the number of claims.
        Nodes and edges come in the alphabetical order of their IRIs.
    """
    network: nx.Graph[str] = nx.Graph()
    _add_nodes(network, graph, language)
    roles = _role_labels(graph, language)
    # The store takes longer to put them in order than to find them.
    rows = sorted(
        graph.select(named("network_edges")), key=lambda row: (row["claim"], row["source"])
    )
    for row in rows:
        start, end = (path_of(str(row[name]), graph.base) for name in ("from", "to"))
        claim, by = (path_of(str(row[name]), graph.base) for name in ("claim", "source"))
        if start in network and end in network and start != end and source in ("", by):
            _add_claim(network, start, end, claim, by, roles.get(str(row.get("label", ""))))
    network.remove_nodes_from(list(nx.isolates(network)))
    return network


def _add_nodes(network: nx.Graph[str], graph: Graph, language: str) -> None:
    labels: dict[str, list[Text]] = defaultdict(list)
    countries: dict[str, set[str]] = defaultdict(set)
    for row in graph.select(named("network_nodes")):
        iri = str(row["thing"])
        labels[iri].append(as_text(row["label"]))
        if "country" in row:
            countries[iri].add(path_of(str(row["country"]), graph.base))
    for iri, texts in sorted(labels.items()):
        path = path_of(iri, graph.base)
        network.add_node(
            path,
            iri=iri,
            label=preferred(texts, language),
            kind=path.partition("/")[0],
            countries=tuple(sorted(countries[iri])),
        )


def _role_labels(graph: Graph, language: str) -> dict[str, Text]:
    texts: dict[str, list[Text]] = defaultdict(list)
    for row in graph.select(named("vocabulary")):
        texts[str(row["term"])].append(as_text(row["label"]))
    return {term: preferred(own, language) for term, own in texts.items()}


def _add_claim(
    network: nx.Graph[str], start: str, end: str, claim: str, source: str, role: Text | None
) -> None:
    """Add a claim to the edge between two nodes, or only its source where it is there already."""
    if not network.has_edge(start, end):
        network.add_edge(start, end, claims=(), sources=(), roles=(), weight=0)
    edge = network.edges[start, end]
    for name, value in (("claims", claim), ("sources", source), ("roles", role)):
        if value and value not in edge[name]:
            edge[name] += (value,)
    edge["weight"] = len(edge["claims"])


def as_of(
    network: nx.Graph[str], timings: Mapping[str, Timing], day: datetime.date
) -> nx.Graph[str]:
    """Return a network as of a day: only the claims that are certain or possible then.

    Parameters
    ----------
    network
        A network as `read` returns it.
    timings
        What is known of the time of each claim, by its path; one that is not there may hold at
        any time.
    day
        The day.

    Returns
    -------
    networkx.Graph
        As `read` returns it, isolates left out; edges also have ``certain``, whether a claim
        behind them is certain.

    Examples
    --------
    >>> from kg.explore.timing import span
    >>> network = nx.Graph()
    >>> network.add_edge("person/a", "organisation/b", claims=("role/c",), weight=1)
    >>> role = Timing(starts=(span("2014"),), ends=(span("2016"),))
    >>> [len(as_of(network, {"role/c": role}, datetime.date(year, 6, 1))) for year in (2013, 2015)]
    [0, 2]
    """
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from(network.nodes(data=True))
    unknown = Timing()
    for one, other, own in network.edges(data=True):
        known = {claim: timings.get(claim, unknown).standing(day) for claim in own["claims"]}
        claims = tuple(claim for claim in known if known[claim] is not Standing.ABSENT)
        if claims:
            certain = Standing.CERTAIN in known.values()
            made.add_edge(
                one, other, **{**own, "claims": claims, "weight": len(claims), "certain": certain}
            )
    made.remove_nodes_from(list(nx.isolates(made)))
    return made


def restricted(network: nx.Graph[str], kinds: Collection[str]) -> nx.Graph[str]:
    """Return the part of a network that lies between things of some kinds, isolates left out.

    Examples
    --------
    >>> network = nx.Graph([("person/a", "event/b"), ("event/b", "initiative/c")])
    >>> nx.set_node_attributes(network, {node: node.partition("/")[0] for node in network}, "kind")
    >>> list(restricted(network, ["person", "event"]))
    ['person/a', 'event/b']
    """
    between = part(network, [one for one in network if network.nodes[one]["kind"] in kinds])
    between.remove_nodes_from(list(nx.isolates(between)))
    return between


def part(network: nx.Graph[str], nodes: Collection[str]) -> nx.Graph[str]:
    """Return the part of a network between some nodes, in the network's own order.

    networkx's own subgraph has the order of a set, which differs from run to run, and with it
    every layout.

    Examples
    --------
    >>> list(part(nx.path_graph(["c", "b", "a"]), ["a", "b"]))
    ['b', 'a']
    """
    kept = set(nodes)
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from((one, own) for one, own in network.nodes(data=True) if one in kept)
    made.add_edges_from(
        (one, other, own)
        for one, other, own in network.edges(data=True)
        if one in kept and other in kept
    )
    return made


def around(network: nx.Graph[str], path: str, most: int = 60) -> nx.Graph[str]:
    """Return a thing, its neighbours and theirs, with all ties between them.

    Parameters
    ----------
    network
        A network as `read` returns it.
    path
        The thing in the middle.
    most
        Largest number of nodes. Neighbours come before their neighbours, and among these those
        with more ties to what is already there.

    Raises
    ------
    UnknownName
        If the thing is not in the network.

    Examples
    --------
    >>> list(around(nx.path_graph(["a", "b", "c", "d"]), "a"))
    ['a', 'b', 'c']
    """
    if path not in network:
        raise UnknownName(f"{path!r} has no ties in this network.")
    near = sorted(network[path], key=lambda one: (-network.degree(one), one))
    ties: dict[str, int] = defaultdict(int)
    for one in near:
        for further in network[one]:
            ties[further] += 1
    far: Iterable[str] = sorted(ties.keys() - {path, *near}, key=lambda one: (-ties[one], one))
    kept = {path, *islice((*near, *far), most - 1)}
    return part(network, kept)
