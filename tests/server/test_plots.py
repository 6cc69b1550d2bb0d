"""Plots: everything lies where its figure says, and within the picture."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explore import Figure, Link
from kg.terms import IRI, Text
from server.plots import bars, lines


def link(path: str) -> Link:
    return Link(IRI(f"https://e.org/{path}"), path, Text(path.rpartition("/")[2]))


FIGURE = Figure(
    link=link("observation/a"),
    survey=link("initiative/count"),
    country=link("concept/country/dk"),
    sector=link("concept/sector/all"),
    indicator=link("concept/indicator/share"),
    unit=link("concept/unit/percent"),
    edition="2015",
    period="2013/2014",
    value=Decimal(80),
    precisions=(),
    respondents=(),
    populations=(),
    wordings=(),
    evidence=(),
)


def figure(value: object, edition: str = "2015", unit: str = "percent") -> Figure:
    return replace(
        FIGURE, value=Decimal(str(value)), edition=edition, unit=link(f"concept/unit/{unit}")
    )


values = st.decimals(min_value=0, max_value=100_000, places=2).map(figure)
years = st.builds(
    figure,
    st.decimals(min_value=0, max_value=100, places=2),
    st.integers(min_value=1990, max_value=2040).map(str),
)


def test_shares_are_drawn_on_a_scale_of_a_hundred() -> None:
    drawn = bars([("Denmark", [figure(50), figure(100)])], lambda one: one.edition)
    assert [bar.width for bar in drawn.bars] == [42.0, 84.0]
    assert [heading.text for heading in drawn.headings] == ["Denmark"]
    assert [bar.label for bar in drawn.bars] == ["2015", "2015"]


def test_counts_are_drawn_on_a_scale_of_the_largest() -> None:
    drawn = bars([("Denmark", [figure(1, unit="count"), figure(2, unit="count")])], str)
    assert [bar.width for bar in drawn.bars] == [42.0, 84.0]


def test_nothing_is_drawn_as_nothing() -> None:
    assert bars([], str).bars == ()
    assert bars([("Denmark", [figure(0, unit="count")])], str).bars[0].width == 0


@given(st.lists(st.lists(values, min_size=1, max_size=4), max_size=4))
def test_bars_lie_in_the_picture_and_not_on_each_other(groups: list[list[Figure]]) -> None:
    drawn = bars([(str(at), own) for at, own in enumerate(groups)], lambda one: one.edition)
    places = [bar.y for bar in drawn.bars]
    assert all(later - former >= 40 for former, later in pairwise(places))
    assert all(0 <= bar.width <= 84 and 0 <= bar.y < drawn.height - 30 for bar in drawn.bars)
    assert len(drawn.bars) == sum(map(len, groups))


def test_lines_go_from_the_first_year_to_the_last() -> None:
    drawn = lines([("Denmark", [figure(80, "2020"), figure(86, "2015"), figure(83, "2023")])])
    (line,) = drawn.lines
    assert [point.figure.year for point in line.points] == ["2015", "2020", "2023"]
    assert line.points[0].x < line.points[1].x < line.points[2].x
    assert line.points[0].y < line.points[2].y < line.points[1].y  # what is more lies higher
    assert len(list(line.steps)) == 2
    assert [year for _x, _line, year in drawn.years] == ["2015", "2020", "2023"]


@given(st.lists(st.lists(years, min_size=1, max_size=4), min_size=1, max_size=6))
def test_lines_and_their_names_lie_in_the_picture(series: list[list[Figure]]) -> None:
    drawn = lines([(str(at), own) for at, own in enumerate(series)])
    for line in drawn.lines:
        assert all(0 <= one.x <= 90 and 0 <= one.y <= drawn.height for one in line.points)
        assert 0 <= line.label_y <= drawn.height
    names = sorted(line.label_y for line in drawn.lines)
    assert all(later - former > 16 for former, later in pairwise(names))
    levels = [y for y, _level in drawn.levels]
    assert levels == sorted(levels, reverse=True)


@pytest.mark.parametrize("value", [0, 73, 100])
def test_a_single_height_has_a_scale_too(value: int) -> None:
    drawn = lines([("Denmark", [figure(value, "2015"), figure(value, "2017")])])
    assert len(drawn.levels) >= 2
