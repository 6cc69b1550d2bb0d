"""Lists of all things of a kind, to be sorted and narrowed down."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from kg.explore import Entry, Link
from kg.folding import alphabetical
from server import releases
from server.kinds import LISTED
from server.languages import language
from server.paging import page_of, sort_asked

pages = Blueprint("lists", __name__)

_SIZE = 100
_BY_ADDRESS = {kind.list: kind for kind in LISTED}
_ADDRESSES = ",".join(_BY_ADDRESS)
_SORTS = ("name", "type", "country", "date")


@pages.get(f"/<any({_ADDRESSES}):address>")
def page(address: str) -> str:
    """Show a list."""
    kind = _BY_ADDRESS[address]
    entries = releases.current().listing(kind.prefix, language())
    narrowed = [entry for entry in entries if _fits(entry)]
    sort = sort_asked(_SORTS, "name")
    return render_template(
        "list.html",
        kind=kind,
        page=page_of(_sorted(narrowed, sort), _SIZE),
        columns=_columns(entries),
        sort=sort,
        types=_choices(entries, "types"),
        countries=_choices(entries, "countries"),
        narrowed=request.args.get("type", "") or request.args.get("country", ""),
    )


def _sorted(entries: list[Entry], sort: str) -> list[Entry]:
    """Return entries in the order that the address asks for, those without a value last."""
    column, backwards = sort.removeprefix("-"), sort.startswith("-")
    if column == "name":
        return entries[::-1] if backwards else entries
    known = [entry for entry in entries if _value(entry, column)]
    unknown = [entry for entry in entries if not _value(entry, column)]

    def place(entry: Entry) -> tuple[list[str], str]:
        return alphabetical(_value(entry, column), language())

    return sorted(known, key=place, reverse=backwards) + unknown


def _value(entry: Entry, column: str) -> str:
    if column == "date":
        return entry.date
    links = entry.types if column == "type" else entry.countries
    return links[0].label if links else ""


def _fits(entry: Entry) -> bool:
    """Return whether an entry has the type and the country that the address asks for."""
    return all(
        not request.args.get(name) or any(link.slug == request.args[name] for link in links)
        for name, links in (("type", entry.types), ("country", entry.countries))
    )


def _columns(entries: Sequence[Entry]) -> list[str]:
    """Return the columns in which at least one thing has a value."""
    return [name for name in _SORTS if name == "name" or any(_value(one, name) for one in entries)]


def _choices(entries: Sequence[Entry], column: str) -> list[Link]:
    """Return the types or countries that occur, by label."""
    links = {link.path: link for entry in entries for link in getattr(entry, column) if link.path}
    return sorted(links.values(), key=lambda link: alphabetical(link.label, language()))
