"""Robots: what search engines are asked to leave alone, above all the pages of people.

A page that robots may not read they may list all the same, by links that lead to it. So they may
read the pages of people, which say that they are not to be listed; and are kept from what has no
end, such as searches, queries, and lists narrowed down in all ways.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request, url_for

from kg.explore import FACETS

pages = Blueprint("robots", __name__)

_ENDLESS = ("/search", "/sparql", "/graphs", "/networks", "/connect")
# Their own pages, those of statements that have their names for a title, and the data.
_OF_PEOPLE = (
    "/person/", "/people", "/role/", "/participation/", "/involvement/", "/relation/", "/id/",
    "/graph", "/embed/", "/changes", "/feeds/", "/quality/people",
    "/networks/",
)  # fmt: skip
# Files of things name the people that they are tied to.
_FILES = (".csv", ".ttl", ".nt", ".jsonld", ".rdf", ".nq", ".gz")


def lasting_address(language: str = "") -> str:
    """Return the whole address of this page, without what only orders, narrows or pages it.

    Parameters
    ----------
    language
        The language to ask for: each language has a page of its own, so that engines list all.

    Returns
    -------
    str
        Empty for what robots are to leave alone.
    """
    if request.path.startswith(_ENDLESS):
        return ""
    return f"{request.base_url}?lang={language}" if language else request.base_url


@pages.get("/robots.txt")
def file() -> Response:
    """Say what robots are to leave alone (RFC 9309)."""
    endless = (*_ENDLESS, *(f"/*?*{name}=" for name in FACETS))
    sitemap = url_for("sitemap.index", lang=None, _external=True)
    rules = (f"Disallow: {path}" for path in endless)
    lines = ["User-agent: *", *rules, "", f"Sitemap: {sitemap}"]
    return Response("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _mark(answer: Response) -> Response:
    """Say of an answer about people that it is not to be listed."""
    if request.path.startswith(_OF_PEOPLE) or request.path.endswith(_FILES):
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def init(app: Flask) -> None:
    """Mark the answers that are not to be listed, and tell templates where pages are for good."""
    app.after_request(_mark)
    app.jinja_env.globals["lasting_address"] = lasting_address
