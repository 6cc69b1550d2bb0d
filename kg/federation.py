"""Federation: what a query asks other endpoints by SERVICE, and the query with their answers.

The store would ask anybody itself. So the calls are found in the text, `kg.services` asks, and
each call is replaced by the rows that came: so the store evaluates SERVICE too, its pattern by
itself and then joined. What is overlooked here is refused by `kg.guard` in what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg.errors import QueryError, QueryForbidden, ServiceFailed
from kg.guard import refuse_service
from kg.prefixes import PREFIXES
from kg.prologue import NAMES, prologue, resolved
from kg.settings import BASE
from kg.tokens import Kind, Token, decoded, spoken

MOST_ROWS = 10_000
"""Largest number of rows that an endpoint may answer."""
MOST_CALLS = 20
"""Largest number of times that a query may ask other endpoints."""

_SKOLEM = f"{BASE}.well-known/genid/"
_Row = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...]


@dataclass(frozen=True)
class Call:
    """One SERVICE of a query.

    Parameters
    ----------
    endpoint
        Address that is asked, absolute.
    silent
        Whether a failure counts as an answer that says nothing.
    query
        What is asked there.
    variables
        Names of the variables to which the answer gives values.
    start, end
        Where it stands in the decoded text of the query.
    """

    endpoint: str
    silent: bool
    query: str
    variables: tuple[str, ...]
    start: int
    end: int


def normalised(address: str) -> str:
    """Return a web address in the form in which addresses are compared.

    Scheme and host are written small, and neither the scheme's own port nor an empty path is.

    Parameters
    ----------
    address
        An absolute address.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> normalised("HTTPS://E.org:443")
    'https://e.org/'
    >>> normalised("http://e.org:8080/Sparql?a=b")
    'http://e.org:8080/Sparql?a=b'
    """
    parts = urlsplit(address)
    own = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    host = parts.netloc.lower().removesuffix(own)
    return parts._replace(netloc=host, path=parts.path or "/").geturl()


def calls(query: str, services: Sequence[str]) -> list[Call]:
    """Return the calls of a query, in their order.

    Parameters
    ----------
    query
        The text of the query. In one that is no SPARQL there may be none; the store says what is
        wrong with it.
    services
        Addresses of the endpoints that may be asked. Without any, there are no calls, and
        `kg.guard.refuse_service` refuses the query.

    Raises
    ------
    QueryForbidden
        If it asks another endpoint, one that a variable names, or from within another call.
    QueryError
        If it asks too often.

    Examples
    --------
    >>> (call,) = calls("SELECT * { SERVICE <http://e.org/> { ?s a org:Post } }", ["http://e.org/"])
    >>> call.endpoint, call.variables
    ('http://e.org/', ('s',))
    >>> call.query
    'PREFIX org: <http://www.w3.org/ns/org#> SELECT * WHERE { ?s a org:Post }'
    """
    if not services:
        return []
    text = decoded(query)
    words = spoken(text)
    try:
        found = list(islice(_calls(text, words, services), MOST_CALLS + 1))
    except SyntaxError:
        return []
    if len(found) > MOST_CALLS:
        raise QueryError(
            f"The query asks other endpoints more than {MOST_CALLS} times. Ask each for more at a "
            "time, by VALUES or one group of all its patterns."
        )
    return found


def joined(query: str, found: Sequence[Call], answers: Sequence[str | None]) -> str:
    """Return a query with the answers in the place of its calls.

    Parameters
    ----------
    query
        The text of the query.
    found
        Its calls.
    answers
        For each the answer as SPARQL JSON results; None for one that failed and is silent.

    Raises
    ------
    ServiceFailed
        If an answer cannot be used, and its call is not silent.
    QueryForbidden
        If there is a call left.

    Examples
    --------
    >>> query = "SELECT * { ?s a org:Post . SERVICE <http://e.org/> { ?s rdfs:label ?n } }"
    >>> term = '{"type": "literal", "value": "Aeroe"}'
    >>> answer = f'{{"head": {{"vars": ["n"]}}, "results": {{"bindings": [{{"n": {term}}}]}}}}'
    >>> joined(query, calls(query, ["http://e.org/"]), [answer])
    'SELECT * { ?s a org:Post . { VALUES (?n ?s) { ("Aeroe" UNDEF) } } }'
    """
    text, parts, end = decoded(query), list[str](), 0
    for number, (call, answer) in enumerate(zip(found, answers, strict=True), start=1):
        parts += [text[end : call.start], _group(call, _rows(call, answer), number)]
        end = call.end
    whole = "".join([*parts, text[end:]])
    refuse_service(whole)
    return whole


def _calls(text: str, words: Sequence[Token], services: Sequence[str]) -> Iterator[Call]:
    declared, end = prologue(words), 0
    for place, word in enumerate(words):
        if not word.is_word("SERVICE") or word.start < end:
            continue
        silent = _at(words, place + 1).is_word("SILENT")
        name, opening = _at(words, place + 1 + silent), place + 2 + silent
        closing = _closing(words, opening)
        end = words[closing].end
        query = _asked(text, words[opening : closing + 1], declared)
        endpoint = _endpoint(name, declared, services)
        yield Call(endpoint, silent, query, _variables(query), word.start, end)


def _at(words: Sequence[Token], place: int) -> Token:
    if place < len(words):
        return words[place]
    raise SyntaxError("The query ends too early.")


def _closing(words: Sequence[Token], opening: int) -> int:
    """Return the place of the bracket that closes a group."""
    if _at(words, opening).text != "{":
        raise SyntaxError("A group is missing.")
    depth = 0
    for place in range(opening, len(words)):
        depth += {"{": 1, "}": -1}.get(words[place].text, 0)
        if not depth:
            return place
    raise SyntaxError("A group is not closed.")


def _asked(text: str, group: Sequence[Token], declared: str) -> str:
    """Return the query that asks for a group, with the prefixes of ours that it needs."""
    if any(word.is_word("SERVICE") for word in group):
        raise QueryForbidden(
            "A SERVICE within another one is closed here. Ask the inner endpoint beside the outer."
        )
    known = {word.text.partition(":")[0] for word in group if word.kind is Kind.PREFIXED_NAME}
    ours = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name in known]
    pattern = text[group[0].start : group[-1].end]
    # Those of the query come last, as they may give a prefix of ours another meaning.
    query = " ".join([*ours, *filter(None, [declared]), f"SELECT * WHERE {pattern}"])
    refuse_service(query)
    return query


def _endpoint(name: Token, declared: str, services: Sequence[str]) -> str:
    """Return the address that a name means, if it may be asked."""
    may = f"SERVICE may ask these here: {', '.join(f'<{one}>' for one in services)}"
    if name.kind is Kind.VARIABLE:
        raise QueryForbidden(f"{may}. Name one of them; {name.text} may be any address.")
    if name.kind not in NAMES:
        raise SyntaxError("The name of an endpoint is missing.")
    (endpoint,) = resolved(declared, [name.text])
    if normalised(endpoint) not in map(normalised, services):
        raise QueryForbidden(f"{may}. <{endpoint}> is none of them.")
    return endpoint


def _variables(query: str) -> tuple[str, ...]:
    """Return the names of the variables of a query; it is parsed, and meets no data."""
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return tuple(variable.value for variable in solutions.variables)


def _rows(call: Call, answer: str | None) -> list[_Row]:
    """Return the rows of an answer, in the order of the call's variables."""
    try:
        return [(None,) * len(call.variables)] if answer is None else _read(call, answer)
    except ServiceFailed:
        if call.silent:
            return _rows(call, None)
        raise


def _read(call: Call, answer: str) -> list[_Row]:
    at = f"The answer of <{call.endpoint}>"
    try:
        solutions = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
        if not isinstance(solutions, ox.QuerySolutions):
            raise ServiceFailed(f"{at} is no table.")
        answered = {variable.value: place for place, variable in enumerate(solutions.variables)}
        places = [answered.get(name) for name in call.variables]
        rows: list[_Row] = [
            tuple(None if place is None else row[place] for place in places)
            for row in islice(solutions, MOST_ROWS + 1)
        ]
    except (SyntaxError, ValueError) as error:
        raise ServiceFailed(f"{at} is not SPARQL JSON results: {error}.") from None
    if any(isinstance(term, ox.Triple) for row in rows for term in row):
        raise ServiceFailed(f"{at} has a triple in the place of a value, which is closed here.")
    if len(rows) > MOST_ROWS:
        raise ServiceFailed(f"{at} has more than {MOST_ROWS} rows. Ask it for less.")
    return rows


def _group(call: Call, rows: Sequence[_Row], number: int) -> str:
    """Return rows as a group of a query."""
    head = " ".join(f"?{name}" for name in call.variables)
    lines = [f"({' '.join(_written(term, number) for term in row)})" for row in rows]
    return f"{{ VALUES ({head}) {{ {' '.join(lines)} }} }}"


def _written(term: object, number: int) -> str:
    """Return a term as SPARQL; a blank node is a name that only this answer has."""
    if isinstance(term, ox.BlankNode):
        return f"<{_SKOLEM}{number}-{quote(term.value)}>"
    return "UNDEF" if term is None else str(term)
