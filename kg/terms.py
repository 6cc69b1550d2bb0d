"""Terms: between the values of Python and those of RDF, in one place."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pyoxigraph as ox

from kg.prefixes import expand


class IRI(str):
    """The identifier of a thing.

    Examples
    --------
    >>> IRI("https://w3id.org/nordic-innovation/id/person/pia-gjellerup").rpartition("/")[2]
    'pia-gjellerup'
    """

    __slots__ = ()


class Text(str):
    """A text with its language; behaves as a plain string.

    Examples
    --------
    >>> Text("centerleder", "da").language
    'da'
    """

    __slots__ = ("language",)
    language: str | None

    def __new__(cls, text: str, language: str | None = None) -> Text:
        """Return the text; without a language it suits every reader."""
        made = super().__new__(cls, text)
        made.language = language
        return made


Value = IRI | Text | str | bool | int | float | Decimal | datetime.date
"""What an answer holds."""

_INTEGERS = {expand(f"xsd:{name}") for name in ("integer", "nonNegativeInteger", "int", "long")}
_DECIMAL = expand("xsd:decimal")
_FLOATS = {expand("xsd:double"), expand("xsd:float")}
_BOOLEAN = expand("xsd:boolean")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_DATE = expand("xsd:date")
_DATE_TIME = expand("xsd:dateTime")


Bound = Value | ox.Literal
"""What a variable of a query may be bound to: a value, or a literal of any datatype."""


def to_term(value: Bound) -> ox.NamedNode | ox.Literal:
    """Return the RDF term of a value; a literal is one already.

    Examples
    --------
    >>> str(to_term(IRI("https://example.org/a"))), str(to_term(Text("Ærø", "da")))
    ('<https://example.org/a>', '"Ærø"@da')
    >>> str(to_term(24))
    '"24"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(value, ox.Literal):
        return value
    if isinstance(value, IRI):
        return ox.NamedNode(value)
    if isinstance(value, Text):
        return ox.Literal(str(value), language=value.language)
    if isinstance(value, datetime.datetime):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(_DATE_TIME))
    if isinstance(value, datetime.date):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(_DATE))
    if isinstance(value, Decimal):
        return ox.Literal(f"{value:f}", datatype=ox.NamedNode(_DECIMAL))
    return ox.Literal(value)


def to_value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Value:
    """Return the value of an RDF term; dates of a year or a month stay as they are printed.

    Examples
    --------
    >>> to_value(ox.Literal(24)), to_value(ox.Literal("centerleder", language="da"))
    (24, 'centerleder')
    """
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.language:
        return Text(term.value, term.language)
    return _typed(term.value, term.datatype.value)


def _typed(text: str, datatype: str) -> Value:
    """Return a literal by its datatype; an ill-typed one stays text, as it is in the graph."""
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == _DECIMAL:
            return Decimal(text)
        if datatype in _FLOATS:
            return float(text)
        if datatype == _DATE:
            return datetime.date.fromisoformat(text)
    except (ValueError, ArithmeticError):
        return text
    return _TRUTHS.get(text, text) if datatype == _BOOLEAN else text
