"""Validate a graph: SHACL shapes for form, SPARQL checks for sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

from kg import queries
from kg.errors import BuildRefused, Complaint, QueryError, QuerySyntaxError
from kg.ontology import not_turtle, not_utf8
from kg.prefixes import rebase
from kg.store import Graph


@dataclass(frozen=True)
class Finding:
    """One thing that a shape or a check objects to.

    Parameters
    ----------
    rule
        File of the shape or check, relative to the ontology folder.
    subject
        IRI of the thing.
    message
        What is wrong, a semicolon, and what to do.
    value
        The value that is wrong, where the rule names one.
    property
        IRI of the property that gives the value, where the rule names one.
    graph
        IRI of the named graph that says so, where the rule holds one source against itself.
    """

    rule: str
    subject: str
    message: str
    value: str = ""
    property: str = ""
    graph: str = ""


# Constraints that are broken by what is there, not by what is missing.
_OF_PRESENCE = {
    SH.MaxCountConstraintComponent,
    SH.UniqueLangConstraintComponent,
    SH.DatatypeConstraintComponent,
    SH.NodeKindConstraintComponent,
    SH.MinLengthConstraintComponent,
    SH.MinInclusiveConstraintComponent,
}
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)


def shape_findings(
    graph: Graph, ontology: Path, *, complete: bool = True
) -> Iterator[Finding | Complaint]:
    """Yield what the SHACL shapes object to, or a complaint for each file that holds no shapes.

    Parameters
    ----------
    graph
        What is validated.
    ontology
        The ontology folder.
    complete
        Whether the graph holds all rows; else nothing that is merely missing is objected to.
    """
    data = _as_rdflib(graph.construct("CONSTRUCT WHERE { ?s ?p ?o }"))
    for path in sorted((ontology / "shapes").glob("*.ttl")):
        try:
            text = rebase(path.read_text("utf-8"), graph.base)
            shapes = rdflib.Graph().parse(data=text, format="turtle")
            _set_apart(shapes)
            _, results, _ = pyshacl.validate(
                data, shacl_graph=shapes, inference="none", inplace=True
            )
        except (SyntaxError, UnicodeDecodeError) as error:
            yield not_turtle(path, error)
            continue
        except re.error as error:
            problem, remedy = f"not a regular expression ({error})", "correct sh:pattern"
            yield Complaint(f"shapes/{path.name}", 0, "", str(error.pattern), problem, remedy)
            continue
        except RuntimeError as error:
            problem = str(error).splitlines()[0].rstrip(".")
            yield Complaint(f"shapes/{path.name}", 0, "", "", problem, "correct the shape")
            continue
        assert isinstance(results, rdflib.Graph), results
        yield from _violations(results, f"shapes/{path.name}", complete)


def _as_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return triples as a graph of rdflib.

    Each term is made once, which takes half the time of writing all down and reading it again.
    """
    term = cache(_rdflib_term)
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _rdflib_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    assert not isinstance(term, ox.Triple), term
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def _set_apart(shapes: rdflib.Graph) -> None:
    """Give the property shapes of a shape its targets, and take them out of it.

    It means the same, and pySHACL looks at all focus nodes of a shape at once, but at its
    property shapes anew for each focus node; so it is done in a third of the time.
    """
    for shape, part in list(shapes.subject_objects(SH.property)):
        targets = [(said, one) for said in _TARGETS for one in shapes.objects(shape, said)]
        used_elsewhere = (None, None, shape) in shapes
        if targets and not used_elsewhere and (shape, SH.deactivated, None) not in shapes:
            for said, one in targets:
                shapes.add((part, said, one))
            shapes.remove((shape, SH.property, part))


def _violations(results: rdflib.Graph, rule: str, complete: bool) -> Iterator[Finding]:
    for result in results.subjects(RDF.type, SH.ValidationResult):
        constraint = results.value(result, SH.sourceConstraintComponent)
        if not complete and constraint not in _OF_PRESENCE:
            continue
        yield Finding(
            rule=rule,
            subject=str(results.value(result, SH.focusNode)),
            message=str(results.value(result, SH.resultMessage)),
            value=str(results.value(result, SH.value) or ""),
            property=str(results.value(result, SH.resultPath) or ""),
        )


def check_findings(graph: Graph, ontology: Path) -> Iterator[Finding | Complaint]:
    """Yield what the SPARQL checks object to, or a complaint for each file that holds no check.

    A check gives ``?subject`` and ``?message``, and may give ``?property`` and ``?value``, and
    ``?graph`` where it holds one source against itself. It finds what is there and wrong, never
    what is missing, so that it is right of a part of the rows too; what is missing is for the
    shapes.
    """
    for path in queries.files(ontology / "checks"):
        name = f"checks/{path.name}"
        try:
            with blamed(path):
                rows = graph.select(queries.read(path))
        except BuildRefused as refused:
            yield from refused.complaints
            continue
        for row in rows:
            said = {column: str(value) for column, value in row.items()}
            if not {"subject", "message"} <= said.keys() <= set(Finding.__annotations__):
                problem = (
                    "a check gives ?subject and ?message, and perhaps ?property, ?value and ?graph"
                )
                yield Complaint(name, 0, "", "", problem, "correct its SELECT clause")
                break
            yield Finding(name, **said)


def question_faults(graph: Graph, ontology: Path) -> Iterator[Complaint]:
    """Yield a complaint for each file of a competency question that holds no query.

    The questions are read and parsed; what they ask is asked of nothing.
    """
    nothing = Graph(ox.Store(), graph.base)
    for path in queries.files(ontology / "questions"):
        try:
            with blamed(path):
                nothing.parse(queries.read(path))
        except BuildRefused as refused:
            yield from refused.complaints


@contextmanager
def blamed(path: Path) -> Iterator[None]:
    """Lay a query that cannot be read or run at the door of its file."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise BuildRefused([not_utf8(path, error)]) from None
    except QueryError as error:
        file = f"{path.parent.name}/{path.name}"
        row = (error.line or 0) if isinstance(error, QuerySyntaxError) else 0
        raise BuildRefused(
            [Complaint(file, row, "", "", str(error).rstrip("."), "correct the query")]
        ) from None


@dataclass(frozen=True)
class Place:
    """A row that speaks of a thing: the file, the row, and its cells by property."""

    file: str
    row: int
    cells: Mapping[str, Sequence[tuple[str, str]]]
    """For each property the columns that give it, each with its name and cell."""
    graph: str = ""
    """IRI of the named graph in which the row stands."""

    def cell(self, finding: Finding) -> tuple[str, str]:
        """Return the column and the cell that a finding is about; empty where it is the row.

        Of several columns it is the one that holds the value, else the first that is filled, else
        the last.
        """
        cells = self.cells.get(finding.property, ())
        holding = [cell for cell in cells if finding.value and finding.value in cell[1]]
        filled = [cell for cell in cells if cell[1]]
        return next(iter([*holding, *filled, *reversed(cells)]), ("", ""))


def complaints(finding: Finding, places: Sequence[Place]) -> Iterator[Complaint]:
    """Yield a finding as a complaint about each row that speaks of the thing.

    Where a rule names a property, the rows that give it are meant, with their cell; where it names
    a graph, the rows of that source.

    Examples
    --------
    >>> found = Finding("checks/end.rq", "https://e.org/a", "too early; mend it", "", "e:end")
    >>> place = Place("roles.csv", 7, {"e:end": [("end", "2017")]})
    >>> print(*complaints(found, [place]))
    roles.csv, row 7, column end, value '2017': too early. Remedy: mend it (ontology/checks/end.rq).
    """
    problem, _, remedy = finding.message.rstrip(".").partition("; ")
    remedy = f"{remedy or 'see the rule'} (ontology/{finding.rule})"
    of_source = [place for place in places if finding.graph and place.graph == finding.graph]
    places = of_source or places
    giving = [place for place in places if place.cell(finding)[1]]
    for place in giving or places:
        column, cell = place.cell(finding)
        value = cell if column else finding.value or finding.subject
        yield Complaint(place.file, place.row, column, value, problem, remedy)
    if not places:
        value = f"{finding.subject} {finding.value}".strip()
        yield Complaint(f"ontology/{finding.rule}", 0, "", value, problem, remedy)
