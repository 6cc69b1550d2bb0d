"""The public address: where readers find the explorer, whatever stands in front of it.

Absolute addresses, in sitemaps, feeds, files and what is embedded elsewhere, are made of it, and of
nothing that a client says (RFC 9110, section 7.2: a host is what a client asks for).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def served_at(application: WSGIApplication, address: str) -> WSGIApplication:
    """Return an application that takes each request as one to its public address.

    Parameters
    ----------
    application
        The application.
    address
        Scheme and host, such as ``https://innovation.example.org``.
    """
    scheme, host, *_ = urlsplit(address)

    def served(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ |= {"wsgi.url_scheme": scheme, "HTTP_HOST": host}
        return application(environ, start_response)

    return served


def init(app: Flask, address: str) -> None:
    """Let an application have its public address, if it is told one."""
    if address:
        app.wsgi_app = served_at(app.wsgi_app, address)  # type: ignore[method-assign, assignment]
