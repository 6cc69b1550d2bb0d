"""What this is, and whether it is well."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template

from kg.errors import KGError
from server import releases

pages = Blueprint("about", __name__)


@pages.get("/about")
def page() -> str:
    """Show what this is, what it rests on, and how to cite, correct and reuse it."""
    release = releases.current()
    return render_template("about.html", release=release.release, settings=release.settings)


@pages.get("/healthz")
def health() -> tuple[Response, int]:
    """Answer whether there is a release that can be asked."""
    try:
        release = releases.current().release
    except KGError as error:
        return jsonify(status="unavailable", detail=str(error)), error.status
    return jsonify(status="ok", release=release.digest), 200
