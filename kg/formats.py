"""The formats of answers, by the names that commands and addresses use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import IO, Final, Protocol, cast

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
"""The answer to a query, as the store gives it."""


class Sink(Protocol):
    """Where it can be written to: a file, or what takes bytes as one does."""

    def write(self, part: bytes, /) -> int:
        """Take bytes, and return how many."""

    def flush(self) -> None:
        """Take note that all has been written."""


def write(result: Result | Iterable[ox.Triple], format: str, sink: Sink) -> None:  # noqa: A002
    """Write the answer to a query.

    Parameters
    ----------
    result
        What the store answered; triples may come one by one.
    format
        A key of `TRIPLES` for triples, else of `SOLUTIONS`.
    sink
        Where to write to.

    Raises
    ------
    ValueError
        If the format does not fit the kind of answer.
    """
    if isinstance(result, ox.QuerySolutions | ox.QueryBoolean):
        result.serialize(cast(IO[bytes], sink), format=SOLUTIONS[format])
    else:
        ox.serialize(result, cast(IO[bytes], sink), format=TRIPLES[format], prefixes=PREFIXES)


def write_first(result: ox.QuerySolutions, most: int, size: int, sink: Sink) -> int:
    """Write the first rows of an answer as ``json``, and return how many rows it has in all.

    Parameters
    ----------
    result
        What the store answered.
    most
        Largest number of rows to write.
    size
        Largest number of bytes that these rows may have together.
    sink
        Where to write to.

    Examples
    --------
    >>> import io
    >>> sink = io.BytesIO()
    >>> write_first(ox.Store().query("SELECT ?n { VALUES ?n { 'a' 'b' } }"), 1, 99, sink)
    2
    >>> json.loads(sink.getvalue())["results"]["bindings"]
    [{'n': {'type': 'literal', 'value': 'a'}}]
    """
    names = [variable.value for variable in result.variables]
    rows, number = list[str](), 0
    for solution in islice(result, most):
        number += 1
        cells = zip(names, solution, strict=True)
        row = json.dumps({name: _json(term) for name, term in cells if term is not None})
        size -= len(row)
        if size < 0:
            break
        rows.append(row)
    head = json.dumps({"vars": names})
    sink.write(f'{{"head": {head}, "results": {{"bindings": [{", ".join(rows)}]}}}}'.encode())
    return number + sum(1 for _ in result)


def _json(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, str]:
    """Return a term as JSON results have it, but for the datatype, which no table shows."""
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.Literal(language=str(language)):
            return {"type": "literal", "value": term.value, "xml:lang": language}
        case ox.Literal():
            return {"type": "literal", "value": term.value}
        case _:
            return {"type": "other", "value": str(term)}


def serialized(triples: Iterable[ox.Triple], format: str) -> bytes:  # noqa: A002
    """Return triples in one of the formats of `TRIPLES`, in a fixed order.

    Examples
    --------
    >>> serialized([], "ntriples")
    b''
    """
    ordered = sorted(triples, key=str)
    return ox.serialize(ordered, format=TRIPLES[format], prefixes=PREFIXES) or b""
