"""Recipes: read as they were written, refused with all that is wrong, compared with what was."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import WrongRecipe
from kg.networks import BETWEEN, BY, WEIGHTS, Recipe, differences

DAYS = st.dates(datetime.date(1800, 1, 1), datetime.date(2199, 12, 31))
SLUGS = st.lists(st.from_regex(r"[a-z0-9-]{1,8}", fullmatch=True), max_size=3).map(tuple)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Draw any recipe that can be followed."""
    since, until = sorted((draw(DAYS), draw(DAYS)))
    between = draw(st.sampled_from(BETWEEN))
    closed = {"people": "cooperation", "actors": "memberships"}.get(between)
    by = draw(st.lists(st.sampled_from([one for one in BY if one != closed]), min_size=1))
    sources = draw(SLUGS)
    return Recipe(
        between=between,
        by=tuple(by),
        weight=draw(st.sampled_from(WEIGHTS)),
        half_life=draw(st.none() | st.floats(0.1, 100)),
        since=draw(st.sampled_from([None, since])),
        until=until,
        possible=draw(st.booleans()),
        countries=draw(SLUGS),
        types=draw(SLUGS),
        sources=sources,
        without_sources=tuple(one for one in draw(SLUGS) if one not in sources),
        roll_up=draw(st.booleans()),
        successors=draw(st.booleans()),
        isolates=draw(st.booleans()),
    )


@given(recipes())
def test_a_recipe_is_read_as_it_was_written(recipe: Recipe) -> None:
    written = json.dumps(recipe.as_json())
    assert Recipe.from_json(json.loads(written)) == recipe


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(WrongRecipe) as refused:
        Recipe(
            between="people", by=("cooperation", "tea"), weight="gold", half_life=0.0,
            since=datetime.date(2019, 1, 1), until=datetime.date(2018, 1, 1),
            sources=("a", "b"), without_sources=("b",),
        )  # fmt: skip
    assert [one.partition(":")[0] for one in refused.value.complaints] == [
        "by", "weight", "by", "since", "half_life", "without_sources",
    ]  # fmt: skip
    assert str(refused.value) == "\n".join(refused.value.complaints)


@pytest.mark.parametrize("years", [0, -1, float("inf"), float("nan")])
def test_a_half_life_is_a_number_of_years(years: float) -> None:
    with pytest.raises(WrongRecipe, match="no number of years"):
        Recipe(between="people", by=("events",), half_life=years, until=datetime.date(2020, 1, 1))


def test_a_half_life_needs_a_day_to_look_back_from() -> None:
    with pytest.raises(WrongRecipe, match="give a last day"):
        Recipe(between="people", by=("events",), half_life=2)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("between", 3), ("by", "events"), ("by", [1]), ("weight", None), ("half_life", "long"),
        ("half_life", True), ("since", "2018-13-01"), ("since", 2018), ("possible", "yes"),
        ("possible", 1), ("countries", {"dk": 1}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(part: str, value: object) -> None:
    told = Recipe(between="people", by=("events",)).as_json() | {part: value}
    with pytest.raises(WrongRecipe, match=f"^{part}: .* cannot be read"):
        Recipe.from_json(told)


def test_what_is_missing_or_unknown_is_told_at_once() -> None:
    with pytest.raises(WrongRecipe) as refused:
        Recipe.from_json({"between": "people", "colour": "red", "x" * 300: 1, "since": 5})
    assert refused.value.complaints == (
        "by: it is missing.",
        "colour: a recipe has no such part.",
        "since: '5' cannot be read.",
        f"{'x' * 40}: a recipe has no such part.",
    )


def test_a_network_of_another_release_differs() -> None:
    made = {"nodes": 3, "ties": 2, "claims": 4, "sources": 1}
    then, now = {"release": "a", "made": made}, {"release": "b", "made": made | {"claims": 5}}
    told = [str(one) for one in differences(then, now)]
    assert told == ["release: a then, b now", "claims: 4 then, 5 now"]
    assert differences(now, now) == []
    assert differences({}, now) == [], "of a recipe alone nothing is known"


def test_what_only_code_can_get_wrong_is_told_with_what_to_give() -> None:
    with pytest.raises(WrongRecipe) as refused:
        Recipe(between="people", by="events", countries="dk", since=2017, until="2019")  # type: ignore[arg-type]
    assert refused.value.complaints == (
        "by: 'events' is a text; give a tuple of texts, as ('events',).",
        "since: 2017 is no day; give one as datetime.date(2017, 1, 1).",
        "until: '2019' is no day; give one as datetime.date(2017, 1, 1).",
        "countries: 'dk' is a text; give a tuple of texts, as ('dk',).",
    )
