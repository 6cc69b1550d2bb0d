"""The first page: what this is, what is in it, and the ways in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template

from kg.explore import Entry, Link, SourceView
from server import releases
from server.country_ties import matrix
from server.days import asked_day
from server.kinds import CLAIMS, LISTED, Kind
from server.languages import language

pages = Blueprint("home", __name__)

_NEWEST = 5
_TELLING = ("role", "participation", "involvement")


@pages.get("/")
def page() -> str:
    """Show the first page."""
    release = releases.current()
    newest = sorted(_there("source"), key=_date, reverse=True)[:_NEWEST]
    counts = release.release.report["counts"]
    return render_template(
        "home.html",
        newest=newest,
        numbers=[(kind, _number(kind, counts)) for kind in LISTED],
        statements=0 if asked_day() else sum(counts.get(kind.name, 0) for kind in CLAIMS),
        matrix=matrix(),
        example=_example(release.source(newest[0].link.slug, language())) if newest else None,
    )


def _number(kind: Kind, counts: Mapping[str, int]) -> int:
    """Return how many there are of a kind, as the build counted; it does not count concepts."""
    known = counts.get(kind.name)
    return len(_there(kind.prefix)) if known is None or asked_day() else known


def _there(prefix: str) -> list[Entry]:
    """Return what there is of a kind, on the day that is asked for if there is one."""
    release = releases.current()
    listing, day = release.listing(prefix, language()), asked_day()
    if not day:
        return list(listing.entries)
    places = release.explorer.catalogue.select(listing.numbers, {}, day).places
    return [listing.entries[place] for place in places]


def _date(entry: Entry) -> str:
    return entry.date


def _example(view: SourceView) -> tuple[Link, Link, str] | None:
    """Return a statement that a source makes, the source and the place, to show how it works."""
    said = [
        (_TELLING.index(statement.kind), passage.locator, statement)
        for passage in view.passages
        if passage.locator.startswith(("paragraph", "page"))
        for statement, _facts in passage.statements
        if statement.kind in _TELLING
    ]
    if not said:
        return None
    _place, locator, statement = min(said, key=lambda one: one[0])
    return statement, view.thing.link, locator
