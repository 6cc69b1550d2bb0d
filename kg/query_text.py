r"""What is written into the text of a query before another server is asked.

The server knows neither our prefixes nor the values that a caller binds, and it may keep the union
of all graphs under a name. All of that is put into the text, at places that the structure of the
text decides: a text is taken apart into its tokens, so that a brace in a comment, a string or an
IRI is none. Values are written as terms of SPARQL by the store, which escapes what they hold; they
are data at every place where they are written, whatever they say.

A text must be SPARQL; what is none stays as wrong as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.errors import QueryError
from kg.prefixes import PREFIXES
from kg.prologue import FORMS
from kg.tokens import Kind, Token, spoken


@dataclass
class _Group:
    """What stands between two braces.

    Parameters
    ----------
    start, end
        Where it begins and ends, the braces left out.
    kind
        ``where`` for the pattern of a query or a sub-select, ``group`` for another pattern,
        ``template`` of CONSTRUCT, ``rows`` of VALUES.
    within
        The groups around it, the outermost first.
    given
        For the pattern of a sub-select the variables that it gives, None for all.
    variables
        The variables that stand in it, and in no group within it.
    graphs
        Those of them that name the graph of a pattern.
    is_select
        Whether it is a sub-select and nothing else.
    """

    start: int
    kind: str
    within: tuple[_Group, ...]
    given: set[str] | None
    end: int = -1
    variables: set[str] = field(default_factory=set)
    graphs: set[str] = field(default_factory=set)
    is_select: bool = False

    @property
    def is_pattern(self) -> bool:
        return self.kind in {"where", "group"}

    def reaches(self, variable: str) -> bool:
        """Return whether a variable of the query itself is the same in this group."""
        scopes = [one for one in (*self.within[1:], self) if one.kind == "where" and one.within]
        return all(one.given is None or variable in one.given for one in scopes)


@dataclass
class _Head:
    """How far the head of a query or a sub-select is read: what comes before its pattern.

    Parameters
    ----------
    coming
        Kind of the group that the next brace opens.
    given
        The variables that it gives, as far as they are read; None for all.
    parentheses
        Number of parentheses that are open.
    """

    coming: str = "group"
    given: set[str] | None = None
    parentheses: int = 0

    def read(self, token: Token) -> None:
        """Take note of one token of a head."""
        self.parentheses += (token.text == "(") - (token.text == ")")
        if self.parentheses or self.given is None:
            return
        if token.text == "*":
            self.given = None
        elif token.kind is Kind.VARIABLE:
            self.given.add(token.text[1:])


class _Outline:
    """The structure of a query, as far as it decides what can be written where.

    Parameters
    ----------
    text
        A query.
    """

    def __init__(self, text: str) -> None:
        self.groups: list[_Group] = []
        self.used: set[str] = set()
        self.declared: set[str] = set()
        self.names_graphs = False
        self.template_place: int | None = None
        self._open: list[tuple[_Group, _Head]] = []
        self._head = _Head()
        previous = ""
        for token in spoken(text):
            self._read(token, previous)
            previous = token.text.upper()

    @property
    def where(self) -> _Group | None:
        """The pattern of the query itself; DESCRIBE can do without."""
        return next((one for one in self.groups if one.kind == "where" and not one.within), None)

    def template(self, text: str) -> list[tuple[int, str]]:
        """Return what makes the short form CONSTRUCT WHERE a long one, and where it belongs."""
        if self.template_place is None or self.where is None:
            return []
        pattern = text[self.where.start : self.where.end]
        return [(self.template_place, f"{{{pattern}\n}} ")]

    def _read(self, token: Token, previous: str) -> None:
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if previous == "CONSTRUCT" and token.text != "{":
            self._head.coming, self.template_place = "where", token.start
        if word in FORMS:
            if previous == "{":
                self._open[-1][0].is_select = True
            self._head = _Head("template" if word == "CONSTRUCT" else "where", set())
        elif word == "VALUES":
            self._head = _Head("rows")
        elif word == "FROM" and not self._open:
            self.names_graphs = True
        elif token.kind is Kind.PREFIXED_NAME:
            prefix = token.text.partition(":")[0]
            (self.declared if previous == "PREFIX" else self.used).add(prefix)
        elif token.text == "{":
            self._begin(token.end)
        elif token.text == "}" and self._open:
            group, self._head = self._open.pop()
            group.end = token.start
        elif self._head.coming == "where":
            self._head.read(token)
        elif token.kind is Kind.VARIABLE and self._open:
            group, variable = self._open[-1][0], token.text[1:]
            group.variables.add(variable)
            if previous == "GRAPH":
                group.graphs.add(variable)

    def _begin(self, start: int) -> None:
        """Begin a group; what its end leads back to is known already."""
        head = self._head
        is_expression = head.coming == "where" and head.parentheses > 0  # EXISTS in a SELECT clause
        kind = "group" if is_expression else head.coming
        within = tuple(group for group, _ in self._open)
        group = _Group(start, kind, within, head.given if kind == "where" else None)
        after = head if is_expression else _Head("where" if kind == "template" else "group", set())
        self._open.append((group, after))
        self.groups.append(group)
        self._head = _Head()


def declared(text: str) -> str:
    """Return a query with those of our prefixes declared that it uses and does not declare.

    They come before the first line, so that its lines keep their numbers.

    Examples
    --------
    >>> declared("SELECT * { ?person foaf:name ?name }")
    'PREFIX foaf: <http://xmlns.com/foaf/0.1/> SELECT * { ?person foaf:name ?name }'
    """
    outline = _Outline(text)
    missing = [name for name in PREFIXES if name in outline.used - outline.declared]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + text


def bound(text: str, values: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
    r"""Return a query with variables bound to values.

    Wherever a variable stands, a row of VALUES with its value is joined; so it is bound in the
    same places as in the store itself: not in a sub-select that does not give it.

    Parameters
    ----------
    text
        The query.
    values
        The values, by the names of the variables; each must stand in the query, and in its
        SELECT clause where it has one.

    Raises
    ------
    QueryError
        If the query has no pattern, as DESCRIBE of a thing that is named.

    Examples
    --------
    >>> bound("SELECT ?o { ?s ?p ?o }", {"o": ox.Literal('" } UNION {')})
    'SELECT ?o { VALUES (?o) { ("\\" } UNION {") } ?s ?p ?o }'
    """
    if not values:
        return text
    outline = _Outline(text)
    if outline.where is None:
        raise QueryError("A query without a pattern has no variables to bind. Give it one: WHERE.")
    written = outline.template(text)
    for group in outline.groups:
        names = sorted(values.keys() if group is outline.where else _bound_in(group, values))
        if names:
            variables = " ".join(f"?{name}" for name in names)
            terms = " ".join(str(values[name]) for name in names)
            row = f" VALUES ({variables}) {{ ({terms}) }}"
            written += (
                [(group.start, f"{row} {{"), (group.end, "} ")]
                if group.is_select
                else [(group.start, row)]
            )
    return _inserted(text, written)


def _bound_in(group: _Group, names: Collection[str]) -> set[str]:
    """Return the variables of the query itself that stand in a group within, or are given by it."""
    if not group.is_pattern or (group.is_select and group.kind == "group"):
        return set()
    found = (group.variables | (group.given or set())).intersection(names)
    return {name for name in found if group.reaches(name)}


def united(text: str, union: str, graphs: str) -> str:
    """Return a query that takes a named graph for the default one.

    A query that names its graphs itself stays as it is. What DESCRIBE says of a thing is left to
    the server.

    Parameters
    ----------
    text
        The query.
    union
        IRI of the graph that holds what all graphs say.
    graphs
        Beginning of the IRIs of the graphs that ``GRAPH`` with a variable finds; that of the
        union is not among them.

    Examples
    --------
    >>> united("ASK { ?s ?p ?o }", "http://e.org/union", "http://e.org/graph/")
    'ASK { GRAPH <http://e.org/union> { ?s ?p ?o } }'
    """
    outline = _Outline(text)
    if outline.where is None or outline.names_graphs:
        return text
    written = outline.template(text)
    for group in outline.groups:
        outermost = group.is_pattern and not group.within
        if outermost:
            written.append((group.start, f" GRAPH {ox.NamedNode(union)} {{"))
        written += [
            (group.end, f" FILTER(STRSTARTS(STR(?{name}), {ox.Literal(graphs)}))")
            for name in sorted(group.graphs)
        ]
        if outermost:
            written.append((group.end, "} "))
    return _inserted(text, written)


def _inserted(text: str, written: list[tuple[int, str]]) -> str:
    """Return a text with others written into it at their places; the first comes first."""
    parts, done = list[str](), 0
    for place, addition in sorted(written, key=lambda one: one[0]):
        parts += [text[done:place], addition]
        done = place
    return "".join([*parts, text[done:]])
