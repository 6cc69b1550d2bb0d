"""Columns of an answer are told apart by what all their cells hold."""

from __future__ import annotations

import pytest

from kg.answers import AnswerTable, Cell
from server.answer_columns import columns


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([Cell("2018"), Cell("1999")], "years"),
        ([Cell("2018"), Cell("5")], "numbers"),
        ([Cell("2018"), Cell("2200")], "numbers"),
        ([Cell("-1.5"), Cell("+2E3")], "numbers"),
        ([Cell("12 %")], "words"),
        ([Cell("NaN")], "words"),
        ([Cell("٣")], "numbers"),
        ([Cell("2018", language="en")], "words"),
        ([Cell("a:b", is_iri=True)], "things"),
        ([Cell("a:b", is_iri=True), Cell("Ærø")], "words"),
        ([Cell("")], "words"),
    ],
)
def test_a_column_is_of_one_kind(cells: list[Cell], kind: str) -> None:
    known = columns(AnswerTable(("x",), tuple({"x": cell} for cell in cells)))
    assert getattr(known, kind) == ["x"]


def test_a_column_without_values_is_of_none() -> None:
    assert not any(vars(columns(AnswerTable(("x",), ({},)))).values())
