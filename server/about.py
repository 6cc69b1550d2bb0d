"""What this is, the vocabulary that it speaks, and whether it is well."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from kg.errors import KGError
from server import releases
from server.identifiers import ENDINGS, graph_data, to_data
from server.languages import language

pages = Blueprint("about", __name__)


@pages.get("/about")
def page() -> str:
    """Show what this is, what it rests on, and how to cite, correct and reuse it."""
    release = releases.current()
    return render_template("about.html", release=release.release, settings=release.settings)


@pages.get("/ontology")
def ontology() -> str | BaseResponse:
    """Show the classes, properties and concepts that the graph uses, or lead to them as data."""
    data = to_data(lambda suffix: url_for("about.ontology_data", suffix=suffix))
    if data is not None:
        return data
    return render_template("ontology.html", terms=releases.explorer().vocabulary(language()))


@pages.get(f"/ontology.<any({ENDINGS}):suffix>")
def ontology_data(suffix: str) -> Response:
    """Answer with the ontology."""
    return graph_data("ontology", suffix)


@pages.get("/healthz")
def health() -> tuple[Response, int]:
    """Answer whether there is a release that can be asked."""
    try:
        release = releases.current().release
    except KGError as error:
        return jsonify(status="unavailable", detail=str(error)), error.status
    return jsonify(status="ok", release=release.digest), 200
