"""Timelines: each claim stands where its time is, and none upon another."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explore import Claim, Group, Link, Span, Timing
from kg.explore.timing import span
from kg.terms import IRI, Text
from server.timeline import Timeline, timeline


def link(path: str) -> Link:
    return Link(IRI(f"https://e.org/id/{path}"), path, Text(path))


def group(key: str, timings: Iterable[Timing]) -> Group:
    """Return claims with these times, each with an organisation of its own."""
    claims = [
        Claim(
            link(f"role/{key}-{number}"), link(f"organisation/{number}"), None, (), (), timing=one
        )
        for number, one in enumerate(timings)
    ]
    return Group(key, Text(key), tuple(claims))


def drawn(*timings: Timing) -> Timeline:
    found = timeline([group("membership-from", timings)])
    assert found
    return found


def of(**printed: str) -> Timing:
    return Timing(**{name: (span(text),) for name, text in printed.items()})


def test_a_mark_is_as_long_as_its_time() -> None:
    found = drawn(of(starts="2010", ends="2019"), of(starts="2010", ends="2014"))
    (strip,) = found.strips
    widths = {mark.claim.link.path: mark.width for mark in strip.marks}
    assert widths["role/membership-from-0"] == pytest.approx(98)  # all there is between the margins
    assert widths["role/membership-from-1"] == pytest.approx(49, abs=0.1)
    assert (found.first, found.last) == (2010, 2019)


def test_what_has_no_known_end_may_go_on() -> None:
    found = drawn(of(starts="2010"), of(starts="2012", ends="2014"), of(held="2015-03-01"))
    open_ = {mark.claim.link.path: mark.is_open for strip in found.strips for mark in strip.marks}
    assert list(open_.values()) == [True, False, False]


def test_one_time_is_no_timeline() -> None:
    same = of(held="2018-01-26")
    assert timeline([]) is None
    assert timeline([group("participation-from", [same])]) is None
    assert timeline([group("participation-from", [same, same])]) is None
    assert timeline([group("participation-from", [Timing(), same, Timing()])]) is None


def test_what_has_no_date_or_ties_nothing_is_left_to_the_sections() -> None:
    dated = [of(held="2018"), of(held="2020")]
    without = group("membership-from", [Timing(), *dated])
    figures = [Claim(link("figure/a"), link("figure/a"), None, (), (), timing=dated[0])]
    found = timeline([without, Group("observation", Text("Figures"), tuple(figures))])
    assert found
    assert [strip.heading for strip in found.strips] == ["membership-from"]
    assert len(found.strips[0].marks) == 2


def test_far_too_many_are_counted_and_listed() -> None:
    found = drawn(*[of(starts="2010", ends="2019")] * 40, of(held="2005"))
    (strip,) = found.strips
    assert found.left_out == 41 - len(strip.marks) > 0
    assert len({mark.y for mark in strip.marks}) == 14
    assert sum(len(claims) for _year, claims in found.entries) == 41


days = st.dates(datetime.date(1990, 1, 1), datetime.date(2026, 12, 31))
spans = st.builds(lambda one, other: Span(min(one, other), max(one, other)), days, days)
timings = st.builds(
    lambda starts, ends, attested: Timing(starts=starts, ends=ends, attested=attested),
    *[st.lists(spans, max_size=1).map(tuple)] * 3,
)


@given(first=st.lists(timings, max_size=25), second=st.lists(timings, max_size=8))
def test_all_stands_within_the_picture_and_apart(first: list[Timing], second: list[Timing]) -> None:
    groups = [group("membership-from", first), group("participation-from", second)]
    dated = [one for own in groups for one in own.claims if one.timing.known]
    found = timeline(groups)
    if not found:
        return
    marks = [mark for strip in found.strips for mark in strip.marks]
    assert len(marks) + found.left_out == len(dated)
    assert sorted((claim.link.path for _, claims in found.entries for claim in claims)) == sorted(
        claim.link.path for claim in dated
    )
    for mark in marks:
        assert mark.x >= 0
        assert mark.width > 0
        assert mark.x + mark.width <= 100
        assert 0 < mark.y < found.height
    lanes: dict[int, list[tuple[float, float]]] = {}
    for mark in marks:
        lanes.setdefault(mark.y, []).append((mark.x, mark.x + mark.width))
    for own in lanes.values():
        own.sort()
        assert all(one[1] < other[0] for one, other in itertools.pairwise(own))
    begins = [min(one.first for one in mark.claim.timing.known) for mark in marks]
    order = sorted(range(len(marks)), key=lambda place: begins[place])
    assert all(marks[one].x <= marks[other].x for one, other in itertools.pairwise(order))
    years = [year for year, _ in found.entries]
    assert years == sorted(set(years), reverse=True)
    assert found.first <= min(years) <= max(years) <= found.last
    ticks = [place for _, place in found.ticks]
    assert ticks == sorted(ticks)
    assert 1 <= len(ticks) <= 8
