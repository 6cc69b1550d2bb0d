"""An explorer of a graph without its release: it tells of things, and says what it cannot do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import kg
from kg import Settings
from kg.errors import NoRelease, UnknownName
from kg.explore import Explorer

AASE = "person/aase-oest-aeroe"


@pytest.fixture(scope="module")
def alone(world_release: Settings) -> Explorer:
    """Return an explorer of the graph of the made-up world alone."""
    return Explorer(kg.open(world_release))


def test_it_tells_the_same_of_things(alone: Explorer, world_release: Settings) -> None:
    whole = Explorer.open(world_release)
    assert alone.thing(AASE, "da") == whole.thing(AASE, "da")
    assert alone.barometer("en") == whole.barometer("en")
    assert [one.link for one in alone.listing("event", "en").entries] == [
        one.link for one in whole.listing("event", "en").entries
    ]
    whole.close()
    alone.close()


def test_what_is_unknown_is_said_without_anything_like_it(alone: Explorer) -> None:
    with pytest.raises(UnknownName) as unknown:
        alone.thing("person/aase-oest-aero", "en")
    assert unknown.value.suggestions == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda explorer: explorer.finder.search("Åse"),
        lambda explorer: explorer.finder.called("Åse", 1),
        lambda explorer: explorer.finder.near("Åse", 1),
        lambda explorer: explorer.counts,
        lambda explorer: explorer.quality,
        lambda explorer: explorer.vocabulary("en"),
        lambda explorer: explorer.data.description("turtle"),
    ],
)
def test_what_needs_a_release_says_so(alone: Explorer, ask: Callable[[Explorer], Any]) -> None:
    with pytest.raises(NoRelease, match="Build it here with: kg build"):
        ask(alone)
