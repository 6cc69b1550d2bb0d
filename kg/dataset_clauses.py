"""Dataset clauses: the graphs that a query names by FROM and FROM NAMED, which must exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.errors import QueryError
from kg.keywords import has_keyword
from kg.prologue import NAMES, prologue, resolved
from kg.tokens import Token, decoded, spoken

_LISTED = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"


def graphs_named(query: str) -> list[str]:
    """Return the IRIs of the graphs that a query names by FROM and FROM NAMED, in their order.

    Parameters
    ----------
    query
        The text of the query. One that is no SPARQL names none; the store says what is wrong.

    Raises
    ------
    QueryError
        If FROM is written together with another word, which the store allows, not the standard.

    Examples
    --------
    >>> graphs_named("BASE <http://e.org/> SELECT * FROM <a> FROM NAMED npi: { ?s ?p 'FROM <b>' }")
    ['http://e.org/a', 'https://w3id.org/nordic-innovation/ontology#']
    """
    small = query.lower()
    # Most do not, and reading them token by token takes time.
    if "from" not in small and "\\u" not in small:
        return []
    text = decoded(query)
    words = spoken(text)
    clauses = list(_clauses(words))
    try:
        names = resolved(prologue(words), [clause[-1].text for clause in clauses])
    except SyntaxError:
        clauses, names = [], []
    if has_keyword(_without(text, clauses), "from"):
        raise QueryError(
            "FROM is written together with the word before or after it. Leave a space between "
            "them, so that the graph is found."
        )
    return names


def _clauses(words: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the words of each clause; its last is the name."""
    for place, word in enumerate(words):
        if word.is_word("FROM"):
            is_named = place + 1 < len(words) and words[place + 1].is_word("NAMED")
            clause = words[place : place + 2 + is_named]
            if clause[-1].kind in NAMES:
                yield clause


def _without(text: str, clauses: Iterable[Sequence[Token]]) -> str:
    """Return a query without its clauses."""
    for first, *_, last in clauses:
        text = f"{text[: first.start]}{' ' * (last.end - first.start)}{text[last.end :]}"
    return text


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
