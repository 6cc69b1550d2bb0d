"""Columns: those of ``SELECT *`` in the order in which the query names them.

The standard leaves their order open, and the store takes that of the alphabet. A reader expects
that of the query; so the variables are written out in the place of the star.
"""

from __future__ import annotations

from itertools import dropwhile, islice, takewhile

import pyoxigraph as ox

from kg.prefixes import PREFIXES
from kg.tokens import SILENT, Kind, Token, tokens

_SELECTED = {"DISTINCT", "REDUCED"}


def named(query: str) -> str:
    """Return a query that names its columns, if it has none but a star.

    Parameters
    ----------
    query
        The text of the query; what is not SPARQL stays as it is.

    Examples
    --------
    >>> named("SELECT DISTINCT * { ?s ?p ?o FILTER(?o > 1) }")
    'SELECT DISTINCT  ?s ?p ?o  { ?s ?p ?o FILTER(?o > 1) }'
    >>> named("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'
    """
    star = _star(query) if "*" in query else None
    columns = _columns(query) if star else set()
    if not star or not columns:
        return query
    seen = dict.fromkeys(one.text[1:] for one in tokens(query) if one.kind is Kind.VARIABLE)
    if not columns <= seen.keys():  # `?a<?b&&?c>?d` is read otherwise by the store
        return query
    listed = " ".join(f"?{name}" for name in seen if name in columns)
    return f"{query[: star.start]} {listed} {query[star.end :]}"


def _star(query: str) -> Token | None:
    """Return the star of a query that is ``SELECT *``; only as much is read as that takes."""
    words = (one for one in tokens(query) if one.kind not in SILENT)
    before = takewhile(lambda one: one.text != "{", words)
    after = dropwhile(lambda one: not one.is_word("SELECT"), before)
    chosen = next((one for one in islice(after, 1, 3) if one.text.upper() not in _SELECTED), None)
    return chosen if chosen and chosen.text == "*" else None


def _columns(query: str) -> set[str]:
    """Return the columns of a query; none where it is not SPARQL."""
    try:
        result = ox.Store().query(query, prefixes=PREFIXES)
    except (SyntaxError, ValueError, RuntimeError, OSError):
        return set()
    assert isinstance(result, ox.QuerySolutions)
    return {one.value for one in result.variables}
