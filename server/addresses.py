"""Addresses: from the paths that the library speaks of to the pages and data of the explorer."""

from __future__ import annotations

from flask import url_for

from kg.explore import Link
from kg.folding import slug
from server.kinds import KINDS, kind_of

SUFFIXES = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "rdf": "rdfxml"}
"""The endings of data addresses, and the format of each."""


def page_address(path: str) -> str:
    """Return the address of the page of a thing.

    Parameters
    ----------
    path
        Its path: ``person/pia-gjellerup``, ``concept/country/dk``.
    """
    kind, _, name = path.rpartition("/")
    if path.startswith("concept/") and kind_of(path).name not in KINDS:
        return url_for("things.concept", scheme=kind.removeprefix("concept/"), slug=name)
    if kind == "source":
        return url_for("sources.page", slug=name)
    return url_for("things.page", kind=kind_of(path).name, slug=name)


def link_address(link: Link) -> str:
    """Return where a link leads: to our page, to a web address, or nowhere (an empty text)."""
    if link.path:
        return page_address(link.path)
    return link.iri if link.iri.startswith(("https://", "http://")) else ""


def data_address(path: str, suffix: str) -> str:
    """Return the address of the data about a thing, by the ending of its format."""
    return url_for("identifiers.data", path=path, suffix=suffix)


def anchor(locator: str) -> str:
    """Return the place of a locator on the page of its source.

    Examples
    --------
    >>> anchor("table 3 row 2"), anchor("")
    ('table-3-row-2', 'whole')
    """
    return slug(locator) or "whole"


def place_address(source: str, locator: str) -> str:
    """Return the address of a place in a source, by the path of the source."""
    return f"{page_address(source)}#{anchor(locator)}"
