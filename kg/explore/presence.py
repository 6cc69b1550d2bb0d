"""Presence: what there was as of a day, of very many things and claims at once.

Of an organisation or an initiative it is asked whether it existed; of an event or a source, whether
it had taken place or come out by then; of a person, whether a role or another tie held.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.explore.timing import ALWAYS, Bounds, Standing, Timing

STANDINGS = (Standing.ABSENT, Standing.POSSIBLE, Standing.CERTAIN)
"""How something stands, by the number that stands for it here; of two, the larger is surer."""

_Days = NDArray[np.int32]
"""Bounds, one after the other; or numbers."""
_EARLIEST, _BEGUN, _LASTING = map(Bounds._fields.index, ("earliest", "begun", "lasting"))
_HAPPEN = ("event", "source")
_EXIST = ("organisation", "initiative")


@dataclass(frozen=True)
class DayView:
    """How things and claims stand as of a day, each by its number.

    Parameters
    ----------
    things, claims
        Places in `STANDINGS`.
    begun
        Whether a claim may have begun by then, be it over or not.
    """

    things: NDArray[np.int8]
    claims: NDArray[np.int8]
    begun: NDArray[np.bool_]


class Presence:
    """What there was as of any day.

    Parameters
    ----------
    things
        Paths of the things, in the order of their numbers.
    lifetimes
        When things began and ended, by path; one of which nothing is said may have been there at
        any time.
    claims
        What is known of the time of each claim, in the order of their numbers.
    pairs
        Which things stand in which claims: pairs of their numbers.
    """

    def __init__(
        self,
        things: Sequence[str],
        lifetimes: Mapping[str, Timing],
        claims: Iterable[Timing],
        pairs: Collection[tuple[int, int]],
    ) -> None:
        kinds = np.asarray([path.rpartition("/")[0] for path in things])
        self._claims = _matrix(one.bounds for one in claims)
        thing, claim = np.asarray(list(pairs), dtype=np.int32).reshape(-1, 2).T
        self._things = _matrix(
            _bounds(path, kind, lifetimes) for path, kind in zip(things, kinds, strict=True)
        )
        _attest(self._things, self._claims, thing, claim, np.isin(kinds, _EXIST))
        of_people = kinds[thing] == "person" if len(thing) else np.zeros(0, dtype=bool)
        self._person, self._tie = thing[of_people], claim[of_people]

    def as_of(self, day: datetime.date) -> DayView:
        """Return how all stands as of a day."""
        claims, things = _standings(self._claims, day), _standings(self._things, day)
        best = np.zeros(len(things), dtype=np.int8)
        np.maximum.at(best, self._person, claims[self._tie])
        things[self._person] = best[self._person]
        return DayView(things, claims, self._claims[:, _EARLIEST] <= day.toordinal())


def _bounds(path: str, kind: str, lifetimes: Mapping[str, Timing]) -> Bounds:
    known = lifetimes.get(path, Timing()).bounds
    if kind in _HAPPEN:
        return known._replace(latest=ALWAYS.latest, lasting=ALWAYS.lasting)
    return ALWAYS if kind.startswith("concept/") else known


def _attest(
    things: _Days, claims: _Days, thing: _Days, claim: _Days, exist: NDArray[np.bool_]
) -> None:
    """Let the claims that are known to have held on a day attest that what they tie existed."""
    thing, claim = thing[exist[thing]], claim[exist[thing]]
    np.minimum.at(things[:, _BEGUN], thing, claims[claim, _BEGUN])
    np.maximum.at(things[:, _LASTING], thing, claims[claim, _LASTING])


def _matrix(bounds: Iterable[Bounds]) -> _Days:
    return np.asarray(list(bounds), dtype=np.int32).reshape(-1, len(Bounds._fields))


def _standings(bounds: _Days, day: datetime.date) -> NDArray[np.int8]:
    ordinal = day.toordinal()
    earliest, latest, begun, lasting = bounds.T
    sure = (begun <= ordinal) & (ordinal <= lasting)
    possible = (earliest <= ordinal) & (ordinal <= latest)
    standings: NDArray[np.int8] = np.where(possible, 1 + sure, 0).astype(np.int8)
    return standings
