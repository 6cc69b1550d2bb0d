"""Read the ontology: its modules and concept schemes as quads, and the concepts by cell value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BuildRefused, Complaint
from kg.prefixes import rebase
from kg.vocabulary import DEFINED_BY, IN_SCHEME, NOTATION, ONTOLOGY, ONTOLOGY_GRAPH, PART_OF


@dataclass(frozen=True)
class Ontology:
    """What the ontology folder says.

    Parameters
    ----------
    quads
        All triples of the modules and concept schemes, in the ontology's graph, and for each term
        that it is part of its module. Blank nodes have canonical names, so that the same files
        give the same quads.
    concepts
        For each scheme (its slug) the IRI of each concept by the value that a cell may hold:
        the notation where the concept has one, else its slug.
    """

    quads: tuple[ox.Quad, ...]
    concepts: Mapping[str, Mapping[str, str]]


def files(folder: Path) -> list[Path]:
    """Return the Turtle files that make up the ontology, shapes apart, in a fixed order."""
    return sorted([*folder.glob("*.ttl"), *folder.glob("concepts/*.ttl")])


def read(folder: Path, base: str) -> Ontology:
    """Read all modules and concept schemes.

    Parameters
    ----------
    folder
        The ontology folder.
    base
        Base IRI of things, concepts and graphs.

    Raises
    ------
    BuildRefused
        If a file is not Turtle; every such file is named. Also if there is none.
    """
    if not files(folder):
        remedy = "check KG_HOME, or restore the folder from Git"
        raise BuildRefused([Complaint(folder.name, 0, "", "", "no Turtle file in it", remedy)])
    graph = ox.NamedNode(base + ONTOLOGY_GRAPH)
    data = ox.Dataset()
    complaints = []
    for path in files(folder):
        try:
            for triple in _triples(path, base):
                data.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
                if triple.predicate == DEFINED_BY and path.parent == folder:
                    module = ox.NamedNode(f"{ONTOLOGY}/{path.stem}")
                    data.add(ox.Quad(triple.subject, PART_OF, module, graph))
        except (SyntaxError, UnicodeDecodeError) as error:
            complaints.append(not_turtle(path, error))
    if complaints:
        raise BuildRefused(complaints)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    quads = tuple(data)
    return Ontology(quads, _concepts(quads, base))


def positions(folder: Path, base: str) -> Iterator[tuple[str, str, int]]:
    """Yield for each term and concept its IRI, its file, and the line where its block begins.

    The line is 0 where the file writes the IRI in a way of its own.
    """
    for path in files(folder):
        text = path.read_text(encoding="utf-8")
        lines = {
            found[1]: text.count("\n", 0, found.start()) + 1
            for found in re.finditer(r"^\w*:(\S+)", text, re.MULTILINE)
        }
        subjects = {triple.subject for triple in _triples(path, base)}
        for subject in subjects:
            if isinstance(subject, ox.NamedNode):
                name = re.split("[/#]", subject.value)[-1]
                yield subject.value, _name(path), lines.get(name, 0)


def _name(path: Path) -> str:
    """Return a file with its folder: some names stand in several."""
    return f"{path.parent.name}/{path.name}"


def _triples(path: Path, base: str) -> Iterator[ox.Quad]:
    """Yield the triples of one Turtle file."""
    text = rebase(path.read_text(encoding="utf-8"), base)
    return iter(ox.parse(input=text.encode(), format=ox.RdfFormat.TURTLE))


def not_utf8(path: Path, error: UnicodeDecodeError) -> Complaint:
    """Return the complaint about a file of the ontology folder that could not be decoded."""
    row = path.read_bytes().count(b"\n", 0, error.start) + 1
    return Complaint(_name(path), row, "", "", "not UTF-8", "save the file in UTF-8")


def not_turtle(path: Path, error: SyntaxError | UnicodeDecodeError) -> Complaint:
    """Return the complaint about a file that could not be parsed."""
    if isinstance(error, UnicodeDecodeError):
        return not_utf8(path, error)
    place = re.search(r"line (\d+)", str(error))
    row = int(place[1]) if place else 0
    problem = f"not valid Turtle ({' '.join(str(error).split())})"
    return Complaint(_name(path), row, "", "", problem, "correct the syntax at this place")


def _concepts(quads: tuple[ox.Quad, ...], base: str) -> dict[str, dict[str, str]]:
    """Return scheme slug → cell value → concept IRI."""
    notations = {
        quad.subject: quad.object.value
        for quad in quads
        if quad.predicate == NOTATION and isinstance(quad.object, ox.Literal)
    }
    schemes: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate == IN_SCHEME and isinstance(quad.subject, ox.NamedNode):
            scheme, _, name = quad.subject.value.removeprefix(f"{base}concept/").partition("/")
            schemes[scheme][notations.get(quad.subject, name)] = quad.subject.value
    return dict(schemes)
