"""Addresses: from the paths that the library speaks of to the pages and data of the explorer."""

from __future__ import annotations

from flask import url_for

from kg.errors import UnknownName
from kg.explore import Link
from kg.explore.labels import path_of
from kg.folding import slug
from kg.prefixes import compress
from server import releases
from server.kinds import CONCEPT, kind_of

SUFFIXES = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "rdf": "rdfxml"}
"""The endings of data addresses, and the format of each."""


def page_address(path: str) -> str:
    """Return the address of the page of a thing.

    Parameters
    ----------
    path
        Its path: ``person/pia-gjellerup``, ``concept/country/dk``.

    Raises
    ------
    UnknownName
        If things of this kind have no pages.
    """
    kind, (prefix, _, name) = kind_of(path), path.rpartition("/")
    if kind.name == "source":
        return url_for("sources.page", slug=name)
    if kind.name == "country":
        return url_for("countries.page", slug=name)
    if kind is not CONCEPT:
        return url_for("things.page", kind=kind.name, slug=name)
    if prefix == "concept":
        return url_for("things.scheme", scheme=name)
    if prefix.startswith("concept/"):
        return url_for("things.concept", scheme=prefix.removeprefix("concept/"), slug=name)
    raise UnknownName(f"There is nothing at {path!r}.")


def link_address(link: Link) -> str:
    """Return where a link leads: to our page, to a web address, or nowhere (an empty text).

    A term leads to where the page of the vocabulary explains it.
    """
    if link.path:
        return page_address(link.path)
    if link.iri in releases.explorer().terms:
        return url_for("vocabulary.page", _anchor=term_anchor(link.iri))
    return link.iri if link.iri.startswith(("https://", "http://")) else ""


def iri_address(iri: str, base: str) -> str:
    """Return where an IRI of an answer leads.

    Parameters
    ----------
    iri
        Any IRI.
    base
        Base of our own.
    """
    try:
        return page_address(path_of(iri, base))
    except UnknownName:
        # Not of what would begin with a second slash: such an address leads to another host.
        if iri.startswith(base) and not iri.startswith("/", len(base)):
            return url_for("home.page", lang=None) + iri.removeprefix(base)
        return iri if iri.startswith(("https://", "http://")) else ""


def short(iri: str, base: str = "") -> str:
    """Return an IRI in few letters: prefixed, or for our own things without what all share."""
    return (base and path_of(iri, base)) or compress(iri) or iri


def data_address(path: str, suffix: str) -> str:
    """Return the address of the data about a thing, by the ending of its format."""
    kind, _, name = path.rpartition("/")
    if kind == "concept":
        return url_for("identifiers.scheme_data", scheme=name, suffix=suffix)
    if path.startswith("concept/"):
        scheme = kind.removeprefix("concept/")
        return url_for("identifiers.concept_data", scheme=scheme, slug=name, suffix=suffix)
    return url_for("identifiers.thing_data", kind=kind, slug=name, suffix=suffix)


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


def term_anchor(iri: str) -> str:
    """Return the place of a term on the page of the vocabulary.

    Our own terms have their bare name there, as their IRIs end in it.

    Examples
    --------
    >>> term_anchor("https://w3id.org/nordic-innovation/ontology#Claim")
    'Claim'
    >>> term_anchor("http://www.w3.org/ns/org#Membership")
    'org-Membership'
    """
    return short(iri).removeprefix("npi:").replace(":", "-")
