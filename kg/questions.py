"""The competency questions: what the graph must be able to answer, each with its answer beside."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import process

from kg import queries
from kg.errors import UnknownName
from kg.prefixes import rebase
from kg.queries import Query
from kg.settings import Settings


def all_questions(settings: Settings) -> list[Query]:
    """Return the competency questions in the order of their numbers.

    Parameters
    ----------
    settings
        Where the ontology lies, and the base of the IRIs that the questions speak of.
    """
    return [
        replace(one, text=rebase(one.text, settings.base_iri))
        for one in queries.folder(settings.ontology / "questions")
    ]


def question(settings: Settings, name: str) -> Query:
    """Return one competency question.

    Parameters
    ----------
    settings
        As for `all_questions`.
    name
        Its name, or the number that the name begins with.

    Raises
    ------
    UnknownName
        If there is none, with the names that are near to it.
    """
    known = all_questions(settings)
    for one in known:
        number = one.name.partition("-")[0]
        if name == one.name or (name.isdecimal() and int(name) == int(number)):
            return one
    near = process.extract(name, [one.name for one in known], limit=3, score_cutoff=50)
    raise UnknownName(
        f"There is no question {name!r}; kg query --list shows all.", [hit[0] for hit in near]
    )
