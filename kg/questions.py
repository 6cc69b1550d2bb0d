"""The competency questions: what the graph must be able to answer, each with its answer beside.

On top of each stands the question in English, then, after a line such as ``# da: Hvem ledte COI?``,
in other languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process

from kg import queries
from kg.errors import KGError, UnknownName
from kg.ontology import not_utf8
from kg.prefixes import rebase
from kg.queries import Query
from kg.settings import Settings

_ENGLISH = "en"
_IN_LANGUAGE = re.compile(r"(?:^| )([a-z]{2}): ")


@dataclass(frozen=True)
class Question(Query):
    """A competency question; its purpose is the question in English.

    Parameters
    ----------
    wordings
        The question in each language in which it is worded, English among them.
    """

    wordings: Mapping[str, str]

    def worded(self, language: str) -> tuple[str, str]:
        """Return the language and the wording for a reader of a language: English if need be.

        Examples
        --------
        >>> one = Question("001-who", "Who?", "ASK {}", {"en": "Who?", "da": "Hvem?"})
        >>> one.worded("da"), one.worded("sv")
        (('da', 'Hvem?'), ('en', 'Who?'))
        """
        known = language if language in self.wordings else _ENGLISH
        return known, self.wordings[known]


def all_questions(settings: Settings) -> list[Question]:
    """Return the competency questions in the order of their numbers.

    Parameters
    ----------
    settings
        Where the ontology lies, and the base of the IRIs that the questions speak of.

    Raises
    ------
    KGError
        If a file is not UTF-8.
    """
    files = queries.files(settings.ontology / "questions")
    return [_question(path, settings.base_iri) for path in files]


def _question(path: Path, base: str) -> Question:
    """Return the question of a file, its wordings parted by language."""
    try:
        one = queries.read(path)
    except UnicodeDecodeError as error:
        raise KGError(str(not_utf8(path, error))) from None
    english, *others = _IN_LANGUAGE.split(one.purpose)
    wordings = {_ENGLISH: english} | dict(zip(others[::2], others[1::2], strict=True))
    return Question(one.name, english, rebase(one.text, base), wordings)


def question(settings: Settings, name: str) -> Question:
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
    KGError
        As for `all_questions`.
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
