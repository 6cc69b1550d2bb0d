"""Structured data: what a page is about, in the words of schema.org, for search engines.

It stands in the page as a block of data, which browsers do not run.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from kg.explore import Link
from server import releases
from server.addresses import page_address

_CONTEXT = "https://schema.org"


def structured_data(link: Link) -> dict[str, Any]:
    """Return a thing as JSON-LD; nothing where schema.org has no word for it."""
    found = releases.explorer().data.structured(link.path)
    if not found:
        return {}
    page = request.url_root.rstrip("/") + page_address(link.path).partition("?")[0]
    return {"@context": _CONTEXT, "identifier": link.iri, "mainEntityOfPage": page, **found}


def structured_data_set() -> dict[str, Any]:
    """Return the data set as JSON-LD, with where this server gives it."""
    found = releases.explorer().data.structured_set(request.url_root)
    return {"@context": _CONTEXT, **found}


def init(app: Flask) -> None:
    """Let templates use it."""
    for one in (structured_data, structured_data_set):
        app.jinja_env.globals[one.__name__] = one
