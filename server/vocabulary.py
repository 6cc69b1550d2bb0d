"""The vocabulary: the ontology as a page, made from the ontology itself, and as data."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from kg.errors import UnknownName
from kg.prefixes import PREFIXES
from kg.vocabulary import ONTOLOGY
from server import identifiers, releases
from server.identifiers import ENDINGS, to_data
from server.languages import language

pages = Blueprint("vocabulary", __name__)


@pages.get("/ontology")
def page() -> str | BaseResponse:
    """Show the ontology: its modules, terms, concepts and history, or lead to it as data."""
    data = _to_data()
    if data is not None:
        return data
    vocabulary = releases.current().vocabulary(language())
    return render_template(
        "ontology.html",
        ontology=ONTOLOGY,
        vocabulary=vocabulary,
        places=releases.explorer().terms,
        prefixes=PREFIXES,
    )


@pages.get(f"/ontology.<any({ENDINGS}):suffix>")
def data(suffix: str) -> Response:
    """Answer with the ontology."""
    return identifiers.graph_data("ontology", suffix)


@pages.get("/ontology/<part>")
def part(part: str) -> BaseResponse:
    """Lead from this version or a module to its place on the page, or to the ontology as data.

    Raises
    ------
    UnknownName
        If it is neither; other versions lie in the history of the project.
    """
    vocabulary = releases.current().vocabulary(language())
    version = vocabulary.value("owl:versionInfo")
    if part == version:
        anchor = None
    elif part in vocabulary.parts:
        anchor = f"module-{part}"
    else:
        raise UnknownName(f"There is no {part!r} of the ontology here; its version is {version}.")
    return _to_data() or redirect(url_for("vocabulary.page", _anchor=anchor), 303)


def _to_data() -> BaseResponse | None:
    return to_data(lambda suffix: url_for("vocabulary.data", suffix=suffix))
