"""Timelines: where the marks of claims stand in a picture that a template draws.

Across, everything is in percent of the width, so that a picture fits every screen; down, in pixels.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.explore import Claim, Group
from kg.terms import Text

_LEFT, _RIGHT = 1.0, 99.0
_TOP, _HEADING, _LANE, _APART = 4, 20, 11, 8
_MOST_LANES = 14
_LEAST_WIDTH = 0.7
# A mark needs so much of the width to itself that the next one can be told from it.
_GAP = 0.5
_MOST_TICKS = 8


@dataclass(frozen=True)
class Mark:
    """A claim in the picture.

    Parameters
    ----------
    claim
        The claim.
    x, width
        Where it begins and how wide it is, in percent.
    y
        How far down, in pixels.
    is_open
        Whether it may have gone on longer, as its end is unknown.
    """

    claim: Claim
    x: float
    width: float
    y: int
    is_open: bool


@dataclass(frozen=True)
class Strip:
    """The marks of one kind of claims under their heading."""

    heading: Text
    y: int
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Timeline:
    """A picture of claims over time.

    Parameters
    ----------
    strips
        The kinds of claims.
    ticks
        Years and where they stand, in percent.
    height
        Height in pixels.
    first, last
        First and last year.
    entries
        What the list beside the picture says: years, and the claims that begin in each.
    left_out
        Number of claims for which the picture has no room; the list has them.
    day
        Where the day stands that is asked for, in percent; None where it is not in the picture.
    """

    strips: Sequence[Strip]
    ticks: Sequence[tuple[int, float]]
    height: int
    first: int
    last: int
    entries: Sequence[tuple[int, Sequence[Claim]]]
    left_out: int
    day: float | None


def timeline(groups: Iterable[Group], day: datetime.date | None = None) -> Timeline | None:
    """Return the picture of the claims whose time is known; nothing where it is but one time.

    Parameters
    ----------
    groups
        The claims, by kind.
    day
        The day that is marked, if there is one.
    """
    dated = {
        group: [one for one in group.claims if one.timing.known and one.other != one.link]
        for group in groups
    }
    claims = [one for own in dated.values() for one in own]
    if len({(_begin(one), _end(one)) for one in claims}) <= 1:
        return None
    first, last = min(_begin(one).year for one in claims), max(_end(one).year for one in claims)
    scale = _Scale(first, last)
    strips, y, left_out = [], _TOP, 0
    for group, own in dated.items():
        if own:
            marks, lanes = _packed(own, scale, y + _HEADING)
            strips.append(Strip(group.heading, y, marks))
            left_out += len(own) - len(marks)
            y += _HEADING + lanes * _LANE + _APART
    return Timeline(
        strips, list(scale.ticks()), y + _HEADING, first, last, _entries(claims), left_out,
        round(scale(day), 2) if day and first <= day.year <= last else None,
    )  # fmt: skip


class _Scale:
    """From days to places across."""

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        self._start = datetime.date(first, 1, 1).toordinal()
        self._days = datetime.date(last, 12, 31).toordinal() - self._start

    def __call__(self, day: datetime.date) -> float:
        return _LEFT + (day.toordinal() - self._start) / self._days * (_RIGHT - _LEFT)

    def ticks(self) -> Iterator[tuple[int, float]]:
        """Yield years at even distances, and where each begins."""
        step = max(1, -(-(self._last - self._first + 1) // _MOST_TICKS))
        for year in range(self._first, self._last + 1, step):
            yield year, self(datetime.date(year, 1, 1))


def _packed(claims: Sequence[Claim], scale: _Scale, top: int) -> tuple[list[Mark], int]:
    """Return marks in as few lanes as they need, and the number of lanes."""
    lanes: list[float] = []
    marks = []
    for claim in sorted(claims, key=_begin):
        x = scale(_begin(claim))
        width = max(scale(_end(claim)) - x, _LEAST_WIDTH)
        free = next((lane for lane, end in enumerate(lanes) if end + _GAP <= x), len(lanes))
        if free == len(lanes):
            if free == _MOST_LANES:
                continue
            lanes.append(0)
        lanes[free] = x + width
        is_open = not (claim.timing.ends or claim.timing.held)
        marks.append(Mark(claim, round(x, 2), round(width, 2), top + free * _LANE, is_open))
    return marks, len(lanes)


def _entries(claims: Sequence[Claim]) -> list[tuple[int, list[Claim]]]:
    years: dict[int, list[Claim]] = {}
    for claim in sorted(claims, key=_begin, reverse=True):
        years.setdefault(_begin(claim).year, []).append(claim)
    return list(years.items())


def _begin(claim: Claim) -> datetime.date:
    return min(one.first for one in claim.timing.known)


def _end(claim: Claim) -> datetime.date:
    return max(one.last for one in claim.timing.known)
