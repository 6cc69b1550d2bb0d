r"""Guard: find in a query what is closed here, however it is written.

Only the store's own parser knows where ``SERVICE`` is the keyword: it allows ``trueSERVICE<...>``,
and ``<`` may begin an IRI or compare two values. So the parser itself is asked. Every ``service``
in the text is written ``qervice``, which means nothing: a string, a comment, an IRI or a name is
none the worse for it, but where the keyword stood the text is SPARQL no longer.
"""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from kg.errors import QueryForbidden
from kg.prefixes import PREFIXES
from kg.syntax import line_of
from kg.tokens import decoded

NO_UPDATES: Final = (
    "Updates are closed here: a release is built once and then only read. Change the tables and "
    "build another."
)
"""What is told to whoever wants to change the graph."""

_BEGINNING = re.compile("s(?=ervice)", re.IGNORECASE | re.ASCII)
# It never tries a text twice (?> and *+), so that no text takes long.
_PROLOGUE = r"(?>\s+|\#[^\n]*|PREFIX\s+[\w.-]*:\s*<[^>]*>|BASE\s*<[^>]*>)*+"
_UPDATE = re.compile(
    _PROLOGUE + r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
# Longer than any keyword, as the parser looks that far ahead; then what no query goes on with.
_ENDING = "\n" * 32 + "~"


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
    if _calls_service(query) or ("\\" in query and _calls_service(decoded(query, within=True))):
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


def _calls_service(text: str) -> bool:
    if "service" not in text.lower():
        return False
    harmless = _BEGINNING.sub(lambda letter: "Q" if letter[0] == "S" else "q", text)
    return not _is_sparql(harmless) and _is_sparql_to_its_end(text)


def _is_sparql(harmless: str) -> bool:
    """Return whether a text without the keyword is SPARQL; it meets no data."""
    try:
        ox.Store().query(harmless, prefixes=PREFIXES)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return True


def _is_sparql_to_its_end(text: str) -> bool:
    """Return whether the parser finds no fault before the ending, which is always one."""
    ended = text + _ENDING
    try:
        ox.Store().query(ended, prefixes=PREFIXES)
    except SyntaxError as error:
        return line_of(error) == ended.count("\n") + 1
    except ValueError:  # not even Unicode
        return False
    raise AssertionError("no query goes on with this ending")
