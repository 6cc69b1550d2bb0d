"""What the command ``kg`` shows at a terminal: answers, reports and lists, and progress."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from kg.changes import STATES
from kg.explore import KINDS

if TYPE_CHECKING:
    from kg.answers import Outcome
    from kg.build import Report, Step
    from kg.quality import Quality
    from kg.store import Release

# Where no person looks at a terminal, a row of a table stays on one line.
_PIPED_WIDTH = 100_000
OUT = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH, emoji=False)
"""Standard output."""
ERR = Console(stderr=True, emoji=False)
"""Standard error, for what is said beside an answer."""


def table(*columns: str) -> Table:
    """Return an empty table in our form.

    Examples
    --------
    >>> made = table("what", "number")
    >>> made.add_row("claims", "3")
    >>> OUT.print(made)
    what    number
    claims  3
    """
    return Table(*columns, box=None, header_style="bold")


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar, and give what moves it: how much is done, of how much, and what comes now."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True) as shown:
        bar = shown.add_task("")

        def told(done: int, total: int, what: str) -> None:
            shown.update(bar, completed=done, total=total, description=escape(what))

        yield told


@contextmanager
def steps() -> Iterator[Step]:
    """Show a bar that grows with each step of a build."""
    from kg.build import STEPS  # what it needs takes half a second to load

    with progress() as told:
        done = count()
        yield lambda name: told(next(done), STEPS, name[:1].upper() + name[1:])


def show_report(report: Report) -> None:
    """Show what a build took and made."""
    for name, seconds in report.seconds.items():
        OUT.print(f"{seconds:8.2f} s  {name}", highlight=False)
    rows = sum(report.rows.values())
    OUT.print(
        f"{rows:,} rows, {report.triples:,} triples ({report.inferred:,} derived) in "
        f"{report.graphs:,} graphs, {report.searchable:,} things to search for",
        highlight=False,
    )


def show_quality(report: Report) -> None:
    """Show what is covered, what is missing, and where sources disagree."""
    from kg import quality  # what it needs takes a moment to load

    for one in quality.tables(report.quality, report.rows, report.base_iri):
        OUT.print(f"\n{one.title}", style="bold", markup=False, highlight=False)
        shown = table()
        for name in one.columns:
            shown.add_column(name, overflow="fold")
        for row in one.rows:
            for column, cell in zip(shown.columns, row, strict=True):
                if isinstance(cell, int):
                    column.justify = "right"
            shown.add_row(*(f"{cell:,}" if isinstance(cell, int) else cell for cell in row))
        OUT.print(shown if one.rows else "none", markup=False, highlight=False)


def show_answer(outcome: Outcome) -> None:
    """Show the answer to SELECT as a table, that to ASK as a word."""
    answer = outcome.table()
    if answer.boolean is not None:
        OUT.print("yes" if answer.boolean else "no")
        return
    shown = table()
    for name in answer.variables:
        shown.add_column(name, overflow="fold")
    for row in answer.rows:
        shown.add_row(*(row[name].text if name in row else "" for name in answer.variables))
    OUT.print(shown, markup=False)
    ERR.print(_counted(len(answer.rows), "row"), highlight=False)


def show_pairs(rows: Sequence[Mapping[str, Any]], format_: str) -> None:
    """Show pairs of things that may be one.

    Parameters
    ----------
    rows
        Each pair by the names of the columns; ``reasons`` is a list.
    format_
        ``table``, ``csv`` or ``json``.
    """
    _show_list(rows, ["thing", "other", "score", "judgement", "reasons"], format_)
    if format_ == "table":
        ERR.print(f"{_counted(len(rows), 'pair')} open", highlight=False)


def show_changes(rows: Sequence[Mapping[str, Any]], format_: str) -> None:
    """Show what is new, changed and gone.

    Parameters
    ----------
    rows
        Each thing by the names of the columns; ``countries`` is a list.
    format_
        ``table``, ``csv`` or ``json``.
    """
    _show_list(rows, ["state", "thing", "added", "removed", "countries", "kept"], format_)
    if format_ == "table":
        states = Counter(row["state"] for row in rows)
        ERR.print(", ".join(f"{states[state]:,} {state}" for state in STATES), highlight=False)


def _show_list(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], format_: str) -> None:
    """Show rows as a table, or write them as CSV or JSON; only in JSON, lists stay lists."""
    if format_ == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    texts = [
        {name: "; ".join(cell) if isinstance(cell, list) else cell for name, cell in row.items()}
        for row in rows
    ]
    if format_ == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(texts)
        click.echo(text.getvalue(), nl=False)
        return
    shown = table(*columns)
    for row in texts:
        shown.add_row(*(str(row[column]) for column in columns))
    OUT.print(shown, markup=False)


def show_release(release: Release, found: Quality) -> None:
    """Show what is in a release: things by kind and country, claims, triples."""
    OUT.print(_by_country(found))
    shown = table("claims and more", "number")
    shown.columns[1].justify = "right"
    for kind, number in sorted(release.report["counts"].items(), key=lambda one: -one[1]):
        if kind not in KINDS:
            shown.add_row(kind, f"{number:,}")
    for what in ("triples", "inferred", "graphs", "searchable", "retired"):
        shown.add_row(what, f"{release.report[what]:,}")
    shown.add_row("left out", f"{sum(one.rows for one in found.left_out):,}")
    shown.add_row("people removed", f"{release.report['rows']['removals']:,}")
    OUT.print(shown)
    ERR.print(f"Release {release.digest}", highlight=False)


def _by_country(found: Quality) -> Table:
    """Return how many things of each kind each country has; a person may have several."""
    countries = {one.name.rpartition("/")[2].upper(): [one] for one in found.nordic}
    known = [one for one in found.elsewhere if one.name]
    unknown = [one for one in found.elsewhere if not one.name]
    columns = {**countries, "other": known, "none": unknown}
    shown = table("things", *columns)
    for number in shown.columns[1:]:
        number.justify = "right"
    for kind in KINDS:
        numbers = [sum(one[kind] for one in column) for column in columns.values()]
        if any(numbers):
            shown.add_row(kind, *(f"{number:,}" for number in numbers))
    return shown


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''}"
