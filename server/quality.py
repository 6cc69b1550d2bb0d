"""Quality: what is covered, what is missing, and where sources disagree."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from flask import Blueprint, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from kg.explore import Link
from kg.folding import alphabetical
from kg.quality import THIN, Quality, Tally
from kg.terms import Value
from server import releases
from server.kinds import KINDS
from server.languages import language
from server.paging import page_of, sort_asked

pages = Blueprint("quality", __name__, url_prefix="/quality")

_SIZE = 100
_DAY = len("2018-01-31")
_THINGS = ("organisation", "person", "event", "initiative", "observation")
_SAID = {"source": KINDS["source"].many, "rows": _("Rows"), "triples": _("Triples")}
_COUNTED = _SAID | {name: KINDS[name].many for name in _THINGS}
GAPS = {
    "people-without-role": _("People without a role"),
    "organisations-without-country": _("Organisations without a country"),
    "events-without-participants": _("Events without participants"),
    "events-without-country": _("Events without a country"),
    "initiatives-without-actors": _("Initiatives in which nobody is involved"),
    "sources-without-date": _("Sources without a date of publication"),
}
"""What one would expect to be known and is not."""


@pages.get("")
def page() -> str:
    """Show what is covered, what is missing, and where sources disagree."""
    release = releases.current()
    quality = release.explorer.quality
    sort = sort_asked({"name", *_COUNTED}, "-source")
    links = release.explorer.links(_named(quality), language())
    return render_template(
        "quality.html",
        quality=quality,
        links=links,
        countries=_sorted(quality.nordic, links, sort),
        sort=sort,
        thin=sorted(quality.thin, key=lambda one: -one["source"]),
        least=THIN,
        readable=_readable,
        said=_SAID,
        counted=_COUNTED,
        lists={name: KINDS[name].list for name in _THINGS},
        gaps=GAPS,
        report=release.release.report,
    )


@pages.get("/<name>")
def gap(name: str) -> str:
    """Show the things of which something is not known that one would expect."""
    release = releases.current()
    found = release.explorer.quality.gap(name)
    if found is None:
        raise NotFound(gettext("A gap is one of %(names)s.", names=", ".join(GAPS)))
    missing, kind = set(found.things), KINDS[found.kind]
    entries = [
        one for one in release.listing(kind.prefix, language()).entries if one.link.iri in missing
    ]
    return render_template(
        "quality_gap.html", gap=found, title=GAPS[name], kind=kind, page=page_of(entries, _SIZE)
    )


def _named(quality: Quality) -> Iterator[str]:
    """Yield the IRIs of all that the page names."""
    for tallies in (quality.nordic, quality.elsewhere, quality.languages):
        yield from (one.name for one in tallies if one.name)
    for one in quality.contradictions:
        yield from (one.thing, one.property)
        for text in (*one.about, *(said.value for said in one.sayings)):
            if text.startswith(releases.explorer().graph.base):
                yield text
        for said in one.sayings:
            yield from said.sources
    for pair in quality.unsure:
        yield from pair


def _readable(text: str) -> Value:
    """Return a day as a date, which is shown as the reader writes it, and all else as it is."""
    try:
        return datetime.date.fromisoformat(text) if len(text) == _DAY else text
    except ValueError:
        return text


def _sorted(countries: tuple[Tally, ...], links: dict[str, Link], sort: str) -> list[Tally]:
    column, backwards = sort.removeprefix("-"), sort.startswith("-")
    if column == "name":
        return sorted(
            countries,
            key=lambda one: alphabetical(links[one.name].label, language()),
            reverse=backwards,
        )
    return sorted(countries, key=lambda one: one[column], reverse=backwards)
