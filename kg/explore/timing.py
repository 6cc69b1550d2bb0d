"""Time: whether a claim held on a day, as far as its dates can tell.

Dates are kept as exact as they were printed, so that each is a span of days: 2018 is the days from
1 January to 31 December. As of a day a claim is certain, possible or absent: the three values of
Allen and Hayes' reasoning with what is known only within bounds.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from kg.errors import WrongDay
from kg.store import Answer
from kg.terms import IRI, Value

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""The years within which a day may be asked for."""
_LONGEST = 40
_FIRST, _LAST = datetime.date.min, datetime.date.max


class Standing(Enum):
    """How a claim stands as of a day.

    ``CERTAIN``: the day lies between a known start and a known end, or between two days on which
    sources attest the claim. ``ABSENT``: it lies before the start or after the end, be it of the
    claim or of what it ties. ``POSSIBLE``: anything else, as a bound is unknown.
    """

    CERTAIN = "certain"
    POSSIBLE = "possible"
    ABSENT = "absent"


@dataclass(frozen=True)
class Span:
    """The days within which something lies, from the first to the last of them."""

    first: datetime.date
    last: datetime.date

    @property
    def printed(self) -> Value:
        """The span as dates are printed: a day, ``2018-06``, ``2018``, else with a slash.

        Examples
        --------
        >>> [span(text).printed for text in ("2018", "2018-02", "2017/2018")]
        ['2018', '2018-02', '2017-01-01/2018-12-31']
        """
        if self.first == self.last:
            return self.first
        year, month = f"{self.first:%Y}", f"{self.first:%Y-%m}"
        same = (text for text in (year, month) if span(text) == self)
        return next(same, f"{self.first}/{self.last}")


def span(printed: Value) -> Span:
    """Return the days of a date as it was printed.

    Parameters
    ----------
    printed
        A day, ``2018-06``, ``2018``, or an interval with a slash.

    Examples
    --------
    >>> span("2018-02")
    Span(first=datetime.date(2018, 2, 1), last=datetime.date(2018, 2, 28))
    >>> span("2017/2018").first, span("2017/2018").last
    (datetime.date(2017, 1, 1), datetime.date(2018, 12, 31))
    """
    start, _, end = str(printed).partition("/")
    return Span(_days(start)[0], _days(end or start)[1])


def _days(printed: str) -> tuple[datetime.date, datetime.date]:
    parts = [int(part) for part in printed.split("-")]
    year, month, day = (*parts, 0, 0)[:3]  # what is not said is nought
    last_month = month or 12
    last_day = day or monthrange(year, last_month)[1]
    return (
        datetime.date(year, month or 1, day or 1),
        datetime.date(year, last_month, last_day),
    )


def day_of(text: str) -> datetime.date:
    """Return the day that a reader asks for.

    Parameters
    ----------
    text
        A day in ISO 8601: ``2018-06-01``.

    Raises
    ------
    WrongDay
        If there is no such day, or it lies outside the years that make sense here.

    Examples
    --------
    >>> day_of("2018-06-01")
    datetime.date(2018, 6, 1)
    """
    wrong = (
        f"There is no day {text[:_LONGEST]!r}. "
        f"Write year, month and day, between {FIRST_YEAR} and {LAST_YEAR}: 2018-06-01."
    )
    return _asked_days(text, r"\d{4}-\d\d-\d\d", wrong).first


def period_of(text: str) -> Span:
    """Return the days of a year, a month or a day that a reader asks for.

    Parameters
    ----------
    text
        As in ISO 8601: ``2018``, ``2018-06``, ``2018-06-01``.

    Raises
    ------
    WrongDay
        If there is no such time, or it lies outside the years that make sense here.

    Examples
    --------
    >>> period_of("2018-02").last
    datetime.date(2018, 2, 28)
    """
    wrong = (
        f"There is no year, month or day {text[:_LONGEST]!r}. "
        f"Write one between {FIRST_YEAR} and {LAST_YEAR}: 2018, 2018-06, 2018-06-01."
    )
    return _asked_days(text, r"\d{4}(-\d\d){0,2}", wrong)


def _asked_days(text: str, form: str, wrong: str) -> Span:
    """Return the days that a text of some form means, or raise what is wrong with it."""
    if not re.fullmatch(form, text, re.ASCII):
        raise WrongDay(wrong)
    try:
        days = span(text)
    except ValueError:
        raise WrongDay(wrong) from None
    if not FIRST_YEAR <= days.first.year <= LAST_YEAR:
        raise WrongDay(wrong)
    return days


class Bounds(NamedTuple):
    """Four days that decide how something stands as of any day, as proleptic ordinals.

    Parameters
    ----------
    earliest, latest
        Before the one and after the other it cannot hold.
    begun, lasting
        From the one to the other it holds for certain; nowhere where the one comes after the other.
    """

    earliest: int
    latest: int
    begun: int
    lasting: int


ALWAYS = Bounds(
    earliest=_FIRST.toordinal(),
    latest=_LAST.toordinal(),
    begun=_FIRST.toordinal(),
    lasting=_LAST.toordinal(),
)
"""What holds for certain on any day."""


@dataclass(frozen=True)
class Timing:
    """What is known of the time of a claim.

    Parameters
    ----------
    starts, ends
        When it begins and ends; several where sources differ.
    attested
        When sources show it to hold.
    held
        When the event takes place in which somebody takes part: then, and at no other time.
    not_before, not_after
        When what it ties begins and ends, such as an initiative and an organisation; one for each,
        as it holds only while all are there. For taking part they are not asked: whoever takes part
        is there.
    """

    starts: tuple[Span, ...] = ()
    ends: tuple[Span, ...] = ()
    attested: tuple[Span, ...] = ()
    held: tuple[Span, ...] = ()
    not_before: tuple[Span, ...] = ()
    not_after: tuple[Span, ...] = ()

    @property
    def known(self) -> tuple[Span, ...]:
        """All days, or spans of them, in which it is known to have held."""
        return (*self.starts, *self.attested, *self.held, *self.ends)

    @property
    def years(self) -> str:
        """The first and the last year in which it is known to have held; empty for none.

        Examples
        --------
        >>> Timing(starts=(span("2014"),), attested=(span("2018-02-06"),)).years
        '2014–2018'
        """
        if not self.known:
            return ""
        first, last = min(one.first for one in self.known), max(one.last for one in self.known)
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"

    def standing(self, day: datetime.date) -> Standing:
        """Return how the claim stands as of a day.

        Examples
        --------
        >>> role = Timing(starts=(span("2014"),), attested=(span("2018-02-06"),))
        >>> [role.standing(datetime.date(year, 6, 1)).value for year in (2013, 2014, 2016, 2020)]
        ['absent', 'possible', 'certain', 'possible']
        """
        bounds, ordinal = self.bounds, day.toordinal()
        if not bounds.earliest <= ordinal <= bounds.latest:
            return Standing.ABSENT
        sure = bounds.begun <= ordinal <= bounds.lasting
        return Standing.CERTAIN if sure else Standing.POSSIBLE

    @property
    def sure(self) -> tuple[Span, ...]:
        """Spans of days in each of which it held on at least one, whichever source is right."""
        return (*_merged(self.starts), *self.attested, *self.held, *_merged(self.ends))

    @cached_property
    def bounds(self) -> Bounds:
        """All of it that matters for how the claim stands as of a day."""
        begins, finishes = _merged((*self.starts, *self.held)), _merged((*self.ends, *self.held))
        lowest = [one.first for one in (*begins, *(() if self.held else self.not_before))]
        highest = [one.last for one in (*finishes, *(() if self.held else self.not_after))]
        return Bounds(
            earliest=max(lowest, default=_FIRST).toordinal(),
            latest=min(highest, default=_LAST).toordinal(),
            begun=min((one.last for one in self.sure), default=_LAST).toordinal(),
            lasting=max((one.first for one in self.sure), default=_FIRST).toordinal(),
        )


_Parts = dict[str, dict[str, set[Span]]]
"""Dates by the part that they play and, where they are those of what is tied, by that thing."""


def timings(rows: Iterable[Answer]) -> dict[IRI, Timing]:
    """Return the timing of each claim.

    Parameters
    ----------
    rows
        What the query ``claim_dates`` answers: ``claim``, ``part`` (a name of a parameter of
        `Timing`, or ``published``), ``date``, and ``end``, the thing that begins or ends. A claim
        without any other date is attested when its sources were published.
    """
    said: dict[IRI, _Parts] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        end = str(row.get("end", ""))
        said[IRI(str(row["claim"]))][str(row["part"])].setdefault(end, set()).add(span(row["date"]))
    return {claim: _timing(parts) for claim, parts in said.items()}


def _timing(parts: _Parts) -> Timing:
    own = ("starts", "ends", "attested", "held")
    given = {name: _sorted(parts.get(name, {}).get("", ())) for name in own}
    for name in ("not_before", "not_after"):
        given[name] = _sorted(
            one for spans in parts.get(name, {}).values() for one in _merged(spans)
        )
    if not any(given[name] for name in own):
        given["attested"] = _sorted(parts.get("published", {}).get("", ()))
    return Timing(**given)


def _merged(spans: Collection[Span]) -> tuple[Span, ...]:
    """Return the days within which a start or an end lies, whichever of the sources is right."""
    if not spans:
        return ()
    return (Span(min(one.first for one in spans), max(one.last for one in spans)),)


def _sorted(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda one: (one.first, one.last)))
