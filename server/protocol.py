"""The SPARQL 1.1 Protocol as far as it is about values: what is asked, in which form, for how long.

Nothing here knows how the request came; so both ways to the endpoint share it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from werkzeug.exceptions import NotAcceptable

from kg.answers import Dataset, Outcome
from kg.errors import QueryError
from kg.formats import SOLUTIONS, TRIPLES
from kg.sandbox import Options
from server.negotiation import MEDIA_TYPES, PAGE, SOLUTION_TYPES, best

ID = "Query-Id"
"""The header that names a query, so that it can be cancelled."""

_FORMATS = (*SOLUTIONS, *TRIPLES)
# What SPARQLWrapper and other clients call them, and what a name of theirs means of triples.
_OTHER_NAMES = {
    "n3": "turtle", "ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "rdf+xml": "rdfxml",
    "json-ld": "jsonld", **MEDIA_TYPES, **SOLUTION_TYPES,
}  # fmt: skip
_PAGE_NAMES = ("html", PAGE)
_OFFERED = (*SOLUTION_TYPES, *MEDIA_TYPES, PAGE)
_SAME_OF_TRIPLES = {"json": "jsonld", "xml": "rdfxml"}
# What gives another value each time it is asked.
# More is found than there is, which costs no more than an ETag; a comment may stand in between.
_CHANGING = re.compile(r"(?:now|rand|uuid|bnode)\s*[(#]|service")
_IN_CHANGING = ("now", "rand", "uuid", "bnode", "service")  # to see it faster where there is none
_DATASET = ("default-graph-uri", "named-graph-uri")
_EXTENSIONS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf"}


@dataclass(frozen=True)
class Asked:
    """A query as it was asked.

    Parameters
    ----------
    query
        Its text.
    parameters
        The parameters of the protocol, each with its values.
    accept
        The header ``Accept``.
    name
        By which it can be cancelled.
    """

    query: str
    parameters: Mapping[str, Sequence[str]]
    accept: str
    name: str

    def first(self, name: str) -> str:
        """Return the first value of a parameter; nothing where it has none."""
        return next(iter(self.parameters.get(name, ())), "")

    @property
    def wants_page(self) -> bool:
        """Whether the client would rather have a page than data.

        Raises
        ------
        NotAcceptable
            If it accepts neither.
        """
        asked = self.first("format")
        return asked in _PAGE_NAMES if asked else prefers_page(self.accept)

    @cached_property
    def formats(self) -> tuple[str, str]:
        """The formats in which the client takes solutions and triples, nothing for none.

        Raises
        ------
        QueryError
            If it names one that there is not.
        """
        asked = self.first("format")
        if not asked:
            return _form(self.accept, SOLUTION_TYPES), _form(self.accept, MEDIA_TYPES)
        name = _OTHER_NAMES.get(asked.replace(" ", "+"), asked)  # a plus that was not escaped
        if name not in _FORMATS:
            known = ", ".join((*_FORMATS, _PAGE_NAMES[0]))
            raise QueryError(f"There is no format {asked!r}; use one of {known}.")
        return (name, _SAME_OF_TRIPLES.get(name, "")) if name in SOLUTIONS else ("", name)

    @property
    def forms(self) -> tuple[str, str]:
        """The formats in which solutions and triples are written, whether the client takes both.

        Raises
        ------
        QueryError
            If it names one that there is not.
        """
        solutions, triples = self.formats
        return solutions or "json", triples or "turtle"

    @property
    def graphs(self) -> dict[str, Sequence[str]]:
        """The graphs that the query is to be about, by the parameters that name them."""
        return {name: self.parameters.get(name, ()) for name in _DATASET}

    @property
    def dataset(self) -> Dataset | None:
        """The same as a data set; nothing where the client names none.

        Raises
        ------
        QueryError
            If one of them is no IRI.
        """
        default, named = self.graphs.values()
        return Dataset(tuple(default), tuple(named)) if default or named else None

    @property
    def seconds(self) -> float | None:
        """The limit that the client sets itself.

        Raises
        ------
        QueryError
            If it is no number of seconds.
        """
        text = self.first("timeout")
        if not text:
            return None
        try:
            seconds = float(text)
        except ValueError:
            seconds = 0
        if not 0 < seconds < math.inf:
            raise QueryError(
                f"The parameter 'timeout' is {text!r}, but must be a number of seconds above 0."
            )
        return seconds

    @property
    def options(self) -> Options:
        """How it is to be asked.

        Raises
        ------
        QueryError
            If the client names something that there cannot be.
        """
        return {"dataset": self.dataset, "seconds": self.seconds, "name": self.name}

    def etag(self, digest: str) -> str:
        """Return what stays the same as long as the answer does; nothing where it may change.

        A release never changes, so the same question has the same answer, in whatever order its
        rows come.

        Parameters
        ----------
        digest
            The digest of the release.
        """
        small = self.query.lower()
        if any(word in small for word in _IN_CHANGING) and _CHANGING.search(small):
            return ""
        decides = (digest, self.query, self.formats, self.graphs)
        return sha256(repr(decides).encode()).hexdigest()[:32]


def prefers_page(accept: str) -> bool:
    """Return whether a client would rather have a page than data.

    Raises
    ------
    NotAcceptable
        If it accepts neither.

    Examples
    --------
    >>> prefers_page("text/html,*/*;q=0.1"), prefers_page("*/*"), prefers_page("")
    (True, False, False)
    """
    chosen = best(accept, *_OFFERED)
    if chosen is None:
        raise NotAcceptable(
            f"Answers to SELECT and ASK can be had as {', '.join(SOLUTION_TYPES)}; to CONSTRUCT "
            f"and DESCRIBE as {', '.join(MEDIA_TYPES)}; all as {PAGE}."
        )
    return chosen == PAGE


def _form(accept: str, known: Mapping[str, str]) -> str:
    """Return the format that suits a client best; nothing where it takes none of them."""
    chosen = best(accept, *known)
    return known[chosen] if chosen else ""


def headers_of(asked: Asked, outcome: Outcome) -> dict[str, str]:
    """Return the headers that belong to an answer.

    Parameters
    ----------
    asked
        The query.
    outcome
        Its answer; it is closed where the client has no use for it.

    Raises
    ------
    NotAcceptable
        If the client takes no form of this kind of answer.
    """
    solutions, triples = asked.formats
    taken, known = (triples, TRIPLES) if outcome.format in TRIPLES else (solutions, SOLUTIONS)
    if not taken:
        outcome.close()
        raise NotAcceptable(f"The answer to this kind of query can be had as {', '.join(known)}.")
    headers = {"Content-Type": outcome.media_type, ID: asked.name}
    if "download" in asked.parameters:
        file = f"answer.{_EXTENSIONS.get(outcome.format, outcome.format)}"
        headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return headers
