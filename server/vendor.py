"""The one file of others that pages use: vis-network, as pyvis brings it."""

from __future__ import annotations

from importlib import resources

from flask import Blueprint, Response, send_file

pages = Blueprint("vendor", __name__)

_FILE = "lib/vis-9.1.2/vis-network.min.js"
_DAY = 86_400


@pages.get("/static/vendor/vis-network.min.js")
def file() -> Response:
    """Answer with vis-network."""
    with resources.as_file(resources.files("pyvis") / _FILE) as path:
        return send_file(path, mimetype="text/javascript", max_age=_DAY)
