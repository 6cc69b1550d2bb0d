"""Forms: which of the four a query has, as far as its text tells without a parser."""

from __future__ import annotations

import re

PROLOGUE = r"(?>\s+|\#[^\n]*|PREFIX\s+[\w.-]*:\s*<[^>]*>|BASE\s*<[^>]*>)*+"
"""What may stand before the first word of a query, as a pattern; it never tries a text twice."""

_FORM = re.compile(PROLOGUE + r"(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


def form(query: str) -> str:
    r"""Return ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; for what is none of them SELECT.

    Parameters
    ----------
    query
        The text of the query.

    Examples
    --------
    >>> form("# Who?\nPREFIX ask: <http://e.org/ask#> construct { ?s ?p ?o } WHERE { ?s ?p ?o }")
    'CONSTRUCT'
    >>> form("SELECTED")
    'SELECT'
    """
    found = _FORM.match(query)
    return found[1].upper() if found else "SELECT"
