"""The names of the countries, in the language of the reader."""

from __future__ import annotations

from kg.terms import Text
from server import releases
from server.languages import language


def country_names() -> dict[str, Text]:
    """Return the names of the countries by their paths."""
    listing = releases.current().listing("concept/country", language())
    return {entry.link.path: entry.link.label for entry in listing.entries}
