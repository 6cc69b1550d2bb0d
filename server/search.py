"""Search by name: the page of results, and the suggestions while one types."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from kg.explore import Link
from server import releases
from server.addresses import page_address
from server.kinds import LISTED, Kind, kind_of
from server.languages import language

pages = Blueprint("search", __name__, url_prefix="/search")

_MOST = 200
_SUGGESTIONS = 8


@pages.get("")
def page() -> str:
    """Show what a search finds, by kind."""
    text = _asked()
    links, corrected = releases.explorer().search(text, language(), limit=_MOST)
    return render_template(
        "search.html",
        text=text,
        groups=_by_kind(links),
        number=len(links),
        most=_MOST,
        corrected=corrected,
    )


@pages.get("/suggest")
def suggest() -> Response:
    """Answer what fits the beginning of a name, as JSON."""
    links, corrected = releases.explorer().search(_asked(), language(), limit=_SUGGESTIONS)
    return jsonify(
        corrected=corrected,
        suggestions=[
            {
                "label": link.label,
                "language": link.label.language,
                "kind": kind_of(link.path).name,
                "kindLabel": str(kind_of(link.path).one),
                "url": page_address(link.path),
            }
            for link in links
        ],
    )


def _asked() -> str:
    return request.args.get("q", "").strip()


def _by_kind(links: list[Link]) -> list[tuple[Kind, list[Link]]]:
    """Return links by kind, the kind of the best hit first, the best first in each."""
    order = list(dict.fromkeys(kind_of(link.path) for link in links))
    known = [kind for kind in order if kind in LISTED] + [one for one in order if one not in LISTED]
    return [(kind, [link for link in links if kind_of(link.path) == kind]) for kind in known]
