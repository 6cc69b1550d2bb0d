"""The competency questions: what the graph must be able to answer, each with its answer beside."""

from __future__ import annotations

from pathlib import Path

from rapidfuzz import process

from kg import queries
from kg.errors import UnknownName
from kg.queries import Query


def all_questions(ontology: Path) -> list[Query]:
    """Return the competency questions in the order of their numbers.

    Parameters
    ----------
    ontology
        The ontology folder.
    """
    return queries.folder(ontology / "questions")


def question(ontology: Path, name: str) -> Query:
    """Return one competency question.

    Parameters
    ----------
    ontology
        The ontology folder.
    name
        Its name, or the number that the name begins with.

    Raises
    ------
    UnknownName
        If there is none, with the names that are near to it.
    """
    known = all_questions(ontology)
    for one in known:
        number = one.name.partition("-")[0]
        if name == one.name or (name.isdecimal() and int(name) == int(number)):
            return one
    near = process.extract(name, [one.name for one in known], limit=3, score_cutoff=50)
    raise UnknownName(
        f"There is no question {name!r}; kg query --list shows all.", [hit[0] for hit in near]
    )
