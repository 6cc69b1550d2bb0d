"""The competency questions as data, for programs that collect examples of queries."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kg.examples import EXAMPLES, triples
from kg.formats import TRIPLES, serialized
from kg.questions import all_questions
from server import releases
from server.addresses import SUFFIXES
from server.identifiers import ENDINGS, to_data

pages = Blueprint("questions", __name__)


@pages.get(f"/{EXAMPLES}")
def page() -> BaseResponse:
    """Lead to the questions on the query page, or to them as data, as the client asks."""
    data = to_data(lambda suffix: url_for("questions.data", suffix=suffix))
    return data or redirect(url_for("sparql.page", _anchor="questions"), 303)


@pages.get(f"/{EXAMPLES}.<any({ENDINGS}):suffix>")
def data(suffix: str) -> Response:
    """Answer with the questions, each an ``sh:SPARQLExecutable``."""
    settings, format_ = releases.settings(), SUFFIXES[suffix]
    endpoint = url_for("sparql.page", _external=True, lang=None)
    said = triples(all_questions(settings), settings.base_iri, endpoint)
    answer = Response(serialized(said, format_), mimetype=TRIPLES[format_].media_type)
    answer.add_etag()
    answer.make_conditional(request)
    return answer
