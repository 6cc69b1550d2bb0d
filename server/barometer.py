"""The barometer: figures of the innovation surveys side by side, with what to heed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from textwrap import shorten
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from kg.explore import Barometer, Figure, Indicator, Link, caveats
from kg.folding import alphabetical
from server import plots, releases
from server.days import asked_day
from server.languages import language
from server.paging import sort_asked

pages = Blueprint("barometer", __name__, url_prefix="/barometer")

_LONGEST = 30
"""Letters of the name of a survey in a picture; the table has the whole."""


def _by(link: Link) -> Any:
    return alphabetical(link.label, language())


_SORTS: dict[str, Callable[[Figure], Any]] = {
    "country": lambda one: (_by(one.country), one.year),
    "edition": lambda one: (one.year, _by(one.country)),
    "period": lambda one: (one.period, _by(one.country)),
    "sector": lambda one: (
        _by(one.sector),
        _by(one.country),
    ),
    "survey": lambda one: (_by(one.survey), one.year),
    "value": lambda one: one.value,
    "respondents": lambda one: max(one.respondents, default=-1),
}
CAVEATS = {
    "disagreement": _("Sources give different figures for the same."),
    "unit": _("The units differ."),
    "population": _("The figures are not about the same: whom or what they count differs."),
    "sector": _("They cover different parts of the public sector."),
    "wording": _("The question was worded in a way of its own."),
    "mode": _("The editions were not made in the same way."),
    "survey": _("They come from different surveys."),
    "period": _("They are about different times."),
    "undated": _("For some no source says about what time they are."),
    "inexact": _("Some are only known as a round number or a phrase."),
    "no-answers": _("For some no source says on how many answers they rest."),
}
"""What each kind of caveat means."""


@pages.get("")
def page() -> str:
    """Show the figures of one indicator: pictures, the tables that say the same, and caveats."""
    release = releases.current()
    known = release.barometer(language())
    if not known.indicators:
        return render_template("barometer.html", indicator=None)
    indicator = _indicator(known)
    every, day = known.of(indicator.link.slug), asked_day()
    sector = _sector(every)
    every = tuple(one for one in every if not day or one.is_of(day))
    figures = tuple(one for one in every if sector in {"", one.sector.slug})
    editions = known.behind(figures)
    sort = sort_asked(_SORTS, "country")
    over_time, by_sector = _over_time(figures), _by_sector(every)
    return render_template(
        "barometer.html",
        indicator=indicator,
        choices=_choices(known),
        sector=sector,
        sectors=_sectors(known.of(indicator.link.slug)),
        figures=_sorted(figures, sort),
        ends=_ends(figures),
        countries=len({one.country for one in figures}),
        caveats=caveats(figures, editions),
        meaning=CAVEATS,
        sort=sort,
        main=plots.bars(_by_country(figures), _label_in_country, _survey),
        over_time=plots.lines(over_time) if over_time else None,
        over_time_figures=_sorted([one for _name, own in over_time for one in own], sort),
        by_sector=plots.bars(by_sector, lambda one: str(one.sector.label)) if by_sector else None,
        by_sector_figures=_sorted([one for _name, own in by_sector for one in own], sort),
        editions=editions,
    )


def _indicator(known: Barometer) -> Indicator:
    """Return the indicator that the address asks for, else the share known of most countries."""
    by_slug = {one.link.slug: one for one in known.indicators}
    asked = request.args.get("indicator", "")
    if asked and asked not in by_slug:
        raise NotFound(gettext("An indicator is one of %(names)s.", names=", ".join(by_slug)))
    if asked:
        return by_slug[asked]
    shares = [one for one in known.indicators if known.of(one.link.slug)[0].unit.slug == "percent"]
    return next(iter(shares or known.indicators))


def _sector(figures: Iterable[Figure]) -> str:
    """Return the sector that the address asks for, nothing for every sector."""
    asked = request.args.get("sector", "")
    return asked if asked in {one.sector.slug for one in figures} else ""


def _sectors(figures: Iterable[Figure]) -> list[Link]:
    return sorted({one.sector for one in figures}, key=lambda link: link.label)


def _choices(known: Barometer) -> list[tuple[str, list[Indicator]]]:
    """Return the indicators by how far they reach, each group in alphabetical order."""
    groups: list[tuple[str, Callable[[Indicator], bool]]] = [
        (gettext("Several countries"), lambda one: one.countries > 1),
        (gettext("Several editions"), lambda one: one.countries == 1 and one.rounds > 1),
        (gettext("One edition"), lambda one: one.countries == 1 and one.rounds == 1),
    ]
    return [
        (
            name,
            sorted(
                filter(fits, known.indicators),
                key=lambda one: _by(one.link),
            ),
        )
        for name, fits in groups
    ]


def _sorted(figures: Iterable[Figure], sort: str) -> list[Figure]:
    return sorted(figures, key=_SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _ends(figures: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """Return the lowest and the highest figure, nothing where there are not two of one unit."""
    if len(figures) <= 1 or len({one.unit for one in figures}) > 1:
        return None
    return min(figures, key=lambda one: one.value), max(figures, key=lambda one: one.value)


def _by_country(figures: Iterable[Figure]) -> list[tuple[str, list[Figure]]]:
    grouped = groupby(figures, key=lambda one: one.country)
    return [
        (str(country.label), sorted(own, key=lambda one: (one.year, one.sector.label)))
        for country, own in grouped
    ]


def _label_in_country(figure: Figure) -> str:
    """Return what tells a figure from the others of its country."""
    edition = figure.edition or figure.period or gettext("edition not stated")
    return f"{edition} · {figure.sector.label}"


def _survey(figure: Figure) -> str:
    return f" · {shorten(figure.survey.label, _LONGEST, placeholder=' …')}"


def _over_time(figures: Iterable[Figure]) -> list[tuple[str, list[Figure]]]:
    """Return the figures of each survey, country and sector that stand in at least two years.

    Of several figures of one year the exact ones come first, then those with answers.
    """
    series: dict[tuple[Link, Link, Link], dict[str, Figure]] = {}
    ordered = sorted(figures, key=lambda one: (bool(one.precisions), not one.respondents))
    for one in ordered:
        if one.year.isdigit():
            own = series.setdefault((one.country, one.survey, one.sector), {})
            own.setdefault(one.year, one)
    found = {key: list(own.values()) for key, own in series.items() if len(own) > 1}
    several = len({sector for _country, _survey, sector in found}) > 1
    return [
        (f"{country.label}, {sector.label}" if several else str(country.label), own)
        for (country, _survey, sector), own in sorted(
            found.items(), key=lambda one: [link.label for link in one[0]]
        )
    ]


def _by_sector(figures: Iterable[Figure]) -> list[tuple[str, list[Figure]]]:
    """Return the figures of each edition that has several sectors."""
    rounds: dict[tuple[str, str, str], list[Figure]] = {}
    for one in figures:
        rounds.setdefault(one.round, []).append(one)
    return [
        (f"{own[0].country.label} {own[0].edition}", sorted(own, key=lambda one: one.sector.label))
        for own in rounds.values()
        if len({one.sector for one in own}) > 1
    ]
