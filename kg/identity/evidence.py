"""The evidence for and against two records being one thing, each piece with its weight.

The weights follow Fellegi and Sunter: each is the binary logarithm of how much more often the
finding is seen with two records of one thing than with records of two things, so that weights
add up. A sum of 0 is even odds. They were set by hand and rounded, and tried on the tuning half
of `tests/kg/identity/gold.csv`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from rapidfuzz import fuzz

from kg.folding import words
from kg.identity.names import Likeness, PersonalLikeness, likeness, personal_likeness
from kg.identity.records import Record


class Evidence(NamedTuple):
    """One finding: what it is, in a few words, and its weight in bits."""

    reason: str
    bits: float


def word_weights(records: Iterable[Record]) -> dict[str, dict[str, float]]:
    """Return for each kind the weight of each word: 1 plus how rare it is, in bits."""
    counts: dict[str, Counter[str]] = {}
    totals: Counter[str] = Counter()
    for record in records:
        totals[record.kind] += 1
        counts.setdefault(record.kind, Counter()).update(
            {word for name in record.names for word in (*name.spelled, *name.bare)}
        )
    return {
        kind: {word: 1 + math.log2(totals[kind] / number) for word, number in counter.items()}
        for kind, counter in counts.items()
    }


def own_evidence(
    one: Record, other: Record, weights: Mapping[str, Mapping[str, float]]
) -> list[Evidence]:
    """Return the evidence that two records of a kind carry in themselves.

    Parameters
    ----------
    one, other
        The records.
    weights
        For each kind the weight of each word, as `word_weights` gives them.
    """
    found = [*_FINDERS[one.kind](one, other, weights.get(one.kind, {}))]
    if other.thing in one.related:
        found.append(Evidence("a relation between the two is stated", -10))
    if one.sources & other.sources:
        found.append(Evidence("a source speaks of both as two", -3))
    return found


# People --------------------------------------------------------------------------------------

_PERSONAL = {
    PersonalLikeness.SAME: Evidence("same name", 6),
    PersonalLikeness.MIDDLE: Evidence("same name but for a middle name", 2.5),
    PersonalLikeness.SLIP: Evidence("same name but for a letter or two", 2),
    PersonalLikeness.SLIP_AND_MIDDLE: Evidence("name differs by letters and a middle name", 0.5),
    PersonalLikeness.LAST_ADDED: Evidence("one name has a surname more", -0.5),
    PersonalLikeness.OTHER: Evidence("names differ", -10),
}


def _person(one: Record, other: Record, _weights: Mapping[str, float]) -> Iterator[Evidence]:
    """Names above all (with middle names, initials and slips), country, what they stand beside."""
    yield _PERSONAL[_best_personal(one, other)]
    yield from _compared("country", one.countries, other.countries, same=1, differ=-3)


def _best_personal(one: Record, other: Record) -> PersonalLikeness:
    return max(personal_likeness(a, b) for a in one.names for b in other.names)


# Organisations --------------------------------------------------------------------------------

_DISTINCT_TYPES = frozenset(
    {
        *("hospital", "intergovernmental", "ministry", "municipality"),
        *("parliament", "region", "unit", "university"),
    }
)
"""Types of organisations that are plain to see; the others are the gatherers' guesses."""


def _organisation(one: Record, other: Record, weights: Mapping[str, float]) -> Iterator[Evidence]:
    """Names, acronyms, type, country, parent (as a neighbour and as a relation), home page."""
    acronym = _acronym(one, other)
    names = _names(one, other, weights, different=-3 if acronym else -7)
    yield names
    if acronym and names.bits < _NAMES[0].bits:
        yield acronym
    elif not acronym and all(_acronyms(record) for record in (one, other)):
        yield Evidence("other acronym", -6)
    yield from _compared("country", one.countries, other.countries, same=0.5, differ=-8)
    distinct = (one.types ^ other.types) & _DISTINCT_TYPES
    yield from _compared("type", one.types, other.types, same=0.5, differ=-7 if distinct else -1)
    yield from _addresses(one, other, same=3)


def _acronym(one: Record, other: Record) -> Evidence | None:
    """Return that one name is an acronym of both, or of one and the initials of the other."""
    short = [_acronyms(record) for record in (one, other)]
    if short[0] & short[1]:
        return Evidence(f"same acronym {min(short[0] & short[1]).upper()}", 4)
    for letters, record in ((short[0], other), (short[1], one)):
        initials = letters & {name.initials for name in record.own_names}
        if initials:
            return Evidence(f"initials are the acronym {min(initials).upper()}", 2.5)
    return None


def _acronyms(record: Record) -> set[str]:
    """Return the other names of one short word, and such names in capitals, in small letters."""
    short = {name for name in record.names if len(name.text) <= _LONGEST_ACRONYM}
    capital = {name for name in record.own_names if name.text.isupper()}
    chosen = short & (capital | {*record.names} - {*record.own_names})
    return {"".join(name.bare) for name in chosen}


_LONGEST_ACRONYM = 8

# Events ---------------------------------------------------------------------------------------

_FAR_DAYS = 3


def _event(one: Record, other: Record, weights: Mapping[str, float]) -> Iterator[Evidence]:
    """Names, days, place, country and who was there; other years and numbers are other events."""
    yield _names(one, other, weights, different=-9)
    yield from _years(one, other, alone=0)
    yield from _numbers(one, other)
    yield from _days(one, other)
    yield from _compared("country", one.countries, other.countries, same=0.5, differ=-5)
    yield from _compared("type", one.types, other.types, same=0.5, differ=-1)
    yield from _places(one, other)


def _days(one: Record, other: Record) -> Iterator[Evidence]:
    """Compare when two events took place, as exactly as both are dated."""
    if not (one.dates and other.dates):
        yield Evidence("not both are dated", -2)
        return
    nearest = max(
        (_dates_agree(first, second) for first in one.dates for second in other.dates),
        key=lambda found: (found.bits, found.reason),
    )
    yield nearest


def _dates_agree(one: tuple[str, str], other: tuple[str, str]) -> Evidence:
    spans = [_span(*one), _span(*other)]
    exact = len(one[0]) == len(other[0]) == _DAY_LENGTH
    apart = max(spans[0][0], spans[1][0]) - min(spans[0][1], spans[1][1])
    if apart > timedelta(days=_FAR_DAYS):
        return Evidence("at other times", -12)
    if apart > timedelta(0):
        return Evidence("a few days apart", -1)
    if exact:
        if one == other and one[1]:
            return Evidence("same days", 4)
        return Evidence("same day", 3) if one[0] == other[0] else Evidence("days overlap", 1)
    months = min(len(one[0]), len(other[0])) == _MONTH_LENGTH
    return Evidence("same month", 1) if months else Evidence("same year", 0)


_DAY_LENGTH = 10
_MONTH_LENGTH = 7


def _span(start: str, end: str) -> tuple[date, date]:
    """Return the first and the last day that a start and an end, as printed, can mean."""
    return _bounds(start)[0], _bounds(end or start)[1]


def _bounds(printed: str) -> tuple[date, date]:
    year, month, day = (int(part) for part in f"{printed}-00-00".split("-")[:3])
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    following = date(year + (month in {0, 12}), 1 if month in {0, 12} else month + 1, 1)
    return first, following - timedelta(days=1)


def _places(one: Record, other: Record) -> Iterator[Evidence]:
    if one.places and other.places:
        agreement = max(
            fuzz.token_set_ratio(" ".join(words(a)), " ".join(words(b)))
            for a in one.places
            for b in other.places
        )
        yield Evidence("same place", 1) if agreement >= _SAME_PLACE else Evidence("other place", -1)


_SAME_PLACE = 70

# Initiatives ----------------------------------------------------------------------------------


def _initiative(one: Record, other: Record, weights: Mapping[str, float]) -> Iterator[Evidence]:
    """Names, editions (years and numbers), type, country, start, home page, who takes part."""
    yield _names(one, other, weights, different=-7)
    yield from _years(one, other, alone=-2)
    yield from _numbers(one, other)
    yield from _compared("country", one.countries, other.countries, same=0.5, differ=-8)
    yield from _compared("type", one.types, other.types, same=0.5, differ=-2.5)
    yield from _starts(one, other)
    yield from _addresses(one, other, same=2)


def _starts(one: Record, other: Record) -> Iterator[Evidence]:
    """Compare the years of beginning; sources may count from the plan or from the result."""
    years = [{int(start[:4]) for start, _ in record.dates} for record in (one, other)]
    if all(years):
        apart = min(abs(first - second) for first in years[0] for second in years[1])
        found = {0: Evidence("same year of beginning", 1), 1: Evidence("begun a year apart", -0.5)}
        yield found.get(apart, Evidence("begun in other years", -3))


# Sources --------------------------------------------------------------------------------------


def _source(one: Record, other: Record, weights: Mapping[str, float]) -> Iterator[Evidence]:
    """Addresses, which make the page; then titles, language, date, publisher and type."""
    yield from _addresses(one, other, same=10, differ=-7)
    yield _names(one, other, weights, different=-4)
    yield from _years(one, other, alone=-1)
    yield from _numbers(one, other)
    yield from _compared("language", one.languages, other.languages, same=0, differ=-5)
    yield from _compared("type", one.types, other.types, same=0.5, differ=-1)
    yield from _compared("publisher", one.publishers, other.publishers, same=0.5, differ=-0.5)
    yield from _published(one, other)


def _published(one: Record, other: Record) -> Iterator[Evidence]:
    if one.dates and other.dates:
        pairs = [(a, b) for a, _ in one.dates for b, _ in other.dates]
        if any(a.startswith(b) or b.startswith(a) for a, b in pairs):
            yield Evidence("same date of publication", 2)
        else:
            yield Evidence("published on other dates", -4)


# What several kinds share ---------------------------------------------------------------------

_NAMES = (
    Evidence("same name", 5),
    Evidence("nearly the same name", 3.5),
    Evidence("similar names", -1.5),
    Evidence("one name holds the other", -3),
    Evidence("names have words in common", -4),
)
_NEARLY, _SIMILAR, _HELD, _COMMON = 0.82, 0.6, 0.9, 0.4


def _names(one: Record, other: Record, weights: Mapping[str, float], different: float) -> Evidence:
    """Compare all names of two things and return the finding of the pair that is most alike."""
    same, nearly, similar, held, common = _NAMES
    if any(a.keys & b.keys for a in one.own_names for b in other.own_names):
        return same
    found = [likeness(a, b, weights) for a in one.names for b in other.names]
    best = max(found, default=Likeness(0, 0))
    if best.jaccard >= _NEARLY:
        return nearly
    if best.jaccard >= _SIMILAR:
        return similar
    if max((alike.contained for alike in found), default=0) >= _HELD:
        return held
    if best.jaccard >= _COMMON:
        return common
    if _languages(one).isdisjoint(_languages(other)):
        return Evidence("names in other languages", different / 2)
    return Evidence("names differ", different)


def _languages(record: Record) -> set[str]:
    return {name.language for name in record.own_names if name.language}


def _compared(
    what: str, one: frozenset[str], other: frozenset[str], *, same: float, differ: float
) -> Iterator[Evidence]:
    """Compare a column; where one of the two says nothing, nothing follows."""
    if one and other:
        yield Evidence(f"same {what}", same) if one & other else Evidence(f"other {what}", differ)


def _years(one: Record, other: Record, alone: float) -> Iterator[Evidence]:
    """Compare the years in names and ids, which tell editions apart."""
    if one.years and other.years and not one.years & other.years:
        yield Evidence("other year in the name", -8)
    elif bool(one.years) != bool(other.years) and alone:
        yield Evidence("one name has a year", alone)


def _numbers(one: Record, other: Record) -> Iterator[Evidence]:
    """Compare the other numbers in names: the second and the third of a row are two."""
    numbers = [_numerals(record) - record.years for record in (one, other)]
    if all(numbers) and not numbers[0] & numbers[1]:
        yield Evidence("other number in the name", -6)


def _numerals(record: Record) -> frozenset[str]:
    return frozenset(word for name in record.own_names for word in name.bare if word[0].isdigit())


def _addresses(one: Record, other: Record, same: float, differ: float = 0) -> Iterator[Evidence]:
    if one.addresses & other.addresses:
        yield Evidence("same address", same)
    elif one.addresses and other.addresses and differ:
        yield Evidence("other address", differ)


_FINDERS: dict[str, Callable[[Record, Record, Mapping[str, float]], Iterator[Evidence]]] = {
    "person": _person,
    "organisation": _organisation,
    "event": _event,
    "initiative": _initiative,
    "source": _source,
}

# What stands beside the two -------------------------------------------------------------------

_CROWD = 60
_NAMED = 3


@dataclass(frozen=True)
class _Neighbourly:
    """What neighbours weigh: each that is shared, all together at most, and to share none."""

    each: float
    most: float
    none: float = 0


_NEIGHBOURS = {
    "person": _Neighbourly(1.5, 4, -3.5),
    "organisation": _Neighbourly(0.75, 3),
    "event": _Neighbourly(0.75, 3, -1),
    "initiative": _Neighbourly(0.75, 3, -1),
    "source": _Neighbourly(0, 0),
}


def shared_neighbours(
    one: Record, other: Record, groups: Mapping[str, str], crowds: Mapping[str, int]
) -> Iterator[Evidence]:
    """Yield what follows from the things beside which two records stand.

    Parameters
    ----------
    one, other
        The records.
    groups
        Things that are taken for one, each with the name of its group: neighbours are shared
        where the groups are.
    crowds
        Beside how many things each thing or group stands; one that stands beside many is half
        as telling.
    """
    weigh = _NEIGHBOURS[one.kind]
    own = {groups.get(one.thing, one.thing), groups.get(other.thing, other.thing)}
    around = [
        {groups.get(thing, thing) for thing in record.neighbours} - own for record in (one, other)
    ]
    shared = sorted(around[0] & around[1])
    if shared and weigh.each:
        worth = sum(weigh.each / (1 + (crowds.get(thing, 0) > _CROWD)) for thing in shared)
        named = ", ".join(shared[:_NAMED]) + (" ..." if len(shared) > _NAMED else "")
        yield Evidence(f"both stand beside {named}", min(weigh.most, worth))
    elif not shared and all(around) and weigh.none:
        yield Evidence("stand beside nothing in common", weigh.none)
