"""The chart of an answer: bars for names and numbers, lines for years and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.answers import AnswerTable, Cell
from kg.explore import Link
from server import plots, releases
from server.addresses import short
from server.answer_columns import Columns, amount, columns

_MOST_BARS = 40
_MOST_LINES = 6
_MOST_NAMES = 2
"""Columns that together name a bar or a line; of more, no label would be short."""
_LEAST = 2
"""Numbers that make a chart."""
_LONGEST = 45
"""Letters of a label, which has to fit the screen of a phone; the table has the whole."""
_LARGEST = Decimal(10**12)

_Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Amount:
    """A number of an answer, as plots take figures.

    Parameters
    ----------
    value
        The number.
    label
        What it is the number of.
    year
        The year, where it has one.
    """

    value: Decimal
    label: str
    year: str = ""
    is_share: bool = False
    precisions: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart of an answer.

    Parameters
    ----------
    number
        The column that it draws.
    by
        The columns by which it draws it.
    rows
        How many rows it draws.
    bars, lines
        The picture, which is one of these.
    """

    number: str
    by: Sequence[str]
    rows: int
    bars: plots.Bars | None = None
    lines: plots.Lines | None = None


def chart(table: AnswerTable) -> Chart | None:
    """Return the chart of an answer; nothing where its columns fit none.

    The first column of numbers is drawn: over a column of years as lines, one for each name that
    stands in other columns; else as bars, one for each row.

    Parameters
    ----------
    table
        The answer to SELECT.
    """
    known = columns(table)
    names = [*known.things, *known.words]
    if not known.numbers or not _is_drawable(table, known) or len(names) > _MOST_NAMES:
        return None
    return _lines(table, known, names) or _bars(table, known, [*names, *known.years])


def _is_drawable(table: AnswerTable, known: Columns) -> bool:
    """Return whether there are two numbers to compare, and none that no scale could show."""
    number = known.numbers[0]
    drawn = [amount(row[number]) for row in table.rows if number in row]
    return len(drawn) >= _LEAST and all(0 <= one <= _LARGEST for one in drawn) and any(drawn)


def _lines(table: AnswerTable, known: Columns, names: Sequence[str]) -> Chart | None:
    """Return lines over years, where some name has several years and none has one of them twice."""
    if len(known.years) != 1:
        return None
    number, year = known.numbers[0], known.years[0]
    series: dict[str, dict[str, Amount]] = defaultdict(dict)
    rows = [row for row in table.rows if number in row and year in row]
    for row in rows:
        label = _label(row, names) or number
        series[label][row[year].text] = Amount(amount(row[number]), label, row[year].text)
    longest = max(map(len, series.values()), default=0)
    if sum(map(len, series.values())) < len(rows) or longest < _LEAST:
        return None
    # Of many, those of the most years are drawn; the order of all stays.
    kept = sorted(series, key=lambda name: len(series[name]), reverse=True)[:_MOST_LINES]
    drawn = [(name, list(own.values())) for name, own in series.items() if name in kept]
    number_of_rows = sum(len(own) for _name, own in drawn)
    return Chart(number, [year, *names], number_of_rows, lines=plots.lines(drawn))


def _bars(table: AnswerTable, known: Columns, names: Sequence[str]) -> Chart | None:
    if not names:
        return None
    number = known.numbers[0]
    rows = [row for row in table.rows if number in row][:_MOST_BARS]
    drawn = [Amount(amount(row[number]), _label(row, names)) for row in rows]
    return Chart(number, names, len(rows), bars=plots.bars([(number, drawn)], _label_of))


def _label(row: _Row, names: Sequence[str]) -> str:
    """Return what names a bar or a line: cells of a row, things of ours by their paths."""
    base = releases.settings().base_iri
    cells = [row[name] for name in names if name in row]
    label = ", ".join(short(cell.text, base) if cell.is_iri else cell.text for cell in cells)
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _label_of(one: Amount) -> str:
    return one.label
