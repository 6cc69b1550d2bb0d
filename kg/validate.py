"""Validate a graph: SHACL shapes for form, SPARQL checks for sense."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

from kg import queries
from kg.errors import BuildRefused, Complaint, QueryError, QuerySyntaxError
from kg.ontology import not_turtle
from kg.prefixes import rebase
from kg.store import Graph

Place = tuple[str, int]
"""File and row that speak of a thing."""


@dataclass(frozen=True)
class Finding:
    """One thing that a shape or a check objects to.

    Parameters
    ----------
    rule
        File of the shape or check.
    subject
        IRI of the thing.
    message
        What is wrong, and what to do.
    value
        The value that is wrong, where the shape names one.
    """

    rule: str
    subject: str
    message: str
    value: str = ""


def shape_findings(graph: Graph, ontology: Path) -> Iterator[Finding]:
    """Yield what the SHACL shapes in the ontology folder object to."""
    shapes = rdflib.Graph()
    for path in sorted((ontology / "shapes").glob("*.ttl")):
        try:
            shapes.parse(data=rebase(path.read_text("utf-8"), graph.base), format="turtle")
        except (SyntaxError, UnicodeDecodeError) as error:
            raise BuildRefused([not_turtle(path, error)]) from None
    triples = io.BytesIO()
    graph.export("ntriples", triples)
    data = rdflib.Graph().parse(data=triples.getvalue(), format="ntriples")
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(results, rdflib.Graph)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        yield Finding(
            rule="shapes",
            subject=str(results.value(result, SH.focusNode)),
            message=str(results.value(result, SH.resultMessage)),
            value=str(results.value(result, SH.value) or ""),
        )


def check_findings(graph: Graph, ontology: Path) -> Iterator[Finding]:
    """Yield what the SPARQL checks object to; each gives ``?subject`` and ``?message``."""
    for check in queries.folder(ontology / "checks"):
        name = f"checks/{check.name}.rq"
        with blamed(name):
            rows = graph.select(check)
        for row in rows:
            yield Finding(name, str(row["subject"]), str(row["message"]))


@contextmanager
def blamed(file: str) -> Iterator[None]:
    """Lay a query that cannot be run at the door of its file."""
    try:
        yield
    except QueryError as error:
        row = (error.line or 0) if isinstance(error, QuerySyntaxError) else 0
        raise BuildRefused(
            [Complaint(file, row, "", "", str(error).rstrip("."), "correct the query")]
        ) from None


def complaint(finding: Finding, places: Mapping[str, Place]) -> Complaint:
    """Return a finding as a complaint about the row that speaks of the thing.

    Examples
    --------
    >>> found = Finding("checks/end.rq", "https://e.org/a", "ends early; mend")
    >>> print(complaint(found, {"https://e.org/a": ("roles.csv", 7)}))
    roles.csv, row 7, value 'https://e.org/a': ends early; mend. Remedy: see ontology/checks/end.rq.
    """
    file, row = places.get(finding.subject, ("ontology", 0))
    value = f"{finding.subject} {finding.value}".strip()
    return Complaint(
        file, row, "", value, finding.message.rstrip("."), f"see ontology/{finding.rule}"
    )
