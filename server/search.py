"""Search by name: the page of results, and the suggestions while one types."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, render_template, request

from kg.explore import Link
from server import facets, releases
from server.addresses import page_address
from server.days import asked_day
from server.kinds import LISTED, Kind, kind_of
from server.languages import language
from server.namesakes import told_apart
from server.paging import page_of

pages = Blueprint("search", __name__, url_prefix="/search")

_MOST = 1000
_SUGGESTIONS = 8
# Of so many hits those are suggested that are of the wanted kinds.
_LOOKED_AT = 50
# Hits of each kind where several kinds are shown, and of a single kind on a page.
_OF_EACH, _SIZE = 9, 60


@pages.get("")
def page() -> str:
    """Show what a search finds, by kind."""
    text = _asked()
    explorer = releases.explorer()
    hits = explorer.finder.search(text, limit=_MOST, partly=True)
    catalogue = explorer.catalogue
    selection = catalogue.select(
        catalogue.numbers(hits.paths), facets.chosen(), asked_day(), whole=facets.whole_asked()
    )
    left = [hits.paths[place] for place in selection.places]
    groups = _by_kind(left)
    of_one = page_of(left, _SIZE) if len(groups) == 1 else None
    return render_template(
        "search.html",
        text=text,
        groups=[
            (kind, explorer.named(of_one.items if of_one else own[:_OF_EACH], language()), len(own))
            for kind, own in groups
        ],
        page=of_one,
        found=len(hits.paths),
        number=len(left),
        most=_MOST,
        corrected=hits.corrected,
        partly=hits.partly,
        absent=selection.absent,
        facets=facets.shown(selection),
        whole=facets.whole(selection, ""),
    )


@pages.get("/suggest")
def suggest() -> Response:
    """Answer what fits the beginning of a name, as JSON; only of some kinds, if they are named."""
    explorer, kinds = releases.explorer(), request.args.getlist("kind")
    hits = explorer.finder.search(_asked(), limit=_LOOKED_AT if kinds else _SUGGESTIONS)
    fitting = [path for path in hits.paths if not kinds or kind_of(path).name in kinds]
    links = explorer.named(fitting[:_SUGGESTIONS], language())
    countries = told_apart(links)
    return jsonify(
        corrected=hits.corrected,
        suggestions=[_suggestion(link, countries.get(link.path)) for link in links],
    )


def _suggestion(link: Link, countries: str | None) -> dict[str, str | None]:
    """Return a suggestion; with its countries where another one is called the same."""
    kind = kind_of(link.path)
    return {
        "label": link.label,
        "language": link.label.language,
        "kind": kind.name,
        "kindLabel": str(kind.one),
        "countries": countries,
        "path": link.path,
        "url": page_address(link.path),
    }


def _asked() -> str:
    return request.args.get("q", "").strip()


def _by_kind(paths: Sequence[str]) -> list[tuple[Kind, list[str]]]:
    """Return paths by kind, the kind of the best hit first, the best first in each."""
    found: dict[Kind, list[str]] = {}
    for path in paths:
        found.setdefault(kind_of(path), []).append(path)
    return sorted(found.items(), key=lambda one: one[0] not in LISTED)  # stable
