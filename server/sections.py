"""Sections: the claims of a thing as its page shows them, by kind and by time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from kg.explore import Claim, Group, Standing
from kg.terms import Text
from server.presentation import by_other


@dataclass(frozen=True)
class Block:
    """Claims that stand together under a heading of their own, if any.

    Parameters
    ----------
    title
        What they have in common; empty where all of the section stand together.
    others
        The claims by the thing at their other end.
    number
        Number of these things, of which there may be more than are shown.
    """

    title: str
    others: Sequence[Sequence[Claim]]
    number: int


@dataclass(frozen=True)
class Section:
    """Claims of one kind.

    Parameters
    ----------
    key
        By which addresses name it.
    heading
        What the claims are.
    blocks
        The claims, by time.
    total
        Number of things at the other ends.
    absent
        Number of claims that do not hold on the day that is asked for.
    """

    key: str
    heading: Text
    blocks: Sequence[Block]
    total: int
    absent: int

    @property
    def claims(self) -> list[Claim]:
        """All claims that are shown."""
        return [one for block in self.blocks for claims in block.others for one in claims]

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is shown."""
        return any(block.number > len(block.others) for block in self.blocks)


def section(group: Group, day: datetime.date | None, most: int | None) -> Section:
    """Return the section of a group.

    Parameters
    ----------
    group
        The claims.
    day
        The day as of which they are shown; all times, if None.
    most
        Largest number of claims in a block; any number, if None.
    """
    blocks = _as_of(group, day) if day else _now_and_before(group)
    shown = [(title, by_other(claims)) for title, claims in blocks if claims]
    kept = {one.link.path for _, claims in blocks for one in claims}
    return Section(
        group.key,
        group.heading,
        [Block(title, list(_first(others, most)), len(others)) for title, others in shown],
        len(by_other(one for one in group.claims if one.link.path in kept)),
        sum(one.link.path not in kept for one in group.claims),
    )


def _first(others: Iterable[Sequence[Claim]], most: int | None) -> Iterator[Sequence[Claim]]:
    """Yield the first things with their claims, at least one, as long as there are not too many."""
    number = 0
    for claims in others:
        number += len(claims)
        if most is not None and len(claims) < number > most:
            return
        yield claims


def _as_of(group: Group, day: datetime.date) -> list[tuple[str, list[Claim]]]:
    """Return the claims that are certain and those that are possible as of a day."""
    return [
        (gettext("Certain on that day"), _standing(group.claims, day, Standing.CERTAIN)),
        (gettext("Possible: a date is unknown"), _standing(group.claims, day, Standing.POSSIBLE)),
    ]


def _now_and_before(group: Group) -> list[tuple[str, list[Claim]]]:
    """Return the claims that have not ended, as far as is known, and those that have.

    Taking part in an event is over with it; that is no news.
    """
    today = datetime.datetime.now(datetime.UTC).date()
    ended = [
        one
        for one in _standing(group.claims, today, Standing.ABSENT)
        if not one.timing.held and (one.timing.ends or one.timing.not_after)
    ]
    if not ended:
        return [("", list(group.claims))]
    past = {one.link.path for one in ended}
    present = [one for one in group.claims if one.link.path not in past]
    return [(gettext("No end is known"), present), (gettext("Before"), ended)]


def _standing(claims: Iterable[Claim], day: datetime.date, standing: Standing) -> list[Claim]:
    return [one for one in claims if one.timing.standing(day) is standing]
