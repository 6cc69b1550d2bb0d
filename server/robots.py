"""Robots: what search engines are asked to leave alone, above all the pages of people.

A page that robots may not read they may list all the same, by links that lead to it. So they may
read the pages of people, which say that they are not to be listed; and are kept from what has no
end, such as searches, queries, and lists narrowed down in all ways.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request

from kg.explore import FACETS

pages = Blueprint("robots", __name__)

_ENDLESS = ("/search", "/sparql", "/graphs", "/networks")
_OF_PEOPLE = ("/person/", "/people", "/id/")


@pages.get("/robots.txt")
def file() -> Response:
    """Say what robots are to leave alone (RFC 9309)."""
    endless = (*_ENDLESS, *(f"/*?*{name}=" for name in FACETS))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in endless)]
    return Response("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _mark(answer: Response) -> Response:
    """Say of an answer about people that it is not to be listed."""
    if request.path.startswith(_OF_PEOPLE):
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def init(app: Flask) -> None:
    """Mark the answers that are not to be listed."""
    app.after_request(_mark)
