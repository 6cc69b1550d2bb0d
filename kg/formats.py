"""The formats of answers, by the names that commands and addresses use."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import IO, Final, cast

import pyoxigraph as ox

from kg.prefixes import PREFIXES

SOLUTIONS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""Formats of the answer to SELECT; ASK has the first two."""
TRIPLES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""Formats of triples: the answer to CONSTRUCT and DESCRIBE, the data about a thing."""
QUADS: Final = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""Formats of the whole graph with its named graphs."""

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def write(result: Result, format: str, sink: IO[bytes] | io.RawIOBase) -> str:  # noqa: A002
    """Write the answer to a query and return its media type.

    Parameters
    ----------
    result
        What the store answered.
    format
        A key of `TRIPLES` for triples, else of `SOLUTIONS`.
    sink
        Where to write to.

    Raises
    ------
    ValueError
        If the format does not fit the kind of answer.
    """
    if isinstance(result, ox.QueryTriples):
        ox.serialize(result, cast(IO[bytes], sink), format=TRIPLES[format], prefixes=PREFIXES)
        return TRIPLES[format].media_type
    result.serialize(cast(IO[bytes], sink), format=SOLUTIONS[format])
    return SOLUTIONS[format].media_type


def serialized(triples: Iterable[ox.Triple], format: str) -> bytes:  # noqa: A002
    """Return triples in one of the formats of `TRIPLES`, in a fixed order.

    Examples
    --------
    >>> serialized([], "ntriples")
    b''
    """
    ordered = sorted(triples, key=str)
    return ox.serialize(ordered, format=TRIPLES[format], prefixes=PREFIXES) or b""
