"""The two files of others that pages use: vis-network, as pyvis brings it, and the editor.

The editor is bundled at set-up from packages of npm (`server/assets/`), where npm can be had.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from flask import Blueprint, Response, send_file, url_for

pages = Blueprint("vendor", __name__)

_FILE = "lib/vis-9.1.2/vis-network.min.js"
EDITOR = "vendor/editor.js"
"""Where the editor lies among the static files, once it is installed."""

_DAY = 86_400


@pages.get("/static/vendor/vis-network.min.js")
def file() -> Response:
    """Answer with vis-network."""
    with resources.as_file(resources.files("pyvis") / _FILE) as path:
        return send_file(path, mimetype="text/javascript", max_age=_DAY)


def editor() -> str:
    """Return the address of the editor of the query page; nothing where it was not installed."""
    installed = (Path(__file__).parent / "static" / EDITOR).is_file()
    return url_for("static", filename=EDITOR) if installed else ""
