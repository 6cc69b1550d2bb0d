"""Lists of all things of a kind: sorted, narrowed down by facets, page by page, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from kg.explore import SORTS, Entry
from server import facets, releases
from server.addresses import page_address
from server.kinds import LISTED
from server.languages import language
from server.negotiation import file_asked, format_asked
from server.paging import page_of, sort_asked

pages = Blueprint("lists", __name__)

_SIZE, _FILE = 100, "csv"
_BY_ADDRESS = {kind.list: kind for kind in LISTED}
_ADDRESSES = ",".join(_BY_ADDRESS)
_COLUMNS = (
    "iri", "name", "name_language", "types", "countries", "dates", "statements", "page",
)  # fmt: skip


@pages.get(f"/<any({_ADDRESSES}):address>")
def page(address: str) -> str | Response:
    """Show a list, or answer with it as a file."""
    kind, sort = _BY_ADDRESS[address], sort_asked(SORTS, "name")
    release = releases.current()
    listing = release.ordered(kind.prefix, language(), sort)
    selection = release.explorer.catalogue.select(listing.numbers, facets.chosen())
    entries = listing.entries
    if file_asked(_FILE) or format_asked({"text/csv": _FILE}):
        return _file(address, (entries[place] for place in selection.places))
    left = page_of(selection.places.tolist(), _SIZE)
    return render_template(
        "list.html",
        kind=kind,
        page=left,
        entries=[entries[place] for place in left.items],
        total=len(entries),
        columns=listing.columns,
        sort=sort,
        facets=facets.shown(selection, kind.name, without=("kind",)),
    )


def _file(address: str, entries: Iterable[Entry]) -> Response:
    """Answer with a list as CSV, narrowed down and sorted as the page, but whole."""
    answer = Response(_csv(entries), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{address}.csv"'
    return answer


def _csv(entries: Iterable[Entry]) -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    rows.writerows(_row(entry) for entry in entries)
    return written.getvalue()


def _row(entry: Entry) -> list[str | int]:
    link = entry.link
    return [
        link.iri,
        link.label,
        link.label.language or "",
        "; ".join(one.label for one in entry.types),
        "; ".join(one.label for one in entry.countries),
        "; ".join(entry.dates),
        entry.claims,
        request.host_url.rstrip("/") + page_address(link.path),
    ]
