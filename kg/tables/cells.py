"""The faults of a cell by itself."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator

import pyoxigraph as ox

from kg.prefixes import expand
from kg.tables.model import PARTIAL_DATE, PERIOD, Column
from kg.vocabulary import RESERVED_SOURCES

LONGEST_CELL = 5000
"""Characters: more than the longest description; what is longer is a quotation mark gone wrong."""

_MARKUP = re.compile(r"<[a-z!/?]|&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNCOMMON = re.compile(r"[^\x00-\x7f\u00c0-\u024f]")  # all others are Latin letters
_LOST_LETTER = "\ufffd"
# How numbers are written in XML Schema; Python itself reads 1_000 and Arabic digits too.
_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NUMBER = {expand("xsd:decimal"): _DECIMAL, expand("xsd:integer"): re.compile(r"-?[0-9]+")}
_ADDRESS = expand("xsd:anyURI")
_ISO_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_SOME_DAY = "2000-01-01"


def cell_faults(column: Column, cell: str) -> Iterator[tuple[str, str]]:
    """Yield each fault of a cell by itself, as problem and remedy; references come later.

    Examples
    --------
    >>> list(cell_faults(Column("name", "", None, None, None, required=True), ""))
    [('empty, but required', 'fill it in, or remove the row')]
    """
    if not cell:
        if column.required:
            yield "empty, but required", "fill it in, or remove the row"
        return
    if len(cell) > LONGEST_CELL:
        yield (
            f"{len(cell):,} characters, more than {LONGEST_CELL:,}",
            "shorten it, or close the quotation mark that was left open",
        )
        return
    text_fault = _text_fault(cell)
    if text_fault:
        yield text_fault
        return
    for value in column.values(cell):
        yield from _datatype_faults(column, value)


def _text_fault(cell: str) -> tuple[str, str] | None:
    """Return what makes a cell unfit to be shown or opened in a spreadsheet."""
    if _CONTROL.search(cell):
        return "contains a control character or line break", "replace it by a space"
    if cell != cell.strip():
        return "begins or ends with a space", "remove the space"
    is_formula = cell[0] in "=+@" or (cell[0] == "-" and not _DECIMAL.fullmatch(cell))
    if is_formula:
        return f"begins with {cell[0]}, which spreadsheets run as a formula", "write it without"
    if _MARKUP.search(cell):
        return "contains HTML", "write plain text"
    if not unicodedata.is_normalized("NFC", cell):
        return "has letters split from their accents", "save it in composed form (Unicode NFC)"
    return next(filter(None, map(_letter_fault, _UNCOMMON.findall(cell))), None)


def _letter_fault(letter: str) -> tuple[str, str] | None:
    """Return what makes a letter unfit: it cannot be seen, or looks like a plain space."""
    what = f"contains the character U+{ord(letter):04X}, which"
    if letter == _LOST_LETTER:
        return f"{what} stands for a lost letter", "write the letter again"
    if unicodedata.category(letter)[0] in "CZ":
        return f"{what} cannot be seen as such", "remove it or write a plain space"
    return None


def _datatype_faults(column: Column, value: str) -> Iterator[tuple[str, str]]:
    """Yield the fault of one value against the datatype of its column."""
    expected = column.expected or f"a value of type {column.datatype_iri.rpartition('#')[2]}"
    if not value:
        yield "an empty value between separators", "remove the extra separator"
        return
    if _fits(column, value):
        if column.name in {"id", "source"} and value in RESERVED_SOURCES:
            yield "this id is taken by a graph of the system", "choose another id"
    elif column.datatype_iri in {PARTIAL_DATE, PERIOD} and _fits(
        column, _ISO_DAY.sub(_SOME_DAY, value)
    ):
        yield "no day of the calendar", "correct the day or the month"
    else:
        yield (
            "not allowed here",
            f"{'write' if column.expected else 'give'} {_lower_first(expected)}",
        )


def _fits(column: Column, value: str) -> bool:
    """Return whether a value is written as the datatype of its column has it."""
    number = _NUMBER.get(column.datatype_iri)
    if number and not number.fullmatch(value):
        return False
    try:
        if column.datatype is not None:
            column.datatype.read(value)
        if column.datatype_iri in {PARTIAL_DATE, PERIOD}:
            for day in filter(_ISO_DAY.fullmatch, value.split("/")):
                datetime.date.fromisoformat(day)
        if column.datatype_iri == _ADDRESS:
            ox.NamedNode(value)
    except ValueError:
        return False
    return True


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
