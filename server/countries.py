"""Pages of countries: who and what is there, how it is measured, and what it shares with others."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from kg.explore import NORDIC, Entry, Figure, Link
from server import releases
from server.country_ties import matrix
from server.days import asked_day
from server.kinds import LISTED, Kind, kind_of
from server.languages import language

pages = Blueprint("countries", __name__)

_BEST, _FIGURES = 8, 6
_TWO = 2
_SHOWN = [kind for kind in LISTED if kind.name != "country"]


@pages.get("/country/<slug>")
def page(slug: str) -> str:
    """Show a country."""
    release = releases.current()
    explorer, path = release.explorer, f"concept/country/{slug}"
    thing = explorer.thing(path, language(), alone=True)
    quality = explorer.quality
    return render_template(
        "country.html",
        thing=thing,
        kinds=[(kind, *_best(kind, slug)) for kind in _SHOWN],
        figures=_figures(thing.link),
        matrix=matrix(slug) if slug in NORDIC else None,
        thin=next((one for one in quality.thin if one.name == thing.link.iri), None),
        best=explorer.links([quality.best.name], language())[quality.best.name],
        quality=quality,
        query=explorer.query(path),
        digest=explorer.release.digest,
    )


@pages.get("/country/<slug>/with/<other>")
def shared(slug: str, other: str) -> str:
    """Show the events and initiatives in which actors of two countries take part together."""
    explorer = releases.explorer()
    pair = sorted({slug, other} & set(NORDIC), key=NORDIC.index)
    if len(pair) != _TWO:
        example = "/country/dk/with/no"
        raise NotFound(
            gettext("Ties are counted between two Nordic countries: %(example)s", example=example)
        )
    paths = explorer.country_ties.shared(pair, asked_day()).get((pair[0], pair[1]), [])
    links = explorer.named(paths, language())
    kinds = list(dict.fromkeys(kind_of(link.path) for link in links))
    return render_template(
        "country_pair.html",
        countries=explorer.named([f"concept/country/{one}" for one in pair], language()),
        number=len(links),
        groups=[(kind, [one for one in links if kind_of(one.path) == kind]) for kind in kinds],
    )


def _best(kind: Kind, slug: str) -> tuple[int, Sequence[Entry]]:
    """Return how many there are of a kind in a country, and those of which most is said."""
    release = releases.current()
    listing = release.ordered(kind.prefix, language(), "-claims")
    chosen = {"country": [slug]}
    places = release.explorer.catalogue.select(listing.numbers, chosen, asked_day()).places
    return len(places), [listing.entries[place] for place in places[:_BEST]]


def _figures(country: Link) -> list[Figure]:
    """Return the newest measured figures of a country, the shares first."""
    day = asked_day()
    figures = [
        one
        for one in releases.current().barometer(language()).figures
        if one.country == country and (not day or one.is_of(day))
    ]
    figures.sort(key=lambda one: (one.year, one.is_share), reverse=True)
    return figures[:_FIGURES]
