"""The number of rows is that of the answer, in whatever pieces and values it comes."""

from __future__ import annotations

import json
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.counting import COUNTERS
from kg.formats import SOLUTIONS

# What each format might take for the end of a row or of a value.
TEXTS = st.text(st.sampled_from("Å,{}[]:\"\\\n\r\t<result>'ø") | st.characters(codec="utf-8"))
ROWS = st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS))


def answered(rows: list[tuple[str | None, str | None]], format_: str) -> bytes:
    values = " ".join(
        f"({' '.join('UNDEF' if text is None else str(ox.Literal(text)) for text in row)})"
        for row in rows
    )
    solutions = ox.Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    body = solutions.serialize(format=SOLUTIONS[format_])
    assert body is not None
    return body


@pytest.mark.parametrize("format_", SOLUTIONS)
@given(rows=ROWS, data=st.data())
def test_rows_are_counted_in_any_pieces(
    format_: str, rows: list[tuple[str | None, str | None]], data: st.DataObject
) -> None:
    body = answered(rows, format_)
    cuts = data.draw(st.lists(st.integers(0, len(body)), max_size=8))
    count = COUNTERS[format_]()
    pieces = [body[start:end] for start, end in pairwise([0, *sorted(cuts), len(body)])]
    assert sum(map(count, pieces)) == len(rows)


@pytest.mark.parametrize("format_", SOLUTIONS)
@given(rows=ROWS)
def test_rows_are_counted_byte_by_byte(
    format_: str, rows: list[tuple[str | None, str | None]]
) -> None:
    count = COUNTERS[format_]()
    assert sum(count(bytes([byte])) for byte in answered(rows, format_)) == len(rows)


@pytest.mark.parametrize("format_", SOLUTIONS)
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_rows_without_any_variable_are_counted(format_: str, rows: int) -> None:
    union = " UNION ".join(["{}"] * rows) or "FILTER(false)"
    solutions = ox.Store().query(f"SELECT * {{ {union} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    body = solutions.serialize(format=SOLUTIONS[format_])
    assert body is not None
    assert COUNTERS[format_]()(body) == rows


@given(rows=ROWS)
def test_rows_are_counted_where_another_server_writes_json_with_spaces(
    rows: list[tuple[str | None, str | None]],
) -> None:
    body = json.dumps(json.loads(answered(rows, "json")), indent=1, ensure_ascii=False).encode()
    count = COUNTERS["json"]()
    assert sum(count(body[place : place + 7]) for place in range(0, len(body), 7)) == len(rows)
