"""Columns: what tables that can be sorted say of their columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        By which an address names it; of a measure, what `kg.networks.measures` calls it.
    label
        Its heading.
    key
        Gives by what a row is sorted; each table says from what.
    meaning
        What it says, where that is not plain.
    is_number
        Whether it holds numbers.
    is_highest_first
        Whether the highest is what one wants to see first.
    """

    name: str
    label: LazyString
    key: Callable[..., Any]
    meaning: LazyString | None = None
    is_number: bool = True
    is_highest_first: bool = True
