"""Plots: where bars, lines and words stand in pictures that templates draw.

Across, everything is a share of the width in percent, so that a picture fits every screen and its
letters stay as large as those around it; down, everything is in pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Protocol, TypeVar

from kg.explore import Link

_ROOM = 84.0
"""Where the longest bar and the scale end, as the figure stands behind it."""
_BAR, _HEADING, _TOP = 42, 34, 6
_LINE_TOP, _LINE_HEIGHT, _LINE_BOTTOM, _APART = 16, 230, 48, 17
_FIRST, _LAST = 10.0, 90.0
_NEAR = 12.0
"""Years nearer to each other than this share of the width stand at two heights."""
_HUNDRED = 100.0


class Measured(Protocol):
    """What is drawn: a figure of a survey, or a number of an answer."""

    @property
    def value(self) -> Decimal:
        """The number."""

    @property
    def year(self) -> str:
        """The year by which it stands in a line."""

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a hundred."""

    @property
    def precisions(self) -> Sequence[Link]:
        """How exact its sources are; nothing where they are exact."""


_Drawn = TypeVar("_Drawn", bound=Measured)


@dataclass(frozen=True)
class Bar:
    """A bar: its figure, the words above it, those that narrow screens leave out, its place."""

    figure: Measured
    label: str
    detail: str
    y: int
    width: float


@dataclass(frozen=True)
class Heading:
    """Words above several bars."""

    text: str
    y: int


@dataclass(frozen=True)
class Bars:
    """A picture of bars under headings."""

    headings: tuple[Heading, ...]
    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True)
class Point:
    """A figure in a line."""

    figure: Measured
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """The figures of one survey over its editions: points, the steps between, and its name."""

    name: str
    place: int
    points: tuple[Point, ...]
    label_y: float

    @property
    def steps(self) -> Iterable[tuple[Point, Point]]:
        """The pairs of neighbouring points."""
        return pairwise(self.points)


@dataclass(frozen=True)
class Lines:
    """A picture of lines over years."""

    lines: tuple[Line, ...]
    years: tuple[tuple[float, int, str], ...]
    levels: tuple[tuple[float, int], ...]
    height: int


def bars(
    groups: Iterable[tuple[str, Sequence[_Drawn]]],
    label: Callable[[_Drawn], str],
    detail: Callable[[_Drawn], str] = lambda _: "",
) -> Bars:
    """Return a picture of bars, one for each figure, from nothing to the largest.

    Parameters
    ----------
    groups
        Headings, and the figures under each.
    label
        Gives what stands above the bar of a figure.
    detail
        Gives what stands behind that, where there is room.
    """
    groups = list(groups)
    every = [one for _heading, own in groups for one in own]
    top = _scale_end(every)
    headings, drawn, y = [], [], _TOP
    for heading, own in groups:
        headings.append(Heading(heading, y + 16))
        y += _HEADING
        for one in own:
            width = round(float(one.value) / top * _ROOM, 2) if top else 0.0
            drawn.append(Bar(one, label(one), detail(one), y, max(width, 0.0)))
            y += _BAR
        y += _TOP
    return Bars(tuple(headings), tuple(drawn), y)


def _scale_end(figures: Iterable[Measured]) -> float:
    """Return where the scale ends: for shares at the whole, else at the largest figure."""
    figures = list(figures)
    largest = float(max((one.value for one in figures), default=Decimal(0)))
    shares = all(one.is_share for one in figures)
    return _HUNDRED if shares and largest <= _HUNDRED else largest


def lines(series: Iterable[tuple[str, Sequence[Measured]]]) -> Lines:
    """Return a picture of lines over years.

    Parameters
    ----------
    series
        Names, and the figures of each, which have years. At least one has two of them.
    """
    series = [(name, sorted(own, key=lambda one: one.year)) for name, own in series]
    every = [one for _name, own in series for one in own]
    low, high, step = _levels([float(one.value) for one in every])
    years = [int(one.year) for one in every]
    first, span = min(years), max(max(years) - min(years), 1)
    scale = max(_LINE_HEIGHT, _APART * len(series))

    def x(year: int) -> float:
        return round(_FIRST + (year - first) / span * (_LAST - _FIRST), 2)

    def y(value: float) -> float:
        return round(_LINE_TOP + (high - value) / (high - low) * scale, 1)

    drawn = [
        (name, tuple(Point(one, x(int(one.year)), y(float(one.value))) for one in own))
        for name, own in series
    ]
    label_ys = _spread([points[-1].y for _name, points in drawn], _LINE_TOP + scale)
    return Lines(
        lines=tuple(
            Line(name, place, points, label_y)
            for place, ((name, points), label_y) in enumerate(zip(drawn, label_ys, strict=True))
        ),
        years=tuple(_staggered([(x(year), str(year)) for year in sorted(set(years))])),
        levels=tuple((y(value), value) for value in range(low, high + 1, step)),
        height=_LINE_TOP + scale + _LINE_BOTTOM,
    )


def _staggered(years: Iterable[tuple[float, str]]) -> Iterator[tuple[float, int, str]]:
    """Yield years with the line on which they stand, 0 or 1, so that neighbours do not touch.

    Examples
    --------
    >>> list(_staggered([(10.0, "2015"), (80.0, "2022"), (90.0, "2023")]))
    [(10.0, 0, '2015'), (80.0, 0, '2022'), (90.0, 1, '2023')]
    """
    before, line = float("-inf"), 0
    for x, year in years:
        line = 1 - line if x - before < _NEAR else 0
        yield x, line, year
        before = x


def _levels(values: Sequence[float]) -> tuple[int, int, int]:
    """Return round bounds of a scale and the step between its levels.

    Examples
    --------
    >>> _levels([73, 86]), _levels([1255, 2363])
    ((70, 90, 5), (1000, 2500, 500))
    """
    spread = max(values) - min(values)
    step = next(
        one
        for power in range(12)
        for one in (10**power, 2 * 10**power, 5 * 10**power)
        if one * 4 >= spread
    )
    low = int(min(values) // step * step)
    high = int(-(-max(values) // step) * step)
    return low, high if high > low else low + step, step


def _spread(places: Sequence[float], end: float) -> list[float]:
    """Return places moved apart, so that words at them do not run into each other.

    Parameters
    ----------
    places
        Where words want to stand.
    end
        The lowest place that there is.

    Examples
    --------
    >>> _spread([50.0, 40.0, 45.0], 200.0), _spread([50.0, 49.0], 50.0)
    ([74.0, 40.0, 57.0], [50.0, 33.0])
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = dict(enumerate(places))
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + _APART)
    lowest = end
    for at in reversed(order):
        moved[at] = min(moved[at], lowest)
        lowest = moved[at] - _APART
    return [moved[at] for at in range(len(places))]
