"""Columns: those of ``SELECT *`` in the order in which the query names them.

The standard leaves their order open, and the store takes that of the alphabet. A reader expects
that of the query; so the variables are written out in the place of the star.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.prefixes import PREFIXES
from kg.tokens import Kind, Token, spoken

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
    'SELECT DISTINCT ?s ?p ?o  { ?s ?p ?o FILTER(?o > 1) }'
    >>> named("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'
    """
    words = spoken(query) if "*" in query else []
    star = _star(words)
    columns = _columns(query) if star else set()
    seen = dict.fromkeys(one.text[1:] for one in words if one.kind is Kind.VARIABLE)
    if not star or not columns:
        return query
    listed = " ".join(f"?{name}" for name in seen if name in columns)
    return f"{query[: star.start].rstrip()} {listed} {query[star.end :]}"


def _star(words: Sequence[Token]) -> Token | None:
    """Return the star of a query that is ``SELECT *``; a sub-select comes later."""
    start = next((place for place, one in enumerate(words) if one.is_word("SELECT")), len(words))
    if any(one.text == "{" for one in words[:start]):
        return None
    after = [one for one in words[start + 1 : start + 3] if one.text.upper() not in _SELECTED]
    return after[0] if after and after[0].text == "*" else None


def _columns(query: str) -> set[str]:
    """Return the columns of a query; none where it is not SPARQL."""
    try:
        result = ox.Store().query(query, prefixes=PREFIXES)
    except (SyntaxError, ValueError, RuntimeError, OSError):
        return set()
    assert isinstance(result, ox.QuerySolutions)
    return {one.value for one in result.variables}
