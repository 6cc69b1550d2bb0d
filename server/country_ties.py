"""Ties between countries as a table: how many events and initiatives each two share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.explore import NORDIC, Link
from server import releases
from server.days import asked_day
from server.languages import language

_SHADES = 5


@dataclass(frozen=True)
class Cell:
    """What two countries share.

    Parameters
    ----------
    row, column
        The countries.
    number
        Number of events and initiatives; of a country with itself, of all in which it has actors.
    shade
        How much that is, from 0 for nothing to 5 for the most that any two share.
    """

    row: Link
    column: Link
    number: int
    shade: int


@dataclass(frozen=True)
class Matrix:
    """The ties between countries.

    Parameters
    ----------
    countries
        The countries, in the order of rows and columns.
    rows
        The cells, row by row.
    most
        The cell of the two that share most; nothing where no two share anything.
    """

    countries: Sequence[Link]
    rows: Sequence[Sequence[Cell]]
    most: Cell | None


def matrix(of: str = "") -> Matrix:
    """Return the ties between the Nordic countries, as of the day that is asked for.

    Parameters
    ----------
    of
        Slug of the country that comes first, and of which it is told with which it shares most;
        all alike, if empty.
    """
    explorer = releases.explorer()
    shared = explorer.country_ties.shared(NORDIC, asked_day())
    order = sorted(NORDIC, key=lambda slug: slug != of)  # stable
    links = explorer.named([f"concept/country/{slug}" for slug in order], language())
    numbers = {pair: len(activities) for pair, activities in shared.items()}
    most = max((number for (one, other), number in numbers.items() if one != other), default=0)
    rows = [[_cell(row, column, numbers, most) for column in links] for row in links]
    told = rows[:1] if of else rows
    cells = [cell for row in told for cell in row if cell.row != cell.column and cell.number]
    return Matrix(links, rows, max(cells, key=lambda cell: cell.number, default=None))


def _cell(row: Link, column: Link, numbers: Mapping[tuple[str, str], int], most: int) -> Cell:
    one, other = sorted((row.slug, column.slug), key=NORDIC.index)
    number = numbers.get((one, other), 0)
    is_itself = one == other
    shade = 0 if is_itself or not number else -(-number * _SHADES // most)
    return Cell(row, column, number, shade)
