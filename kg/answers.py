"""What is asked from outside, and what is answered: graphs, bytes, tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kg.errors import QueryError
from kg.formats import SOLUTIONS, TRIPLES


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query is about, whatever ``FROM`` and ``FROM NAMED`` in it say.

    Parameters
    ----------
    default
        IRIs of the graphs that together are its default graph.
    named
        IRIs of the graphs that ``GRAPH`` finds.

    Raises
    ------
    QueryError
        If one of them is no IRI.

    Examples
    --------
    >>> Dataset(("graph/ac-2013",))
    Traceback (most recent call last):
        ...
    kg.errors.QueryError: 'graph/ac-2013' is no IRI of a graph: No scheme found in an absolute IRI.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for iri in (*self.default, *self.named):
            try:
                ox.NamedNode(iri)
            except ValueError as error:
                raise QueryError(f"{iri!r} is no IRI of a graph: {error}.") from None


@dataclass(frozen=True)
class Outcome:
    """The answer to a query, as it goes out.

    Parameters
    ----------
    format
        Name of the format, a key of `kg.formats.SOLUTIONS` or `kg.formats.TRIPLES`.
    pieces
        The answer, or where it was only asked to be shown, its beginning.
    rows
        Number of rows of the whole answer, where the pieces are the beginning of a table.
    cut
        Whether the pieces are only the beginning of triples.
    is_whole
        Whether all of it is there already; if not, it comes as it is read, and an error of the
        query may come then too.
    close
        To be called by whoever does not read it to its end.
    """

    format: str
    pieces: Iterable[bytes]
    rows: int = 0
    cut: bool = False
    is_whole: bool = True
    close: Callable[[], None] = lambda: None

    @cached_property
    def body(self) -> bytes:
        """All of it."""
        return b"".join(self.pieces)

    @property
    def media_type(self) -> str:
        """The media type."""
        if self.format in SOLUTIONS:
            return SOLUTIONS[self.format].media_type
        return TRIPLES[self.format].media_type

    def table(self) -> AnswerTable:
        """Return an answer in the format ``json`` as a table.

        Examples
        --------
        >>> Outcome("json", [b'{"head": {}, "boolean": true}']).table().boolean
        True
        """
        answer = json.loads(self.body)
        if "boolean" in answer:
            return AnswerTable(boolean=answer["boolean"])
        rows = tuple(
            {name: _cell(value) for name, value in row.items()}
            for row in answer["results"]["bindings"]
        )
        return AnswerTable(tuple(answer["head"]["vars"]), rows)


@dataclass(frozen=True)
class Cell:
    """One value of a table: what it says, and what it is.

    Parameters
    ----------
    text
        The IRI or the text.
    is_iri
        Whether it is an IRI.
    language
        Language of a text, where it has one.
    """

    text: str
    is_iri: bool = False
    language: str | None = None


@dataclass(frozen=True)
class AnswerTable:
    """The answer to SELECT as a table, or to ASK as yes or no.

    Parameters
    ----------
    variables
        The columns.
    rows
        For each row the cells that have a value, by variable.
    boolean
        The answer to ASK; None for SELECT.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Cell], ...] = ()
    boolean: bool | None = None


def _cell(value: dict[str, str]) -> Cell:
    return Cell(str(value["value"]), value["type"] == "uri", value.get("xml:lang"))
