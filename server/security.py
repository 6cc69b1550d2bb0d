"""Headers that keep pages from doing, loading or leaking what they need not."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, request

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What may stand within a page elsewhere.
_EMBEDDED = {"things.embedded", "collaborations.embedded"}
_OF_ALL = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
}
_OF_PAGES = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OF_EMBEDDED = {
    "Content-Security-Policy": _POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": _OF_PAGES["Permissions-Policy"],
    "Cross-Origin-Resource-Policy": "cross-origin",
}
OF_DATA = {
    **_OF_ALL,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, Query-Id, Retry-After",
}
"""The headers of an answer that is data: it links nowhere, and asks no device for anything."""
_EMPTY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
# What a browser asks by OPTIONS before it asks for data.
_OF_PERMISSION = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, Query-Id",
    "Access-Control-Max-Age": "86400",
}
# The families of addresses that hold data, which pages and notebooks elsewhere may read.
_DATA = {
    "identifiers", "sparql", "networks", "vocabulary", "dataset", "dumps", "graph_store",
    "questions", "lists", "things", "feeds", "collaborations",
}  # fmt: skip


def _protect(response: Response) -> Response:
    """Add the headers to an answer; only data may be read by pages of other hosts."""
    is_permission = request.method == "OPTIONS"
    has_content = not is_permission and response.status_code not in _EMPTY
    is_page = response.mimetype == "text/html" and has_content
    # An address that cannot be used as it was belongs to no family.
    is_data = request.blueprint in _DATA or response.mimetype == "application/problem+json"
    if request.endpoint in _EMBEDDED and is_page and response.status_code == HTTPStatus.OK:
        response.headers.update(_OF_ALL | _OF_EMBEDDED)
    elif is_page or not is_data:
        response.headers.update(_OF_ALL | _OF_PAGES)
    else:
        response.headers.update(OF_DATA | (_OF_PERMISSION if is_permission else {}))
    return response


def init(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_protect)
