"""Selection: which affiliations a recipe takes, and which it leaves out, and why."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import Refusal, WrongRecipe
from kg.explore.timing import Standing, Timing
from kg.networks.affiliations import Affiliations, Claims, Numbers, Things
from kg.networks.recipe import (
    ACTORS,
    COOPERATION,
    COUNTRIES,
    MEMBERSHIPS,
    ORGANISATIONS,
    PEOPLE,
    Recipe,
    unknown,
)
from kg.tables import near

_COUNTRY = "concept/country/"
_LONGEST, _MOST_STEPS = 60, 20
# So many names are told whole; of more, those that are like the one that is given.
_FEW = 30

Flags = NDArray[np.bool_]
"""A truth for each thing, claim or row."""

_ACTORS = {
    PEOPLE: ("person",),
    ORGANISATIONS: ("organisation",),
    ACTORS: ("person", "organisation"),
    COUNTRIES: ("person", "organisation"),
}


class Reason(Enum):
    """Why a claim is not behind a network; the first that holds is told.

    ``SOURCE``: no source of it is wanted. ``TIME``: it lies outside of the window. ``POSSIBLE``:
    that it lies in it is only possible. ``UNDATED``: it has no known day, as
    a half-life needs.
    """

    SOURCE = "source"
    TIME = "time"
    POSSIBLE = "possible"
    UNDATED = "undated"


@dataclass(frozen=True)
class Selection:
    """The affiliations that a recipe takes.

    Parameters
    ----------
    rows
        Of each the numbers of an actor, of what it takes part in, and of the claim.
    pairs
        Those that are tied with nothing between them: the numbers of two actors and of the claim.
    certain
        Of each claim of the graph, whether it is certain that it lies in the window of time.
    left_out
        How many claims are left out of those of actors that may be nodes, by the reason.
    counted_as
        The numbers of units and of what was succeeded, each with that as which it counts.
    """

    rows: Numbers
    pairs: Numbers
    certain: Flags
    left_out: dict[Reason, int]
    counted_as: dict[int, int]


def recipe_for(
    affiliations: Affiliations, *, between: str = "", by: tuple[str, ...] = (), **parts: Any
) -> Recipe:
    """Return the recipe of some parts, for affiliations that know all names in it.

    Parameters
    ----------
    affiliations
        Who takes part in what.
    between, by, **parts
        See `Recipe`; without these two it is refused.

    Raises
    ------
    WrongRecipe
        With all that is wrong, at once: with the recipe itself, and names that nothing there has.
    """
    recipe: Recipe | None = None
    complaints: list[str] = []
    try:
        recipe = Recipe(between=between, by=by, **parts)
    except WrongRecipe as error:
        complaints += error.complaints
    complaints += _unknown(affiliations, parts)
    if complaints or not recipe:
        raise WrongRecipe(complaints)
    return recipe


def selected(affiliations: Affiliations, recipe: Recipe) -> Selection:
    """Return the affiliations that a recipe takes, whatever nodes it keeps in the end.

    Raises
    ------
    WrongRecipe
        If it names a country, a type or a source that there is not, with those like it.
    """
    complaints = list(_unknown(affiliations, vars(recipe)))
    if complaints:
        raise WrongRecipe(complaints)
    rows, pairs, counted_as = _rows(affiliations, recipe)
    known, things = affiliations.claims, affiliations.things
    may_be_node = of_types(things, recipe.types) & of_countries(things, recipe.countries)
    is_counted = np.zeros(len(known.paths), dtype=bool)
    is_counted[rows[may_be_node[rows[:, 0]], 2]] = True
    is_counted[pairs[may_be_node[pairs[:, :2]].all(axis=1), 2]] = True
    certain = np.ones(len(known.paths), dtype=bool)
    taken = np.ones(len(known.paths), dtype=bool)
    reasons: Counter[Reason] = Counter()
    is_timed, is_sourced = recipe.since or recipe.until, recipe.sources or recipe.without_sources
    claims = np.unique(np.concatenate([rows[:, 2], pairs[:, 2]])).tolist()
    for claim in claims if is_timed or is_sourced else ():
        standing = Standing.CERTAIN
        if is_timed:
            standing = within(known.timings[claim], recipe.since, recipe.until)
            certain[claim] = standing is Standing.CERTAIN
        reason = _reason(known, claim, standing, recipe)
        if reason:
            taken[claim] = False
            reasons[reason] += int(is_counted[claim])
    rows, pairs = (of[taken[of[:, 2]]] for of in (rows, pairs))
    left_out = {reason: number for reason, number in reasons.items() if number}
    return Selection(rows, pairs, certain, left_out, counted_as)


def _unknown(affiliations: Affiliations, parts: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield a complaint for each name in the parts of a recipe that nothing here has."""
    for name, known in affiliations.names.items():
        yield from (
            _nothing_has(name, one, sorted(known))
            for one in parts.get(name, ())
            if one not in known
        )


def _nothing_has(name: str, given: str, known: Sequence[str]) -> Refusal:
    """Return a complaint about a name, with those like it, else with all where these are few."""
    told, like = repr(given[:_LONGEST]), near(given, known)
    if like:
        return Refusal(
            name, "nothing here has %(value)s; near to it: %(near)s.",
            value=told, near=", ".join(like),
        )  # fmt: skip
    if 0 < len(known) <= _FEW:
        return unknown(name, given, known)
    return Refusal(name, "nothing here has %(value)s.", value=told)


def _rows(affiliations: Affiliations, recipe: Recipe) -> tuple[Numbers, Numbers, dict[int, int]]:
    """Return the rows of whom and by what the recipe names: through things, and direct ones.

    The last are the things in them that count as others, and as which.
    """
    things = affiliations.things
    is_actor = np.isin(things.kinds, _ACTORS[recipe.between])
    found = [np.empty((0, 3), dtype=np.int32)]
    for by in dict.fromkeys(recipe.by):
        rows = affiliations.rows[by]
        if by == MEMBERSHIPS and recipe.between != PEOPLE:
            found.append(rows[:, [1, 0, 2]])
        elif by != COOPERATION:
            found.append(rows[is_actor[rows[:, 0]]])
    through = np.concatenate(found)
    direct = affiliations.rows[COOPERATION] if COOPERATION in recipe.by else found[0]
    counted_as = {}
    if recipe.successors or recipe.roll_up:
        counted = _counted(things, recipe)
        named = np.unique(np.concatenate([through[:, :2].ravel(), direct[:, :2].ravel()]))
        others = named[counted[named] != named]
        counted_as = dict(zip(others.tolist(), counted[others].tolist(), strict=True))
        through, direct = through.copy(), direct.copy()
        for of in (through, direct):
            of[:, :2] = counted[of[:, :2]]
    return through[of_types(things, recipe.types)[through[:, 1]]], direct, counted_as


def _counted(things: Things, recipe: Recipe) -> Numbers:
    """Return the number of the thing as which each counts.

    What a unit belongs to may have a successor, which may be a unit itself, and so on.
    """
    counted = np.arange(len(things.paths), dtype=np.int32)
    for _ in range(_MOST_STEPS):
        further = things.successor[counted] if recipe.successors else counted
        further = things.whole[further] if recipe.roll_up else further
        if (further == counted).all():
            break
        counted = further
    return counted


def of_types(things: Things, types: Collection[str]) -> Flags:
    """Return of each thing whether it has one of some types, of each scheme that its kind has.

    Examples
    --------
    >>> import numpy as np
    >>> things = Things(
    ...     paths=["event/a", "event/b", "person/c"], iris=[], labels=[], countries=[],
    ...     types=[["concept/event-type/summit"], [], ["concept/role/head"]], whole=np.arange(3),
    ...     successor=np.arange(3),
    ... )
    >>> of_types(things, ["concept/event-type/summit"]).tolist()
    [True, False, True]
    """
    kinds = things.kinds.tolist()
    schemes: dict[str, set[str]] = defaultdict(set)
    for kind, own in zip(kinds, things.types, strict=True):
        schemes[kind].update(one.rpartition("/")[0] for one in own)
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in types:
        wanted[one.rpartition("/")[0]].add(one)
    return np.array(
        [
            all(wanted[scheme] & {*own} for scheme in wanted.keys() & schemes[kind])
            for kind, own in zip(kinds, things.types, strict=True)
        ],
        dtype=bool,
    )


def of_countries(things: Things, slugs: Collection[str]) -> Flags:
    """Return of each thing whether it is or lies in one of some countries; all do, without any.

    Examples
    --------
    >>> things = Things(
    ...     paths=["concept/country/dk", "person/a", "person/b"], iris=[], labels=[],
    ...     countries=[[], ["concept/country/dk", "concept/country/fi"], []], types=[],
    ...     whole=np.arange(3), successor=np.arange(3),
    ... )
    >>> of_countries(things, ["dk"]).tolist(), of_countries(things, []).tolist()
    ([True, True, False], [True, True, True])
    """
    wanted = {f"{_COUNTRY}{slug}" for slug in slugs}
    return np.array(
        [
            not wanted or bool(wanted & {path, *own})
            for path, own in zip(things.paths, things.countries, strict=True)
        ],
        dtype=bool,
    )


def within(timing: Timing, since: datetime.date | None, until: datetime.date | None) -> Standing:
    """Return how it stands with a claim in a window of time.

    Parameters
    ----------
    timing
        What is known of its time.
    since, until
        First and last day of the window; it is open on a side without one.

    Returns
    -------
    Standing
        ``CERTAIN`` where a day on which it held lies in the window whichever source is right;
        ``ABSENT`` where none can; else ``POSSIBLE``.

    Examples
    --------
    >>> from datetime import date
    >>> from kg.explore.timing import span
    >>> event = Timing(held=(span("2018"),))
    >>> within(event, date(2018, 1, 1), date(2019, 12, 31)).value
    'certain'
    >>> within(event, date(2018, 6, 1), None).value
    'possible'
    """
    first, last = since or datetime.date.min, until or datetime.date.max
    bounds = timing.bounds
    if bounds.earliest > last.toordinal() or bounds.latest < first.toordinal():
        return Standing.ABSENT
    if any(first <= one.first and one.last <= last for one in timing.sure):
        return Standing.CERTAIN
    start, end = max(bounds.begun, first.toordinal()), min(bounds.lasting, last.toordinal())
    return Standing.CERTAIN if start <= end else Standing.POSSIBLE


def last_known(timing: Timing, until: datetime.date) -> datetime.date | None:
    """Return the last day, up to a day, on which a claim may be known to have held.

    Examples
    --------
    >>> from datetime import date
    >>> from kg.explore.timing import span
    >>> last_known(Timing(attested=(span("2016"), span("2021"))), date(2019, 12, 31))
    datetime.date(2016, 12, 31)
    """
    days = [min(one.last, until) for one in timing.sure if one.first <= until]
    return max(days, default=None)


def _reason(known: Claims, claim: int, standing: Standing, recipe: Recipe) -> Reason | None:
    sources = {*known.sources[claim]} - {*recipe.without_sources}
    if not (sources & {*recipe.sources} if recipe.sources else sources):
        return Reason.SOURCE
    if standing is Standing.ABSENT:
        return Reason.TIME
    if standing is Standing.POSSIBLE and not recipe.possible:
        return Reason.POSSIBLE
    if recipe.half_life is not None and recipe.until:
        return None if last_known(known.timings[claim], recipe.until) else Reason.UNDATED
    return None
