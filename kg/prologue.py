"""Prologue: what the names in a query stand for, by its own PREFIX and BASE and our prefixes.

The store's parser resolves them, so that they mean here what they mean when the query runs.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.prefixes import PREFIXES
from kg.tokens import Kind, Token

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
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
    # The parser needs no space between SELECT and DISTINCT, nor between others of its words.
    forms = (
        place
        for place, one in enumerate(spoken)
        if one.kind is Kind.WORD and one.text.upper().startswith(_FORMS)
    )
    first = next(forms, len(spoken))
    return " ".join(one.text for one in spoken[:first])


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
