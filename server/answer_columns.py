"""The columns of an answer: which hold years, numbers, things or words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.answers import AnswerTable, Cell

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(frozen=True)
class Columns:
    """The variables of an answer by what they hold; those without any value are in none.

    Parameters
    ----------
    years
        Whose values are all years, such as 2018.
    numbers
        Whose values are all numbers, and not all years.
    things
        Whose values are all IRIs.
    words
        All others.
    """

    years: Sequence[str] = ()
    numbers: Sequence[str] = ()
    things: Sequence[str] = ()
    words: Sequence[str] = ()


def columns(table: AnswerTable) -> Columns:
    """Return the columns of an answer.

    Examples
    --------
    >>> rows = [{"year": Cell("2018"), "who": Cell("KL"), "events": Cell("3")}]
    >>> columns(AnswerTable(("year", "who", "events", "none"), rows))
    Columns(years=['year'], numbers=['events'], things=[], words=['who'])
    """
    found: dict[str, list[str]] = {"years": [], "numbers": [], "things": [], "words": []}
    for name in table.variables:
        cells = [row[name] for row in table.rows if name in row]
        if cells:
            found[_kind(cells)].append(name)
    return Columns(**found)


def _kind(cells: Iterable[Cell]) -> str:
    cells = list(cells)
    if all(cell.is_iri for cell in cells):
        return "things"
    if any(cell.is_iri or cell.language for cell in cells):
        return "words"
    if all(_YEAR.fullmatch(cell.text) for cell in cells):
        return "years"
    return "numbers" if all(_NUMBER.fullmatch(cell.text) for cell in cells) else "words"


def amount(cell: Cell) -> Decimal:
    """Return the number in a cell of a column of numbers.

    Examples
    --------
    >>> amount(Cell("1.5E3"))
    Decimal('1.5E+3')
    """
    return Decimal(cell.text)
