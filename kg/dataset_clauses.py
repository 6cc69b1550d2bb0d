"""Dataset clauses: the graphs that a query names by FROM and FROM NAMED, which must exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.errors import QueryError
from kg.prologue import NAMES, prologue, resolved
from kg.tokens import decoded, spoken

_CLAUSES = ("FROM", "FROMNAMED")  # the parser needs no space between the two words
_LISTED = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"


def graphs_named(query: str) -> list[str]:
    """Return the IRIs of the graphs that a query names by FROM and FROM NAMED, in their order.

    Parameters
    ----------
    query
        The text of the query. One that is no SPARQL names none; the store says what is wrong.

    Examples
    --------
    >>> graphs_named("BASE <http://e.org/> SELECT * FROM <a> FROM NAMED npi: { ?s ?p 'FROM <b>' }")
    ['http://e.org/a', 'https://w3id.org/nordic-innovation/ontology#']
    """
    small = query.lower()
    # Most do not, and reading them token by token takes time.
    if "from" not in small and "\\u" not in small:
        return []
    words = spoken(decoded(query))
    names = [
        after.text
        for before, one, after in zip([None, *words], words, words[1:], strict=False)
        if after.kind in NAMES
        and (
            any(map(one.is_word, _CLAUSES))
            or (one.is_word("NAMED") and before is not None and before.is_word("FROM"))
        )
    ]
    try:
        return resolved(prologue(words), names)
    except SyntaxError:
        return []


def refuse_unknown_graphs(query: str, asked: Iterable[str], holds: Callable[[str], bool]) -> None:
    """Refuse a query about graphs that do not exist.

    Nothing is ever loaded for a query: the address of a file is an unknown graph as any other.

    Parameters
    ----------
    query
        The text of the query.
    asked
        IRIs of the graphs that the protocol's parameters name.
    holds
        Tells whether there is a graph of an IRI.

    Raises
    ------
    QueryError
        If one or more of the graphs do not exist; all of them are named.

    Examples
    --------
    >>> refuse_unknown_graphs("SELECT * FROM <file:///etc/passwd> {}", (), lambda graph: False)
    Traceback (most recent call last):
        ...
    kg.errors.QueryError: There is no graph <file:///etc/passwd>. The graphs are listed by: ...
    """
    unknown = [one for one in dict.fromkeys([*asked, *graphs_named(query)]) if not holds(one)]
    if unknown:
        listed = ", ".join(f"<{one}>" for one in unknown)
        what = f"There are no graphs {listed}" if unknown[1:] else f"There is no graph {listed}"
        raise QueryError(f"{what}. The graphs are listed by: {_LISTED}")
