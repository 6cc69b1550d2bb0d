"""Recipes: how a network is made, in words that people read and that a program can follow again."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from math import inf
from typing import Any, Final

from kg.errors import Refusal, WrongRecipe

PEOPLE, ORGANISATIONS = "people", "organisations"
ACTORS, COUNTRIES = "actors", "countries"
BETWEEN: Final = (PEOPLE, ORGANISATIONS, ACTORS, COUNTRIES)
"""Between whom there are ties."""
EVENTS, INITIATIVES, MEMBERSHIPS, COOPERATION = (
    "events",
    "initiatives",
    "memberships",
    "cooperation",
)
BY: Final = (EVENTS, INITIATIVES, MEMBERSHIPS, COOPERATION)
"""What ties them; see `Recipe`."""
COUNT, NEWMAN, FRACTIONAL = "count", "newman", "fractional"
WEIGHTS: Final = (COUNT, NEWMAN, FRACTIONAL)
"""How much each thing counts that two share; see `Recipe`."""

UNFIT: Final = {
    (PEOPLE, COOPERATION): Refusal(
        "by", "cooperation is stated of organisations, and not of people."
    ),
    (ACTORS, MEMBERSHIPS): Refusal(
        "by", "memberships lie between people and organisations; choose one of them."
    ),
}
"""What cannot be tied by what, and why."""

_LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a network is made.

    Parameters
    ----------
    between
        ``people``, ``organisations``, ``actors``, which are both, or ``countries``, which take part
        by their people and organisations.
    by
        What ties them, at least one of: ``events`` in which both take part, organisations also by
        whoever takes part on behalf of them; ``initiatives`` in which both are involved;
        ``memberships``, of people roles in the same organisation, of organisations and countries
        the same person with a role in both; ``cooperation``, of which a source says so.
    weight
        What each thing that two share adds to the weight of their tie: ``count`` adds 1; ``newman``
        1/(n-1), where n share it (Newman 2001); ``fractional`` 2/(n(n-1)), so that each
        thing counts 1 in all (Batagelj & Cerinšek 2013). Whoever is left out by
        `countries` and `types` counts in n.
    half_life
        Years after which what was shared counts half as much, from its last known day to `until`;
        without it, it counts the same for ever. What has no known day is then left out.
    since, until
        First and last day of the window of time; it is open on a side without one.
    possible
        Whether what only may lie in the window, as dates of it are not known, counts too.
    countries
        Slugs of the countries of the nodes (``dk``); without one, all.
    types
        Paths of concepts (``concept/organisation-type/municipality``). Where a node, an event or an
        initiative can have a type of such a scheme, it must have one of these.
    sources
        Slugs of the only sources whose claims count; without one, all.
    without_sources
        Slugs of sources whose claims do not count.
    roll_up
        Whether a unit counts as the organisation that it is a unit of.
    successors
        Whether an organisation counts as the one that succeeded it, where that is one alone,
        whatever the window of time, and whoever says so.
    isolates
        Whether whoever takes part in something, but with nobody, is kept.

    Raises
    ------
    WrongRecipe
        With all that is wrong, at once.

    Examples
    --------
    >>> recipe = Recipe(between="organisations", by=("events",), until=datetime.date(2019, 12, 31))
    >>> recipe.weight, recipe.until.isoformat()
    ('count', '2019-12-31')
    >>> Recipe(between="robots", by=())
    Traceback (most recent call last):
    ...
    kg.errors.WrongRecipe: between: 'robots' is none of people, organisations, actors, countries.
    by: nothing is given; choose of events, initiatives, memberships, cooperation.
    """

    between: str
    by: tuple[str, ...]
    weight: str = COUNT
    half_life: float | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    possible: bool = False
    countries: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    without_sources: tuple[str, ...] = ()
    roll_up: bool = False
    successors: bool = False
    isolates: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be followed."""
        complaints = list(self._misfits()) or list(self._complaints())
        if complaints:
            raise WrongRecipe(complaints)

    @property
    def counts(self) -> bool:
        """Whether weights are numbers of things that are shared, thus whole."""
        return self.weight == COUNT and self.half_life is None

    def _misfits(self) -> Iterator[str]:
        """Yield what only code can get wrong, as the page and the command read texts."""
        for one in fields(self):
            value = getattr(self, one.name)
            if str(one.type).startswith("tuple") and isinstance(value, str):
                yield f"{one.name}: {value!r} is a text; give a tuple of texts, as ({value!r},)."
            if "date" in str(one.type) and not isinstance(value, datetime.date | None):
                yield f"{one.name}: {value!r} is no day; give one as datetime.date(2017, 1, 1)."

    def _complaints(self) -> Iterator[Refusal]:
        yield from _unknown("between", (self.between,), BETWEEN)
        yield from _unknown("by", self.by, BY)
        yield from _unknown("weight", (self.weight,), WEIGHTS)
        if not self.by:
            yield Refusal("by", "nothing is given; choose of %(known)s.", known=", ".join(BY))
        yield from (UNFIT[pair] for by in self.by if (pair := (self.between, by)) in UNFIT)
        if self.since and self.until and self.since > self.until:
            yield Refusal(
                "since",
                "%(since)s comes after the last day, which is %(until)s.",
                since=self.since,
                until=self.until,
            )
        if self.half_life is not None and not 0 < self.half_life < inf:
            yield Refusal(
                "half_life", "%(value)s is no number of years above 0.", value=self.half_life
            )
        if self.half_life is not None and not self.until:
            yield Refusal("half_life", "there is no day to look back from; give a last day.")
        both = sorted({*self.sources} & {*self.without_sources})
        if both:
            yield Refusal(
                "without_sources", "%(both)s is also among the only sources.", both=", ".join(both)
            )

    def as_json(self) -> dict[str, Any]:
        """Return the recipe as JSON has it; also what is as usual, which may change one day."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Recipe:
        """Return the recipe that `as_json` told.

        Raises
        ------
        WrongRecipe
            With all that is wrong, at once.

        Examples
        --------
        >>> recipe = Recipe(between="people", by=("events",), since=datetime.date(2017, 1, 1))
        >>> Recipe.from_json(recipe.as_json()) == recipe
        True
        """
        parts = {one.name: one for one in fields(cls)}
        complaints = [f"{str(name)[:_LONGEST]}: a recipe has no such part." for name in told
                      if name not in parts]  # fmt: skip
        complaints += [
            f"{name}: it is missing."
            for name, one in parts.items()
            if one.default is MISSING and name not in told
        ]
        values = {}
        for name in parts.keys() & told.keys():
            try:
                values[name] = _READERS[str(parts[name].type)](told[name])
            except (TypeError, ValueError):
                complaints.append(f"{name}: {str(told[name])[:_LONGEST]!r} cannot be read.")
        if complaints:
            raise WrongRecipe(sorted(complaints))
        return cls(**values)


@dataclass(frozen=True)
class Difference:
    """What differs between a network as it was made once, and as it is made now.

    Parameters
    ----------
    name
        ``release``, or what is counted: ``nodes``, ``ties``, ``claims``, ``sources``.
    then, now
        What it was, and what it is.
    """

    name: str
    then: str | int
    now: str | int | None

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.name}: {self.then} then, {self.now} now"


def differences(told: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between a network as it was made once, and as it is made now.

    Parameters
    ----------
    told, now
        Attributes ``graph`` of the two networks, as `kg.networks.project` makes them. Of the first
        no more is asked than it tells.

    Examples
    --------
    >>> made = {"nodes": 3, "ties": 2}
    >>> here = {"release": "b2", "made": made | {"ties": 3}}
    >>> [str(one) for one in differences({"release": "a1", "made": made}, here)]
    ['release: a1 then, b2 now', 'ties: 2 then, 3 now']
    """
    then, here = ({"release": one.get("release"), **one.get("made", {})} for one in (told, now))
    return [
        Difference(name, then[name], here.get(name))
        for name in then
        if then[name] is not None and then[name] != here.get(name)
    ]


def _unknown(name: str, given: Collection[str], known: Collection[str]) -> Iterator[Refusal]:
    yield from (unknown(name, one, known) for one in given if one not in known)


def unknown(name: str, given: str, known: Collection[str]) -> Refusal:
    """Return a complaint about a name that is none of those that there are."""
    return Refusal(
        name,
        "%(value)s is none of %(known)s.",
        value=repr(given[:_LONGEST]),
        known=", ".join(known),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return tuple(map(_text, value))


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _day(value: Any) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool | str):
        raise TypeError
    return None if value is None else float(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "str": _text,
    "tuple[str, ...]": _texts,
    "bool": _truth,
    "datetime.date | None": _day,
    "float | None": _number,
}
"""How each part is read from JSON, by its type."""
