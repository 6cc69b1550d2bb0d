"""Time: certain, possible or absent as of a day, as far as dates can tell."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import WrongDay
from kg.explore import Span, Standing, Timing, day_of
from kg.explore.timing import span, timings
from kg.store import Answer
from kg.terms import IRI

CERTAIN, POSSIBLE, ABSENT = Standing.CERTAIN, Standing.POSSIBLE, Standing.ABSENT


def of(**printed: str) -> Timing:
    """Return a timing by dates as printed, several with a comma between."""
    return Timing(
        **{name: tuple(span(one) for one in dates.split(",")) for name, dates in printed.items()}
    )


@pytest.mark.parametrize(
    ("timing", "day", "standing"),
    [
        (of(starts="2014-01-09", ends="2020-09-30"), "2014-01-08", ABSENT),
        (of(starts="2014-01-09", ends="2020-09-30"), "2014-01-09", CERTAIN),
        (of(starts="2014-01-09", ends="2020-09-30"), "2020-09-30", CERTAIN),
        (of(starts="2014-01-09", ends="2020-09-30"), "2020-10-01", ABSENT),
        (of(starts="2014", ends="2020"), "2014-06-01", POSSIBLE),  # some day of that year
        (of(starts="2014", ends="2020"), "2014-12-31", CERTAIN),
        (of(starts="2014", ends="2020"), "2020-01-01", CERTAIN),
        (of(starts="2014", ends="2020"), "2020-01-02", POSSIBLE),
        (of(starts="2014"), "2013-12-31", ABSENT),
        (of(starts="2014"), "2030-01-01", POSSIBLE),
        (of(ends="2014-02"), "2014-03-01", ABSENT),
        (of(ends="2014-02"), "1990-03-01", POSSIBLE),
        (of(attested="2016,2019-02-06"), "2018-06-01", CERTAIN),  # between two attested days
        (of(attested="2016,2019-02-06"), "2016-06-01", POSSIBLE),
        (of(attested="2016,2019-02-06"), "2019-02-07", POSSIBLE),
        (of(starts="2014", attested="2018"), "2016-01-01", CERTAIN),
        (of(attested="2018-01-26"), "2018-01-26", CERTAIN),
        (of(held="2018-01-26"), "2018-01-26", CERTAIN),
        (of(held="2018-01-26"), "2018-01-27", ABSENT),
        (of(held="2018-01-24,2018-01-26"), "2018-01-25", CERTAIN),
        (of(held="2018"), "2018-07-01", POSSIBLE),
        (of(attested="2018", not_before="2017-05-01"), "2017-04-30", ABSENT),
        (of(attested="2018", not_after="2019"), "2020-01-01", ABSENT),
        (of(attested="2018", not_after="2019"), "2019-12-31", POSSIBLE),
        # It holds only while all are there that it ties.
        (of(attested="2023", not_before="2015,2022-02-04"), "2018-06-01", ABSENT),
        (of(attested="2023", not_before="2015,2022-02-04"), "2022-02-04", POSSIBLE),
        (of(attested="2015", not_after="2016,2022"), "2018-06-01", ABSENT),
        # Whoever takes part is there, whatever else is said of when it was founded.
        (of(held="2018-01-26", not_before="2022"), "2018-01-26", CERTAIN),
        (Timing(), "2018-01-01", POSSIBLE),
        (of(starts="2014,2016"), "2015-06-01", POSSIBLE),  # sources differ, and either may be right
        (of(starts="2014,2016"), "2013-06-01", ABSENT),
    ],
)
def test_as_of_a_day(timing: Timing, day: str, standing: Standing) -> None:
    assert timing.standing(day_of(day)) is standing


days = st.dates(datetime.date(2010, 1, 1), datetime.date(2020, 12, 31))
spans = st.builds(lambda one, other: Span(min(one, other), max(one, other)), days, days)


@given(start=spans, end=spans, day=days, when=st.data())
def test_whenever_it_really_was_the_answer_is_not_wrong(
    start: Span, end: Span, day: datetime.date, when: st.DataObject
) -> None:
    """Take any real start and end within the printed dates: certain and absent must be true."""
    began = when.draw(st.dates(start.first, start.last))
    ended = when.draw(st.dates(end.first, end.last))
    standing = Timing(starts=(start,), ends=(end,)).standing(day)
    if began <= ended:
        holds = began <= day <= ended
        assert holds or standing is not CERTAIN
        assert not holds or standing is not ABSENT


@given(
    timing=st.builds(Timing, *[st.lists(spans, max_size=2).map(tuple)] * 4), more=spans, day=days
)
def test_another_attestation_takes_nothing_away(
    timing: Timing, more: Span, day: datetime.date
) -> None:
    before, after = timing, replace(timing, attested=(*timing.attested, more))
    assert (before.standing(day) is ABSENT) == (after.standing(day) is ABSENT)
    assert before.standing(day) is not CERTAIN or after.standing(day) is CERTAIN


@pytest.mark.parametrize(
    "text",
    ["", "2018", "2018-06", "2018-02-30", "2018-13-01", "1799-12-31", "2200-01-01", "0000-00-00",
     "20180601", "2018-W01-1", "９９９９-01-01", "2018-06-01T00:00", "<b>", "x" * 9999, "2018-6-1"],
)  # fmt: skip
def test_a_day_that_there_is_not_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(WrongDay, match="2018-06-01") as caught:
        day_of(text)
    assert len(str(caught.value)) < 200


def test_a_claim_without_dates_is_attested_when_its_sources_were_published() -> None:
    claim, other = IRI("https://e.org/id/role/a"), IRI("https://e.org/id/role/b")
    rows: list[Answer] = [
        {"claim": claim, "part": "published", "date": "2018-01"},
        {"claim": other, "part": "published", "date": "2018-01"},
        {"claim": other, "part": "starts", "date": "2014"},
    ]
    known = timings(rows)
    assert known[claim] == of(attested="2018-01")
    assert known[other] == of(starts="2014")


def test_sources_that_differ_on_one_end_are_merged_and_ends_are_not() -> None:
    claim = IRI("https://e.org/id/involvement/a")
    one, other = IRI("https://e.org/id/organisation/b"), IRI("https://e.org/id/initiative/c")
    rows: list[Answer] = [
        {"claim": claim, "part": "not_before", "date": "2014", "end": one},
        {"claim": claim, "part": "not_before", "date": "2016", "end": one},
        {"claim": claim, "part": "not_before", "date": "2018-03", "end": other},
        {"claim": claim, "part": "not_after", "date": "2020"},
        {"claim": claim, "part": "not_after", "date": "2022"},
    ]
    assert timings(rows)[claim] == of(not_before="2014/2016,2018-03", not_after="2020/2022")
