"""Guard: find in a query what is closed here, however it is written."""

from __future__ import annotations

import re
from typing import Final

from kg.errors import QueryForbidden
from kg.keywords import has_keyword
from kg.tokens import decoded

NO_UPDATES: Final = (
    "Updates are closed here: a release is built once and then only read. Change the tables and "
    "build another."
)
"""What is told to whoever wants to change the graph."""

# It never tries a text twice (?> and *+), so that no text takes long.
_PROLOGUE = r"(?>\s+|\#[^\n]*|PREFIX\s+[\w.-]*:\s*<[^>]*>|BASE\s*<[^>]*>)*+"
_UPDATE = re.compile(
    _PROLOGUE + r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)


def refuse_service(query: str) -> None:
    r"""Refuse a query that calls another server.

    The query is parsed, but never run. A text that is not SPARQL is let through, for the store to
    say what is wrong with it. Escaped letters (``\u0053``) are read both as they stand and decoded.

    Parameters
    ----------
    query
        The text of the query.

    Raises
    ------
    QueryForbidden
        If it contains ``SERVICE``, in any letters and any place where it is the keyword.

    Examples
    --------
    >>> refuse_service("SELECT ?service { ?service a <http://schema.org/Service> } # SERVICE")
    >>> refuse_service("SELECT * { Service<http://e.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    kg.errors.QueryForbidden: SERVICE is closed here: this server asks no other server. ...
    """
    forms = [query, decoded(query, within=True)] if "\\" in query else [query]
    if any(has_keyword(form, "service") for form in forms):
        raise QueryForbidden(
            "SERVICE is closed here: this server asks no other server. Ask the other endpoint "
            "yourself and join the answers, or load its data beside ours."
        )


def refuse_update(query: str) -> None:
    r"""Refuse a text that would change the graph.

    Parameters
    ----------
    query
        The text that the parser of queries did not understand.

    Raises
    ------
    QueryForbidden
        If it begins, after comments and prefixes, as an update does.

    Examples
    --------
    >>> refuse_update("PREFIX a: <http://e.org/> # a\n INSERT DATA { a:b a:c a:d }")
    Traceback (most recent call last):
        ...
    kg.errors.QueryForbidden: Updates are closed here: a release is built once and then only ...
    """
    if _UPDATE.match(query):
        raise QueryForbidden(NO_UPDATES)
