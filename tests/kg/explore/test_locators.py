"""Places in a source stand in the order in which one reads."""

from __future__ import annotations

from random import Random

import pytest

from kg.explore.locators import reading_order

ORDERS = [
    ["", "title", "paragraph 2", "paragraph 10"],
    ["title", "page 9", "page 10", "page 101"],
    ["slide 2", "slide 11"],
    ["table 1 row 2", "table 1 row 10", "table 2 row 1"],
    ["paragraph 1", "paragraph 1 line 2", "paragraph 2"],
    ["title", "paragraph 17", "caption 1"],
]


@pytest.mark.parametrize("places", ORDERS)
def test_places_stand_in_reading_order(places: list[str]) -> None:
    shuffled = list(places)
    Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=reading_order) == places


@pytest.mark.parametrize("odd", ["7", " ", "page", "page -1", "§ 3", "page 1e9999", "²"])
def test_an_odd_place_has_its_order_too(odd: str) -> None:
    assert sorted([odd, "title", odd], key=reading_order).count(odd) == 2
