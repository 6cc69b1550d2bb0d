"""The sitemap: the pages that search engines may list (sitemaps.org), and no page of a person.

Pages of statements are left out too, as they say no more than the pages of the things they tie.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from kg.changes import Step
from kg.fingerprints import THINGS
from server import releases
from server.addresses import page_address
from server.kinds import LISTED
from server.languages import LANGUAGES, language

pages = Blueprint("sitemap", __name__)

_SIZE = 10_000
"""Addresses in a part; with their languages they stay well below 50 MB."""
_OWN = ("home.page", "barometer.page", "about.page", "quality.page", "vocabulary.page", "use.page",
        "dumps.page")  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A page.

    Parameters
    ----------
    address
        Its address on this server, without host.
    changed
        When what it shows is known to have changed; None where that is not known.
    """

    address: str
    changed: datetime.datetime | None = None


@pages.get("/sitemap.xml")
def index() -> Response:
    """List the parts of the sitemap."""
    parts = -(-len(list(_places())) // _SIZE)
    return _answer("sitemap_index.xml", numbers=range(1, parts + 1))


@pages.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List pages."""
    places = list(_places())[_SIZE * (number - 1) : _SIZE * number] if number else []
    if not places:
        raise NotFound
    return _answer("sitemap.xml", places=places, languages=LANGUAGES)


def _answer(template: str, **values: object) -> Response:
    text = render_template(template, root=request.url_root.rstrip("/"), **values)
    answer = Response(text, mimetype="application/xml")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _places() -> Iterator[Place]:
    """Yield the pages, each once, in an order that stays."""
    for endpoint in _OWN:
        yield Place(_plain(url_for(endpoint)))
    for kind in LISTED:
        if kind.name != "person":
            yield Place(_plain(url_for("lists.page", address=kind.list)))
    changed = _changed(releases.current().steps)
    for prefix in THINGS:
        if prefix != "person":
            entries = releases.current().listing(prefix, language()).entries
            for path in sorted(entry.link.path for entry in entries):
                yield Place(_plain(page_address(path)), changed.get(path))
    for path in releases.explorer().concepts():
        yield Place(_plain(page_address(path)))


def _plain(address: str) -> str:
    """Return an address without the language that was asked for."""
    return address.partition("?")[0]


def _changed(steps: tuple[Step, ...]) -> dict[str, datetime.datetime]:
    """Return when each thing was last new or changed, of those of which that is known."""
    return {change.path: step.time for step in reversed(steps) for change in step.changes}
