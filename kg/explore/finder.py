"""Finding things: by the path that is asked for, or by a name."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from kg.errors import Replaced, UnknownName
from kg.explore.at_hand import at_hand
from kg.explore.labels import iri_of, path_of
from kg.queries import named
from kg.search import Hits, SearchIndex
from kg.store import Graph
from kg.terms import IRI


class Finder:
    """Finds things of one release.

    Parameters
    ----------
    graph
        The graph of the release.
    index
        Its search index; None where there is none, so that nothing is found by its name.
    """

    def __init__(self, graph: Graph, index: SearchIndex | None) -> None:
        self._graph, self._index = graph, index

    def search(self, text: str, kind: str = "", limit: int = 50, *, partly: bool = False) -> Hits:
        """Find things by their names.

        Parameters
        ----------
        text
            What the user typed.
        kind
            A key of `kg.explore.KINDS` to restrict the search to; empty for all.
        limit
            Largest number of hits.
        partly
            Whether things that have but some of the words are wanted where nothing has all.

        Returns
        -------
        Hits
            As `kg.search.SearchIndex.search` does, with paths as those of links.
        """
        prefix = kind if kind.startswith("concept/") or not kind else f"id/{kind}"
        return self._with_paths(at_hand(self._index).search(text, prefix, limit, partly=partly))

    def called(self, text: str, limit: int) -> Hits:
        """Find what has exactly this name; see `search` for the parameters."""
        return self._with_paths(at_hand(self._index).called(text, limit))

    def near(self, text: str, limit: int) -> Hits:
        """Find what has a name that is really near to a text; see `search` for the parameters."""
        return self._with_paths(at_hand(self._index).near(text, limit))

    def _with_paths(self, hits: Hits) -> Hits:
        base = self._graph.base
        return replace(hits, paths=tuple(path_of(base + path, base) for path in hits.paths))

    def iri(self, path: str) -> IRI:
        """Return the IRI of a path that a reader asked for, whether or not a thing has it.

        Raises
        ------
        UnknownName
            If no thing can have it.
        Replaced
            If it is that of a retired id.
        """
        try:
            iri = iri_of(path, self._graph.base)
        except UnknownName:
            raise self.unknown(path) from None
        if iri in self._retired:
            raise Replaced(path, path_of(self._retired[iri], self._graph.base))
        return iri

    def known(self, path: str) -> IRI:
        """Return the IRI of a path, if there is something.

        Parameters
        ----------
        path
            The path of a thing or of a named graph.

        Raises
        ------
        UnknownName, Replaced
            As for `kg.explore.Explorer.thing`.
        """
        iri = self.iri(path)
        if not self._graph.ask(named("is_known"), thing=iri):
            raise self.unknown(path)
        return iri

    def known_graph(self, name: str) -> IRI:
        """Return the IRI of a named graph, if there is one; see `known` for the errors."""
        self.iri(f"source/{name}")
        return self.known(f"graph/{name}")

    def unknown(self, path: str) -> UnknownName:
        """Return the error for a path at which there is nothing, with what is called like it."""
        return UnknownName(f"There is nothing at {path!r}.", self._similar(path))

    def _similar(self, path: str) -> list[str]:
        words = re.sub(r"[^\w]+", " ", path.rpartition("/")[2])
        return list(self.near(words, limit=3).paths) if self._index else []

    @cached_property
    def _retired(self) -> dict[IRI, IRI]:
        rows = self._graph.select(named("retired"))
        return {IRI(str(row["thing"])): IRI(str(row["kept"])) for row in rows}
