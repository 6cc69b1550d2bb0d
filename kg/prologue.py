"""Prologue: what comes before a query, what names stand for by it, and which query comes then.

Names are resolved by PREFIX and BASE of the query and by our prefixes. The store's parser does it,
so that they mean here what they mean when the query runs.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.prefixes import PREFIXES
from kg.tokens import Kind, Token, tokens

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
"""The forms of queries, each by the word with which it begins."""
NAMES = {Kind.IRI, Kind.PREFIXED_NAME}
"""Kinds of tokens that name something."""


def prologue(spoken: Sequence[Token]) -> str:
    r"""Return the declarations at the beginning of a query, without comments.

    Parameters
    ----------
    spoken
        The tokens of the query that say something.

    Examples
    --------
    >>> from kg.tokens import spoken
    >>> prologue(spoken("PREFIX e: <http://e.org/> # us\nBASE <a:b> ASK { }"))
    'PREFIX e: <http://e.org/> BASE <a:b>'
    """
    first = next((place for place, one in enumerate(spoken) if _form(one)), len(spoken))
    return " ".join(one.text for one in spoken[:first])


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
    >>> form("INSERT DATA { }")
    'SELECT'
    """
    return next(filter(None, map(_form, tokens(query))), FORMS[0])


def _form(token: Token) -> str:
    """Return the form of the query that a token begins; nothing where it begins none.

    The parser needs no space between SELECT and DISTINCT, nor between others of its words.
    """
    word = token.text.upper() if token.kind is Kind.WORD else ""
    return next((form for form in FORMS if word.startswith(form)), "")


def resolved(declared: str, names: Sequence[str]) -> list[str]:
    """Return the absolute IRIs of names.

    Parameters
    ----------
    declared
        The prologue.
    names
        IRIs as they are written in the query, in their brackets, and prefixed names.

    Raises
    ------
    SyntaxError
        If one of them names nothing, such as with an unknown prefix.

    Examples
    --------
    >>> resolved("BASE <http://e.org/a/> PREFIX b: <c#>", ["<../d>", "b:x", "skos:Concept"])
    ['http://e.org/d', 'http://e.org/a/c#x', 'http://www.w3.org/2004/02/skos/core#Concept']
    """
    columns = " ".join(f"({name} AS ?name{place})" for place, name in enumerate(names))
    solutions = ox.Store().query(f"{declared} SELECT {columns or '*'} {{}}", prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    (solution,) = solutions
    return [term.value for term in solution if isinstance(term, ox.NamedNode)]
