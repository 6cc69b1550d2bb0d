"""The one door to the store: open a release and ask it; `kg.remote` opens one at a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from kg.errors import KGError, NoRelease, QueryError
from kg.formats import QUADS, TRIPLES, serialized
from kg.prefixes import PREFIXES, rebase
from kg.queries import Query, update
from kg.settings import BASE, Settings
from kg.syntax import syntax_error
from kg.terms import Bound, Value, to_term, to_value

Answer = dict[str, Value]
"""One row of an answer: the value of each bound variable, by its name."""


@dataclass(frozen=True)
class Release:
    """A published release: a folder that is never changed.

    Parameters
    ----------
    folder
        Where it lies; its name is the digest of what it was made from.
    """

    folder: Path

    @property
    def digest(self) -> str:
        """The digest of the inputs."""
        return self.folder.name

    @property
    def store(self) -> Path:
        """Folder of the store."""
        return self.folder / "store"

    @property
    def search_index(self) -> Path:
        """File of the search index."""
        return self.folder / "search.sqlite"

    @property
    def dump(self) -> Path:
        """The whole graph as sorted N-Quads."""
        return self.folder / "graph.nq"

    @property
    def dumps(self) -> Path:
        """Folder of the files to take away; `kg.dumps.read` lists them."""
        return self.folder / "dumps"

    @property
    def description(self) -> Path:
        """What the data set is and holds, by VoID and DCAT, as sorted N-Triples."""
        return self.folder / "description.nt"

    @property
    def fingerprints(self) -> Path:
        """What is said of each thing, as hashes; `kg.fingerprints.read` reads them."""
        return self.folder / "fingerprints.tsv"

    @property
    def quality(self) -> Path:
        """What is covered, what is missing, what is contradicted; `kg.quality.read` reads it."""
        return self.folder / "quality.json"

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there; its report is written last."""
        try:
            return bool(self.report)
        except (OSError, ValueError):
            return False

    @cached_property
    def report(self) -> dict[str, Any]:
        """What the build counted."""
        counted: dict[str, Any] = json.loads((self.folder / "report.json").read_text("utf-8"))
        return counted


def current_release(settings: Settings) -> Release:
    """Return the release that `current` points to.

    Raises
    ------
    NoRelease
        If there is none.
    """
    release = Release((settings.releases / "current").resolve())
    if not release.is_whole:
        raise NoRelease(f"There is no release in {settings.releases} yet. Make one with: kg build")
    base = release.report["base_iri"]
    if base != settings.base_iri:
        raise NoRelease(
            f"The release was built for {base}, but KG_BASE_IRI is {settings.base_iri}. "
            "Build one for it with: kg build"
        )
    return release


class Graph:
    """A store that can be asked; it only ever reads.

    The default graph of a release is the union of all graphs, written out: each statement once,
    whoever says it. (A union made while a query runs would count a statement as often as there
    are sources for it, and every join of two such statements as often as the product.)

    Parameters
    ----------
    store
        The store.
    base
        Base IRI of things, concepts and graphs.

    Examples
    --------
    >>> store = ox.Store()
    >>> store.load("<http://e.org/a> <http://e.org/p> 24 .", ox.RdfFormat.TURTLE)
    >>> Graph(store).select("SELECT ?n WHERE { ?s ?p ?n }")
    [{'n': 24}]
    """

    def __init__(self, store: ox.Store, base: str = BASE) -> None:
        self._store, self.base = store, base

    def select(self, query: str | Query, **values: Bound) -> list[Answer]:
        """Return the rows of a SELECT query.

        Parameters
        ----------
        query
            SPARQL text, or a query from a file.
        values
            Values for variables of the query. Each such variable must stand in the SELECT clause,
            and in that of every sub-select in which it is to count.

        Returns
        -------
        list of dict
            In the order of the query; turns into a pandas frame as it is. Variables without a
            value are left out of their row.

        Raises
        ------
        QuerySyntaxError
            If the query is not SPARQL, with line and column.
        QueryError
            If it is of another kind.
        """
        solutions = self._run(query, values)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("A SELECT query is expected here.")
        names = [variable.value for variable in solutions.variables]
        try:
            return [
                {
                    name: to_value(term)
                    for name, term in zip(names, solution, strict=True)
                    if term is not None
                }
                for solution in solutions
            ]
        except (RuntimeError, OSError, SyntaxError) as error:
            raise self._failed(error) from None

    def parse(self, query: str | Query) -> None:
        """See that a query is SPARQL, of whatever kind; `select` says how it fails."""
        self._run(query, {})

    def ask(self, query: str | Query, **values: Bound) -> bool:
        """Return the answer to an ASK query; see `select` for the parameters."""
        answer = self._run(query, values)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("An ASK query is expected here.")
        return bool(answer)

    def construct(self, query: str | Query, **values: Bound) -> Iterator[ox.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, as they are found.

        See `select` for the parameters and errors; some errors come only while triples are read.
        """
        return self._read(self._triples(query, values))

    def derive(self, rule: str | Query) -> bytes:
        r"""Return the triples of a CONSTRUCT or DESCRIBE query as N-Triples.

        The store lets go of Python while it writes them. See `select` for the errors.

        Examples
        --------
        >>> Graph(ox.Store()).derive("CONSTRUCT { <http://e.org/a> <http://e.org/p> 24 } {}")
        b'<http://e.org/a> <http://e.org/p> "24"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        """
        triples = self._triples(rule, {})
        try:
            return triples.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        except (RuntimeError, OSError) as error:
            raise self._failed(error) from None

    def export(self, format: str, sink: IO[bytes]) -> None:  # noqa: A002
        """Write the whole graph.

        Parameters
        ----------
        format
            A key of `kg.formats.QUADS` keeps the named graphs; one of `kg.formats.TRIPLES` writes
            each triple once, whoever says it.
        sink
            Where to write to.
        """
        union = ox.DefaultGraph()
        if format in QUADS:
            named = (quad for quad in self._store if quad.graph_name != union)
            ox.serialize(named, sink, format=QUADS[format], prefixes=PREFIXES)
        else:
            said = self._store.quads_for_pattern(None, None, None, union)
            sink.write(serialized((quad.triple for quad in said), format))

    def holds(self, graph: str) -> bool:
        """Return whether there is a named graph of this IRI."""
        try:
            return self._store.contains_named_graph(ox.NamedNode(graph))
        except ValueError:  # not even an IRI
            return False

    def dump(self, graph: str | None, format: str, sink: IO[bytes]) -> None:  # noqa: A002
        """Write one graph, statement by statement, in no particular order.

        Parameters
        ----------
        graph
            IRI of a named graph; None for the union of all.
        format
            A key of `kg.formats.TRIPLES`.
        sink
            Where to write to.
        """
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        self._store.dump(sink, TRIPLES[format], from_graph=name, prefixes=PREFIXES)

    def _triples(self, query: str | Query, values: dict[str, Bound]) -> ox.QueryTriples:
        triples = self._run(query, values)
        if not isinstance(triples, ox.QueryTriples):
            raise QueryError("A CONSTRUCT or DESCRIBE query is expected here.")
        return triples

    def _run(
        self, query: str | Query, values: dict[str, Bound]
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        text = rebase(query.text, self.base) if isinstance(query, Query) else query
        substitutions: Any = {ox.Variable(name): to_term(value) for name, value in values.items()}
        try:
            return self._store.query(
                text,
                prefixes=PREFIXES,
                substitutions=substitutions or None,
            )
        except SyntaxError as error:
            raise syntax_error(text, error) from None
        except (RuntimeError, OSError) as error:
            raise self._failed(error) from None

    def _read(self, triples: ox.QueryTriples) -> Iterator[ox.Triple]:
        """Yield triples; what the store meets with meanwhile is an error of the query."""
        try:
            yield from triples
        except (RuntimeError, OSError, SyntaxError) as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> KGError:
        """Return our error for one of the store, such as of a SERVICE that gives no answer."""
        return QueryError(f"The query cannot be run: {error}.")


def unite(store: ox.Store) -> None:
    """Write what all graphs of a store say into its default graph, as each release has it.

    Examples
    --------
    >>> store = ox.Store()
    >>> for graph in "gh":
    ...     said = f'<http://e.org/a> <http://e.org/p> "24" <http://e.org/{graph}> .'
    ...     store.load(said, ox.RdfFormat.N_QUADS)
    >>> unite(store)
    >>> Graph(store).select("SELECT ?n WHERE { ?s ?p ?n }")
    [{'n': '24'}]
    """
    store.update(update("unite").text)


def open_release(release: Release, base: str) -> Graph:
    """Return the graph of a release, opened for reading only."""
    return Graph(ox.Store.read_only(str(release.store)), base)
