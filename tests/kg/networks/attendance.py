"""Affiliations made up for tests: people who take part in events."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kg import Text
from kg.explore.timing import Timing
from kg.networks import BY, Affiliations
from kg.networks.affiliations import Claims, Things


def attendance(
    pairs: Mapping[tuple[int, int], str] | set[tuple[int, int]],
    countries: Mapping[int, str] | None = None,
) -> Affiliations:
    """Return people who take part in events, each by a claim of its own.

    Parameters
    ----------
    pairs
        Numbers of a person and an event, with the source that says so if it matters.
    countries
        Slug of the country of each person.
    """
    said = pairs if isinstance(pairs, Mapping) else dict.fromkeys(pairs, "s")
    of = countries or {}
    people, events = ({f"{kind}/{pair[side]}" for pair in said}
                      for side, kind in enumerate(("person", "event")))  # fmt: skip
    paths = sorted({*people, *events, *(f"concept/country/{slug}" for slug in of.values())})
    place = {path: number for number, path in enumerate(paths)}
    own = {f"person/{number}": [f"concept/country/{slug}"] for number, slug in of.items()}
    rows = [
        (place[f"person/{one}"], place[f"event/{other}"], claim)
        for claim, (one, other) in enumerate(sorted(said))
    ]
    empty = np.empty((0, 3), dtype=np.int32)
    return Affiliations(
        release="",
        things=Things(
            paths=paths, iris=paths, labels=[[Text(path)] for path in paths],
            countries=[own.get(path, []) for path in paths], types=[[] for _ in paths],
            whole=np.arange(len(paths), dtype=np.int32),
            successor=np.arange(len(paths), dtype=np.int32),
        ),
        claims=Claims(
            paths=[f"participation/{number}" for number in range(len(rows))],
            sources=[[said[pair]] for pair in sorted(said)],
            read_timings=lambda: [Timing()] * len(rows),
        ),
        rows=dict.fromkeys(BY, empty)
        | {"events": np.array(rows, dtype=np.int32).reshape(-1, 3)},
    )  # fmt: skip
