"""Caveats: why figures that stand side by side may not be comparable, as the data say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.explore.barometer import Edition, Figure

KINDS = (
    "disagreement",
    "unit",
    "population",
    "sector",
    "wording",
    "mode",
    "survey",
    "period",
    "undated",
    "inexact",
    "no-answers",
)
"""The kinds of caveats, the gravest first."""


@dataclass(frozen=True)
class Caveat:
    """One reason for caution.

    Parameters
    ----------
    kind
        One of `KINDS`.
    values
        What differs: the units, the populations ...; empty where only figures are counted.
    figures
        The figures that are concerned.
    """

    kind: str
    values: tuple[str, ...]
    figures: tuple[Figure, ...]


def caveats(figures: Sequence[Figure], editions: Iterable[Edition]) -> tuple[Caveat, ...]:
    """Return what speaks against comparing figures with each other.

    Parameters
    ----------
    figures
        The figures that stand side by side.
    editions
        How the editions were made from which they come.

    Returns
    -------
    tuple of Caveat
        The gravest first; none for a single figure.
    """
    return tuple(_found(figures, tuple(editions))) if len(figures) > 1 else ()


def _found(figures: Sequence[Figure], editions: Sequence[Edition]) -> Iterator[Caveat]:
    cells: dict[tuple[str, ...], list[Figure]] = {}
    for one in figures:
        cells.setdefault(one.cell, []).append(one)
    disagreeing = tuple(one for own in cells.values() if len(own) > 1 for one in own)
    if disagreeing:
        yield Caveat("disagreement", (), disagreeing)
    yield from _differing("unit", figures, lambda one: (one.unit.label,))
    yield from _differing("population", figures, lambda one: _populations(one, editions))
    yield from _differing("sector", figures, lambda one: (one.sector.label,))
    worded = tuple(one for one in figures if one.wordings)
    if worded:
        values = dict.fromkeys(text for one in worded for text in one.wordings)
        yield Caveat("wording", tuple(values), worded)
    yield from _differing("mode", figures, lambda one: _of_editions(one, editions, "modes"))
    yield from _differing("survey", figures, lambda one: (one.survey.label,))
    yield from _differing("period", figures, lambda one: (one.period,) if one.period else ())
    for kind, concerned in (
        ("undated", [one for one in figures if not one.period]),
        ("inexact", [one for one in figures if one.precisions]),
        ("no-answers", [one for one in figures if not one.respondents]),
    ):
        if concerned:
            yield Caveat(kind, (), tuple(concerned))


def _differing(
    kind: str, figures: Sequence[Figure], said: Callable[[Figure], Iterable[str]]
) -> Iterator[Caveat]:
    """Yield a caveat where what is said of figures is not the same of all of which it is said."""
    known = {one.link.iri: tuple(said(one)) for one in figures}
    values = dict.fromkeys(text for texts in known.values() for text in texts)
    if len(set(filter(None, known.values()))) > 1:
        yield Caveat(
            kind, tuple(sorted(values)), tuple(one for one in figures if known[one.link.iri])
        )


def _populations(figure: Figure, editions: Sequence[Edition]) -> tuple[str, ...]:
    """Return of whom a figure is said to be a share, or whom its edition asked."""
    return figure.populations or _of_editions(figure, editions, "populations")


def _of_editions(figure: Figure, editions: Sequence[Edition], name: str) -> tuple[str, ...]:
    found = (text for one in editions if one.covers(figure) for text in getattr(one, name))
    return tuple(sorted(set(found)))
