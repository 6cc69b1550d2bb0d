"""Lists of all things of a kind: sorted, narrowed down by facets, page by page, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from kg.explore import SORTS, Entry, Listing, Selection
from server import facets, releases
from server.addresses import page_address
from server.days import asked_day
from server.kinds import LISTED, Kind
from server.languages import language
from server.negotiation import file_asked, wants
from server.paging import page_of, sort_asked

pages = Blueprint("lists", __name__)

_SIZE, _FILE = 100, "csv"
_BY_ADDRESS = {kind.list: kind for kind in LISTED}
_ADDRESSES = ",".join(_BY_ADDRESS)
_COLUMNS = (
    "iri", "name", "name_language", "types", "organisation", "countries", "dates", "statements",
    "as_of", "standing", "page",
)  # fmt: skip
# What people have in these columns depends on the day.
_OF_THE_DAY = ("type", "organisation")


@dataclass(frozen=True)
class Line:
    """A line of a list: a thing, and whether it is only possible that it was there on the day."""

    entry: Entry
    is_possible: bool


@pages.get(f"/<any({_ADDRESSES}):address>")
def page(address: str) -> str | Response:
    """Show a list, or answer with it as a file."""
    kind, sort, day = _BY_ADDRESS[address], sort_asked(SORTS, "name"), asked_day()
    listing = _ordered(kind, sort)
    # The list is of one kind already, so that no other can be chosen.
    chosen = {name: keys for name, keys in facets.chosen().items() if name != "kind"}
    selection = releases.explorer().catalogue.select(
        listing.numbers, chosen, day, whole=facets.whole_asked()
    )
    left = range(len(selection.places))
    if file_asked(_FILE) or wants("text/csv"):
        return _file(address, _lines(listing, selection, left))
    page = page_of(left, _SIZE)
    return render_template(
        "list.html",
        kind=kind,
        page=page,
        lines=list(_lines(listing, selection, page.items)),
        total=len(listing.entries),
        selection=selection,
        columns=listing.columns,
        sort=sort,
        facets=facets.shown(selection, kind.name, without=("kind",)),
        whole=facets.whole(selection, kind.name),
    )


def _ordered(kind: Kind, sort: str) -> Listing:
    """Return all things of a kind in their order, people by what they held on the day."""
    release, day = releases.current(), asked_day()
    if day and sort.removeprefix("-") in _OF_THE_DAY:
        return release.listing(kind.prefix, language()).as_of(day).ordered(sort, language())
    return release.ordered(kind.prefix, language(), sort)


def _lines(listing: Listing, selection: Selection, wanted: Iterable[int]) -> Iterator[Line]:
    """Yield some lines of what is left of a list, by their numbers among what is left."""
    day = asked_day()
    for number in wanted:
        entry = listing.entries[selection.places[number]]
        yield Line(entry.as_of(day) if day else entry, bool(selection.possible[number]))


def _file(address: str, lines: Iterable[Line]) -> Response:
    """Answer with a list as CSV, narrowed down and sorted as the page, but whole."""
    answer = Response(_csv(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{address}.csv"'
    return answer


def _csv(lines: Iterable[Line]) -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    rows.writerows(_row(line) for line in lines)
    return written.getvalue()


def _row(line: Line) -> list[str | int]:
    entry, link, day = line.entry, line.entry.link, asked_day()
    return [
        link.iri,
        link.label,
        link.label.language or "",
        "; ".join(one.label for one in entry.types),
        entry.organisations[0].label if entry.organisations else "",
        "; ".join(one.label for one in entry.countries),
        "; ".join(entry.dates),
        entry.claims,
        str(day or ""),
        ("possible" if line.is_possible else "certain") if day else "",
        request.host_url.rstrip("/") + page_address(link.path),
    ]
