"""Data: what is said of things and in named graphs, and what the whole is, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from kg.description import moved
from kg.explore import structured_data
from kg.explore.at_hand import at_hand
from kg.explore.finder import Finder
from kg.formats import serialized
from kg.queries import named
from kg.store import Graph, Release


class Data:
    """The data of one release.

    Parameters
    ----------
    graph
        The graph of the release.
    release
        The release, for its description; None where there is none.
    finder
        Finds what is asked for.
    """

    def __init__(self, graph: Graph, release: Release | None, finder: Finder) -> None:
        self._graph, self._release, self._finder = graph, release, finder

    def about(self, path: str, format: str) -> bytes:  # noqa: A002
        """Return the data about a thing: what is said of it, and the claims in which it stands.

        Parameters
        ----------
        path
            Its path, as `kg.explore.Explorer.thing` takes it.
        format
            A key of `kg.formats.TRIPLES`.

        Raises
        ------
        UnknownName, Replaced
            As for `kg.explore.Explorer.thing`.
        """
        thing = self._finder.iri(path)
        return self._serialized(
            path, self._graph.construct(named("described"), thing=thing), format
        )

    def structured(self, path: str) -> dict[str, Any]:
        """Return a thing in the words of schema.org; see `kg.explore.structured_data.read`.

        Parameters
        ----------
        path
            Its path, as `kg.explore.Explorer.thing` takes it.
        """
        return structured_data.read(self._graph, self._finder.iri(path))

    def structured_set(self, served_at: str) -> dict[str, Any]:
        """Return the data set in the words of schema.org, with where a server gives it.

        Parameters
        ----------
        served_at
            Web address below which it is asked and taken away.
        """
        return structured_data.data_set(self._description(served_at), self._graph.base)

    def named_graph(self, name: str, format: str) -> bytes:  # noqa: A002
        """Return what a named graph says.

        Parameters
        ----------
        name
            The slug of a source, ``ontology``, or ``inferred`` for what the rules derive.
        format
            A key of `kg.formats.TRIPLES`.

        Raises
        ------
        UnknownName
            If there is no such graph.
        Replaced
            If it is that of a source whose id was retired.
        """
        graph = self._finder.known_graph(name)
        return self._serialized(name, self._graph.construct(named("said_in"), graph=graph), format)

    def _serialized(self, path: str, triples: Iterable[ox.Triple], format: str) -> bytes:  # noqa: A002
        found = list(triples)
        if not found:
            raise self._finder.unknown(path)
        return serialized(found, format)

    def description(self, format: str, served_at: str = "") -> bytes:  # noqa: A002
        """Return what the data set is and holds, by VoID and DCAT.

        Parameters
        ----------
        format
            A key of `kg.formats.TRIPLES`.
        served_at
            Web address below which it is asked and taken away, if not below its base.
        """
        return serialized(self._description(served_at), format)

    def _description(self, served_at: str) -> Iterable[ox.Triple]:
        quads = ox.parse(
            path=str(at_hand(self._release).description), format=ox.RdfFormat.N_TRIPLES
        )
        triples = (quad.triple for quad in quads)
        return moved(triples, self._graph.base, served_at) if served_at else triples
