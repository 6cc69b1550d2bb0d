"""Paging: the order of a long list, and one page of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a long list.

    Parameters
    ----------
    items
        What stands on it.
    number, last
        Which page it is and which is the last, counted from 1.
    total
        Number of items on all pages.
    parameter
        Name of the parameter of the address that says which page is meant.
    """

    items: Sequence[Item]
    number: int
    last: int
    total: int
    parameter: str


def sort_asked(columns: Collection[str], default: str, parameter: str = "sort") -> str:
    """Return the column by which the address asks to sort, with a minus where backwards.

    Parameters
    ----------
    columns
        The columns by which one can sort.
    default
        What holds where the address asks for none.
    parameter
        Name of the parameter of the address.

    Raises
    ------
    NotFound
        If there is no such column.
    """
    sort = request.args.get(parameter, default)
    if sort.removeprefix("-") not in columns:
        raise NotFound(
            gettext(
                "Sort by one of %(names)s; a minus in front turns the order round.",
                names=", ".join(columns),
            )
        )
    return sort


def page_of(items: Sequence[Item], size: int, parameter: str = "page") -> Page[Item]:
    """Return the page of a list that the address asks for; the nearest, where there is no such.

    Parameters
    ----------
    items
        The whole list.
    size
        Number of items on a page.
    parameter
        Name of the parameter of the address.
    """
    last = max(1, -(-len(items) // size))
    number = min(max(1, request.args.get(parameter, 1, int)), last)
    return Page(items[(number - 1) * size : number * size], number, last, len(items), parameter)
