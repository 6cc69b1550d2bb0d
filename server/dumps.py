"""Dumps: the files that hold all of the graph or what one source says, to take away."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, send_file

from kg import dumps
from kg.description import DUMPS
from kg.errors import UnknownName
from server import releases
from server.languages import language
from server.paging import page_of

pages = Blueprint("dumps", __name__, url_prefix=f"/{DUMPS}")

_SIZE = 100
_FORMATS = {dumps.NQUADS: "N-Quads", dumps.TRIG: "TriG"}


@pages.get("")
def page() -> str:
    """Show which files there are, what is in them, and how to check them."""
    release = releases.current()
    files = dumps.read(release.release.dumps)
    sources = [
        (one.link, files[name])
        for one in release.listing("source", language()).entries
        if (name := dumps.of_source(one.link.slug)) in files
    ]
    return render_template(
        "dumps.html",
        whole=[(files[name], format_) for name, format_ in _FORMATS.items()],
        sources=page_of(sources, _SIZE),
        sums=dumps.SUMS,
        digest=release.release.digest,
    )


@pages.get("/<path:name>")
def file(name: str) -> Response:
    """Give a file, or the part of it that is asked for."""
    release = releases.current().release
    found = dumps.read(release.dumps).get(name)
    if found:
        return send_file(
            found.folder / name, "application/gzip", etag=found.checksum, conditional=True
        )
    if name != dumps.SUMS:
        raise UnknownName(f"There is no file {name!r}; /{DUMPS} lists them.")
    return send_file(release.dumps / name, "text/plain", etag=release.digest, conditional=True)
