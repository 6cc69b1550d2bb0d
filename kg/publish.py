"""Load a release into another server, by the SPARQL 1.1 Graph Store Protocol.

The statement that tells which release it is goes first and comes last: while a server is loaded,
and where that breaks off, it holds no whole release, and whoever opens it is told so. Each graph
replaces the one of its name, and graphs of earlier releases are taken away; what else the server
holds in named graphs stays.

A blank node of a graph and its like in the union of all graphs are two at the server, as the
protocol sends one graph at a time; only the structure of the data cube has some.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Final
from urllib.parse import urlencode

from kg.endpoint import Body, Endpoint
from kg.errors import PublishFailed, StoreUnavailable
from kg.formats import TRIPLES
from kg.queries import named
from kg.remote import RemoteGraph
from kg.settings import Settings, store_address
from kg.store import Graph, Release, open_release
from kg.vocabulary import RELEASE_GRAPH, UNION_GRAPH

Told = Callable[[int, int, str], None]
"""Told how many steps are done, how many there are, and what is done now."""

GRAPH_STORES: Final = {"query": "store", "sparql": "sparql-graph-crud-auth"}
"""Where servers have their graph store, beside the address for queries: Oxigraph and Virtuoso."""

_GRAPHS = "graph/"
_UPLOAD_SECONDS = 600.0
_IN_MEMORY = 2**22
# N-Triples, under the name by which more servers know it; it is Turtle too.
_TURTLE = TRIPLES["turtle"].media_type
_UNION = ""
_DATE = re.compile(
    rb'"(\d{4}(?:-\d\d)*?)(?:-01)*"\^\^'
    rb"<http://www\.w3\.org/2001/XMLSchema#(?:gYear|gYearMonth|date)>"
)
_NO_DEFAULT = "If the server has no default graph of its own, publish with --union named."


def graph_store_of(address: str) -> str:
    """Return the web address of the graph store that belongs to an address for queries.

    Raises
    ------
    PublishFailed
        If it cannot be told.

    Examples
    --------
    >>> graph_store_of("http://127.0.0.1:7878/query")
    'http://127.0.0.1:7878/store'
    """
    before, _, last = address.rpartition("/")
    if last not in GRAPH_STORES:
        raise PublishFailed(
            "The address of the graph store does not follow from that for queries. Name it with "
            "--graph-store; the README has those of some servers."
        )
    return f"{before}/{GRAPH_STORES[last]}"


class Publisher:
    """Loads a release into a server.

    Parameters
    ----------
    release
        The release.
    settings
        The base of its IRIs, and the time limit for questions to the server.
    address
        Web address at which the server answers queries.
    graph_store
        Web address of its graph store.
    union
        Where what all graphs say is put: ``default`` for the default graph, ``named`` for a named
        one, where the server's default graph is made of all graphs and counts a statement as often
        as it is made, as Virtuoso's is.

    Raises
    ------
    SettingError
        If an address is none.
    """

    def __init__(
        self, release: Release, settings: Settings, address: str, graph_store: str, union: str
    ) -> None:
        self._release, self._settings, self._address = release, settings, address
        self._base = settings.base_iri
        store_address(graph_store, "The address of the graph store")
        self._graph_store = Endpoint(graph_store, _UPLOAD_SECONDS)
        self._has_named_union = union == "named"
        self._marker = self._base + RELEASE_GRAPH

    def run(self, told: Told) -> int:
        """Load the release, and see that it is there, whole.

        Parameters
        ----------
        told
            Told of each graph before it is sent.

        Returns
        -------
        int
            How many statements the server took for one with another, as Virtuoso takes a month
            for its first day.

        Raises
        ------
        PublishFailed
            If the server does not take it, or holds something else afterwards.
        StoreUnavailable
            If the server cannot be reached, or wants another sign-in.
        """
        here = open_release(self._release, self._base)
        sizes = _sizes(here)
        graphs = [_UNION, *sorted(sizes.keys() - {self._marker})]
        self._delete(self._marker)
        for number, graph in enumerate(graphs):
            told(number, len(graphs), graph or "what all graphs say")
            self._put(here, graph)
        if not self._has_named_union:
            self._delete(self._base + UNION_GRAPH)
        there = self._opened()
        merged = self._compare(here, there, {graph: sizes[graph] for graph in graphs if graph})
        self._put(here, self._marker)
        self._opened().expect(self._release)
        told(len(graphs), len(graphs), "done")
        return merged

    def _opened(self) -> RemoteGraph:
        return RemoteGraph(self._address, self._base, self._settings.store_seconds)

    def _compare(self, here: Graph, there: Graph, expected: Mapping[str, int]) -> int:
        """See that the server has what was sent; take away what earlier releases left there."""
        found = _sizes(there)
        for graph in sorted(found.keys() - expected.keys()):
            if graph.startswith(self._base + _GRAPHS):
                self._delete(graph)
        sizes = {_UNION: (_size(here), _size(there))}
        sizes |= {graph: (size, found.get(graph, 0)) for graph, size in expected.items()}
        for graph, (size, arrived) in sizes.items():
            if arrived != size and not _size_by_day(here, graph) <= arrived < size:
                what = graph or "what all graphs say"
                remedy = "" if graph or self._has_named_union else f" {_NO_DEFAULT}"
                raise self._failed(f"{what} has {arrived} statements there, not {size}.{remedy}")
        return sum(size - arrived for size, arrived in sizes.values())

    def _put(self, here: Graph, graph: str) -> None:
        """Replace a graph of the server by one of the release."""
        with SpooledTemporaryFile(_IN_MEMORY) as statements:
            here.dump(graph or None, "ntriples", statements)
            try:
                self._send("PUT", graph, statements)
            except StoreUnavailable as error:
                if graph or self._has_named_union:
                    raise
                raise self._failed(f"{error} {_NO_DEFAULT}") from None

    def _delete(self, graph: str) -> None:
        self._send("DELETE", graph)

    def _send(self, method: str, graph: str, body: Body = b"") -> None:
        name = graph or (self._base + UNION_GRAPH if self._has_named_union else "")
        query = urlencode({"graph": name}) if name else "default"
        headers = {"Content-Type": _TURTLE} if method == "PUT" else {}
        with self._graph_store.request(method, query, body, headers) as reply:
            missing = method == "DELETE" and reply.status == HTTPStatus.NOT_FOUND
            if reply.status >= HTTPStatus.MULTIPLE_CHOICES and not missing:
                raise self._failed(
                    f"{method} {name or 'of the default graph'} is answered {reply.status} "
                    f"({reply.complaint()})"
                )

    def _failed(self, problem: str) -> PublishFailed:
        return PublishFailed(
            f"The release could not be loaded into {self._graph_store.name}: {problem}"
        )


def _size(graph: Graph) -> int:
    """Return how many statements all graphs make together."""
    return int(str(graph.select(named("union_size"))[0]["triples"]))


def _size_by_day(here: Graph, graph: str) -> int:
    """Return how many statements a graph makes where a month is the same as its first day.

    Virtuoso keeps 2017, 2017-01 and 2017-01-01 as one, where one thing has them for one property.
    """
    statements = io.BytesIO()
    here.dump(graph or None, "ntriples", statements)
    return len({_DATE.sub(rb'"\1', line) for line in statements.getvalue().splitlines()})


def _sizes(graph: Graph) -> dict[str, int]:
    """Return how many statements each named graph makes."""
    rows = graph.select(named("graph_sizes"))
    return {str(row["graph"]): int(str(row["triples"])) for row in rows}
