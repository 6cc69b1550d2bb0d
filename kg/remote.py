"""The door to a store at another server, by the SPARQL 1.1 Protocol; and which door is open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import IO, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.endpoint import Endpoint, Line, Reply, unwatched
from kg.errors import KGError, QueryError, QueryTooLarge, StoreDiffers
from kg.formats import QUADS, SOLUTIONS, TRIPLES, Result, serialized
from kg.prefixes import PREFIXES, rebase
from kg.queries import Query, named
from kg.query_text import bound, declared, united
from kg.settings import BASE, Settings, store_address
from kg.store import Graph, Release, open_release
from kg.terms import IRI, Bound, to_term
from kg.vocabulary import DATA_SET, RELEASE_GRAPH, UNION_GRAPH

SECONDS: Final = Settings.store_seconds
"""Longest time for one question, for want of another."""

_ROWS = SOLUTIONS["json"].media_type
_STATEMENTS = f"{TRIPLES['ntriples'].media_type}, {TRIPLES['turtle'].media_type};q=0.5"
_JSON = "application/json"
_WITH_BOOLEAN = (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML)
_LONGEST_YES = 2**16
_GRAPHS = "graph/"
_FORM = "application/x-www-form-urlencoded"
# How Virtuoso answers ASK: in a row with this variable, or in no row.
_YES = "__ASK_RETVAL"
# How Virtuoso names a blank node, with letters that no name may have.
_NODE = re.compile(rb'("bnode",\s*"value":\s*")nodeID://')
# What Virtuoso adds to an answer of which it has left out a part.
_CUT = ("X-SPARQL-MaxRows", "X-SQL-State")
_ADDRESS = "See that this is its address for queries."
_TOO_LARGE = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_URI_TOO_LONG}


class RemoteGraph(Graph):
    """A graph at another server, to be asked like one on disk.

    Its default graph must be the union of all graphs, each statement once; or the union stands in
    a named graph (`kg.vocabulary.UNION_GRAPH`), as `kg publish` can put it there for servers whose
    own default graph is another. Which it is shows when it is opened.

    Each query is checked here before it is sent, by a store that is empty; so what is wrong with a
    query is said in the same words, whoever answers.

    Parameters
    ----------
    address
        Web address at which the server answers queries; a user and password may stand in it.
    base
        Base IRI of things, concepts and graphs.
    seconds
        Longest time for one question.

    Raises
    ------
    SettingError
        If the address is none.
    StoreUnavailable
        If the server cannot be asked.
    StoreDiffers
        If it holds a release whose statements its default graph does not give, or not once each.
    """

    def __init__(self, address: str, base: str = BASE, seconds: float = SECONDS) -> None:
        super().__init__(ox.Store(), base)
        self._endpoint = Endpoint(store_address(address, "The address of the store"), seconds)
        self._is_united = False
        held = self.select(named("releases_held"), dataset=IRI(base + DATA_SET))
        versions = {str(row.get("graph", "")): str(row["version"]) for row in held}
        self.version = versions.get(base + RELEASE_GRAPH, "")
        self._is_united = base + UNION_GRAPH in versions
        given = sum("graph" not in row for row in held)
        if self.version and not self._is_united and given != 1:
            how_often = "not" if not given else f"{given} times"
            raise StoreDiffers(
                f"The default graph of the store at {self._endpoint.name} gives {how_often} what "
                "its graphs say. Load the release with: kg publish, and where the server has no "
                "default graph of its own, with --union named."
            )

    def __repr__(self) -> str:
        return f"RemoteGraph({self._endpoint.name!r})"

    def expect(self, release: Release) -> None:
        """See that the server holds a release.

        Raises
        ------
        StoreDiffers
            If it holds another, or none that is whole.
        """
        if self.version != release.digest:
            held = f"release {self.version}" if self.version else "no whole release"
            raise StoreDiffers(
                f"The store at {self._endpoint.name} holds {held}, but the current one is "
                f"{release.digest}. Load it with: kg publish {self._endpoint.name}"
            )

    @contextmanager
    def answer(
        self,
        query: str,
        accept: str,
        default: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        seconds: float | None = None,
        line: Line = unwatched,
        *,
        is_ask: bool = False,
    ) -> Iterator[Reply]:
        """Send the text of a query as it came from outside, and give the answer as it arrives.

        Nothing is parsed here. Who calls sees first that the text is a query and calls no service.

        Parameters
        ----------
        query
            The text; our prefixes need not be declared.
        accept
            The media types in which the answer may come, as the header of HTTP names them.
        default, named_graphs
            IRIs of the graphs that the query is about; with none, all.
        seconds
            A time limit other than the graph's own.
        line
            See `kg.endpoint.Line`.
        is_ask
            Whether the query is ASK, which some answer in a way of their own.

        Returns
        -------
        context manager of Reply
            With ``media_type`` and ``pieces``, an iterator of bytes; leaving it ends the request.

        Raises
        ------
        QueryError
            If the server refuses the query, or it takes too long; also while pieces are read.
        StoreUnavailable
            If the server cannot be asked; also while pieces are read.
        """
        graphs = [("default-graph-uri", iri) for iri in default]
        graphs += [("named-graph-uri", iri) for iri in named_graphs]
        text = query if graphs else self._united(query)
        with self._asked(text, accept, graphs, seconds, line) as reply:
            yield self._conforming(reply) if is_ask else reply

    def holds(self, graph: str) -> bool:
        """Return whether there is a named graph of this IRI."""
        try:
            return self.ask(named("is_graph"), graph=IRI(graph))
        except ValueError:  # not even an IRI
            return False

    def dump(self, graph: str | None, format: str, sink: IO[bytes]) -> None:  # noqa: A002
        """Write one graph; see `Graph.dump`."""
        triples = (
            self.construct(named("said_in"), graph=IRI(graph))
            if graph
            else self.construct(named("said"))
        )
        ox.serialize(triples, sink, format=TRIPLES[format], prefixes=PREFIXES)

    def export(self, format: str, sink: IO[bytes]) -> None:  # noqa: A002
        """Write the whole graph; see `Graph.export`."""
        if format not in QUADS:
            sink.write(serialized(self.construct(named("said")), format))
            return
        rows = self._run(named("source_statements"), {})
        assert isinstance(rows, ox.QuerySolutions)
        parts = ("thing", "property", "value", "graph")
        quads = (ox.Quad(*(row[part] for part in parts)) for row in rows)
        ox.serialize(quads, sink, format=QUADS[format], prefixes=PREFIXES)

    def _run(self, query: str | Query, values: dict[str, Bound]) -> Result:
        expected = super()._run(query, values)
        text = rebase(query.text, self.base) if isinstance(query, Query) else query
        text = bound(text, {name: to_term(value) for name, value in values.items()})
        accept = _STATEMENTS if isinstance(expected, ox.QueryTriples) else _ROWS
        with self._asked(self._united(text), accept) as reply:
            body = b"".join(reply.pieces)
        try:
            result = _read(body, reply.media_type, isinstance(expected, ox.QueryBoolean))
        except SyntaxError as error:
            raise self._failed(error) from None
        if type(result) is not type(expected):
            raise self._endpoint.unavailable("it answers another kind of query", _ADDRESS)
        return result

    def _failed(self, error: Exception) -> KGError:
        if isinstance(error, SyntaxError):
            return self._endpoint.unavailable(f"its answer cannot be read ({error})", _ADDRESS)
        return super()._failed(error)

    def _conforming(self, reply: Reply) -> Reply:
        """Return an answer to ASK as the standard has it."""
        format_, body = ox.QueryResultsFormat.from_media_type(reply.media_type), b""
        if format_ not in _WITH_BOOLEAN:
            return reply
        for piece in reply.pieces:
            body += piece
            if len(body) > _LONGEST_YES:
                raise self._endpoint.unavailable("it answers ASK with more than yes or no")
        try:
            result = _yes_or_no(ox.parse_query_results(body, format_))
        except SyntaxError as error:
            raise self._failed(error) from None
        if not isinstance(result, ox.QueryBoolean):
            raise self._endpoint.unavailable("it answers another kind of query", _ADDRESS)
        return replace(reply, pieces=iter([result.serialize(format=format_) or b""]))

    def _united(self, text: str) -> str:
        """Return a query that asks the union of all graphs, wherever the server has it."""
        if not self._is_united:
            return text
        return united(text, self.base + UNION_GRAPH, self.base + _GRAPHS)

    @contextmanager
    def _asked(
        self,
        text: str,
        accept: str,
        graphs: Sequence[tuple[str, str]] = (),
        seconds: float | None = None,
        line: Line = unwatched,
    ) -> Iterator[Reply]:
        """Send a query, and give the answer if it is one."""
        body = urlencode([("query", declared(text)), *graphs]).encode()
        headers = {"Accept": accept, "Content-Type": _FORM}
        with self._endpoint.request("POST", "", body, headers, seconds, line) as reply:
            self._refuse(reply, accept)
            yield reply

    def _refuse(self, reply: Reply, accept: str) -> None:
        """Raise the error for an answer that is none, or not the whole."""
        status = HTTPStatus(reply.status)
        if status is HTTPStatus.BAD_REQUEST:
            raise QueryError(f"The store refuses the query: {reply.complaint()}")
        if status in _TOO_LARGE:
            raise QueryTooLarge(f"The query is larger than the store takes ({status.phrase}).")
        if status is not HTTPStatus.OK:
            problem = f"it answers {status} {status.phrase}"
            raise self._endpoint.unavailable(problem, _ADDRESS)
        for header in _CUT:
            if header in reply.headers:
                raise QueryTooLarge(
                    "The store has left out a part of the answer "
                    f"({header}: {reply.headers[header]}). Ask for less at a time, or raise that "
                    "limit of the store."
                )
        taken = {one.partition(";")[0].strip() for one in accept.split(",")}
        if "*/*" not in taken and reply.media_type not in {*taken, _JSON}:
            problem = f"it answers {reply.media_type or 'nothing'} where {accept} is asked for"
            raise self._endpoint.unavailable(problem, _ADDRESS)


def open_graph(release: Release, settings: Settings) -> Graph:
    """Return the graph of a release, through the door that the settings name.

    Parameters
    ----------
    release
        The release.
    settings
        Whether another server is to be asked; see `RemoteGraph` for the errors.
    """
    if not settings.store:
        return open_release(release, settings.base_iri)
    graph = RemoteGraph(settings.store, settings.base_iri, settings.store_seconds)
    graph.expect(release)
    return graph


def open_address(address: str) -> RemoteGraph:
    """Return the graph of a store at another server, whichever release that holds.

    Parameters
    ----------
    address
        The web address at which it is asked; for the rest, the environment's settings hold.
    """
    settings = Settings.from_environment()
    return RemoteGraph(address, settings.base_iri, settings.store_seconds)


def _read(body: bytes, media_type: str, is_yes_or_no: bool) -> Result:
    """Return an answer that has come; it is SyntaxError where it cannot be read."""
    triples = ox.RdfFormat.from_media_type(media_type)
    if triples and media_type != _JSON:
        store = ox.Store()
        store.load(body, triples)
        return store.query(named("said").text)
    result = ox.parse_query_results(_NODE.sub(rb"\1", body), ox.QueryResultsFormat.JSON)
    return _yes_or_no(result) if is_yes_or_no else result


def _yes_or_no(result: Result) -> Result:
    """Return yes or no, also where Virtuoso says it in rows."""
    if not isinstance(result, ox.QuerySolutions):
        return result
    if [one.value for one in result.variables] != [_YES]:
        return result
    said = json.dumps({"head": {}, "boolean": any(True for _ in result)})
    return ox.parse_query_results(said, ox.QueryResultsFormat.JSON)
