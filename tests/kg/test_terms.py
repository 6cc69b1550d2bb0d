"""Terms: the values of Python and those of RDF, there and back."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import IRI, Text
from kg.prefixes import expand
from kg.terms import Value, to_term, to_value
from tests.homes import LABEL_LANGUAGES

texts = st.text(st.characters(exclude_categories=["Cs"]))
values: st.SearchStrategy[Value] = st.one_of(
    st.builds(lambda name: IRI(f"https://e.org/{name}"), st.from_regex(r"\w*", fullmatch=True)),
    st.builds(Text, texts, st.sampled_from(LABEL_LANGUAGES)),
    texts,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
)


@given(values)
def test_a_value_comes_back_as_it_went(value: Value) -> None:
    back = to_value(to_term(value))
    assert back == value
    assert getattr(back, "language", None) == getattr(value, "language", None)


@given(values)
def test_the_kind_of_a_value_comes_back_too(value: Value) -> None:
    kind = str if type(value) is Text and value.language is None else type(value)
    assert type(to_value(to_term(value))) is kind


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("2018", "xsd:gYear", "2018"),
        ("2018-01", "xsd:gYearMonth", "2018-01"),
        ("2018-01-26", "xsd:date", datetime.date(2018, 1, 26)),
        ("24", "xsd:nonNegativeInteger", 24),
        ("61.50", "xsd:decimal", Decimal("61.5")),
        ("1e3", "xsd:double", 1000.0),
        ("true", "xsd:boolean", True),
        ("1", "xsd:boolean", True),
        ("false", "xsd:boolean", False),
        ("0", "xsd:boolean", False),
        ("https://e.org/", "xsd:anyURI", "https://e.org/"),
    ],
)
def test_a_literal_has_the_value_of_its_datatype(text: str, datatype: str, value: Value) -> None:
    found = to_value(ox.Literal(text, datatype=ox.NamedNode(expand(datatype))))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("many", "xsd:integer"),
        ("1,5", "xsd:decimal"),
        ("x", "xsd:double"),
        ("2018-13-01", "xsd:date"),
        ("2018-01-26Z", "xsd:date"),
        ("perhaps", "xsd:boolean"),
    ],
)
def test_an_ill_typed_literal_stays_text(text: str, datatype: str) -> None:
    assert to_value(ox.Literal(text, datatype=ox.NamedNode(expand(datatype)))) == text


def test_a_moment_is_not_taken_for_a_day() -> None:
    moment = datetime.datetime(2018, 1, 26, 12, 30, tzinfo=datetime.UTC)
    assert str(to_term(moment)) == (
        '"2018-01-26T12:30:00+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    )


def test_a_decimal_is_written_without_exponent() -> None:
    assert to_term(Decimal("1E+3")) == ox.Literal(
        "1000", datatype=ox.NamedNode(expand("xsd:decimal"))
    )


def test_a_blank_node_is_its_name() -> None:
    assert to_value(ox.BlankNode("b")) == "_:b"


def test_an_iri_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="IRI"):
        to_term(IRI("not an iri"))


def test_a_text_keeps_its_language_and_reads_as_text() -> None:
    assert Text("leder", "da") == "leder"
    assert Text("leder").language is None
