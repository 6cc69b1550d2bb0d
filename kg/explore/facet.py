"""One facet: which things have which values, and how many would be left by each choice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.explore.presence import DayView

# Of these the value is a path, as they are of several kinds; of the others the slug is enough.
_OF_PATHS = ("kind", "participation")
# One has taken part even when it is over; all else is of the day.
_BY_THEN = "participation"
# Values that are named at once; people look through no more of them.
_MOST = 30

TIMELESS = -1
"""The number of the claim, where something is no claim's to say."""
Pairs = NDArray[np.int32]
"""Pairs of a thing and a value, by number."""


@dataclass(frozen=True)
class Value:
    """A value of a facet.

    Parameters
    ----------
    key
        How addresses name it: a slug, a year, ``event/fog-summit-2015``, ``certain``.
    path
        Path of the thing or concept that it is; empty for what is none, such as a year.
    count
        Number of things that one would see with it.
    chosen
        Whether it is chosen.
    """

    key: str
    path: str
    count: int
    chosen: bool


class Facet:
    """What is said of the values of things, all by number.

    Parameters
    ----------
    name
        The facet: ``country``.
    said
        The number of a thing, the path of a value, or a year, and the number of the claim that
        says so, or `TIMELESS`.
    """

    def __init__(self, name: str, said: Iterable[tuple[int, str, int]]) -> None:
        self.name = name
        codes: dict[str, int] = {}
        pairs: dict[tuple[int, int], int] = {}
        statements = {
            (pairs.setdefault((thing, codes.setdefault(path, len(codes))), len(pairs)), claim)
            for thing, path, claim in said
        }
        self.paths = list(codes)
        self.keys = [_key(name, path) for path in self.paths]
        self._pairs = np.asarray(list(pairs), dtype=np.int32).reshape(-1, 2)
        self._said = np.asarray(sorted(statements), dtype=np.int32).reshape(-1, 2)
        # Concepts of several schemes may have the same slug, and stand for each other as a key.
        self._codes: dict[str, list[int]] = {}
        for code, key in enumerate(self.keys):
            self._codes.setdefault(key, []).append(code)
        by_key = sorted(range(len(self.keys)), key=self.keys.__getitem__, reverse=name == "year")
        self._rank = np.argsort(np.asarray(by_key, dtype=np.int32))

    def pairs(self, view: DayView | None) -> Pairs:
        """Return which things have which values, as of a day if there is one."""
        if not view:
            return self._pairs
        pair, claim = self._said.T
        counted = view.begun if self.name == _BY_THEN else view.claims > 0
        holds = np.append(counted, True)  # the last place is that of what is no claim's to say
        found: Pairs = self._pairs[np.unique(pair[holds[claim]])]
        return found

    def fitting(self, pairs: Pairs, chosen: Collection[str], number: int) -> NDArray[np.bool_]:
        """Return for each of a number of things whether it has one of the chosen values."""
        codes = [code for key in chosen for code in self._codes.get(key, ())]
        fits = np.zeros(number, dtype=bool)
        fits[pairs[np.isin(pairs[:, 1], codes), 0]] = True
        return fits

    def counted(
        self, pairs: Pairs, among: NDArray[np.bool_], chosen: Collection[str], *, whole: bool
    ) -> tuple[list[Value], int]:
        """Return the values that occur among some things or are chosen, and how many there are.

        The whole of them comes by key; else only the first come, by number.
        """
        counts = np.bincount(pairs[among[pairs[:, 0]], 1], minlength=len(self.keys))
        is_chosen = np.zeros(len(self.keys), dtype=bool)
        is_chosen[[code for key in chosen for code in self._codes.get(key, ())]] = True
        occurring = self._once_each(np.flatnonzero((counts > 0) | is_chosen), counts)
        order = (self._rank,) if whole or self.name == "year" else (self._rank, -counts)
        found = occurring[np.lexsort([column[occurring] for column in order])]
        most = len(found) if whole else _MOST
        seen = [code for place, code in enumerate(found) if place < most or is_chosen[code]]
        values = [self._value(code, counts[code], is_chosen[code]) for code in seen]
        # What is chosen and nothing has is shown too, so that it can be taken away.
        unknown = [Value(key, "", 0, True) for key in chosen if key not in self._codes]
        return values + unknown, len(found) + len(unknown)

    def _once_each(self, codes: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return of the codes of one key those that occur, or one where none does."""
        kept = [
            code
            for code in codes
            if counts[code] > 0 or code == max(self._codes[self.keys[code]], key=counts.__getitem__)
        ]
        return np.asarray(kept, dtype=np.intp)

    def _value(self, code: int, count: int, is_chosen: bool) -> Value:
        path = "" if self.name == "year" else self.paths[code]
        return Value(self.keys[code], path, int(count), bool(is_chosen))


def _key(facet: str, path: str) -> str:
    return path if facet in _OF_PATHS else path.rpartition("/")[2]
