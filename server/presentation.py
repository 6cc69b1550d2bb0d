"""What templates use to show values: places, dates, numbers, addresses, names of kinds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from flask import Flask
from flask_babel import (
    format_date,
    format_decimal,
    format_percent,
    format_time,
    get_locale,
    gettext,
)
from flask_babel import lazy_gettext as _

from kg.explore import Claim, Fact, Link
from kg.explore.model import value_text
from kg.prefixes import expand
from kg.terms import IRI, Text, Value
from kg.vocabulary import UNSTATED
from server import addresses, kinds, languages, namesakes

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HUNDREDTH = 0.01
_FIRST_WORD = re.compile(r"[a-z]+")

# Properties in the order in which one wants to read them.
_ORDER = [
    expand(name)
    for name in (
        "npi:title",
        "npi:indicator",
        "npi:value",
        "npi:unit",
        "npi:sector",
        "npi:period",
        "npi:edition",
        "npi:event",
        "npi:onBehalfOf",
        "npi:country",
        "npi:level",
        "dcterms:publisher",
        "dcterms:issued",
        "schema:startDate",
        "schema:endDate",
        "npi:observed",
    )
]

_PLACES = {
    "title": _("title"),
    "paragraph": _("paragraph"),
    "heading": _("heading"),
    "caption": _("caption"),
    "link": _("link"),
    "page": _("page"),
    "slide": _("slide"),
    "table": _("table"),
    "figure": _("figure"),
    "section": _("section"),
    "row": _("row"),
    "column": _("column"),
}


def place(locator: str) -> str:
    """Return a place in a source in the reader's language: ``afsnit 3`` for ``paragraph 3``."""
    if not locator:
        return str(gettext("the source as a whole"))
    return _FIRST_WORD.sub(lambda word: str(_PLACES.get(word[0], word[0])), locator)


def shown(value: Value) -> str:
    """Return a value as the reader writes it: dates and numbers by language, texts as they are."""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, int | float | Decimal):
        return str(format_decimal(value))
    if value == UNSTATED:
        return "–"
    if not isinstance(value, Text) and _DAY.fullmatch(str(value)):
        value = datetime.date.fromisoformat(str(value))
    if isinstance(value, datetime.date):
        return str(format_date(value, "long"))
    if not isinstance(value, Text) and _MONTH.fullmatch(value):
        return str(format_date(datetime.date.fromisoformat(f"{value}-01"), "LLLL yyyy"))
    return str(value)


def moment(time: datetime.datetime) -> str:
    """Return a day and time of day in UTC, as the reader writes it."""
    return f"{format_date(time.date(), 'long')} {format_time(time, 'short', rebase=False)} UTC"


def measure(value: float | None) -> str:
    """Return a measure as the reader writes it: a number of things as it is, else three decimals.

    What is not defined is a dash.
    """
    if value is None:
        return "–"
    return shown(value) if isinstance(value, int) else str(format_decimal(value, "#,##0.000"))


def year_runs(years: Iterable[int]) -> str:
    """Return years in their order, each run of them by its first and last; a dash for none.

    Examples
    --------
    >>> year_runs([2014, 2016, 2017, 2018])
    '2014, 2016–2018'
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    told = (f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return ", ".join(told) or "–"


def percent(share: float) -> str:
    """Return a share as whole percents; what is more than nothing is not shown as nothing."""
    less = 0 < share < _HUNDREDTH
    return f"< {format_percent(_HUNDREDTH)}" if less else str(format_percent(share))


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language, for an unknown one its code."""
    try:
        return Locale.parse(code).get_display_name(get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def foreign_language(text: object) -> str:
    """Return the language of a text where it is not that of the page, else nothing."""
    own = getattr(text, "language", None) or ""
    return "" if own == languages.language() else own


def web_address(value: object) -> str:
    """Return a value if it is a web address that may be linked to, else nothing.

    Examples
    --------
    >>> web_address("https://e.org/"), web_address("javascript:alert(1)")
    ('https://e.org/', '')
    """
    text = str(value)
    return text if re.fullmatch(r"https?://[^\s<>\"]+", text) else ""


def is_link(value: object) -> bool:
    """Return whether the value of a fact is a link, and not a plain value."""
    return isinstance(value, Link)


def abridged(locators: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield locators and what is shown of each: in a row of paragraphs, only the first says so.

    Without any locator, the source as a whole is meant.
    """
    before = ""
    for locator in locators or ("",):
        kind, _, number = locator.partition(" ")
        yield locator, number if kind == before and number.isdigit() else place(locator)
        before = kind


def by_property(facts: Iterable[Fact]) -> list[tuple[Link, list[Fact]]]:
    """Return facts by their property, in the order in which one wants to read these."""
    grouped: dict[IRI, tuple[Link, list[Fact]]] = {}
    for fact in facts:
        grouped.setdefault(fact.property.iri, (fact.property, []))[1].append(fact)
    return sorted(grouped.values(), key=lambda group: rank(group[0]))


def by_other(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return claims by the thing at their other end, in the order in which these come."""
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.other.path, []).append(claim)
    return list(grouped.values())


def rank(property_: Link) -> int:
    """Return the place of a property among those that are shown; unlisted ones come last."""
    return _ORDER.index(property_.iri) if property_.iri in _ORDER else len(_ORDER)


def unsaid(facts: Iterable[Fact], label: str) -> list[Fact]:
    """Return the facts of a claim that its label does not say already."""
    parts = label.split(" – ")
    return [fact for fact in facts if value_text(fact) not in parts]


_GLOBALS = (
    languages.asked_language,
    languages.here_with,
    languages.language,
    kinds.kind_of,
    namesakes.told_apart,
    addresses.page_address,
    addresses.place_address,
    addresses.link_address,
    addresses.data_address,
    addresses.iri_address,
    addresses.short,
    addresses.term_anchor,
)
_FILTERS = (
    place,
    shown,
    moment,
    measure,
    percent,
    year_runs,
    language_name,
    foreign_language,
    web_address,
    abridged,
    by_other,
    by_property,
    unsaid,
    addresses.anchor,
)


def init(app: Flask) -> None:
    """Give templates their filters, tests and names."""
    environment = app.jinja_env
    environment.globals.update({one.__name__: one for one in _GLOBALS})
    environment.globals.update(
        LANGUAGES=languages.LANGUAGES,
        LISTED=kinds.LISTED,
        SUFFIXES=addresses.SUFFIXES,
        IN_NETWORKS=kinds.IN_NETWORKS,
    )
    environment.filters.update({one.__name__: one for one in _FILTERS})
    environment.tests["link"] = is_link
